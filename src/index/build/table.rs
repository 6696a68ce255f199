//! Rows → one table: offsets, columns and row numbers.

use zerocopy::little_endian::{U16, U32};

use crate::index::format::Shape;
use crate::index::plan::{COLUMN, Plan};

/// Bits of a key by which the rows are parted first: as many parts as can be written side by side.
const FIRST: u32 = 8;

/// A table as it lies in the file, its padding included; its memory is used for one after the other.
#[derive(Default)]
pub(super) struct Table {
    pub(super) offsets: Vec<U32>,
    pub(super) columns: Vec<U16>,
    /// Empty for the first table, whose places are the rows.
    pub(super) rows: Vec<u8>,
    parts: Vec<u64>,
}

/// Bytes of memory for each row while a table is built.
pub(super) const BYTES_A_ROW: usize = 14;

impl Table {
    /// The table of that number. `words` are those of the rows in their order, each word by itself.
    pub(super) fn build(&mut self, words: &[Vec<u64>], shape: &Shape, table: u32) {
        let Some(plan) = shape.plan else { return };
        let start = plan.chunk(table).start;
        let width = plan.key_bits + COLUMN;
        let (word, shift) = (start as usize / 64, start % 64);
        let first = &words[word];
        if shift + width <= 64 {
            let values = first.iter().map(move |word| word << shift >> (64 - width));
            self.fill(values, shape, plan, table);
        } else {
            let next = &words[(word + 1) % words.len()];
            let values = first.iter().zip(next).map(move |(first, next)| {
                let both = u128::from(*first) << 64 | u128::from(*next);
                (both << shift >> (128 - width)) as u64
            });
            self.fill(values, shape, plan, table);
        }
    }

    /// `values` are keys with columns behind them.
    fn fill(
        &mut self,
        values: impl Iterator<Item = u64> + Clone,
        shape: &Shape,
        plan: Plan,
        table: u32,
    ) {
        let Self { offsets, columns, rows, parts } = self;
        offsets.resize(shape.offsets_stride(), U32::ZERO);
        columns.resize(shape.stride(), U16::ZERO);
        rows.resize(if table == 0 { 0 } else { shape.stride() * shape.row_bytes() }, 0);
        parts.resize(shape.rows as usize, 0);
        let rest = plan.key_bits.saturating_sub(FIRST);
        let ends = part(values, plan.key_bits - rest, rest + COLUMN, parts);
        let mut start = 0;
        for (number, &end) in ends.iter().enumerate() {
            let offsets = &mut offsets[number << rest..][..1 << rest];
            place(&parts[start..end], start, offsets, columns, rows, shape);
            start = end;
        }
        offsets[1 << plan.key_bits..].fill(shape.rows.into());
    }
}

/// Sorts the values by their highest `bits`, in the order of the rows: the `kept` bits below, and the number of the row.
/// Gives where each part ends.
fn part(
    values: impl Iterator<Item = u64> + Clone,
    bits: u32,
    kept: u32,
    parts: &mut [u64],
) -> Vec<usize> {
    let mut ends = vec![0; 1 << bits];
    values.clone().for_each(|value| ends[(value >> kept) as usize] += 1);
    let mut next = starts(&mut ends);
    for (row, value) in (0..).zip(values) {
        let place = &mut next[(value >> kept) as usize];
        parts[*place] = (value & ((1 << kept) - 1)) << 32 | row;
        *place += 1;
    }
    ends
}

/// Turns counts into ends, and gives the starts.
fn starts(counts: &mut [usize]) -> Vec<usize> {
    let mut end = 0;
    let sum = |count: &mut usize| {
        let start = end;
        end += *count;
        *count = end;
        start
    };
    counts.iter_mut().map(sum).collect()
}

/// Puts a part, whose first place is `start`, in the order of the rest of the keys.
fn place(
    part: &[u64],
    start: usize,
    offsets: &mut [U32],
    columns: &mut [U16],
    rows: &mut [u8],
    shape: &Shape,
) {
    let key = |value: u64| (value >> (32 + COLUMN)) as usize;
    let mut counts = vec![0; offsets.len()];
    part.iter().for_each(|&value| counts[key(value)] += 1);
    let mut next = starts(&mut counts);
    for (offset, next) in offsets.iter_mut().zip(&mut next) {
        *next += start;
        offset.set(*next as u32);
    }
    match (rows.is_empty(), shape.row_bytes()) {
        (true, _) => scatter::<0>(part, next, key, columns, rows),
        (_, 1) => scatter::<1>(part, next, key, columns, rows),
        (_, 2) => scatter::<2>(part, next, key, columns, rows),
        (_, 3) => scatter::<3>(part, next, key, columns, rows),
        _ => scatter::<4>(part, next, key, columns, rows),
    }
}

/// `BYTES` is what a row number takes; 0 where none is kept.
fn scatter<const BYTES: usize>(
    part: &[u64],
    mut next: Vec<usize>,
    key: impl Fn(u64) -> usize,
    columns: &mut [U16],
    rows: &mut [u8],
) {
    for &value in part {
        let place = &mut next[key(value)];
        columns[*place].set((value >> 32) as u16);
        if BYTES > 0 {
            let number = (value as u32).to_le_bytes();
            rows[*place * BYTES..][..BYTES].copy_from_slice(&number[..BYTES]);
        }
        *place += 1;
    }
}
