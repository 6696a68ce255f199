//! The stages put together, and the choice between the fast way and the reference's.

use std::fmt;

use rayon::prelude::*;

use super::dct::{self, Coefficients};
use super::downsample::{self, GRID, Grid};
use super::{dihedral, quality, reference};
use crate::fingerprint::{Hash256, Quality};
use crate::plane::{Channels, Orientation, Plane, PlaneRef};

/// Pictures with a side under this many pixels have no hash: all bits zero, quality 0.
const SMALLEST_SIDE: usize = 5;

/// The side of the square that the profile `pdq-512` reduces larger pictures to.
const SQUARE: usize = 512;

/// A PDQ hash with what else came out of the same pass over the pixels.
#[derive(Clone)]
pub struct Pdq {
    /// The hash of the picture as it is.
    pub hash: Hash256,
    /// How much structure the picture has.
    pub quality: Quality,
    coefficients: Coefficients,
}

/// Without the coefficients, from which the hash follows.
impl fmt::Debug for Pdq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hash, quality, .. } = self;
        f.debug_struct("Pdq").field("hash", hash).field("quality", quality).finish_non_exhaustive()
    }
}

impl Pdq {
    /// Of blurred luma at the 64×64 points.
    pub(crate) fn of_grid(grid: &Grid) -> Self {
        let coefficients = dct::transform(grid);
        Self { hash: dct::bits(&coefficients), quality: quality::of(grid), coefficients }
    }

    /// The hashes of the picture turned and mirrored, in the order of [`Orientation::ALL`](crate::Orientation::ALL).
    ///
    /// They follow from the same coefficients, by the reference's formulas, and differ by some bits from hashes
    /// of turned pixels: none for many sizes, a dozen for sides that are multiples of 128.
    #[must_use]
    pub fn orientations(&self) -> [Hash256; 8] {
        dihedral::hashes(&self.coefficients)
    }

    /// One of [`orientations`](Self::orientations).
    #[must_use]
    pub fn oriented(&self, orientation: Orientation) -> Hash256 {
        dihedral::hash(&self.coefficients, orientation)
    }

    /// The luma's DCT with orthonormal scaling, without its constant: index `16 * row + column`, the number of the bit that
    /// says whether it lies above the median of all.
    #[must_use]
    pub fn coefficients(&self) -> &[f32; 256] {
        &self.coefficients
    }

    /// How far each coefficient lies above (positive: bit 1) or below the median that decides its bit.
    ///
    /// Index `16 * row + column` is the number of the bit. A bit with a small margin flips easily. The unit is
    /// that of the luma's DCT with orthonormal scaling.
    #[must_use]
    pub fn margins(&self) -> [f32; 256] {
        let median = dct::median(&self.coefficients);
        self.coefficients.map(|coefficient| coefficient - median)
    }
}

/// The PDQ hash of a picture at full size: profile [`Profile::Pdq`](crate::Profile::Pdq).
///
/// RGB pixels count by their BT.601 luma, unrounded. A picture with a side under 5 pixels has the zero hash and
/// quality 0, as in the reference.
///
/// ```
/// use staydown::{Channels, PlaneRef, pdq};
///
/// let pixels: Vec<u8> = (0..96 * 64).map(|i| (i % 96 * i / 251) as u8).collect();
/// let print = pdq(PlaneRef::new(&pixels, 96, 64, 96, Channels::Luma)?);
/// assert_eq!(print.hash.distance(&print.orientations()[0]), 0);
/// # Ok::<(), staydown::PlaneError>(())
/// ```
#[must_use]
pub fn pdq<'a>(picture: impl Into<PlaneRef<'a>>) -> Pdq {
    let picture = picture.into();
    if picture.width().min(picture.height()) < SMALLEST_SIDE {
        return Pdq { hash: Hash256::ZERO, quality: Quality::new(0), coefficients: [0.0; 256] };
    }
    if picture.width() == GRID && picture.height() == GRID {
        return Pdq::of_grid(&reference::luma_grid(picture));
    }
    let grid = downsample::grid(picture);
    let coefficients = dct::transform(&grid);
    let quality = quality::of(&grid);
    let tolerance = Tolerance::of(picture, quality);
    let certain = dihedral::medians_are_certain(&coefficients, tolerance.coefficient)
        && quality::is_certain(&grid, tolerance.luma);
    match certain {
        true => Pdq { hash: dct::bits(&coefficients), quality, coefficients },
        false => Pdq::of_grid(&reference::grid(picture)),
    }
}

/// The PDQ hash of a picture brought to 512×512 first if a side is longer: profile
/// [`Profile::Pdq512`](crate::Profile::Pdq512), as the C++ command line tool computes it.
///
/// Each pixel of the square is the one at `floor(position * side / 512)`; the aspect is not kept.
#[must_use]
pub fn pdq_512<'a>(picture: impl Into<PlaneRef<'a>>) -> Pdq {
    let picture = picture.into();
    match picture.width().max(picture.height()) > SQUARE {
        true => pdq(&nearest_square(picture)),
        false => pdq(picture),
    }
}

/// [`pdq`] of many pictures, spread over all cores; the results stand in the order of the pictures.
#[must_use]
pub fn pdq_batch(pictures: &[PlaneRef<'_>]) -> Vec<Pdq> {
    pictures.par_iter().map(|&picture| pdq(picture)).collect()
}

fn nearest_square(picture: PlaneRef<'_>) -> Plane {
    let pixels = match picture.channels() {
        Channels::Luma => nearest_pixels::<1>(picture),
        Channels::Rgb => nearest_pixels::<3>(picture),
    };
    Plane::new(pixels, SQUARE, SQUARE, picture.channels()).expect("512 rows of 512 pixels")
}

/// The square's pixels, of `BYTES` bytes each.
fn nearest_pixels<const BYTES: usize>(picture: PlaneRef<'_>) -> Vec<u8> {
    let columns: Vec<usize> = (0..SQUARE).map(|x| x * picture.width() / SQUARE).collect();
    let mut pixels = vec![[0; BYTES]; SQUARE * SQUARE];
    for (y, out) in pixels.chunks_exact_mut(SQUARE).enumerate() {
        let row = picture.row(y * picture.height() / SQUARE).as_chunks::<BYTES>().0;
        for (pixel, &x) in out.iter_mut().zip(&columns) {
            *pixel = row[x];
        }
    }
    pixels.into_flattened()
}

/// How far rounding may move the fast way's values from the reference's.
///
/// Measured over 700 pictures of 65 to 6,000 pixels a side, scaled, blurred and flattened from 97 photographs: the two
/// coefficients around a median drew up to 1.3e-3 nearer, growing with the square root of the side; luma moved by up to 2.1e-3.
/// In flat pictures the errors of neighbouring pixels agree and add up, so there the bound is wider.
struct Tolerance {
    luma: f32,
    coefficient: f32,
}

impl Tolerance {
    fn of(picture: PlaneRef<'_>, quality: Quality) -> Self {
        let side = picture.width().max(picture.height()) as f32;
        let growth = (side / 1024.0).max(1.0).sqrt();
        let coherence = if quality < Quality::USABLE { 4.0 } else { 1.0 };
        Self { luma: 2e-3 * growth, coefficient: 1e-3 * growth * coherence }
    }
}
