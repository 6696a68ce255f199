//! Pixels to fingerprints: PDQ, written here, and the hashes and digests that lists carry beside it.

mod pdq;

pub use pdq::{Pdq, pdq, pdq_512, pdq_batch};
