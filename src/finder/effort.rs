//! How widely to look, and how many candidates to look at closely.

use crate::probe::Tier;

/// What a search for candidates may cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Distance within which an entry is a candidate.
    pub(super) radius: u32,
    /// The share of the entries at that distance which is to be met.
    pub(super) recall: f64,
    /// Candidates that are looked at closely.
    pub(super) closely: usize,
}

/// Candidate radii by the number of entries up to which they hold: chance brings about as many unrelated entries within
/// each.
const RADII: [(usize, u32); 5] =
    [(2_000, 92), (10_000, 88), (30_000, 84), (100_000, 80), (400_000, 76)];

/// The radius for longer lists.
const LEAST: u32 = 72;

/// Lists up to this length are searched completely.
const SHORT: usize = 20_000;

impl Effort {
    /// Everything within a distance.
    pub(super) fn complete(radius: u32) -> Self {
        Self { radius, recall: 1.0, closely: usize::MAX }
    }

    /// Beyond what is direct; none in the tier [`Tier::Exact`].
    pub(super) fn of(tier: Tier, entries: usize) -> Option<Self> {
        let fitting = RADII.iter().find(|&&(most, _)| entries <= most);
        let radius = fitting.map_or(LEAST, |&(_, radius)| radius);
        Some(match tier {
            Tier::Exact => return None,
            Tier::Mirrored => Self { radius: 64, recall: 0.9, closely: 16 },
            Tier::Framed => Self { radius, recall: share(entries, 0.2), closely: 8 },
            Tier::Thorough => Self { radius, recall: share(entries, 0.35), closely: 24 },
        })
    }
}

/// Of longer lists a part is enough: a picture's guesses lie near each other, and each has its chance.
fn share(entries: usize, of_long: f64) -> f64 {
    if entries <= SHORT { 1.0 } else { of_long }
}
