//! Which parts of a picture may be the original that something was put around: borders, padding, captions,
//! screenshots, collages.

mod corners;
mod lines;
mod panels;
mod sides;

use super::guess::GuessKind;
use super::small::Small;

/// A part of the plane that may be the original picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    /// Sides in pixels of the small plane; fractions are meant.
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
    /// Degrees counter-clockwise that undo a turn. The sides are those after it, about the plane's centre.
    pub(super) angle: f32,
    /// `Trimmed`, `Panel`, or `Turned` where there is an angle.
    pub(super) kind: GuessKind,
    /// How likely it is that this is the original's frame, 0 to 1.
    pub(super) weight: f32,
}

/// At most `most` regions that may be the original picture, the likeliest first. The whole plane is not among them.
pub(super) fn regions(plane: &Small, most: usize) -> Vec<Region> {
    panels::regions(plane, most)
}

#[cfg(test)]
mod tests;
