//! The classic profiles give the values that `image_hasher` 3.1.1 gave when their names were chosen, and tell the
//! photographs and each other apart. `STAYDOWN_WRITE_GOLDEN=1` writes the file anew: a change of it is a new profile.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use staydown::{DecodeOptions, Output, Profile, classic64, classic256, decode_with};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/classic/golden.csv");
const PHOTOGRAPHS: [&str; 5] =
    ["chelsea-cat", "coffee", "red-bowl", "roman-colosseum", "saturnian-profile"];

#[test]
fn classic_hashes_keep_their_values_and_differ_pairwise() {
    let mut found = String::from("photograph,profile,hash\n");
    let mut hashes = HashSet::new();
    for name in PHOTOGRAPHS {
        for profile in
            Profile::ALL.into_iter().filter(|profile| profile.name().contains("image_hasher"))
        {
            let hash = hash(name, profile);
            writeln!(found, "{name},{},{hash}", profile.name()).unwrap();
            assert!(
                hashes.insert(hash),
                "{name}, {}: not the first with this value",
                profile.name()
            );
        }
    }
    assert_eq!(hashes.len(), 40);
    if std::env::var_os("STAYDOWN_WRITE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &found).unwrap();
    }
    assert_eq!(std::fs::read_to_string(GOLDEN).unwrap(), found);
}

fn hash(photograph: &str, profile: Profile) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/photos");
    let bytes = std::fs::read(folder.join(photograph).with_extension("jpg")).unwrap();
    let rgb = DecodeOptions { output: Output::Rgb, ..DecodeOptions::default() };
    let picture = decode_with(&bytes, &rgb).unwrap();
    let narrow = classic64(&picture, profile).map(|hash| hash.to_hex());
    let wide = classic256(&picture, profile).map(|hash| hash.to_hex());
    narrow.or(wide).unwrap()
}
