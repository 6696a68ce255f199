//! Which chunks a list of hashes is cut into, and which buckets a question has to open: arithmetic only.
//!
//! The bits of a hash lie on a ring that is cut into as many chunks as there are tables. A table holds all rows in
//! the order of the first `key_bits` bits of its chunk, and keeps of each row the [`COLUMN`] bits that follow on the
//! ring. A question for radius `r` shares `r + 1` units among the chunks: chunk `i` with `uᵢ` units has the threshold
//! `tᵢ = uᵢ - 1`, and −1 means that its table is not asked.
//!
//! Let `cᵢ` be the bits in which a row differs from the query in chunk `i`. If `Σ cᵢ ≤ r`, then `Σ (cᵢ - uᵢ) < 0`, and
//! of numbers on a ring whose sum is negative some start has only negative partial sums (the cycle lemma). So there is a
//! chunk `i` such that for every `l ≥ 1` chunks `i .. i + l` together differ in at most `uᵢ + … + uᵢ₊ₗ₋₁ - 1` bits: chunk
//! `i` itself in at most `tᵢ`, which its key must show, and the column in no more than is left. Every row within the
//! radius is met through that chunk, whatever the plan; the plan decides only what it costs.
//!
//! Sources: Norouzi, Punjani, Fleet, "Fast Exact Search in Hamming Space with Multi-Index Hashing" (2014); Qin et al.,
//! "GPH: Similarity Search in Hamming Space" (2018), for unequal thresholds; Qin, Xiao, "Pigeonring" (2018), for the ring.

use std::ops::Range;

use super::ring::{Bits, window};
use crate::hamming::Inner;

#[cfg(test)]
mod tests;

/// Bits of a row that a table keeps beside its key.
pub(super) const COLUMN: u32 = 16;
/// More tables than any plan has.
pub(super) const TABLES_MAX: u32 = 64;
/// Bits of the longest key: beyond it the offsets outgrow what they save.
pub(super) const KEY_MAX: u32 = 24;
/// Flips of a key beyond which opening its buckets is never worth it.
pub(super) const FLIPS_MAX: u32 = 4;

/// How hashes of `bits` are cut: into `tables` chunks whose widths differ by at most one, each with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) bits: u32,
    pub(super) tables: u32,
    pub(super) key_bits: u32,
}

impl Plan {
    /// `None` if a chunk would be shorter than its key, or key and column together longer than a hash.
    pub(super) fn new(bits: u32, tables: u32, key_bits: u32) -> Option<Self> {
        let possible = (1..=TABLES_MAX).contains(&tables)
            && (1..=KEY_MAX.min(bits / tables)).contains(&key_bits)
            && key_bits + COLUMN <= bits;
        possible.then_some(Self { bits, tables, key_bits })
    }

    /// Buckets of a table.
    pub(super) fn buckets(self) -> usize {
        1 << self.key_bits
    }

    /// The bits of a chunk, counted along the ring.
    pub(super) fn chunk(self, table: u32) -> Range<u32> {
        self.bits * table / self.tables..self.bits * (table + 1) / self.tables
    }

    /// What the table of that rule takes of a hash.
    #[inline(always)]
    pub(super) fn key_and_column<const W: usize>(self, rule: &Rule, bits: &Bits<W>) -> (u32, u16) {
        let column = window(bits, rule.start + self.key_bits, COLUMN);
        (window(bits, rule.start, self.key_bits), column as u16)
    }

    fn rule(self, table: u32, units: impl Fn(u32) -> u32) -> Rule {
        let chunk = self.chunk(table);
        let key_end = chunk.start + self.key_bits;
        let (column_end, mut end, mut next) = (key_end + COLUMN, chunk.end, table + 1);
        let mut allowed = units(table);
        let mut inner = None;
        while end < column_end {
            let covered = end - key_end;
            if covered > 0 && inner.is_none() {
                inner = Some((covered, allowed));
            }
            allowed += units(next % self.tables);
            end += self.chunk(next % self.tables).len() as u32;
            next += 1;
        }
        let (covered, inner) = inner.unwrap_or((0, allowed));
        Rule {
            start: chunk.start,
            flips: units(table).checked_sub(1),
            limit: allowed.saturating_sub(1),
            inner: Inner {
                mask: !(u16::MAX.checked_shr(covered).unwrap_or(0)),
                slack: (allowed - inner) as u16,
            },
        }
    }
}

/// What the rows of a table must fulfil to be looked at in full, if their key differs from the query's in `d` bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// The first bit of the chunk.
    pub(super) start: u32,
    /// `d` is at most this; `None` if the table is not asked.
    pub(super) flips: Option<u32>,
    /// The column differs in at most `limit - d` bits.
    pub(super) limit: u32,
    /// The column's bits up to the first end of a chunk within it differ in fewer bits by its slack.
    pub(super) inner: Inner,
}

impl Rule {
    /// Whether a row is met whose key differs in `key` bits from the query's, and whose column in these.
    pub(super) fn meets(&self, key: u32, column: u16) -> bool {
        let within =
            |bits: u16, slack: u16| key + bits.count_ones() + u32::from(slack) <= self.limit;
        self.flips.is_some_and(|flips| key <= flips)
            && within(column, 0)
            && within(column & self.inner.mask, self.inner.slack)
    }
}

/// How the tables are asked for a radius.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    pub(super) tables: Vec<Rule>,
    /// The inner condition of each table once more, as the kernels take it.
    pub(super) inner: Vec<Inner>,
    /// What to flip in a key: nothing, then each bit, then each two, as far as a table needs it.
    flips: Vec<u32>,
    /// How many of the flips have at most so many bits.
    upto: Vec<usize>,
}

impl Rules {
    /// The rules for a plan and a radius. `None` if a key would have to flip in more than [`FLIPS_MAX`] bits, or in all.
    pub(super) fn new(plan: Plan, radius: u32) -> Option<Self> {
        let all = u64::from(radius.min(plan.bits)) + 1;
        let upto = |table: u32| all * u64::from(table) / u64::from(plan.tables);
        let units = |table: u32| (upto(table + 1) - upto(table)) as u32;
        let most = (0..plan.tables).map(units).max()?;
        if most > FLIPS_MAX.min(plan.key_bits) + 1 {
            return None;
        }
        Some(Self::of(plan, (0..plan.tables).map(|table| plan.rule(table, units)).collect()))
    }

    /// Nearly the same rule for every table: keys that differ in at most `flips` bits, and key and column together in
    /// so many that `level` pairs of a number of bits and a table are let through. Complete for no radius.
    pub(super) fn loose(plan: Plan, flips: u32, level: u32) -> Self {
        let rule = |table| {
            let limit = level.checked_sub(table + 1).map(|pairs| pairs / plan.tables);
            Rule {
                start: plan.chunk(table).start,
                flips: limit.map(|limit| flips.min(limit)),
                limit: limit.unwrap_or(0),
                inner: Inner { mask: 0, slack: 0 },
            }
        };
        Self::of(plan, (0..plan.tables).map(rule).collect())
    }

    fn of(plan: Plan, tables: Vec<Rule>) -> Self {
        let inner = tables.iter().map(|rule| rule.inner).collect();
        let most = tables.iter().filter_map(|rule| rule.flips).max();
        let mut rules = Self { tables, inner, ..Self::default() };
        for weight in 0..=most.unwrap_or(0) {
            rules.flips.extend(words_of_weight(plan.key_bits, weight));
            rules.upto.push(rules.flips.len());
        }
        rules
    }

    /// One more than the bits that a key flips at most.
    pub(super) fn weights(&self) -> u32 {
        self.upto.len() as u32
    }

    /// Buckets that a query opens in a table at most.
    pub(super) fn buckets(&self) -> usize {
        self.flips.len()
    }

    /// The flips of exactly `weight` bits, rising.
    #[inline(always)]
    pub(super) fn flips(&self, weight: u32) -> &[u32] {
        let upto = |weight: usize| self.upto.get(weight).copied().unwrap_or(self.flips.len());
        let from = (weight as usize).checked_sub(1).map_or(0, upto);
        &self.flips[from..upto(weight as usize)]
    }
}

/// All numbers of `bits` bits of which `weight` are set, rising; `bits` is at most [`KEY_MAX`].
fn words_of_weight(bits: u32, weight: u32) -> impl Iterator<Item = u32> {
    let next = |&word: &u32| {
        // The lowest run of ones gives its highest one to the left, and its others move to the right end.
        let lowest = word & word.wrapping_neg();
        let moved = word + lowest;
        (word != 0).then(|| moved | ((word ^ moved) / lowest.max(1)) >> 2)
    };
    std::iter::successors(Some((1 << weight) - 1), next).take_while(move |word| word >> bits == 0)
}
