//! What the suite promises: its counts and names, and pixels that depend on nothing but the arguments.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use image::{Rgb, RgbImage};
use staydown_eval::suite::{Alteration, Group, all};

const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/photos");

#[test]
fn the_grid_has_its_91() {
    let mut counts = BTreeMap::new();
    for alteration in all().iter().filter(|alteration| alteration.grid91) {
        *counts.entry(alteration.group).or_insert(0) += 1;
    }
    let expected = [
        (Group::Encoding, 10),
        (Group::Scale, 8),
        (Group::Filter, 8),
        (Group::Colour, 17),
        (Group::Overlay, 8),
        (Group::Crop, 9),
        (Group::Rotation, 6),
        (Group::Mirror, 5),
        (Group::Border, 10),
        (Group::Layout, 5),
        (Group::Combination, 5),
    ];
    assert_eq!(counts, expected.into());
    assert_eq!(counts.values().sum::<i32>(), 91);
}

#[test]
fn there_are_more_off_the_grid() {
    let beyond = all().iter().filter(|alteration| !alteration.grid91);
    assert!(beyond.clone().count() >= 45);
    for group in [Group::RandomCrop90, Group::RandomCrop80, Group::RandomCrop70] {
        assert!(beyond.clone().filter(|alteration| alteration.group == group).count() >= 4);
    }
}

#[test]
fn names_are_unique_and_in_kebab_case() {
    let names: HashSet<&str> = all().iter().map(|alteration| alteration.name).collect();
    assert_eq!(names.len(), all().len());
    let plain = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let groups = Group::ALL.map(Group::name);
    for name in names.into_iter().chain(groups) {
        assert!(name.split('-').all(plain), "{name}");
    }
}

#[test]
fn the_same_seed_gives_the_same_pixels() {
    let [picture, other] = ["rocket.jpg", "coffee.jpg"].map(|name| shrunk(&photo(name), 2));
    let mut moved = 0;
    for alteration in all() {
        let made = alteration.apply(&picture, &[&other], 1);
        assert!(made == alteration.apply(&picture, &[&other], 1), "{}", alteration.name);
        moved += usize::from(made != alteration.apply(&picture, &[&other], 2));
    }
    assert!(moved >= 50, "only {moved} depend on the seed");
}

#[test]
fn all_but_unchanged_change_the_picture_and_no_two_alike() {
    let [picture, other] = ["rocket.jpg", "coffee.jpg"].map(|name| shrunk(&photo(name), 2));
    let mut seen: Vec<(RgbImage, &str)> = Vec::new();
    for alteration in all() {
        let made = alteration.apply(&picture, &[&other], 1);
        assert_eq!(made == picture, alteration.name == "unchanged", "{}", alteration.name);
        let alike = seen.iter().find(|(pixels, _)| *pixels == made);
        assert!(alike.is_none(), "{} and {}", alteration.name, alike.unwrap().1);
        seen.push((made, alteration.name));
    }
}

#[test]
fn every_alteration_works_on_any_shape() {
    let slope = |width, height| {
        RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x + y) as u8]))
    };
    let shapes =
        [(64, 48), (300, 700), (700, 120), (33, 33)].map(|(width, height)| slope(width, height));
    for picture in &shapes {
        for alteration in all() {
            check(alteration, picture, &[]);
            check(alteration, picture, &[&shapes[0], &shapes[1], &shapes[2]]);
        }
    }
}

fn check(alteration: &Alteration, picture: &RgbImage, others: &[&RgbImage]) {
    let (width, height) = alteration.apply(picture, others, 1).dimensions();
    let sides = 8..=4000;
    let name = alteration.name;
    assert!(sides.contains(&width) && sides.contains(&height), "{name}: {width}x{height}");
}

fn photo(name: &str) -> RgbImage {
    let bytes = std::fs::read(Path::new(PHOTOS).join(name)).unwrap();
    image::load_from_memory(&bytes).unwrap().into_rgb8()
}

fn shrunk(picture: &RgbImage, by: u32) -> RgbImage {
    let (width, height) = (picture.width() / by, picture.height() / by);
    image::imageops::thumbnail(picture, width, height)
}
