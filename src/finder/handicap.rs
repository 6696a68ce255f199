//! What makes a distance say less than its number.
//!
//! Unrelated pictures come near to each other where few of their bits are free: where much of a frame is only the
//! picture's edge going on, where a picture is flat or shows a few straight edges, where a frame was bent far to fit, or
//! where a small part of a picture is looked at. Each adds bits to the distance. The numbers were found by a search for
//! those that separate altered copies from unrelated pictures best (see `docs/MATCHING.md`).

use super::survey::{Means, Sighting};

/// For a frame of which nothing is seen.
const UNSEEN: f32 = 18.0;

/// For each unit of regularity beyond the usual.
const REGULAR: f32 = 14.0;

/// What regularity is usual.
const USUAL: f32 = 1.8;

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
