//! Plain Rust: the kernel of machines that have no other.

use zerocopy::little_endian::U16;

use super::{Inner, LANES, Sift, Sifted, sift_with};

pub(in crate::hamming) fn sift(sift: Sift<'_>, found: &mut Sifted) {
    sift_with(sift, found, near);
}

/// Clears the lowest bit that differs as often as the limit allows: what is zero then, passes. Limits are small, and
/// this takes two operations a bit where counting takes twelve.
#[inline(always)]
fn near(windows: &[[U16; LANES]], column: u16, limit: u8, inner: Option<Inner>) -> u32 {
    let mut least = [u16::MAX; LANES];
    for window in windows {
        let differ: [u16; LANES] = std::array::from_fn(|i| window[i].get() ^ column);
        let mut left = clear(differ, u16::from(limit));
        if let Some(inner) = inner {
            let masked =
                clear(differ.map(|bits| bits & inner.mask), u16::from(limit) - inner.slack);
            left = std::array::from_fn(|i| left[i] | masked[i]);
        }
        least = std::array::from_fn(|i| least[i].min(left[i]));
    }
    least.iter().enumerate().fold(0, |lanes, (i, left)| lanes | u32::from(*left == 0) << i)
}

#[inline(always)]
fn clear(mut bits: [u16; LANES], times: u16) -> [u16; LANES] {
    for _ in 0..times {
        bits = bits.map(|bits| bits & bits.wrapping_sub(1));
    }
    bits
}
