//! Every fuzz target. Built by cargo-fuzz this is a program of libFuzzer: `STAYDOWN_FUZZ` names the target to run, and
//! without it their names are printed. Built by cargo alone it runs all of them for a while: see [`replay`].
#![cfg_attr(fuzzing, no_main)]

mod bundle;
mod capi;
mod catalogue;
mod index;
mod kernels;
mod lists;
mod pictures;
mod plane;
#[cfg(not(fuzzing))]
mod replay;

use staydown::{Format, ListFormat};

/// Says whether the input is one to go on from.
type Target = Box<dyn Fn(&[u8]) -> bool + Send + Sync>;

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    replay::run(&targets())
}

#[cfg(fuzzing)]
mod driven {
    use std::sync::LazyLock;
    use std::{env, panic, process};

    use libfuzzer_sys::{Corpus, fuzz_target};

    use super::{Target, targets};

    static TARGET: LazyLock<Target> = LazyLock::new(|| {
        let Some(name) = env::var_os("STAYDOWN_FUZZ") else {
            targets().iter().for_each(|(name, _)| println!("{name}"));
            process::exit(0);
        };
        let named = targets().into_iter().find(|(each, _)| name == **each);
        named.unwrap_or_else(|| panic!("STAYDOWN_FUZZ names no target: {}", name.display())).1
    });

    fuzz_target!(init: start(), |bytes: &[u8]| -> Corpus {
        if TARGET(bytes) { Corpus::Keep } else { Corpus::Reject }
    });

    fn start() {
        LazyLock::force(&TARGET);
        // libFuzzer's bindings abort in the panic hook, before a panic can be caught. The library promises to catch
        // a decoder's panics, so the ordinary hook takes its place; a panic that is not caught still ends the run.
        drop(panic::take_hook());
    }
}

fn targets() -> Vec<(String, Target)> {
    let pictures = [
        ("jpeg", Format::Jpeg),
        ("png", Format::Png),
        ("gif", Format::Gif),
        ("webp", Format::WebP),
        ("bmp", Format::Bmp),
        ("tiff", Format::Tiff),
        ("jxl", Format::JpegXl),
    ];
    let pictures = pictures.map(|(name, format)| -> (String, Target) {
        (format!("decode_{name}"), Box::new(move |bytes| pictures::decode(bytes, format)))
    });
    let lists = ListFormat::ALL.map(|format| -> (String, Target) {
        let name = format!("list_{}", format.name().replace('-', "_"));
        (name, Box::new(move |bytes| lists::read(bytes, format)))
    });
    let others: [(String, Target); 7] = [
        ("bundle".into(), Box::new(bundle::open)),
        ("capi".into(), Box::new(capi::call)),
        ("catalogue".into(), Box::new(catalogue::hold)),
        ("finder".into(), Box::new(plane::find)),
        ("index_open".into(), Box::new(index::open)),
        ("kernels".into(), Box::new(kernels::search)),
        ("pdq_plane".into(), Box::new(plane::hash)),
    ];
    pictures.into_iter().chain(lists).chain(others).collect()
}
