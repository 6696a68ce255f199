//! Pictures that are in no list.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use image::{RgbImage, imageops};
use rayon::prelude::*;
use staydown::{Action, Findings, Match, Policy, Tier};

use super::against::Against;
use super::checks::Matchers;
use super::photos::{self, Photos};
use super::{Options, Progress, RunError, Stage};
use crate::chance::Chance;

/// What came of one picture in one tier under the lenient policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct StrangerCheck {
    pub(super) tier: Tier,
    /// Of the surest match.
    pub(super) false_alarms: Option<f64>,
    /// What the default policy makes of it.
    pub(super) action: Action,
}

/// Checks every photograph of the strangers' folder in each tier, and parts of it; nothing without such a folder.
pub(super) fn run(
    options: &Options,
    against: &Against,
    progress: &(impl Fn(Progress) + Sync),
) -> Result<Vec<StrangerCheck>, RunError> {
    let Some(folder) = &options.strangers else { return Ok(Vec::new()) };
    let strangers = Photos::of(folder, progress)?.usable;
    let (done, total) = (AtomicUsize::new(0), strangers.len());
    let checked = strangers.par_iter().enumerate().map_init(
        || Matchers::new(against),
        |matchers, (number, stranger)| {
            let checked = stranger_checks(options, &stranger.path, number, matchers);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Progress { stage: Stage::Strangers, done, total });
            checked.unwrap_or_default()
        },
    );
    Ok(checked.flatten().collect())
}

fn stranger_checks(
    options: &Options,
    path: &Path,
    number: usize,
    matchers: &mut Matchers<'_>,
) -> Option<Vec<StrangerCheck>> {
    let picture = photos::pixels(path)?;
    let mut chance = Chance::new(options.seed.wrapping_add(number as u64), "stranger");
    let mut checks = Vec::new();
    for variant in 0..options.stranger_variants {
        let part = if variant == 0 { picture.clone() } else { part_of(&picture, &mut chance) };
        for tier in options.tiers() {
            let findings = matchers.lenient(photos::plane(&part), tier);
            checks.push(StrangerCheck::new(tier, &findings));
        }
    }
    Some(checks)
}

impl StrangerCheck {
    fn new(tier: Tier, findings: &Findings) -> Self {
        let false_alarms = findings.matches.iter().map(|found| found.false_alarms);
        let actions = findings.matches.iter().map(action);
        Self {
            tier,
            false_alarms: false_alarms.min_by(f64::total_cmp),
            action: actions.max().unwrap_or(Action::Allow),
        }
    }
}

/// What the default policy makes of a match under the lenient one.
fn action(found: &Match) -> Action {
    let Policy { review, ceiling, .. } = Policy::default();
    match found.action {
        _ if found.distance > ceiling => Action::Allow,
        Action::Review if found.false_alarms > review => Action::Allow,
        action => action,
    }
}

/// A part that keeps 50 to 95% of each side, anywhere.
fn part_of(picture: &RgbImage, chance: &mut Chance) -> RgbImage {
    let mut span = |side: u32| {
        let kept = ((side as f32 * chance.between(0.5, 0.95)) as u32).max(1);
        (chance.below((side - kept + 1) as usize) as u32, kept)
    };
    let ((left, width), (top, height)) = (span(picture.width()), span(picture.height()));
    imageops::crop_imm(picture, left, top, width, height).to_image()
}
