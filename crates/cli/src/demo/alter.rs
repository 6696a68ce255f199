//! What people do to pictures before they upload them again.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageFormat, ImageResult, Rgb, RgbImage};

/// A photograph as it lies in its file, and its pixels.
pub struct Original {
    pub bytes: Vec<u8>,
    pub pixels: RgbImage,
}

/// A way to alter a picture.
pub struct Alteration {
    pub name: &'static str,
    /// Gives the bytes of the altered file.
    pub apply: fn(&Original) -> ImageResult<Vec<u8>>,
}

/// From the slight to the heavy.
pub const ALTERATIONS: [Alteration; 20] = [
    alteration("the same file", |photo| Ok(photo.bytes.clone())),
    alteration("saved as PNG", |photo| png(&photo.pixels)),
    alteration("saved as JPEG, quality 60", |photo| jpeg(&photo.pixels, 60)),
    alteration("saved as JPEG, quality 15", |photo| jpeg(&photo.pixels, 15)),
    alteration("scaled to a half", |photo| scaled(photo, 0.5, 0.5)),
    alteration("scaled to a quarter", |photo| scaled(photo, 0.25, 0.25)),
    alteration("enlarged by half", |photo| scaled(photo, 1.5, 1.5)),
    alteration("stretched by a fifth", |photo| scaled(photo, 1.2, 1.0)),
    alteration("brighter", |photo| tones(photo, |value| value + 40.0)),
    alteration("darker", |photo| tones(photo, |value| value * 0.6)),
    alteration("more contrast", |photo| tones(photo, |value| (value - 128.0) * 1.4 + 128.0)),
    alteration("grey", |photo| grey(&photo.pixels)),
    alteration("blurred", |photo| saved(&imageops::blur(&photo.pixels, 2.0))),
    alteration("mirrored", |photo| saved(&imageops::flip_horizontal(&photo.pixels))),
    alteration("turned by 90°", |photo| saved(&imageops::rotate90(&photo.pixels))),
    alteration("small mark in a corner", |photo| lettered(photo, 0.3, 0.06)),
    alteration("caption over the lower sixth", |photo| lettered(photo, 1.0, 0.167)),
    alteration("white frame of a twentieth", |photo| framed(photo, 0.05)),
    alteration("cropped by 2% on each side", |photo| cropped(photo, 0.02)),
    alteration("cropped by 10% on each side", |photo| cropped(photo, 0.10)),
];

const fn alteration(
    name: &'static str,
    apply: fn(&Original) -> ImageResult<Vec<u8>>,
) -> Alteration {
    Alteration { name, apply }
}

/// What most services would make of it.
fn saved(pixels: &RgbImage) -> ImageResult<Vec<u8>> {
    jpeg(pixels, 85)
}

fn jpeg(pixels: &RgbImage, quality: u8) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    pixels.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))?;
    Ok(bytes)
}

fn png(pixels: &RgbImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

fn scaled(photo: &Original, across: f32, down: f32) -> ImageResult<Vec<u8>> {
    let (width, height) = photo.pixels.dimensions();
    let (width, height) = (part(width, across), part(height, down));
    saved(&imageops::resize(&photo.pixels, width, height, FilterType::CatmullRom))
}

fn tones(photo: &Original, tone: fn(f32) -> f32) -> ImageResult<Vec<u8>> {
    let mut pixels = photo.pixels.clone();
    for value in pixels.iter_mut() {
        *value = tone(f32::from(*value)) as u8;
    }
    saved(&pixels)
}

fn grey(pixels: &RgbImage) -> ImageResult<Vec<u8>> {
    saved(&DynamicImage::from(imageops::grayscale(pixels)).into_rgb8())
}

/// A white band at the lower edge from the left, of these parts of the width and height, with what looks like letters.
fn lettered(photo: &Original, across: f32, down: f32) -> ImageResult<Vec<u8>> {
    let mut pixels = photo.pixels.clone();
    let (width, height) = pixels.dimensions();
    let (band, depth) = (part(width, across), part(height, down));
    let letter = (depth / 2).max(4);
    for y in height - depth..height {
        let row = y - (height - depth);
        for x in 0..band {
            let inked = is_ink(x, row, letter) && row >= depth / 4 && row < depth - depth / 4;
            pixels.put_pixel(x, y, Rgb(if inked { [16; 3] } else { [250; 3] }));
        }
    }
    saved(&pixels)
}

/// Strokes that differ from letter to letter; every fifth place is a space.
fn is_ink(x: u32, y: u32, letter: u32) -> bool {
    let (place, stroke) = (x / letter, 4 * (x % letter) / letter);
    let bar = 4 * (y % letter) / letter;
    place % 5 != 4 && stroke < 3 && (stroke == place % 3 || bar == (place * 7 + 1) % 4)
}

fn framed(photo: &Original, share: f32) -> ImageResult<Vec<u8>> {
    let (width, height) = photo.pixels.dimensions();
    let edge = part(width.min(height), share);
    let mut frame = RgbImage::from_pixel(width + 2 * edge, height + 2 * edge, Rgb([255; 3]));
    imageops::replace(&mut frame, &photo.pixels, edge.into(), edge.into());
    saved(&frame)
}

fn cropped(photo: &Original, share: f32) -> ImageResult<Vec<u8>> {
    let (width, height) = photo.pixels.dimensions();
    let (left, top) = (part(width, share), part(height, share));
    let (width, height) = (width.saturating_sub(2 * left), height.saturating_sub(2 * top));
    saved(&imageops::crop_imm(&photo.pixels, left, top, width, height).to_image())
}

/// A share of a length, at least 1.
fn part(length: u32, share: f32) -> u32 {
    ((length as f32 * share) as u32).max(1)
}
