//! All frames of an animation, one at a time.

use super::error::DecodeError;
use super::front::{self, guarded};
use super::gate::{File, Header};
use super::options::DecodeOptions;
use super::picture::Picture;
use super::{Format, raster};
use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{AnimationDecoder, ColorType, Frames, ImageDecoder, ImageResult};
use std::io::Cursor;
use std::ops::ControlFlow;

/// Decodes every frame of a GIF, an APNG or an animated WebP as a viewer shows it, laid over the frames before it, and
/// hands them out in order until `on_frame` breaks. A still picture has one frame. Returns how many were handed out.
///
/// An APNG's default picture is a frame only if the file says so; [`decode`](crate::decode) gives the default picture.
///
/// # Errors
/// As [`decode`](crate::decode). An animation of more frames than the limits allow is refused before the first frame;
/// an error further on comes after the frames before it were handed out.
pub fn decode_frames(
    bytes: &[u8],
    options: &DecodeOptions,
    mut on_frame: impl FnMut(Picture) -> ControlFlow<()>,
) -> Result<usize, DecodeError> {
    if cfg!(feature = "jxl") && Format::of(bytes) == Some(Format::JpegXl) {
        let _ = on_frame(front::decode_with(bytes, options)?);
        return Ok(1);
    }
    let header = front::header(bytes, options, true)?;
    let file = File { format: header.format, bytes, limits: &options.limits };
    let frames = guarded(header.format, || frames(file, &header))?;
    let Some(mut frames) = frames else {
        let _ = on_frame(front::decode_with(bytes, options)?);
        return Ok(1);
    };
    let turn = guarded(header.format, || front::upright_by(&header, options))?;
    let mut given = 0;
    loop {
        let plane = guarded(header.format, || {
            let Some(frame) = frames.next() else {
                return Ok(None);
            };
            let frame = frame.map_err(|error| raster::to_error(file, &error))?;
            let data = frame.into_buffer().into_raw();
            raster::to_plane(data, ColorType::Rgba8, file, &header, options).map(Some)
        })?;
        let Some(plane) = plane else {
            return Ok(given);
        };
        given += 1;
        if on_frame(Picture::upright(plane, header.format, turn)).is_break() {
            return Ok(given);
        }
    }
}

/// The frames of an animation, `None` for a still picture.
fn frames<'a>(file: File<'a>, header: &Header<'_>) -> Result<Option<Frames<'a>>, DecodeError> {
    let limits = raster::image_limits(file.limits);
    let cursor = Cursor::new(file.bytes);
    let frames: ImageResult<_> = match header.format {
        Format::Gif => GifDecoder::new(cursor).and_then(|mut decoder| {
            decoder.set_limits(limits)?;
            Ok(Some(decoder.into_frames()))
        }),
        Format::Png => PngDecoder::with_limits(cursor, limits).and_then(|decoder| {
            Ok(match decoder.is_apng()? {
                true => Some(decoder.apng()?.into_frames()),
                false => None,
            })
        }),
        Format::WebP => WebPDecoder::new(cursor).map(|decoder| {
            let animated = decoder.has_animation();
            animated.then(|| decoder.into_frames())
        }),
        _ => Ok(None),
    };
    frames.map_err(|error| raster::to_error(file, &error))
}
