//! AVX-512 with VPOPCNTDQ: eight words of 64 bits in a register.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::super::{BLOCK, Block, Fired, GROUP, Part, Scratch, Sieve, Word, scalar};
use super::{fetch_next, fetch_page, groups};

/// The greatest radius for which [`far`] is worth asking: up to it fewer than one group in fifty is not far.
const SIFTED: u32 = 35;

/// Eight words, or four rows of two.
type Eight = [Word; 8];
/// 64 rows of one word.
type Ones = [Eight; 8];
/// 64 rows of two words.
type Twos = [Eight; 16];

#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &Eight) -> __m512i {
    // SAFETY: the array is 64 bytes long; the load needs no alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_laid(words: &[u64; 8]) -> __m512i {
    // SAFETY: the array is 64 bytes long; the load needs no alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(words: &mut [u64; 8], value: __m512i) {
    // SAFETY: the array is 64 bytes long; the store needs no alignment.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), value) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn every(word: u64) -> __m512i {
    _mm512_set1_epi64(word as i64)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn add(a: __m512i, b: __m512i) -> __m512i {
    _mm512_add_epi64(a, b)
}

#[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
pub(super) fn near(
    block: Block<'_>,
    first: usize,
    query: &[u64],
    part: Part,
    radius: u32,
    near: &mut [u64],
) {
    near!(block, first, query, part, radius, near);
}

/// Adds to the masks which rows of two words lie within the radius.
#[target_feature(enable = "avx512f,avx512vpopcntdq")]
fn add_near(groups: &[Twos], query: [__m512i; 2], radius: u32, near: &mut [u64]) {
    for (mask, rows) in near.iter_mut().zip(groups) {
        fetch_page(rows.as_flattened());
        if radius > SIFTED || !far(rows, query, radius) {
            *mask |= within(radius, |i| twos(rows, i, query));
        }
    }
}

/// Which of 64 rows lie within the radius; `count` gives the distances of the `i`th eight.
#[inline]
#[target_feature(enable = "avx512f")]
fn within(radius: u32, count: impl Fn(usize) -> __m512i) -> u64 {
    let limit = every(u64::from(radius));
    // Or-ing shifted masks together lets the compiler read the rows in falling order, and the processor then guesses
    // badly what comes next: a third of the speed from memory.
    u64::from_le_bytes(std::array::from_fn(|i| _mm512_cmple_epu64_mask(count(i), limit)))
}

/// The distances of the `i`th eight rows of one word.
#[inline]
#[target_feature(enable = "avx512f,avx512vpopcntdq")]
fn ones(rows: &Ones, i: usize, query: __m512i) -> __m512i {
    _mm512_popcnt_epi64(_mm512_xor_si512(load(&rows[i]), query))
}

/// The distances of the `i`th eight rows of two words.
#[inline]
#[target_feature(enable = "avx512f,avx512vpopcntdq")]
fn twos(rows: &Twos, i: usize, query: [__m512i; 2]) -> __m512i {
    let (low, high) = (load(&rows[2 * i]), load(&rows[2 * i + 1]));
    let even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
    let odd = _mm512_set_epi64(15, 13, 11, 9, 7, 5, 3, 1);
    let a = _mm512_xor_si512(_mm512_permutex2var_epi64(low, even, high), query[0]);
    let b = _mm512_xor_si512(_mm512_permutex2var_epi64(low, odd, high), query[1]);
    _mm512_add_epi64(_mm512_popcnt_epi64(a), _mm512_popcnt_epi64(b))
}

/// Whether none of 64 rows of two words lies within the radius, told without laying words of a row side by side: in a
/// row that does, one of the words differs in at most half as many bits.
#[inline]
#[target_feature(enable = "avx512f,avx512vpopcntdq")]
fn far(rows: &Twos, query: [__m512i; 2], radius: u32) -> bool {
    let both = _mm512_unpacklo_epi64(query[0], query[1]);
    let mut least = [every(u64::MAX); 2];
    for (i, four) in rows.iter().enumerate() {
        let counts = _mm512_popcnt_epi64(_mm512_xor_si512(load(four), both));
        least[i % 2] = _mm512_min_epu64(least[i % 2], counts);
    }
    let least = _mm512_min_epu64(least[0], least[1]);
    _mm512_cmple_epu64_mask(least, every(u64::from(radius / 2))) == 0
}

/// popcount((a ^ qa) | (b ^ qb)) over the front, for radii below 32.
const FOLD: u8 = 0;
/// The same over all 256 bits.
const FOLD_BOTH: u8 = 1;
/// The distance itself.
const FULL: u8 = 2;

/// Unrelated hashes have a bound of 48 ± 3.5 with `FOLD` and of 96 ± 4.9 with `FOLD_BOTH`, so up to these radii fewer
/// than one in ten thousand passes. Of hashes of other widths than those in use the front alone is asked.
#[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
pub(super) fn sieve(ask: Sieve<'_>, scratch: &mut Scratch, fired: &mut Vec<Fired>) {
    let widest = ask.radii.iter().copied().max().unwrap_or(0);
    match (ask.block.words, widest) {
        (1, _) => pass::<FULL, 1>(ask, scratch, fired),
        (_, 0..=31) => pass::<FOLD, 2>(ask, scratch, fired),
        (4, 32..=76) => pass::<FOLD_BOTH, 4>(ask, scratch, fired),
        (4, _) => pass::<FULL, 4>(ask, scratch, fired),
        _ => pass::<FULL, 2>(ask, scratch, fired),
    }
}

/// Words that lie in the scratch: plane `k` holds the `k`th word of the rows from `first` on, group after group.
struct Laid<'a, const K: usize> {
    planes: [&'a [[[u64; 8]; GROUP / 8]]; K],
    first: usize,
}

/// Lays out as many rows as fit the scratch, then takes the queries eight at a time.
#[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
fn pass<const BOUND: u8, const K: usize>(
    ask: Sieve<'_>,
    scratch: &mut Scratch,
    fired: &mut Vec<Fired>,
) {
    let span = (Scratch::CLOSE / K).min(BLOCK);
    for first in (0..ask.rows).step_by(span) {
        let rows = (ask.rows - first).min(span).next_multiple_of(GROUP);
        lay_out::<K>(ask.block, first, rows, scratch);
        let plane = |k: usize| scratch.0[k * span..][..rows].as_chunks().0.as_chunks().0;
        let laid = Laid { planes: std::array::from_fn(plane), first };
        let mut from = 0;
        while from < ask.radii.len() {
            from += match ask.radii.len() - from {
                8.. => ask_some::<BOUND, K, 8>(&laid, ask, from, fired),
                4.. => ask_some::<BOUND, K, 4>(&laid, ask, from, fired),
                2.. => ask_some::<BOUND, K, 2>(&laid, ask, from, fired),
                _ => ask_some::<BOUND, K, 1>(&laid, ask, from, fired),
            };
        }
    }
}

/// The `K` first words of these rows, word after word.
#[inline]
#[target_feature(enable = "avx512f")]
fn lay_out<const K: usize>(block: Block<'_>, first: usize, rows: usize, scratch: &mut Scratch) {
    if K == 1 {
        let words = &block.front[first..][..rows];
        scratch.0.iter_mut().zip(words).for_each(|(to, word)| *to = word.get());
        return;
    }
    let span = Scratch::CLOSE / K;
    for (words, planes) in
        [block.front, block.back].into_iter().zip(scratch.0.chunks_exact_mut(2 * span)).take(K / 2)
    {
        let (a, b) = planes.split_at_mut(span);
        split(&words[2 * first..][..2 * rows], a, b);
    }
}

/// Rows of two words apart. The order changes, alike for both words, but not beyond eight rows.
#[inline]
#[target_feature(enable = "avx512f")]
fn split(words: &[Word], a: &mut [u64], b: &mut [u64]) {
    let planes = a.as_chunks_mut().0.iter_mut().zip(b.as_chunks_mut().0);
    for (rows, (a, b)) in words.as_chunks::<8>().0.as_chunks::<2>().0.iter().zip(planes) {
        let (low, high) = (load(&rows[0]), load(&rows[1]));
        store(a, _mm512_unpacklo_epi64(low, high));
        store(b, _mm512_unpackhi_epi64(low, high));
    }
}

/// `Q` queries against all rows laid out. Returns `Q`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
fn ask_some<const BOUND: u8, const K: usize, const Q: usize>(
    laid: &Laid<'_, K>,
    ask: Sieve<'_>,
    from: usize,
    fired: &mut Vec<Fired>,
) -> usize {
    let query = |q: usize| &ask.queries[(from + q) * ask.block.words..];
    let queries: [[__m512i; K]; Q] =
        std::array::from_fn(|q| std::array::from_fn(|k| every(query(q)[k])));
    let (radii, turns) = (&ask.radii[from..][..Q], ask.radii.len().div_ceil(8));
    for g in 0..laid.planes[0].len() {
        fetch_next(ask.block, K.div_ceil(2), laid.first + g * GROUP, (from / 8, turns));
        let least = least::<BOUND, K, Q>(laid.planes.map(|plane| &plane[g]), &queries);
        if BOUND == FOLD && none_fires(&least) {
            continue;
        }
        let group = (laid.first / GROUP + g) as u32;
        for (q, (&least, &radius)) in least.iter().zip(radii).enumerate() {
            if fires::<BOUND>(least, radius) {
                fired.push(Fired { query: (from + q) as u32, group });
            }
        }
    }
    Q
}

/// At each place the least bound of the rows in a group, for each query. With `FOLD` only whether bit 5 is set in
/// every bound matters, so all bounds are and-ed together. A bound of 64 has it clear and passes: rare, and what passes
/// is counted again.
#[inline]
#[target_feature(enable = "avx512f,avx512vpopcntdq")]
fn least<const BOUND: u8, const K: usize, const Q: usize>(
    group: [&[[u64; 8]; GROUP / 8]; K],
    queries: &[[__m512i; K]; Q],
) -> [__m512i; Q] {
    let mut least = [every(u64::MAX); Q];
    for i in (0..GROUP / 8).step_by(2) {
        let one = group.map(|words| load_laid(&words[i]));
        let two = group.map(|words| load_laid(&words[i + 1]));
        for (least, query) in least.iter_mut().zip(queries) {
            let (one, two) = (bound::<BOUND, K>(one, query), bound::<BOUND, K>(two, query));
            *least = match BOUND {
                FOLD => _mm512_ternarylogic_epi64::<0x80>(*least, one, two),
                _ => _mm512_min_epu64(_mm512_min_epu64(*least, one), two),
            };
        }
    }
    least
}

/// The bounds of eight rows.
#[inline]
#[target_feature(enable = "avx512f,avx512vpopcntdq")]
fn bound<const BOUND: u8, const K: usize>(words: [__m512i; K], query: &[__m512i; K]) -> __m512i {
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

/// Of bounds and-ed together, whether bit 5 is set everywhere.
#[inline]
#[target_feature(enable = "avx512f")]
fn none_fires<const Q: usize>(least: &[__m512i; Q]) -> bool {
    let limit = every(32);
    let all = least.iter().fold(limit, |all, &least| _mm512_and_si512(all, least));
    _mm512_testn_epi64_mask(all, limit) == 0
}

#[inline]
#[target_feature(enable = "avx512f")]
fn fires<const BOUND: u8>(least: __m512i, radius: u32) -> bool {
    match BOUND {
        FOLD => _mm512_testn_epi64_mask(least, every(32)) != 0,
        _ => _mm512_cmple_epu64_mask(least, every(u64::from(radius))) != 0,
    }
}
