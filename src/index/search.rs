//! The questions that an index answers, and its answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::{Index, Searcher};
use crate::Hash;

/// An entry that was found. Hits are ordered by distance, then id, then list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// Bits in which the entry differs from the query.
    pub distance: u32,
    /// The caller's id of the entry.
    pub id: u64,
    /// The caller's number of the list that the entry is in.
    pub list: u16,
}

/// What one query may cost. The default sets no bounds: every answer is complete, and none costs much more than
/// comparing every entry.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Bounds {
    /// Hits to give at most, the nearest ones.
    pub hits: usize,
    /// How much may be compared, in comparisons of a few bits: a list of a million needs some thousand for radius 31,
    /// and a million where it must be read as a whole.
    pub work: u64,
    /// Ends the search when it is set, from whichever thread.
    pub cancel: Option<Cancel>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { hits: usize::MAX, work: u64::MAX, cancel: None }
    }
}

impl Bounds {
    pub(super) fn are_cancelled(&self) -> bool {
        self.cancel.as_ref().is_some_and(Cancel::is_set)
    }
}

/// A switch that ends searches, from whichever thread; they look at it every few microseconds. All clones are one.
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    set: Arc<AtomicBool>,
    deadline: Option<Instant>,
}

impl Cancel {
    /// A switch that sets itself at this moment.
    #[must_use]
    pub fn at(deadline: Instant) -> Self {
        Self { deadline: Some(deadline), ..Self::default() }
    }

    /// Ends the searches that have this in their bounds, now and later.
    pub fn set(&self) {
        self.set.store(true, Ordering::Relaxed);
    }

    /// Whether it was set, or its moment is over.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.set.load(Ordering::Relaxed)
            || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

/// Whether an answer holds everything that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Coverage {
    /// It does.
    #[default]
    Complete,
    /// There are more hits than [`Bounds::hits`]; these are the nearest.
    Hits,
    /// [`Bounds::work`] was reached; what was found until then is given.
    Work,
    /// [`Bounds::cancel`] was set; what was found until then is given.
    Cancelled,
}

/// The answer to one query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer<'s> {
    /// What was found, in order.
    pub hits: &'s [Hit],
    /// Whether that is all.
    pub coverage: Coverage,
}

/// The answers to some queries, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Answers<'s> {
    hits: &'s [Vec<Hit>],
    coverage: &'s [Coverage],
}

impl<'s> Answers<'s> {
    pub(super) fn new(hits: &'s [Vec<Hit>], coverage: &'s [Coverage]) -> Self {
        Self { hits, coverage }
    }

    pub(super) fn into_first(self) -> Answer<'s> {
        self.iter().next().unwrap_or(Answer { hits: &[], coverage: Coverage::Complete })
    }

    /// How many queries there were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hits.len()
    }

    /// Whether there were none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// The answers one by one.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Answer<'s>> + use<'s> {
        let answers = self.hits.iter().zip(self.coverage);
        answers.map(|(hits, &coverage)| Answer { hits, coverage })
    }
}

/// All answers are complete, ordered by (distance, id, list), and the same whether asked one by one or in a batch, on
/// whatever number of threads. One query runs on the caller's thread; a batch on all threads of the rayon pool in
/// which it is called. A [`Searcher`] asks the same questions without new memory for each, and under bounds.
impl<const W: usize, D: AsRef<[u8]>> Index<W, D> {
    /// A searcher of this index.
    #[must_use]
    pub fn searcher(&self) -> Searcher<'_, W> {
        Searcher::new(self.source(), self.profile())
    }

    /// All entries that differ from the hash in at most `radius` bits.
    #[must_use]
    pub fn within(&self, hash: &Hash<W>, radius: u32) -> Vec<Hit> {
        self.searcher().within(hash, radius).hits.to_vec()
    }

    /// [`within`](Self::within) for each of many hashes, in their order.
    #[must_use]
    pub fn within_batch(&self, hashes: &[Hash<W>], radius: u32) -> Vec<Vec<Hit>> {
        self.searcher().within_batch(hashes, radius).into_iter().map(|(hits, _)| hits).collect()
    }

    /// The `k` nearest entries, or all if there are fewer. Of entries at one distance the lowest ids come first.
    #[must_use]
    pub fn nearest(&self, hash: &Hash<W>, k: usize) -> Vec<Hit> {
        self.searcher().nearest(hash, k).hits.to_vec()
    }

    /// [`nearest`](Self::nearest) for each of many hashes, in their order.
    #[must_use]
    pub fn nearest_batch(&self, hashes: &[Hash<W>], k: usize) -> Vec<Vec<Hit>> {
        self.searcher().nearest_batch(hashes, k).into_iter().map(|(hits, _)| hits).collect()
    }

    /// Whether any entry differs from the hash in at most `radius` bits. The search ends at the first.
    #[must_use]
    pub fn any_within(&self, hash: &Hash<W>, radius: u32) -> bool {
        self.searcher().any_within(hash, radius).0
    }

    /// [`any_within`](Self::any_within) for each of many hashes, in their order.
    #[must_use]
    pub fn any_within_batch(&self, hashes: &[Hash<W>], radius: u32) -> Vec<bool> {
        let found = self.searcher().any_within_batch(hashes, radius);
        found.into_iter().map(|(found, _)| found).collect()
    }
}
