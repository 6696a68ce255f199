//! What makes a distance say less than its number.
//!
//! Unrelated pictures come near to each other where few of their bits are free: where much of a frame is only the
//! picture's edge going on, where a picture is flat or shows a few straight edges, where a frame was bent far to fit, or
//! where a small part of a picture is looked at. Each adds bits to the distance. The numbers were found by a search for
//! those that separate altered copies from unrelated pictures best (see `docs/MATCHING.md`).

use super::survey::{Means, Sighting};
use crate::fingerprint::Hash256;

/// For a frame of which nothing is seen.
const UNSEEN: f32 = 18.0;

/// For each unit of regularity beyond the usual.
const REGULAR: f32 = 14.0;

/// What regularity is usual.
const USUAL: f32 = 1.8;

/// How many rows and columns apart bits are compared for their regularity.
const FURTHEST: i32 = 4;

/// For a lean of 1.
const LEANING: f32 = 30.0;

/// For each point of quality under 100.
const POOR: f32 = 0.4;

/// For each time that the frame is smaller than the picture, as a natural logarithm.
const SMALL: f32 = 6.0;

impl Sighting {
    /// The distance that decides: bits that differ, for the whole picture, or counted by how sure they are, with all handicaps.
    #[must_use]
    pub fn decisive(&self) -> f32 {
        let Sighting { means, hit, weighted, seen, quality, regularity, guess, .. } = *self;
        let distance = match means {
            Means::Whole => hit.distance as f32,
            Means::Moved => weighted,
        };
        let frame = guess.frame;
        let area = (frame.right - frame.left) * (frame.bottom - frame.top);
        let lean: f32 = frame.lean.iter().map(|lean| lean.abs()).sum();
        distance
            + UNSEEN * (1.0 - seen)
            + REGULAR * (regularity - USUAL).max(0.0)
            + LEANING * lean
            + POOR * f32::from(100 - quality.get())
            + SMALL * (-area.ln()).max(0.0)
    }
}

/// How far the bits of a hash are from chance. In busy pictures bits some rows and columns apart agree half of the time;
/// where a disc, a few edges or a pattern make the picture, they agree too often or too seldom. The root mean square of
/// the deviations at up to four rows and columns, in standard deviations: 1 by chance, 1.6 for a usual photograph.
pub(super) fn regularity(hash: &Hash256) -> f32 {
    let rows: [u16; 16] = std::array::from_fn(|row| (hash.0[row / 4] >> (row % 4 * 16)) as u16);
    let mut squares = 0.0;
    let mut lags = 0.0;
    for down in 0..=FURTHEST {
        for across in -FURTHEST..=FURTHEST {
            if (down, across) > (0, 0) {
                squares += squared_deviation(&rows, down as usize, across);
                lags += 1.0;
            }
        }
    }
    f32::sqrt(squares / lags)
}

/// How many bits differ from those so many rows below and columns on, as a squared deviation from half of them.
fn squared_deviation(rows: &[u16; 16], down: usize, across: i32) -> f32 {
    let by = across.unsigned_abs();
    let mask = u16::MAX >> by;
    let pairs = rows.iter().zip(&rows[down..]).map(|(&above, &below)| {
        let (near, far) = if across < 0 { (above, below) } else { (below, above) };
        ((near >> by ^ far) & mask).count_ones()
    });
    let count = ((16 - down) * (16 - by as usize)) as f32;
    let off = pairs.sum::<u32>() as f32 - count / 2.0;
    off * off * 4.0 / count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Hash;

    #[test]
    fn chance_is_not_regular_and_patterns_are() {
        let scattered = |seed: u64| {
            let word = |k: u64| {
                let mixed = (seed * 4 + k + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
            };
            Hash([word(0), word(1), word(2), word(3)])
        };
        let mean = (0..200).map(|seed| regularity(&scattered(seed))).sum::<f32>() / 200.0;
        assert!((0.9..1.1).contains(&mean), "{mean}");
        let stripes = Hash([0x00ff_00ff_00ff_00ff; 4]);
        let chequers = Hash([0x5555_aaaa_5555_aaaa; 4]);
        assert!(regularity(&stripes) > 3.0 && regularity(&chequers) > 6.0);
    }
}
