//! The way from bytes to a picture: limit, format, gate, decoder under guard, turn.

use super::error::DecodeError;
use super::format::Format;
use super::gate::{self, Header};
use super::options::{DecodeOptions, Limit, Limits, Output};
use super::picture::Picture;
use super::{jpeg, orientation, raster};
use crate::plane::{Channels, Orientation, Plane};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Decodes the picture, or the first frame of an animation, upright and for hashing: luma where the file holds it,
/// else RGB, transparency over white.
///
/// # Errors
/// [`DecodeError`]; no bytes make this panic.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, DecodeError> {
    let options = DecodeOptions { limits: limits.clone(), ..DecodeOptions::default() };
    decode_with(bytes, &options)
}

/// Decodes the picture, or the first frame of an animation, upright.
///
/// # Errors
/// As [`decode`].
pub fn decode_with(bytes: &[u8], options: &DecodeOptions) -> Result<Picture, DecodeError> {
    #[cfg(feature = "jxl")]
    if Format::of(bytes) == Some(Format::JpegXl) {
        gate::within(Limit::Bytes, bytes.len() as u64, options.limits.bytes)?;
        let upright = guarded(Format::JpegXl, || super::jxl::decode(bytes, options))?;
        return Ok(Picture::upright(upright, Format::JpegXl, Orientation::Original));
    }
    let header = header(bytes, options, false)?;
    let turn = guarded(header.format, || upright_by(&header, options))?;
    let stored = guarded(header.format, || stored(bytes, &header, options))?;
    Ok(Picture::upright(stored, header.format, turn))
}

/// What the gate lets pass.
pub(super) fn header<'a>(
    bytes: &'a [u8],
    options: &'a DecodeOptions,
    all_frames: bool,
) -> Result<Header<'a>, DecodeError> {
    gate::within(Limit::Bytes, bytes.len() as u64, options.limits.bytes)?;
    let length = bytes.len();
    let format = Format::of(bytes).ok_or(DecodeError::Unknown { length })?;
    gate::pass(format, bytes, &options.limits, all_frames)
}

/// The turn that makes the picture upright, if there is room for it and for RGB.
pub(super) fn upright_by(
    header: &Header<'_>,
    options: &DecodeOptions,
) -> Result<Orientation, DecodeError> {
    let turn = header.exif.map_or(Orientation::Original, orientation::of_exif);
    let copy = Channels::Rgb.bytes() as u64;
    let turned = if turn == Orientation::Original { 0 } else { copy };
    let widened = if options.output == Output::Rgb { copy } else { 0 };
    header.check_memory(&options.limits, turned + widened)?;
    Ok(turn)
}

/// Runs a decoder; its panic becomes an error.
pub(super) fn guarded<T>(
    format: Format,
    decoder: impl FnOnce() -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    // What a panic leaves half done is dropped with the closure.
    let result = catch_unwind(AssertUnwindSafe(decoder));
    result.unwrap_or(Err(DecodeError::Panicked { format }))
}

/// The pixels as they lie in the file.
fn stored(
    bytes: &[u8],
    header: &Header<'_>,
    options: &DecodeOptions,
) -> Result<Plane, DecodeError> {
    match header.jpeg {
        Some(coding) => jpeg::decode(bytes, header, coding, options),
        None => raster::decode(bytes, header, options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_a_decoder_is_an_error_that_names_the_format() {
        let panic = || std::panic::resume_unwind(Box::new("a decoder's panic, without the hook"));
        let result: Result<(), _> = guarded(Format::Png, panic);
        assert!(matches!(result, Err(DecodeError::Panicked { format: Format::Png })));
    }
}
