//! Which frames each tier tries, the likeliest first.

use super::Look;
use super::guess::{Frame, GuessKind, Tier};
use super::sampler::Visible;
use crate::plane::Orientation;

/// The frames of a tier beyond the whole picture.
pub(super) fn looks(tier: Tier, aspect: f32) -> Vec<Look> {
    match tier {
        Tier::Exact | Tier::Mirrored => Vec::new(),
        Tier::Framed => [uncropped(FRAMED), turned(&FRAMED_ANGLES, aspect), uncovered()].concat(),
        Tier::Thorough => {
            [uncropped(THOROUGH), turned(&THOROUGH_ANGLES, aspect), uncovered()].concat()
        }
    }
}

/// Regions of a picture that a tier asks about, at most.
pub(super) fn regions(tier: Tier) -> usize {
    if tier == Tier::Thorough { 24 } else { 12 }
}

/// In which orientations a frame is asked about, and how many of the first of them also with light and dark exchanged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turns {
    pub(super) orientations: &'static [Orientation],
    pub(super) inverted: usize,
}

/// As it is, and with left and right exchanged.
pub(super) const MIRRORED: Turns =
    Turns { orientations: &[Orientation::Original, Orientation::FlipY], inverted: 0 };

/// Likely regions are asked about in all orientations.
const LIKELY: usize = 4;

pub(super) fn of_whole(tier: Tier) -> Turns {
    match tier {
        Tier::Exact => Turns { orientations: &Orientation::ALL[..1], inverted: 0 },
        Tier::Mirrored => Turns { orientations: &Orientation::ALL, inverted: 0 },
        Tier::Framed | Tier::Thorough => Turns { orientations: &Orientation::ALL, inverted: 8 },
    }
}

/// The turns of a region by its rank in likelihood.
pub(super) fn of_region(tier: Tier, rank: usize) -> Turns {
    match rank < LIKELY {
        true => Turns { orientations: &Orientation::ALL, inverted: 1 },
        false if tier == Tier::Thorough => Turns { orientations: &Orientation::ALL, inverted: 0 },
        false => MIRRORED,
    }
}

/// Crops that keep these parts of the width and height, at so many places across and down.
type Crops = [(f32, f32, usize, usize)];

const FRAMED: &Crops = &[
    (0.96, 0.96, 1, 1),
    (0.90, 0.90, 3, 3),
    (1.00, 0.90, 1, 2),
    (0.90, 1.00, 2, 1),
    (0.80, 0.80, 5, 5),
    (1.00, 0.80, 1, 3),
    (0.80, 1.00, 3, 1),
    (0.75, 1.00, 3, 1),
    (1.00, 0.70, 1, 3),
    (0.66, 1.00, 3, 1),
    (0.60, 0.60, 1, 1),
    (0.70, 0.70, 3, 3),
];

const THOROUGH: &Crops = &[
    (0.97, 0.97, 1, 1),
    (0.93, 0.93, 3, 3),
    (0.88, 0.88, 4, 4),
    (1.00, 0.92, 1, 2),
    (0.92, 1.00, 2, 1),
    (1.00, 0.85, 1, 3),
    (0.85, 1.00, 3, 1),
    (0.82, 0.82, 6, 6),
    (1.00, 0.78, 1, 4),
    (0.78, 1.00, 4, 1),
    (0.75, 0.75, 7, 7),
    (1.00, 0.70, 1, 5),
    (0.70, 1.00, 5, 1),
    (0.68, 0.68, 7, 7),
    (0.62, 1.00, 5, 1),
    (0.60, 0.60, 5, 5),
];

fn uncropped(crops: &Crops) -> Vec<Look> {
    let each = crops.iter().flat_map(|&(across, down, columns, rows)| {
        (0..rows).flat_map(move |row| {
            (0..columns).map(move |column| {
                let (left, right) = around(across, column, columns);
                let (top, bottom) = around(down, row, rows);
                let frame = Frame { left, right, top, bottom, ..Frame::WHOLE };
                Look { frame, kind: GuessKind::Uncropped, visible: Visible::ALL }
            })
        })
    });
    each.collect()
}

/// The original's two sides, where a part of it was kept at one of so many places.
fn around(kept: f32, place: usize, places: usize) -> (f32, f32) {
    let gone = 1.0 / kept - 1.0;
    let before = match places {
        1 => gone / 2.0,
        _ => gone * place as f32 / (places - 1) as f32,
    };
    (-before, 1.0 + gone - before)
}

/// The whole frame, of which the upper, the lower or both parts do not count.
fn uncovered() -> Vec<Look> {
    let parts = [(0.2, 0.8), (0.0, 0.78), (0.22, 1.0)];
    let look = |(top, bottom)| {
        let visible = Visible { top, bottom, ..Visible::ALL };
        Look { frame: Frame::WHOLE, kind: GuessKind::Uncovered, visible }
    };
    parts.map(look).into()
}

const FRAMED_ANGLES: [f32; 3] = [2.0, 5.0, 9.0];
const THOROUGH_ANGLES: [f32; 6] = [1.5, 3.0, 5.0, 7.0, 9.0, 11.0];

/// Turned either way: on the same canvas, on one that grew, and cut to the box inscribed.
fn turned(angles: &[f32], aspect: f32) -> Vec<Look> {
    let both = angles.iter().flat_map(|&angle| [angle, -angle]);
    let each = both.flat_map(|angle| {
        let (sin, cos) = angle.abs().to_radians().sin_cos();
        let grown = (1.0 / (cos + sin / aspect), 1.0 / (cos + sin * aspect));
        let inscribed = inscribed(sin, cos, aspect);
        [(1.0, 1.0), grown, (inscribed, inscribed)].map(|(across, down)| {
            let (left, right) = (0.5 - 0.5 * across, 0.5 + 0.5 * across);
            let (top, bottom) = (0.5 - 0.5 * down, 0.5 + 0.5 * down);
            let frame = Frame { left, right, top, bottom, angle, ..Frame::WHOLE };
            Look { frame, kind: GuessKind::Turned, visible: Visible::ALL }
        })
    });
    each.collect()
}

/// The original's sides over those of the largest box of its own aspect within it, turned. `aspect` is that of the
/// picture at hand, which is the box.
fn inscribed(sin: f32, cos: f32, aspect: f32) -> f32 {
    (cos + sin / aspect).max(cos + sin * aspect)
}
