//! Advanced SIMD, which every aarch64 processor with an operating system has.
#![allow(unsafe_code)]

use std::arch::aarch64::*;

use super::{Block, Fired, GROUP, Kernel, Part, Sieve, Word, columns, scalar};

/// The kernel, if the machine has what it needs. Its functions are reached through here alone.
pub(super) fn neon() -> Option<Kernel> {
    std::arch::is_aarch64_feature_detected!("neon").then_some(Kernel {
        // SAFETY: the instructions that the function is compiled for were detected above.
        near: |block, first, query, part, radius, near| unsafe {
            self::near(block, first, query, part, radius, near);
        },
        // SAFETY: as above.
        sieve: |ask, _, fired| unsafe { sieve(ask, fired) },
        // SAFETY: as above.
        sift: |sift, found| unsafe { columns::aarch64::sift(sift, found) },
    })
}

#[target_feature(enable = "neon")]
fn near(block: Block<'_>, first: usize, query: &[u64], part: Part, radius: u32, near: &mut [u64]) {
    match (query, part) {
        (&[a], _) => masks(block, first, [a], radius, near),
        (&[a, b], _) | (&[a, b, ..], Part::Front) => masks(block, first, [a, b], radius, near),
        (&[a, b, c, d], Part::Whole) => masks(block, first, [a, b, c, d], radius, near),
        _ => scalar::near(block, first, query, part, radius, near),
    }
}

/// `near` over the first `K` words.
#[inline]
#[target_feature(enable = "neon")]
fn masks<const K: usize>(
    block: Block<'_>,
    first: usize,
    query: [u64; K],
    radius: u32,
    near: &mut [u64],
) {
    let query = broadcast(query);
    for (mask, row) in near.iter_mut().zip((first..).step_by(64)) {
        let rows = Rows::<K>::of(block, row, 64);
        *mask = match radius <= folds(K) && rows.least::<FOLD>(&query) > radius {
            true => 0,
            false => rows.within(&query, radius),
        };
    }
}

/// Of hashes of other widths than those in use the front alone is asked.
#[target_feature(enable = "neon")]
fn sieve(ask: Sieve<'_>, fired: &mut Vec<Fired>) {
    let words = ask.block.words;
    for group in 0..ask.rows.div_ceil(GROUP) {
        for (q, (query, &radius)) in ask.queries.chunks_exact(words).zip(ask.radii).enumerate() {
            let row = group * GROUP;
            let least = match *query {
                [a] => least(ask.block, row, [a], radius),
                [a, b, c, d] if radius > folds(2) => least(ask.block, row, [a, b, c, d], radius),
                [a, b, ..] => least(ask.block, row, [a, b], radius),
                [] => 0,
            };
            if least <= radius {
                fired.push(Fired { query: q as u32, group: group as u32 });
            }
        }
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn least<const K: usize>(block: Block<'_>, row: usize, query: [u64; K], radius: u32) -> u32 {
    let (rows, query) = (Rows::<K>::of(block, row, GROUP), broadcast(query));
    match radius <= folds(K) {
        true => rows.least::<FOLD>(&query),
        false => rows.least::<FULL>(&query),
    }
}

/// The greatest radius for which the bound of [`FOLD`] over so many words is worth asking: unrelated hashes have one of
/// 48 ± 3.5 over two words and of 96 ± 4.9 over four, so up to it one group in a hundred passes.
const fn folds(words: usize) -> u32 {
    match words {
        2 => 33,
        4 => 76,
        _ => 0,
    }
}

/// Counts the distance.
const FULL: bool = false;
/// Counts its lower bound popcount((a ^ qa) | (b ^ qb)), of each two words.
const FOLD: bool = true;

/// Some rows, two and two, of hashes of which the first `K` words count: 1, 2 or 4.
#[derive(Clone, Copy)]
struct Rows<'a, const K: usize> {
    /// The only word of two rows each.
    single: &'a [[Word; 2]],
    /// The front of two rows each.
    front: &'a [[Word; 4]],
    back: &'a [[Word; 4]],
}

impl<'a, const K: usize> Rows<'a, K> {
    #[inline]
    fn of(block: Block<'a>, row: usize, count: usize) -> Self {
        let mut rows = Self { single: &[], front: &[], back: &[] };
        match K {
            1 => rows.single = block.front[row..][..count].as_chunks().0,
            _ => rows.front = block.front[2 * row..][..2 * count].as_chunks().0,
        }
        if K == 4 {
            rows.back = block.back[2 * row..][..2 * count].as_chunks().0;
        }
        rows
    }

    /// Pairs of rows.
    #[inline]
    fn pairs(self) -> usize {
        if K == 1 { self.single.len() } else { self.front.len() }
    }

    /// What the bytes of the `pair`th two rows count: eight for each row.
    #[inline]
    #[target_feature(enable = "neon")]
    fn bytes<const WAY: bool>(self, pair: usize, query: &[uint8x16_t; K]) -> uint8x16_t {
        match K {
            1 => vcntq_u8(veorq_u8(load(&self.single[pair]), query[0])),
            2 => part::<WAY>(&self.front[pair], query[0], query[1]),
            _ => vaddq_u8(
                part::<WAY>(&self.front[pair], query[0], query[1]),
                part::<WAY>(&self.back[pair], query[2], query[3]),
            ),
        }
    }

    /// The least count of all rows. A distance of 256 counts as 0, which is not more than it is.
    #[inline]
    #[target_feature(enable = "neon")]
    fn least<const WAY: bool>(self, query: &[uint8x16_t; K]) -> u32 {
        let mut least = vdupq_n_u8(u8::MAX);
        for pair in (0..self.pairs()).step_by(8) {
            let eight = |from: usize| {
                let four = |from: usize| {
                    let bytes = |pair| self.bytes::<WAY>(pair, query);
                    vpaddq_u8(bytes(from), bytes(from + 1))
                };
                vpaddq_u8(four(from), four(from + 2))
            };
            least = vminq_u8(least, vpaddq_u8(eight(pair), eight(pair + 4)));
        }
        u32::from(vminvq_u8(least))
    }

    /// Which of 64 rows lie within the radius.
    #[inline]
    #[target_feature(enable = "neon")]
    fn within(self, query: &[uint8x16_t; K], radius: u32) -> u64 {
        let limit = vdupq_n_u16(radius.min(256) as u16);
        // SAFETY: the array is 16 bytes long; the load needs no alignment.
        let places = unsafe { vld1q_u16([1, 2, 4, 8, 16, 32, 64, 128].as_ptr()) };
        let mut mask = 0;
        for part in 0..8 {
            let four = |from: usize| {
                let bytes = |pair| self.bytes::<FULL>(pair, query);
                vpaddq_u8(bytes(from), bytes(from + 1))
            };
            let counts = vpaddlq_u8(vpaddq_u8(four(4 * part), four(4 * part + 2)));
            let bits = vandq_u16(vcleq_u16(counts, limit), places);
            mask |= u64::from(vaddvq_u16(bits)) << (8 * part);
        }
        mask
    }
}

/// What the bytes of two rows of two words count.
#[inline]
#[target_feature(enable = "neon")]
fn part<const WAY: bool>(rows: &[Word; 4], a: uint8x16_t, b: uint8x16_t) -> uint8x16_t {
    // SAFETY: the array is 32 bytes long; the load needs no alignment.
    let words = unsafe { vld2q_u64(rows.as_ptr().cast()) };
    let a = veorq_u8(vreinterpretq_u8_u64(words.0), a);
    let b = veorq_u8(vreinterpretq_u8_u64(words.1), b);
    match WAY {
        FOLD => vcntq_u8(vorrq_u8(a, b)),
        FULL => vaddq_u8(vcntq_u8(a), vcntq_u8(b)),
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn load(words: &[Word; 2]) -> uint8x16_t {
    // SAFETY: the array is 16 bytes long; the load needs no alignment.
    unsafe { vld1q_u8(words.as_ptr().cast()) }
}

/// Each word in both halves of a register, its bytes in the order in which a block holds them.
#[inline]
#[target_feature(enable = "neon")]
fn broadcast<const K: usize>(query: [u64; K]) -> [uint8x16_t; K] {
    query.map(|word| vreinterpretq_u8_u64(vdupq_n_u64(word.to_le())))
}

/// Asks for a line of memory, into the second-level cache.
#[inline(always)]
pub(super) fn fetch<T>(place: *const T) {
    // SAFETY: a prefetch reads nothing that the program could see, and does not fault at any address.
    unsafe {
        std::arch::asm!(
            "prfm pldl2keep, [{}]",
            in(reg) place,
            options(nostack, readonly, preserves_flags)
        );
    }
}
