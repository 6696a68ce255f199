//! What a row stands for: one entry, or several that share a hash.

use std::collections::HashSet;
use std::ops::Range;

use zerocopy::little_endian::{U16, U64};

use super::Hit;
use super::format::Repeat;

/// What the entries of a file count as.
#[derive(Clone, Copy, Default)]
pub(super) enum Standing<'a> {
    /// What they are.
    #[default]
    AsFiled,
    /// The same, but for these, which count no longer.
    Unless(&'a HashSet<(u64, u16)>),
    /// Their ids are places among these; `None` counts no longer.
    Added(&'a [Option<(u64, u16)>]),
}

impl Standing<'_> {
    /// The id and list that an entry counts as, if it counts.
    fn of(self, id: u64, list: u16) -> Option<(u64, u16)> {
        match self {
            Self::AsFiled => Some((id, list)),
            Self::Unless(removed) => Some((id, list)).filter(|entry| !removed.contains(entry)),
            Self::Added(added) => *added.get(usize::try_from(id).ok()?)?,
        }
    }
}

/// The entries of an index, in the order of its rows.
#[derive(Clone, Copy, Default)]
pub(super) struct Entries<'a> {
    pub(super) ids: &'a [U64],
    /// Empty if all are in list 0.
    pub(super) lists: &'a [U16],
    pub(super) repeats: &'a [Repeat],
    pub(super) standing: Standing<'a>,
}

impl Entries<'_> {
    /// The entries of a row that count, as hits at that distance.
    pub(super) fn each(&self, row: usize, distance: u32, mut take: impl FnMut(Hit)) {
        for entry in self.of_row(row) {
            let Some((id, list)) = self.get(entry) else { return };
            if let Some((id, list)) = self.standing.of(id, list) {
                take(Hit { distance, id, list });
            }
        }
    }

    /// Id and list of an entry; `None` beyond the last.
    pub(super) fn get(&self, entry: usize) -> Option<(u64, u16)> {
        let list = self.lists.get(entry).map_or(0, |list| list.get());
        Some((self.ids.get(entry)?.get(), list))
    }

    fn of_row(&self, row: usize) -> Range<usize> {
        let repeat = self.repeats.partition_point(|repeat| (repeat.row.get() as usize) < row);
        let before = self.extra_before(repeat);
        let own = match self.repeats.get(repeat) {
            Some(found) if found.row.get() as usize == row => {
                (found.extra.get() as usize).saturating_sub(before)
            }
            _ => 0,
        };
        row + before..row + before + own + 1
    }

    /// The row of an entry.
    pub(super) fn row_of(&self, entry: usize) -> usize {
        let repeat = self.repeats.partition_point(|repeat| {
            (repeat.row.get() as usize + repeat.extra.get() as usize) < entry
        });
        let row = entry - self.extra_before(repeat).min(entry);
        let own = self.repeats.get(repeat).map(|repeat| repeat.row.get() as usize);
        own.map_or(row, |own| row.min(own))
    }

    fn extra_before(&self, repeat: usize) -> usize {
        match repeat {
            0 => 0,
            _ => self.repeats[repeat - 1].extra.get() as usize,
        }
    }
}
