//! What to evaluate.

use std::path::PathBuf;

use staydown::Tier;

use super::RunError;
use crate::suite::{self, Alteration};

/// What to evaluate.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of photographs, searched with all folders in it. Their hashes are listed.
    pub photographs: PathBuf,
    /// How many of them are altered; all, if there are fewer.
    pub queries: usize,
    /// Tiers to check in; empty for all.
    pub tiers: Vec<Tier>,
    /// Names of alterations and groups to keep to; empty for all.
    pub only: Vec<String>,
    /// A file of an index of other hashes, among which those of the photographs are laid.
    pub index: Option<PathBuf>,
    /// A folder of photographs that are in no list.
    pub strangers: Option<PathBuf>,
    /// How many pictures to make of each stranger: itself, and parts of it.
    pub stranger_variants: usize,
    /// Decides which photographs are altered, and everything random in alterations.
    pub seed: u64,
    /// The day of the evaluation, as the report should say it.
    pub date: String,
}

impl Options {
    /// 200 queries in all tiers over the whole suite, without other hashes and without strangers.
    #[must_use]
    pub fn new(photographs: impl Into<PathBuf>) -> Self {
        Self {
            photographs: photographs.into(),
            queries: 200,
            tiers: Vec::new(),
            only: Vec::new(),
            index: None,
            strangers: None,
            stranger_variants: 20,
            seed: 1,
            date: String::new(),
        }
    }

    /// The tiers, each once, from the least to the most.
    pub(super) fn tiers(&self) -> Vec<Tier> {
        let is_asked = |tier: &Tier| self.tiers.is_empty() || self.tiers.contains(tier);
        Tier::ALL.into_iter().filter(is_asked).collect()
    }

    /// The alterations that `only` leaves.
    pub(crate) fn alterations(&self) -> Result<Vec<&'static Alteration>, RunError> {
        let is_named = |alteration: &Alteration, name: &str| {
            name == alteration.name || name == alteration.group.name()
        };
        let unknown = |name: &&String| !suite::all().iter().any(|one| is_named(one, name));
        if let Some(name) = self.only.iter().find(unknown) {
            return Err(RunError::UnknownAlteration { name: name.clone() });
        }
        let kept = |alteration: &&Alteration| {
            self.only.is_empty() || self.only.iter().any(|name| is_named(alteration, name))
        };
        Ok(suite::all().iter().filter(kept).collect())
    }
}

/// What an evaluation is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Hashing the photographs.
    Hashing,
    /// Filling lists with parts of them.
    Listing,
    /// Altering and checking them.
    Checking,
    /// Checking strangers.
    Strangers,
}

impl Stage {
    /// A word for it, such as `hashing`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hashing => "hashing",
            Self::Listing => "listing",
            Self::Checking => "altering",
            Self::Strangers => "strangers",
        }
    }
}

/// How far a stage has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// The stage.
    pub stage: Stage,
    /// Photographs or queries dealt with.
    pub done: usize,
    /// Photographs or queries in all.
    pub total: usize,
}
