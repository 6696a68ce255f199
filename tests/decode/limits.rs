//! Hostile files are refused by their headers, each for its own reason, and no cut of a file is taken for the whole.

use crate::made::{FORMATS, chunk, encoded, riff, small, vp8x, webp};
use image::ImageFormat;
use staydown::{DecodeError, DecodeOptions, Format, Limit, Limits, decode, decode_frames};
use std::ops::ControlFlow;

/// A file of some sixty bytes that says it is this large, and holds no pixels.
pub(crate) fn header_only(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let [w, h] = [width, height].map(|side| (side as u16).to_le_bytes());
    match format {
        ImageFormat::Jpeg => {
            let sides = [h[1], h[0], w[1], w[0]];
            let frame = [b"\xff\xd8\xff\xc0\0\x0b\x08", &sides[..], b"\x01\x01\x11\0"].concat();
            [&frame, b"\xff\xda\0\x08\x01\x01\0\0\x3f\0".as_slice()].concat()
        }
        ImageFormat::Png => {
            let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
            let ihdr = chunk(b"IHDR", &[&sides, &[8, 6, 0, 0, 0][..]].concat());
            [b"\x89PNG\r\n\x1a\n".as_slice(), &ihdr].concat()
        }
        ImageFormat::Gif => [b"GIF89a", &w[..], &h, &[0; 3]].concat(),
        ImageFormat::WebP => webp(&[vp8x(0, width, height)]),
        ImageFormat::Bmp => {
            let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
            let file = [b"BM", &[0; 8][..], &[54, 0, 0, 0, 40, 0, 0, 0]].concat();
            [&file, &sides, &[1, 0, 24, 0][..], &[0; 24]].concat()
        }
        ImageFormat::Tiff => {
            let entry = |tag: u8, value: u32| {
                let head = [tag, 1, 4, 0, 1, 0, 0, 0];
                [&head[..], &value.to_le_bytes()].concat()
            };
            let sides = [entry(0, width), entry(1, height)].concat();
            [b"II*\0\x08\0\0\0\x02\0".as_slice(), &sides, &[0; 4]].concat()
        }
        other => panic!("{other:?} is not decoded"),
    }
}

fn too_large(what: Limit, found: u64, allowed: u64) -> DecodeError {
    DecodeError::TooLarge { what, found, allowed }
}

#[test]
fn each_limit_holds_for_each_format_by_the_header_alone() {
    let (width, height) = (3_000, 2_000);
    for format in FORMATS {
        let file = header_only(format, width, height);
        assert!(file.len() < 100, "{format:?} {}", file.len());
        let refused = |change: fn(&mut Limits)| {
            let mut limits = Limits::default();
            change(&mut limits);
            decode(&file, &limits).unwrap_err()
        };
        let length = file.len() as u64;
        assert_eq!(refused(|it| it.bytes = 9), too_large(Limit::Bytes, length, 9));
        assert_eq!(refused(|it| it.width = 2_999), too_large(Limit::Width, 3_000, 2_999));
        assert_eq!(refused(|it| it.height = 1_999), too_large(Limit::Height, 2_000, 1_999));
        let pixels = too_large(Limit::Pixels, 6_000_000, 5_999_999);
        assert_eq!(refused(|it| it.pixels = 5_999_999), pixels, "{format:?}");
        let memory = refused(|it| it.memory = 5_999_999);
        let over = |error: &DecodeError| {
            matches!(
                error,
                DecodeError::TooLarge {
                    what: Limit::Memory,
                    found: 6_000_000..,
                    allowed: 5_999_999
                }
            )
        };
        assert!(over(&memory), "{format:?} {memory:?}");
        // With room for all of that, what is wrong is that the pixels are not there.
        let error = refused(|_| {});
        let size = matches!(error, DecodeError::TooLarge { .. } | DecodeError::TooSmall { .. });
        assert!(!size, "{format:?} {error:?}");
    }
}

/// The end marker alone does not make a large picture of a few bytes.
#[test]
fn a_jpeg_needs_some_data_for_every_block() {
    for (marker, least) in [(0xc0, 250 * 375 / 4), (0xc2, 250 * 375 / 8)] {
        let mut file = header_only(ImageFormat::Jpeg, 3_000, 2_000);
        file[3] = marker;
        file.extend([0, 0, 0xff, 0xd9]);
        match decode(&file, &Limits::default()).unwrap_err() {
            DecodeError::Truncated { needed, .. } => assert!(needed > least),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_default_limits_refuse_the_largest_sizes_that_headers_can_say() {
    for format in FORMATS {
        let error = decode(&header_only(format, 16_384, 16_384), &Limits::default()).unwrap_err();
        assert_eq!(error, too_large(Limit::Pixels, 1 << 28, 100_000_000), "{format:?}");
    }
    for format in [ImageFormat::Png, ImageFormat::Tiff] {
        let error = decode(&header_only(format, 0x7fff_ffff, 1), &Limits::default()).unwrap_err();
        assert_eq!(error, too_large(Limit::Width, 0x7fff_ffff, 65_535), "{format:?}");
    }
}

#[test]
fn a_picture_without_pixels_is_too_small_and_one_pixel_is_enough() {
    for format in FORMATS {
        let one = decode(&encoded(small(1, 1), format), &Limits::default()).unwrap();
        assert_eq!((one.plane().width(), one.plane().height()), (1, 1));
        if format == ImageFormat::WebP {
            continue; // cannot say 0
        }
        let error = decode(&header_only(format, 0, 7), &Limits::default()).unwrap_err();
        assert!(
            matches!(error, DecodeError::TooSmall { width: 0, height: 7, .. }),
            "{format:?} {error:?}"
        );
    }
}

/// 64 bytes that would have one of the decoders allocate a gigabyte.
#[test]
fn a_chunk_cannot_be_longer_than_the_file() {
    let mut bomb =
        webp(&[vp8x(8, 1, 1), riff(b"VP8L", &[0x2f, 0, 0, 0, 0, 0]), riff(b"EXIF", &[0; 4])]);
    let length = bomb.len() - 8;
    bomb[length..length + 4].copy_from_slice(&1_000_000_000_u32.to_le_bytes());
    assert!(bomb.len() <= 64);
    let error = decode(&bomb, &Limits::default()).unwrap_err();
    assert!(
        matches!(
            error,
            DecodeError::Truncated { format: Format::WebP, needed: 1_000_000_000.., .. }
        ),
        "{error:?}"
    );

    let png = encoded(small(3, 3), ImageFormat::Png);
    let long = [&png[..33], &[0x7f, 0xff, 0xff, 0xff], b"eXIf", &png[33..]].concat();
    let error = decode(&long, &Limits::default()).unwrap_err();
    assert!(
        matches!(error, DecodeError::Truncated { format: Format::Png, needed: 0x7fff_ffff.., .. }),
        "{error:?}"
    );
}

/// The pictures inside are held against the canvas, not only the canvas against the limits.
#[test]
fn a_picture_larger_than_its_canvas_is_refused() {
    let bits = (16_383_u32 | 16_383 << 14).to_le_bytes();
    let large = riff(b"VP8L", &[&[0x2f], &bits[..], &[0]].concat());
    let still = webp(&[vp8x(0, 2, 2), large.clone()]);
    let frame = riff(b"ANMF", &[vec![0; 16], large].concat());
    let animated = webp(&[vp8x(2, 2, 2), riff(b"ANIM", &[0; 6]), frame]);
    let gif = b"GIF89a\x02\0\x02\0\0\0\0\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\0\x3b".to_vec();
    for file in [still, animated, gif] {
        let error = decode(&file, &Limits::default()).unwrap_err();
        let DecodeError::Corrupt { reason, .. } = &error else {
            panic!("{error:?}");
        };
        // The gate's own words: the decoder did not run.
        let gate = reason.ends_with("the canvas") || reason.ends_with("the screen");
        assert!(gate, "{reason}");
    }
}

/// An APNG that says it has four thousand million frames.
#[test]
fn frames_are_counted_before_they_are_decoded() {
    let png = encoded(small(3, 3), ImageFormat::Png);
    let actl = chunk(b"acTL", &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    let file = [&png[..33], &actl, &png[33..]].concat();
    let refused = decode_frames(&file, &DecodeOptions::default(), |_| ControlFlow::Continue(()));
    assert_eq!(refused, Err(too_large(Limit::Frames, 0xffff_ffff, 1_000)));
    let mut options = DecodeOptions::default();
    options.limits.frames = u32::MAX;
    let refused = decode_frames(&file, &options, |_| ControlFlow::Continue(()));
    assert_eq!(refused, Err(too_large(Limit::AnimationPixels, 9 * 0xffff_ffff, 1_600_000_000)));
}

#[test]
fn no_cut_of_a_file_is_taken_for_the_whole() {
    let progressive = include_bytes!("../data/jpeg/420-progressive.jpg").to_vec();
    let lossy = include_bytes!("../data/vectors/threatexchange/data/misc-images/modes/I.webp");
    let mut files: Vec<_> = FORMATS.map(|format| encoded(small(12, 9), format)).into();
    files.push(progressive);
    for file in &files {
        let format = Format::of(file).unwrap();
        for length in 0..file.len() {
            match decode(&file[..length], &Limits::default()) {
                Err(DecodeError::Truncated { found, needed, .. }) => {
                    assert!(found == length as u64 && needed > found);
                }
                Err(DecodeError::Unknown { length: found }) => {
                    assert!(found == length && length < 18);
                }
                // A GIF may lack the one byte that only says it is over.
                Ok(_) => assert!(format == Format::Gif && length == file.len() - 1),
                Err(other) => panic!("{format} {length}: {other:?}"),
            }
        }
    }
    for length in (0..lossy.len()).step_by(9_973) {
        let error = decode(&lossy[..length], &Limits::default()).unwrap_err();
        let cut = matches!(error, DecodeError::Truncated { .. } | DecodeError::Unknown { .. });
        assert!(cut, "{length}: {error:?}");
    }
}

/// Any byte may be wrong: a picture or an error, never a panic that gets out, nor one that had to be caught.
#[test]
fn damaged_bytes_give_a_picture_or_an_error() {
    let mut tried = 0;
    for format in FORMATS {
        let file = encoded(small(12, 9), format);
        for at in 0..file.len() {
            for value in [0, 1, 0x7f, 0xff, file[at] ^ 0x10] {
                let mut damaged = file.clone();
                damaged[at] = value;
                let result = decode(&damaged, &Limits::default());
                let panicked = matches!(result, Err(DecodeError::Panicked { .. }));
                assert!(!panicked, "{format:?} {at} {value:#x}");
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000);
}

#[test]
fn what_is_not_decoded_is_named() {
    assert_eq!(
        decode(b"no picture", &Limits::default()).unwrap_err(),
        DecodeError::Unknown { length: 10 }
    );
    let cases: [(&[u8], Format); 2] = [
        (b"\0\0\0\x14ftypavif\0\0\0\0mif1", Format::Avif),
        (b"\0\0\0\x14ftypheic\0\0\0\0mif1", Format::Heic),
    ];
    for (file, expected) in cases {
        let error = decode(file, &Limits::default()).unwrap_err();
        let DecodeError::Unsupported { format, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(*format, expected);
        assert!(error.to_string().contains(expected.name()));
    }
}

#[cfg(not(feature = "jxl"))]
#[test]
fn without_the_feature_jpeg_xl_is_named() {
    let error = decode(b"\xff\x0a\0\0", &Limits::default()).unwrap_err();
    assert!(matches!(&error, DecodeError::Unsupported { format: Format::JpegXl, .. }), "{error:?}");
}
