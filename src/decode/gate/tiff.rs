//! TIFF and BigTIFF: the first directory, and whether the strips and tiles it points at lie in the file.

use super::{File, Header};
use crate::decode::error::DecodeError;

pub(super) fn read(file: File<'_>) -> Result<Header<'_>, DecodeError> {
    let directory = Directory::first(file)?;
    let one = |tag| Ok(directory.values(tag)?.map_or(0, |values| values.get(0)));
    let side = |tag| one(tag).map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let bits = directory.values(BITS)?;
    let samples = one(SAMPLES)?.clamp(1, 64);
    let depth = bits.map_or(1, |bits| bits.get(0)).clamp(1, 64);
    let header = Header {
        format: file.format,
        width: side(WIDTH)?,
        height: side(HEIGHT)?,
        frames: 1,
        pixel_bytes: 2 * samples * depth.div_ceil(8), // what is stored, and the result
        exif: Some(file.bytes),                       // the tag stands in this directory
        jpeg: None,
    };
    header.check(file.limits)?;
    for (offsets, lengths) in [(STRIPS, STRIP_BYTES), (TILES, TILE_BYTES)] {
        directory.check_data(offsets, lengths)?;
    }
    Ok(header)
}

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const BITS: u16 = 258;
const STRIPS: u16 = 273;
const SAMPLES: u16 = 277;
const STRIP_BYTES: u16 = 279;
const TILES: u16 = 324;
const TILE_BYTES: u16 = 325;

/// The entries of a directory, each of 12 bytes, of 20 in a BigTIFF.
#[derive(Clone, Copy)]
struct Directory<'a> {
    bytes: Bytes<'a>,
    entries: u64,
    at: u64,
}

impl<'a> Directory<'a> {
    fn first(file: File<'a>) -> Result<Self, DecodeError> {
        let bytes = Bytes {
            file,
            little: file.bytes.starts_with(b"I"),
            big: matches!(file.bytes[2..4], [43, 0] | [0, 43]),
        };
        let at = match bytes.big {
            true => bytes.number(8, 8)?,
            false => bytes.number(4, 4)?,
        };
        let count = if bytes.big { 8 } else { 2 };
        Ok(Self { bytes, entries: bytes.number(at, count)?, at: at.saturating_add(count) })
    }

    /// The values of a tag, if it is there.
    fn values(&self, tag: u16) -> Result<Option<Values<'a>>, DecodeError> {
        let (size, word) = if self.bytes.big { (20, 8) } else { (12, 4) };
        for entry in 0..self.entries {
            let at = self.at.saturating_add(entry.saturating_mul(size));
            if self.bytes.number(at, 2)? == u64::from(tag) {
                let width = width_of(self.bytes.number(at + 2, 2)?);
                let count = self.bytes.number(at + 4, word)?;
                let inline = width.saturating_mul(count) <= word;
                let at = match inline {
                    true => at + 4 + word,
                    false => self.bytes.number(at + 4 + word, word)?,
                };
                return Values::new(self.bytes, at, width, count).map(Some);
            }
        }
        Ok(None)
    }

    fn check_data(&self, offsets: u16, lengths: u16) -> Result<(), DecodeError> {
        let (Some(offsets), Some(lengths)) = (self.values(offsets)?, self.values(lengths)?) else {
            return Ok(());
        };
        let file = self.bytes.file;
        for at in 0..offsets.count.min(lengths.count) {
            let end = offsets.get(at).saturating_add(lengths.get(at));
            if end > file.bytes.len() as u64 {
                return Err(file.truncated(end));
            }
        }
        Ok(())
    }
}

/// An array of whole numbers that lies in the file.
#[derive(Clone, Copy)]
struct Values<'a> {
    bytes: Bytes<'a>,
    at: u64,
    width: u64,
    count: u64,
}

impl<'a> Values<'a> {
    fn new(bytes: Bytes<'a>, at: u64, width: u64, count: u64) -> Result<Self, DecodeError> {
        let end = at.saturating_add(width.saturating_mul(count));
        match end > bytes.file.bytes.len() as u64 {
            true => Err(bytes.file.truncated(end)),
            false => Ok(Self { bytes, at, width, count }),
        }
    }

    /// 0 where there is none.
    fn get(&self, index: u64) -> u64 {
        let at = self.at + index.min(self.count) * self.width;
        match index < self.count {
            true => self.bytes.number(at, self.width).unwrap_or(0),
            false => 0,
        }
    }
}

/// A file and the order of its bytes.
#[derive(Clone, Copy)]
struct Bytes<'a> {
    file: File<'a>,
    little: bool,
    big: bool,
}

impl Bytes<'_> {
    /// The number in the `width` bytes, 8 at most, at `at`.
    fn number(&self, at: u64, width: u64) -> Result<u64, DecodeError> {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let bytes = self.file.slice(at, width as usize)?;
        let join = |number, &byte| number << 8 | u64::from(byte);
        Ok(match self.little {
            true => bytes.iter().rev().fold(0, join),
            false => bytes.iter().fold(0, join),
        })
    }
}

/// Bytes of a value of this type: BYTE, SHORT, LONG, LONG8 and IFD8; others are not asked for.
fn width_of(kind: u64) -> u64 {
    match kind {
        3 => 2,
        4 | 13 => 4,
        16 | 18 => 8,
        _ => 1,
    }
}
