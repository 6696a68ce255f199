#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use staydown::Format;

fuzz_target!(init: staydown_fuzz::let_panics_be_caught(), |bytes: &[u8]| -> Corpus {
    staydown_fuzz::decode(bytes, Format::Gif)
});
