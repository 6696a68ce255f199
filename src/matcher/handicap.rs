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

/// For each standard deviation of regularity beyond the usual.
const REGULAR: f32 = 3.5;

/// What regularity is usual.
const USUAL: f32 = 4.0;

/// For a lean of 1.
const LEANING: f32 = 30.0;

/// For each point of quality under 100.
const POOR: f32 = 0.4;

/// For each time that the frame is smaller than the picture, as a natural logarithm.
const SMALL: f32 = 6.0;

/// The distance that decides: bits that differ, for the whole picture, or counted by how sure they are, with all handicaps.
pub(super) fn handicapped(sighting: &Sighting) -> f32 {
    let Sighting { means, hit, weighted, seen, quality, regularity, guess, .. } = *sighting;
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

/// How far the bits of a hash are from chance: bits next to each other, and next but one, across and down, agree half of
/// the time in busy pictures. The greatest deviation from that of the four counts, in standard deviations.
pub(super) fn regularity(hash: &Hash256) -> f32 {
    let rows: [u16; 16] = std::array::from_fn(|row| (hash.0[row / 4] >> (row % 4 * 16)) as u16);
    let across = |by: u32| {
        let mask = u16::MAX >> by;
        rows.iter().map(|row| ((row ^ row >> by) & mask).count_ones()).sum::<u32>()
    };
    let down = |by: usize| {
        rows.iter().zip(&rows[by..]).map(|(above, below)| (above ^ below).count_ones()).sum::<u32>()
    };
    let deviation =
        |differ: u32, pairs: f32| (differ as f32 - pairs / 2.0).abs() / (pairs.sqrt() / 2.0);
    let all = [
        deviation(across(1), 240.0),
        deviation(down(1), 240.0),
        deviation(across(2), 224.0),
        deviation(down(2), 224.0),
    ];
    all.into_iter().fold(0.0, f32::max)
}
