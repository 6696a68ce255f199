//! The C interface of staydown. `include/staydown.h` is made from these sources; docs/FFI.md says what holds for all of it.
//!
//! A function turns what C gives into what Rust knows (`raw`), under a guard that no panic passes (`guard`), and asks the
//! library. What is opened stands in a table (`handles`), so that no handle can be wrong in a way that is not noticed.

mod error;
mod guard;
mod handles;
mod hash;
mod index;
mod matcher;
mod raw;
mod status;
mod structs;

pub use error::{
    staydown_abi_version, staydown_last_error, staydown_status_name, staydown_version,
};
pub use handles::staydown_close;
pub use hash::{
    staydown_classic, staydown_digests, staydown_distance, staydown_hash_from_hex,
    staydown_hash_to_hex, staydown_limits, staydown_pdq, staydown_pdq_file, staydown_pdq_pixels,
};
pub use index::{
    staydown_index_any, staydown_index_build, staydown_index_info, staydown_index_nearest,
    staydown_index_open, staydown_index_verify, staydown_index_within, staydown_index_within_batch,
};
pub use matcher::{
    staydown_matcher_check, staydown_matcher_check_hash, staydown_matcher_check_pixels,
    staydown_matcher_open, staydown_matcher_refresh,
};
pub use status::StaydownStatus;
pub use structs::*;
