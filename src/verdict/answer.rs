//! What was decided, and why.

use super::{Basis, BasisState, Met, Query};
use crate::action::Action;
use crate::list::{Category, Judgement};

/// What to do with a picture, and why.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// What to do.
    pub action: Action,
    /// The reason that decided.
    pub why: Why,
    /// Every entry that counts, those of allow-lists too, the strictest first; each entry once.
    pub matches: Vec<Matched>,
    /// How well the picture could be asked about.
    pub query: Query,
    /// What the answer was given from.
    pub basis: Basis,
}

impl Verdict {
    /// Whether the picture was compared with all lists as they should be, and nothing speaks against it.
    ///
    /// [`Action::Allow`] alone does not say so: it is also what rules may want where nothing could be told.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        matches!(self.why, Why::NothingMatches | Why::AllowListed)
            && self.basis.state == BasisState::Full
    }
}

/// The reason for a verdict. Of several that lead to the same action the last in this order is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Why {
    /// No entry matches, of any list that should be there.
    NothingMatches,
    /// No entry matches, and some lists are older than they should be.
    Stale,
    /// No entry matches of those lists that could be loaded.
    PartlyLoaded,
    /// The picture's quality is too low, it has no hash, or bounds cut the search short; no match says nothing.
    CannotTell,
    /// There was no list to compare with.
    NoList,
    /// An entry of an allow-list matches and overrules whatever else does.
    AllowListed,
    /// An allow-list speaks for the picture and an entry against it, and neither overrules the other.
    Contradicted,
    /// An entry matches whose contributors disagree.
    Disputed,
    /// An entry matches of a list that is little relied on.
    LittleTrusted,
    /// An entry matches, and too few agencies list the picture.
    TooFewAgree,
    /// An entry matches that suddenly matches too much.
    MatchesTooMuch,
    /// An entry matches.
    Listed,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::NothingMatches,
        Self::Stale,
        Self::PartlyLoaded,
        Self::CannotTell,
        Self::NoList,
        Self::AllowListed,
        Self::Contradicted,
        Self::Disputed,
        Self::LittleTrusted,
        Self::TooFewAgree,
        Self::MatchesTooMuch,
        Self::Listed,
    ];

    /// In lower case with hyphens, such as `nothing-matches`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NothingMatches => "nothing-matches",
            Self::Stale => "stale",
            Self::PartlyLoaded => "partly-loaded",
            Self::CannotTell => "cannot-tell",
            Self::NoList => "no-list",
            Self::AllowListed => "allow-listed",
            Self::Contradicted => "contradicted",
            Self::Disputed => "disputed",
            Self::LittleTrusted => "little-trusted",
            Self::TooFewAgree => "too-few-agree",
            Self::MatchesTooMuch => "matches-too-much",
            Self::Listed => "listed",
        }
    }
}

/// An entry that counts.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Matched {
    /// The name of its list.
    pub list: String,
    /// Its number in the catalogue, or its id in an index alone.
    pub entry: u64,
    /// What it shows, in the words of its list.
    pub categories: Vec<Category>,
    /// What its contributors think of it.
    pub judgement: Judgement,
    /// How it was met: distance, guess and expected false alarms stand there.
    pub by: Met,
    /// What it alone would lead to, agreement counted; [`Action::Allow`] for an entry of an allow-list.
    pub action: Action,
    /// Why that.
    pub why: Why,
}
