//! What holds for a list as a whole.

use std::time::Duration;

use super::Time;
use crate::action::Action;
use crate::fingerprint::Quality;

/// A list: whose it is, what it is for, and what a match of it means unless a rule says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its number in the catalogue, from 1; 0 before it has one.
    pub id: u16,
    /// Its name, unique in the catalogue.
    pub name: String,
    /// The agency that keeps it.
    pub owner: String,
    /// What it is for.
    pub purpose: String,
    /// Whether its entries speak against a picture or for it.
    pub kind: ListKind,
    /// What a sure match leads to.
    pub action: Action,
    /// Bits in which a picture as it is may differ from an entry of it.
    pub threshold: u32,
    /// Entries and pictures of less quality are not matched by their perceptual hash.
    pub quality: Quality,
    /// The law that it rests on, such as `KR`.
    pub jurisdiction: Option<String>,
    /// How far it is relied on.
    pub trust: Trust,
    /// The format that it comes in.
    pub format: Option<String>,
    /// How far the source has been read, in the source's own words.
    pub checkpoint: Option<String>,
    /// When it was last brought up to date.
    pub refreshed: Option<Time>,
    /// After this long without that it is stale.
    pub stale_after: Option<Duration>,
    /// Entries that its source may hold at most.
    pub cap: Option<u64>,
}

/// Whether entries speak against a picture or for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// What matches is not wanted.
    Block,
    /// What matches is known to be harmless, whatever other lists say.
    Allow,
}

/// How far a list is relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trust {
    /// What it matches is looked at by somebody, never blocked at once.
    Low,
    /// As its action says.
    Usual,
    /// It needs no other agency's agreement.
    Authority,
}

impl Trust {
    /// `low`, `usual` or `authority`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Usual => "usual",
            Self::Authority => "authority",
        }
    }
}

impl List {
    /// A list that blocks, with the usual threshold and gate of PDQ.
    #[must_use]
    pub fn new(name: impl Into<String>, owner: impl Into<String>) -> Self {
        Self {
            id: 0,
            name: name.into(),
            owner: owner.into(),
            purpose: String::new(),
            kind: ListKind::Block,
            action: Action::Block,
            threshold: 31,
            quality: Quality::USABLE,
            jurisdiction: None,
            trust: Trust::Usual,
            format: None,
            checkpoint: None,
            refreshed: None,
            stale_after: None,
            cap: None,
        }
    }

    /// Whether it has not been brought up to date for longer than it should be.
    #[must_use]
    pub fn is_stale_at(&self, now: Time) -> bool {
        let limit = self.stale_after;
        limit.is_some_and(|limit| self.refreshed.is_none_or(|at| at.after(limit) < now))
    }
}
