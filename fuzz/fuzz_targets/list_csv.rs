#![no_main]

use libfuzzer_sys::fuzz_target;
use staydown::ListFormat;

fuzz_target!(|bytes: &[u8]| staydown_fuzz::list(bytes, ListFormat::Csv));
