//! Pictures stand upright, and the frames of an animation look as a viewer shows them.

use crate::made::{chunk, encoded, oriented_tiff, riff, small, stored, vp8x, webp, with_exif};
use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, ImageFormat, Rgba, RgbaImage};
use staydown::{
    DecodeError, DecodeOptions, Limit, Limits, Orientation, Plane, decode, decode_frames,
};
use std::ops::ControlFlow;

/// Where EXIF says that the pixel at (x, y) of the upright picture is stored, in a stored picture of w by h:
/// the standard names for each value the side that row 0 and column 0 show.
fn stored_at(value: u8, x: usize, y: usize, w: usize, h: usize) -> (usize, usize) {
    match value {
        1 => (x, y),
        2 => (w - 1 - x, y),
        3 => (w - 1 - x, h - 1 - y),
        4 => (x, h - 1 - y),
        5 => (y, x),
        6 => (y, h - 1 - x),
        7 => (w - 1 - y, h - 1 - x),
        8 => (w - 1 - y, x),
        _ => unreachable!(),
    }
}

fn upright(stored: &Plane, value: u8) -> Vec<u8> {
    let (w, h) = (stored.width(), stored.height());
    let (width, height) = if value > 4 { (h, w) } else { (w, h) };
    let bytes = stored.channels().bytes();
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixel = |(x, y)| {
        let (x, y) = stored_at(value, x, y, w, h);
        &stored.data()[(y * w + x) * bytes..][..bytes]
    };
    places.flat_map(pixel).copied().collect()
}

#[test]
fn the_eight_orientations_are_undone_pixel_for_pixel() {
    let limits = Limits::default();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let plain = encoded(small(37, 70), format);
        let stored = decode(&plain, &limits).unwrap().into_plane();
        for value in 1..=8 {
            let picture = decode(&with_exif(&plain, format, value), &limits).unwrap();
            let plane = picture.plane();
            assert_eq!(plane.data(), upright(&stored, value), "{format:?} {value}");
            let swapped = plane.width() == stored.height();
            assert_eq!(swapped, value > 4);
            assert_eq!(picture.as_stored(), stored);
            let turned = picture.stored_orientation() != Orientation::Original;
            assert_eq!(turned, value != 1);
        }
        for nonsense in [0, 9, 255] {
            let picture = decode(&with_exif(&plain, format, nonsense), &limits).unwrap();
            assert_eq!(picture.plane(), &stored);
        }
    }
}

#[test]
fn the_orientation_tag_of_a_tiff_is_undone() {
    let pixels: Vec<u8> = (0..35).collect();
    for value in 1..=8 {
        let file = oriented_tiff(7, &pixels, value);
        let picture = decode(&file, &Limits::default()).unwrap();
        let stored = picture.as_stored();
        assert_eq!((stored.data(), stored.width()), (pixels.as_slice(), 7));
        assert_eq!(picture.plane().data(), upright(&stored, value as u8), "{value}");
    }
}

/// A dot on a transparent canvas of 3 × 1.
fn dot(at: u32, color: [u8; 3]) -> RgbaImage {
    let [r, g, b] = color;
    RgbaImage::from_fn(3, 1, |x, _| match x == at {
        true => Rgba([r, g, b, 255]),
        false => Rgba([0, 0, 0, 0]),
    })
}

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const WHITE: [u8; 3] = [255; 3];

fn gif() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for image in [dot(0, RED), dot(1, BLUE)] {
        let delay = Delay::from_numer_denom_ms(100, 1);
        let frame = Frame::from_parts(image, 0, 0, delay);
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    file
}

/// Two frames of one pixel each, the second over the first; before them, if told so, a default picture apart.
fn apng(apart: bool) -> Vec<u8> {
    let frame = |sequence: u32, width: u32, left: u32| {
        let numbers = [sequence, width, 1, left, 0].map(u32::to_be_bytes);
        chunk(b"fcTL", &[numbers.as_flattened(), &[0, 1, 0, 10, 0, 1]].concat())
    };
    let data = |sequence: u32, rows: &[u8]| {
        chunk(b"fdAT", &[&sequence.to_be_bytes()[..], &stored(rows)].concat())
    };
    let first: Vec<u8> = [&[0][..], dot(0, RED).as_raw()].concat();
    let second = [0, 0, 0, 255, 255];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(chunk(b"IHDR", &[0, 0, 0, 3, 0, 0, 0, 1, 8, 6, 0, 0, 0]));
    file.extend(chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]));
    let mut sequence = 0;
    if apart {
        file.extend(chunk(b"IDAT", &stored(&[0; 13])));
        file.extend(frame(0, 3, 0));
        file.extend(data(1, &first));
        sequence = 2;
    } else {
        file.extend(frame(0, 3, 0));
        file.extend(chunk(b"IDAT", &stored(&first)));
        sequence += 1;
    }
    file.extend(frame(sequence, 1, 1));
    file.extend(data(sequence + 1, &second));
    file.extend(chunk(b"IEND", b""));
    file
}

fn animated_webp() -> Vec<u8> {
    let frame = |left: u32, image: RgbaImage| {
        let still = encoded(image.clone(), ImageFormat::WebP);
        let numbers = [left / 2, 0, image.width() - 1, 0, 100].map(u32::to_le_bytes);
        let head: Vec<u8> = numbers.iter().flat_map(|number| &number[..3]).copied().collect();
        riff(b"ANMF", &[&head, &[0][..], &still[12..]].concat())
    };
    let pixel = RgbaImage::from_pixel(1, 1, Rgba([0, 0, 255, 255]));
    webp(&[vp8x(0b1_0010, 3, 1), riff(b"ANIM", &[0; 6]), frame(0, dot(0, RED)), frame(2, pixel)])
}

fn rgb_frames(file: &[u8]) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    let count = decode_frames(file, &DecodeOptions::default(), |frame| {
        frames.push(frame.into_plane().into_data());
        ControlFlow::Continue(())
    });
    assert_eq!(count, Ok(frames.len()));
    frames
}

/// The WebP decoder's blending may be off by one.
fn alike(frames: &[Vec<u8>], expected: [[[u8; 3]; 3]; 2]) -> bool {
    let expected = expected.map(|frame| frame.concat());
    let near = |(a, b): (&Vec<u8>, &Vec<u8>)| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
    };
    frames.len() == 2 && frames.iter().zip(&expected).all(near)
}

#[test]
fn frames_are_laid_over_each_other_and_over_the_background() {
    let first = [RED, WHITE, WHITE];
    // This encoder has each frame of a GIF cleared before the next.
    assert!(alike(&rgb_frames(&gif()), [first, [WHITE, BLUE, WHITE]]));
    assert!(alike(&rgb_frames(&apng(false)), [first, [RED, BLUE, WHITE]]));
    assert!(alike(&rgb_frames(&animated_webp()), [first, [RED, WHITE, BLUE]]));
    for file in [gif(), apng(false), animated_webp()] {
        let alone = decode(&file, &Limits::default()).unwrap();
        assert_eq!(alone.plane().data(), rgb_frames(&file)[0]);
    }
}

#[test]
fn a_default_picture_that_is_no_frame_is_what_decode_gives() {
    let file = apng(true);
    assert_eq!(rgb_frames(&file).len(), 2);
    assert_eq!(rgb_frames(&file)[0], [RED, WHITE, WHITE].concat());
    let default = decode(&file, &Limits::default()).unwrap();
    assert_eq!(default.plane().data(), [WHITE; 3].concat());
}

#[test]
fn a_still_picture_is_one_frame() {
    for format in crate::made::FORMATS {
        let file = encoded(small(5, 4), format);
        let alone = decode(&file, &Limits::default()).unwrap().into_plane();
        assert_eq!(rgb_frames(&file), [alone.into_data()], "{format:?}");
    }
}

#[test]
fn frames_stop_where_the_caller_says() {
    for file in [gif(), apng(false), animated_webp()] {
        let mut seen = 0;
        let count = decode_frames(&file, &DecodeOptions::default(), |_| {
            seen += 1;
            ControlFlow::Break(())
        });
        assert_eq!((count, seen), (Ok(1), 1));
    }
}

#[test]
fn too_many_frames_are_refused_before_the_first() {
    let mut options = DecodeOptions::default();
    options.limits.frames = 1;
    for file in [gif(), apng(false), animated_webp()] {
        let refused = decode_frames(&file, &options, |_| panic!("a frame was handed out"));
        let error = DecodeError::TooLarge { what: Limit::Frames, found: 2, allowed: 1 };
        assert_eq!(refused, Err(error));
        assert!(decode(&file, &options.limits).is_ok());
    }
    options.limits = Limits { pixels: 3, ..Limits::default() };
    assert_eq!(decode_frames(&gif(), &options, |_| ControlFlow::Continue(())), Ok(2));
}
