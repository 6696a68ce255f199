//! Batches on all threads.

use rayon::prelude::*;

use super::Searcher;
use super::ring::{Bits, spread};
use super::search::{Coverage, Hit};
use super::sink::{Near, Sink};
use crate::Hash;
use crate::hamming::Kernel;

/// Queries that a task takes: enough that several open the same buckets, and few enough for all threads to have some.
const LEAST_QUERIES: usize = 64;
const MOST_QUERIES: usize = 16_384;

impl<const W: usize> Searcher<'_, W> {
    /// [`within`](Self::within) for each of many hashes, on all threads of the rayon pool in which it is called.
    #[must_use]
    pub fn within_batch(&self, hashes: &[Hash<W>], radius: u32) -> Vec<(Vec<Hit>, Coverage)> {
        // One pass for all would know no bound of each.
        if self.bounds.work == u64::MAX && self.sibling().scans(radius, hashes.len()) {
            let most = self.bounds.hits.saturating_add(1);
            return self.scan_batch(hashes, radius, most);
        }
        let at_once = hashes.len().div_ceil(rayon::current_num_threads());
        let answers = hashes
            .par_chunks(at_once.clamp(LEAST_QUERIES, MOST_QUERIES))
            .map_init(|| self.sibling(), |searcher, hashes| searcher.take_within(hashes, radius));
        answers.flatten_iter().collect()
    }

    /// [`nearest`](Self::nearest) for each of many hashes, in their order, on all threads.
    #[must_use]
    pub fn nearest_batch(&self, hashes: &[Hash<W>], k: usize) -> Vec<(Vec<Hit>, Coverage)> {
        if self.bounds.work < u64::MAX {
            let alone = |searcher: &mut Self, hash| {
                let answer = searcher.nearest(hash, k);
                (answer.hits.to_vec(), answer.coverage)
            };
            return hashes.par_iter().map_init(|| self.sibling(), alone).collect();
        }
        let through_tables = |searcher: &mut Self, hash| searcher.take_nearest(hash, k);
        let mut answers: Vec<Option<(Vec<Hit>, Coverage)>> =
            hashes.par_iter().map_init(|| self.sibling(), through_tables).collect();
        let open = hashes.iter().zip(&answers).filter(|(_, answer)| answer.is_none());
        let open: Vec<Hash<W>> = open.map(|(hash, _)| *hash).collect();
        let mut scanned = self.scan_batch(&open, Hash::<W>::BITS, k).into_iter();
        for answer in answers.iter_mut().filter(|answer| answer.is_none()) {
            *answer = scanned.next();
        }
        answers.into_iter().flatten().collect()
    }

    /// [`any_within`](Self::any_within) for each of many hashes, in their order, on all threads.
    #[must_use]
    pub fn any_within_batch(&self, hashes: &[Hash<W>], radius: u32) -> Vec<(bool, Coverage)> {
        let any = |searcher: &mut Self, hash| searcher.any_within(hash, radius);
        hashes.par_iter().map_init(|| self.sibling(), any).collect()
    }

    /// Streams all rows once for all hashes. Sinks hold `most` hits each.
    fn scan_batch(
        &self,
        hashes: &[Hash<W>],
        radius: u32,
        most: usize,
    ) -> Vec<(Vec<Hit>, Coverage)> {
        let queries: Vec<Bits<W>> = hashes.iter().map(spread).collect();
        let sink = || Near::new(radius, most, self.bounds.cancel.as_ref());
        let mut sinks: Vec<Near> = queries.iter().map(|_| sink()).collect();
        for source in &self.sources {
            let found = source.rows.scan_batch(Kernel::current(), &queries, sink);
            sinks.iter_mut().zip(found).for_each(|(sink, found)| sink.merge(found));
        }
        let coverage = match self.bounds.are_cancelled() {
            true => Coverage::Cancelled,
            false => Coverage::Complete,
        };
        sinks.into_iter().map(|sink| sink.finish(&self.bounds, coverage)).collect()
    }
}
