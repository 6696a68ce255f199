//! The linear search: every block, a cheap lower bound first, the full distance for what passes.

use std::ops::Range;

use rayon::prelude::*;

use super::ring::Bits;
use super::rows::Rows;
use super::sink::Sink;
use crate::hamming::{self, BLOCK, Fired, GROUP, Kernel, Part, Scratch, Sieve};

/// Queries that are asked of a block while it lies in the nearest cache.
const QUERIES_AT_ONCE: usize = 256;
/// Fewer queries than this are scanned one by one: that is less work.
const QUERIES_TO_SIEVE: usize = 4;
/// Blocks below which a share of the rows is not split again.
const LEAST_BLOCKS: usize = 16;
/// Shares of work for each thread, so that none waits long for the last.
const SHARES: usize = 4;

impl<const W: usize> Rows<'_, W> {
    /// Queries, as many as there are sinks, on the caller's thread.
    pub(super) fn scan<S: Sink>(
        self,
        kernel: Kernel,
        queries: &[Bits<W>],
        sinks: &mut [S],
        pass: &mut Pass,
    ) {
        let slices = queries.chunks(QUERIES_AT_ONCE).zip(sinks.chunks_mut(QUERIES_AT_ONCE));
        for (queries, sinks) in slices {
            self.scan_slice(kernel, 0..self.blocks(), queries, sinks, pass);
        }
    }

    /// Many queries on all threads; `sinks` as many as `queries`. Both are cut into slices, so that few queries of a
    /// long list are spread as well as many of a short one.
    pub(super) fn scan_batch<S: Sink>(
        self,
        kernel: Kernel,
        queries: &[Bits<W>],
        sink: impl Fn() -> S + Sync,
    ) -> Vec<S> {
        let slices = queries.len().div_ceil(QUERIES_AT_ONCE);
        let ranges = self.ranges(slices);
        let mut found: Vec<Vec<S>> = (0..slices * ranges.len())
            .into_par_iter()
            .map_init(Pass::default, |pass, task| {
                let (slice, range) = (task / ranges.len(), task % ranges.len());
                let from = slice * QUERIES_AT_ONCE;
                let to = queries.len().min(from + QUERIES_AT_ONCE);
                let mut sinks: Vec<S> = (from..to).map(|_| sink()).collect();
                let blocks = ranges[range].clone();
                self.scan_slice(kernel, blocks, &queries[from..to], &mut sinks, pass);
                sinks
            })
            .collect();
        let merge = |parts: &mut [Vec<S>]| {
            let (all, others) = parts.split_first_mut()?;
            for part in others {
                for (sink, other) in all.iter_mut().zip(part.drain(..)) {
                    sink.merge(other);
                }
            }
            Some(std::mem::take(all))
        };
        found.chunks_mut(ranges.len()).filter_map(merge).flatten().collect()
    }

    /// Shares of the blocks such that with so many slices of queries all threads have work.
    fn ranges(self, slices: usize) -> Vec<Range<usize>> {
        let threads = rayon::current_num_threads();
        let wanted = match threads {
            1 => 1,
            _ => (threads * SHARES).div_ceil(slices.max(1)),
        };
        let blocks = self.blocks();
        let shares = wanted.clamp(1, blocks.div_ceil(LEAST_BLOCKS).max(1));
        let cut = |share: usize| blocks * share / shares;
        (0..shares).map(|share| cut(share)..cut(share + 1)).collect()
    }

    fn scan_slice<S: Sink>(
        self,
        kernel: Kernel,
        blocks: Range<usize>,
        queries: &[Bits<W>],
        sinks: &mut [S],
        pass: &mut Pass,
    ) {
        if queries.len() < QUERIES_TO_SIEVE {
            self.scan_blocks(kernel, blocks, queries, sinks);
        } else {
            pass.start(queries);
            pass.run(self, kernel, blocks, sinks);
        }
    }

    /// Each query by itself, until no sink wants anything.
    fn scan_blocks<S: Sink>(
        self,
        kernel: Kernel,
        blocks: Range<usize>,
        queries: &[Bits<W>],
        sinks: &mut [S],
    ) {
        let mut near = [0; BLOCK / 64];
        for number in blocks {
            let near = &mut near[..self.rows_in(number).div_ceil(64)];
            let mut wanted = false;
            for (query, sink) in queries.iter().zip(&mut *sinks) {
                let Some(radius) = sink.radius() else { continue };
                wanted = true;
                let part = Part::first(radius, W);
                (kernel.near)(self.block(number), 0, query, part, radius, near);
                if near.iter().any(|&mask| mask != 0) {
                    self.verify(number, 0, near, query, sink);
                }
            }
            if !wanted {
                return;
            }
        }
    }

    /// Counts the rows marked in `near`, from row `first` of the block on, in full.
    fn verify<S: Sink>(
        self,
        number: usize,
        first: usize,
        near: &[u64],
        query: &[u64],
        sink: &mut S,
    ) {
        let (block, rows) = (self.block(number), self.rows_in(number));
        for (g, &mask) in near.iter().enumerate().filter(|(_, mask)| **mask != 0) {
            for i in bits(mask) {
                let row = first + 64 * g + i;
                if row >= rows {
                    return;
                }
                let Some(radius) = sink.radius() else { return };
                if let Some(distance) = hamming::distance_within(block, row, query, radius) {
                    sink.take(self, number * BLOCK + row, distance);
                }
            }
        }
    }
}

/// The positions of the bits that are set, rising.
fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(at)
    })
}

/// A slice of queries on its way through the blocks, in memory that is used again.
#[derive(Default)]
pub(super) struct Pass {
    /// Words of the queries that still want something.
    words: Vec<u64>,
    /// Their places among the sinks.
    places: Vec<usize>,
    radii: Vec<u32>,
    fired: Vec<Fired>,
    scratch: Option<Box<Scratch>>,
}

impl Pass {
    fn start<const W: usize>(&mut self, queries: &[Bits<W>]) {
        self.words.clear();
        self.words.extend_from_slice(queries.as_flattened());
        self.places.clear();
        self.places.extend(0..queries.len());
    }

    fn run<const W: usize, S: Sink>(
        &mut self,
        rows: Rows<'_, W>,
        kernel: Kernel,
        blocks: Range<usize>,
        sinks: &mut [S],
    ) {
        for number in blocks {
            self.look_at_sinks::<W, _>(sinks);
            if self.places.is_empty() {
                return;
            }
            let ask = Sieve {
                block: rows.block(number),
                rows: rows.rows_in(number),
                queries: &self.words,
                radii: &self.radii,
            };
            self.fired.clear();
            let scratch = self.scratch.get_or_insert_with(Scratch::new);
            (kernel.sieve)(ask, scratch, &mut self.fired);
            for &fired in &self.fired {
                self.follow(rows, kernel, number, fired, sinks);
            }
        }
    }

    /// Asks the sinks for their radii, and drops the queries whose sink is done.
    fn look_at_sinks<const W: usize, S: Sink>(&mut self, sinks: &[S]) {
        self.radii.clear();
        let mut kept = 0;
        for at in 0..self.places.len() {
            let place = self.places[at];
            if let Some(radius) = sinks[place].radius() {
                self.radii.push(radius);
                self.places[kept] = place;
                self.words.copy_within(at * W..(at + 1) * W, kept * W);
                kept += 1;
            }
        }
        self.places.truncate(kept);
        self.words.truncate(kept * W);
    }

    fn follow<const W: usize, S: Sink>(
        &self,
        rows: Rows<'_, W>,
        kernel: Kernel,
        number: usize,
        fired: Fired,
        sinks: &mut [S],
    ) {
        let at = fired.query as usize;
        let query = &self.words[at * W..][..W];
        let first = fired.group as usize * GROUP;
        let (radius, mut near) = (self.radii[at], [0; GROUP / 64]);
        let part = Part::first(radius, W);
        (kernel.near)(rows.block(number), first, query, part, radius, &mut near);
        let sink = &mut sinks[self.places[at]];
        rows.verify(number, first, &near, query, sink);
    }
}
