//! Which sections an index has, and how long each is.

use std::ops::Range;

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::hamming::{FRONT, GROUP, LANES};
use crate::index::plan::Plan;

/// Sections begin at multiples of this, and their lengths are multiples of it: a line of cache.
pub(in crate::index) const ALIGN: usize = 64;

/// Section kinds of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(in crate::index) enum Kind {
    /// The first words of each row.
    Front = 1,
    /// The words behind those; empty if there are none.
    Back = 2,
    /// The callers' ids, one for each entry.
    Ids = 3,
    /// The number of the list of each entry; empty if all are 0.
    Lists = 4,
    /// The rows of more than one entry.
    Repeats = 5,
    /// Where the buckets of each table begin.
    Offsets = 6,
    /// Sixteen bits of each row, in the order of each table.
    Columns = 7,
    /// The row of each place of the tables behind the first, which holds the rows in their own order.
    Rows = 8,
}

impl Kind {
    pub(in crate::index) const ALL: [Self; 8] = [
        Self::Front,
        Self::Back,
        Self::Ids,
        Self::Lists,
        Self::Repeats,
        Self::Offsets,
        Self::Columns,
        Self::Rows,
    ];
}

/// A row of more than one entry.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(in crate::index) struct Repeat {
    /// The row; they rise.
    pub(in crate::index) row: U32,
    /// By how many the entries up to this row's last outnumber the rows up to this one.
    pub(in crate::index) extra: U32,
}

/// What the lengths of all sections follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::index) struct Shape {
    /// Bits of a hash, a multiple of 64.
    pub(in crate::index) bits: u32,
    pub(in crate::index) entries: u32,
    /// Different hashes.
    pub(in crate::index) rows: u32,
    /// Rows of more than one entry.
    pub(in crate::index) repeats: u32,
    /// Whether an entry has another list than 0.
    pub(in crate::index) lists: bool,
    /// How the tables cut the hashes, if there are tables.
    pub(in crate::index) plan: Option<Plan>,
}

impl Shape {
    /// Whether an index can be so: all counts agree, and every place of the tables has a number of 32 bits.
    pub(in crate::index) fn is_possible(&self) -> bool {
        let extra = self.entries.checked_sub(self.rows);
        let repeats_fit = extra.is_some_and(|extra| {
            self.repeats <= self.rows
                && self.repeats <= extra
                && (extra == 0) == (self.repeats == 0)
        });
        let places = self.tables() as u64 * self.stride() as u64;
        repeats_fit && (self.rows == 0) == (self.entries == 0) && places <= u64::from(u32::MAX)
    }

    pub(in crate::index) fn tables(&self) -> usize {
        self.plan.map_or(0, |plan| plan.tables as usize)
    }

    /// Places from one table to the next.
    pub(in crate::index) fn stride(&self) -> usize {
        self.rows as usize + (LANES - self.rows as usize % LANES) % LANES
    }

    /// Offsets from one table to the next: one for each bucket and the end of the last, in whole lines.
    pub(in crate::index) fn offsets_stride(&self) -> usize {
        let line = ALIGN / size_of::<U32>();
        self.plan.map_or(0, |plan| (plan.buckets() + 1).next_multiple_of(line))
    }

    /// Bytes that the number of a row takes, 1 to 4.
    pub(in crate::index) fn row_bytes(&self) -> usize {
        let bits = u32::BITS - self.rows.saturating_sub(1).leading_zeros();
        bits.div_ceil(8).max(1) as usize
    }

    /// Which words of a hash lie in the section.
    pub(in crate::index) fn words(&self, kind: Kind) -> Range<usize> {
        let width = self.bits as usize / 64;
        match kind {
            Kind::Front => 0..width.min(FRONT),
            Kind::Back => width.min(FRONT)..width,
            _ => 0..0,
        }
    }

    /// Bytes of the section, a multiple of [`ALIGN`]. None passes 2⁴¹.
    pub(in crate::index) fn length(&self, kind: Kind) -> u64 {
        let (entries, tables) = (u64::from(self.entries), self.tables() as u64);
        let groups = u64::from(self.rows).div_ceil(GROUP as u64);
        let places = tables * self.stride() as u64;
        let bytes = match kind {
            Kind::Front | Kind::Back => groups * (GROUP * self.words(kind).len() * 8) as u64,
            Kind::Ids => entries * 8,
            Kind::Lists => entries * 2 * u64::from(self.lists),
            Kind::Repeats => u64::from(self.repeats) * size_of::<Repeat>() as u64,
            Kind::Offsets => tables * (self.offsets_stride() * size_of::<U32>()) as u64,
            Kind::Columns => places * 2,
            Kind::Rows => tables.saturating_sub(1) * (self.stride() * self.row_bytes()) as u64,
        };
        bytes.next_multiple_of(ALIGN as u64)
    }
}
