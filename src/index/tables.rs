//! The tables of an index as they lie in its file. Nothing in them is believed: what leads outside is damage.

use zerocopy::little_endian::{U16, U32};

use super::plan::Plan;
use crate::hamming::{Span, prefetch};

/// An offset or a row number that leads outside the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damaged;

#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    pub(super) plan: Plan,
    /// Rows of the index, and used places of each table.
    pub(super) count: usize,
    /// Places from one table to the next.
    pub(super) stride: usize,
    /// For each table where its buckets begin, counted in its places, and where the last ends; then the next table.
    pub(super) offsets: &'a [U32],
    pub(super) offsets_stride: usize,
    pub(super) columns: &'a [U16],
    /// For each place of the tables but the first its row, in `row_bytes` bytes.
    pub(super) rows: &'a [u8],
    pub(super) row_bytes: usize,
}

impl Tables<'_> {
    /// Asks for the memory of a bucket's offsets; `bucket` counts through the offsets of all tables.
    #[inline(always)]
    pub(super) fn fetch_offsets(&self, bucket: u32) {
        prefetch(self.offsets, bucket as usize);
    }

    /// What the offsets say of a bucket: its places in its table.
    #[inline(always)]
    pub(super) fn span(&self, bucket: u32) -> Span {
        let offsets = &self.offsets[bucket as usize..][..2];
        Span { start: offsets[0].get(), end: offsets[1].get() }
    }

    /// Places that a bucket seldom passes if the keys are spread evenly.
    pub(super) fn usual_span(&self) -> usize {
        let mean = self.count as f64 / self.plan.buckets() as f64;
        (mean + 2.5 * mean.sqrt()).ceil() as usize
    }

    /// Asks for the memory of a place's row number.
    #[inline(always)]
    pub(super) fn fetch_row(&self, place: u32) {
        let at = (place as usize).saturating_sub(self.stride) * self.row_bytes;
        prefetch(self.rows, at);
    }

    /// The row of a place.
    #[inline(always)]
    pub(super) fn row(&self, place: u32) -> Result<u32, Damaged> {
        let row = match (place as usize).checked_sub(self.stride) {
            None => place,
            Some(at) => self.row_number(at).ok_or(Damaged)?,
        };
        if (row as usize) < self.count { Ok(row) } else { Err(Damaged) }
    }

    /// The number at a place of [`rows`](Self::rows): a word of which the bytes behind it are cut off.
    #[inline(always)]
    fn row_number(&self, at: usize) -> Option<u32> {
        let from = at * self.row_bytes;
        let word = match self.rows.get(from..from + 4) {
            Some(word) => word.first_chunk().copied()?,
            None => self.last_word(from)?,
        };
        Some(u32::from_le_bytes(word) & (u32::MAX >> (32 - 8 * self.row_bytes)))
    }

    #[cold]
    fn last_word(&self, from: usize) -> Option<[u8; 4]> {
        let bytes = self.rows.get(from..from + self.row_bytes)?;
        let mut word = [0; 4];
        word.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
        Some(word)
    }
}
