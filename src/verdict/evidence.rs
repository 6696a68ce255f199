//! What a verdict is made from.

use crate::finder::Match;
use crate::fingerprint::Quality;
use crate::index::Coverage;
use crate::list::{Entry, List};

/// An entry that a picture met, and how.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The list that the entry stands in.
    pub list: &'a List,
    /// What the list says.
    pub entry: &'a Entry,
    /// The entry's number in the catalogue, or its id in an index alone.
    pub id: u64,
    /// How it was met.
    pub by: Met,
    /// Whether it suddenly matches so much that a mistake is more likely.
    pub tripped: bool,
}

/// How an entry was met.
#[derive(Clone, Debug, PartialEq)]
pub enum Met {
    /// By a digest of the file's bytes: `md5`, `sha1` or `sha256`, as [`Digest::name`](crate::Digest::name) has it.
    Digest(&'static str),
    /// By a perceptual hash. The match's own action and numbers of list and entry do not count here.
    Near(Match),
}

impl Met {
    /// Whether nobody can make two files that are alike in this.
    pub(super) fn is_unforgeable(&self) -> bool {
        *self == Self::Digest("sha256")
    }

    pub(super) fn is_digest(&self) -> bool {
        matches!(self, Self::Digest(_))
    }
}

/// How well a picture could be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// The quality of the whole picture's hash; `None` if it has no hash, since it could not be decoded.
    pub quality: Option<Quality>,
    /// Whether bounds cut the search short.
    pub coverage: Coverage,
}

impl Query {
    /// The quality, 0 without a hash.
    pub(super) fn quality(&self) -> Quality {
        self.quality.unwrap_or(Quality::new(0))
    }
}

/// Which lists an answer was given from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The generation of the catalogue; over an index alone, the number of files taken up.
    pub generation: u64,
    /// Whether that was all it should have been.
    pub state: BasisState,
    /// The [fingerprint](super::Rules::fingerprint) of the rules and lists.
    pub configuration: String,
}

/// Whether the lists were as they should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BasisState {
    /// No list was loaded.
    NoList,
    /// These lists could not be loaded.
    Partly(Vec<String>),
    /// All were loaded; these have not been brought up to date for too long.
    Stale(Vec<String>),
    /// All were loaded and none is stale.
    Full,
}

impl BasisState {
    /// `no-list`, `partly`, `stale` or `full`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoList => "no-list",
            Self::Partly(_) => "partly",
            Self::Stale(_) => "stale",
            Self::Full => "full",
        }
    }
}
