//! Pixels to fingerprints: PDQ, written here, and the hashes and digests that lists carry beside it.

mod classic;
mod digest;
mod pdq;

pub use classic::{classic, classic64, classic256};
pub use digest::digests;
#[doc(hidden)]
pub use pdq::stages;
pub(crate) use pdq::{COEFFICIENTS, GRID, Grid, LUMA, transform, unturned};
pub use pdq::{Pdq, pdq, pdq_512, pdq_batch};
