//! Promise: `include/staydown.h` is what the sources say.
//!
//! `STAYDOWN_REGENERATE=1 cargo test -p staydown-capi --test header` writes it anew.

use std::fs;
use std::path::Path;

#[test]
fn the_header_is_of_these_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).unwrap();
    let sources = root.join("src/lib.rs"); // it names the others
    let builder = cbindgen::Builder::new().with_config(config).with_src(sources);
    let mut made = Vec::new();
    builder.generate().unwrap().write(&mut made);
    let header = root.join("include/staydown.h");
    if std::env::var_os("STAYDOWN_REGENERATE").is_some() {
        fs::create_dir_all(root.join("include")).unwrap();
        fs::write(&header, &made).unwrap();
    }
    assert!(fs::read(&header).unwrap() == made, "{} is not of these sources", header.display());
}
