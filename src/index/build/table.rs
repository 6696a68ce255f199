//! Rows → one table: offsets, columns and row numbers.

use zerocopy::little_endian::{U16, U32};

use crate::index::format::Shape;
use crate::index::plan::COLUMN;

/// Bits of a key by which the rows are parted first: as many parts as can be written side by side.
const FIRST: u32 = 8;

/// A table as it lies in the file, its padding included.
pub(super) struct Table {
    pub(super) offsets: Vec<U32>,
    pub(super) columns: Vec<U16>,
    /// Empty for the first table, whose places are the rows.
    pub(super) rows: Vec<u8>,
}

/// Bytes of memory for each row while a table is built.
pub(super) const BYTES_A_ROW: usize = 14;

/// The table of that number. `words` are those of the rows in their order, each word by itself.
pub(super) fn table(words: &[Vec<u64>], shape: &Shape, table: u32) -> Option<Table> {
    let plan = shape.plan?;
    let start = plan.chunk(table).start;
    let width = plan.key_bits + COLUMN;
    let (word, shift) = (start as usize / 64, start % 64);
    let first = &words[word];
    Some(if shift + width <= 64 {
        let values = first.iter().map(move |word| word << shift >> (64 - width));
        of_values(values, shape, table)
    } else {
        let next = &words[(word + 1) % words.len()];
        let values = first.iter().zip(next).map(move |(first, next)| {
            let both = u128::from(*first) << 64 | u128::from(*next);
            (both << shift >> (128 - width)) as u64
        });
        of_values(values, shape, table)
    })
}

/// `values` are keys with columns behind them.
fn of_values(values: impl Iterator<Item = u64> + Clone, shape: &Shape, table: u32) -> Table {
    let mut built = Table {
        offsets: vec![U32::ZERO; shape.offsets_stride()],
        columns: vec![U16::ZERO; shape.stride()],
        rows: vec![0; if table == 0 { 0 } else { shape.stride() * shape.row_bytes() }],
    };
    let key_bits = shape.plan.map_or(0, |plan| plan.key_bits);
    let rest = key_bits.saturating_sub(FIRST);
    let (parts, ends) = parted(values, key_bits - rest, rest + COLUMN, shape.rows as usize);
    let mut start = 0;
    for (part, &end) in ends.iter().enumerate() {
        let offsets = &mut built.offsets[part << rest..];
        let offsets = &mut offsets[..1 << rest];
        place(&parts[start..end], start, offsets, &mut built.columns, &mut built.rows, shape);
        start = end;
    }
    built.offsets[1 << key_bits..].fill((shape.rows).into());
    built
}

/// The values by their highest `bits`, in the order of the rows: the `kept` bits below, and the number of the row. And
/// where each part ends.
fn parted(
    values: impl Iterator<Item = u64> + Clone,
    bits: u32,
    kept: u32,
    count: usize,
) -> (Vec<u64>, Vec<usize>) {
    let mut ends = vec![0; 1 << bits];
    values.clone().for_each(|value| ends[(value >> kept) as usize] += 1);
    let mut next = starts(&mut ends);
    let mut parts = vec![0; count];
    for (row, value) in (0..).zip(values) {
        let place = &mut next[(value >> kept) as usize];
        parts[*place] = (value & ((1 << kept) - 1)) << 32 | row;
        *place += 1;
    }
    (parts, ends)
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
