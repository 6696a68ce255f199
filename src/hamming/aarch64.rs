//! Advanced SIMD, which every aarch64 processor has.
#![allow(unsafe_code)]

use std::arch::aarch64::*;

use super::{BLOCK, Fired, GROUP, Kernel, Scratch, Sieve, Word};

/// The kernel.
pub(super) const NEON: Kernel = Kernel { near, sieve };

/// Rows in a register.
const LANES: usize = 4;

#[inline(always)]
fn load(block: &[Word], k: usize, first: usize) -> uint8x16_t {
    let rows: &[Word] = &block[k * BLOCK..][..BLOCK][first..][..LANES];
    // SAFETY: the slice is 16 bytes long; the load needs no alignment.
    unsafe { vld1q_u8(rows.as_ptr().cast()) }
}

#[inline(always)]
fn broadcast(word: u32) -> uint8x16_t {
    // SAFETY: every aarch64 target that the standard library supports has these instructions.
    unsafe { vreinterpretq_u8_u32(vdupq_n_u32(word)) }
}

fn near(block: &[Word], first: usize, query: &[u32], radius: u32, near: &mut [u64]) {
    for (g, mask) in near.iter_mut().enumerate() {
        *mask = 0;
        for part in (0..64).step_by(LANES) {
            let rows = count(block, first + 64 * g + part, query, false);
            for (i, &count) in rows.iter().enumerate() {
                *mask |= u64::from(count <= radius) << (part + i);
            }
        }
    }
}

/// The lower bound popcount((a ^ qa) | (b ^ qb)) over 128 bits for radii below 32 and over 256 bits below 80; the
/// distance itself above.
fn sieve(ask: Sieve<'_>, _: &mut Scratch, fired: &mut Vec<Fired>) {
    let planes = ask.block.len() / BLOCK;
    for group in 0..ask.rows.div_ceil(GROUP) {
        for (q, (query, &radius)) in ask.queries.chunks_exact(planes).zip(ask.radii).enumerate() {
            let (used, fold) = match radius {
                _ if planes == 2 => (planes, false),
                0..=31 => (4, true),
                32..=79 => (planes, true),
                _ => (planes, false),
            };
            let rows = (group * GROUP..(group + 1) * GROUP).step_by(LANES);
            let mut counts = rows.flat_map(|row| count(ask.block, row, &query[..used], fold));
            if counts.any(|count| count <= radius) {
                fired.push(Fired { query: q as u32, group: group as u32 });
            }
        }
    }
}

/// The distances of four rows over the query's planes, or with `fold` the bound over pairs of planes.
#[inline(always)]
fn count(block: &[Word], first: usize, query: &[u32], fold: bool) -> [u32; LANES] {
    // SAFETY: every aarch64 target that the standard library supports has these instructions; the array that is
    // stored to is 16 bytes long.
    unsafe {
        let mut bytes = vdupq_n_u8(0);
        let step = if fold { 2 } else { 1 };
        for k in (0..query.len()).step_by(step) {
            let mut differ = veorq_u8(load(block, k, first), broadcast(query[k]));
            if fold {
                let other = veorq_u8(load(block, k + 1, first), broadcast(query[k + 1]));
                differ = vorrq_u8(differ, other);
            }
            bytes = vaddq_u8(bytes, vcntq_u8(differ));
        }
        let mut counts = [0; LANES];
        vst1q_u32(counts.as_mut_ptr(), vpaddlq_u16(vpaddlq_u8(bytes)));
        counts
    }
}
