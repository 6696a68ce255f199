//! What was found, and what the policy makes of it.

use std::collections::HashSet;

use super::policy::Policy;
use super::survey::{Means, Sighting, Survey};
use super::tail;
use crate::action::Action;
use crate::fingerprint::Quality;
use crate::index::Coverage;
use crate::probe::{Guess, GuessKind};

/// An entry that a picture matches.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Match {
    /// The entry's id.
    pub id: u64,
    /// The list that it stands in.
    pub list: u16,
    /// Bits that differ, in the guess that speaks most for the match.
    pub distance: u32,
    /// The same with bits counted by how surely the picture says them.
    pub weighted: f32,
    /// That guess.
    pub guess: Guess,
    /// Whether the hash of the picture itself met the entry, as it is, turned or inverted, with no other guess.
    pub whole: bool,
    /// How many matches as good as this one a picture that matches nothing would have, in expectation.
    pub false_alarms: f64,
    /// What the policy makes of it.
    pub action: Action,
}

/// What was found about one picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Findings {
    /// The strictest action of any match.
    pub action: Action,
    /// The matches, the surest first; each entry once.
    pub matches: Vec<Match>,
    /// Quality of the whole picture's hash. Below [`Quality::USABLE`], no match says nothing.
    pub quality: Quality,
    /// Hashes asked for.
    pub asked: usize,
    /// Whether bounds cut the search short.
    pub coverage: Coverage,
}

impl Findings {
    pub(super) fn of(survey: &Survey, policy: &Policy) -> Self {
        let judged = survey.sightings.iter().filter_map(|sighting| judge(survey, sighting, policy));
        let mut matches: Vec<Match> = judged.collect();
        let order = |a: &Match, b: &Match| {
            let surest = b.action.cmp(&a.action).then(a.false_alarms.total_cmp(&b.false_alarms));
            surest.then((a.distance, a.id, a.list).cmp(&(b.distance, b.id, b.list)))
        };
        matches.sort_by(order);
        let mut seen = HashSet::new();
        matches.retain(|found| seen.insert((found.id, found.list)));
        let action = matches.first().map_or(Action::Allow, |found| found.action);
        let Survey { quality, asked, coverage, .. } = *survey;
        Self { action, matches, quality, asked, coverage }
    }
}

/// `None` if the sighting is no match under the policy.
fn judge(survey: &Survey, sighting: &Sighting, policy: &Policy) -> Option<Match> {
    let Sighting { hit, guess, weighted, means, .. } = *sighting;
    let mut found = Match {
        id: hit.id,
        list: hit.list,
        distance: hit.distance,
        weighted,
        guess,
        whole: means == Means::Whole && guess.kind == GuessKind::Whole,
        false_alarms: tail::false_alarms(survey, sighting),
        action: Action::Allow,
    };
    found.action = policy.action(&found, survey.quality)?;
    Some(found)
}
