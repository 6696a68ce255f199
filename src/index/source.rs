//! One place where entries lie, and the two ways to search it: through its tables, or all rows.

use super::cost;
use super::lookup::{Lookup, NEAR_ROWS, Questions, Scratch};
use super::plan::{Plan, Rules};
use super::rows::Rows;
use super::sink::Sink;
use super::tables::{Damaged, Tables};
use crate::Hash;
use crate::hamming::Kernel;

/// Ways that are remembered: more than a search takes.
const WAYS: usize = 16;

/// So many queries of a list that long are asked in the order of the buckets.
const BY_BUCKET: usize = 512;

/// Rows, and the tables over them if there are any.
#[derive(Clone, Copy)]
pub(super) struct Source<'a, const W: usize> {
    pub(super) rows: Rows<'a, W>,
    pub(super) tables: Option<Tables<'a>>,
    /// Whether the tables are asked whatever that costs.
    pub(super) forced: bool,
}

/// What was worked out for a plan, a radius and a number of rows.
#[derive(Clone, Debug)]
pub(super) struct Way {
    of: (Plan, u32, usize),
    rules: Option<Rules>,
    cost: f64,
}

/// Ways worked out before.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    known: Vec<Way>,
    oldest: usize,
}

impl Ways {
    fn to(&mut self, plan: Plan, radius: u32, rows: usize) -> &Way {
        let of = (plan, radius, rows);
        let at = self.known.iter().position(|way| way.of == of).unwrap_or_else(|| {
            let rules = Rules::new(plan, radius);
            let priced = rules.as_ref().map(|rules| cost::of_tables(plan, &rules.tables, rows));
            let way = Way { of, rules, cost: priced.unwrap_or(f64::INFINITY) };
            self.remember(way)
        });
        &self.known[at]
    }

    fn remember(&mut self, way: Way) -> usize {
        if self.known.len() < WAYS {
            self.known.push(way);
            return self.known.len() - 1;
        }
        let at = self.oldest;
        self.known[at] = way;
        self.oldest = (at + 1) % WAYS;
        at
    }
}

impl<'a, const W: usize> Source<'a, W> {
    /// The way through the tables, where it is cheaper than a scan for so many queries.
    pub(super) fn lookup<'w>(
        self,
        radius: u32,
        together: usize,
        ways: &'w mut Ways,
    ) -> Option<Lookup<'w, W>>
    where
        'a: 'w,
    {
        let tables = self.tables?;
        let way = ways.to(tables.plan, radius, self.rows.count);
        let rules = way.rules.as_ref()?;
        let scan = cost::of_scan(self.rows.count, Hash::<W>::BITS, together);
        let kernel = Kernel::current();
        (way.cost < scan || self.forced).then_some(Lookup {
            tables,
            rows: self.rows,
            rules,
            radius,
            kernel,
        })
    }

    /// Asks all queries on the caller's thread. If the tables turn out damaged, the sinks hold only a part.
    pub(super) fn ask<S: Sink>(
        self,
        radius: u32,
        questions: &mut Questions<'_, W, S>,
        ways: &mut Ways,
        scratch: &mut Scratch,
    ) -> Result<(), Damaged> {
        match self.lookup(radius, questions.queries.len(), ways) {
            Some(lookup)
                if questions.queries.len() >= BY_BUCKET
                    && (self.rows.count > NEAR_ROWS || self.forced) =>
            {
                lookup.run_by_bucket(questions, scratch)
            }
            Some(lookup) => lookup.run(questions, scratch),
            None => {
                if scratch.effort.spend_all(self.rows.count as u64) {
                    self.scan(questions);
                }
                Ok(())
            }
        }
    }

    /// Compares all rows with all queries on the caller's thread.
    pub(super) fn scan<S: Sink>(self, questions: &mut Questions<'_, W, S>) {
        self.rows.scan(Kernel::current(), questions.queries, questions.sinks);
    }
}
