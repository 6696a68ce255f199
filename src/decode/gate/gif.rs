//! GIF: the screen, and the chain of blocks with its frames.

use super::{File, Header};
use crate::decode::error::DecodeError;

pub(super) fn read(file: File<'_>) -> Result<Header<'_>, DecodeError> {
    let mut header = Header {
        format: file.format,
        width: file.u16_le(6)?.into(),
        height: file.u16_le(8)?.into(),
        frames: 0,
        pixel_bytes: 12, // the canvas, the frame, and the two laid over each other
        exif: None,
        jpeg: None,
    };
    header.check(file.limits)?;
    let mut at = 13 + palette(file.u8(10)?);
    loop {
        // A file that lacks no more than the last byte is whole.
        if at == file.bytes.len() && header.frames > 0 {
            return Ok(header);
        }
        match file.u8(at)? {
            0x3b if header.frames == 0 => return Err(file.corrupt("it holds no frame")),
            0x3b => return Ok(header),
            0x21 => at = blocks(file, at + 2)?,
            0x2c => {
                frame(file, at + 1, &header)?;
                header.frames = header.frames.saturating_add(1);
                at = blocks(file, at + 11 + palette(file.u8(at + 9)?))?;
            }
            byte => return Err(file.corrupt(format!("the byte {byte:#04x} starts no block"))),
        }
    }
}

/// A frame that reaches beyond the screen is rare, and no reason to decode more pixels than the screen has.
fn frame(file: File<'_>, at: usize, header: &Header<'_>) -> Result<(), DecodeError> {
    let [left, top] = [file.u16_le(at)?, file.u16_le(at + 2)?].map(u32::from);
    let [width, height] = [file.u16_le(at + 4)?, file.u16_le(at + 6)?].map(u32::from);
    match left + width > header.width || top + height > header.height {
        true => Err(file.corrupt("a frame reaches beyond the screen")),
        false => Ok(()),
    }
}

/// Bytes of the palette that these flags announce.
fn palette(flags: u8) -> usize {
    match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    }
}

/// Where the chain of blocks that starts at `at` ends.
fn blocks(file: File<'_>, mut at: usize) -> Result<usize, DecodeError> {
    loop {
        let length = usize::from(file.u8(at)?);
        at += 1 + length;
        if length == 0 {
            return Ok(at);
        }
    }
}
