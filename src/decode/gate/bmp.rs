//! BMP: the size, and whether uncompressed rows are all there.

use super::{File, Header};
use crate::decode::error::DecodeError;

pub(super) fn read(file: File<'_>) -> Result<Header<'_>, DecodeError> {
    let info = file.u32_le(14)?;
    let (width, height, depth, compression) = match info {
        12 => (i32::from(file.u16_le(18)?), i32::from(file.u16_le(20)?), file.u16_le(24)?, 0),
        16.. => (
            file.u32_le(18)? as i32,
            file.u32_le(22)? as i32,
            file.u16_le(28)?,
            if info >= 20 { file.u32_le(30)? } else { 0 },
        ),
        size => return Err(file.corrupt(format!("its second header has {size} bytes"))),
    };
    if width < 0 {
        return Err(file.corrupt("the width is negative"));
    }
    let header = Header {
        format: file.format,
        width: width.unsigned_abs(),
        height: height.unsigned_abs(), // negative: the top row comes first
        frames: 1,
        pixel_bytes: 4,
        exif: None,
        jpeg: None,
    };
    header.check(file.limits)?;
    if matches!(compression, 0 | 3 | 6) {
        let row = (u64::from(header.width) * u64::from(depth)).div_ceil(32) * 4;
        let pixels = row.saturating_mul(header.height.into());
        let end = pixels.saturating_add(file.u32_le(10)?.into());
        if end > file.bytes.len() as u64 {
            return Err(file.truncated(end));
        }
    }
    Ok(header)
}
