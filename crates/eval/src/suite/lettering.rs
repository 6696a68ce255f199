//! Text as screens and captions show it.

use std::sync::LazyLock;

use ab_glyph::{FontRef, PxScale};
use image::{GrayImage, Luma, Rgb, RgbImage};
use imageproc::drawing::{draw_text_mut, text_size};

use crate::chance::Chance;

/// A typeface.
#[derive(Clone, Copy)]
pub(super) enum Face {
    Plain,
    Bold,
    /// Narrow and bold, as captions over pictures are.
    Narrow,
}

impl Face {
    fn font(self) -> &'static FontRef<'static> {
        static PLAIN: LazyLock<FontRef<'static>> = LazyLock::new(|| read(dejavu::sans::regular()));
        static BOLD: LazyLock<FontRef<'static>> = LazyLock::new(|| read(dejavu::sans::bold()));
        static NARROW: LazyLock<FontRef<'static>> =
            LazyLock::new(|| read(dejavu::sans_condensed::bold()));
        match self {
            Self::Plain => &PLAIN,
            Self::Bold => &BOLD,
            Self::Narrow => &NARROW,
        }
    }
}

fn read(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the crate's fonts are fonts")
}

/// How text looks: its face, the height of its line in pixels, its colour.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) colour: [u8; 3],
}

impl Style {
    pub(super) const fn new(face: Face, size: f32, colour: [u8; 3]) -> Self {
        Self { face, size, colour }
    }

    /// In pixels.
    pub(super) fn width(self, text: &str) -> f32 {
        text_size(PxScale::from(self.size), self.face.font(), text).0 as f32
    }

    /// Draws a line of text, its upper left corner here.
    pub(super) fn write(self, pixels: &mut RgbImage, x: f32, y: f32, text: &str) {
        let (font, scale) = (self.face.font(), PxScale::from(self.size));
        draw_text_mut(pixels, Rgb(self.colour), x as i32, y as i32, scale, font, text);
    }

    /// The same about the middle `x`.
    pub(super) fn write_centred(self, pixels: &mut RgbImage, x: f32, y: f32, text: &str) {
        self.write(pixels, x - self.width(text) / 2.0, y, text);
    }

    /// The same with a black rim.
    pub(super) fn write_rimmed(self, pixels: &mut RgbImage, x: f32, y: f32, text: &str) {
        let rim = (self.size / 18.0).max(1.0);
        let black = Self { colour: [0; 3], ..self };
        for turn in 0..12 {
            let (down, across) = (f32::from(turn as u8) * std::f32::consts::TAU / 12.0).sin_cos();
            black.write(pixels, (x + rim * across).round(), (y + rim * down).round(), text);
        }
        self.write(pixels, x, y, text);
    }

    /// White text on black, as large as it is.
    pub(super) fn mask(self, text: &str) -> GrayImage {
        let (font, scale) = (self.face.font(), PxScale::from(self.size));
        let (width, height) = (self.width(text) as u32 + 2, (self.size * 1.2) as u32 + 1);
        let mut mask = GrayImage::new(width, height);
        draw_text_mut(&mut mask, Luma([255]), 1, 0, scale, font, text);
        mask
    }

    /// Breaks text into lines no wider than this.
    pub(super) fn lines(self, text: &str, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}")) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// The largest of this style that leaves text this wide.
    pub(super) fn shrunk_to(self, text: &str, width: f32) -> Self {
        let factor = (width / self.width(text)).min(1.0);
        Self { size: (self.size * factor).max(4.0), ..self }
    }
}

const SENTENCES: [&str; 8] = [
    "When you finally get the weekend you were promised",
    "Nobody told me it would look like this in real life",
    "Found this on my old phone, could not stop looking",
    "This is what five hours of waiting looks like",
    "Tell me you are on holiday without telling me",
    "I can't believe this place actually exists",
    "Good morning to everyone except whoever took my parking space",
    "We went back after ten years and nothing had changed",
];

const NAMES: [&str; 8] = [
    "Marta Lindqvist",
    "jonas.k",
    "Daily Views",
    "Ana Ribeiro",
    "the_wanderer",
    "Tomasz Nowak",
    "Photos & More",
    "Li Wei",
];

const EXCLAMATIONS: [&str; 6] = [
    "NOT AGAIN",
    "ONE DOES NOT SIMPLY",
    "EVERY SINGLE TIME",
    "WAIT FOR IT",
    "TOO LATE",
    "SEND HELP",
];

pub(super) fn sentence(chance: &mut Chance) -> &'static str {
    chance.one_of(&SENTENCES)
}

pub(super) fn name(chance: &mut Chance) -> &'static str {
    chance.one_of(&NAMES)
}

pub(super) fn exclamation(chance: &mut Chance) -> &'static str {
    chance.one_of(&EXCLAMATIONS)
}
