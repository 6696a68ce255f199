//! AVX-512 with VPOPCNTDQ, and AVX2.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use zerocopy::IntoBytes;

use super::{BLOCK, Fired, GROUP, Kernel, Scratch, Sieve, Word, rows};

/// The kernel for AVX-512, if the machine has what it needs. Its functions are reached through here alone.
pub(super) fn avx512() -> Option<Kernel> {
    let has = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vpopcntdq");
    has.then_some(Kernel {
        // SAFETY: the instructions that the function is compiled for were detected above.
        near: |block, first, query, radius, near| unsafe {
            wide::near(block, first, query, radius, near);
        },
        // SAFETY: as above.
        sieve: |ask, scratch, fired| unsafe { wide::sieve(ask, scratch, fired) },
    })
}

/// The kernel for AVX2, if the machine has it. Its functions are reached through here alone.
pub(super) fn avx2() -> Option<Kernel> {
    let has = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt");
    has.then_some(Kernel {
        // SAFETY: the instructions that the function is compiled for were detected above.
        near: |block, first, query, radius, near| unsafe {
            narrow::near(block, first, query, radius, near);
        },
        // SAFETY: as above.
        sieve: |ask, scratch, fired| unsafe { narrow::sieve(ask, scratch, fired) },
    })
}

/// AVX-512: 16 words of 32 bits, or 8 of 64, in a register.
mod wide {
    use super::*;

    /// How far ahead of the scan memory is asked for, in words: the same place in the next block.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn fetch(row: &[Word; 16], ahead: usize) {
        let there = row.as_ptr().wrapping_add(ahead);
        #[allow(unused_unsafe)] // safe in newer versions of Rust than the oldest supported
        // SAFETY: a prefetch reads nothing that the program could see, and does not fault at any address.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(there.cast())
        };
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load(words: &[Word; 16]) -> __m512i {
        // SAFETY: the array is 64 bytes long; the load needs no alignment.
        unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load64(words: &[u64; 8]) -> __m512i {
        // SAFETY: the array is 64 bytes long; the load needs no alignment.
        unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn store64(words: &mut [u64; 8], value: __m512i) {
        // SAFETY: the array is 64 bytes long; the store needs no alignment.
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), value) }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
    pub(super) fn near(block: &[Word], first: usize, query: &[u32], radius: u32, near: &mut [u64]) {
        with_planes!(count(block, first, query, radius, near))
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
    fn count<const M: usize>(
        block: &[Word],
        first: usize,
        query: &[u32],
        radius: u32,
        near: &mut [u64],
    ) {
        let query: [__m512i; M] = std::array::from_fn(|k| _mm512_set1_epi32(query[k] as i32));
        let limit = _mm512_set1_epi32(radius as i32);
        for (g, mask) in near.iter_mut().enumerate() {
            *mask = 0;
            for part in 0..4 {
                let mut sum = _mm512_setzero_si512();
                for (k, query) in query.iter().enumerate() {
                    let row = rows(block, k, first + 64 * g + 16 * part);
                    fetch(row, block.len());
                    let differ = _mm512_xor_si512(load(row), *query);
                    sum = _mm512_add_epi32(sum, _mm512_popcnt_epi32(differ));
                }
                *mask |= u64::from(_mm512_cmple_epu32_mask(sum, limit)) << (16 * part);
            }
        }
    }

    /// popcount((a ^ qa) | (b ^ qb)) over the first 128 bits, for radii below 32.
    const FOLD: u8 = 0;
    /// The same over all 256 bits.
    const FOLD_BOTH: u8 = 1;
    /// The distance itself, over 256 or 64 bits.
    const FULL: u8 = 2;

    /// Unrelated hashes have a bound of 48 ± 3.5 with `FOLD` and of 96 ± 4.9 with `FOLD_BOTH`, so up to these radii
    /// fewer than one in ten thousand passes.
    #[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
    pub(super) fn sieve(ask: Sieve<'_>, scratch: &mut Scratch, fired: &mut Vec<Fired>) {
        let widest = ask.radii.iter().copied().max().unwrap_or(0);
        match (ask.block.len() / BLOCK, widest) {
            (2, _) => pass::<FULL, 1>(ask, scratch, fired),
            (_, 0..=31) => pass::<FOLD, 2>(ask, scratch, fired),
            (_, 32..=76) => pass::<FOLD_BOTH, 4>(ask, scratch, fired),
            _ => pass::<FULL, 4>(ask, scratch, fired),
        }
    }

    /// Lays out as many rows as fit the scratch, then takes the queries eight at a time.
    #[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
    fn pass<const BOUND: u8, const K: usize>(
        ask: Sieve<'_>,
        scratch: &mut Scratch,
        fired: &mut Vec<Fired>,
    ) {
        let span = (scratch.0.len() / K).min(BLOCK);
        for first in (0..ask.rows).step_by(span) {
            let mut words = scratch.0.chunks_exact_mut(span);
            for k in 0..K {
                if let Some(words) = words.next() {
                    widen(ask.block, k, first, words);
                }
            }
            let rows = (ask.rows - first).min(span).next_multiple_of(GROUP);
            let words: [&[u64]; K] = std::array::from_fn(|k| &scratch.0[k * span..][..rows]);
            let count = ask.radii.len();
            let mut from = 0;
            while from < count {
                let group = first / GROUP;
                from += match count - from {
                    8.. => ask_some::<BOUND, K, 8>(words, ask, from, group, fired),
                    4.. => ask_some::<BOUND, K, 4>(words, ask, from, group, fired),
                    2.. => ask_some::<BOUND, K, 2>(words, ask, from, group, fired),
                    _ => ask_some::<BOUND, K, 1>(words, ask, from, group, fired),
                };
            }
        }
    }

    /// Planes `2 * k` and `2 * k + 1` as words of 64 bits. Their order changes, but not beyond 16 rows.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn widen(block: &[Word], k: usize, first: usize, words: &mut [u64]) {
        for (i, words) in words.as_chunks_mut::<16>().0.iter_mut().enumerate() {
            let low = load(rows(block, 2 * k, first + 16 * i));
            let high = load(rows(block, 2 * k + 1, first + 16 * i));
            let [one, two] = words.as_chunks_mut::<8>().0 else {
                return;
            };
            store64(one, _mm512_unpacklo_epi32(low, high));
            store64(two, _mm512_unpackhi_epi32(low, high));
        }
    }

    /// `Q` queries against all rows laid out. Returns `Q`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
    fn ask_some<const BOUND: u8, const K: usize, const Q: usize>(
        words: [&[u64]; K],
        ask: Sieve<'_>,
        from: usize,
        group: usize,
        fired: &mut Vec<Fired>,
    ) -> usize {
        let planes = ask.block.len() / BLOCK;
        let mut query = [[_mm512_setzero_si512(); K]; Q];
        for (q, query) in query.iter_mut().enumerate() {
            for (k, word) in query.iter_mut().enumerate() {
                let halves = &ask.queries[(from + q) * planes + 2 * k..][..2];
                let both = u64::from(halves[0]) | u64::from(halves[1]) << 32;
                *word = _mm512_set1_epi64(both as i64);
            }
        }
        let limit = _mm512_set1_epi64(32);
        let groups: [&[[[u64; 8]; 16]]; K] =
            words.map(|words| words.as_chunks::<8>().0.as_chunks::<16>().0);
        #[allow(clippy::needless_range_loop)] // `g` walks K arrays side by side
        for g in 0..groups[0].len() {
            let mut least = [_mm512_set1_epi64(-1); Q];
            for i in 0..8 {
                let one: [__m512i; K] = std::array::from_fn(|k| load64(&groups[k][g][2 * i]));
                let two: [__m512i; K] = std::array::from_fn(|k| load64(&groups[k][g][2 * i + 1]));
                for (least, query) in least.iter_mut().zip(&query) {
                    let (one, two) = (bound::<BOUND, K>(one, query), bound::<BOUND, K>(two, query));
                    *least = match BOUND {
                        // Only whether bit 5 is set in every count matters, so all counts are and-ed together. A
                        // count of 64 has it clear and passes: rare, and what passes is counted again.
                        FOLD => _mm512_ternarylogic_epi64::<0x80>(*least, one, two),
                        _ => _mm512_min_epu32(_mm512_min_epu32(*least, one), two),
                    };
                }
            }
            if BOUND == FOLD {
                let all = least.iter().fold(limit, |all, &least| _mm512_and_si512(all, least));
                if _mm512_testn_epi64_mask(all, limit) == 0 {
                    continue;
                }
            }
            for (q, &least) in least.iter().enumerate() {
                let radius = _mm512_set1_epi32(ask.radii[from + q] as i32);
                let passes = match BOUND {
                    FOLD => _mm512_testn_epi64_mask(least, limit) != 0,
                    // The high halves of the counts are zero; only the low ones are asked.
                    _ => _mm512_cmple_epu32_mask(least, radius) & 0x5555 != 0,
                };
                if passes {
                    fired.push(Fired { query: (from + q) as u32, group: (group + g) as u32 });
                }
            }
        }
        Q
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512vpopcntdq")]
    fn bound<const BOUND: u8, const K: usize>(
        words: [__m512i; K],
        query: &[__m512i; K],
    ) -> __m512i {
        let mut sum = _mm512_setzero_si512();
        let step = if BOUND == FULL { 1 } else { 2 };
        for k in (0..K).step_by(step) {
            let mut differ = _mm512_xor_si512(words[k], query[k]);
            if BOUND != FULL {
                // differ | (words ^ query)
                differ = _mm512_ternarylogic_epi64::<0xf6>(differ, words[k + 1], query[k + 1]);
            }
            let count = _mm512_popcnt_epi64(differ);
            sum = if k == 0 { count } else { _mm512_add_epi64(sum, count) };
        }
        sum
    }
}

/// AVX2: no population count, but a table of 16 bytes looked up 32 times an instruction.
mod narrow {
    use super::*;

    /// `TABLES[q][i]` is the number of bits in which the nibbles `q` and `i` differ.
    static TABLES: [[u8; 16]; 16] = {
        let mut tables = [[0; 16]; 16];
        let mut at = 0;
        while at < 256 {
            tables[at / 16][at % 16] = ((at / 16) ^ (at % 16)).count_ones() as u8;
            at += 1;
        }
        tables
    };

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(words: &[Word; 8]) -> __m256i {
        // SAFETY: the array is 32 bytes long; the load needs no alignment.
        unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load8(bytes: &[u8; 32]) -> __m256i {
        // SAFETY: the array is 32 bytes long; the load needs no alignment.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn store8(bytes: &mut [u8; 32], value: __m256i) {
        // SAFETY: the array is 32 bytes long; the store needs no alignment.
        unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), value) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn table(nibble: u32) -> __m256i {
        let table = &TABLES[nibble as usize & 15];
        // SAFETY: the table is 16 bytes long; the load needs no alignment.
        _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
    }

    #[target_feature(enable = "avx2,popcnt")]
    pub(super) fn near(block: &[Word], first: usize, query: &[u32], radius: u32, near: &mut [u64]) {
        with_planes!(count(block, first, query, radius, near))
    }

    #[inline]
    #[target_feature(enable = "avx2,popcnt")]
    fn count<const M: usize>(
        block: &[Word],
        first: usize,
        query: &[u32],
        radius: u32,
        near: &mut [u64],
    ) {
        let query: [__m256i; M] = std::array::from_fn(|k| _mm256_set1_epi32(query[k] as i32));
        let limit = _mm256_set1_epi32(radius.min(256) as i32);
        let (ones8, ones16) = (_mm256_set1_epi8(1), _mm256_set1_epi16(1));
        let (bits, nibble) = (table(0), _mm256_set1_epi8(15));
        for (g, mask) in near.iter_mut().enumerate() {
            *mask = 0;
            for part in 0..8 {
                let mut sum = _mm256_setzero_si256();
                for (k, query) in query.iter().enumerate() {
                    let row = rows(block, k, first + 64 * g + 8 * part);
                    let differ = _mm256_xor_si256(load(row), *query);
                    let low = _mm256_and_si256(differ, nibble);
                    let high = _mm256_and_si256(_mm256_srli_epi32::<4>(differ), nibble);
                    let low = _mm256_shuffle_epi8(bits, low);
                    let high = _mm256_shuffle_epi8(bits, high);
                    sum = _mm256_add_epi8(sum, _mm256_add_epi8(low, high));
                }
                let sum = _mm256_madd_epi16(_mm256_maddubs_epi16(sum, ones8), ones16);
                let far = _mm256_cmpgt_epi32(sum, limit);
                let far = _mm256_movemask_ps(_mm256_castsi256_ps(far)) as u8;
                *mask |= u64::from(!far) << (8 * part);
            }
        }
    }

    /// Counts a prefix of the hashes, nibble after nibble: the query picks a table for each of its nibbles, and looking
    /// up the nibbles of 32 rows in it counts the bits in which they differ.
    #[target_feature(enable = "avx2,popcnt")]
    pub(super) fn sieve(ask: Sieve<'_>, scratch: &mut Scratch, fired: &mut Vec<Fired>) {
        let planes = ask.block.len() / BLOCK;
        let widest = ask.radii.iter().copied().max().unwrap_or(0);
        let nibbles = first_nibbles(widest, planes);
        let bytes = scratch.0.as_mut_bytes().as_chunks_mut::<32>().0;
        let span = if nibbles <= 32 { 512 } else { 256 };
        for first in (0..ask.rows).step_by(span) {
            let rows = (ask.rows - first).min(span).next_multiple_of(GROUP);
            for at in (0..rows).step_by(32) {
                for k in 0..nibbles.div_ceil(8) {
                    let split = split(ask.block, k, first + at);
                    for (j, part) in split.into_iter().enumerate().take(nibbles - 8 * k) {
                        let group = (at / GROUP * nibbles + 8 * k + j) * (GROUP / 32);
                        store8(&mut bytes[group + at % GROUP / 32], part);
                    }
                }
            }
            let groups = rows / GROUP * nibbles * (GROUP / 32);
            let groups = bytes[..groups].as_chunks::<{ GROUP / 32 }>().0;
            for from in (0..ask.radii.len()).step_by(2) {
                let last = (ask.radii.len() - 1).min(from + 1);
                for (g, group) in groups.chunks_exact(nibbles).enumerate() {
                    let pair = [from, last].map(|q| &ask.queries[q * planes..][..planes]);
                    let least = least(group, pair);
                    for (q, least) in (from..=last).zip(least) {
                        let radius = _mm256_set1_epi8(ask.radii[q].min(255) as u8 as i8);
                        let near = _mm256_cmpeq_epi8(_mm256_min_epu8(least, radius), least);
                        if _mm256_movemask_epi8(near) != 0 {
                            fired
                                .push(Fired { query: q as u32, group: (first / GROUP + g) as u32 });
                        }
                    }
                }
            }
        }
    }

    /// How many nibbles to count so that the mean lies 3.8 standard deviations above the radius.
    fn first_nibbles(radius: u32, planes: usize) -> usize {
        let enough = |&n: &usize| {
            let above = (2 * n as u32).saturating_sub(radius);
            // Over a nibble the mean is 2 and the variance 1; 3.8² = 14.4.
            u64::from(above).pow(2) * 5 >= 72 * n as u64
        };
        (1..planes * 8).find(enough).unwrap_or(planes * 8)
    }

    /// The eight nibbles of 32 rows of a plane, a vector each. The order of the rows changes, alike for all planes.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn split(block: &[Word], k: usize, first: usize) -> [__m256i; 8] {
        let by_byte = _mm256_broadcastsi128_si256(_mm_setr_epi8(
            0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15,
        ));
        let row = |i: usize| _mm256_shuffle_epi8(load(rows(block, k, first + 8 * i)), by_byte);
        let (a, b, c, d) = (row(0), row(1), row(2), row(3));
        let (ab, cd) = (_mm256_unpacklo_epi32(a, b), _mm256_unpacklo_epi32(c, d));
        let (ab_high, cd_high) = (_mm256_unpackhi_epi32(a, b), _mm256_unpackhi_epi32(c, d));
        let bytes = [
            _mm256_unpacklo_epi64(ab, cd),
            _mm256_unpackhi_epi64(ab, cd),
            _mm256_unpacklo_epi64(ab_high, cd_high),
            _mm256_unpackhi_epi64(ab_high, cd_high),
        ];
        let nibble = _mm256_set1_epi8(15);
        std::array::from_fn(|j| match j % 2 {
            0 => _mm256_and_si256(bytes[j / 2], nibble),
            _ => _mm256_and_si256(_mm256_srli_epi32::<4>(bytes[j / 2]), nibble),
        })
    }

    /// The least count of a group at each of 32 places, for two queries.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn least(group: &[[[u8; 32]; GROUP / 32]], queries: [&[u32]; 2]) -> [__m256i; 2] {
        let mut sums = [[_mm256_setzero_si256(); GROUP / 32]; 2];
        for (n, rows) in group.iter().enumerate() {
            let rows = [load8(&rows[0]), load8(&rows[1]), load8(&rows[2]), load8(&rows[3])];
            for (sums, query) in sums.iter_mut().zip(queries) {
                let table = table(query[n / 8] >> (4 * (n % 8)));
                for (sum, row) in sums.iter_mut().zip(rows) {
                    *sum = _mm256_adds_epu8(*sum, _mm256_shuffle_epi8(table, row));
                }
            }
        }
        sums.map(|[a, b, c, d]| _mm256_min_epu8(_mm256_min_epu8(a, b), _mm256_min_epu8(c, d)))
    }
}
