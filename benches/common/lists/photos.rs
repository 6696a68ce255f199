//! Hashes of photographs: of as many crops as are worth their time, and near ones for the rest of a long list.

use std::path::Path;

use staydown::{Hash256, Limits, Plane, PlaneRef, Quality, decode, pdq_batch};

use super::random::Random;

/// How many files [`photographs`] gives.
pub(crate) const FILES: usize = 25;
/// The photographs that a list is made of; crops of the others are unrelated to it.
const LISTED: usize = 20;
/// Hashes of crops in a list. The rest of it lies 16 to 48 bits from one of them.
const HASHED: usize = 1_000_000;
/// Crops that are hashed together.
const CROPS: usize = 1000;

/// The photographs of the tests, as files.
pub(crate) fn photographs() -> Vec<Vec<u8>> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = above.map(|folder| folder.join("tests/data/photos"));
    let folder = folders.find(|folder| folder.is_dir()).expect("the photographs");
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "jpg")).collect();
    paths.sort();
    assert_eq!(paths.len(), FILES);
    paths.iter().map(|path| std::fs::read(path).expect("a photograph")).collect()
}

/// The photographs of the tests, decoded.
pub(crate) struct Photographs(Vec<Plane>);

impl Photographs {
    pub(crate) fn read() -> Self {
        let decoded = |file: Vec<u8>| decode(&file, &Limits::default()).expect("decodes");
        Self(photographs().into_iter().map(|file| decoded(file).into_plane()).collect())
    }

    pub(crate) fn listed(&self, count: usize) -> Vec<Hash256> {
        let mut random = Random::new(6);
        let mut hashes = hashes_of_crops(&self.0[..LISTED], count.min(HASHED), &mut random);
        for at in hashes.len()..count {
            let bits = random.within(16..=48);
            hashes.push(random.flip(hashes[at % HASHED], bits));
        }
        hashes
    }

    pub(crate) fn others(&self, count: usize) -> Vec<Hash256> {
        hashes_of_crops(&self.0[LISTED..], count, &mut Random::new(7))
    }
}

/// Hashes good enough for a list, in all orientations.
fn hashes_of_crops(photographs: &[Plane], count: usize, random: &mut Random) -> Vec<Hash256> {
    let mut hashes = Vec::with_capacity(count + 8 * CROPS);
    while hashes.len() < count {
        let at_once = CROPS.min((count - hashes.len()).div_ceil(8));
        let crops: Vec<_> =
            (0..at_once).map(|at| crop(&photographs[at % photographs.len()], random)).collect();
        let prints = pdq_batch(&crops).into_iter();
        let usable = prints.filter(|print| print.quality >= Quality::USABLE);
        hashes.extend(usable.flat_map(|print| print.orientations()));
    }
    hashes.truncate(count);
    hashes
}

/// A third to all of each side.
fn crop<'a>(photograph: &'a Plane, random: &mut Random) -> PlaneRef<'a> {
    let (width, height) = (photograph.width(), photograph.height());
    let mut cut = |side: usize| {
        let kept = random.within(side / 3..=side);
        (random.within(0..=side - kept), kept)
    };
    let ((left, kept_width), (top, kept_height)) = (cut(width), cut(height));
    let bytes = photograph.channels().bytes();
    let stride = width * bytes;
    let pixels = &photograph.data()[top * stride + left * bytes..];
    PlaneRef::new(pixels, kept_width, kept_height, stride, photograph.channels())
        .expect("it lies within the photograph")
}
