//! Untrusted bytes become pixels here: upright, 8 bits a channel, RGB or luma, or an error that says why not.
//!
//! The format is told from the bytes. A gate of our own then reads the headers alone, checks every length against
//! the file's and the picture's size against [`Limits`], and only then a decoder runs, under the same limits and
//! with panics caught. What that cannot stop is an allocator that aborts, a stack overflow or an endless loop in a
//! decoder: a host that must survive those decodes in other processes, with the feature `isolate`, or by means of its own and
//! hands over pixels as a [`Plane`](crate::Plane). The host's panic hook still sees a decoder's panic.
//!
//! | format | what is read |
//! |---|---|
//! | JPEG | baseline and progressive, 8 bits; grey, YCbCr, RGB, CMYK and YCCK |
//! | PNG, APNG | everything |
//! | GIF | everything |
//! | WebP | lossy, lossless, animated |
//! | BMP | everything that the crate `image` reads |
//! | TIFF | the first picture, where `image` reads its colours: no palette, no YCbCr |
//! | JPEG XL | with the feature `jxl`: grey and RGB, the first frame; without it refused by name |
//! | AVIF, HEIC | recognised and refused by name |
//!
//! Of the AVIF and HEIC decoders that need no more than Rust, `rav1d` is meant to be called through its C interface,
//! `heic` is under the AGPL, and `heic-decoder` is at its first version: none is built in yet.
//!
//! A JPEG without its end marker is refused as truncated. One that has the marker, but fewer coded rows than it
//! announces, may pass with the rest grey or black, as browsers show it.
//!
//! Four inks are taken as Adobe stores them (0 is full ink) whether the file says so or not, as browsers do: what
//! people see is what gets hashed. Embedded colour profiles are not applied: an ordinary RGB or grey profile moves
//! luma by far less than the hash tolerates.

mod convert;
mod error;
mod format;
mod frames;
mod front;
mod gate;
mod jpeg;
#[cfg(feature = "jxl")]
mod jxl;
mod options;
mod orientation;
mod picture;
mod raster;

pub use error::DecodeError;
pub use format::Format;
pub use frames::decode_frames;
pub use front::{decode, decode_with};
pub use options::{DecodeOptions, Limit, Limits, Output, read_limited};
pub use picture::Picture;
