//! What a search keeps of the rows it meets.

use std::collections::BinaryHeap;

use zerocopy::little_endian::U64;

use super::Hit;

/// Takes rows in any order; what it holds at the end depends on the rows alone.
pub(super) trait Sink: Send {
    /// The greatest distance that is still of interest; `None` when nothing can change any more.
    /// It never rises.
    fn radius(&self) -> Option<u32>;

    /// A row within the radius.
    fn take(&mut self, row: usize, distance: u32);

    /// What a sink of the same kind found in other rows.
    fn merge(&mut self, other: Self);
}

/// Everything within a radius.
pub(super) struct All<'a> {
    ids: &'a [U64],
    radius: u32,
    hits: Vec<Hit>,
}

impl<'a> All<'a> {
    pub(super) fn new(ids: &'a [U64], radius: u32) -> Self {
        let hits = Vec::new();
        Self { ids, radius, hits }
    }

    pub(super) fn into_hits(mut self) -> Vec<Hit> {
        self.hits.sort_unstable();
        self.hits
    }
}

impl Sink for All<'_> {
    fn radius(&self) -> Option<u32> {
        Some(self.radius)
    }

    fn take(&mut self, row: usize, distance: u32) {
        let id = self.ids[row].get();
        self.hits.push(Hit { distance, id });
    }

    fn merge(&mut self, other: Self) {
        self.hits.extend(other.hits);
    }
}

/// The `k` first by distance, then id.
pub(super) struct Nearest<'a> {
    ids: &'a [U64],
    k: usize,
    widest: u32,
    hits: BinaryHeap<Hit>,
}

impl<'a> Nearest<'a> {
    /// `widest` is a distance that no row passes.
    pub(super) fn new(ids: &'a [U64], k: usize, widest: u32) -> Self {
        let hits = BinaryHeap::new();
        Self { ids, k, widest, hits }
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.hits.into_sorted_vec()
    }

    fn keep(&mut self, hit: Hit) {
        self.hits.push(hit);
        if self.hits.len() > self.k {
            self.hits.pop();
        }
    }
}

impl Sink for Nearest<'_> {
    fn radius(&self) -> Option<u32> {
        match self.hits.peek() {
            _ if self.k == 0 => None,
            Some(worst) if self.hits.len() == self.k => Some(worst.distance),
            _ => Some(self.widest),
        }
    }

    fn take(&mut self, row: usize, distance: u32) {
        let id = self.ids[row].get();
        self.keep(Hit { distance, id });
    }

    fn merge(&mut self, other: Self) {
        for hit in other.hits {
            self.keep(hit);
        }
    }
}

/// The first row of the file within a radius.
pub(super) struct First {
    radius: u32,
    found: Option<(usize, u32)>,
}

impl First {
    pub(super) fn new(radius: u32) -> Self {
        let found = None;
        Self { radius, found }
    }

    pub(super) fn into_hit(self, ids: &[U64]) -> Option<Hit> {
        self.found.map(|(row, distance)| Hit { distance, id: ids[row].get() })
    }
}

impl Sink for First {
    /// Blocks are searched in order, so the first row of all lies in the first block that has any.
    fn radius(&self) -> Option<u32> {
        self.found.is_none().then_some(self.radius)
    }

    fn take(&mut self, row: usize, distance: u32) {
        let found = (row, distance);
        self.found = Some(self.found.map_or(found, |first| first.min(found)));
    }

    fn merge(&mut self, other: Self) {
        if let Some((row, distance)) = other.found {
            self.take(row, distance);
        }
    }
}
