//! Another size or aspect ratio.

use image::RgbImage;
use image::imageops::{self, FilterType};

use super::alteration::Alteration;
use super::alteration::Group::Scale;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Scale, "scale-quarter", |scene| by(scene.picture, 0.25, 0.25)),
    Alteration::grid(Scale, "scale-half", |scene| by(scene.picture, 0.5, 0.5)),
    Alteration::grid(Scale, "scale-double", |scene| by(scene.picture, 2.0, 2.0)),
    Alteration::grid(Scale, "longest-side-128", |scene| longest_side(scene.picture, 128)),
    Alteration::grid(Scale, "longest-side-64", |scene| longest_side(scene.picture, 64)),
    Alteration::grid(Scale, "narrowed-to-80", |scene| by(scene.picture, 0.8, 1.0)),
    Alteration::grid(Scale, "widened-to-125", |scene| by(scene.picture, 1.25, 1.0)),
    Alteration::grid(Scale, "squeezed-square", |scene| {
        let side = scene.picture.width().min(scene.picture.height());
        resized(scene.picture, side, side)
    }),
];

/// To exactly this size.
pub(super) fn resized(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    match picture.dimensions() == (width, height) {
        true => picture.clone(),
        false => imageops::resize(picture, width.max(1), height.max(1), FilterType::Triangle),
    }
}

pub(super) fn by(picture: &RgbImage, across: f32, down: f32) -> RgbImage {
    let (width, height) = picture.dimensions();
    resized(picture, share(width, across), share(height, down))
}

pub(super) fn longest_side(picture: &RgbImage, side: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let factor = side as f32 / width.max(height) as f32;
    by(picture, factor, factor)
}

/// As large as fits into this size.
pub(super) fn fitted(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let factor =
        (width as f32 / picture.width() as f32).min(height as f32 / picture.height() as f32);
    by(picture, factor, factor)
}

/// Scaled until it covers this size, and its middle cut out.
pub(super) fn covering(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let across = width as f32 / picture.width() as f32;
    let down = height as f32 / picture.height() as f32;
    let factor = across.max(down);
    let scaled = |side: u32, least: u32| ((side as f32 * factor).round() as u32).max(least);
    let scaled = resized(picture, scaled(picture.width(), width), scaled(picture.height(), height));
    let (left, top) = ((scaled.width() - width) / 2, (scaled.height() - height) / 2);
    imageops::crop_imm(&scaled, left, top, width, height).to_image()
}

/// A share of a length, at least one pixel.
pub(super) fn share(length: u32, part: f32) -> u32 {
    ((length as f32 * part).round() as u32).max(1)
}
