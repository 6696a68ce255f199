//! Copies of photographs as people upload them again: altered by the suite, and saved.

use image::codecs::jpeg::JpegEncoder;
use image::{ImageResult, RgbImage};
use staydown_eval::suite::{self, Alteration};

/// Those of the suite that are shown, from the slight to the heavy.
const SHOWN: [&str; 20] = [
    "unchanged",
    "jpeg-50",
    "jpeg-10",
    "scale-half",
    "scale-quarter",
    "widened-to-125",
    "brightness-50",
    "contrast-160",
    "grey",
    "blur-3",
    "mirror-left-right",
    "turn-90",
    "watermark-small",
    "big-outlined-text",
    "inverted",
    "border-white-5",
    "crop-2",
    "crop-10",
    "turn-5",
    "caption-above",
];

/// The quality in which most services save pictures.
const QUALITY: u8 = 85;

/// The alterations that are shown.
pub fn shown() -> impl Iterator<Item = &'static Alteration> {
    SHOWN.into_iter().map(|name| {
        let named = suite::all().iter().find(|alteration| alteration.name == name);
        named.expect("the suite never loses a name")
    })
}

/// The bytes of an altered copy's file.
///
/// # Errors
/// If it cannot be encoded.
pub fn altered(alteration: &Alteration, photo: &RgbImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    alteration.apply(photo, &[], 1).write_with_encoder(encoder)?;
    Ok(bytes)
}
