//! What stands before every decoder: the headers alone are read, lengths are held against the file's, and the
//! picture's size against the limits. Nothing here allocates.

mod bmp;
mod gif;
pub(super) mod jpeg;
mod png;
mod tiff;
mod webp;

use super::error::DecodeError;
use super::format::Format;
use super::options::{Limit, Limits};

/// What the headers say.
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) format: Format,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Frames of an animation; 1 for a still picture.
    pub(super) frames: u32,
    /// Bytes for each pixel that the decoder holds at once, its result included.
    pub(super) pixel_bytes: u64,
    /// A TIFF structure that may hold the orientation.
    pub(super) exif: Option<&'a [u8]>,
    /// How the pixels of a JPEG are coded.
    pub(super) jpeg: Option<jpeg::Coding>,
}

/// Reads the headers of a file of that format and checks them, the number of frames too if all will be decoded.
/// A size beyond the limits is reported before anything that is missing or wrong further on.
pub(super) fn pass<'a>(
    format: Format,
    bytes: &'a [u8],
    limits: &'a Limits,
    all_frames: bool,
) -> Result<Header<'a>, DecodeError> {
    let file = File { format, bytes, limits };
    let header = match format {
        Format::Jpeg => jpeg::read(file)?,
        Format::Png => png::read(file)?,
        Format::Gif => gif::read(file)?,
        Format::WebP => webp::read(file)?,
        Format::Bmp => bmp::read(file)?,
        Format::Tiff => tiff::read(file)?,
        Format::Avif | Format::Heic | Format::JpegXl => {
            return Err(file.unsupported("no decoder is built in"));
        }
    };
    header.check(limits)?;
    if all_frames {
        header.check_frames(limits)?;
    }
    Ok(header)
}

impl Header<'_> {
    pub(super) fn check(&self, limits: &Limits) -> Result<(), DecodeError> {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        if self.width == 0 || self.height == 0 {
            return Err(DecodeError::TooSmall {
                format: self.format,
                width: self.width,
                height: self.height,
            });
        }
        within(Limit::Width, width, limits.width.into())?;
        within(Limit::Height, height, limits.height.into())?;
        within(Limit::Pixels, width * height, limits.pixels)?;
        self.check_memory(limits, 0)
    }

    /// Whether there is room for what the decoder holds and for so many more bytes a pixel.
    pub(super) fn check_memory(&self, limits: &Limits, more: u64) -> Result<(), DecodeError> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let memory = pixels.saturating_mul(self.pixel_bytes + more);
        within(Limit::Memory, memory, limits.memory)
    }

    fn check_frames(&self, limits: &Limits) -> Result<(), DecodeError> {
        let frames = u64::from(self.frames);
        within(Limit::Frames, frames, limits.frames.into())?;
        let pixels = u64::from(self.width) * u64::from(self.height);
        let allowed = limits.pixels.saturating_mul(Limits::ANIMATION);
        within(Limit::AnimationPixels, pixels.saturating_mul(frames), allowed)
    }
}

/// An error unless `found` is at most what is allowed.
pub(super) fn within(what: Limit, found: u64, allowed: u64) -> Result<(), DecodeError> {
    match found > allowed {
        true => Err(DecodeError::TooLarge { what, found, allowed }),
        false => Ok(()),
    }
}

/// The bytes of a file and what they are taken for.
#[derive(Clone, Copy, Debug)]
pub(super) struct File<'a> {
    pub(super) format: Format,
    pub(super) bytes: &'a [u8],
    pub(super) limits: &'a Limits,
}

impl<'a> File<'a> {
    pub(super) fn corrupt(self, reason: impl Into<String>) -> DecodeError {
        DecodeError::Corrupt { format: self.format, reason: reason.into() }
    }

    pub(super) fn unsupported(self, reason: impl Into<String>) -> DecodeError {
        DecodeError::Unsupported { format: self.format, reason: reason.into() }
    }

    /// The file should have had `needed` bytes, or more.
    pub(super) fn truncated(self, needed: u64) -> DecodeError {
        let found = self.bytes.len() as u64;
        DecodeError::Truncated { format: self.format, needed: needed.max(found + 1), found }
    }

    /// A decoder ran into the bound on memory that it was given.
    pub(super) fn over_memory(self) -> DecodeError {
        DecodeError::TooLarge {
            what: Limit::Memory,
            found: self.limits.memory.saturating_add(1),
            allowed: self.limits.memory,
        }
    }

    /// `length` bytes from `at` on.
    fn slice(self, at: usize, length: usize) -> Result<&'a [u8], DecodeError> {
        let end = at.saturating_add(length);
        let slice = self.bytes.get(at..end);
        slice.ok_or_else(|| self.truncated(end as u64))
    }

    fn array<const N: usize>(self, at: usize) -> Result<[u8; N], DecodeError> {
        let slice = self.slice(at, N)?;
        Ok(std::array::from_fn(|i| slice[i]))
    }

    fn u8(self, at: usize) -> Result<u8, DecodeError> {
        self.array(at).map(u8::from_le_bytes)
    }

    fn u16_be(self, at: usize) -> Result<u16, DecodeError> {
        self.array(at).map(u16::from_be_bytes)
    }

    fn u32_be(self, at: usize) -> Result<u32, DecodeError> {
        self.array(at).map(u32::from_be_bytes)
    }

    fn u16_le(self, at: usize) -> Result<u16, DecodeError> {
        self.array(at).map(u16::from_le_bytes)
    }

    fn u32_le(self, at: usize) -> Result<u32, DecodeError> {
        self.array(at).map(u32::from_le_bytes)
    }

    /// Three bytes, little-endian.
    fn u24_le(self, at: usize) -> Result<u32, DecodeError> {
        let [a, b, c] = self.array(at)?;
        Ok(u32::from_le_bytes([a, b, c, 0]))
    }
}
