//! How well altered copies of photographs are found.
//!
//! [`suite`] holds the alterations, under fixed names and a version of their own, so that figures can be compared.
//! [`run`] lists a folder of photographs, alters some of them and looks for the copies in each tier.
//! [`alarms`] measures how near pictures that match nothing come to lists of several lengths.
//! [`report`] makes a page of what came of it.

pub mod alarms;
mod chance;
pub mod report;
pub mod run;
pub mod suite;
