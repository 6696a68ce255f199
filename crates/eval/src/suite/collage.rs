//! The picture among others.

use image::{Rgb, RgbImage};

use super::alteration::Group::Layout;
use super::alteration::{Alteration, Scene};
use super::draw::{canvas, mixed, place};
use super::scale::{by, covering, share};

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Layout, "collage-two", |scene| grid(scene, Cells::new(2, 1, 0.0, WHITE)))
        .among_others(),
    Alteration::grid(Layout, "collage-four", |scene| grid(scene, Cells::new(2, 2, 0.0, WHITE)))
        .among_others(),
    Alteration::beyond(Layout, "collage-two-stacked-gap", |scene| {
        grid(scene, Cells::new(1, 2, 0.02, WHITE))
    })
    .among_others(),
    Alteration::beyond(Layout, "collage-three-gaps", |scene| {
        grid(scene, Cells::new(3, 1, 0.02, [20; 3]))
    })
    .among_others(),
    Alteration::beyond(Layout, "collage-four-gaps", |scene| {
        grid(scene, Cells::new(2, 2, 0.025, WHITE))
    })
    .among_others(),
    Alteration::beyond(Layout, "collage-six", |scene| grid(scene, Cells::new(2, 3, 0.0, WHITE)))
        .among_others(),
    Alteration::beyond(Layout, "collage-six-gaps", |scene| {
        grid(scene, Cells::new(3, 2, 0.02, WHITE))
    })
    .among_others(),
    Alteration::beyond(Layout, "collage-uneven-large", uneven_large).among_others(),
    Alteration::beyond(Layout, "collage-uneven-small", uneven_small).among_others(),
    Alteration::beyond(Layout, "picture-in-picture", inset).among_others(),
    Alteration::beyond(Layout, "picture-under-inset", under_inset).among_others(),
];

const WHITE: [u8; 3] = [255; 3];

/// A photograph other than the picture, covering a cell of this size.
fn other(scene: &mut Scene<'_>, at: usize, width: u32, height: u32) -> RgbImage {
    match scene.others.len() {
        0 => coloured(scene, width, height),
        count => covering(scene.others[at % count], width, height),
    }
}

fn coloured(scene: &mut Scene<'_>, width: u32, height: u32) -> RgbImage {
    let mut colour = || Rgb([(); 3].map(|()| scene.chance.below(256) as u8));
    let (from, to) = (colour(), colour());
    RgbImage::from_fn(width, height, |x, y| {
        mixed(from, to, (x + y) as f32 / (width + height) as f32)
    })
}

/// Columns and rows, the gap between them in parts of a cell's width, and its colour.
struct Cells {
    columns: u32,
    rows: u32,
    gap: f32,
    ground: [u8; 3],
}

impl Cells {
    const fn new(columns: u32, rows: u32, gap: f32, ground: [u8; 3]) -> Self {
        Self { columns, rows, gap, ground }
    }
}

/// Cells of the picture's aspect ratio, it in any of them.
fn grid(scene: &mut Scene<'_>, cells: Cells) -> RgbImage {
    let Cells { columns, rows, gap, ground } = cells;
    let factor = 1.0 / columns.max(rows) as f32;
    let picture = by(scene.picture, factor * 1.5, factor * 1.5);
    let (width, height) = picture.dimensions();
    let gap = if gap > 0.0 { share(width, gap) } else { 0 };
    let sides = |count: u32, side: u32| count * side + (count + 1) * gap;
    let mut collage = canvas(sides(columns, width), sides(rows, height), ground);
    let home = scene.chance.below((columns * rows) as usize) as u32;
    for cell in 0..columns * rows {
        let (column, row) = (cell % columns, cell / columns);
        let (left, top) = (column * (width + gap) + gap, row * (height + gap) + gap);
        match cell == home {
            true => place(&mut collage, &picture, left, top),
            false => {
                let other = other(scene, cell as usize, width, height);
                place(&mut collage, &other, left, top);
            }
        }
    }
    collage
}

/// The picture large at the left, two small ones at its right.
fn uneven_large(scene: &mut Scene<'_>) -> RgbImage {
    let (width, height) = scene.picture.dimensions();
    let (small, half) = (share(width, 0.5), height.div_ceil(2));
    let mut collage = canvas(width + small, height, WHITE);
    place(&mut collage, scene.picture, 0, 0);
    for at in 0..2 {
        let other = other(scene, at as usize, small, half);
        place(&mut collage, &other, width, at * half);
    }
    collage
}

/// Another large at the left, the picture as one of two small ones at its right, with gaps.
fn uneven_small(scene: &mut Scene<'_>) -> RgbImage {
    let picture = by(scene.picture, 0.6, 0.6);
    let (width, height) = picture.dimensions();
    let gap = share(width, 0.02);
    let (large, whole) = (share(width, 1.5), 2 * height + gap);
    let mut collage = canvas(large + gap + width, whole, WHITE);
    let first = other(scene, 0, large, whole);
    let second = other(scene, 1, width, height);
    place(&mut collage, &first, 0, 0);
    place(&mut collage, &picture, large + gap, 0);
    place(&mut collage, &second, large + gap, height + gap);
    collage
}

/// The picture small, with a rim, in a corner of another.
fn inset(scene: &mut Scene<'_>) -> RgbImage {
    let (width, height) = scene.picture.dimensions();
    let mut whole = other(scene, 0, width, height);
    let picture = rimmed(&by(scene.picture, 0.45, 0.45));
    lay_in_corner(scene, &mut whole, &picture);
    whole
}

/// Another small, with a rim, in a corner of the picture.
fn under_inset(scene: &mut Scene<'_>) -> RgbImage {
    let mut whole = scene.picture.clone();
    let (width, height) = (share(whole.width(), 0.3), share(whole.height(), 0.3));
    let small = rimmed(&other(scene, 0, width, height));
    lay_in_corner(scene, &mut whole, &small);
    whole
}

fn rimmed(picture: &RgbImage) -> RgbImage {
    let rim = share(picture.width(), 0.015);
    let mut rimmed = canvas(picture.width() + 2 * rim, picture.height() + 2 * rim, WHITE);
    place(&mut rimmed, picture, rim, rim);
    rimmed
}

fn lay_in_corner(scene: &mut Scene<'_>, whole: &mut RgbImage, small: &RgbImage) {
    let margin = share(whole.width().min(whole.height()), 0.04);
    let mut end = |whole: u32, small: u32| {
        let far = whole.saturating_sub(small + margin);
        scene.chance.one_of(&[margin.min(far), far])
    };
    let (left, top) = (end(whole.width(), small.width()), end(whole.height(), small.height()));
    place(whole, small, left, top);
}
