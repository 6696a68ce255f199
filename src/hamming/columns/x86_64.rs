//! AVX-512 with BITALG, and AVX2; reached through the kernels alone.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use zerocopy::little_endian::U16;

use super::{Inner, LANES, Sift, Sifted, sift_with};

pub(in crate::hamming) mod avx512 {
    use super::*;

    #[target_feature(enable = "avx512f,avx512bw,avx512bitalg,bmi1")]
    pub(in crate::hamming) fn sift(sift: Sift<'_>, found: &mut Sifted) {
        sift_with(
            sift,
            found,
            #[inline(always)]
            |windows, column, limit, inner| near(windows, column, limit, inner),
        );
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512bitalg")]
    fn near(windows: &[[U16; LANES]], column: u16, limit: u8, inner: Option<Inner>) -> u32 {
        let column = _mm512_set1_epi16(column as i16);
        let mut least = _mm512_set1_epi16(i16::MAX);
        for window in windows {
            // SAFETY: the window is 64 bytes long; the load needs no alignment.
            let window = unsafe { _mm512_loadu_si512(window.as_ptr().cast()) };
            let differ = _mm512_xor_si512(window, column);
            let mut count = _mm512_popcnt_epi16(differ);
            if let Some(inner) = inner {
                let masked = _mm512_and_si512(differ, _mm512_set1_epi16(inner.mask as i16));
                let slack = _mm512_set1_epi16(inner.slack as i16);
                let masked = _mm512_add_epi16(_mm512_popcnt_epi16(masked), slack);
                count = _mm512_max_epu16(count, masked);
            }
            least = _mm512_min_epu16(least, count);
        }
        _mm512_cmple_epu16_mask(least, _mm512_set1_epi16(i16::from(limit)))
    }
}

pub(in crate::hamming) mod avx2 {
    use super::*;

    #[target_feature(enable = "avx2,bmi1")]
    pub(in crate::hamming) fn sift(sift: Sift<'_>, found: &mut Sifted) {
        sift_with(
            sift,
            found,
            #[inline(always)]
            |windows, column, limit, inner| near(windows, column, limit, inner),
        );
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn near(windows: &[[U16; LANES]], column: u16, limit: u8, inner: Option<Inner>) -> u32 {
        let column = _mm256_set1_epi16(column as i16);
        let mut least = [_mm256_set1_epi16(i16::MAX); 2];
        for window in windows {
            let halves = window.as_chunks::<{ LANES / 2 }>().0;
            for (half, least) in halves.iter().zip(&mut least) {
                // SAFETY: the half is 32 bytes long; the load needs no alignment.
                let half = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
                let differ = _mm256_xor_si256(half, column);
                let mut counts = count(differ);
                if let Some(inner) = inner {
                    let masked = _mm256_and_si256(differ, _mm256_set1_epi16(inner.mask as i16));
                    let slack = _mm256_set1_epi16(inner.slack as i16);
                    counts = _mm256_max_epu16(counts, _mm256_add_epi16(count(masked), slack));
                }
                *least = _mm256_min_epu16(*least, counts);
            }
        }
        let limit = _mm256_set1_epi16(i16::from(limit));
        let far = least.map(|least| _mm256_cmpgt_epi16(least, limit));
        // Packing takes the halves of both by turns; the permutation puts them in order.
        let far = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi16(far[0], far[1]));
        !_mm256_movemask_epi8(far) as u32
    }

    /// The bits that are set in each 16.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn count(bits: __m256i) -> __m256i {
        let table = _mm256_setr_epi8(
            0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2,
            3, 3, 4,
        );
        let nibble = _mm256_set1_epi8(15);
        let low = _mm256_shuffle_epi8(table, _mm256_and_si256(bits, nibble));
        let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bits), nibble);
        let high = _mm256_shuffle_epi8(table, high);
        _mm256_maddubs_epi16(_mm256_add_epi8(low, high), _mm256_set1_epi8(1))
    }
}
