//! What a caller may ask of the decoder, and how much a file may ask of the machine.

use std::fmt;
use std::io::{self, Read};

/// How to decode. The default suits hashing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "isolate", derive(serde::Serialize, serde::Deserialize))]
pub struct DecodeOptions {
    /// What a file may cost.
    pub limits: Limits,
    /// Which pixels to give.
    pub output: Output,
    /// What stands behind transparent pixels, as red, green, blue. White by default. Whatever a fully transparent
    /// pixel hides takes no part.
    pub background: [u8; 3],
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self { limits: Limits::default(), output: Output::default(), background: [255; 3] }
    }
}

/// Which pixels to give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "isolate", derive(serde::Serialize, serde::Deserialize))]
pub enum Output {
    /// Luma where the file holds it (a grey picture, the Y plane of a JPEG), else RGB. The quickest for hashing.
    #[default]
    Luma,
    /// Always RGB.
    Rgb,
}

/// What a file may cost. All of it is checked before a decoder runs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "isolate", derive(serde::Serialize, serde::Deserialize))]
pub struct Limits {
    /// Length of the file in bytes. 256 MiB by default.
    pub bytes: u64,
    /// Width times height. 100 million by default. The frames of an animation together may have
    /// [`Limits::ANIMATION`] times as many.
    pub pixels: u64,
    /// Width. 65,535 by default, the most that JPEG and GIF can say.
    pub width: u32,
    /// Height. 65,535 by default.
    pub height: u32,
    /// Frames that [`decode_frames`](crate::decode_frames) hands out. 1,000 by default. [`decode`](crate::decode)
    /// takes the first frame of any animation.
    pub frames: u32,
    /// Memory that decoding takes at its peak, in bytes, the file itself not counted: an estimate made from the
    /// header, on the side of caution. 512 MiB by default: 100 megapixels of baseline JPEG or of PNG with 8 bits, 76 of
    /// progressive JPEG, 67 of WebP, 44 of GIF, and fewer if the picture has to be turned.
    pub memory: u64,
}

impl Limits {
    /// How many times [`Limits::pixels`] the frames of an animation may have together.
    pub const ANIMATION: u64 = 16;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            pixels: 100_000_000,
            width: 65_535,
            height: 65_535,
            frames: 1_000,
            memory: 512 << 20,
        }
    }
}

/// Reads a picture file for [`decode`](crate::decode): to its end, or to one byte more than the limits allow, which decoding
/// then refuses.
///
/// ```
/// use staydown::{Limits, read_limited};
///
/// let limits = Limits { bytes: 3, ..Limits::default() };
/// assert_eq!(read_limited(&b"12345"[..], &limits)?, b"1234");
/// # Ok::<_, std::io::Error>(())
/// ```
///
/// # Errors
/// What reading fails with.
pub fn read_limited(from: impl Read, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Names the limit that a file passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "isolate", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::bytes`].
    Bytes,
    /// [`Limits::pixels`].
    Pixels,
    /// [`Limits::pixels`] times [`Limits::ANIMATION`].
    AnimationPixels,
    /// [`Limits::width`].
    Width,
    /// [`Limits::height`].
    Height,
    /// [`Limits::frames`].
    Frames,
    /// [`Limits::memory`].
    Memory,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "length in bytes",
            Self::Pixels => "number of pixels",
            Self::AnimationPixels => "number of pixels in all frames",
            Self::Width => "width",
            Self::Height => "height",
            Self::Frames => "number of frames",
            Self::Memory => "memory needed in bytes",
        })
    }
}
