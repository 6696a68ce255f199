//! Files that the tests make: by the encoders of `image`, or byte by byte where those cannot say it.

use image::{DynamicImage, ImageFormat};
use std::io::Cursor;

/// The formats that are decoded.
pub(crate) const FORMATS: [ImageFormat; 6] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::Gif,
    ImageFormat::WebP,
    ImageFormat::Bmp,
    ImageFormat::Tiff,
];

pub(crate) fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A small picture without any symmetry.
pub(crate) fn small(width: u32, height: u32) -> image::RgbImage {
    image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x * 9) as u8, (y * 13 + x) as u8, (x * y) as u8])
    })
}

/// A chunk with its length and sum.
pub(crate) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [kind.as_slice(), data].concat();
    let sum = body.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| match sum & 1 {
            1 => sum >> 1 ^ 0xedb8_8320,
            _ => sum >> 1,
        })
    });
    let length = (data.len() as u32).to_be_bytes();
    [&length[..], &body, &(!sum).to_be_bytes()].concat()
}

/// Rows behind the two bytes of zlib and in one stored block; Adler-32 at the end.
pub(crate) fn stored(rows: &[u8]) -> Vec<u8> {
    let (a, b) = rows.iter().fold((1_u32, 0_u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    let length = rows.len() as u16;
    let head = [&[0x78, 1, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    [&head[..], rows, &(b << 16 | a).to_be_bytes()].concat()
}

/// A chunk of a RIFF file.
pub(crate) fn riff(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let pad = &[0][..data.len() % 2];
    [kind, &(data.len() as u32).to_le_bytes()[..], data, pad].concat()
}

/// A WebP of these chunks.
pub(crate) fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    riff(b"RIFF", &[b"WEBP".to_vec(), chunks.concat()].concat())
}

/// The chunk VP8X.
pub(crate) fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let [w, h] = [width - 1, height - 1].map(u32::to_le_bytes);
    riff(b"VP8X", &[&[flags, 0, 0, 0], &w[..3], &h[..3]].concat())
}

/// A TIFF structure with the orientation and nothing else.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let entry = [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
    [b"MM\0*\0\0\0\x08\0\x01".as_slice(), &entry, &[0; 4]].concat()
}

/// The file with EXIF data, put where the format has them; an orientation tag for a TIFF of this module.
pub(crate) fn with_exif(file: &[u8], format: ImageFormat, orientation: u8) -> Vec<u8> {
    let exif = exif(orientation);
    match format {
        ImageFormat::Jpeg => {
            let length = (exif.len() as u16 + 8).to_be_bytes();
            let head = [b"\xff\xd8\xff\xe1", &length[..], b"Exif\0\0", &exif].concat();
            [&head, &file[2..]].concat()
        }
        ImageFormat::Png => [&file[..33], &chunk(b"eXIf", &exif), &file[33..]].concat(),
        ImageFormat::WebP => {
            let bits = u32::from_le_bytes(file[21..25].try_into().unwrap());
            let canvas = vp8x(8, 1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
            webp(&[canvas, file[12..].to_vec(), riff(b"EXIF", &exif)])
        }
        _ => panic!("{format:?} has no EXIF data"),
    }
}

/// A grey TIFF of eight bits with an orientation tag.
pub(crate) fn oriented_tiff(width: u32, pixels: &[u8], orientation: u16) -> Vec<u8> {
    let height = pixels.len() as u32 / width;
    let entries: [(u16, u32); 9] = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (274, orientation.into()),
        (278, height),
        (279, pixels.len() as u32),
    ];
    let at = (8 + pixels.len() as u32).to_le_bytes();
    let mut file = [b"II*\0", &at[..], pixels, &9_u16.to_le_bytes()].concat();
    for (tag, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend([3, 0, 1, 0, 0, 0]);
        file.extend(value.to_le_bytes());
    }
    [file, vec![0; 4]].concat()
}
