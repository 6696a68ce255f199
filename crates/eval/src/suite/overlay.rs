//! Something over a part of the picture.

use image::{GrayImage, Luma, RgbImage, imageops};
use imageproc::geometric_transformations::{Border, Interpolation, rotate_about_center_no_crop};

use super::alteration::Group::Overlay;
use super::alteration::{Alteration, Scene};
use super::draw::{Ink, Shape, fill, outline, stamp};
use super::lettering::{self, Face, Style};
use crate::chance::Chance;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Overlay, "watermark-small", |scene| watermark(scene.picture)),
    Alteration::grid(Overlay, "watermark-large", |scene| large_watermark(scene.picture)),
    Alteration::grid(Overlay, "watermark-tiled", |scene| tiled_watermark(scene.picture)),
    Alteration::grid(Overlay, "logo-2", |scene| logo(scene, 0.02)),
    Alteration::grid(Overlay, "logo-5", |scene| logo(scene, 0.05)),
    Alteration::grid(Overlay, "logo-10", |scene| logo(scene, 0.10)),
    Alteration::grid(Overlay, "disc-in-the-middle", |scene| emoji_in_the_middle(scene.picture)),
    Alteration::grid(Overlay, "big-outlined-text", |scene| {
        big_text(scene.picture, &mut scene.chance)
    }),
    Alteration::beyond(Overlay, "text-on-half-clear-bar", half_clear_bar),
    Alteration::beyond(Overlay, "text-on-coloured-bar", coloured_bar),
    Alteration::beyond(Overlay, "three-emojis", three_emojis),
    Alteration::beyond(Overlay, "censored-bar", censored),
    Alteration::beyond(Overlay, "scribbled", scribbled),
];

const WHITE: [u8; 3] = [255; 3];
const STAMP: &str = "© viewshare.example";

/// Small letters in the lower right corner.
pub(super) fn watermark(picture: &RgbImage) -> RgbImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let style = Style::new(Face::Bold, height / 18.0, WHITE).shrunk_to(STAMP, width * 0.4);
    let mut marked = picture.clone();
    let mask = style.mask(STAMP);
    let (right, bottom) = (0.02 * width, 0.02 * height);
    let left = width - mask.width() as f32 - right;
    let top = height - mask.height() as f32 - bottom;
    let placed = spread_out(picture, &mask, &[(left as i64, top as i64)]);
    stamp(&mut marked, &placed, Ink(WHITE, 0.7));
    marked
}

/// Half-transparent letters across the middle.
fn large_watermark(picture: &RgbImage) -> RgbImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let style = Style::new(Face::Bold, height / 3.0, WHITE).shrunk_to("SAMPLE", width * 0.8);
    let mask = slanted(&style.mask("SAMPLE"), 15.0);
    let left = (width - mask.width() as f32) / 2.0;
    let top = (height - mask.height() as f32) / 2.0;
    let mut marked = picture.clone();
    let placed = spread_out(picture, &mask, &[(left as i64, top as i64)]);
    stamp(&mut marked, &placed, Ink(WHITE, 0.45));
    marked
}

fn tiled_watermark(picture: &RgbImage) -> RgbImage {
    let longest = picture.width().max(picture.height()) as f32;
    let style = Style::new(Face::Bold, longest / 28.0, WHITE);
    let mask = slanted(&style.mask("viewshare"), 30.0);
    let (across, down) = (i64::from(mask.width()) * 5 / 4, i64::from(mask.height()) * 5 / 4);
    let columns = 0..=i64::from(picture.width()) / across;
    let places = columns.flat_map(|column| {
        let rows = 0..=i64::from(picture.height()) / down;
        rows.map(move |row| (column * across - row % 2 * across / 2, row * down))
    });
    let mut marked = picture.clone();
    let placed = spread_out(picture, &mask, &places.collect::<Vec<_>>());
    stamp(&mut marked, &placed, Ink(WHITE, 0.4));
    marked
}

fn slanted(mask: &GrayImage, degrees: f32) -> GrayImage {
    let (turn, outside) = (-degrees.to_radians(), Border::Constant(Luma([0])));
    rotate_about_center_no_crop(mask, turn, Interpolation::Bilinear, outside)
}

/// A mask as large as the picture, with a smaller one at these places.
fn spread_out(picture: &RgbImage, mask: &GrayImage, places: &[(i64, i64)]) -> GrayImage {
    let mut spread = GrayImage::new(picture.width(), picture.height());
    places.iter().for_each(|&(left, top)| imageops::replace(&mut spread, mask, left, top));
    spread
}

/// An opaque logo over this part of the area, in a corner.
fn logo(scene: &mut Scene<'_>, part: f32) -> RgbImage {
    let mut marked = scene.picture.clone();
    let (width, height) = (marked.width() as f32, marked.height() as f32);
    let side = (width * height * part).sqrt().min(width).min(height);
    let margin = (0.03 * width.min(height)).min(width.min(height) - side);
    let left = scene.chance.one_of(&[margin, width - side - margin]);
    let top = scene.chance.one_of(&[margin, height - side - margin]);
    let colour =
        scene.chance.one_of(&[[214, 40, 57], [25, 94, 201], [18, 140, 94], [240, 150, 20]]);
    fill(&mut marked, Shape::Box(left, top, side, side, side * 0.18), Ink(colour, 1.0));
    let (x, y) = (left + side / 2.0, top + side * 0.42);
    outline(&mut marked, Shape::Disc(x, y, side * 0.22), side * 0.07, Ink(WHITE, 1.0));
    let style = Style::new(Face::Bold, side * 0.22, WHITE);
    style.write_centred(&mut marked, x, top + side * 0.70, "view");
    marked
}

fn emoji_in_the_middle(picture: &RgbImage) -> RgbImage {
    let mut marked = picture.clone();
    let (width, height) = (marked.width() as f32, marked.height() as f32);
    emoji(&mut marked, width / 2.0, height / 2.0, 0.18 * width.min(height));
    marked
}

/// A laughing face.
fn emoji(pixels: &mut RgbImage, x: f32, y: f32, radius: f32) {
    let (yellow, dark) = (Ink([255, 204, 51], 1.0), Ink([92, 58, 20], 1.0));
    fill(pixels, Shape::Disc(x, y, radius), yellow);
    outline(pixels, Shape::Disc(x, y, radius * 0.97), radius * 0.06, Ink([232, 160, 32], 1.0));
    for side in [-1.0, 1.0] {
        fill(pixels, Shape::Disc(x + side * 0.35 * radius, y - 0.2 * radius, 0.13 * radius), dark);
    }
    let mouth = Shape::Box(x - 0.5 * radius, y + 0.2 * radius, radius, 0.42 * radius, 0.2 * radius);
    fill(pixels, mouth, dark);
    let teeth =
        Shape::Box(x - 0.4 * radius, y + 0.24 * radius, 0.8 * radius, 0.12 * radius, 0.05 * radius);
    fill(pixels, teeth, Ink(WHITE, 1.0));
}

/// White letters with a black rim, above and below.
pub(super) fn big_text(picture: &RgbImage, chance: &mut Chance) -> RgbImage {
    let mut marked = picture.clone();
    let (width, height) = (marked.width() as f32, marked.height() as f32);
    for top in [0.02, 0.84] {
        let text = lettering::exclamation(chance);
        let style = Style::new(Face::Narrow, height * 0.15, WHITE).shrunk_to(text, width * 0.94);
        let down = if top > 0.5 { height * 0.98 - style.size } else { height * top };
        style.write_rimmed(&mut marked, (width - style.width(text)) / 2.0, down, text);
    }
    marked
}

fn half_clear_bar(scene: &mut Scene<'_>) -> RgbImage {
    let mut marked = scene.picture.clone();
    let (width, height) = (marked.width() as f32, marked.height() as f32);
    let text = lettering::sentence(&mut scene.chance);
    let style = Style::new(Face::Plain, height * 0.05, WHITE).shrunk_to(text, width * 0.92);
    let (top, depth) = (scene.chance.between(0.45, 0.8) * height, style.size * 2.0);
    fill(&mut marked, Shape::Box(0.0, top, width, depth, 0.0), Ink([0; 3], 0.55));
    style.write_centred(&mut marked, width / 2.0, top + style.size * 0.5, text);
    marked
}

fn coloured_bar(scene: &mut Scene<'_>) -> RgbImage {
    let mut marked = scene.picture.clone();
    let (width, height) = (marked.width() as f32, marked.height() as f32);
    let text = lettering::exclamation(&mut scene.chance);
    let colour = scene.chance.one_of(&[[230, 30, 90], [250, 210, 40], [20, 120, 220]]);
    let style = Style::new(Face::Narrow, height * 0.11, [12; 3]).shrunk_to(text, width * 0.8);
    let depth = style.size * 1.4;
    fill(&mut marked, Shape::Box(0.0, height - depth, width, depth, 0.0), Ink(colour, 1.0));
    style.write_centred(&mut marked, width / 2.0, height - depth + style.size * 0.2, text);
    marked
}

fn three_emojis(scene: &mut Scene<'_>) -> RgbImage {
    let mut marked = scene.picture.clone();
    let (width, height) = (marked.width() as f32, marked.height() as f32);
    for _ in 0..3 {
        let radius = scene.chance.between(0.05, 0.10) * width.min(height);
        let x = scene.chance.between(radius, width - radius);
        let y = scene.chance.between(radius, height - radius);
        emoji(&mut marked, x, y, radius);
    }
    marked
}

/// A black bar over a part of the upper half.
fn censored(scene: &mut Scene<'_>) -> RgbImage {
    let mut marked = scene.picture.clone();
    let (width, height) = (marked.width() as f32, marked.height() as f32);
    let (across, down) = (width * 0.35, height * 0.09);
    let left = scene.chance.between(0.0, width - across);
    let top = scene.chance.between(height * 0.15, height * 0.5);
    fill(&mut marked, Shape::Box(left, top, across, down, 0.0), Ink([0; 3], 1.0));
    marked
}

/// A thick line drawn by hand.
fn scribbled(scene: &mut Scene<'_>) -> RgbImage {
    let mut marked = scene.picture.clone();
    let (width, height) = (marked.width() as f32, marked.height() as f32);
    let thick = 0.02 * width.min(height);
    let (mut x, mut y) = (0.2 * width, 0.5 * height);
    for stroke in 0..9 {
        let to_x = width * (0.2 + 0.065 * stroke as f32 + scene.chance.between(-0.03, 0.03));
        let to_y = height * scene.chance.between(0.3, 0.7);
        fill(&mut marked, Shape::Line(x, y, to_x, to_y, thick), Ink([230, 30, 40], 1.0));
        (x, y) = (to_x, to_y);
    }
    marked
}
