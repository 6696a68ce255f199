//! One body of tests for every kernel that the machine has.

use super::*;
use crate::CpuLevel;

/// Rows in use: one; the lanes of each instruction set (4, 8, 16) and their neighbours; the 64 rows of a mask; the
/// group; the rows that AVX2 lays out at a time (256, 512); the block.
const LENGTHS: [usize; 22] =
    [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63, 64, 65, 127, 128, 129, 255, 257, 512, 1023, 1024];

/// Queries at a time: eight, four, two and one with AVX-512, an odd one left over with AVX2;
const FEW: usize = 15;
/// and so many that the portable kernel makes tables.
const MOST: usize = 31;

/// Words of a hash: one, as many as the front has, those in use, and what no kernel has a loop of its own for.
const WIDTHS: [usize; 5] = [1, 2, 3, 4, 5];

/// Numbers that look random, always the same.
pub(super) fn numbers(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed << 32 | 0x9e37_79b9;
    move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state ^ state >> 29 ^ state << 31
    }
}

fn some(count: usize, numbers: impl FnMut() -> u64) -> Vec<u64> {
    std::iter::repeat_with(numbers).take(count).collect()
}

struct Rows {
    front: Vec<Word>,
    back: Vec<Word>,
    words: usize,
}

impl Rows {
    fn of(hashes: &[Vec<u64>], words: usize) -> Self {
        let (mut front, mut back) = (Vec::new(), Vec::new());
        let none = vec![0; words];
        let padded = hashes.len().next_multiple_of(GROUP);
        for hash in hashes.iter().chain(std::iter::repeat(&none)).take(padded) {
            let (before, behind) = hash.split_at(words.min(2));
            front.extend(before.iter().map(|&word| Word::new(word)));
            back.extend(behind.iter().map(|&word| Word::new(word)));
        }
        Self { front, back, words }
    }

    fn block(&self) -> Block<'_> {
        Block { front: &self.front, back: &self.back, words: self.words }
    }
}

/// Hashes of which a third is random, a third near the query, some equal to it, some its complement.
fn hashes(rows: usize, query: &[u64], seed: u64) -> Vec<Vec<u64>> {
    let mut random = numbers(seed);
    let mut hash = |row: usize| -> Vec<u64> {
        let mut words = match row % 6 {
            0 | 1 => some(query.len(), &mut random),
            2 => query.iter().map(|word| !word).collect(),
            _ => query.to_vec(),
        };
        if matches!(row % 6, 3 | 4) {
            for _ in 0..random() % 48 {
                words[random() as usize % query.len()] ^= 1 << (random() % 64);
            }
        }
        words
    };
    (0..rows).map(&mut hash).collect()
}

/// The oracle: bit after bit.
fn differing(hash: &[u64], query: &[u64]) -> u32 {
    let pairs = hash.iter().zip(query);
    let bits = pairs.flat_map(|(a, b)| (0..64).map(move |at| (a >> at ^ b >> at) & 1 == 1));
    bits.filter(|&differs| differs).count() as u32
}

fn kernels() -> impl Iterator<Item = (CpuLevel, Kernel)> {
    let kernel = |level| (level, Kernel::of(level).expect("every level has a kernel"));
    CpuLevel::available().into_iter().map(kernel)
}

fn radii(words: usize) -> std::ops::RangeInclusive<u32> {
    0..=64 * words as u32
}

/// The CI reads this line.
#[test]
#[allow(clippy::print_stdout)]
fn every_level_has_its_kernel() {
    let names: Vec<String> =
        kernels().map(|(level, _)| format!("{level:?}").to_lowercase()).collect();
    println!("kernels tested: {}", names.join(", "));
    assert_eq!(names[0], "portable");
}

#[test]
fn near_is_what_the_oracle_counts() {
    for words in WIDTHS {
        let query = some(words, numbers(7));
        let hashes = hashes(BLOCK, &query, words as u64);
        let rows = Rows::of(&hashes, words);
        for (part, used) in [(Part::Front, words.min(2)), (Part::Whole, words)] {
            let query_part = &query[..used];
            let counts: Vec<u32> =
                hashes.iter().map(|hash| differing(&hash[..used], query_part)).collect();
            for (level, kernel) in kernels() {
                for radius in radii(used).chain([u32::MAX]) {
                    for (first, length) in [(0, BLOCK), (64, 64), (128, 128), (960, 64)] {
                        let mut near = vec![!0; length / 64];
                        (kernel.near)(rows.block(), first, &query, part, radius, &mut near);
                        for (i, count) in counts[first..first + length].iter().enumerate() {
                            let bit = near[i / 64] >> (i % 64) & 1 == 1;
                            let at = (level, words, part, radius, first + i);
                            assert_eq!(bit, *count <= radius, "{at:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_distance_is_told_within_the_radius_only() {
    for words in WIDTHS {
        let query = some(words, numbers(5));
        let hashes = hashes(GROUP, &query, 9);
        let rows = Rows::of(&hashes, words);
        for (row, hash) in hashes.iter().enumerate() {
            let distance = differing(hash, &query);
            for radius in radii(words) {
                let found = distance_within(rows.block(), row, &query, radius);
                assert_eq!(found, (distance <= radius).then_some(distance));
            }
        }
    }
}

/// What must fire does, once, in order; and of unrelated hashes nearly nothing does.
#[test]
fn a_sieve_loses_nothing() {
    let mut scratch = Scratch::new();
    for words in WIDTHS {
        let queries = some(MOST * words, numbers(3));
        for length in LENGTHS {
            let near = &queries[length % FEW * words..][..words];
            let hashes = hashes(length, near, length as u64);
            let rows = Rows::of(&hashes, words);
            let counts: Vec<Vec<u32>> = queries
                .chunks_exact(words)
                .map(|query| hashes.iter().map(|hash| differing(hash, query)).collect())
                .collect();
            for (level, kernel) in kernels() {
                for (radius, asked) in
                    radii(words).chain([u32::MAX]).zip([FEW, MOST].iter().cycle())
                {
                    let mut radii = vec![radius; *asked];
                    radii[length % 7] = radius / 2;
                    let ask = Sieve {
                        block: rows.block(),
                        rows: length,
                        queries: &queries[..asked * words],
                        radii: &radii,
                    };
                    let mut fired = Vec::new();
                    (kernel.sieve)(ask, &mut scratch, &mut fired);
                    check_fired(&fired, &counts, &radii, (level, words, length, radius));
                }
            }
        }
    }
}

/// Nothing but one row is near, and none of the others can hide that it was missed.
#[test]
fn one_row_at_the_edge_of_the_radius_is_found() {
    let mut scratch = Scratch::new();
    for words in WIDTHS {
        let query = some(words, numbers(13));
        let queries = [&query[..], &some((MOST - 1) * words, numbers(17))].concat();
        for (distance, spread) in
            radii(words).flat_map(|distance| (0..3).map(move |s| (distance, s)))
        {
            let row = (131 * distance + 57 * spread) as usize % 700;
            let far: Vec<u64> = query.iter().map(|word| word ^ 0x7777_7777_7777_7777).collect();
            let mut hashes = vec![far; 700];
            hashes[row] = flipped(&query, distance, spread);
            let rows = Rows::of(&hashes, words);
            for (level, kernel) in kernels() {
                let at = (level, words, distance, spread);
                let in_front = differing(&hashes[row][..words.min(2)], &query);
                for (part, radius) in [(Part::Front, in_front), (Part::Whole, distance)] {
                    let mut near = [0; 11];
                    (kernel.near)(rows.block(), 0, &query, part, radius, &mut near);
                    assert_eq!(near[row / 64] >> (row % 64) & 1, 1, "{part:?} {at:?}");
                }
                for asked in [FEW, MOST] {
                    let radii = vec![distance; asked];
                    let queries = &queries[..asked * words];
                    let ask = Sieve { block: rows.block(), rows: 700, queries, radii: &radii };
                    let mut fired = Vec::new();
                    (kernel.sieve)(ask, &mut scratch, &mut fired);
                    let must = Fired { query: 0, group: (row / GROUP) as u32 };
                    assert!(fired.contains(&must), "{asked} {at:?}");
                }
            }
        }
    }
}

/// So many bits of the query flipped: word after word, from word to word in turn, or scattered.
fn flipped(query: &[u64], bits: u32, spread: u32) -> Vec<u64> {
    let (words, mut hash) = (query.len(), query.to_vec());
    for bit in 0..bits as usize {
        let (word, place) = match spread {
            0 => (bit / 64, bit % 64),
            1 => (bit % words, bit / words),
            _ => (37 * bit % (64 * words) / 64, 37 * bit % 64),
        };
        hash[word] ^= 1 << place;
    }
    hash
}

fn check_fired(
    fired: &[Fired],
    counts: &[Vec<u32>],
    radii: &[u32],
    at: (CpuLevel, usize, usize, u32),
) {
    for (q, (counts, &radius)) in counts.iter().zip(radii).enumerate() {
        let of_query = fired.iter().filter(|fired| fired.query == q as u32);
        let groups: Vec<u32> = of_query.map(|fired| fired.group).collect();
        assert!(groups.is_sorted_by(|a, b| a < b), "{at:?}, query {q}: {groups:?}");
        for (group, counts) in counts.chunks(GROUP).enumerate() {
            let must = counts.iter().any(|&count| count <= radius);
            assert!(!must || groups.contains(&(group as u32)), "{at:?}, query {q}, group {group}");
        }
    }
}

/// A sieve that let everything pass would still be correct, and useless.
#[test]
fn a_sieve_holds_back_what_is_unrelated() {
    let mut random = numbers(11);
    let hashes: Vec<Vec<u64>> = (0..BLOCK).map(|_| some(4, &mut random)).collect();
    let rows = Rows::of(&hashes, 4);
    let queries = some(64 * 4, random);
    let mut scratch = Scratch::new();
    for (level, kernel) in kernels() {
        for radius in [0, 31, 44, 70] {
            let radii = [radius; 64];
            let ask = Sieve { block: rows.block(), rows: BLOCK, queries: &queries, radii: &radii };
            let mut fired = Vec::new();
            (kernel.sieve)(ask, &mut scratch, &mut fired);
            // Of 512 questions to a group.
            assert!(fired.len() < 64, "{:?}, {radius}: {}", level, fired.len());
        }
    }
}

#[test]
fn the_front_is_enough_for_small_radii() {
    let first = |words, radius| Part::first(radius, words);
    assert_eq!(
        [0, 31, 45, 46, 256].map(|radius| first(4, radius) == Part::Front),
        [true, true, true, false, false]
    );
    assert_eq!([18, 19, 64].map(|radius| first(1, radius) == Part::Front), [true, false, false]);
}
