//! What the targets of pictures share, and those of lists.

use std::ops::ControlFlow;
use std::panic;

use libfuzzer_sys::Corpus;
use staydown::{DecodeOptions, End, Format, Limits, ListFormat, ListWriter, Output, Picture};

/// libFuzzer's bindings abort in the panic hook, before a panic can be caught. The library promises to catch
/// a decoder's panics, so the ordinary hook takes its place; a panic that is not caught still ends the run.
pub fn let_panics_be_caught() {
    drop(panic::take_hook());
}

/// Decodes the bytes in every way under small limits and hashes what comes out. Bytes that do not begin like
/// `format` stay out of its corpus.
pub fn decode(bytes: &[u8], format: Format) -> Corpus {
    if Format::of(bytes) != Some(format) {
        return Corpus::Reject;
    }
    let mut options = DecodeOptions::default();
    options.limits = Limits {
        bytes: 1 << 20,
        pixels: 1 << 20,
        width: 4096,
        height: 4096,
        frames: 4,
        memory: 64 << 20,
    };
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
    Corpus::Keep
}

fn check(picture: &Picture, limits: &Limits) {
    let stored = picture.as_stored();
    assert!(stored.width() <= limits.width as usize && stored.height() <= limits.height as usize);
    assert!((stored.width() * stored.height()) as u64 <= limits.pixels);
    assert!(staydown::pdq(picture).quality.get() <= 100);
}

/// Reads the bytes as a list, and what can be written of it again.
pub fn list(bytes: &[u8], format: ListFormat) {
    let mut text = Vec::new();
    let pass = |_| ControlFlow::Continue(());
    let Ok(mut writer) = ListWriter::new(format, &mut text, &End::default()) else {
        let _ = staydown::read_list(format, &mut &bytes[..], &mut { pass });
        return;
    };
    let _ = staydown::read_list(format, &mut &bytes[..], &mut |row| {
        let _ = row.change.map(|change| writer.put(&change));
        ControlFlow::Continue(())
    });
    let _ = writer.finish();
    let _ = staydown::read_list(format, &mut &text[..], &mut { pass });
}
