//! Promises of signed bundles: what is not signed as it must be is refused, and nothing is forgotten.
#![cfg(feature = "exchange")]

mod attacks;
mod damage;
mod golden;
mod made;
#[cfg(feature = "catalogue")]
mod state;
