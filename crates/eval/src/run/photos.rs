//! The photographs of a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use image::RgbImage;
use rayon::prelude::*;
use staydown::{
    Builder256, Channels, DecodeOptions, Hash256, Limits, Output, PlaneRef, Profile, Quality,
};
use walkdir::WalkDir;

use super::{Photographs, Progress, RunError, Stage};

/// What lies in a folder, as far as it can be used.
pub(crate) struct Photos {
    pub(crate) usable: Vec<Photo>,
    pub(crate) counts: Photographs,
}

/// A photograph whose hash can be listed.
pub(crate) struct Photo {
    pub(crate) path: PathBuf,
    pub(crate) hash: Hash256,
    /// The hash in each of the eight orientations.
    pub(crate) orientations: [Hash256; 8],
}

impl Photo {
    /// As a list's keeper would hash it.
    fn read(path: PathBuf) -> Option<(Self, Quality)> {
        let picture = staydown::decode(&fs::read(&path).ok()?, &Limits::default()).ok()?;
        let print = staydown::pdq(&picture);
        let (hash, orientations) = (print.hash, print.orientations());
        Some((Self { path, hash, orientations }, print.quality))
    }

    /// The file's name, without its folder.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// Photographs shown beside each picture in collages.
const BESIDE: usize = 5;

/// Two photographs this near are taken for one.
const REPEATED: u32 = 31;

impl Photos {
    /// Reads and hashes all files of the folder, in the order of their paths; at least one is usable.
    pub(crate) fn of(
        folder: &Path,
        progress: &(impl Fn(Progress) + Sync),
    ) -> Result<Self, RunError> {
        let files = files(folder);
        let (done, total) = (AtomicUsize::new(0), files.len());
        let read = files.into_par_iter().map(|path| {
            let read = Photo::read(path);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Progress { stage: Stage::Hashing, done, total });
            read
        });
        let read: Vec<Option<(Photo, Quality)>> = read.collect();
        let unreadable = read.iter().filter(|photo| photo.is_none()).count();
        let (usable, weak): (Vec<_>, Vec<_>) =
            read.into_iter().flatten().partition(|(_, quality)| *quality >= Quality::USABLE);
        let usable: Vec<Photo> = usable.into_iter().map(|(photo, _)| photo).collect();
        let before = usable.len();
        let usable = without_repeats(usable)?;
        if usable.is_empty() {
            return Err(RunError::NoPhotographs { folder: folder.to_owned() });
        }
        let (listed, repeated) = (usable.len(), before - usable.len());
        Ok(Self { usable, counts: Photographs { listed, unreadable, weak: weak.len(), repeated } })
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let files = walk.into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}

fn without_repeats(photos: Vec<Photo>) -> Result<Vec<Photo>, RunError> {
    let mut builder = Builder256::new(Profile::Pdq)?;
    photos.iter().zip(0..).for_each(|(photo, number)| builder.push(photo.hash, number));
    let index = builder.into_index()?;
    let hashes: Vec<Hash256> = photos.iter().map(|photo| photo.hash).collect();
    let near = index.within_batch(&hashes, REPEATED);
    let first = |number: u64, hits: &[staydown::Hit]| hits.iter().all(|hit| hit.id >= number);
    let numbered = photos.into_iter().zip(0..).zip(near);
    let kept = numbered.filter(|((_, number), hits)| first(*number, hits));
    Ok(kept.map(|((photo, _), _)| photo).collect())
}

/// Other photographs than that one, spread over all, with their numbers.
pub(crate) fn beside(photos: &[Photo], home: usize) -> impl Iterator<Item = (usize, RgbImage)> {
    let count = photos.len();
    let steps = 1..=BESIDE.min(count - 1);
    let numbers = steps.map(move |step| (home + step * (count / (BESIDE + 1)).max(1)) % count);
    numbers.filter_map(|number| Some((number, pixels(&photos[number].path)?)))
}

/// The pixels of a photograph that was read before; `None` if it is gone.
pub(crate) fn pixels(path: &Path) -> Option<RgbImage> {
    let options = DecodeOptions { output: Output::Rgb, ..DecodeOptions::default() };
    let plane = staydown::decode_with(&fs::read(path).ok()?, &options).ok()?.into_plane();
    RgbImage::from_raw(plane.width() as u32, plane.height() as u32, plane.into_data())
}

/// The first photographs of a folder, as many as wanted or as there are; at least one.
pub(crate) fn first_pictures(folder: &Path, wanted: usize) -> Result<Vec<RgbImage>, RunError> {
    let pictures = files(folder).into_iter().filter_map(|path| pixels(&path)).take(wanted);
    let pictures: Vec<RgbImage> = pictures.collect();
    match pictures.is_empty() {
        true => Err(RunError::NoPhotographs { folder: folder.to_owned() }),
        false => Ok(pictures),
    }
}

/// Pixels as the library takes them.
pub(crate) fn plane(pixels: &RgbImage) -> PlaneRef<'_> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let plane = PlaneRef::new(pixels.as_raw(), width, height, 3 * width, Channels::Rgb);
    plane.expect("no alteration leaves a picture without pixels")
}
