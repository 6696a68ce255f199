//! What a search keeps of the rows it meets.

use std::collections::BinaryHeap;

use super::rows::Rows;
use super::search::{Bounds, Cancel, Coverage, Hit};

/// Takes rows in any order, each once; what it holds at the end depends on the rows alone.
pub(super) trait Sink: Send {
    /// The greatest distance that is still of interest; `None` when nothing can change any more.
    /// It never rises.
    fn radius(&self) -> Option<u32>;

    /// One of the rows, within the radius.
    fn take<const W: usize>(&mut self, rows: Rows<'_, W>, row: usize, distance: u32);

    /// Forgets what it holds, for a search from the beginning.
    fn restart(&mut self, radius: u32);

    /// What a sink of the same kind found in other rows.
    fn merge(&mut self, other: Self);
}

/// The first hits within a radius by distance, id and list, up to a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Near {
    radius: u32,
    most: usize,
    hits: BinaryHeap<Hit>,
    cancel: Option<Cancel>,
}

impl Near {
    pub(super) fn new(radius: u32, most: usize, cancel: Option<&Cancel>) -> Self {
        Self { radius, most, hits: BinaryHeap::new(), cancel: cancel.cloned() }
    }

    /// The hits in order within the bounds, and what that makes of their coverage. Their memory comes back with
    /// [`in_room`](Self::in_room).
    pub(super) fn finish(self, bounds: &Bounds, coverage: Coverage) -> (Vec<Hit>, Coverage) {
        let mut hits = self.hits.into_sorted_vec();
        let more = hits.len() > bounds.hits;
        hits.truncate(bounds.hits);
        let coverage = match coverage {
            Coverage::Complete if more => Coverage::Hits,
            _ => coverage,
        };
        (hits, coverage)
    }

    /// Uses that memory for the hits.
    pub(super) fn in_room(mut self, mut room: Vec<Hit>) -> Self {
        room.clear();
        self.hits = room.into();
        self
    }

    /// Whether it holds as many hits as it may.
    pub(super) fn is_full(&self) -> bool {
        self.hits.len() == self.most
    }

    fn keep(&mut self, hit: Hit) {
        self.hits.push(hit);
        if self.hits.len() > self.most {
            self.hits.pop();
        }
    }
}

impl Sink for Near {
    #[inline]
    fn radius(&self) -> Option<u32> {
        match self.hits.peek() {
            _ if self.most == 0 || is_set(&self.cancel) => None,
            Some(worst) if self.is_full() => Some(worst.distance),
            _ => Some(self.radius),
        }
    }

    fn take<const W: usize>(&mut self, rows: Rows<'_, W>, row: usize, distance: u32) {
        rows.entries.each(row, distance, |hit| self.keep(hit));
    }

    fn restart(&mut self, radius: u32) {
        self.hits.clear();
        self.radius = radius;
    }

    fn merge(&mut self, other: Self) {
        other.hits.into_iter().for_each(|hit| self.keep(hit));
    }
}

/// Whether there is an entry within a radius.
#[derive(Clone, Debug)]
pub(super) struct Any {
    pub(super) found: bool,
    radius: u32,
    cancel: Option<Cancel>,
}

impl Any {
    pub(super) fn new(radius: u32, cancel: Option<&Cancel>) -> Self {
        Self { found: false, radius, cancel: cancel.cloned() }
    }
}

impl Sink for Any {
    #[inline]
    fn radius(&self) -> Option<u32> {
        (!self.found && !is_set(&self.cancel)).then_some(self.radius)
    }

    fn take<const W: usize>(&mut self, rows: Rows<'_, W>, row: usize, distance: u32) {
        rows.entries.each(row, distance, |_| self.found = true);
    }

    fn restart(&mut self, radius: u32) {
        self.found = false;
        self.radius = radius;
    }

    fn merge(&mut self, other: Self) {
        self.found |= other.found;
    }
}

fn is_set(cancel: &Option<Cancel>) -> bool {
    cancel.as_ref().is_some_and(Cancel::is_set)
}
