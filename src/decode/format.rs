//! Which format some bytes are of, told from the bytes alone.

use std::fmt;

/// A picture format that is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "isolate", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Format {
    /// JPEG, ITU-T T.81.
    Jpeg,
    /// PNG, with APNG.
    Png,
    /// GIF, 87a and 89a.
    Gif,
    /// WebP.
    WebP,
    /// Windows bitmap.
    Bmp,
    /// TIFF, with BigTIFF.
    Tiff,
    /// AVIF: AV1 in HEIF.
    Avif,
    /// HEIC: HEVC in HEIF, and HEIF of other or unstated coding.
    Heic,
    /// JPEG XL, bare or in its container.
    JpegXl,
}

impl Format {
    /// The format that the first bytes announce. A file's name is never asked.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let magics: [(&[u8], Self); 10] = [
            (b"\xff\xd8\xff", Self::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Self::Png),
            (b"GIF87a", Self::Gif),
            (b"GIF89a", Self::Gif),
            (b"II*\0", Self::Tiff),
            (b"MM\0*", Self::Tiff),
            (b"II+\0", Self::Tiff),
            (b"MM\0+", Self::Tiff),
            (b"\xff\x0a", Self::JpegXl),
            (b"\0\0\0\x0cJXL \r\n\x87\n", Self::JpegXl),
        ];
        let found = magics.iter().find(|(magic, _)| bytes.starts_with(magic));
        match found {
            Some(&(_, format)) => Some(format),
            None if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => {
                Some(Self::WebP)
            }
            None if is_bmp(bytes) => Some(Self::Bmp),
            None => heif(bytes),
        }
    }

    /// The name people use: `JPEG`, `PNG`, …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
            Self::JpegXl => "JPEG XL",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Two letters are too little to go by: the size of the second header must be one that exists, too.
fn is_bmp(bytes: &[u8]) -> bool {
    let header = bytes.get(14..18).and_then(|size| size.try_into().ok());
    bytes.starts_with(b"BM")
        && header.is_none_or(|size| matches!(u32::from_le_bytes(size), 12..=124))
}

/// The brands in the `ftyp` box that opens a HEIF file.
fn heif(bytes: &[u8]) -> Option<Format> {
    if bytes.get(4..8) != Some(b"ftyp") {
        return None;
    }
    let length = u32::from_be_bytes(bytes[..4].try_into().ok()?) as usize;
    let brands = bytes.get(8..length.clamp(8, bytes.len()))?;
    let has = |wanted: &[&[u8]]| brands.chunks(4).any(|brand| wanted.contains(&brand));
    if has(&[b"avif", b"avis"]) {
        return Some(Format::Avif);
    }
    let heic: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];
    has(&heic).then_some(Format::Heic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_from_their_first_bytes() {
        let cases: [(&[u8], Option<Format>); 14] = [
            (b"\xff\xd8\xff\xe0", Some(Format::Jpeg)),
            (b"\x89PNG\r\n\x1a\n", Some(Format::Png)),
            (b"GIF87a", Some(Format::Gif)),
            (b"RIFF\0\0\0\0WEBP", Some(Format::WebP)),
            (b"RIFF\0\0\0\0WAVE", None),
            (b"BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0", Some(Format::Bmp)),
            (b"BM, said the text, and went on", None),
            (b"MM\0*", Some(Format::Tiff)),
            (b"\0\0\0\x14ftypmif1\0\0\0\0avif", Some(Format::Avif)),
            (b"\0\0\0\x14ftypheic\0\0\0\0mif1", Some(Format::Heic)),
            (b"\0\0\0\x14ftypisom\0\0\0\0mp42", None),
            (b"\xff\x0a", Some(Format::JpegXl)),
            (b"\0\0\0\x0cJXL \r\n\x87\n", Some(Format::JpegXl)),
            (b"", None),
        ];
        for (bytes, format) in cases {
            assert_eq!(Format::of(bytes), format, "{}", bytes.escape_ascii());
        }
    }
}
