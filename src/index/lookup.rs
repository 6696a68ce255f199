//! The search through the tables: buckets, then columns, then rows.
//!
//! Memory decides what it costs, so it goes step by step for some hundred buckets at a time, and each step asks for
//! the memory of the next one: where the buckets begin, their columns, the row numbers of what passed, the rows.

use super::order::Order;
use super::plan::{Rule, Rules};
use super::ring::Bits;
use super::rows::Rows;
use super::scan::Pass;
use super::sink::Sink;
use super::tables::{Damaged, Tables};
use crate::cpu::vectorized;
use crate::hamming::{Ask, Kernel, Part, Sift, Sifted, Span};

/// Buckets that are opened together: where the columns of a table stay in the second-level cache and where they do not.
const BUCKETS: [usize; 2] = [1024, 320];
/// Rows up to which they stay there.
pub(super) const NEAR_ROWS: usize = 1 << 20;
/// Places that are sifted together, unless one ask alone has more.
const PLACES: u64 = 1 << 18;
/// What looking at a row costs, in places of a column.
const ROW: u64 = 32;

/// The tables and rows of one index.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a, const W: usize> {
    pub(super) tables: Tables<'a>,
    pub(super) rows: Rows<'a, W>,
    pub(super) rules: &'a Rules,
    /// The radius of the rules.
    pub(super) radius: u32,
    pub(super) kernel: Kernel,
}

/// Queries, and for each a sink.
pub(super) struct Questions<'q, const W: usize, S> {
    pub(super) queries: &'q [Bits<W>],
    pub(super) sinks: &'q mut [S],
}

impl<const W: usize, S: Sink> Questions<'_, W, S> {
    /// Whether nothing is wanted any more. Of several sinks the first speaks for all: they are cancelled together.
    fn are_over(&self) -> bool {
        self.sinks.first().is_none_or(|sink| sink.radius().is_none())
    }
}

/// What a search works with, and uses again.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) effort: Effort,
    pub(super) buckets: Vec<u32>,
    pub(super) asks: Vec<Ask>,
    pub(super) order: Order,
    pub(super) pass: Pass,
    spans: Vec<Span>,
    room: Room,
}

/// What passed the columns.
#[derive(Clone, Debug, Default)]
struct Room {
    sifted: Sifted,
    /// Row, and number of the ask.
    rows: Vec<(u32, u32)>,
}

/// What the queries have cost, in places of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Effort {
    pub(super) most: u64,
    spent: Vec<u64>,
}

impl Scratch {
    /// Makes room for so many queries, each of which may cost so much.
    pub(super) fn start(&mut self, queries: usize, most: u64) {
        self.effort.most = most;
        self.effort.spent.clear();
        self.effort.spent.resize(queries, 0);
        // A search that met damage has left them.
        self.buckets.clear();
        self.asks.clear();
    }
}

impl Effort {
    /// Whether the query was given up, since it would have cost more than it may.
    pub(super) fn is_exceeded(&self, query: usize) -> bool {
        self.spent[query] > self.most
    }

    /// Spends that much for every query; whether any of them may cost it.
    pub(super) fn spend_all(&mut self, cost: u64) -> bool {
        let queries = 0..self.spent.len() as u32;
        queries.filter(|&query| self.spend(query, cost)).count() > 0
    }

    /// Whether the query may cost that much more.
    #[inline(always)]
    fn spend(&mut self, query: u32, cost: u64) -> bool {
        let spent = &mut self.spent[query as usize];
        *spent = spent.saturating_add(cost);
        *spent <= self.most
    }
}

impl<const W: usize> Lookup<'_, W> {
    /// Asks all tables by the rules and within the effort of the scratch, one after the other.
    pub(super) fn run<S: Sink>(
        &self,
        questions: &mut Questions<'_, W, S>,
        scratch: &mut Scratch,
    ) -> Result<(), Damaged> {
        vectorized(
            #[inline(always)]
            || {
                for table in 0..self.tables.plan.tables {
                    for slot in 0..questions.queries.len() {
                        let query = &questions.queries[slot];
                        self.ask(table, slot as u32, query, scratch);
                        if scratch.buckets.len() >= self.buckets() {
                            self.step(questions, scratch)?;
                        }
                    }
                }
                self.step(questions, scratch)
            },
        )
    }

    /// Buckets that are worth opening together.
    #[inline(always)]
    pub(super) fn buckets(&self) -> usize {
        BUCKETS[usize::from(self.rows.count > NEAR_ROWS)]
    }

    /// Adds the buckets of one table that a query has to open.
    #[inline(always)]
    fn ask(&self, table: u32, query: u32, bits: &Bits<W>, scratch: &mut Scratch) {
        let Scratch { buckets, asks, .. } = scratch;
        let rule = self.rules.tables[table as usize];
        let Some(most) = rule.flips else { return };
        let (key, column) = self.key_and_column(&rule, bits);
        let first = table * self.tables.offsets_stride as u32;
        for weight in 0..=most {
            let flips = self.rules.flips(weight);
            add_buckets(buckets, first, key, flips);
            let (spans, limit) = (flips.len() as u32, (rule.limit - weight) as u8);
            asks.push(Ask { query, spans, column, limit, table: table as u8 });
        }
    }

    /// Opens the buckets that were added, and hands the rows that are near to the sinks.
    #[inline(always)]
    pub(super) fn step<S: Sink>(
        &self,
        questions: &mut Questions<'_, W, S>,
        scratch: &mut Scratch,
    ) -> Result<(), Damaged> {
        if questions.are_over() {
            scratch.buckets.clear();
            scratch.asks.clear();
            return Ok(());
        }
        let places = self.open(scratch)?;
        let Scratch { effort, asks, spans, room, .. } = scratch;
        if places <= PLACES {
            self.sift(asks, spans, room)?;
            self.look(asks, questions, effort, room);
        } else {
            let mut rest = &spans[..];
            for ask in asks.chunks(1) {
                let (own, others) = rest.split_at(ask[0].spans as usize);
                rest = others;
                self.sift(ask, own, room)?;
                self.look(ask, questions, effort, room);
            }
        }
        asks.clear();
        Ok(())
    }

    /// Finds where the buckets lie, and counts their places. Those of a query that may cost no more are empty.
    #[inline(always)]
    fn open(&self, scratch: &mut Scratch) -> Result<u64, Damaged> {
        let Scratch { effort, buckets, asks, spans, .. } = scratch;
        for &bucket in &*buckets {
            self.tables.fetch_offsets(bucket);
        }
        spans.clear();
        spans.resize(buckets.len(), Span::default());
        let (mut damaged, mut sum, mut first) = (false, 0, 0);
        for ask in &*asks {
            let own = first..first + ask.spans as usize;
            first = own.end;
            let origin = (usize::from(ask.table) * self.tables.stride) as u32;
            let mut places = 0;
            for (span, &bucket) in spans[own.clone()].iter_mut().zip(&buckets[own.clone()]) {
                *span = self.tables.span(bucket);
                damaged |= span.start > span.end || span.end as usize > self.tables.count;
                places += u64::from(span.end.wrapping_sub(span.start));
                span.start = span.start.wrapping_add(origin);
                span.end = span.end.wrapping_add(origin);
            }
            if effort.spend(ask.query, places) {
                sum += places;
            } else {
                spans[own].iter_mut().for_each(|span| span.end = span.start);
            }
        }
        buckets.clear();
        if damaged { Err(Damaged) } else { Ok(sum) }
    }

    /// Finds the rows whose columns pass.
    #[inline(always)]
    fn sift(&self, asks: &[Ask], spans: &[Span], room: &mut Room) -> Result<(), Damaged> {
        let Room { sifted, rows } = room;
        let sift = Sift {
            columns: self.tables.columns,
            asks,
            spans,
            inner: &self.rules.inner,
            usual: self.tables.usual_span(),
        };
        (self.kernel.sift)(sift, sifted);
        for spot in &sifted.spots {
            self.tables.fetch_row(spot.place);
        }
        rows.clear();
        for spot in &sifted.spots {
            let row = self.tables.row(spot.place)?;
            self.rows.fetch_front(row as usize);
            rows.push((row, spot.ask));
        }
        Ok(())
    }

    /// Compares the fronts, and what is near there in full.
    #[inline(always)]
    fn look<S: Sink>(
        &self,
        asks: &[Ask],
        questions: &mut Questions<'_, W, S>,
        effort: &mut Effort,
        room: &mut Room,
    ) {
        // More rows than buckets come of a list that was made to be slow, or of many answers.
        let many = room.rows.len() > asks.iter().map(|ask| ask.spans as usize).sum();
        let (mut near, mut next) = (0, 0);
        while let Some(&(_, number)) = room.rows.get(next) {
            let own = room.rows[next..].iter().take_while(|row| row.1 == number).count();
            let query = asks[number as usize].query;
            let bits = &questions.queries[query as usize];
            let rows = next..next + own;
            next = rows.end;
            if many && !effort.spend(query, ROW * own as u64) {
                continue;
            }
            for at in rows {
                let (row, _) = room.rows[at];
                room.rows[near] = (row, number);
                let distance = self.rows.distance(row as usize, bits, Part::Front);
                near += usize::from(distance <= self.radius);
            }
        }
        room.rows.truncate(near);
        room.rows.iter().for_each(|&(row, _)| self.rows.fetch_back(row as usize));
        for &(row, number) in &room.rows {
            let (row, ask) = (row as usize, &asks[number as usize]);
            let query = &questions.queries[ask.query as usize];
            let distance = self.rows.distance(row, query, Part::Whole);
            let sink = &mut questions.sinks[ask.query as usize];
            let wanted =
                distance <= self.radius && sink.radius().is_some_and(|radius| distance <= radius);
            if wanted && !self.was_met(row, query, ask.table) {
                sink.take(self.rows, row, distance);
            }
        }
    }

    /// Whether an earlier table has handed the row to the sink: each is taken from the first table that meets it.
    fn was_met(&self, row: usize, query: &Bits<W>, table: u8) -> bool {
        let bits = self.rows.bits(row);
        let differ: Bits<W> = std::array::from_fn(|at| bits[at] ^ query[at]);
        self.rules.tables[..usize::from(table)].iter().any(|rule| {
            let (key, column) = self.key_and_column(rule, &differ);
            rule.meets(key.count_ones(), column)
        })
    }

    /// What a table takes of a hash.
    #[inline(always)]
    pub(super) fn key_and_column(&self, rule: &Rule, bits: &Bits<W>) -> (u32, u16) {
        self.tables.plan.key_and_column(rule, bits)
    }
}

/// Adds the buckets to which the flips lead from a key, the first bucket of the table being `first`.
#[inline(always)]
pub(super) fn add_buckets(buckets: &mut Vec<u32>, first: u32, key: u32, flips: &[u32]) {
    let at = buckets.len();
    buckets.resize(at + flips.len(), 0);
    for (bucket, flip) in buckets[at..].iter_mut().zip(flips) {
        *bucket = first + (key ^ flip);
    }
}
