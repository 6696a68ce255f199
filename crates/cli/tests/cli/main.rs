//! Promises of the command: what it prints, writes and exits with.

mod alarms;
mod bundle;
mod common;
mod demo;
mod eval;
mod hash;
mod help;
mod index;
#[cfg(unix)]
mod interrupt;
mod isolated;
mod listed;
mod lists;
mod matching;
mod snapshots;
mod story;
