//! How a matcher keeps what is live up to date, in many orders of the steps of its threads.
//!
//! `kept.rs` and `connections.rs` are the library's own, compiled over the locks, threads and clock of a scheduler and over stand-ins
//! for catalogue and index, that know nothing but which entries count in which generation.
#![cfg(test)]

mod disk;
mod list;
mod matcher;
mod verdict;
