//! An entry that suddenly matches too much is more likely a mistake than a wave.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How many pictures one entry may match by its hash, in how long, before it is only good for a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breaker {
    /// Matches.
    pub most: u32,
    /// In this long.
    pub within: Duration,
}

/// A thousand in an hour.
impl Default for Breaker {
    fn default() -> Self {
        Self { most: 1000, within: Duration::from_secs(3600) }
    }
}

/// Counts what each entry matches.
pub(super) struct Counts {
    breaker: Breaker,
    /// When an entry's count began, and how far it came.
    counts: Mutex<HashMap<u64, (Instant, u32)>>,
}

/// Counts that are kept before those whose time is over are dropped.
const KEPT: usize = 10_000;

impl Counts {
    pub(super) fn new(breaker: Breaker) -> Self {
        Self { breaker, counts: Mutex::default() }
    }

    /// Counts a match of an entry. Whether it is one too many.
    pub(super) fn count(&self, id: u64, now: Instant) -> bool {
        let Breaker { most, within } = self.breaker;
        let mut counts = self.counts.lock().unwrap_or_else(|broken| broken.into_inner());
        if counts.len() >= KEPT {
            counts.retain(|_, (begun, _)| now.duration_since(*begun) < within);
        }
        let (begun, count) = counts.entry(id).or_insert((now, 0));
        if now.duration_since(*begun) >= within {
            (*begun, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count > most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_trips_alone_and_for_a_time() {
        let within = Duration::from_secs(60);
        let counts = Counts::new(Breaker { most: 2, within });
        let start = Instant::now();
        let tripped: Vec<_> = (0..4).map(|_| counts.count(1, start)).collect();
        assert_eq!(tripped, [false, false, true, true]);
        assert!(!counts.count(2, start));
        assert!(!counts.count(1, start + within));
    }
}
