//! Whatever the bytes are, they give an error or pictures within the limits, which can be hashed.

use std::ops::ControlFlow;

use staydown::{DecodeOptions, Format, Limits, Output, Picture};

/// Decodes the bytes in every way under small limits and hashes what comes out. Bytes that do not begin like
/// `format` stay out of its corpus.
pub(crate) fn decode(bytes: &[u8], format: Format) -> bool {
    if Format::of(bytes) != Some(format) {
        return false;
    }
    let limits = Limits {
        bytes: 1 << 20,
        pixels: 1 << 20,
        width: 4096,
        height: 4096,
        frames: 4,
        memory: 64 << 20,
    };
    let mut options = DecodeOptions { limits, ..DecodeOptions::default() };
    for output in [Output::Luma, Output::Rgb] {
        options.output = output;
        if let Ok(picture) = staydown::decode_with(bytes, &options) {
            assert_eq!(picture.format(), format);
            check(&picture, &options.limits);
        }
    }
    let mut frames = 0;
    let seen = staydown::decode_frames(bytes, &options, |picture| {
        frames += 1;
        check(&picture, &options.limits);
        ControlFlow::Continue(())
    });
    assert!(frames <= options.limits.frames as usize);
    assert!(seen.is_err() || seen == Ok(frames));
    true
}

fn check(picture: &Picture, limits: &Limits) {
    let stored = picture.as_stored();
    assert!(stored.width() <= limits.width as usize && stored.height() <= limits.height as usize);
    assert!((stored.width() * stored.height()) as u64 <= limits.pixels);
    assert!(staydown::pdq(picture).quality.get() <= 100);
}
