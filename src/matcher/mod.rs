//! The front door: one picture's guesses against an index, and what to do about what they meet.

mod matched;
mod policy;

pub use matched::{Findings, Match, Matcher};
pub use policy::{Action, Policy};
