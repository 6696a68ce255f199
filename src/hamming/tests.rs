//! One body of tests for every kernel that the machine has.

use super::*;
use crate::CpuLevel;

/// Rows in use: one; the lanes of each instruction set (4, 8, 16) and their neighbours; the 64 rows of a mask; the
/// group; the rows that AVX2 lays out at a time (256, 512); the block.
const LENGTHS: [usize; 22] =
    [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63, 64, 65, 127, 128, 129, 255, 257, 512, 1023, 1024];

/// Numbers that look random, always the same.
fn numbers(seed: u32) -> impl FnMut() -> u32 {
    let mut state = u64::from(seed) << 32 | 0x9e37_79b9;
    move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 ^ (state >> 20) as u32
    }
}

/// A block in which a third of the rows is random, a third near the query, some equal to it, some its complement.
fn block(planes: usize, rows: usize, query: &[u32], seed: u32) -> Vec<Word> {
    let mut random = numbers(seed);
    let mut block = vec![Word::ZERO; planes * BLOCK];
    for row in 0..rows {
        let mut words: Vec<u32> = match row % 6 {
            0 | 1 => (0..planes).map(|_| random()).collect(),
            2 => query.iter().map(|word| !word).collect(),
            _ => query.to_vec(),
        };
        if matches!(row % 6, 3 | 4) {
            for _ in 0..random() % 48 {
                words[random() as usize % planes] ^= 1 << (random() % 32);
            }
        }
        for (k, word) in words.into_iter().enumerate() {
            block[k * BLOCK + row].set(word);
        }
    }
    block
}

fn kernels() -> impl Iterator<Item = (CpuLevel, Kernel)> {
    let kernel = |level| (level, Kernel::of(level).expect("every level has a kernel"));
    CpuLevel::available().into_iter().map(kernel)
}

fn radii(planes: usize) -> std::ops::RangeInclusive<u32> {
    0..=32 * planes as u32
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
    for planes in [2, 8] {
        let query: Vec<u32> = std::iter::repeat_with(numbers(7)).take(planes).collect();
        let block = block(planes, BLOCK, &query, planes as u32);
        for used in 1..=planes {
            let query = &query[..used];
            let counts: Vec<u32> = (0..BLOCK).map(|row| distance(&block, row, query)).collect();
            for (level, kernel) in kernels() {
                for radius in radii(used).chain([u32::MAX]) {
                    for (first, length) in [(0, BLOCK), (64, 64), (128, 128), (960, 64)] {
                        let mut near = vec![!0; length / 64];
                        (kernel.near)(&block, first, query, radius, &mut near);
                        for (i, count) in counts[first..first + length].iter().enumerate() {
                            let bit = near[i / 64] >> (i % 64) & 1 == 1;
                            let at = (level, planes, used, radius, first + i);
                            assert_eq!(bit, *count <= radius, "{at:?}");
                        }
                    }
                }
            }
        }
    }
}

/// What must fire does, once, in order; and of unrelated hashes nearly nothing does.
#[test]
fn a_sieve_loses_nothing() {
    let mut scratch = Scratch::new();
    for planes in [2, 8] {
        // 15 queries: eight, four, two and one at a time with AVX-512, an odd one left over with AVX2.
        let queries: Vec<u32> = std::iter::repeat_with(numbers(3)).take(15 * planes).collect();
        for rows in LENGTHS {
            let near = &queries[rows % 15 * planes..][..planes];
            let block = block(planes, rows, near, rows as u32);
            let counts: Vec<Vec<u32>> = queries
                .chunks_exact(planes)
                .map(|query| (0..rows).map(|row| distance(&block, row, query)).collect())
                .collect();
            for (level, kernel) in kernels() {
                for radius in radii(planes).chain([u32::MAX]) {
                    let mut radii = [radius; 15];
                    radii[rows % 7] = radius / 2;
                    let ask = Sieve { block: &block, rows, queries: &queries, radii: &radii };
                    let mut fired = Vec::new();
                    (kernel.sieve)(ask, &mut scratch, &mut fired);
                    let at = (level, planes, rows, radius);
                    check_fired(&fired, &counts, &radii, at);
                }
            }
        }
    }
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
    let block: Vec<Word> = (0..8 * BLOCK).map(|_| Word::new(random())).collect();
    let queries: Vec<u32> = (0..64 * 8).map(|_| random()).collect();
    let mut scratch = Scratch::new();
    for (level, kernel) in kernels() {
        for radius in [0, 31, 44, 70] {
            let ask = Sieve { block: &block, rows: BLOCK, queries: &queries, radii: &[radius; 64] };
            let mut fired = Vec::new();
            (kernel.sieve)(ask, &mut scratch, &mut fired);
            // Of 512 questions to a group.
            assert!(fired.len() < 64, "{:?}, {radius}: {}", level, fired.len());
        }
    }
}

#[test]
fn the_first_planes_hold_enough_bits() {
    let planes: Vec<usize> =
        [0, 6, 7, 18, 31, 32, 45, 100, 256].map(|radius| first_planes(radius, 8)).into();
    assert_eq!(planes, [1, 1, 2, 2, 3, 4, 4, 8, 8]);
    assert_eq!([6, 10, 64].map(|radius| first_planes(radius, 2)), [1, 2, 2]);
}
