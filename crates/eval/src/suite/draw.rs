//! Shapes with smooth edges, laid over pixels.

use image::{GrayImage, Rgb, RgbImage, imageops};

/// Where something is drawn with what.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Left, top, width, height, and how round the corners are.
    Box(f32, f32, f32, f32, f32),
    /// Centre and radius.
    Disc(f32, f32, f32),
    /// From one point to another, this thick, with round ends.
    Line(f32, f32, f32, f32, f32),
}

impl Shape {
    /// How far outside a point lies; negative inside.
    fn outside(&self, x: f32, y: f32) -> f32 {
        match *self {
            Self::Box(left, top, width, height, round) => {
                let across = (x - left - width / 2.0).abs() - width / 2.0 + round;
                let down = (y - top - height / 2.0).abs() - height / 2.0 + round;
                across.max(0.0).hypot(down.max(0.0)) + across.max(down).min(0.0) - round
            }
            Self::Disc(across, down, radius) => (x - across).hypot(y - down) - radius,
            Self::Line(from_x, from_y, to_x, to_y, thick) => {
                let (along_x, along_y) = (to_x - from_x, to_y - from_y);
                let length = along_x * along_x + along_y * along_y;
                let at = ((x - from_x) * along_x + (y - from_y) * along_y) / length.max(1e-6);
                let at = at.clamp(0.0, 1.0);
                (x - from_x - at * along_x).hypot(y - from_y - at * along_y) - thick / 2.0
            }
        }
    }

    /// Left, top, right and bottom.
    fn bounds(&self) -> [f32; 4] {
        match *self {
            Self::Box(left, top, width, height, _) => [left, top, left + width, top + height],
            Self::Disc(x, y, radius) => [x - radius, y - radius, x + radius, y + radius],
            Self::Line(from_x, from_y, to_x, to_y, thick) => [
                from_x.min(to_x) - thick,
                from_y.min(to_y) - thick,
                from_x.max(to_x) + thick,
                from_y.max(to_y) + thick,
            ],
        }
    }
}

/// A colour, and how much of it shows, up to 1.
#[derive(Clone, Copy)]
pub(super) struct Ink(pub(super) [u8; 3], pub(super) f32);

/// Fills a shape.
pub(super) fn fill(pixels: &mut RgbImage, shape: Shape, ink: Ink) {
    cover(pixels, shape, 1.0, ink, |outside| outside);
}

/// Draws a shape's edge, this thick.
pub(super) fn outline(pixels: &mut RgbImage, shape: Shape, thick: f32, ink: Ink) {
    cover(pixels, shape, thick, ink, |outside| outside.abs() - thick / 2.0);
}

fn cover(
    pixels: &mut RgbImage,
    shape: Shape,
    margin: f32,
    Ink(colour, most): Ink,
    outside: impl Fn(f32) -> f32,
) {
    let [left, top, right, bottom] = shape.bounds();
    let upto = |at: f32, side: u32| ((at + margin).ceil().max(0.0) as u32).min(side);
    let from = |at: f32| (at - margin).floor().max(0.0) as u32;
    for y in from(top)..upto(bottom, pixels.height()) {
        for x in from(left)..upto(right, pixels.width()) {
            let distance = outside(shape.outside(x as f32 + 0.5, y as f32 + 0.5));
            let part = most * (0.5 - distance).clamp(0.0, 1.0);
            if part > 0.0 {
                let pixel = pixels.get_pixel_mut(x, y);
                *pixel = mixed(*pixel, Rgb(colour), part);
            }
        }
    }
}

/// Rounds the corners of a picture off, with a colour behind.
pub(super) fn rounded(picture: &RgbImage, round: f32, behind: [u8; 3]) -> RgbImage {
    let (width, height) = picture.dimensions();
    let shape = Shape::Box(0.0, 0.0, width as f32, height as f32, round);
    let mut rounded = picture.clone();
    for (x, y, pixel) in rounded.enumerate_pixels_mut() {
        let part = (shape.outside(x as f32 + 0.5, y as f32 + 0.5) + 0.5).clamp(0.0, 1.0);
        *pixel = mixed(*pixel, Rgb(behind), part);
    }
    rounded
}

/// Puts `ink` wherever `mask` is light.
pub(super) fn stamp(pixels: &mut RgbImage, mask: &GrayImage, Ink(colour, most): Ink) {
    for (pixel, mask) in pixels.pixels_mut().zip(mask.pixels()).filter(|(_, mask)| mask[0] > 0) {
        *pixel = mixed(*pixel, Rgb(colour), most * f32::from(mask[0]) / 255.0);
    }
}

/// Of one colour.
pub(super) fn canvas(width: u32, height: u32, colour: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(width.max(1), height.max(1), Rgb(colour))
}

/// Lays a picture over another, its left upper corner here.
pub(super) fn place(pixels: &mut RgbImage, picture: &RgbImage, left: u32, top: u32) {
    imageops::replace(pixels, picture, left.into(), top.into());
}

/// From one colour to another, part of the way.
pub(super) fn mixed(from: Rgb<u8>, to: Rgb<u8>, part: f32) -> Rgb<u8> {
    let between = |from: u8, to: u8| f32::from(from) + (f32::from(to) - f32::from(from)) * part;
    Rgb(std::array::from_fn(|channel| between(from[channel], to[channel]).round() as u8))
}
