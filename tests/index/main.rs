//! Promises of the index: complete, the same on every path, and safe from damaged files.

mod approximate;
mod batches;
mod bounds;
#[path = "../common/mod.rs"]
mod common;
mod completeness;
mod corruption;
#[path = "../common/counting.rs"]
mod counting;
mod damage;
mod loading;
mod worst_case;
