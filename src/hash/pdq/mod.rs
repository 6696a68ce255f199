//! PDQ: a 256-bit hash of a picture's coarse structure, with a quality, by Facebook (2019).
//!
//! Luma is blurred by two box passes along each axis, picked at 64×64 points, and transformed by a DCT of which
//! the 16×16 lowest frequencies without the constant are kept; a bit says whether its coefficient lies above
//! their median. Source: the reference implementation in `facebook/ThreatExchange`, folder `pdq/cpp`, and its
//! paper, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm".
//!
//! The reference blurs every pixel with running sums. Only 64×64 points of the result are ever read, so
//! `downsample` applies the weights of both passes at those points alone. The two ways round differently in the
//! seventh digit; where that could decide a bit or the quality, `compute` takes the reference's own order of
//! operations instead (`reference`). Every picture tried so far gets the reference's hash.

mod compute;
mod dct;
mod dihedral;
mod downsample;
mod quality;
mod reference;

pub use compute::{Pdq, pdq, pdq_512, pdq_batch};
pub(crate) use dct::{COEFFICIENTS, transform};
pub(crate) use dihedral::unturned;
pub(crate) use downsample::{GRID, Grid, LUMA};

/// The stages of [`pdq()`] one by one, for the benchmarks. No part of the API: may change at any time.
#[doc(hidden)]
pub mod stages {
    pub use super::dct::{bits, transform};
    pub use super::downsample::grid;
    pub use super::quality::of as quality;
    pub use super::reference::grid as reference_grid;
}
