//! Plain Rust: the oracle for all kernels, and the kernel of machines that have no other.

use super::{Block, Fired, GROUP, Kernel, Part, Scratch, Sieve, Word, front_words};

pub(super) const PORTABLE: Kernel = Kernel { near, sieve };

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
pub(super) fn distance(block: Block<'_>, row: usize, query: &[u64], part: Part) -> u32 {
    let (front, back) = query.split_at(front_words(block.words));
    let in_front = differing(&block.front[row * front.len()..], front);
    match part {
        Part::Front => in_front,
        Part::Whole => in_front + differing(&block.back[row * back.len()..], back),
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
    for (g, mask) in near.iter_mut().enumerate() {
        let mut counts = [0u32; 64];
        let (front, back) = query.split_at(front_words(block.words));
        add_counts(&mut counts, block.front, first + 64 * g, front);
        if part == Part::Whole {
            add_counts(&mut counts, block.back, first + 64 * g, back);
        }
        *mask = 0;
        for (i, &count) in counts.iter().enumerate() {
            *mask |= u64::from(count <= radius) << i;
        }
    }
}

fn add_counts(counts: &mut [u32; 64], words: &[Word], first: usize, query: &[u64]) {
    let width = query.len();
    if width == 0 {
        return;
    }
    let rows = words[first * width..].chunks_exact(width);
    for (count, row) in counts.iter_mut().zip(rows) {
        *count += row.iter().zip(query).map(|(a, b)| ones(a.get() ^ b)).sum::<u32>();
    }
}

/// Folding two words into one keeps 3/4 of the bits of unrelated hashes in half the counts: over two words a mean of 48
/// with a standard deviation of 3.5, over four 96 and 4.9.
fn sieve(ask: Sieve<'_>, _: &mut Scratch, fired: &mut Vec<Fired>) {
    let queries = ask.queries.chunks_exact(ask.block.words);
    for (q, (query, &radius)) in queries.zip(ask.radii).enumerate() {
        for group in 0..ask.rows.div_ceil(GROUP) {
            let first = group * GROUP;
            let least = match (ask.block.words, radius) {
                (2.., 0..=31) => least::<2>(ask.block, first, query, Part::Front),
                (3.., 32..=79) => least::<2>(ask.block, first, query, Part::Whole),
                _ => least::<1>(ask.block, first, query, Part::Whole),
            };
            if least <= radius {
                fired.push(Fired { query: q as u32, group: group as u32 });
            }
        }
    }
}

/// The least bound of a group: of each `FOLD` words the bits that differ in any.
fn least<const FOLD: usize>(block: Block<'_>, first: usize, query: &[u64], part: Part) -> u32 {
    let mut bounds = [0u32; GROUP];
    let (front, back) = query.split_at(front_words(block.words));
    add_bounds::<FOLD>(&mut bounds, &block.front[first * front.len()..], front);
    if part == Part::Whole && !back.is_empty() {
        add_bounds::<FOLD>(&mut bounds, &block.back[first * back.len()..], back);
    }
    bounds.into_iter().min().unwrap_or(0)
}

fn add_bounds<const FOLD: usize>(bounds: &mut [u32; GROUP], words: &[Word], query: &[u64]) {
    for (bound, row) in bounds.iter_mut().zip(words.chunks_exact(query.len())) {
        for (row, query) in row.chunks(FOLD).zip(query.chunks(FOLD)) {
            let pairs = row.iter().zip(query);
            *bound += ones(pairs.fold(0, |differ, (a, b)| differ | (a.get() ^ b)));
        }
    }
}

/// The number of ones, where no instruction counts them.
#[inline]
fn ones(word: u64) -> u32 {
    let pairs = word - ((word >> 1) & 0x5555_5555_5555_5555);
    let nibbles = (pairs & 0x3333_3333_3333_3333) + ((pairs >> 2) & 0x3333_3333_3333_3333);
    let bytes = (nibbles + (nibbles >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    (bytes.wrapping_mul(0x0101_0101_0101_0101) >> 56) as u32
}
