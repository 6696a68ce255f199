//! Turned by some degrees.

use image::{GrayImage, Luma, Pixel, Rgb, RgbImage, imageops};
use imageproc::definitions::{Clamp, Image};
use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp_into};

use super::alteration::Group::Rotation;
use super::alteration::{Alteration, Scene};
use super::draw::mixed;
use super::filter::soft;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Rotation, "turn-1", |scene| turned(scene.picture, 1.0, Corners::BLACK)),
    Alteration::grid(Rotation, "turn-2", |scene| turned(scene.picture, 2.0, Corners::BLACK)),
    Alteration::grid(Rotation, "turn-5", |scene| turned(scene.picture, 5.0, Corners::BLACK)),
    Alteration::grid(Rotation, "turn-10", |scene| turned(scene.picture, 10.0, Corners::BLACK)),
    Alteration::grid(Rotation, "turn-5-cut", |scene| turned_and_cut(scene.picture, 5.0)),
    Alteration::beyond(Rotation, "turn-3-black", |scene| kept(scene, 3.0, Corners::BLACK)),
    Alteration::beyond(Rotation, "turn-7-black", |scene| kept(scene, 7.0, Corners::BLACK)),
    Alteration::beyond(Rotation, "turn-12-black", |scene| kept(scene, 12.0, Corners::BLACK)),
    Alteration::beyond(Rotation, "turn-4-white", |scene| kept(scene, 4.0, Corners::WHITE)),
    Alteration::beyond(Rotation, "turn-8-white", |scene| kept(scene, 8.0, Corners::WHITE)),
    Alteration::beyond(Rotation, "turn-3-blurred", |scene| kept(scene, 3.0, Corners::Blurred)),
    Alteration::beyond(Rotation, "turn-6-blurred", |scene| kept(scene, 6.0, Corners::Blurred)),
    Alteration::beyond(Rotation, "turn-11-blurred", |scene| kept(scene, 11.0, Corners::Blurred)),
    Alteration::beyond(Rotation, "turn-4-enlarged-black", |scene| {
        enlarged(scene, 4.0, Corners::BLACK)
    }),
    Alteration::beyond(Rotation, "turn-9-enlarged-white", |scene| {
        enlarged(scene, 9.0, Corners::WHITE)
    }),
    Alteration::beyond(Rotation, "turn-6-enlarged-blurred", |scene| {
        enlarged(scene, 6.0, Corners::Blurred)
    }),
    Alteration::beyond(Rotation, "turn-3-cut", |scene| cut(scene, 3.0)),
    Alteration::beyond(Rotation, "turn-8-cut", |scene| cut(scene, 8.0)),
    Alteration::beyond(Rotation, "turn-12-cut", |scene| cut(scene, 12.0)),
];

/// What stands where the picture has nothing to show.
#[derive(Clone, Copy)]
pub(super) enum Corners {
    Of([u8; 3]),
    /// The picture's edges, drawn out and blurred.
    Blurred,
}

impl Corners {
    pub(super) const BLACK: Self = Self::Of([0; 3]);
    pub(super) const WHITE: Self = Self::Of([255; 3]);
}

fn kept(scene: &mut Scene<'_>, degrees: f32, corners: Corners) -> RgbImage {
    turned(scene.picture, degrees * scene.chance.sign(), corners)
}

fn enlarged(scene: &mut Scene<'_>, degrees: f32, corners: Corners) -> RgbImage {
    let degrees = degrees * scene.chance.sign();
    let (sin, cos) = degrees.to_radians().abs().sin_cos();
    let (width, height) = (scene.picture.width() as f32, scene.picture.height() as f32);
    let across = (width * cos + height * sin).ceil() as u32;
    let down = (width * sin + height * cos).ceil() as u32;
    turned_onto(scene.picture, degrees, corners, (across, down))
}

fn cut(scene: &mut Scene<'_>, degrees: f32) -> RgbImage {
    turned_and_cut(scene.picture, degrees * scene.chance.sign())
}

/// Turned counter-clockwise about its centre, on a canvas of the same size.
pub(super) fn turned(picture: &RgbImage, degrees: f32, corners: Corners) -> RgbImage {
    turned_onto(picture, degrees, corners, picture.dimensions())
}

/// Turned, then cut to the largest box of the same aspect ratio that lies within the picture.
pub(super) fn turned_and_cut(picture: &RgbImage, degrees: f32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let (sin, cos) = degrees.to_radians().abs().sin_cos();
    let aspect = width as f32 / height as f32;
    let factor = 1.0 / (cos + sin * aspect.max(1.0 / aspect));
    let inside = |side: u32| ((side as f32 * factor).floor() as u32).max(1);
    let (across, down) = (inside(width), inside(height));
    let turned = turned(picture, degrees, Corners::BLACK);
    let (left, top) = ((width - across) / 2, (height - down) / 2);
    imageops::crop_imm(&turned, left, top, across, down).to_image()
}

fn turned_onto(
    picture: &RgbImage,
    degrees: f32,
    corners: Corners,
    (across, down): (u32, u32),
) -> RgbImage {
    let middle = |side: u32| (side as f32 - 1.0) / 2.0;
    let projection = Projection::translate(middle(across), middle(down))
        * Projection::rotate(-degrees.to_radians())
        * Projection::translate(-middle(picture.width()), -middle(picture.height()));
    projected(picture, projection, corners, (across, down))
}

/// Seen through a projection, on a canvas of this size.
pub(super) fn projected(
    picture: &RgbImage,
    projection: Projection,
    corners: Corners,
    size: (u32, u32),
) -> RgbImage {
    match corners {
        Corners::Of(colour) => warped(picture, projection, Border::Constant(Rgb(colour)), size),
        Corners::Blurred => {
            let drawn_out = warped(picture, projection, Border::Replicate, size);
            let all = GrayImage::from_pixel(picture.width(), picture.height(), Luma([255]));
            let shown = warped(&all, projection, Border::Constant(Luma([0])), size);
            let mut seen = soft(&drawn_out, size.0, size.1);
            for ((pixel, clear), part) in
                seen.pixels_mut().zip(drawn_out.pixels()).zip(shown.pixels())
            {
                *pixel = mixed(*pixel, *clear, f32::from(part[0]) / 255.0);
            }
            seen
        }
    }
}

fn warped<P>(
    picture: &Image<P>,
    projection: Projection,
    outside: Border<P>,
    (width, height): (u32, u32),
) -> Image<P>
where
    P: Pixel<Subpixel = u8> + Send + Sync,
    u8: Into<f32> + Clamp<f32>,
{
    let mut warped = Image::new(width, height);
    warp_into(picture, projection, Interpolation::Bilinear, outside, &mut warped);
    warped
}
