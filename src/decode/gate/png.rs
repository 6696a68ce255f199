//! PNG: every chunk's length, the size, the number of frames, the EXIF chunk, and whether the end is there.

use super::{File, Header};
use crate::decode::error::DecodeError;

pub(super) fn read(file: File<'_>) -> Result<Header<'_>, DecodeError> {
    let ihdr: [u8; 13] = match file.array::<8>(8)? {
        [0, 0, 0, 13, b'I', b'H', b'D', b'R'] => file.array(16)?,
        _ => return Err(file.corrupt("it does not begin with the chunk IHDR")),
    };
    let mut header = Header {
        format: file.format,
        width: file.u32_be(16)?,
        height: file.u32_be(20)?,
        frames: 1,
        pixel_bytes: pixel_bytes(ihdr[8], ihdr[9]),
        exif: None,
        jpeg: None,
    };
    header.check(file.limits)?;
    let mut at = 8;
    loop {
        let (kind, data) = chunk(file, at)?;
        match &kind {
            b"IEND" => return Ok(header),
            b"acTL" => {
                header.frames = file.u32_be(at + 8)?;
                header.pixel_bytes = header.pixel_bytes.max(4) + ANIMATION;
            }
            b"eXIf" if header.exif.is_none() => header.exif = Some(data),
            _ => {}
        }
        at += 12 + data.len();
    }
}

/// Two canvases of four bytes, and the frame in its own colours and in four bytes.
const ANIMATION: u64 = 12;

fn chunk(file: File<'_>, at: usize) -> Result<([u8; 4], &[u8]), DecodeError> {
    let length = file.u32_be(at)? as usize;
    let kind = file.array(at + 4)?;
    let data_and_sum = file.slice(at + 8, length.saturating_add(4))?;
    Ok((kind, &data_and_sum[..length]))
}

/// Bytes a pixel as the decoder gives it. A palette and grey may have transparent entries.
fn pixel_bytes(depth: u8, color: u8) -> u64 {
    let channels = match color {
        0 | 4 => 2,
        _ => 4,
    };
    channels * if depth == 16 { 2 } else { 1 }
}
