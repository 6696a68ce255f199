//! Pictures that are in no list.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use staydown::{Action, Findings, Match, Tier};

use super::against::Against;
use super::checks::{self, Checker};
use super::part::Part;
use super::photos::{self, Photo, Photos};
use super::{Options, Progress, RunError, Stage, WrongMatch};
use crate::chance::Chance;

/// What share of each side a part keeps.
const PART: Range<f32> = 0.5..0.95;

/// What came of one picture in one tier under the lenient policy.
#[derive(Clone, Debug)]
pub(super) struct StrangerCheck {
    pub(super) tier: Tier,
    pub(super) surest: Option<WrongMatch>,
    /// What the default policy makes of it.
    pub(super) action: Action,
}

/// Checks every photograph of the strangers' folder in each tier, and parts of it; nothing without such a folder.
pub(super) fn run(
    options: &Options,
    listed: &[Photo],
    against: &Against,
    progress: &(impl Fn(Progress) + Sync),
) -> Result<Vec<StrangerCheck>, RunError> {
    let Some(folder) = &options.strangers else { return Ok(Vec::new()) };
    let strangers = Photos::of(folder, progress)?.usable;
    let (done, total) = (AtomicUsize::new(0), strangers.len());
    let checked = strangers.par_iter().enumerate().map_init(
        || Checker::new(against),
        |checker, (number, photo)| {
            let checked = Stranger { photo, number }.checks(options, listed, checker);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Progress { stage: Stage::Strangers, done, total });
            checked.unwrap_or_default()
        },
    );
    Ok(checked.flatten().collect())
}

struct Stranger<'a> {
    photo: &'a Photo,
    number: usize,
}

impl Stranger<'_> {
    /// Of all its variants; `None` if it cannot be read any more.
    fn checks(
        &self,
        options: &Options,
        listed: &[Photo],
        checker: &mut Checker<'_>,
    ) -> Option<Vec<StrangerCheck>> {
        let picture = photos::pixels(&self.photo.path)?;
        let mut chance = Chance::new(options.seed.wrapping_add(self.number as u64), "stranger");
        let mut checks = Vec::new();
        for variant in 0..options.stranger_variants {
            let part = match variant {
                0 => picture.clone(),
                _ => Part::random(&picture, PART, &mut chance).cut(&picture),
            };
            for tier in options.tiers() {
                let (findings, _) = checker.check(photos::plane(&part), tier);
                checks.push(self.check(variant, tier, &findings, listed));
            }
        }
        Some(checks)
    }

    fn check(
        &self,
        variant: usize,
        tier: Tier,
        findings: &Findings,
        listed: &[Photo],
    ) -> StrangerCheck {
        let by_alarms = |a: &&Match, b: &&Match| a.false_alarms.total_cmp(&b.false_alarms);
        let surest = findings.matches.iter().min_by(by_alarms);
        let made_by = if variant == 0 { "itself".to_owned() } else { format!("part {variant}") };
        let surest = surest.map(|found| WrongMatch::new(self.photo, &made_by, found, listed));
        let actions = findings.matches.iter().map(checks::action);
        StrangerCheck { tier, surest, action: actions.max().unwrap_or(Action::Allow) }
    }
}
