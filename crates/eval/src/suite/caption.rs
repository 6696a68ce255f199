//! A strip with text beside the picture.

use image::RgbImage;

use super::alteration::Group::Layout;
use super::alteration::{Alteration, Scene};
use super::draw::{canvas, place};
use super::lettering::{self, Face, Style};
use crate::chance::Chance;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Layout, "caption-above", |scene| {
        above(scene.picture, &mut scene.chance, PAPER)
    }),
    Alteration::beyond(Layout, "caption-above-black", |scene| {
        above(scene.picture, &mut scene.chance, NIGHT)
    }),
    Alteration::beyond(Layout, "caption-below", below),
    Alteration::beyond(Layout, "caption-above-and-below", above_and_below),
];

/// The colours of the ground and of the letters.
type Colours = ([u8; 3], [u8; 3]);
pub(super) const PAPER: Colours = ([255; 3], [15; 3]);
const NIGHT: Colours = ([0; 3], [255; 3]);

pub(super) fn above(picture: &RgbImage, chance: &mut Chance, colours: Colours) -> RgbImage {
    let strip = strip(picture.width(), lettering::sentence(chance), colours, 0.075);
    stacked(&[&strip, picture])
}

fn below(scene: &mut Scene<'_>) -> RgbImage {
    let text = lettering::sentence(&mut scene.chance);
    let strip = strip(scene.picture.width(), text, PAPER, 0.05);
    stacked(&[scene.picture, &strip])
}

fn above_and_below(scene: &mut Scene<'_>) -> RgbImage {
    let width = scene.picture.width();
    let first = strip(width, lettering::sentence(&mut scene.chance), PAPER, 0.065);
    let second = strip(width, lettering::exclamation(&mut scene.chance), PAPER, 0.08);
    stacked(&[&first, scene.picture, &second])
}

/// Text on a strip as wide as this; letters of this part of the width.
fn strip(width: u32, text: &str, (ground, letters): Colours, size: f32) -> RgbImage {
    let wide = width as f32;
    let style = Style::new(Face::Plain, (wide * size).max(6.0), letters);
    let lines = style.lines(text, wide * 0.92);
    let (line, margin) = (style.size * 1.25, style.size * 0.6);
    let height = line * lines.len() as f32 + 2.0 * margin;
    let mut strip = canvas(width, height as u32, ground);
    for (at, text) in lines.iter().enumerate() {
        style.write(&mut strip, wide * 0.04, margin + line * at as f32, text);
    }
    strip
}

/// One below the other; all as wide as the first.
fn stacked(parts: &[&RgbImage]) -> RgbImage {
    let height = parts.iter().map(|part| part.height()).sum();
    let mut stacked = canvas(parts[0].width(), height, [0; 3]);
    let mut top = 0;
    for part in parts {
        place(&mut stacked, part, 0, top);
        top += part.height();
    }
    stacked
}
