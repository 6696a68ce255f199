//! Advanced SIMD, which every aarch64 processor with an operating system has.
#![allow(unsafe_code)]

use std::arch::aarch64::*;

use super::{BLOCK, Fired, GROUP, Kernel, Sieve, Word, rows};

/// The kernel, if the machine has what it needs. Its functions are reached through here alone.
pub(super) fn neon() -> Option<Kernel> {
    std::arch::is_aarch64_feature_detected!("neon").then_some(Kernel {
        // SAFETY: the instructions that the function is compiled for were detected above.
        near: |block, first, query, radius, near| unsafe {
            self::near(block, first, query, radius, near);
        },
        // SAFETY: as above.
        sieve: |ask, _, fired| unsafe { sieve(ask, fired) },
    })
}

/// Rows that are counted together: a lane of 16 bits for each.
const LANES: usize = 8;

#[target_feature(enable = "neon")]
fn near(block: &[Word], first: usize, query: &[u32], radius: u32, near: &mut [u64]) {
    with_planes!(masks(block, first, query, radius, near))
}

#[inline]
#[target_feature(enable = "neon")]
fn masks<const M: usize>(
    block: &[Word],
    first: usize,
    query: &[u32],
    radius: u32,
    near: &mut [u64],
) {
    let query = broadcast::<M>(query);
    let limit = vdupq_n_u16(radius.min(256) as u16);
    let places = [1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: the array is 16 bytes long; the load needs no alignment.
    let places = unsafe { vld1q_u16(places.as_ptr()) };
    for (g, mask) in near.iter_mut().enumerate() {
        *mask = 0;
        for part in (0..64).step_by(LANES) {
            let counts = count::<M, FULL>(block, first + 64 * g + part, &query);
            let bits = vandq_u16(vcleq_u16(counts, limit), places);
            *mask |= u64::from(vaddvq_u16(bits)) << part;
        }
    }
}

/// Unrelated hashes have a bound of 48 ± 3.5 over 128 bits folded and of 96 ± 4.9 over 256, so up to these radii
/// fewer than one in two thousand passes.
#[target_feature(enable = "neon")]
fn sieve(ask: Sieve<'_>, fired: &mut Vec<Fired>) {
    let planes = ask.block.len() / BLOCK;
    for group in 0..ask.rows.div_ceil(GROUP) {
        let first = group * GROUP;
        for (q, (query, &radius)) in ask.queries.chunks_exact(planes).zip(ask.radii).enumerate() {
            let least = match (planes, radius) {
                (2, _) => least::<2, FULL>(ask.block, first, query),
                (_, 0..=31) => least::<4, FOLD>(ask.block, first, query),
                (_, 32..=79) => least::<8, FOLD>(ask.block, first, query),
                _ => least::<8, FULL>(ask.block, first, query),
            };
            if least <= radius {
                fired.push(Fired { query: q as u32, group: group as u32 });
            }
        }
    }
}

/// The least count in a group.
#[inline]
#[target_feature(enable = "neon")]
fn least<const M: usize, const STEP: usize>(block: &[Word], first: usize, query: &[u32]) -> u32 {
    let query = broadcast::<M>(query);
    let mut least = vdupq_n_u16(u16::MAX);
    for row in (first..first + GROUP).step_by(LANES) {
        least = vminq_u16(least, count::<M, STEP>(block, row, &query));
    }
    u32::from(vminvq_u16(least))
}

/// Planes that [`count`] takes in a step: one gives the distance,
const FULL: usize = 1;
/// and two its lower bound popcount((a ^ qa) | (b ^ qb)).
const FOLD: usize = 2;

/// The distances of eight rows over the query's planes, or the bounds.
#[inline]
#[target_feature(enable = "neon")]
fn count<const M: usize, const STEP: usize>(
    block: &[Word],
    first: usize,
    query: &[uint8x16_t; M],
) -> uint16x8_t {
    // A byte grows by at most 8 for each of at most 8 planes, and two of them still fit in one.
    let (mut low, mut high) = (vdupq_n_u8(0), vdupq_n_u8(0));
    for k in (0..M).step_by(STEP) {
        let mut differ = xor(rows(block, k, first), query[k]);
        if STEP == FOLD {
            let other = xor(rows(block, k + 1, first), query[k + 1]);
            differ = (vorrq_u8(differ.0, other.0), vorrq_u8(differ.1, other.1));
        }
        low = vaddq_u8(low, vcntq_u8(differ.0));
        high = vaddq_u8(high, vcntq_u8(differ.1));
    }
    vpaddlq_u8(vpaddq_u8(low, high))
}

#[inline]
#[target_feature(enable = "neon")]
fn xor(rows: &[Word; LANES], query: uint8x16_t) -> (uint8x16_t, uint8x16_t) {
    // SAFETY: the array is 32 bytes long; the load needs no alignment.
    let rows = unsafe { vld1q_u8_x2(rows.as_ptr().cast()) };
    (veorq_u8(rows.0, query), veorq_u8(rows.1, query))
}

/// Each word in every row of a register, its bytes in the order in which a block holds them.
#[inline]
#[target_feature(enable = "neon")]
fn broadcast<const M: usize>(query: &[u32]) -> [uint8x16_t; M] {
    std::array::from_fn(|k| vreinterpretq_u8_u32(vdupq_n_u32(query[k].to_le())))
}
