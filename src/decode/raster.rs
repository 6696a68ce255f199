//! Every format but JPEG, through `image`.

use super::Format;
use super::convert;
use super::error::DecodeError;
use super::gate::{File, Header};
use super::options::{DecodeOptions, Limits, Output};
use crate::plane::{Channels, Plane};
use image::codecs::{
    bmp::BmpDecoder, gif::GifDecoder, png::PngDecoder, tiff::TiffDecoder, webp::WebPDecoder,
};
use image::{ColorType, ImageDecoder, ImageError, ImageResult};
use std::io::{self, Cursor};

pub(super) fn decode(
    bytes: &[u8],
    header: &Header<'_>,
    options: &DecodeOptions,
) -> Result<Plane, DecodeError> {
    let file = File { format: header.format, bytes, limits: &options.limits };
    let cursor = Cursor::new(bytes);
    let limits = image_limits(&options.limits);
    let pixels = match header.format {
        Format::Png => {
            PngDecoder::with_limits(cursor, limits.clone()).and_then(|it| read(it, limits, header))
        }
        Format::Gif => GifDecoder::new(cursor).and_then(|it| read(it, limits, header)),
        Format::WebP => WebPDecoder::new(cursor).and_then(|it| read(it, limits, header)),
        Format::Bmp => BmpDecoder::new(cursor).and_then(|it| read(it, limits, header)),
        Format::Tiff => TiffDecoder::new(cursor).and_then(|it| read(it, limits, header)),
        _ => return Err(file.unsupported("no decoder is built in")),
    };
    let (data, color) = pixels.map_err(|error| to_error(file, &error))?;
    to_plane(data, color, file, header, options)
}

/// The bounds that `image` keeps by itself, behind the gate's.
pub(super) fn image_limits(limits: &Limits) -> image::Limits {
    let mut image = image::Limits::no_limits();
    image.max_image_width = Some(limits.width);
    image.max_image_height = Some(limits.height);
    image.max_alloc = Some(limits.memory);
    image
}

/// All pixels as the decoder gives them.
fn read(
    mut decoder: impl ImageDecoder,
    limits: image::Limits,
    header: &Header<'_>,
) -> ImageResult<(Vec<u8>, ColorType)> {
    decoder.set_limits(limits)?;
    if decoder.dimensions() != (header.width, header.height) {
        return Err(ImageError::IoError(io::Error::other("two readers do not agree on its size")));
    }
    let color = decoder.color_type();
    let mut data = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut data)?;
    Ok((data, color))
}

/// Brings pixels of any colour type to luma or RGB of 8 bits.
pub(super) fn to_plane(
    data: Vec<u8>,
    color: ColorType,
    file: File<'_>,
    header: &Header<'_>,
    options: &DecodeOptions,
) -> Result<Plane, DecodeError> {
    let data = match color {
        ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => {
            convert::sixteen_to_eight(data)
        }
        ColorType::Rgb32F | ColorType::Rgba32F => convert::float_to_eight(data),
        _ => data,
    };
    let (red, green, blue) = options.background.into();
    let (data, channels) = match color {
        ColorType::L8 | ColorType::L16 => (data, Channels::Luma),
        ColorType::La8 | ColorType::La16 if red == green && green == blue => {
            (convert::over::<1, 2>(data, [red]), Channels::Luma)
        }
        ColorType::La8 | ColorType::La16 => {
            let rgba = convert::grey_alpha_to_rgba(&data);
            (convert::over::<3, 4>(rgba, options.background), Channels::Rgb)
        }
        ColorType::Rgb8 | ColorType::Rgb16 | ColorType::Rgb32F => (data, Channels::Rgb),
        ColorType::Rgba8 | ColorType::Rgba16 | ColorType::Rgba32F => {
            (convert::over::<3, 4>(data, options.background), Channels::Rgb)
        }
        other => return Err(file.unsupported(format!("the colour type {other:?}"))),
    };
    let (data, channels) = match (channels, options.output) {
        (Channels::Luma, Output::Rgb) => (convert::grey_to_rgb(&data), Channels::Rgb),
        as_is => (data, as_is.0),
    };
    let (width, height) = (header.width as usize, header.height as usize);
    Plane::new(data, width, height, channels).map_err(|error| file.corrupt(error.to_string()))
}

pub(super) fn to_error(file: File<'_>, error: &ImageError) -> DecodeError {
    match error {
        ImageError::IoError(io) if io.kind() == io::ErrorKind::UnexpectedEof => file.truncated(0),
        ImageError::Unsupported(unsupported) => file.unsupported(unsupported.to_string()),
        ImageError::Limits(_) => file.over_memory(),
        other => file.corrupt(other.to_string()),
    }
}
