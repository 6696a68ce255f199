//! Entries worth a closer look, with their hashes.

use std::collections::BinaryHeap;

use super::lookup::Questions;
use super::loose::Reach;
use super::ring::{Bits, gathered, spread};
use super::rows::Rows;
use super::search::{Coverage, Hit};
use super::searcher::{self, Searcher};
use super::sink::Sink;
use crate::Hash;

/// An entry that came near to a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate<const W: usize> {
    pub(crate) hit: Hit,
    pub(crate) hash: Hash<W>,
}

impl<const W: usize> Searcher<'_, W> {
    /// For each query up to `most` of the nearest entries within the radius, in order, of which a share of about `recall`
    /// is found, as by [`approximate`](Self::approximate); and what bounds on the work or a cancellation left out of it.
    pub(crate) fn candidates(
        &mut self,
        hashes: &[Hash<W>],
        radius: u32,
        recall: f64,
        most: usize,
    ) -> (Vec<Vec<Candidate<W>>>, Coverage) {
        let queries: Vec<Bits<W>> = hashes.iter().map(spread).collect();
        let mut sinks: Vec<Nearest<W>> =
            queries.iter().map(|_| Nearest::new(radius, most)).collect();
        let mut coverage = vec![Coverage::Complete; queries.len()];
        let mut questions = Questions { queries: &queries, sinks: &mut sinks };
        let reach = Reach { radius, share: recall };
        let spare = self.spare.get_or_insert_default();
        searcher::ask(
            &self.sources,
            &self.bounds,
            reach,
            &mut questions,
            &mut coverage,
            &mut spare.ways,
            &mut spare.scratch,
        );
        let incomplete = coverage.into_iter().find(|&coverage| coverage != Coverage::Complete);
        let found = sinks.into_iter().map(|sink| sink.found.into_sorted_vec()).collect();
        (found, incomplete.unwrap_or_default())
    }
}

/// The nearest entries with their hashes, up to a number.
#[derive(Clone, Debug)]
struct Nearest<const W: usize> {
    radius: u32,
    most: usize,
    found: BinaryHeap<Candidate<W>>,
}

impl<const W: usize> Nearest<W> {
    fn new(radius: u32, most: usize) -> Self {
        Self { radius, most, found: BinaryHeap::new() }
    }

    fn keep(&mut self, candidate: Candidate<W>) {
        self.found.push(candidate);
        if self.found.len() > self.most {
            self.found.pop();
        }
    }
}

impl<const W: usize> Sink for Nearest<W> {
    #[inline]
    fn radius(&self) -> Option<u32> {
        match self.found.peek() {
            Some(worst) if self.found.len() == self.most => Some(worst.hit.distance),
            _ => Some(self.radius),
        }
    }

    fn take<const V: usize>(&mut self, rows: Rows<'_, V>, row: usize, distance: u32) {
        let words = gathered(rows.bits(row)).0;
        let hash = Hash(std::array::from_fn(|word| words[word]));
        rows.entries.each(row, distance, |hit| self.keep(Candidate { hit, hash }));
    }

    fn restart(&mut self, radius: u32) {
        self.found.clear();
        self.radius = radius;
    }

    fn merge(&mut self, other: Self) {
        other.found.into_iter().for_each(|candidate| self.keep(candidate));
    }
}
