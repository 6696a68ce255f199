//! How sure is sure enough.

use super::findings::Match;
use crate::action::Action;
use crate::fingerprint::Quality;

/// The bounds within which a match counts.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "catalogue", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "catalogue", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Policy {
    /// A picture as it is, within this distance of an entry, is blocked, whatever the numbers say.
    pub direct: u32,
    /// Wrong matches sent to review for each picture that matches nothing, at most, in expectation.
    pub review: f64,
    /// Wrong matches blocked for each picture that matches nothing, at most, in expectation.
    pub block: f64,
    /// Whether a match through a guess may block; a match of the whole picture, turned or not, always may.
    pub guesses_block: bool,
    /// No distance above this counts, whatever the numbers say.
    pub ceiling: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { direct: 31, review: 1e-3, block: 1e-6, guesses_block: false, ceiling: 84 }
    }
}

impl Policy {
    /// What a match leads to, if the hash of the whole picture has that quality; `None` if it is no match under this
    /// policy. The match's own action does not count.
    #[must_use]
    pub fn action(&self, found: &Match, quality: Quality) -> Option<Action> {
        let is_plain = quality >= Quality::USABLE;
        let may_block = found.whole && is_plain || self.guesses_block;
        match found.false_alarms {
            _ if is_plain && self.is_direct(found) => Some(Action::Block),
            _ if found.distance > self.ceiling => None,
            few if few <= self.block && may_block => Some(Action::Block),
            few if few <= self.review => Some(Action::Review),
            _ => None,
        }
    }

    /// Whether a match is of the whole picture, turned or not, and within [`direct`](Self::direct).
    #[must_use]
    pub fn is_direct(&self, found: &Match) -> bool {
        found.whole && !found.guess.complement && found.distance <= self.direct
    }
}
