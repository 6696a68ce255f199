//! The questions that an index answers.

use super::Index;
use super::sink::{All, First, Nearest};
use crate::Hash;
use crate::hamming::Kernel;

/// An entry that was found. Hits are ordered by distance, then id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// Bits in which the entry differs from the query.
    pub distance: u32,
    /// The caller's id of the entry.
    pub id: u64,
}

/// All answers are complete, ordered by (distance, id), and the same whether asked one by one or in a batch, on
/// whatever number of threads. One query runs on the caller's thread; a batch on all threads of the rayon pool in
/// which it is called.
impl<const W: usize, D: AsRef<[u8]>> Index<W, D> {
    /// All entries that differ from the hash in at most `radius` bits.
    #[must_use]
    pub fn within(&self, hash: &Hash<W>, radius: u32) -> Vec<Hit> {
        let rows = self.rows();
        let mut sink = All::new(rows.ids, radius);
        rows.scan(Kernel::current(), hash, &mut sink);
        sink.into_hits()
    }

    /// [`within`](Self::within) for each of many hashes, in their order.
    #[must_use]
    pub fn within_batch(&self, hashes: &[Hash<W>], radius: u32) -> Vec<Vec<Hit>> {
        let rows = self.rows();
        let sinks = rows.scan_batch(Kernel::current(), hashes, || All::new(rows.ids, radius));
        sinks.into_iter().map(All::into_hits).collect()
    }

    /// The `k` nearest entries, or all if there are fewer. Of entries at one distance the lowest ids come first.
    #[must_use]
    pub fn nearest(&self, hash: &Hash<W>, k: usize) -> Vec<Hit> {
        let rows = self.rows();
        let mut sink = Nearest::new(rows.ids, k, Hash::<W>::BITS);
        rows.scan(Kernel::current(), hash, &mut sink);
        sink.into_hits()
    }

    /// [`nearest`](Self::nearest) for each of many hashes, in their order.
    #[must_use]
    pub fn nearest_batch(&self, hashes: &[Hash<W>], k: usize) -> Vec<Vec<Hit>> {
        let rows = self.rows();
        let sink = || Nearest::new(rows.ids, k, Hash::<W>::BITS);
        let sinks = rows.scan_batch(Kernel::current(), hashes, sink);
        sinks.into_iter().map(Nearest::into_hits).collect()
    }

    /// The first entry in the order of the file that differs from the hash in at most `radius` bits; the search ends
    /// there. It need not be the nearest.
    #[must_use]
    pub fn any_within(&self, hash: &Hash<W>, radius: u32) -> Option<Hit> {
        let rows = self.rows();
        let mut sink = First::new(radius);
        rows.scan(Kernel::current(), hash, &mut sink);
        sink.into_hit(rows.ids)
    }

    /// [`any_within`](Self::any_within) for each of many hashes, in their order.
    #[must_use]
    pub fn any_within_batch(&self, hashes: &[Hash<W>], radius: u32) -> Vec<Option<Hit>> {
        let rows = self.rows();
        let sinks = rows.scan_batch(Kernel::current(), hashes, || First::new(radius));
        let hits = sinks.into_iter().map(|sink| sink.into_hit(rows.ids));
        hits.collect()
    }
}
