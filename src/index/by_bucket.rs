//! Many queries in the order of the buckets that they open, so that each part of a table is read once for all.
//!
//! A table is cut into blocks of buckets that fit the second-level cache. The buckets of a block are opened by the queries
//! whose key lies in it, and by those of the blocks that one or two flipped high bits lead from.

use super::lookup::{Lookup, Questions, Scratch, add_buckets};
use super::plan::Rules;
use super::sink::Sink;
use super::tables::Damaged;
use crate::cpu::vectorized;
use crate::hamming::Ask;

/// Buckets that are opened together.
const BUCKETS_AT_ONCE: usize = 320;
/// Bytes of columns in a block.
const BLOCK: f64 = 262_144.0;

/// Queries by blocks, and flips by the blocks to which they lead.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    queries: Vec<Asked>,
    /// Where the queries of each block begin, and where the last ends.
    starts: Vec<u32>,
    groups: Vec<Group>,
    /// The low bits of the flips, group after group.
    flips: Vec<u32>,
}

/// What a query asks of one table.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    query: u32,
    key: u32,
    column: u16,
}

/// Flips of one weight that lead from a block to the same block.
#[derive(Clone, Copy, Debug)]
struct Group {
    high: u32,
    weight: u32,
    end: usize,
}

impl Order {
    fn group(&mut self, rules: &Rules, low: u32) {
        self.groups.clear();
        self.flips.clear();
        for weight in 0..rules.weights() {
            for same in rules.flips(weight).chunk_by(|a, b| a >> low == b >> low) {
                self.flips.extend(same.iter().map(|flip| flip & ((1 << low) - 1)));
                self.groups.push(Group { high: same[0] >> low, weight, end: self.flips.len() });
            }
        }
    }

    /// Counts the queries into their blocks.
    #[inline(always)]
    fn sort(&mut self, count: usize, asked: impl Fn(u32) -> Asked, low: u32, blocks: usize) {
        self.starts.clear();
        self.starts.resize(blocks + 1, 0);
        let block = |asked: &Asked| (asked.key >> low) as usize;
        for query in 0..count as u32 {
            self.starts[block(&asked(query)) + 1] += 1;
        }
        for at in 1..=blocks {
            self.starts[at] += self.starts[at - 1];
        }
        self.queries.clear();
        self.queries.resize(count, Asked::default());
        // Each start moves to the end of its block, which is the start of the next.
        for query in (0..count as u32).rev() {
            let asked = asked(query);
            let end = &mut self.starts[block(&asked) + 1];
            *end -= 1;
            self.queries[*end as usize] = asked;
        }
        self.starts.remove(0);
        self.starts.push(count as u32);
    }
}

impl<const W: usize> Lookup<'_, W> {
    /// As [`run`](Self::run), for many queries.
    pub(super) fn run_by_bucket<S: Sink>(
        &self,
        questions: &mut Questions<'_, W, S>,
        scratch: &mut Scratch,
    ) -> Result<(), Damaged> {
        let mut order = std::mem::take(&mut scratch.order);
        let low = self.low_bits();
        order.group(self.rules, low);
        let ended = vectorized(
            #[inline(always)]
            || {
                for table in 0..self.tables.plan.tables {
                    self.run_table(table, low, questions, &mut order, scratch)?;
                }
                Ok(())
            },
        );
        scratch.order = order;
        ended
    }

    /// Bits of a key within a block.
    fn low_bits(&self) -> u32 {
        let mean = self.rows.count as f64 / self.tables.plan.buckets() as f64;
        let buckets = (BLOCK / (2.0 * mean)).max(16.0);
        (buckets.log2() as u32).min(self.tables.plan.key_bits)
    }

    #[inline(always)]
    fn run_table<S: Sink>(
        &self,
        table: u32,
        low: u32,
        questions: &mut Questions<'_, W, S>,
        order: &mut Order,
        scratch: &mut Scratch,
    ) -> Result<(), Damaged> {
        let rule = self.rules.tables[table as usize];
        let Some(most) = rule.flips else { return Ok(()) };
        let key_bits = self.tables.plan.key_bits;
        let asked = |query: u32| {
            let (key, column) = self.key_and_column(&rule, &questions.queries[query as usize]);
            Asked { query, key, column }
        };
        order.sort(questions.queries.len(), asked, low, 1 << (key_bits - low));
        let first = table * self.tables.offsets_stride as u32;
        for block in 0..1u32 << (key_bits - low) {
            let mut from = 0;
            for group in &order.groups {
                let flips = &order.flips[from..group.end];
                from = group.end;
                if group.weight > most {
                    break;
                }
                let other = (block ^ group.high) as usize;
                let queries = order.starts[other] as usize..order.starts[other + 1] as usize;
                for asked in &order.queries[queries] {
                    let key = asked.key ^ group.high << low;
                    add_buckets(&mut scratch.buckets, first, key, flips);
                    scratch.asks.push(Ask {
                        query: asked.query,
                        spans: flips.len() as u32,
                        column: asked.column,
                        limit: (rule.limit - group.weight) as u8,
                        table: table as u8,
                    });
                    if scratch.buckets.len() > BUCKETS_AT_ONCE {
                        self.step(questions, scratch)?;
                    }
                }
            }
        }
        self.step(questions, scratch)
    }
}
