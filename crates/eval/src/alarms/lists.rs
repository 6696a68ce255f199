//! The lists that strangers are held against.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use staydown::{Buffer, Builder256, Hash256, Index256, Orientation, Profile, Quality};

use super::strangers::PART;
use crate::chance::Chance;
use crate::run::{Part, Photo, Progress, RunError, Stage, pixels};

/// How many parts are drawn until one is of use; after that the whole photograph stands in.
const TRIES: usize = 100;

/// An index for each number of entries. The longest holds all hashes, the others an even selection of them.
pub(super) fn of(
    photos: &[Photo],
    entries: &[usize],
    seed: u64,
    progress: &(impl Fn(Progress) + Sync),
) -> Result<Vec<Index256<Buffer>>, RunError> {
    let longest = entries.iter().copied().max().unwrap_or(0);
    let hashes = parts(photos, longest, seed, progress);
    entries.iter().map(|&entries| index(&hashes, entries)).collect()
}

fn index(hashes: &[Hash256], entries: usize) -> Result<Index256<Buffer>, RunError> {
    let mut builder = Builder256::new(Profile::Pdq)?;
    evenly(hashes, entries).zip(0..).for_each(|(hash, id)| builder.push(hash, id));
    Ok(builder.into_index()?)
}

/// As many as are wanted, at even steps.
fn evenly(hashes: &[Hash256], wanted: usize) -> impl Iterator<Item = Hash256> {
    (0..wanted).map(move |number| hashes[number * hashes.len() / wanted])
}

/// Hashes of random parts, of each photograph equally many. Those of one photograph stand together, so that an even
/// selection is spread over all.
fn parts(
    photos: &[Photo],
    wanted: usize,
    seed: u64,
    progress: &(impl Fn(Progress) + Sync),
) -> Vec<Hash256> {
    let (done, total) = (AtomicUsize::new(0), photos.len());
    let hashes = photos.par_iter().enumerate().flat_map_iter(|(number, photo)| {
        let parts = wanted * (number + 1) / total - wanted * number / total;
        let hashes =
            parts_of(photo, parts, Chance::new(seed.wrapping_add(number as u64), "listed"));
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        progress(Progress { stage: Stage::Listing, done, total });
        hashes
    });
    hashes.collect()
}

fn parts_of(photo: &Photo, wanted: usize, mut chance: Chance) -> Vec<Hash256> {
    let picture = pixels(&photo.path);
    let usable = |chance: &mut Chance| {
        let picture = picture.as_ref()?;
        let mut prints =
            (0..TRIES).map(|_| staydown::pdq(Part::random(picture, PART, chance).within(picture)));
        prints.find(|print| print.quality >= Quality::USABLE)
    };
    let hashes = (0..wanted).map(|_| {
        let (print, turn) = (usable(&mut chance), chance.below(Orientation::ALL.len()));
        print.map_or(photo.orientations[turn], |print| print.oriented(Orientation::ALL[turn]))
    });
    hashes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use staydown::Hash;

    #[test]
    fn a_shorter_list_has_its_share_of_every_photograph() {
        let hashes: Vec<Hash256> = (0..1000).map(|number| Hash([number / 100, 0, 0, 0])).collect();
        let chosen: Vec<u64> = evenly(&hashes, 20).map(|hash| hash.0[0]).collect();
        assert_eq!(chosen, (0..20).map(|number| number / 2).collect::<Vec<u64>>());
        assert!(evenly(&hashes, 1000).eq(hashes.iter().copied()));
    }
}
