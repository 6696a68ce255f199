//! Many queries in the order of the buckets that they open, so that each part of a table is read once for all.
//!
//! A table is cut into blocks of buckets that fit the second-level cache. The buckets of a block are opened by the queries
//! whose key lies in it, and by those of the blocks that one or two flipped high bits lead from.

use super::lookup::{Lookup, Questions, Scratch, add_buckets};
use super::order::{Asked, Order};
use super::sink::Sink;
use super::tables::Damaged;
use crate::cpu::vectorized;
use crate::hamming::Ask;

/// Buckets that are opened together.
const BUCKETS_AT_ONCE: usize = 320;
/// Bytes of columns in a block.
const BLOCK: f64 = 262_144.0;

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
