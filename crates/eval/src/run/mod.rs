//! Altered copies of photographs against an index that holds the photographs' hashes.
//!
//! Every copy is checked in each tier under the default policy, which is also what is timed. A part of them is checked
//! once more under a policy that reviews whatever may be right, to see what other bounds would have brought.

mod against;
mod checks;
mod error;
mod options;
mod outcome;
mod photos;
mod queries;
mod strangers;
mod tally;

pub use error::RunError;
pub use options::{Options, Progress, Stage};
pub use outcome::{
    AlterationFigures, Configuration, Evaluation, FORMAT, Figures, GroupFigures, Lenient,
    Milliseconds, Photographs, PolicyValues, StrangerFigures, TierFigures, WrongMatch,
};
pub(crate) use photos::first_pictures;
pub use queries::run;
