//! JPEG: the segments before the first scan, and whether the file ends as it should.

use super::{File, Header};
use crate::decode::error::DecodeError;
use crate::decode::format::Format;

/// How the pixels of a JPEG are coded.
#[derive(Clone, Copy, Debug)]
pub(in crate::decode) struct Coding {
    pub(in crate::decode) colors: Colors,
    /// Component 0 is sampled in full, and chroma by one of the usual ratios.
    pub(in crate::decode) usual_sampling: bool,
    /// A decoder that knows only the common markers would take the colours otherwise.
    pub(in crate::decode) misleading: bool,
}

/// What the components of a JPEG hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decode) enum Colors {
    Grey,
    YCbCr,
    Rgb,
    /// Stored inverted.
    Cmyk,
    /// YCbCr of the inverted CMY, and K.
    Ycck,
}

/// What is gathered on the way to the first scan.
#[derive(Default)]
struct Seen<'a> {
    frame: Option<Frame<'a>>,
    jfif: bool,
    /// Components in the first scan.
    scanned: u8,
    adobe: Option<u8>,
    /// The Adobe marker came after the frame header.
    adobe_late: bool,
    /// Bytes that belong to no segment.
    junk: bool,
    exif: Option<&'a [u8]>,
}

/// The frame header: its marker, sides, and three bytes for each component (id, sampling, table).
struct Frame<'a> {
    marker: u8,
    precision: u8,
    width: u16,
    height: u16,
    components: &'a [[u8; 3]],
}

pub(in crate::decode) fn read(file: File<'_>) -> Result<Header<'_>, DecodeError> {
    let mut seen = Seen::default();
    let scan = walk(file, &mut |marker, payload| seen.note(file, marker, payload))?;
    seen.junk = scan.junk;
    seen.scanned = scan.components;
    let frame = seen.frame.as_ref();
    let frame = frame.ok_or_else(|| file.corrupt("a scan comes before the frame header"))?;
    frame.check(file)?;
    let colors = seen.colors(frame, file)?;
    let coding = Coding {
        colors,
        usual_sampling: frame.usual_sampling(),
        misleading: seen.misleading(frame, colors),
    };
    let header = Header {
        format: Format::Jpeg,
        width: frame.width.into(),
        height: frame.height.into(),
        frames: 1,
        pixel_bytes: frame.pixel_bytes(colors, seen.scanned),
        exif: seen.exif,
        jpeg: Some(coding),
    };
    header.check(file.limits)?;
    let needed = scan.at as u64 + frame.least_data();
    if needed > file.bytes.len() as u64 {
        return Err(file.truncated(needed));
    }
    find_end(file, scan.at)?;
    Ok(header)
}

/// The same file without what misleads: the Adobe and JFIF markers, and bytes between segments.
pub(in crate::decode) fn without_markers(file: File<'_>) -> Result<Vec<u8>, DecodeError> {
    let mut kept = vec![0xff, 0xd8];
    let scan = walk(file, &mut |marker, payload: &[u8]| {
        if !is_app(marker) {
            let length = (payload.len() + 2) as u16;
            kept.extend_from_slice(&[0xff, marker]);
            kept.extend_from_slice(&length.to_be_bytes());
            kept.extend_from_slice(payload);
        }
        Ok(())
    })?;
    kept.extend_from_slice(&file.bytes[scan.at..]);
    Ok(kept)
}

impl<'a> Seen<'a> {
    fn note(&mut self, file: File<'a>, marker: u8, payload: &'a [u8]) -> Result<(), DecodeError> {
        match marker {
            0xe0 if payload.starts_with(b"JFIF\0") => self.jfif = true,
            0xe1 if payload.starts_with(b"Exif\0\0") && self.exif.is_none() => {
                self.exif = Some(payload);
            }
            0xee if payload.starts_with(b"Adobe") && payload.len() >= 12 => {
                self.adobe = Some(payload[11]);
                self.adobe_late = self.frame.is_some();
            }
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                if self.frame.is_some() {
                    return Err(file.corrupt("there are two frame headers"));
                }
                self.frame = Some(Frame::read(file, marker, payload)?);
            }
            _ => {}
        }
        Ok(())
    }

    /// The rule of libjpeg, which browsers follow.
    fn colors(&self, frame: &Frame<'_>, file: File<'_>) -> Result<Colors, DecodeError> {
        Ok(match (frame.components.len(), self.adobe) {
            (1, _) => Colors::Grey,
            (3, _) if self.jfif => Colors::YCbCr,
            (3, Some(0)) => Colors::Rgb,
            (3, Some(_)) => Colors::YCbCr,
            (3, None) if frame.has_rgb_ids() => Colors::Rgb,
            (3, None) => Colors::YCbCr,
            (4, Some(0) | None) => Colors::Cmyk,
            (4, Some(_)) => Colors::Ycck,
            (count, _) => {
                return Err(file.unsupported(format!("{count} components")));
            }
        })
    }

    /// Where zune-jpeg's rule differs from libjpeg's.
    fn misleading(&self, frame: &Frame<'_>, colors: Colors) -> bool {
        let adobe_as_meant = matches!(
            (colors, self.adobe),
            (_, None)
                | (Colors::YCbCr, Some(1))
                | (Colors::Cmyk, Some(0))
                | (Colors::Ycck, Some(2))
        );
        let ids_as_meant = frame.has_rgb_ids() == (colors == Colors::Rgb);
        !adobe_as_meant || !ids_as_meant || self.adobe_late || self.junk
    }
}

impl<'a> Frame<'a> {
    fn read(file: File<'a>, marker: u8, payload: &'a [u8]) -> Result<Self, DecodeError> {
        let &[precision, h1, h0, w1, w0, count, ref rest @ ..] = payload else {
            return Err(file.corrupt("the frame header is too short"));
        };
        let (components, over) = rest.as_chunks();
        if components.len() != usize::from(count) || !over.is_empty() {
            return Err(file.corrupt("the frame header's length does not fit its components"));
        }
        Ok(Self {
            marker,
            precision,
            width: u16::from_be_bytes([w1, w0]),
            height: u16::from_be_bytes([h1, h0]),
            components,
        })
    }

    fn check(&self, file: File<'_>) -> Result<(), DecodeError> {
        if self.marker > 0xc2 {
            let kind = format!("coding process SOF{}", self.marker - 0xc0);
            return Err(file.unsupported(kind));
        }
        if self.precision != 8 {
            return Err(file.unsupported(format!("{} bits a sample", self.precision)));
        }
        let sampled = |sampling: u8| matches!(sampling, 1..=4);
        let good = |&[_, s, _]: &[u8; 3]| sampled(s >> 4) && sampled(s & 15);
        match self.components.iter().all(good) {
            true => Ok(()),
            false => Err(file.corrupt("a sampling factor is not 1 to 4")),
        }
    }

    fn has_rgb_ids(&self) -> bool {
        let ids = self.components.iter().map(|component| component[0]);
        ids.eq(*b"RGB")
    }

    fn usual_sampling(&self) -> bool {
        let sampling = |at: usize| self.components.get(at).map(|component| component[1]);
        match sampling(0) {
            _ if self.components.len() == 1 => true,
            Some(0x11 | 0x21 | 0x22) => sampling(1) == Some(0x11) && sampling(2) == Some(0x11),
            _ => false,
        }
    }

    /// Bytes that the coded data of this many blocks take at the very least: each block begins with a code of one
    /// bit or more, and a sequential one ends with another.
    fn least_data(&self) -> u64 {
        let blocks = u64::from(self.width.div_ceil(8)) * u64::from(self.height.div_ceil(8));
        match self.marker {
            0xc2 => blocks / 8,
            _ => blocks / 4,
        }
    }

    /// The result, and the coefficients of two bytes where the whole picture's are kept.
    fn pixel_bytes(&self, colors: Colors, scanned: u8) -> u64 {
        let result = match colors {
            Colors::Grey => 1,
            Colors::YCbCr if self.usual_sampling() => 1,
            Colors::YCbCr | Colors::Rgb => 3,
            Colors::Cmyk | Colors::Ycck => 4,
        };
        let count = self.components.len();
        match self.marker == 0xc2 || usize::from(scanned) < count {
            true => result + 2 * count as u64,
            false => result,
        }
    }
}

/// Where the first scan begins.
struct Scan {
    at: usize,
    junk: bool,
    components: u8,
}

/// Goes through the segments up to the first scan and shows each one's marker and payload.
fn walk<'a>(
    file: File<'a>,
    visit: &mut dyn FnMut(u8, &'a [u8]) -> Result<(), DecodeError>,
) -> Result<Scan, DecodeError> {
    let mut at = 2;
    let mut junk = false;
    loop {
        let found = next_marker(file, at)?;
        junk |= found.at != at;
        match found.marker {
            0xda => {
                return Ok(Scan { at: found.at, junk, components: file.u8(found.payload + 2)? });
            }
            0xd9 => return Err(file.corrupt("it ends before the first scan")),
            0x01 | 0xd0..=0xd8 => at = found.payload,
            marker => {
                let payload = segment(file, found.payload)?;
                visit(marker, payload)?;
                at = found.payload + 2 + payload.len();
            }
        }
    }
}

struct Marker {
    /// Where its first 0xff stands.
    at: usize,
    marker: u8,
    /// The byte after it.
    payload: usize,
}

/// The first marker at or after `at`; 0xff 0x00 is none.
fn next_marker(file: File<'_>, at: usize) -> Result<Marker, DecodeError> {
    let mut start = at;
    loop {
        let rest = file.bytes.get(start..).unwrap_or_default();
        let ff = rest.iter().position(|&byte| byte == 0xff);
        let ff = start + ff.ok_or_else(|| file.truncated(0))?;
        let fill = file.bytes[ff..].iter().take_while(|&&byte| byte == 0xff);
        let code = ff + fill.count();
        match file.u8(code)? {
            0 => start = code + 1,
            marker => {
                return Ok(Marker { at: ff, marker, payload: code + 1 });
            }
        }
    }
}

/// What follows the two bytes of length at `at`.
fn segment(file: File<'_>, at: usize) -> Result<&[u8], DecodeError> {
    let length = usize::from(file.u16_be(at)?);
    if length < 2 {
        return Err(file.corrupt("a segment's length is below 2"));
    }
    file.slice(at + 2, length - 2)
}

/// The end marker must come after the first scan, else the file was cut: half a picture must not be hashed.
fn find_end(file: File<'_>, scan: usize) -> Result<(), DecodeError> {
    // Coded data never hold these two bytes, so at the end of the file they are the marker.
    if file.bytes.ends_with(b"\xff\xd9") {
        return Ok(());
    }
    let mut at = scan;
    loop {
        let found = next_marker(file, at)?;
        at = match found.marker {
            0xd9 => return Ok(()),
            0x01 | 0xd0..=0xd8 => found.payload,
            _ => found.payload + 2 + segment(file, found.payload)?.len(),
        };
    }
}

fn is_app(marker: u8) -> bool {
    matches!(marker, 0xe0..=0xef | 0xfe)
}
