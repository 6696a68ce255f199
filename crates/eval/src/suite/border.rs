//! Something all around the picture.

use image::{Rgb, RgbImage};

use super::alteration::Group::Border;
use super::alteration::{Alteration, Scene};
use super::draw::{canvas, mixed, place, rounded};
use super::filter::soft;
use super::scale::share;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Border, "letterbox-5", |scene| bars(scene.picture, 0.0, 0.05)),
    Alteration::grid(Border, "letterbox-10", |scene| bars(scene.picture, 0.0, 0.10)),
    Alteration::grid(Border, "letterbox-20", |scene| bars(scene.picture, 0.0, 0.20)),
    Alteration::grid(Border, "pillarbox-10", |scene| bars(scene.picture, 0.10, 0.0)),
    Alteration::grid(Border, "border-white-2", |scene| even(scene.picture, 0.02, WHITE)),
    Alteration::grid(Border, "border-white-5", |scene| even(scene.picture, 0.05, WHITE)),
    Alteration::grid(Border, "border-white-10", |scene| even(scene.picture, 0.10, WHITE)),
    Alteration::grid(Border, "border-white-20", |scene| even(scene.picture, 0.20, WHITE)),
    Alteration::grid(Border, "border-grey-5", |scene| even(scene.picture, 0.05, [128; 3])),
    Alteration::grid(Border, "padding-blurred-square", |scene| blurred(scene.picture, 1.0)),
    Alteration::beyond(Border, "border-uneven", uneven),
    Alteration::beyond(Border, "border-four-colours", four_colours),
    Alteration::beyond(Border, "border-gradient", gradient),
    Alteration::beyond(Border, "border-textured", textured),
    Alteration::beyond(Border, "border-rounded", |scene| round(scene.picture)),
    Alteration::beyond(Border, "border-instant-print", |scene| instant_print(scene.picture)),
    Alteration::beyond(Border, "padding-blurred-wide", |scene| blurred(scene.picture, 2.2)),
    Alteration::beyond(Border, "padding-blurred-tall", |scene| blurred(scene.picture, 9.0 / 16.0)),
    Alteration::beyond(Border, "padding-black-tall", |scene| padded_tall(scene.picture)),
];

const WHITE: [u8; 3] = [255; 3];

/// Black bars of these parts of the width, left and right, and of the height, above and below.
fn bars(picture: &RgbImage, across: f32, down: f32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let of = |side: u32, part: f32| (side as f32 * part).round() as u32;
    let (across, down) = (of(width, across), of(height, down));
    around(picture, [across, down, across, down], [0; 3])
}

/// As wide on every side: this part of the shorter one.
pub(super) fn even(picture: &RgbImage, part: f32, colour: [u8; 3]) -> RgbImage {
    around(picture, [share(picture.width().min(picture.height()), part); 4], colour)
}

/// With this much of a colour at the left, top, right and bottom.
fn around(picture: &RgbImage, [left, top, right, bottom]: [u32; 4], colour: [u8; 3]) -> RgbImage {
    let (width, height) = picture.dimensions();
    let mut framed = canvas(width + left + right, height + top + bottom, colour);
    place(&mut framed, picture, left, top);
    framed
}

/// Padded to this width for a height of 1, with the picture itself, enlarged and blurred, behind.
pub(super) fn blurred(picture: &RgbImage, aspect: f32) -> RgbImage {
    let (width, height) = padded_size(picture, aspect);
    let mut padded = soft(picture, width, height);
    place(&mut padded, picture, (width - picture.width()) / 2, (height - picture.height()) / 2);
    padded
}

fn padded_size(picture: &RgbImage, aspect: f32) -> (u32, u32) {
    let (width, height) = picture.dimensions();
    let wide = (height as f32 * aspect).round() as u32;
    let high = (width as f32 / aspect).round() as u32;
    (width.max(wide), height.max(high))
}

fn padded_tall(picture: &RgbImage) -> RgbImage {
    let (width, height) = padded_size(picture, 9.0 / 16.0);
    let (across, down) = (width - picture.width(), height - picture.height());
    let (left, top) = (across / 2, down / 2);
    around(picture, [left, top, across - left, down - top], [0; 3])
}

/// Between 2 and 15% of the sides, otherwise on each side.
fn any_widths(scene: &mut Scene<'_>) -> [u32; 4] {
    let (width, height) = scene.picture.dimensions();
    [width, height, width, height].map(|side| share(side, scene.chance.between(0.02, 0.15)))
}

fn any_colour(scene: &mut Scene<'_>) -> [u8; 3] {
    [(); 3].map(|()| scene.chance.below(256) as u8)
}

fn uneven(scene: &mut Scene<'_>) -> RgbImage {
    let (widths, colour) = (any_widths(scene), any_colour(scene));
    around(scene.picture, widths, colour)
}

fn four_colours(scene: &mut Scene<'_>) -> RgbImage {
    let widths = any_widths(scene);
    let mut framed = scene.picture.clone();
    for side in 0..4 {
        let only = std::array::from_fn(|at| if at == side { widths[at] } else { 0 });
        framed = around(&framed, only, any_colour(scene));
    }
    framed
}

fn gradient(scene: &mut Scene<'_>) -> RgbImage {
    let (from, to) = (Rgb(any_colour(scene)), Rgb(any_colour(scene)));
    let edge = share(scene.picture.width().min(scene.picture.height()), 0.1);
    behind(scene.picture, edge, |x, y| mixed(from, to, (x + y) / 2.0))
}

/// Like paper or cloth: a colour with a weave and specks.
fn textured(scene: &mut Scene<'_>) -> RgbImage {
    let ground = Rgb(any_colour(scene));
    let edge = share(scene.picture.width().min(scene.picture.height()), 0.1);
    let (weave, chance) = (scene.chance.between(60.0, 120.0), &mut scene.chance);
    behind(scene.picture, edge, |x, y| {
        let thread = (x * weave).sin() * (y * weave).sin();
        mixed(ground, Rgb(WHITE), 0.3 + 0.2 * thread + 0.1 * (chance.part() - 0.5))
    })
}

/// On a ground whose colour depends on the place, in parts of the sides.
fn behind(picture: &RgbImage, edge: u32, mut ground: impl FnMut(f32, f32) -> Rgb<u8>) -> RgbImage {
    let (width, height) = (picture.width() + 2 * edge, picture.height() + 2 * edge);
    let mut framed = RgbImage::from_fn(width, height, |x, y| {
        ground(x as f32 / width as f32, y as f32 / height as f32)
    });
    place(&mut framed, picture, edge, edge);
    framed
}

/// With round corners on a white ground.
fn round(picture: &RgbImage) -> RgbImage {
    let shorter = picture.width().min(picture.height()) as f32;
    even(&rounded(picture, 0.08 * shorter, WHITE), 0.05, WHITE)
}

/// White, and wider below.
fn instant_print(picture: &RgbImage) -> RgbImage {
    let edge = share(picture.width().min(picture.height()), 0.06);
    around(picture, [edge, edge, edge, 4 * edge], [246, 244, 240])
}
