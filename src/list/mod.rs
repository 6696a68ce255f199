//! Lists of hashes and the life of their entries: who put an entry there, why, until when, and who disagrees.

#[cfg(feature = "catalogue")]
mod catalogue;
mod change;
mod entry;
mod guard;
mod kind;
mod print;
mod time;

#[cfg(feature = "catalogue")]
pub(crate) use catalogue::Changed;
#[cfg(feature = "catalogue")]
pub use catalogue::{
    Aside, AuditError, AuditReport, By, Catalogue, CatalogueError, Checkpoint, Compaction, Event,
    Guard, Import, ImportError, Listed, Summary,
};
pub use change::{Change, End, Fault, Row};
pub use entry::{Category, Entry, Judgement, Opinion, Resolution, Stance, State, Status, scheme};
pub use guard::{Guards, Suspicion};
pub use kind::{List, ListKind, Trust};
pub use print::{Digest, Print};
pub use time::{ParseTimeError, Time};
