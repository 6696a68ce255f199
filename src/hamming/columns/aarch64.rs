//! Advanced SIMD; reached through the kernel alone.
#![allow(unsafe_code)]

use std::arch::aarch64::*;

use zerocopy::little_endian::U16;

use super::{Inner, LANES, Sift, Sifted, sift_with};

#[target_feature(enable = "neon")]
pub(in crate::hamming) fn sift(sift: Sift<'_>, found: &mut Sifted) {
    sift_with(
        sift,
        found,
        #[inline(always)]
        |windows, column, limit, inner| near(windows, column, limit, inner),
    );
}

#[inline]
#[target_feature(enable = "neon")]
fn near(windows: &[[U16; LANES]], column: u16, limit: u8, inner: Option<Inner>) -> u32 {
    let column = vdupq_n_u16(column.to_le());
    let mut least = [vdupq_n_u16(u16::MAX); 4];
    for window in windows {
        for (part, least) in window.as_chunks::<8>().0.iter().zip(&mut least) {
            // SAFETY: the part is 16 bytes long; the load needs no alignment.
            let part = unsafe { vld1q_u16(part.as_ptr().cast()) };
            let differ = veorq_u16(part, column);
            let mut counts = count(differ);
            if let Some(inner) = inner {
                let masked = count(vandq_u16(differ, vdupq_n_u16(inner.mask.to_le())));
                counts = vmaxq_u16(counts, vaddq_u16(masked, vdupq_n_u16(inner.slack)));
            }
            *least = vminq_u16(*least, counts);
        }
    }
    let limit = vdupq_n_u16(u16::from(limit));
    let [a, b, c, d] = least.map(|least| vmovn_u16(vcleq_u16(least, limit)));
    lanes(vcombine_u8(a, b)) | lanes(vcombine_u8(c, d)) << 16
}

/// The bits that are set in each 16.
#[inline]
#[target_feature(enable = "neon")]
fn count(bits: uint16x8_t) -> uint16x8_t {
    vpaddlq_u8(vcntq_u8(vreinterpretq_u8_u16(bits)))
}

/// Bit `i` says whether byte `i`, all zeros or all ones, is set.
#[inline]
#[target_feature(enable = "neon")]
fn lanes(bytes: uint8x16_t) -> u32 {
    let places = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: the array is 16 bytes long; the load needs no alignment.
    let places = unsafe { vld1q_u8(places.as_ptr()) };
    let bits = vandq_u8(bytes, places);
    let (low, high) = (vaddv_u8(vget_low_u8(bits)), vaddv_u8(vget_high_u8(bits)));
    u32::from(low) | u32::from(high) << 8
}
