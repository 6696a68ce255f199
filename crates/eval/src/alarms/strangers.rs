//! Pictures that match no entry.

use std::ops::Range;
use std::path::Path;

use image::RgbImage;
use staydown::{Builder256, Profile};

use crate::chance::Chance;
use crate::run::{Part, Photo, Photos, Progress, RunError, beside, pixels};
use crate::suite;

/// What share of each side a part keeps.
pub(super) const PART: Range<f32> = 0.4..1.0;

/// Photographs this near may show the same.
const SAME: u32 = 45;

/// Photographs that are none of the listed ones.
pub(super) struct Strangers {
    pub(super) photos: Vec<Photo>,
    /// How many may be listed ones.
    pub(super) left_out: usize,
}

impl Strangers {
    /// Of a folder; at least one.
    pub(super) fn of(
        folder: &Path,
        listed: &[Photo],
        progress: &(impl Fn(Progress) + Sync),
    ) -> Result<Self, RunError> {
        let mut builder = Builder256::new(Profile::Pdq)?;
        listed.iter().zip(0..).for_each(|(photo, number)| builder.push(photo.hash, number));
        let index = builder.into_index()?;
        let is_listed =
            |photo: &Photo| index.any_within_batch(&photo.orientations, SAME).contains(&true);
        let all = Photos::of(folder, progress)?.usable;
        let (same, photos): (Vec<_>, Vec<_>) = all.into_iter().partition(is_listed);
        match photos.is_empty() {
            true => Err(RunError::NoStrangers { folder: folder.to_owned() }),
            false => Ok(Self { photos, left_out: same.len() }),
        }
    }

    /// Parts and altered copies of all photographs in turn, two parts to one copy; `None` if the photograph cannot be
    /// read any more.
    pub(super) fn query(&self, number: usize, seed: u64) -> Option<RgbImage> {
        let (round, home) = (number / self.photos.len(), number % self.photos.len());
        let mut chance = Chance::new(seed.wrapping_add(number as u64), "false alarms");
        let picture = pixels(&self.photos[home].path)?;
        Some(match (home + round) % 3 {
            2 => self.altered(&picture, home, &mut chance),
            _ => Part::random(&picture, PART, &mut chance).cut(&picture),
        })
    }

    fn altered(&self, picture: &RgbImage, home: usize, chance: &mut Chance) -> RgbImage {
        let alteration = &suite::all()[chance.below(suite::all().len())];
        let others: Vec<RgbImage> = match alteration.shows_others {
            true => beside(&self.photos, home).map(|(_, other)| other).collect(),
            false => Vec::new(),
        };
        alteration.apply(picture, &others.iter().collect::<Vec<_>>(), chance.next())
    }
}
