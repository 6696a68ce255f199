//! Every colour mode becomes the picture that people see: the hash says so.

use staydown::{Channels, Hash256, Limits, Pdq, Plane, decode, pdq};
use std::fs;
use std::path::{Path, PathBuf};

/// The bound that the reference sets for an implementation with a decoder of its own.
const TOLERANCE: u32 = 10;

/// Grey noise whose alpha is noise, too.
const TRANSPARENT: &str = "threatexchange-pytx/LA.png";

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vectors")
}

fn hash_of(file: &Path) -> Pdq {
    let bytes = fs::read(file).unwrap();
    let picture = decode(&bytes, &Limits::default());
    let picture = picture.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    pdq(&picture)
}

/// The full-size hash that the table gives a file.
fn measured(name: &str) -> Hash256 {
    let table = fs::read_to_string(vectors().join("measured.csv")).unwrap();
    let line = table.lines().find(|line| line.starts_with(name)).unwrap();
    line.split(',').nth(5).unwrap().parse().unwrap()
}

#[test]
fn every_mode_is_within_tolerance_of_the_original() {
    let folder = vectors().join("threatexchange/data/misc-images/modes");
    let original = hash_of(&folder.join("original.jpg"));
    let mut tried = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        let distance = hash_of(&file).hash.distance(&original.hash);
        assert!(distance <= TOLERANCE, "{}: {distance}", file.display());
        tried += 1;
    }
    assert_eq!(tried, 14);
}

/// The measured hashes took no notice of transparency, so the one picture that has some is left out here and
/// compared below. (CMYK.jpg and P.png are in: this version of the tool reads them well.)
#[test]
fn files_hash_as_the_reference_hashes_them() {
    let table = fs::read_to_string(vectors().join("measured.csv")).unwrap();
    let (mut compared, mut of_low_quality) = (0, 0);
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let (name, hash, quality) = (fields[0], fields[5], fields[6]);
        let ours = hash_of(&vectors().join(name));
        let distance = ours.hash.distance(&hash.parse().unwrap());
        if name == TRANSPARENT {
            assert!(distance > TOLERANCE, "it need not be left out any more");
            continue;
        }
        if quality.parse::<u8>().unwrap() < 80 {
            of_low_quality += 1;
            continue;
        }
        assert!(distance <= TOLERANCE, "{name}: {distance}");
        compared += 1;
    }
    // I16.png, whose values were clipped, and small.jpg, which is nearly flat.
    assert_eq!((compared, of_low_quality), (40, 2));
}

#[test]
fn transparent_noise_hashes_as_measured_once_transparency_is_dropped() {
    let opaque = image::open(vectors().join(TRANSPARENT)).unwrap().into_luma8();
    let (width, height) = (opaque.width() as usize, opaque.height() as usize);
    let plane = Plane::new(opaque.into_raw(), width, height, Channels::Luma).unwrap();
    assert!(pdq(&plane).hash.distance(&measured(TRANSPARENT)) <= TOLERANCE);
}

#[test]
fn sixteen_bits_are_scaled_and_not_clipped() {
    let ours = hash_of(&vectors().join("threatexchange-pytx/I16.png"));
    assert_eq!(ours.quality.get(), 100);
}
