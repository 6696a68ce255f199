//! Pixels come out as the format means them: compared with other decoders, or with the pixels that went in.

use crate::made::{chunk, encoded, stored};
use image::ImageFormat;
use staydown::{Channels, DecodeOptions, Limits, Output, Plane, PlaneRef, decode, decode_with};
use std::fs;
use std::path::Path;

fn rgb(bytes: &[u8], background: [u8; 3]) -> Plane {
    let options = DecodeOptions { output: Output::Rgb, background, ..DecodeOptions::default() };
    let plane = decode_with(bytes, &options).unwrap().into_plane();
    assert_eq!(plane.channels(), Channels::Rgb);
    plane
}

/// Mean absolute difference.
fn difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.len() as f64
}

fn luma(pixels: PlaneRef<'_>) -> Vec<u8> {
    let rows = (0..pixels.height()).flat_map(|y| pixels.row(y).chunks(pixels.channels().bytes()));
    let weigh = |pixel: &[u8]| match *pixel {
        [r, g, b] => {
            (0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)).round() as u8
        }
        _ => pixel[0],
    };
    rows.map(weigh).collect()
}

#[test]
fn jpegs_of_every_coding_look_as_libjpeg_shows_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/jpeg");
    let mut tried = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "jpg") {
            continue;
        }
        let name = file.file_stem().unwrap().display().to_string();
        let bytes = fs::read(&file).unwrap();
        let expected = image::open(file.with_extension("png")).unwrap().into_rgb8();
        let of_rgb = difference(rgb(&bytes, [255; 3]).data(), &expected);
        let picture = decode(&bytes, &Limits::default()).unwrap();
        let (width, height) = (expected.width() as usize, expected.height() as usize);
        let expected = Plane::new(expected.into_raw(), width, height, Channels::Rgb).unwrap();
        let of_luma = difference(&luma((&picture).into()), &luma(expected.as_ref()));
        assert!(of_rgb < 1.5, "{name}: {of_rgb}");
        assert!(of_luma < 1.0, "{name}: {of_luma}");
        let has_luma = !(name.starts_with("rgb") || name.contains("cmyk") || name == "ycck");
        let is_luma = picture.plane().channels() == Channels::Luma;
        assert_eq!(is_luma, has_luma, "{name}");
        tried += 1;
    }
    assert_eq!(tried, 19);
}

/// Where the Adobe marker contradicts the JFIF marker or says what it cannot mean, libjpeg's rule holds.
#[test]
fn contradicting_jpeg_markers_do_not_change_the_picture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/jpeg");
    for (name, transforms) in [("444", [0, 1, 2, 77]), ("grey", [0, 1, 2, 77])] {
        let plain = fs::read(folder.join(name).with_extension("jpg")).unwrap();
        let jfif = 2 + 2 + usize::from(plain[5]);
        let frame = plain.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
        let after_frame = frame + 2 + usize::from(plain[frame + 3]);
        for transform in transforms {
            let adobe = [b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat();
            for at in [jfif, after_frame] {
                let odd = [&plain[..at], &adobe, &plain[at..]].concat();
                assert_eq!(rgb(&odd, [0; 3]), rgb(&plain, [0; 3]), "{name} {transform} {at}");
                let [odd, plain] = [&odd, &plain].map(|it| decode(it, &Limits::default()).unwrap());
                assert_eq!(odd.plane(), plain.plane());
            }
        }
    }
}

/// Components named R, G and B hold YCbCr if there is a JFIF marker: libjpeg's rule again.
#[test]
fn component_names_do_not_overrule_jfif() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/jpeg");
    let plain = fs::read(folder.join("444.jpg")).unwrap();
    let mut named = plain.clone();
    let find = |marker: u8| plain.windows(2).position(|it| it == [0xff, marker]).unwrap();
    for (first, step) in [(find(0xc0) + 10, 3), (find(0xda) + 5, 2)] {
        for (at, name) in (first..).step_by(step).zip(*b"RGB") {
            named[at] = name;
        }
    }
    assert!(difference(rgb(&named, [0; 3]).data(), rgb(&plain, [0; 3]).data()) < 0.5);
    let [named, plain] = [&named, &plain].map(|it| decode(it, &Limits::default()).unwrap());
    assert_eq!(named.plane(), plain.plane());
}

#[test]
fn bytes_between_jpeg_segments_are_passed_over() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/jpeg");
    let plain = fs::read(folder.join("420.jpg")).unwrap();
    let odd = [&plain[..20], &[0; 40], &plain[20..]].concat();
    assert_eq!(rgb(&odd, [0; 3]), rgb(&plain, [0; 3]));
}

/// 256 values of 16 bits: the high byte counts, and 65,535 is white.
#[test]
fn sixteen_bits_are_scaled() {
    let values = image::ImageBuffer::from_fn(256, 1, |x, _| image::Luma([x as u16 * 257]));
    for format in [ImageFormat::Png, ImageFormat::Tiff] {
        let bytes = encoded(values.clone(), format);
        let picture = decode(&bytes, &Limits::default()).unwrap();
        assert_eq!(picture.plane().channels(), Channels::Luma);
        assert!(picture.plane().data().iter().copied().eq(0..=255), "{format:?}");
    }
    let wide = image::ImageBuffer::from_pixel(1, 1, image::Rgba([65_535_u16, 32_768, 128, 65_535]));
    assert_eq!(rgb(&encoded(wide, ImageFormat::Png), [0; 3]).data(), [255, 128, 0]);
}

#[test]
fn floats_are_scaled_and_clipped() {
    let values = [0.0, 0.5, 1.0, -1.0, 2.0, f32::NAN];
    let image = image::Rgb32FImage::from_raw(2, 1, values.to_vec()).unwrap();
    let bytes = encoded(image, ImageFormat::Tiff);
    assert_eq!(rgb(&bytes, [9; 3]).data(), [0, 128, 255, 0, 255, 0]);
}

/// What a fully transparent pixel hides does not show, and half transparency shows half.
#[test]
fn transparency_is_laid_over_the_background() {
    let hidden =
        image::RgbaImage::from_fn(2, 1, |x, _| image::Rgba([200, 10, 30, [0, 128][x as usize]]));
    let mut formats = vec![ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff];
    for format in formats.drain(..) {
        let bytes = encoded(hidden.clone(), format);
        assert_eq!(rgb(&bytes, [255; 3]).data(), [255, 255, 255, 227, 132, 142], "{format:?}");
        assert_eq!(rgb(&bytes, [0, 0, 255]).data(), [0, 0, 255, 100, 5, 142], "{format:?}");
    }
    let grey =
        image::ImageBuffer::from_fn(2, 1, |x, _| image::LumaA([50_u8, [0, 255][x as usize]]));
    let bytes = encoded(grey, ImageFormat::Png);
    assert_eq!(rgb(&bytes, [1, 2, 3]).data(), [1, 2, 3, 50, 50, 50]);
    let picture = decode(&bytes, &Limits::default()).unwrap();
    assert_eq!(picture.plane().channels(), Channels::Luma);
    assert_eq!(picture.plane().data(), [255, 50]);
}

fn png(width: u32, depth: u8, color: u8, palette: &[(&[u8; 4], &[u8])], rows: &[u8]) -> Vec<u8> {
    let ihdr = [&width.to_be_bytes()[..], &[0, 0, 0, 1, depth, color, 0, 0, 0]].concat();
    let palette = palette.iter().flat_map(|(kind, data)| chunk(kind, data));
    let mut file = [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &ihdr)].concat();
    file.extend(palette);
    file.extend(chunk(b"IDAT", &stored(rows)));
    file.extend(chunk(b"IEND", b""));
    file
}

#[test]
fn palettes_show_their_colours_and_transparent_entries() {
    let palette: [(&[u8; 4], &[u8]); 2] =
        [(b"PLTE", &[10, 20, 30, 200, 100, 50, 7, 8, 9]), (b"tRNS", &[255, 0])];
    let file = png(3, 2, 3, &palette, &[0, 0b0001_1000]);
    assert_eq!(rgb(&file, [1, 2, 3]).data(), [10, 20, 30, 1, 2, 3, 7, 8, 9]);
    let opaque = png(3, 2, 3, &palette[..1], &[0, 0b0001_1000]);
    assert_eq!(rgb(&opaque, [1, 2, 3]).data(), [10, 20, 30, 200, 100, 50, 7, 8, 9]);
}

#[test]
fn few_bits_of_grey_reach_from_black_to_white() {
    let two = decode(&png(4, 2, 0, &[], &[0, 0b0001_1011]), &Limits::default()).unwrap();
    assert_eq!(two.plane().data(), [0, 85, 170, 255]);
    let one = decode(&png(4, 1, 0, &[], &[0, 0b0101_0000]), &Limits::default()).unwrap();
    assert_eq!(one.plane().data(), [0, 255, 0, 255]);
    assert_eq!(one.plane().channels(), Channels::Luma);
}

/// `width` × 1 pixels of `samples` bytes, uncompressed, little-endian.
fn tiff(width: u32, samples: u16, photometric: u16, pixels: &[u8]) -> Vec<u8> {
    let entries: [(u16, u16, u32, u32); 8] = [
        (256, 4, 1, width),
        (257, 4, 1, 1),
        (258, 3, samples.into(), if samples == 1 { 8 } else { 110 }),
        (259, 3, 1, 1),
        (262, 3, 1, photometric.into()),
        (273, 4, 1, 118),
        (277, 3, 1, samples.into()),
        (279, 4, 1, pixels.len() as u32),
    ];
    let mut file = b"II*\0\x08\0\0\0\x08\0".to_vec();
    for (tag, kind, count, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file.extend([8, 0].repeat(4));
    file.extend(pixels);
    file
}

#[test]
fn inks_in_a_tiff_are_not_inverted() {
    let file = tiff(2, 4, 5, &[0, 0, 0, 0, 255, 0, 0, 0]);
    assert_eq!(rgb(&file, [9; 3]).data(), [255, 255, 255, 0, 255, 255]);
}

#[test]
fn white_may_be_zero_in_a_tiff() {
    let file = tiff(3, 1, 0, &[0, 55, 255]);
    assert_eq!(rgb(&file, [9; 3]).data(), [255, 255, 255, 200, 200, 200, 0, 0, 0]);
}
