//! Fewer buckets than a wide radius needs, and how much that is expected to lose.
//!
//! Every table opens the same flips of its key and lets through the columns within a limit, chosen so that of the
//! entries at the radius a given share is met in some table: the same limit for all, or one more for the first tables. The share is estimated from [`SAMPLES`] random patterns of
//! that many bits, always the same, since the tables' keys and columns overlap and their chances are not independent.

use super::cost;
use super::plan::{COLUMN, FLIPS_MAX, Plan, Rules};
use super::ring::{Bits, window};
use crate::Hash;

/// Patterns for one estimate: its standard error is below 0.01.
const SAMPLES: usize = 4096;

/// How far a question reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reach {
    pub(super) radius: u32,
    /// Of the entries at the radius so many at least should be found: 1 is the complete search.
    pub(super) share: f64,
}

impl Reach {
    pub(super) fn all(radius: u32) -> Self {
        Self { radius, share: 1.0 }
    }
}

/// What every table opens: keys that differ in at most `flips` bits, and columns by the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Loose {
    plan: Plan,
    flips: u32,
    /// Limits and tables in order, first the limit 0 in each table, then 1 in each, and so on: so many of these pairs
    /// are let through.
    level: u32,
}

impl Loose {
    /// The cheapest that meets the share of the entries at the radius, with its rules and cost; `None` if none does.
    pub(super) fn cheapest<const W: usize>(
        plan: Plan,
        reach: Reach,
        rows: usize,
    ) -> Option<(Self, Rules, f64)> {
        let with_flips = |flips| {
            let met = Met::new::<W>(plan, flips, reach.radius);
            let level = met.least_level(reach.share)?;
            let rules = Rules::loose(plan, flips, level);
            let cost = cost::of_tables(plan, &rules.tables, rows);
            Some((Self { plan, flips, level }, rules, cost))
        };
        let all = (0..=FLIPS_MAX.min(plan.key_bits)).filter_map(with_flips);
        all.min_by(|a, b| a.2.total_cmp(&b.2))
    }

    /// The share of the entries at that distance that is met.
    pub(super) fn share<const W: usize>(self, distance: u32) -> f64 {
        Met::new::<W>(self.plan, self.flips, distance).share(self.level)
    }
}

/// The least level at which each pattern is met, if it ever is; in order.
struct Met(Vec<u32>);

impl Met {
    /// Of patterns with `distance` bits.
    fn new<const W: usize>(plan: Plan, flips: u32, distance: u32) -> Self {
        let level = |pattern: Bits<W>| {
            let in_table = |table| {
                let start = plan.chunk(table).start;
                let key = window(&pattern, start, plan.key_bits).count_ones();
                let column = window(&pattern, start + plan.key_bits, COLUMN).count_ones();
                (key <= flips).then_some((key + column) * plan.tables + table + 1)
            };
            (0..plan.tables).filter_map(in_table).min()
        };
        let mut levels: Vec<u32> = patterns(distance).take(SAMPLES).filter_map(level).collect();
        levels.sort_unstable();
        Self(levels)
    }

    fn share(&self, level: u32) -> f64 {
        self.0.partition_point(|&met| met <= level) as f64 / SAMPLES as f64
    }

    fn least_level(&self, share: f64) -> Option<u32> {
        let needed = (share.clamp(0.0, 1.0) * SAMPLES as f64).ceil() as usize;
        self.0.get(needed.max(1) - 1).copied()
    }
}

/// Random patterns of `distance` bits each, always the same ones: Floyd's way to draw without repetition.
fn patterns<const W: usize>(distance: u32) -> impl Iterator<Item = Bits<W>> {
    let bits = Hash::<W>::BITS;
    let mut state = u64::from(distance);
    let mut below = move |end: u32| {
        // SplitMix64 (Steele, Lea, Flood 2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(mixed ^ mixed >> 31) * u128::from(end)) >> 64) as u32
    };
    std::iter::repeat_with(move || {
        let mut pattern = [0; W];
        for last in bits - distance.min(bits)..bits {
            let drawn = below(last + 1);
            let is_new = pattern[drawn as usize / 64] >> (drawn % 64) & 1 == 0;
            let bit = if is_new { drawn } else { last };
            pattern[bit as usize / 64] |= 1 << (bit % 64);
        }
        pattern
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_so_many_bits_and_differ() {
        for distance in [0, 1, 60, 255, 256, 300] {
            let some: Vec<Bits<4>> = patterns(distance).take(100).collect();
            for pattern in &some {
                let bits: u32 = pattern.iter().map(|word| word.count_ones()).sum();
                assert_eq!(bits, distance.min(256));
            }
            assert_eq!(some[0] == some[1], distance == 0 || distance >= 256);
        }
    }

    /// Sixteen chunks of sixteen bits, one flip, without regard to columns: what 20,000 other draws gave.
    #[test]
    fn the_share_is_what_other_draws_give() {
        let plan = Plan::new(256, 16, 16).unwrap();
        for (distance, share) in [(31, 1.0), (44, 0.994), (50, 0.955), (56, 0.859), (60, 0.767)] {
            let estimate = Met::new::<4>(plan, 1, distance).share(u32::MAX);
            assert!((estimate - share).abs() < 0.02, "{distance}: {estimate}");
        }
        assert!(Met::new::<4>(plan, 1, 60).share(6 * 16) < 0.7);
    }

    #[test]
    fn a_larger_share_costs_more() {
        let plan = Plan::new(256, 16, 16).unwrap();
        let cost = |share| {
            let found = Loose::cheapest::<4>(plan, Reach { radius: 60, share }, 1_000_000);
            found.map_or(f64::INFINITY, |(_, _, cost)| cost)
        };
        assert!([0.1, 0.4, 0.7, 0.9, 0.99].map(cost).is_sorted_by(|a, b| a < b));
    }
}
