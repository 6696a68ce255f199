//! Plain Rust: the oracle for all kernels, and the kernel of machines that have no other.
//!
//! The loops are written for a compiler that has only the instructions of the oldest x86-64, where none counts bits.

use zerocopy::IntoBytes;

use super::{BLOCK, Block, Fired, GROUP, Kernel, Part, Scratch, Sieve, Word, columns, front_words};

pub(super) const PORTABLE: Kernel = Kernel { near, sieve, sift: columns::plain::sift };

/// Bits in which row `row` differs from the query; `None` beyond the radius. The back is read only if the front is within.
#[inline]
pub(crate) fn distance_within(
    block: Block<'_>,
    row: usize,
    query: &[u64],
    radius: u32,
) -> Option<u32> {
    let within = |part| Some(distance(block, row, query, part)).filter(|&found| found <= radius);
    within(Part::Front).and_then(|_| within(Part::Whole))
}

/// Bits in which that part of row `row` differs from the query.
#[inline]
pub(crate) fn distance(block: Block<'_>, row: usize, query: &[u64], part: Part) -> u32 {
    let (front, back) = query.split_at(front_words(block.words));
    let in_front = differing(&block.front[row * front.len()..][..front.len()], front);
    match part {
        Part::Front => in_front,
        Part::Whole => in_front + differing(&block.back[row * back.len()..][..back.len()], back),
    }
}

#[inline]
fn differing(row: &[Word], query: &[u64]) -> u32 {
    row.iter().zip(query).map(|(a, b)| (a.get() ^ b).count_ones()).sum()
}

pub(super) fn near(
    block: Block<'_>,
    first: usize,
    query: &[u64],
    part: Part,
    radius: u32,
    near: &mut [u64],
) {
    let (front, back) = query.split_at(front_words(block.words));
    let back = if part == Part::Front { &[] } else { back };
    // A row within the radius differs in at most half as many bits in one of two parts.
    let each = if back.is_empty() { radius } else { radius / 2 };
    for (mask, row) in near.iter_mut().zip((first..).step_by(64)) {
        let in_front = &block.front[row * front.len()..][..64 * front.len()];
        let in_back = &block.back[row * back.len()..][..64 * back.len()];
        *mask = match far(in_front, front, each) && far(in_back, back, each) {
            true => 0,
            false => {
                let mut counts = [0; 64];
                add_counts(&mut counts, in_front, front);
                add_counts(&mut counts, in_back, back);
                let bits = counts.iter().enumerate();
                bits.fold(0, |mask, (i, &count)| mask | u64::from(count <= u64::from(radius)) << i)
            }
        };
    }
}

/// The greatest radius for which [`far`] asks rows of two words: of unrelated ones the bound is 48 ± 3.5, so up to it
/// fewer than one group of 64 in fifty is not far.
const SIFTED: u32 = 35;
/// The same for rows of one word, whose distance is 32 ± 4.
const SIFTED_SINGLE: u32 = 18;

/// Whether none of these rows lies within the radius, told by the lower bound popcount((a ^ qa) | (b ^ qb)) of the
/// distance, or `false` where asking is not worth it.
#[inline]
fn far(words: &[Word], query: &[u64], radius: u32) -> bool {
    match *query {
        [] => true,
        [a] if radius <= SIFTED_SINGLE => none(words.iter().map(|row| row.get() ^ a), radius),
        [a, b] if radius <= SIFTED => {
            let rows = words.as_chunks::<2>().0.iter();
            none(rows.map(|row| (row[0].get() ^ a) | (row[1].get() ^ b)), radius)
        }
        _ => false,
    }
}

#[inline]
fn none(differing: impl Iterator<Item = u64>, radius: u32) -> bool {
    // The difference is negative, and so its highest bit set, where the count is within the radius.
    let beyond = |word: u64| u64::from(word.count_ones()).wrapping_sub(u64::from(radius) + 1);
    differing.fold(0, |any, word| any | beyond(word)) >> 63 == 0
}

#[inline]
fn add_counts(counts: &mut [u64; 64], words: &[Word], query: &[u64]) {
    let ones = |a: &Word, b: u64| u64::from((a.get() ^ b).count_ones());
    match *query {
        [] => {}
        [a, b] => {
            for (count, row) in counts.iter_mut().zip(words.as_chunks::<2>().0) {
                *count += ones(&row[0], a) + ones(&row[1], b);
            }
        }
        _ => {
            for (count, row) in counts.iter_mut().zip(words.chunks_exact(query.len())) {
                *count += row.iter().zip(query).map(|(a, &b)| ones(a, b)).sum::<u64>();
            }
        }
    }
}

/// Queries from which on tables pay: making them takes as long as comparing rows with so many.
const MANY: usize = 24;

fn sieve(ask: Sieve<'_>, scratch: &mut Scratch, fired: &mut Vec<Fired>) {
    let widest = ask.radii.iter().copied().max().unwrap_or(0);
    let nibbles = first_nibbles(widest, 16 * ask.block.words);
    let in_front = nibbles <= 16 * front_words(ask.block.words);
    let tables = scratch.0.as_mut_bytes().as_chunks_mut().0.as_chunks_mut().0;
    match tables.get_mut(..nibbles) {
        Some(tables) if in_front && ask.radii.len() >= MANY => ask_tables(ask, tables, fired),
        _ => ask_rows(ask, fired),
    }
}

/// Compares each query with the rows as they lie.
fn ask_rows(ask: Sieve<'_>, fired: &mut Vec<Fired>) {
    let mut masks = [0; BLOCK / 64];
    let groups = ask.rows.div_ceil(GROUP);
    let masks = &mut masks[..groups * (GROUP / 64)];
    let queries = ask.queries.chunks_exact(ask.block.words).zip(ask.radii);
    for (q, (query, &radius)) in queries.enumerate() {
        let part = if radius <= SIFTED { Part::Front } else { Part::Whole };
        near(ask.block, 0, query, part, radius, masks);
        for (group, masks) in masks.chunks_exact(GROUP / 64).enumerate() {
            if masks.iter().any(|&mask| mask != 0) {
                fired.push(Fired { query: q as u32, group: group as u32 });
            }
        }
    }
}

/// For each value that a nibble of a query may have, in how many bits it differs from that of each row in a group.
type Tables = [[u8; GROUP]; 16];

/// Makes tables of the first nibbles of each group, in which a query looks up all rows at once.
fn ask_tables(ask: Sieve<'_>, tables: &mut [Tables], fired: &mut Vec<Fired>) {
    let width = front_words(ask.block.words);
    let groups = ask.block.front.chunks_exact(GROUP * width).take(ask.rows.div_ceil(GROUP));
    for (group, words) in groups.enumerate() {
        for (k, tables) in tables.chunks_mut(2).enumerate() {
            let mut bytes = [0; GROUP];
            let rows = words.as_bytes().chunks_exact(8 * width);
            bytes.iter_mut().zip(rows).for_each(|(byte, row)| *byte = row[k]);
            let nibbles = [bytes.map(|byte| byte & 15), bytes.map(|byte| byte >> 4)];
            nibbles.into_iter().zip(tables).for_each(|(nibbles, tables)| tabulate(nibbles, tables));
        }
        let queries = ask.queries.chunks_exact(ask.block.words).zip(ask.radii);
        for (q, (query, &radius)) in queries.enumerate() {
            if u32::from(least(tables, query)) <= radius {
                fired.push(Fired { query: q as u32, group: group as u32 });
            }
        }
    }
}

/// The tables of these nibbles, one for each row.
#[inline]
fn tabulate(nibbles: [u8; GROUP], tables: &mut Tables) {
    tables[0] = nibbles.map(|nibble| nibble.count_ones() as u8);
    // Flipping a bit of the query makes one bit more differ where the row has a zero, and one less where it has a one.
    let flip = |bit: usize| nibbles.map(|nibble| 1u8.wrapping_sub((nibble >> bit & 1) << 1));
    let flips: [[u8; GROUP]; 4] = std::array::from_fn(flip);
    for value in 1..16usize {
        let (done, rest) = tables.split_at_mut(value);
        let before = &done[value & (value - 1)];
        let flip = &flips[value.trailing_zeros() as usize];
        for ((count, before), flip) in rest[0].iter_mut().zip(before).zip(flip) {
            *count = before.wrapping_add(*flip);
        }
    }
}

/// The least count of a group.
#[inline]
fn least(tables: &[Tables], query: &[u64]) -> u8 {
    let mut counts = [0u8; GROUP];
    for (tables, &word) in tables.chunks(16).zip(query) {
        let mut word = word;
        for tables in tables {
            let table = &tables[word as usize % 16];
            counts.iter_mut().zip(table).for_each(|(count, more)| *count += more);
            word >>= 4;
        }
    }
    counts.into_iter().fold(u8::MAX, u8::min)
}

/// How many nibbles to count so that the mean lies 3.8 standard deviations above the radius.
pub(super) fn first_nibbles(radius: u32, all: usize) -> usize {
    let enough = |&n: &usize| {
        let above = (2 * n as u32).saturating_sub(radius);
        // Over a nibble the mean is 2 and the variance 1; 3.8² = 14.4.
        u64::from(above).pow(2) * 5 >= 72 * n as u64
    };
    (1..all).find(enough).unwrap_or(all)
}
