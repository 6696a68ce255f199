//! Pictures against an index.

use super::policy::{Action, Policy};
use crate::fingerprint::Quality;
use crate::hash::pdq;
use crate::index::{Coverage, Searcher};
use crate::plane::{Orientation, PlaneRef};
use crate::probe::{Frame, Guess, GuessKind, Tier};

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
    /// That guess.
    pub guess: Guess,
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
    /// The matches, the surest first.
    pub matches: Vec<Match>,
    /// Quality of the whole picture's hash. Below [`Quality::USABLE`], no match says nothing.
    pub quality: Quality,
    /// Hashes asked for.
    pub asked: usize,
    /// Whether all of the index was searched for them.
    pub coverage: Coverage,
}

/// Asks an index about pictures.
pub struct Matcher<'a> {
    searcher: Searcher<'a, 4>,
    policy: Policy,
}

impl<'a> Matcher<'a> {
    /// Asks through this searcher, under the default policy.
    #[must_use]
    pub fn new(searcher: Searcher<'a, 4>) -> Self {
        Self { searcher, policy: Policy::default() }
    }

    /// Sets the policy.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// What the index holds that the picture may come from.
    pub fn check<'p>(&mut self, picture: impl Into<PlaneRef<'p>>, tier: Tier) -> Findings {
        let print = pdq(picture);
        let hashes = print.orientations();
        let asked = if tier == Tier::Exact { 1 } else { 8 };
        let answers = self.searcher.within_each(&hashes[..asked], self.policy.direct);
        let mut matches = Vec::new();
        for (answer, orientation) in answers.iter().zip(Orientation::ALL) {
            let (kind, frame) = (GuessKind::Whole, Frame::WHOLE);
            let guess = Guess { kind, frame, orientation, complement: false };
            matches.extend(answer.hits.iter().map(|hit| Match {
                id: hit.id,
                list: hit.list,
                distance: hit.distance,
                guess,
                false_alarms: 0.0,
                action: Action::Block,
            }));
        }
        let action = matches.iter().map(|found| found.action).max().unwrap_or(Action::Allow);
        Findings { action, matches, quality: print.quality, asked, coverage: Coverage::Complete }
    }
}
