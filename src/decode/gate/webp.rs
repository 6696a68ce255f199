//! WebP: every chunk's length, the canvas, each frame's own header, and the EXIF chunk.

use super::{File, Header};
use crate::decode::error::DecodeError;

pub(super) fn read(file: File<'_>) -> Result<Header<'_>, DecodeError> {
    let mut header = Header {
        format: file.format,
        width: 0,
        height: 0,
        frames: 1,
        pixel_bytes: 8, // four for the result, and as many for planes or for a lossless picture without alpha
        exif: None,
        jpeg: None,
    };
    let kind: [u8; 4] = file.array(12)?;
    (header.width, header.height) = match &kind {
        b"VP8X" => (1 + file.u24_le(24)?, 1 + file.u24_le(27)?),
        kind => coded_size(file, kind, 20)?
            .ok_or_else(|| file.corrupt("its first chunk holds no picture"))?,
    };
    header.check(file.limits)?;
    let end = 8 + u64::from(file.u32_le(4)?);
    if end > file.bytes.len() as u64 {
        return Err(file.truncated(end));
    }
    let file = File { bytes: &file.bytes[..end as usize], ..file };
    let (_, first) = chunk(file, 12)?;
    if &kind == b"VP8X" {
        extended(file, 20 + padded(first.len()), &mut header)?;
    }
    Ok(header)
}

/// The chunks after VP8X.
fn extended<'a>(file: File<'a>, mut at: usize, header: &mut Header<'a>) -> Result<(), DecodeError> {
    let mut frames = 0_u32;
    while at < file.bytes.len() {
        let (kind, data) = chunk(file, at)?;
        match kind {
            b"EXIF" if header.exif.is_none() => header.exif = Some(data),
            b"ANMF" => {
                frames = frames.saturating_add(1);
                frame(file, at + 8, data.len(), header)?;
            }
            kind => fits(file, kind, at + 8, header)?,
        }
        at += 8 + padded(data.len());
    }
    if frames > 0 {
        header.frames = frames;
        header.pixel_bytes = 16; // the canvas, the frame, its planes, the result
    }
    Ok(())
}

/// A frame of an animation: a header of 16 bytes, then chunks.
fn frame(file: File<'_>, at: usize, length: usize, header: &Header<'_>) -> Result<(), DecodeError> {
    if length < 24 {
        return Err(file.corrupt("a frame is too short"));
    }
    let [left, top] = [file.u24_le(at)?, file.u24_le(at + 3)?].map(|half| 2 * half);
    let [width, height] = [file.u24_le(at + 6)?, file.u24_le(at + 9)?].map(|less| 1 + less);
    if left + width > header.width || top + height > header.height {
        return Err(file.corrupt("a frame reaches beyond the canvas"));
    }
    let end = at + length;
    let mut inner = at + 16;
    while inner + 8 <= end {
        let (kind, data) = chunk(file, inner)?;
        fits(file, kind, inner + 8, header)?;
        inner += 8 + padded(data.len());
    }
    Ok(())
}

/// Coded pictures may not be larger than the canvas, whatever the frame around them says.
fn fits(file: File<'_>, kind: &[u8; 4], at: usize, header: &Header<'_>) -> Result<(), DecodeError> {
    match coded_size(file, kind, at)? {
        Some((width, height)) if width > header.width || height > header.height => {
            Err(file.corrupt("a coded picture is larger than the canvas"))
        }
        _ => Ok(()),
    }
}

/// The size in the header of a lossy or lossless picture.
fn coded_size(
    file: File<'_>,
    kind: &[u8; 4],
    at: usize,
) -> Result<Option<(u32, u32)>, DecodeError> {
    match kind {
        b"VP8 " => {
            let side = |at| Ok(u32::from(file.u16_le(at)? & 0x3fff));
            Ok(Some((side(at + 6)?, side(at + 8)?)))
        }
        b"VP8L" => {
            let bits = file.u32_le(at + 1)?;
            Ok(Some((1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff))))
        }
        _ => Ok(None),
    }
}

fn chunk(file: File<'_>, at: usize) -> Result<(&[u8; 4], &[u8]), DecodeError> {
    let kind = file.slice(at, 4)?;
    let length = file.u32_le(at + 4)? as usize;
    let data = file.slice(at + 8, length)?;
    let kind = kind.first_chunk().unwrap_or(b"    ");
    Ok((kind, data))
}

fn padded(length: usize) -> usize {
    length.next_multiple_of(2)
}
