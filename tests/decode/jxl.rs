//! JPEG XL, where it is asked for.

use staydown::{Channels, DecodeError, DecodeOptions, Limit, Limits, Output, decode, decode_with};

/// 61 × 45, lossless, of the same picture as the files in `data/jpeg`.
const FILE: &[u8] = include_bytes!("../data/jxl/lossless.jxl");

#[test]
fn a_lossless_file_gives_its_pixels() {
    let expected = image::load_from_memory(include_bytes!("../data/jxl/lossless.png")).unwrap();
    let options = DecodeOptions { output: Output::Rgb, ..DecodeOptions::default() };
    let plane = decode_with(FILE, &options).unwrap().into_plane();
    assert_eq!((plane.width(), plane.height(), plane.channels()), (61, 45, Channels::Rgb));
    assert_eq!(plane.data(), expected.into_rgb8().as_raw().as_slice());
}

#[test]
fn limits_and_cuts_are_seen() {
    let limits = Limits { pixels: 61 * 45 - 1, ..Limits::default() };
    let refused = decode(FILE, &limits).unwrap_err();
    assert!(matches!(refused, DecodeError::TooLarge { what: Limit::Pixels, found: 2_745, .. }));
    for length in 12..FILE.len() {
        let error = decode(&FILE[..length], &Limits::default()).unwrap_err();
        assert!(
            matches!(error, DecodeError::Truncated { .. } | DecodeError::Corrupt { .. }),
            "{length}: {error:?}"
        );
    }
}
