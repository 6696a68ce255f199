//! Small files that ask for much: a size, a length, a number of frames or parts, data that grow when they are unpacked. Each
//! ends with a picture or an error, and takes no more memory than it was allowed.

use std::ops::ControlFlow;
use std::time::Instant;

use image::ImageFormat;
use staydown::{DecodeError, DecodeOptions, Limits, decode_frames, decode_with};

use crate::counting::counted;
use crate::limits::header_only;
use crate::made::{FORMATS, chunk, encoded, riff, small, vp8x, webp};

/// What decoding may take in these tests, in bytes.
const BUDGET: u64 = 64 << 20;

#[test]
#[allow(clippy::print_stdout)] // the figures, with --nocapture
fn bombs_take_no_more_memory_than_they_are_allowed() {
    let mut options = DecodeOptions::default();
    options.limits = Limits { memory: BUDGET, ..options.limits };
    let bombs = bombs();
    assert!(bombs.len() >= 60, "{} files", bombs.len());
    let mut faults = Vec::new();
    for (name, file) in &bombs {
        let started = Instant::now();
        let (result, memory) = counted(|| {
            let still = decode_with(file, &options).map(|_| ());
            let frames = decode_frames(file, &options, |_| ControlFlow::Continue(()));
            still.and(frames.map(|_| ()))
        });
        let seconds = started.elapsed().as_secs_f32();
        let said = result.as_ref().map_or_else(ToString::to_string, |()| "decoded".to_owned());
        println!("{name}: {} bytes, {} held, {seconds:.2} s: {said}", file.len(), memory.most);
        if memory.most as u64 > BUDGET + BUDGET / 10 {
            faults.push(format!("{name}: {} bytes", memory.most));
        }
        if matches!(result, Err(DecodeError::Panicked { .. })) {
            faults.push(format!("{name}: a decoder panicked"));
        }
    }
    assert_eq!(faults, [""; 0]);
}

fn bombs() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for format in FORMATS {
        for (what, width, height) in [
            ("wide", 65_535, 1),
            ("tall", 1, 65_535),
            ("square", 8_000, 8_000),
            ("most", 16_383, 16_383),
        ] {
            let width = if format == ImageFormat::WebP { width.min(16_384) } else { width };
            let height = if format == ImageFormat::WebP { height.min(16_384) } else { height };
            all.push((format!("{format:?} {what}"), header_only(format, width, height)));
        }
    }
    let named = [pngs(), jpegs(), gifs(), webps(), bmps(), tiffs(), jxls()].concat();
    all.extend(named.into_iter().map(|(name, file)| (name.to_owned(), file)));
    all
}

fn pngs() -> Vec<(&'static str, Vec<u8>)> {
    let whole = encoded(small(8, 8), ImageFormat::Png);
    let with = |chunks: &[Vec<u8>]| [&whole[..33], &chunks.concat(), &whole[33..]].concat();
    let zeros = zlib_of_zeros(256 << 20);
    let profile = [b"icc\0\0".as_slice(), &zeros].concat();
    let text = [b"Comment\0\0".as_slice(), &zeros].concat();
    let international = [b"Comment\0\x01\0\0\0".as_slice(), &zeros].concat();
    let rows = |width: u32, height: u32, depth: u8, color: u8, rows: u64| {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let ihdr = chunk(b"IHDR", &[&sides, &[depth, color, 0, 0, 0][..]].concat());
        let data = chunk(b"IDAT", &zlib_of_zeros(rows));
        [b"\x89PNG\r\n\x1a\n".as_slice(), &ihdr, &data, &chunk(b"IEND", &[])].concat()
    };
    let sides = [8_u32.to_be_bytes(); 2].concat();
    let control =
        |number: u32| chunk(b"fcTL", &[&number.to_be_bytes()[..], &sides, &[0; 14]].concat());
    let frame =
        |number: u32| chunk(b"fdAT", &[&number.to_be_bytes()[..], &zlib_of_zeros(200)].concat());
    let count = 900_u32;
    let frames: Vec<_> = (0..count).flat_map(|at| [control(2 * at), frame(2 * at + 1)]).collect();
    let animation = chunk(b"acTL", &[count.to_be_bytes(), [0; 4]].concat());
    let animated = [
        &whole[..33],
        &animation,
        &whole[33..whole.len() - 12],
        &frames.concat(),
        &chunk(b"IEND", &[]),
    ]
    .concat();
    vec![
        ("PNG profile of 256 MiB", with(&[chunk(b"iCCP", &profile)])),
        ("PNG text of 256 MiB", with(&[chunk(b"zTXt", &text)])),
        ("PNG international text of 256 MiB", with(&[chunk(b"iTXt", &international)])),
        ("PNG 9,000 texts", with(&vec![chunk(b"tEXt", b"a\0b"); 9_000])),
        ("PNG 3,000 profiles", with(&vec![chunk(b"iCCP", &profile[..2_000]); 3_000])),
        ("PNG palette of 768 entries", with(&[chunk(b"PLTE", &[0; 2304])])),
        ("PNG EXIF that points at itself", with(&[chunk(b"eXIf", &looping_exif())])),
        ("PNG grey of zeros", rows(8_000, 4_000, 8, 0, 4_000 * 8_001)),
        ("PNG grey of more rows than it has", rows(64, 64, 8, 0, 256 << 20)),
        ("PNG of 16 bits, four channels", rows(2_000, 2_000, 16, 6, 2_000 * 16_001)),
        ("PNG of one bit", rows(60_000, 500, 1, 0, 500 * 7_501)),
        ("PNG of nothing but IDAT", with(&vec![chunk(b"IDAT", &[]); 9_000])),
        ("APNG of 900 frames", animated),
    ]
}

fn jpegs() -> Vec<(&'static str, Vec<u8>)> {
    let whole = encoded(small(64, 64), ImageFormat::Jpeg);
    let progressive = include_bytes!("../data/jpeg/420-progressive.jpg");
    let segment = |marker: u8, data: &[u8]| {
        [&[0xff, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat()
    };
    let with = |segments: &[Vec<u8>]| [&whole[..2], &segments.concat(), &whole[2..]].concat();
    let profile =
        |number: u8| segment(0xe2, &[b"ICC_PROFILE\0", &[number, 255][..], &[0; 60_000]].concat());
    let exif = segment(0xe1, &[b"Exif\0\0".as_slice(), &looping_exif()].concat());
    let scan = progressive.windows(2).rposition(|pair| pair == [0xff, 0xda]).unwrap();
    let last = &progressive[scan..progressive.len() - 2];
    let scans = [&progressive[..scan], &last.repeat(2_000), &[0xff, 0xd9]].concat();
    let tall = with_height(&whole, 60_000);
    vec![
        ("JPEG profile of 255 parts", with(&(1..=255).map(profile).collect::<Vec<_>>())),
        ("JPEG profile of one part, again", with(&vec![profile(1); 255])),
        ("JPEG EXIF that points at itself", with(&[exif])),
        ("JPEG 20,000 comments", with(&vec![segment(0xfe, b"x"); 20_000])),
        ("JPEG 5,000 tables", with(&vec![segment(0xdb, &[&[0][..], &[1; 64]].concat()); 5_000])),
        ("JPEG 2,000 scans", scans),
        ("JPEG taller than its data", tall),
        ("JPEG of fill bytes", [&whole[..2], &vec![0xff; 1 << 20][..], &whole[3..]].concat()),
        ("JPEG restart at every block", with(&[segment(0xdd, &[0, 1])])),
    ]
}

/// The picture says another height.
fn with_height(jpeg: &[u8], height: u16) -> Vec<u8> {
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let mut jpeg = jpeg.to_vec();
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg
}

fn gifs() -> Vec<(&'static str, Vec<u8>)> {
    let head = |side: u16| {
        [b"GIF89a", &side.to_le_bytes()[..], &side.to_le_bytes(), &[0x80, 0, 0, 0, 0, 0, 9, 9, 9]]
            .concat()
    };
    let frame = |side: u16, data: &[u8]| {
        let side = side.to_le_bytes();
        [&[0x2c, 0, 0, 0, 0][..], &side, &side, &[0, 2], data, &[0]].concat()
    };
    let one = [2, 0x44, 1]; // clear, 0, end
    let longest = [vec![255; 256], vec![1, 0]].concat();
    vec![
        ("GIF 100,000 frames", [head(1), frame(1, &one).repeat(100_000), vec![0x3b]].concat()),
        (
            "GIF of large empty frames",
            [head(4_000), frame(4_000, &one).repeat(500), vec![0x3b]].concat(),
        ),
        ("GIF of the largest screen", [head(65_535), frame(1, &one), vec![0x3b]].concat()),
        ("GIF of codes that are not there", [head(100), frame(100, &longest), vec![0x3b]].concat()),
        (
            "GIF of extensions",
            [head(1), [0x21, 0xfe, 1, 0, 0].repeat(200_000), frame(1, &one), vec![0x3b]].concat(),
        ),
    ]
}

fn webps() -> Vec<(&'static str, Vec<u8>)> {
    let still = encoded(small(8, 8), ImageFormat::WebP)[12..].to_vec();
    let bits = (16_383_u32 | 16_383 << 14).to_le_bytes();
    let frame = riff(
        b"ANMF",
        &[vec![0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 1, 0, 0, 0], still.clone()].concat(),
    );
    let animated = |canvas: u32, frames: usize| {
        webp(&[vp8x(2, canvas, canvas), riff(b"ANIM", &[0; 6]), frame.repeat(frames)])
    };
    vec![
        (
            "WebP lossless of the largest size",
            webp(&[riff(b"VP8L", &[&[0x2f], &bits[..], &[0; 40]].concat())]),
        ),
        (
            "WebP lossy of the largest size",
            webp(&[riff(
                b"VP8 ",
                &[&[0x10, 0, 0, 0x9d, 1, 0x2a, 0xff, 0x3f, 0xff, 0x3f][..], &[0; 40]].concat(),
            )]),
        ),
        (
            "WebP profile",
            webp(&[vp8x(0x20, 8, 8), riff(b"ICCP", &vec![0; 4 << 20]), still.clone()]),
        ),
        (
            "WebP EXIF that points at itself",
            webp(&[vp8x(8, 8, 8), still.clone(), riff(b"EXIF", &looping_exif())]),
        ),
        (
            "WebP 20,000 chunks",
            webp(&[vp8x(0, 8, 8), riff(b"JUNK", &[]).repeat(20_000), still.clone()]),
        ),
        ("WebP 900 frames", animated(8, 900)),
        ("WebP 900 frames on a large canvas", animated(2_000, 900)),
        ("WebP alpha alone", webp(&[vp8x(0x10, 8, 8), riff(b"ALPH", &[1; 100]), still])),
    ]
}

fn bmps() -> Vec<(&'static str, Vec<u8>)> {
    let head = |width: i32, height: i32, bits: u16, compression: u32, colors: u32, offset: u32| {
        let info = [
            40_u32,
            width as u32,
            height as u32,
            1 | u32::from(bits) << 16,
            compression,
            0,
            0,
            0,
            colors,
            0,
        ];
        let file = [
            b"BM".to_vec(),
            0_u32.to_le_bytes().to_vec(),
            vec![0; 4],
            offset.to_le_bytes().to_vec(),
        ]
        .concat();
        [file, info.iter().flat_map(|number| number.to_le_bytes()).collect()].concat()
    };
    let palette = vec![0; 1024];
    let end = [0, 1];
    vec![
        (
            "BMP runs of nothing",
            [head(8_000, 3_000, 8, 1, 256, 1078), palette.clone(), end.to_vec()].concat(),
        ),
        (
            "BMP runs with jumps",
            [
                head(3_000, 3_000, 8, 1, 256, 1078),
                palette,
                [0, 2, 255, 255].repeat(50_000),
                end.to_vec(),
            ]
            .concat(),
        ),
        ("BMP of 4,000 million colours", [head(8, 8, 8, 0, u32::MAX, 54), vec![0; 2_000]].concat()),
        ("BMP upside down", [head(2_000, -2_000, 32, 0, 0, 54), vec![0; 2_000]].concat()),
        ("BMP of the least height", [head(8, i32::MIN, 24, 0, 0, 54), vec![0; 2_000]].concat()),
        (
            "BMP that begins behind its end",
            [head(8, 8, 24, 0, 0, u32::MAX), vec![0; 2_000]].concat(),
        ),
    ]
}

fn tiffs() -> Vec<(&'static str, Vec<u8>)> {
    let zeros = zlib_of_zeros(64 << 20);
    let side = 5_000;
    let plain = |more: &[(u16, u32, u32)]| {
        let mut entries = vec![
            (256, 1, 8),
            (257, 1, 8),
            (258, 1, 8),
            (259, 1, 1),
            (262, 1, 1),
            (273, 1, 8),
            (277, 1, 1),
            (278, 1, 8),
            (279, 1, 64),
        ];
        let tiled = more.iter().any(|(tag, ..)| *tag == 324);
        let is_strip = |tag| matches!(tag, 273 | 278 | 279);
        entries.retain(|&(tag, ..)| !(tiled && is_strip(tag)));
        entries.retain(|(tag, ..)| more.iter().all(|(other, ..)| other != tag));
        entries.extend(more);
        entries.sort();
        tiff(&entries, &zeros, false)
    };
    vec![
        ("TIFF strip that grows", plain(&[(259, 1, 8), (279, 1, zeros.len() as u32)])),
        (
            "TIFF large strip of zeros",
            plain(&[
                (256, 1, side),
                (257, 1, side),
                (278, 1, side),
                (259, 1, 8),
                (279, 1, zeros.len() as u32),
            ]),
        ),
        ("TIFF of four thousand million strips", plain(&[(273, u32::MAX, 8), (279, u32::MAX, 8)])),
        ("TIFF of strips of no rows", plain(&[(278, 1, 0)])),
        (
            "TIFF of the largest tiles",
            plain(&[(322, 1, u32::MAX), (323, 1, u32::MAX), (324, 1, 8), (325, 1, 64)]),
        ),
        (
            "TIFF of the smallest tiles",
            plain(&[
                (256, 1, side),
                (257, 1, side),
                (322, 1, 1),
                (323, 1, 1),
                (324, 1, 8),
                (325, 1, 64),
            ]),
        ),
        ("TIFF of 65,535 samples", plain(&[(277, 1, 65_535)])),
        ("TIFF of 64 bits", plain(&[(258, 1, 64), (256, 1, side), (257, 1, side)])),
        ("TIFF profile of four gigabytes", plain(&[(34_675, u32::MAX, 8)])),
        ("TIFF profile as long as the file", plain(&[(34_675, zeros.len() as u32, 8)])),
        ("TIFF of directories in data", plain(&[(330, 1, 8), (34_665, 1, 8)])),
        ("TIFF that follows itself", tiff(&[(256, 1, 8), (257, 1, 8)], &zeros, true)),
        (
            "TIFF packed bits of one byte",
            plain(&[(259, 1, 32_773), (256, 1, side), (257, 1, side), (278, 1, side)]),
        ),
        (
            "TIFF of LZW that is none",
            plain(&[(259, 1, 5), (256, 1, side), (257, 1, side), (278, 1, side)]),
        ),
    ]
}

/// A TIFF of these numbers (tag, count, value), with the data at byte 8 and behind them the directory, which may follow
/// itself.
fn tiff(entries: &[(u16, u32, u32)], data: &[u8], follows_itself: bool) -> Vec<u8> {
    let at = (8 + data.len() as u32).to_le_bytes();
    let next = if follows_itself { at } else { [0; 4] };
    let mut file = [b"II*\0", &at[..], data, &(entries.len() as u16).to_le_bytes()].concat();
    for (tag, count, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend([4, 0]);
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    [file, next.to_vec()].concat()
}

fn jxls() -> Vec<(&'static str, Vec<u8>)> {
    let container = b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ".to_vec();
    let part =
        |kind: &[u8; 4], length: u32, data: &[u8]| [&length.to_be_bytes()[..], kind, data].concat();
    let long =
        |kind: &[u8; 4], length: u64| [part(kind, 1, &[]), length.to_be_bytes().to_vec()].concat();
    let skipped = part(b"jxlp", 14, &[0, 0, 0, 0, 0xff, 0x0a]).repeat(20_000);
    vec![
        (
            "JPEG XL largest size",
            vec![0xff, 0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        ("JPEG XL of ones", [vec![0xff, 0x0a], vec![0xff; 4_000]].concat()),
        ("JPEG XL of zeros", [vec![0xff, 0x0a], vec![0; 4_000]].concat()),
        ("JPEG XL box of 2^63 bytes", [container.clone(), long(b"jxlc", 1 << 63)].concat()),
        ("JPEG XL box of no bytes", [container.clone(), long(b"jxlc", 0)].concat()),
        (
            "JPEG XL packed box",
            [container.clone(), part(b"brob", 1 << 20, b"Exif"), vec![0xff; 1_000]].concat(),
        ),
        ("JPEG XL 20,000 parts", [container, skipped].concat()),
    ]
}

/// EXIF data whose directory follows itself, holds itself, and has values of four gigabytes.
fn looping_exif() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let numbers = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
        [&numbers[..], &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let entries =
        [entry(0x0112, 3, u32::MAX, 8), entry(0x8769, 4, 1, 8), entry(0x9286, 7, u32::MAX, 8)];
    let head = b"II*\0\x08\0\0\0\x03\0".as_slice();
    [head, &entries.concat(), &8_u32.to_le_bytes()].concat()
}

/// So many zeros, packed 158 to one: fixed codes, each for 258 bytes like the one before.
fn zlib_of_zeros(count: u64) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0b011, 3); // the last block, of fixed codes
    bits.put(0b0000_1100, 8); // a zero: code 0x30, the highest bit first
    let copies = count.saturating_sub(1) / 258;
    for _ in 0..copies {
        bits.put(0b1010_0011, 8); // a copy of 258 bytes: code 0xc5, the highest bit first
        bits.put(0, 5); // from one byte before
    }
    for _ in 0..count.saturating_sub(1) % 258 {
        bits.put(0b0000_1100, 8);
    }
    bits.put(0, 7);
    let packed = bits.finish();
    // Of zeros the one sum stays 1 and the other is their count.
    let sum = ((count % 65_521) as u32) << 16 | 1;
    [&[0x78, 0x9c][..], &packed, &sum.to_be_bytes()].concat()
}

/// Bits, the lowest of each byte first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, bits: u32, count: u32) {
        self.held |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.held as u8);
        }
        self.bytes
    }
}
