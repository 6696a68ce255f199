//! Altered copies of photographs against an index that holds the photographs' hashes.
//!
//! Every copy is checked in each tier under a lenient policy, which reviews whatever may be right. What the default one
//! makes of it, and what other bounds would, follows from that.

mod against;
mod checks;
mod error;
mod options;
mod outcome;
mod part;
mod photos;
mod queries;
mod strangers;
mod tally;

pub use error::RunError;
pub use options::{Options, Progress, Stage};
pub use outcome::{
    AlterationFigures, Configuration, Evaluation, FORMAT, Figures, GroupFigures, Milliseconds,
    Photographs, PolicyValues, StrangerFigures, TierFigures, WrongMatch,
};
pub(crate) use part::Part;
pub(crate) use photos::{Photo, Photos, beside, first_pictures, pixels, plane};
pub use queries::run;
