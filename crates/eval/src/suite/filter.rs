//! Blurred, sharpened or noisy.

use image::RgbImage;
use image::imageops;
use imageproc::filter::median_filter;
use imageproc::noise::gaussian_noise;

use super::alteration::Group::Filter;
use super::alteration::{Alteration, Scene};
use super::scale::{covering, longest_side, resized, share};

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Filter, "blur-1", |scene| imageops::blur(scene.picture, 1.0)),
    Alteration::grid(Filter, "blur-3", |scene| imageops::blur(scene.picture, 3.0)),
    Alteration::grid(Filter, "blur-6", |scene| imageops::blur(scene.picture, 6.0)),
    Alteration::grid(Filter, "median-5", |scene| median_filter(scene.picture, 2, 2)),
    Alteration::grid(Filter, "sharpened", |scene| imageops::unsharpen(scene.picture, 2.0, 0)),
    Alteration::grid(Filter, "noise-10", |scene| noise(scene, 10.0)),
    Alteration::grid(Filter, "noise-25", |scene| noise(scene, 25.0)),
    Alteration::grid(Filter, "noise-50", |scene| noise(scene, 50.0)),
];

fn noise(scene: &mut Scene<'_>, deviation: f64) -> RgbImage {
    gaussian_noise(scene.picture, 0.0, deviation, scene.chance.next())
}

/// Enlarged to cover this size and blurred beyond recognition, at little cost: on a small copy.
pub(super) fn soft(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let factor = 48.0 / width.max(height) as f32;
    let small = covering(&longest_side(picture, 96), share(width, factor), share(height, factor));
    resized(&imageops::blur(&small, 2.0), width, height)
}
