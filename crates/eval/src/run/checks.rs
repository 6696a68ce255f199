//! What came of one picture in one tier.

use std::time::{Duration, Instant};

use staydown::{Action, Finder, Findings, Match, PlaneRef, Policy, Tier};

use super::against::{Against, Entry};

/// Reviews up to one wrong match for each picture, in expectation, at any distance.
pub(super) fn lenient() -> Policy {
    let mut policy = Policy::default();
    policy.review = 1.0;
    policy.ceiling = 256;
    policy
}

/// Checks pictures under the lenient policy. A policy only judges what was found, so the default one is applied
/// afterwards.
pub(super) struct Checker<'a>(Finder<'a>);

impl<'a> Checker<'a> {
    pub(super) fn new(against: &'a Against) -> Self {
        Self(against.finder(lenient()))
    }

    /// What is found, and how long that takes.
    pub(super) fn check(&mut self, plane: PlaneRef<'_>, tier: Tier) -> (Findings, Duration) {
        let start = Instant::now();
        let findings = self.0.check(plane, tier);
        (findings, start.elapsed())
    }
}

/// What the default policy makes of a match.
pub(super) fn action(found: &Match) -> Action {
    let Policy { review, ceiling, .. } = Policy::default();
    match found.action {
        _ if found.distance > ceiling => Action::Allow,
        Action::Review if found.false_alarms > review => Action::Allow,
        action => action,
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
    pub(super) fn is_wrong(&self, found: &Match) -> bool {
        match Entry::of(found.id) {
            Entry::Photograph(number) => number != self.home && !self.beside.contains(&number),
            Entry::Other(_) => true,
        }
    }
}

/// What came of one altered copy in one tier.
#[derive(Clone, Debug)]
pub(super) struct Check {
    /// Its place in the list of alterations.
    pub(super) alteration: usize,
    pub(super) tier: Tier,
    pub(super) right: Option<Right>,
    /// Whether it met another photograph under the default policy.
    pub(super) wrong: bool,
    /// Whether it met an entry of the index file under the default policy.
    pub(super) wrong_other: bool,
    pub(super) asked: usize,
    pub(super) time: Duration,
}

/// The match with the right entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Right {
    pub(super) distance: u32,
    pub(super) false_alarms: f64,
    /// Under the default policy.
    pub(super) action: Action,
}

impl Check {
    pub(super) fn new(
        (alteration, tier): (usize, Tier),
        shown: &Shown<'_>,
        (findings, time): &(Findings, Duration),
    ) -> Self {
        let is_other = |found: &&Match| matches!(Entry::of(found.id), Entry::Other(_));
        let wrong = || {
            let counted = findings.matches.iter().filter(|found| action(found) > Action::Allow);
            counted.filter(|found| shown.is_wrong(found))
        };
        let right = findings.matches.iter().find(|found| shown.is_home(found));
        let right = right.map(|found| Right {
            distance: found.distance,
            false_alarms: found.false_alarms,
            action: action(found),
        });
        Self {
            alteration,
            tier,
            right,
            wrong: wrong().any(|found| !is_other(&found)),
            wrong_other: wrong().any(|found| is_other(&found)),
            asked: findings.asked,
            time: *time,
        }
    }

    /// The match with the right entry, if the default policy blocks or reviews it.
    pub(super) fn found(&self) -> Option<Right> {
        self.right.filter(|right| right.action > Action::Allow)
    }
}
