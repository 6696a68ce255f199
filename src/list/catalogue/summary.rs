//! What an import did, or why it ended early.

use std::collections::BTreeMap;
use std::error::Error;

use super::CatalogueError;
use crate::list::End;

/// What a reader of documents failed of.
pub(super) type Cause = Box<dyn Error + Send + Sync>;

/// A row that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Aside {
    /// Where it stands in the document.
    pub at: u64,
    /// Why.
    pub reason: String,
}

/// What an import did, or would have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Rows read.
    pub rows: u64,
    /// Entries that are new.
    pub added: u64,
    /// Entries of which something else is said now.
    pub changed: u64,
    /// Entries of which the same is said as before.
    pub unchanged: u64,
    /// Entries withdrawn.
    pub withdrawn: u64,
    /// Entries that the document names and that stay withdrawn, as was decided here.
    pub held: u64,
    /// Withdrawals of entries that the list does not have.
    pub unknown: u64,
    /// Of those that are new or changed, entries quarantined by a guard.
    pub quarantined: u64,
    /// Rows that could not be used.
    pub refused: u64,
    /// How often each reason for one or the other was given.
    pub reasons: BTreeMap<String, u64>,
    /// The first thousand of these rows.
    pub aside: Vec<Aside>,
    /// What the document says of itself.
    pub end: End,
    /// The catalogue's generation afterwards.
    pub generation: u64,
}

/// Why an import ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The catalogue failed.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The document is broken. With [`Import::batch`](super::Import::batch) what came before the last whole batch is in; else nothing is.
    #[error("the document cannot be read to its end, {kept} of its rows are in: {source}")]
    Document {
        /// Rows that are in.
        kept: u64,
        /// What is wrong with it.
        source: Cause,
    },
    /// A snapshot would withdraw too much: more likely it is not whole.
    #[error(
        "the snapshot would withdraw {withdrawn} of {entries} entries: if it is whole, allow it with a larger share"
    )]
    TooManyWithdrawn {
        /// Entries that it does not name.
        withdrawn: u64,
        /// Entries that the list has.
        entries: u64,
    },
    /// What is trusted of the list's bundles is not [`Import::bundles_before`](super::Import::bundles_before): another process applied one meanwhile.
    #[error("another bundle of the list was applied meanwhile: try again")]
    Overtaken,
}
