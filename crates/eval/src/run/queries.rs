//! The evaluation itself.

use std::sync::atomic::{AtomicUsize, Ordering};

use image::RgbImage;
use rayon::prelude::*;
use staydown::Tier;

use super::against::Against;
use super::checks::{Check, Checker, Shown};
use super::photos::{self, Photo, Photos};
use super::{Evaluation, Options, Progress, RunError, Stage, WrongMatch, strangers, tally};
use crate::suite::Alteration;

/// Alters photographs and looks for the copies. `progress` is told of every photograph, from any thread.
///
/// Times are of [`check`](staydown::Finder::check) alone, with all threads at work on other pictures.
///
/// # Errors
/// [`RunError`] if a folder has no photographs, an alteration is unknown, or the index cannot be used.
pub fn run(options: &Options, progress: impl Fn(Progress) + Sync) -> Result<Evaluation, RunError> {
    let alterations = options.alterations()?;
    let photos = Photos::of(&options.photographs, &progress)?;
    let against = Against::new(&photos.usable, options.index.as_deref())?;
    let queries =
        Queries { alterations, tiers: options.tiers(), photos: &photos.usable, seed: options.seed };
    let checked = queries.run(options.queries, &against, &progress);
    let strangers = strangers::run(options, &photos.usable, &against, &progress)?;
    let listed = (photos.counts, against.len());
    Ok(tally::evaluation(options, &queries.alterations, listed, &checked, &strangers))
}

/// All that came of some queries.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) queries: usize,
    pub(super) checks: Vec<Check>,
    /// Matches with wrong entries under the lenient policy.
    pub(super) wrong: Vec<(Tier, WrongMatch)>,
}

impl Checked {
    fn and(mut self, other: Self) -> Self {
        self.queries += other.queries;
        self.checks.extend(other.checks);
        self.wrong.extend(other.wrong);
        self
    }
}

struct Queries<'a> {
    alterations: Vec<&'static Alteration>,
    tiers: Vec<Tier>,
    photos: &'a [Photo],
    seed: u64,
}

impl Queries<'_> {
    fn run(
        &self,
        wanted: usize,
        against: &Against,
        progress: &(impl Fn(Progress) + Sync),
    ) -> Checked {
        let chosen = spread(self.photos.len(), wanted, self.seed);
        let (done, total) = (AtomicUsize::new(0), chosen.len());
        let checked = chosen.into_par_iter().map_init(
            || Checker::new(against),
            |checker, home| {
                let checked = self.query(home, checker);
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                progress(Progress { stage: Stage::Checking, done, total });
                checked.unwrap_or_default()
            },
        );
        checked.reduce(Checked::default, Checked::and)
    }

    /// All alterations of one photograph; `None` if it cannot be read any more.
    fn query(&self, home: usize, checker: &mut Checker<'_>) -> Option<Checked> {
        let picture = photos::pixels(&self.photos[home].path)?;
        let (beside, others): (Vec<usize>, Vec<RgbImage>) =
            photos::beside(self.photos, home).unzip();
        let others: Vec<&RgbImage> = others.iter().collect();
        let seed = self.seed.wrapping_add(home as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut checked = Checked { queries: 1, ..Checked::default() };
        for (number, alteration) in self.alterations.iter().enumerate() {
            let altered = alteration.apply(&picture, &others, seed);
            let beside = if alteration.shows_others { &beside[..] } else { &[] };
            self.check(number, &altered, &Shown { home, beside }, checker, &mut checked);
        }
        Some(checked)
    }

    /// One altered copy in all tiers, each time beginning with another: the first finds the pixels far from the processor.
    fn check(
        &self,
        number: usize,
        altered: &RgbImage,
        shown: &Shown<'_>,
        checker: &mut Checker<'_>,
        checked: &mut Checked,
    ) {
        let (first, then) = (self.tiers.iter().cycle().skip(number), self.tiers.len());
        for &tier in first.take(then) {
            let found = checker.check(photos::plane(altered), tier);
            checked.checks.push(Check::new((number, tier), shown, &found));
            let wrong = found.0.matches.iter().filter(|found| shown.is_wrong(found));
            let (picture, made_by) = (&self.photos[shown.home], self.alterations[number].name);
            let wrong = wrong.map(|found| WrongMatch::new(picture, made_by, found, self.photos));
            checked.wrong.extend(wrong.map(|wrong| (tier, wrong)));
        }
    }
}

/// Numbers below `count`, as many as are wanted or as there are, at even steps from where the seed says.
fn spread(count: usize, wanted: usize, seed: u64) -> Vec<usize> {
    let wanted = wanted.min(count);
    let start = (seed % count.max(1) as u64) as usize;
    (0..wanted).map(|query| (start + query * count / wanted) % count).collect()
}
