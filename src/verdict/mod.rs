//! From what matches to what to do: rules for each list and category, agreement, dispute and what overrules what.
//!
//! Nothing here asks an index or a store; the same evidence gives the same verdict, in whatever order it comes.

mod answer;
mod decide;
mod evidence;
#[cfg(feature = "catalogue")]
mod record;
mod rules;
#[cfg(feature = "catalogue")]
mod text;

pub use answer::{Matched, Verdict, Why};
pub use decide::decide;
pub use evidence::{Basis, BasisState, Evidence, Met, Query};
#[cfg(feature = "catalogue")]
pub use record::{Record, RecordEntry};
pub use rules::{Override, Rule, Rules};
#[cfg(feature = "catalogue")]
pub use text::RulesError;
