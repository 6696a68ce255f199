//! Promises of decoding: what is read, how, and what is refused.

mod bombs;
mod colours;
#[path = "../common/counting.rs"]
mod counting;
mod frames;
#[cfg(feature = "jxl")]
mod jxl;
mod limits;
mod made;
mod modes;
