//! What a list says about one picture.

use std::fmt;

use super::{Print, Time};

/// Names of the schemes that categories come from. A category of another scheme is carried as it is.
pub mod scheme {
    /// NCMEC's classification: A1, A2, B1, B2.
    pub const NCMEC: &str = "ncmec";
    /// The Internet Watch Foundation's: A, B, C.
    pub const IWF: &str = "iwf";
    /// Interpol's baseline: `baseline`.
    pub const INTERPOL: &str = "interpol";
    /// Numbers of Project VIC and CAID, whose meaning depends on the jurisdiction: `vics`, or with it, `vics-us`.
    pub const VICS: &str = "vics";
    /// StopNCII's: `ncii`.
    pub const STOPNCII: &str = "stopncii";
    /// Korean law: `illegal-filming`, `false-video`, `child-youth`.
    pub const KOREA: &str = "kr";
    /// Project Arachnid's classification.
    pub const ARACHNID: &str = "arachnid";
    /// Tech Against Terrorism's ideologies.
    pub const TECH_AGAINST_TERRORISM: &str = "tat";
}

/// One entry of a list: what a source says about one picture or file. Its `Debug` output shows neither its fingerprints
/// nor its key, which is a hash in some formats.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The source's own name for it, unique in the list.
    pub key: String,
    /// What it is recognised by.
    pub prints: Vec<Print>,
    /// What it shows, in the words of one or more schemes.
    pub categories: Vec<Category>,
    /// The agency at whose request it is listed.
    pub agency: Option<String>,
    /// The decision that listed it.
    pub resolution: Option<Resolution>,
    /// The cases it stands for. It is withdrawn when the last of them is.
    pub cases: Vec<String>,
    /// Words of the source.
    pub tags: Vec<String>,
    /// What contributors think of it.
    pub opinions: Vec<Opinion>,
    /// Whether it counts.
    pub state: State,
    /// When the source took it up.
    pub added: Option<Time>,
    /// From when on it counts.
    pub effective: Option<Time>,
    /// From when on it counts no longer.
    pub expires: Option<Time>,
    /// When the source last changed it.
    pub updated: Option<Time>,
    /// The source's fields that have no place here, as a JSON object.
    pub extra: Option<String>,
}

/// A code of a scheme; see [`scheme`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "catalogue", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "catalogue", serde(deny_unknown_fields))]
pub struct Category {
    /// The scheme, in lower case.
    pub scheme: String,
    /// The code, as the scheme writes it.
    pub code: String,
}

/// The decision of an authority.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resolution {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Option<Time>,
}

/// What one contributor thinks of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Opinion {
    /// Who.
    pub contributor: String,
    /// What.
    pub stance: Stance,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub at: Option<Time>,
}

/// For or against an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stance {
    /// It belongs there.
    Positive,
    /// It was put there and not yet looked at.
    Seed,
    /// It does not belong there.
    Negative,
}

impl Stance {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Positive, Self::Seed, Self::Negative];

    /// `positive`, `seed` or `negative`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Seed => "seed",
            Self::Negative => "negative",
        }
    }
}

/// What all opinions of an entry come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Judgement {
    /// Nobody said anything.
    Unjudged,
    /// Only seeds.
    Seed,
    /// Positive, and nobody objects.
    Positive,
    /// Only negative ones, seeds aside.
    Negative,
    /// Positive and negative.
    Disputed,
}

impl Judgement {
    /// `unjudged`, `seed`, `positive`, `negative` or `disputed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unjudged => "unjudged",
            Self::Seed => "seed",
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Disputed => "disputed",
        }
    }
}

/// Whether an entry counts, since when and why.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct State {
    /// Whether it counts.
    pub status: Status,
    /// Why that is so.
    pub reason: Option<String>,
    /// Since when that is so.
    pub at: Option<Time>,
}

/// Whether an entry counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Status {
    /// It does, within [`Entry::effective`] and [`Entry::expires`].
    #[default]
    Active,
    /// It does from then on.
    DisabledUntil(Time),
    /// It does not until somebody has looked at it.
    Quarantined,
    /// It does not: its source, or the person whom it shows, took it back.
    Withdrawn,
    /// It does not: its time is over.
    Expired,
}

impl Status {
    /// `active`, `disabled`, `quarantined`, `withdrawn` or `expired`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::DisabledUntil(_) => "disabled",
            Self::Quarantined => "quarantined",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}

impl Entry {
    /// An active entry of nothing but a key.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            prints: Vec::new(),
            categories: Vec::new(),
            agency: None,
            resolution: None,
            cases: Vec::new(),
            tags: Vec::new(),
            opinions: Vec::new(),
            state: State::default(),
            added: None,
            effective: None,
            expires: None,
            updated: None,
            extra: None,
        }
    }

    /// What its opinions come to.
    #[must_use]
    pub fn judgement(&self) -> Judgement {
        let holds = |stance| self.opinions.iter().any(|opinion| opinion.stance == stance);
        match (holds(Stance::Positive), holds(Stance::Negative), holds(Stance::Seed)) {
            (true, true, _) => Judgement::Disputed,
            (true, false, _) => Judgement::Positive,
            (false, true, _) => Judgement::Negative,
            (false, false, true) => Judgement::Seed,
            (false, false, false) => Judgement::Unjudged,
        }
    }

    /// Whether it counts at this time.
    #[must_use]
    pub fn counts_at(&self, now: Time) -> bool {
        let stands = match self.state.status {
            Status::Active => true,
            Status::DisabledUntil(until) => now >= until,
            Status::Quarantined | Status::Withdrawn | Status::Expired => false,
        };
        let begun = self.effective.is_none_or(|effective| now >= effective);
        stands && begun && self.expires.is_none_or(|expires| now < expires)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("prints", &self.prints)
            .field("categories", &self.categories)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
