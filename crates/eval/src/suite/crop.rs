//! Parts cut off.

use image::RgbImage;
use image::imageops;

use super::alteration::Group::{Crop, RandomCrop70, RandomCrop80, RandomCrop90};
use super::alteration::{Alteration, Scene};
use super::scale::share;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Crop, "crop-1", |scene| sides(scene.picture, 0.01)),
    Alteration::grid(Crop, "crop-2", |scene| sides(scene.picture, 0.02)),
    Alteration::grid(Crop, "crop-5", |scene| sides(scene.picture, 0.05)),
    Alteration::grid(Crop, "crop-10", |scene| sides(scene.picture, 0.10)),
    Alteration::grid(Crop, "crop-20", |scene| sides(scene.picture, 0.20)),
    Alteration::grid(Crop, "crop-bottom-10", |scene| kept(scene.picture, [0.0, 0.0, 1.0, 0.9])),
    Alteration::grid(Crop, "crop-left-10", |scene| kept(scene.picture, [0.1, 0.0, 1.0, 1.0])),
    Alteration::grid(Crop, "crop-right-25", |scene| kept(scene.picture, [0.0, 0.0, 0.75, 1.0])),
    Alteration::grid(Crop, "crop-centre-square", |scene| centre_square(scene.picture)),
    Alteration::beyond(RandomCrop90, "random-crop-90-a", |scene| anywhere(scene, 0.9)),
    Alteration::beyond(RandomCrop90, "random-crop-90-b", |scene| anywhere(scene, 0.9)),
    Alteration::beyond(RandomCrop90, "random-crop-90-c", |scene| anywhere(scene, 0.9)),
    Alteration::beyond(RandomCrop90, "random-crop-90-d", |scene| anywhere(scene, 0.9)),
    Alteration::beyond(RandomCrop80, "random-crop-80-a", |scene| anywhere(scene, 0.8)),
    Alteration::beyond(RandomCrop80, "random-crop-80-b", |scene| anywhere(scene, 0.8)),
    Alteration::beyond(RandomCrop80, "random-crop-80-c", |scene| anywhere(scene, 0.8)),
    Alteration::beyond(RandomCrop80, "random-crop-80-d", |scene| anywhere(scene, 0.8)),
    Alteration::beyond(RandomCrop70, "random-crop-70-a", |scene| anywhere(scene, 0.7)),
    Alteration::beyond(RandomCrop70, "random-crop-70-b", |scene| anywhere(scene, 0.7)),
    Alteration::beyond(RandomCrop70, "random-crop-70-c", |scene| anywhere(scene, 0.7)),
    Alteration::beyond(RandomCrop70, "random-crop-70-d", |scene| anywhere(scene, 0.7)),
];

/// Cuts this part of the width and height off each side.
pub(super) fn sides(picture: &RgbImage, part: f32) -> RgbImage {
    kept(picture, [part, part, 1.0 - part, 1.0 - part])
}

/// What lies between left, top, right and bottom, in parts of the width and height.
fn kept(picture: &RgbImage, [left, top, right, bottom]: [f32; 4]) -> RgbImage {
    let (width, height) = picture.dimensions();
    let at = |side: u32, part: f32| (side as f32 * part).round() as u32;
    let (left, top) = (at(width, left), at(height, top));
    let (right, bottom) = (at(width, right).max(left + 1), at(height, bottom).max(top + 1));
    imageops::crop_imm(picture, left, top, right - left, bottom - top).to_image()
}

fn centre_square(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let side = width.min(height);
    imageops::crop_imm(picture, (width - side) / 2, (height - side) / 2, side, side).to_image()
}

/// Keeps this part of each side, wherever chance puts it.
fn anywhere(scene: &mut Scene<'_>, part: f32) -> RgbImage {
    let (width, height) = scene.picture.dimensions();
    let (across, down) = (share(width, part), share(height, part));
    let left = scene.chance.below((width - across + 1) as usize) as u32;
    let top = scene.chance.below((height - down + 1) as usize) as u32;
    imageops::crop_imm(scene.picture, left, top, across, down).to_image()
}
