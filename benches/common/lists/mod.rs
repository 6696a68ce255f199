//! Lists of hashes and queries that are the same in every run: for the benchmarks, and for `benches/compare.py` through
//! `crates/compare`.
#![allow(dead_code, unused_imports, reason = "each benchmark uses its part")]

mod kinds;
mod photos;
mod random;

pub(crate) use kinds::{Kind, List, uniform};
pub(crate) use photos::{FILES, photographs};
