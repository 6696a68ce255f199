//! Saved in another format or quality, and decoded as the library decodes uploads.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageFormat, RgbImage};
use staydown::{DecodeOptions, Output};

use super::alteration::Alteration;
use super::alteration::Group::Encoding;
use super::colour::few_colours;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Encoding, "unchanged", |scene| scene.picture.clone()),
    Alteration::grid(Encoding, "jpeg-90", |scene| jpeg(scene.picture, 90)),
    Alteration::grid(Encoding, "jpeg-70", |scene| jpeg(scene.picture, 70)),
    Alteration::grid(Encoding, "jpeg-50", |scene| jpeg(scene.picture, 50)),
    Alteration::grid(Encoding, "jpeg-30", |scene| jpeg(scene.picture, 30)),
    Alteration::grid(Encoding, "jpeg-20", |scene| jpeg(scene.picture, 20)),
    Alteration::grid(Encoding, "jpeg-10", |scene| jpeg(scene.picture, 10)),
    Alteration::grid(Encoding, "webp-30", |scene| webp(scene.picture, 30.0)),
    Alteration::grid(Encoding, "gif-256", |scene| gif(scene.picture)),
    Alteration::grid(Encoding, "png-16", |scene| png(&few_colours(scene.picture, 16))),
];

const TO_MEMORY: &str = "encoding to memory succeeds";

pub(super) fn jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    picture.write_with_encoder(encoder).expect(TO_MEMORY);
    decoded(&bytes)
}

fn webp(picture: &RgbImage, quality: f32) -> RgbImage {
    let (width, height) = picture.dimensions();
    decoded(&webp::Encoder::from_rgb(picture, width, height).encode(quality))
}

/// Of 256 colours chosen for the picture, not dithered.
fn gif(picture: &RgbImage) -> RgbImage {
    const QUICKEST: i32 = 30;
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, QUICKEST);
    encoder.encode(picture, width, height, ExtendedColorType::Rgb8).expect(TO_MEMORY);
    drop(encoder);
    decoded(&bytes)
}

fn png(picture: &RgbImage) -> RgbImage {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).expect(TO_MEMORY);
    decoded(bytes.get_ref())
}

fn decoded(bytes: &[u8]) -> RgbImage {
    let options = DecodeOptions { output: Output::Rgb, ..DecodeOptions::default() };
    let picture = staydown::decode_with(bytes, &options).expect("what was just encoded decodes");
    let plane = picture.into_plane();
    let (width, height) = (plane.width() as u32, plane.height() as u32);
    RgbImage::from_raw(width, height, plane.into_data()).expect("a plane holds all its pixels")
}
