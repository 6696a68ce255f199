//! Other tones or colours.

use image::imageops;
use image::{DynamicImage, Rgb, RgbImage};
use imageproc::contrast::equalize_histogram;

use super::alteration::Alteration;
use super::alteration::Group::Colour;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Colour, "grey", |scene| grey(scene.picture)),
    Alteration::grid(Colour, "brightness-50", |scene| brightness(scene.picture, 0.5)),
    Alteration::grid(Colour, "brightness-75", |scene| brightness(scene.picture, 0.75)),
    Alteration::grid(Colour, "brightness-130", |scene| brightness(scene.picture, 1.3)),
    Alteration::grid(Colour, "brightness-180", |scene| brightness(scene.picture, 1.8)),
    Alteration::grid(Colour, "contrast-50", |scene| contrast(scene.picture, 0.5)),
    Alteration::grid(Colour, "contrast-160", |scene| contrast(scene.picture, 1.6)),
    Alteration::grid(Colour, "gamma-50", |scene| gamma(scene.picture, 0.5)),
    Alteration::grid(Colour, "gamma-200", |scene| gamma(scene.picture, 2.0)),
    Alteration::grid(Colour, "saturation-200", |scene| saturated(scene.picture, 2.0)),
    Alteration::grid(Colour, "hue-60", |scene| imageops::huerotate(scene.picture, 60)),
    Alteration::grid(Colour, "hue-180", |scene| imageops::huerotate(scene.picture, 180)),
    Alteration::grid(Colour, "sepia", |scene| sepia(scene.picture)),
    Alteration::grid(Colour, "equalised", |scene| equalised(scene.picture)),
    Alteration::grid(Colour, "posterised", |scene| posterised(scene.picture)),
    Alteration::grid(Colour, "inverted", |scene| inverted(scene.picture)),
    Alteration::grid(Colour, "vignette", |scene| vignette(scene.picture)),
];

pub(super) fn grey(picture: &RgbImage) -> RgbImage {
    DynamicImage::from(imageops::grayscale(picture)).into_rgb8()
}

pub(super) fn brightness(picture: &RgbImage, factor: f32) -> RgbImage {
    toned(picture, |value| value * factor)
}

/// About the picture's mean.
fn contrast(picture: &RgbImage, factor: f32) -> RgbImage {
    let sum: u64 = picture.as_raw().iter().map(|&value| u64::from(value)).sum();
    let mean = sum as f32 / picture.as_raw().len() as f32;
    toned(picture, |value| (value - mean) * factor + mean)
}

fn gamma(picture: &RgbImage, exponent: f32) -> RgbImage {
    toned(picture, |value| (value / 255.0).powf(exponent) * 255.0)
}

pub(super) fn inverted(picture: &RgbImage) -> RgbImage {
    toned(picture, |value| 255.0 - value)
}

/// To two bits a channel.
fn posterised(picture: &RgbImage) -> RgbImage {
    toned(picture, |value| f32::from(value as u8 & 0b1100_0000))
}

fn toned(picture: &RgbImage, tone: impl Fn(f32) -> f32) -> RgbImage {
    let table: [u8; 256] = std::array::from_fn(|value| clamped(tone(value as f32)));
    let mut toned = picture.clone();
    toned.iter_mut().for_each(|value| *value = table[usize::from(*value)]);
    toned
}

fn clamped(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

fn mapped(picture: &RgbImage, map: impl Fn([f32; 3]) -> [f32; 3]) -> RgbImage {
    let mut mapped = picture.clone();
    for pixel in mapped.pixels_mut() {
        pixel.0 = map(pixel.0.map(f32::from)).map(clamped);
    }
    mapped
}

fn luma([red, green, blue]: [f32; 3]) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

fn saturated(picture: &RgbImage, factor: f32) -> RgbImage {
    mapped(picture, |pixel| {
        let grey = luma(pixel);
        pixel.map(|value| grey + (value - grey) * factor)
    })
}

pub(super) fn sepia(picture: &RgbImage) -> RgbImage {
    mapped(picture, |pixel| {
        let grey = luma(pixel);
        [1.07 * grey + 16.0, 0.95 * grey + 6.0, 0.74 * grey]
    })
}

/// The luma's histogram made flat, the colours carried along.
fn equalised(picture: &RgbImage) -> RgbImage {
    let before = imageops::grayscale(picture);
    let after = equalize_histogram(&before);
    let mut equalised = picture.clone();
    for ((pixel, before), after) in equalised.pixels_mut().zip(before.pixels()).zip(after.pixels())
    {
        let shift = f32::from(after[0]) - f32::from(before[0]);
        pixel.0 = pixel.0.map(|value| clamped(f32::from(value) + shift));
    }
    equalised
}

/// Dark towards the corners.
fn vignette(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let mut darkened = picture.clone();
    for (x, y, pixel) in darkened.enumerate_pixels_mut() {
        let from_centre = |at: u32, side: u32| (2.0 * at as f32 + 1.0) / side as f32 - 1.0;
        let (across, down) = (from_centre(x, width), from_centre(y, height));
        let light = 1.0 - 0.4 * (across * across + down * down);
        pixel.0 = pixel.0.map(|value| clamped(f32::from(value) * light));
    }
    darkened
}

/// The colours nearest to the picture's, by cutting the fullest box of colours at its median until there are `count`.
pub(super) fn few_colours(picture: &RgbImage, count: usize) -> RgbImage {
    let mut boxes = vec![picture.pixels().step_by(7).map(|pixel| pixel.0).collect::<Vec<_>>()];
    while boxes.len() < count {
        let Some((at, channel)) = widest(&boxes) else { break };
        let mut low = boxes.swap_remove(at);
        low.sort_unstable_by_key(|pixel| pixel[channel]);
        let high = low.split_off(low.len() / 2);
        boxes.extend([low, high]);
    }
    let palette: Vec<[i32; 3]> = boxes.iter().map(|colours| mean(colours)).collect();
    let mut reduced = picture.clone();
    reduced.pixels_mut().for_each(|pixel| *pixel = nearest(&palette, *pixel));
    reduced
}

/// The box with most colours times spread, and the channel in which it is widest.
fn widest(boxes: &[Vec<[u8; 3]>]) -> Option<(usize, usize)> {
    let weights = boxes.iter().enumerate().flat_map(|(at, colours)| {
        (0..3).map(move |channel| {
            let values = colours.iter().map(|colour| colour[channel]);
            let (low, high) =
                values.fold((u8::MAX, 0), |(low, high), value| (low.min(value), high.max(value)));
            (usize::from(high.saturating_sub(low)) * colours.len(), at, channel)
        })
    });
    weights.max().filter(|&(weight, ..)| weight > 0).map(|(_, at, channel)| (at, channel))
}

fn mean(colours: &[[u8; 3]]) -> [i32; 3] {
    let count = colours.len().max(1) as u64;
    std::array::from_fn(|channel| {
        let sum: u64 = colours.iter().map(|colour| u64::from(colour[channel])).sum();
        (sum / count) as i32
    })
}

fn nearest(palette: &[[i32; 3]], pixel: Rgb<u8>) -> Rgb<u8> {
    let square = |colour: &[i32; 3]| -> i32 {
        colour.iter().zip(pixel.0).map(|(a, b)| (a - i32::from(b)).pow(2)).sum()
    };
    let colour = palette.iter().min_by_key(|colour| square(colour)).copied().unwrap_or_default();
    Rgb(colour.map(|value| value as u8))
}
