//! What came of one picture in one tier.

use std::time::{Duration, Instant};

use staydown::{Action, Findings, Match, Matcher, PlaneRef, Policy, Tier};

use super::WrongMatch;
use super::against::{Against, Entry};

/// Matchers under the default policy, and under one that reviews all that may be right.
pub(super) struct Matchers<'a> {
    service: Matcher<'a>,
    lenient: Matcher<'a>,
}

/// Reviews up to one wrong match for each picture, in expectation, at any distance.
pub(super) fn lenient() -> Policy {
    let mut policy = Policy::default();
    policy.review = 1.0;
    policy.ceiling = 256;
    policy
}

impl<'a> Matchers<'a> {
    pub(super) fn new(against: &'a Against) -> Self {
        Self { service: against.matcher(Policy::default()), lenient: against.matcher(lenient()) }
    }

    /// Checks a picture as a service would, and says how long it took.
    pub(super) fn service(&mut self, plane: PlaneRef<'_>, tier: Tier) -> (Findings, Duration) {
        let start = Instant::now();
        let findings = self.service.check(plane, tier);
        (findings, start.elapsed())
    }

    pub(super) fn lenient(&mut self, plane: PlaneRef<'_>, tier: Tier) -> Findings {
        self.lenient.check(plane, tier)
    }
}

/// Which photographs a picture shows, by their numbers.
pub(super) struct Shown<'a> {
    pub(super) home: usize,
    pub(super) beside: &'a [usize],
}

impl Shown<'_> {
    fn is_home(&self, found: &Match) -> bool {
        Entry::of(found.id) == Entry::Photograph(self.home)
    }

    /// Neither the picture nor one that is shown beside it.
    fn is_wrong(&self, found: &Match) -> bool {
        match Entry::of(found.id) {
            Entry::Photograph(number) => number != self.home && !self.beside.contains(&number),
            Entry::Other => true,
        }
    }
}

/// What came of one altered copy in one tier under the default policy.
#[derive(Clone, Debug)]
pub(super) struct Check {
    /// Its place in the list of alterations.
    pub(super) alteration: usize,
    pub(super) tier: Tier,
    /// Distance and action of the surest match with the right entry.
    pub(super) right: Option<(u32, Action)>,
    /// Whether it met another photograph.
    pub(super) wrong: bool,
    /// Whether it met an entry of the index file.
    pub(super) wrong_other: bool,
    pub(super) asked: usize,
    pub(super) time: Duration,
}

impl Check {
    pub(super) fn new(
        (alteration, tier): (usize, Tier),
        shown: &Shown<'_>,
        (findings, time): &(Findings, Duration),
    ) -> Self {
        let counted = || findings.matches.iter().filter(|found| found.action >= Action::Review);
        let wrong = || counted().filter(|found| shown.is_wrong(found));
        let is_other = |found: &Match| Entry::of(found.id) == Entry::Other;
        let right = counted().find(|found| shown.is_home(found));
        Self {
            alteration,
            tier,
            right: right.map(|found| (found.distance, found.action)),
            wrong: wrong().any(|found| !is_other(found)),
            wrong_other: wrong().any(is_other),
            asked: findings.asked,
            time: *time,
        }
    }
}

/// What came of one altered copy in one tier under the lenient policy.
#[derive(Clone, Debug)]
pub(super) struct LenientCheck {
    pub(super) tier: Tier,
    /// False alarms of the surest match with the right entry within the policy's ceiling.
    pub(super) right: Option<f64>,
    pub(super) wrong: Vec<WrongMatch>,
}

impl LenientCheck {
    pub(super) fn new(tier: Tier, shown: &Shown<'_>, findings: &Findings) -> Self {
        let ceiling = Policy::default().ceiling;
        let near = findings.matches.iter().filter(|found| found.distance <= ceiling);
        let right = near.filter(|found| shown.is_home(found));
        let wrong = findings.matches.iter().filter(|found| shown.is_wrong(found));
        let wrong = wrong
            .map(|found| WrongMatch { distance: found.distance, false_alarms: found.false_alarms });
        Self {
            tier,
            right: right.map(|found| found.false_alarms).min_by(f64::total_cmp),
            wrong: wrong.collect(),
        }
    }
}
