//! Guesses of how a picture sits in the original that a list may hold, and the hash that each would have.

mod guess;
#[allow(dead_code)]
mod layout;
#[allow(dead_code)]
mod small;

pub use guess::{Frame, Guess, GuessKind, Tier, UnknownTier};
