//! One place where entries lie, and the two ways to search it: through its tables, or all rows.

use super::cost;
use super::lookup::{Lookup, NEAR_ROWS, Questions, Scratch};
use super::loose::{Loose, Reach};
use super::plan::{Plan, Rules};
use super::rows::Rows;
use super::scan::Pass;
use super::sink::Sink;
use super::tables::{Damaged, Tables};
use crate::Hash;
use crate::hamming::Kernel;

/// Ways that are remembered: more than a search takes.
const WAYS: usize = 16;

/// Buckets of one table from which on it is worth opening them in their order.
const BY_BUCKET: usize = 8192;

/// Rows, and the tables over them if there are any.
#[derive(Clone, Copy)]
pub(super) struct Source<'a, const W: usize> {
    pub(super) rows: Rows<'a, W>,
    pub(super) tables: Option<Tables<'a>>,
    /// Whether the tables are asked whatever that costs.
    pub(super) forced: bool,
}

/// What was worked out for a plan, a reach and a number of rows.
#[derive(Clone, Debug)]
pub(super) struct Way {
    of: (Plan, Reach, usize),
    rules: Option<Rules>,
    cost: f64,
    loose: Option<Loose>,
}

/// Ways worked out before.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    known: Vec<Way>,
    oldest: usize,
}

impl Ways {
    fn to<const W: usize>(&mut self, plan: Plan, reach: Reach, rows: usize) -> &Way {
        let of = (plan, reach, rows);
        let at = self.known.iter().position(|way| way.of == of).unwrap_or_else(|| {
            let rules = Rules::new(plan, reach.radius);
            let priced = rules.as_ref().map(|rules| cost::of_tables(plan, &rules.tables, rows));
            let cost = priced.unwrap_or(f64::INFINITY);
            let cheaper = match reach.share < 1.0 {
                true => Loose::cheapest::<W>(plan, reach, rows).filter(|loose| loose.2 < cost),
                false => None,
            };
            self.remember(match cheaper {
                Some((loose, rules, cost)) => {
                    Way { of, rules: Some(rules), cost, loose: Some(loose) }
                }
                None => Way { of, rules, cost, loose: None },
            })
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
    fn way<'w>(
        self,
        reach: Reach,
        together: usize,
        ways: &'w mut Ways,
    ) -> Option<(Tables<'a>, &'w Way)> {
        let tables = self.tables?;
        let way = ways.to::<W>(tables.plan, reach, self.rows.count);
        let scan = cost::of_scan(self.rows.count, Hash::<W>::BITS, together);
        (way.cost < scan || self.forced && way.rules.is_some()).then_some((tables, way))
    }

    /// So many queries as can share a scan: one that costs more than each of them may is no way for them.
    pub(super) fn together(self, queries: usize, work: u64) -> usize {
        if work < self.rows.count as u64 { 1 } else { queries }
    }

    /// What a question does not see, if it is not complete.
    pub(super) fn loose(self, reach: Reach, together: usize, ways: &mut Ways) -> Option<Loose> {
        self.way(reach, together, ways).and_then(|(_, way)| way.loose)
    }

    /// The search through the tables, where it is cheaper than a scan for so many queries.
    pub(super) fn lookup<'w>(
        self,
        reach: Reach,
        together: usize,
        ways: &'w mut Ways,
    ) -> Option<Lookup<'w, W>>
    where
        'a: 'w,
    {
        let (tables, way) = self.way(reach, together, ways)?;
        let (rows, rules, kernel) = (self.rows, way.rules.as_ref()?, Kernel::current());
        Some(Lookup { tables, rows, rules, radius: reach.radius, kernel })
    }

    /// Asks all queries on the caller's thread. If the tables turn out damaged, the sinks hold only a part.
    pub(super) fn ask<S: Sink>(
        self,
        reach: Reach,
        questions: &mut Questions<'_, W, S>,
        ways: &mut Ways,
        scratch: &mut Scratch,
    ) -> Result<(), Damaged> {
        let together = self.together(questions.queries.len(), scratch.effort.most);
        match self.lookup(reach, together, ways) {
            Some(lookup)
                if questions.queries.len() * lookup.rules.buckets() >= BY_BUCKET
                    && (self.rows.count > NEAR_ROWS || self.forced) =>
            {
                lookup.run_by_bucket(questions, scratch)
            }
            Some(lookup) => lookup.run(questions, scratch),
            None => {
                if scratch.effort.spend_all(self.rows.count as u64) {
                    self.scan(questions, &mut scratch.pass);
                }
                Ok(())
            }
        }
    }

    /// Compares all rows with all queries on the caller's thread.
    pub(super) fn scan<S: Sink>(self, questions: &mut Questions<'_, W, S>, pass: &mut Pass) {
        self.rows.scan(Kernel::current(), questions.queries, questions.sinks, pass);
    }
}
