//! Promises of decoding: what is read, how, and what is refused.

mod colours;
mod frames;
#[cfg(feature = "jxl")]
mod jxl;
mod limits;
mod made;
mod modes;
