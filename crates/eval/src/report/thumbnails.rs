//! One photograph under each alteration, small.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use rayon::prelude::*;

use crate::run::{Options, RunError, first_pictures};
use crate::suite::Alteration;

/// A small altered picture.
#[derive(Clone, Debug)]
pub struct Thumbnail {
    /// The alteration's name.
    pub name: &'static str,
    /// A JPEG file.
    jpeg: Vec<u8>,
}

/// The longer side in pixels.
const SIDE: u32 = 168;
const QUALITY: u8 = 72;

/// The first photograph of the folder under each of the options' alterations, with the next ones beside it in collages.
///
/// # Errors
/// [`RunError`] if the folder has no photograph, or an alteration is unknown.
pub fn thumbnails(options: &Options) -> Result<Vec<Thumbnail>, RunError> {
    let pictures = first_pictures(&options.photographs, 6)?;
    let others: Vec<&RgbImage> = pictures.iter().skip(1).collect();
    let shown = |alteration: &&'static Alteration| {
        let altered = alteration.apply(&pictures[0], &others, options.seed);
        Thumbnail { name: alteration.name, jpeg: small(&altered) }
    };
    Ok(options.alterations()?.par_iter().map(shown).collect())
}

impl Thumbnail {
    /// As an address that holds the picture itself.
    pub(super) fn address(&self) -> String {
        format!("data:image/jpeg;base64,{}", BASE64_STANDARD.encode(&self.jpeg))
    }
}

fn small(picture: &RgbImage) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let factor = SIDE as f32 / width.max(height) as f32;
    let side = |side: u32| ((side as f32 * factor) as u32).max(1);
    let small = imageops::resize(picture, side(width), side(height), FilterType::Triangle);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    small.write_with_encoder(encoder).expect("encoding to memory succeeds");
    jpeg
}
