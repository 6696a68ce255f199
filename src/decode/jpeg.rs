//! JPEG through `zune-jpeg`, asked for no more than is wanted: luma needs neither chroma's IDCT nor a conversion.

use super::convert;
use super::error::DecodeError;
use super::format::Format;
use super::gate::jpeg::{self, Coding, Colors};
use super::gate::{File, Header};
use super::options::{DecodeOptions, Output};
use crate::plane::{Channels, Plane};
use std::borrow::Cow;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

pub(super) fn decode(
    bytes: &[u8],
    header: &Header<'_>,
    coding: Coding,
    options: &DecodeOptions,
) -> Result<Plane, DecodeError> {
    let file = File { format: Format::Jpeg, bytes, limits: &options.limits };
    let plain = match coding.misleading {
        true => Cow::Owned(jpeg::without_markers(file)?),
        false => Cow::Borrowed(bytes),
    };
    let settings = DecoderOptions::default()
        .set_strict_mode(true) // else what is missing becomes grey
        .set_max_width(options.limits.width as usize)
        .set_max_height(options.limits.height as usize)
        .jpeg_set_max_scans(MAX_SCANS);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(plain.as_ref()), settings);
    let error = |error| to_error(file, &error);
    decoder.decode_headers().map_err(error)?;
    let coded = decoder.input_colorspace().ok_or_else(|| file.corrupt("no header"))?;
    let (width, height) = (header.width as usize, header.height as usize);
    if decoder.dimensions() != Some((width, height)) {
        return Err(file.corrupt("two readers do not agree on its size"));
    }
    let given = given(coded, coding, options.output);
    decoder.set_options(settings.jpeg_set_out_colorspace(given));
    let values = decoder.decode().map_err(error)?;
    let (data, channels) = finish(values, coding.colors, given != coded, options.output);
    Plane::new(data, width, height, channels).map_err(|error| file.corrupt(error.to_string()))
}

/// Scans of one picture: real progressive files have about ten, and each costs a pass over the picture.
const MAX_SCANS: usize = 64;

/// The colours to ask the decoder for: what is wanted where it can give just that, else the components as coded.
fn given(coded: ColorSpace, coding: Coding, output: Output) -> ColorSpace {
    if coded != ColorSpace::YCbCr || coding.colors != Colors::YCbCr {
        return coded;
    }
    match output {
        Output::Luma if coding.usual_sampling => ColorSpace::Luma,
        Output::Luma => ColorSpace::YCbCr,
        Output::Rgb => ColorSpace::RGB,
    }
}

/// From the decoder's values to the pixels asked for; `converted` if they are as wanted already.
fn finish(values: Vec<u8>, colors: Colors, converted: bool, output: Output) -> (Vec<u8>, Channels) {
    match (colors, output) {
        (Colors::Grey, Output::Rgb) => (convert::grey_to_rgb(&values), Channels::Rgb),
        (Colors::Grey, Output::Luma) => (values, Channels::Luma),
        (Colors::YCbCr, Output::Luma) if converted => (values, Channels::Luma),
        (Colors::YCbCr, Output::Rgb) if converted => (values, Channels::Rgb),
        (Colors::YCbCr, Output::Luma) => (convert::every_third(values), Channels::Luma),
        (Colors::YCbCr, Output::Rgb) => (convert::ycbcr_to_rgb(values), Channels::Rgb),
        (Colors::Rgb, _) => (values, Channels::Rgb),
        (Colors::Cmyk, _) => (convert::inverted_cmyk_to_rgb(values), Channels::Rgb),
        (Colors::Ycck, _) => (convert::inverted_ycck_to_rgb(values), Channels::Rgb),
    }
}

fn to_error(file: File<'_>, error: &DecodeErrors) -> DecodeError {
    match error {
        DecodeErrors::ExhaustedData | DecodeErrors::IoErrors(_) => file.truncated(0),
        DecodeErrors::FormatStatic("Premature end of buffer") => file.truncated(0),
        DecodeErrors::Unsupported(scheme) => file.unsupported(format!("{scheme:?}")),
        other => file.corrupt(other.to_string()),
    }
}
