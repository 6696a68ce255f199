//! AVX2: no population count, but a table of 16 bytes looked up 32 times an instruction.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use zerocopy::IntoBytes;

use super::super::{Block, Fired, GROUP, Part, Scratch, Sieve, Word, front_words, scalar};
use super::{fetch_next, fetch_page, groups};

/// The greatest radius for which [`far`] is worth asking: up to it fewer than one group in fifty is not far.
const SIFTED: u32 = 35;

/// `TABLES[16 * q + i]` is the number of bits in which the nibbles `q` and `i` differ.
static TABLES: [u8; 256] = {
    let mut tables = [0; 256];
    let mut at = 0;
    while at < 256 {
        tables[at] = ((at / 16) ^ (at % 16)).count_ones() as u8;
        at += 1;
    }
    tables
};

/// Four words, or two rows of two.
type Four = [Word; 4];
/// 64 rows of one word.
type Ones = [Four; 16];
/// 64 rows of two words.
type Twos = [Four; 32];

#[inline]
#[target_feature(enable = "avx2")]
fn load(words: &Four) -> __m256i {
    // SAFETY: the array is 32 bytes long; the load needs no alignment.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_laid(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: the array is 32 bytes long; the load needs no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(bytes: &mut [u8; 32], value: __m256i) {
    // SAFETY: the array is 32 bytes long; the store needs no alignment.
    unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), value) }
}

/// The table of a nibble, given 16 times its value, in both halves.
#[inline]
#[target_feature(enable = "avx2")]
fn table(at: u8) -> __m256i {
    let table = &TABLES[usize::from(at & 0xf0)..];
    // SAFETY: `at` is a multiple of 16 below 256, so 16 bytes follow; the load needs no alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}

#[inline]
#[target_feature(enable = "avx2")]
fn every(word: u64) -> __m256i {
    _mm256_set1_epi64x(word as i64)
}

#[inline]
#[target_feature(enable = "avx2")]
fn add(a: __m256i, b: __m256i) -> __m256i {
    _mm256_add_epi8(a, b)
}

#[target_feature(enable = "avx2")]
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
#[target_feature(enable = "avx2")]
fn add_near(groups: &[Twos], query: [__m256i; 2], radius: u32, near: &mut [u64]) {
    for (mask, rows) in near.iter_mut().zip(groups) {
        fetch_page(rows.as_flattened());
        if radius > SIFTED || !far(rows, query, radius) {
            *mask |= within(radius, |i| twos(rows, i, query));
        }
    }
}

/// Which of 64 rows lie within the radius; `count` gives what the bytes of the `i`th four rows count.
#[inline]
#[target_feature(enable = "avx2")]
fn within(radius: u32, count: impl Fn(usize) -> __m256i) -> u64 {
    let limit = every(u64::from(radius));
    (0..16).fold(0, |mask, i| {
        let far = _mm256_castsi256_pd(_mm256_cmpgt_epi64(sums(count(i)), limit));
        mask | u64::from(!_mm256_movemask_pd(far) as u8 & 15) << (4 * i)
    })
}

/// What the bytes of the `i`th four rows of one word count.
#[inline]
#[target_feature(enable = "avx2")]
fn ones(rows: &Ones, i: usize, query: __m256i) -> __m256i {
    counts(_mm256_xor_si256(load(&rows[i]), query))
}

/// What the bytes of the `i`th four rows of two words count, both words together.
#[inline]
#[target_feature(enable = "avx2")]
fn twos(rows: &Twos, i: usize, query: [__m256i; 2]) -> __m256i {
    let [a, b] = split(rows, i, query);
    _mm256_permute4x64_epi64::<0b11_01_10_00>(add(counts(a), counts(b)))
}

/// In which bits the `i`th four rows of two words differ from the query, word by word. The second and third row change
/// places.
#[inline]
#[target_feature(enable = "avx2")]
fn split(rows: &Twos, i: usize, query: [__m256i; 2]) -> [__m256i; 2] {
    let (low, high) = (load(&rows[2 * i]), load(&rows[2 * i + 1]));
    [
        _mm256_xor_si256(_mm256_unpacklo_epi64(low, high), query[0]),
        _mm256_xor_si256(_mm256_unpackhi_epi64(low, high), query[1]),
    ]
}

/// The number of ones in each byte.
#[inline]
#[target_feature(enable = "avx2")]
fn counts(bytes: __m256i) -> __m256i {
    let (bits, nibble) = (table(0), _mm256_set1_epi8(15));
    let low = _mm256_shuffle_epi8(bits, _mm256_and_si256(bytes, nibble));
    let high = _mm256_and_si256(_mm256_srli_epi64::<4>(bytes), nibble);
    add(low, _mm256_shuffle_epi8(bits, high))
}

/// The sum of the bytes of each word.
#[inline]
#[target_feature(enable = "avx2")]
fn sums(bytes: __m256i) -> __m256i {
    _mm256_sad_epu8(bytes, _mm256_setzero_si256())
}

/// Whether none of 64 rows of two words lies within the radius, told by the lower bound
/// popcount((a ^ qa) | (b ^ qb)) of the distance, which is 48 ± 3.5 for unrelated hashes.
#[inline]
#[target_feature(enable = "avx2")]
fn far(rows: &Twos, query: [__m256i; 2], radius: u32) -> bool {
    let mut least = every(u64::MAX);
    for i in 0..16 {
        let [a, b] = split(rows, i, query);
        least = _mm256_min_epu16(least, sums(counts(_mm256_or_si256(a, b))));
    }
    let near = _mm256_cmpgt_epi64(every(u64::from(radius) + 1), least);
    _mm256_testz_si256(near, near) == 1
}

/// 32 rows' nibbles at one place of the hash, a byte each; four of these make a group.
type Nibbles = [[u8; 32]; GROUP / 32];

/// Counts a prefix of the hashes, nibble after nibble: the query picks a table for each of its nibbles, and looking up
/// the nibbles of 32 rows in it counts the bits in which they differ. Of hashes of other widths than those in use the
/// front alone is asked.
#[target_feature(enable = "avx2")]
pub(super) fn sieve(ask: Sieve<'_>, scratch: &mut Scratch, fired: &mut Vec<Fired>) {
    let words = if ask.block.words == 4 { 4 } else { front_words(ask.block.words) };
    let nibbles = scalar::first_nibbles(ask.radii.iter().copied().max().unwrap_or(0), 16 * words);
    let scratch = scratch.0[..Scratch::CLOSE].as_mut_bytes().as_chunks_mut().0.as_chunks_mut().0;
    let at_once = scratch.len() / nibbles;
    let groups = ask.rows.div_ceil(GROUP);
    for first in (0..groups).step_by(at_once) {
        let laid = &mut scratch[..nibbles * at_once.min(groups - first)];
        for (g, group) in laid.chunks_exact_mut(nibbles).enumerate() {
            lay_out(ask.block, (first + g) * GROUP, group);
        }
        for from in (0..ask.radii.len()).step_by(2) {
            ask_two(laid, nibbles, ask, from, first, fired);
        }
    }
}

/// The first nibbles of a group of rows, those at one place of the hash together.
#[inline]
#[target_feature(enable = "avx2")]
fn lay_out(block: Block<'_>, row: usize, group: &mut [Nibbles]) {
    let front = front_words(block.words);
    let (group, others) = group.split_at_mut(group.len().min(16 * front));
    match front {
        1 => lay_out_part::<1>(&block.front[row..][..GROUP], group),
        _ => lay_out_part::<2>(&block.front[row * 2..][..GROUP * 2], group),
    }
    if !others.is_empty() {
        lay_out_part::<2>(&block.back[row * 2..][..GROUP * 2], others);
    }
}

/// The order of the rows changes, alike for all nibbles.
#[inline]
#[target_feature(enable = "avx2")]
fn lay_out_part<const WIDTH: usize>(words: &[Word], group: &mut [Nibbles]) {
    let nibble = _mm256_set1_epi8(15);
    for (c, chunk) in words.as_chunks().0.as_chunks::<16>().0.iter().enumerate() {
        let chunk: [__m256i; 16] = std::array::from_fn(|i| load(&chunk[i]));
        let half = std::array::from_fn(|i| transpose(&chunk, i / 4)[i % 4]);
        for quarter in 0..4 {
            for (j, bytes) in (4 * quarter..).zip(transpose(&half, quarter)) {
                // With one word a row, a chunk holds 64 rows, and the other half of each 16 bytes is another row.
                let (at, place) = (j % (8 * WIDTH), c * (2 / WIDTH) + j / (8 * WIDTH));
                let halves = [bytes, _mm256_srli_epi64::<4>(bytes)];
                for (group, half) in group.iter_mut().skip(2 * at).zip(halves) {
                    store(&mut group[place], _mm256_and_si256(half, nibble));
                }
            }
        }
    }
}

/// A quarter of the way from 16 rows of bytes to columns, in each half of the registers. A byte's place has eight bits, four for the row and four for
/// the column. This moves the two highest to the end; done again, it leaves rows and columns exchanged.
#[inline]
#[target_feature(enable = "avx2")]
fn transpose(bytes: &[__m256i; 16], quarter: usize) -> [__m256i; 4] {
    let [a, b, c, d] = std::array::from_fn(|i| bytes[quarter + 4 * i]);
    let (ac, bd) = (_mm256_unpacklo_epi8(a, c), _mm256_unpacklo_epi8(b, d));
    let (ac_high, bd_high) = (_mm256_unpackhi_epi8(a, c), _mm256_unpackhi_epi8(b, d));
    [
        _mm256_unpacklo_epi8(ac, bd),
        _mm256_unpackhi_epi8(ac, bd),
        _mm256_unpacklo_epi8(ac_high, bd_high),
        _mm256_unpackhi_epi8(ac_high, bd_high),
    ]
}

/// Two queries, or the last one twice, against the groups laid out, of which the first has number `first`.
#[inline]
#[target_feature(enable = "avx2")]
fn ask_two(
    laid: &[Nibbles],
    nibbles: usize,
    ask: Sieve<'_>,
    from: usize,
    first: usize,
    fired: &mut Vec<Fired>,
) {
    let last = (ask.radii.len() - 1).min(from + 1);
    let tables = [from, last].map(|q| tables_of(&ask.queries[q * ask.block.words..]));
    let turn = (from / 2, ask.radii.len().div_ceil(2));
    for (group, laid) in (first..).zip(laid.chunks_exact(nibbles)) {
        fetch_next(ask.block, nibbles.div_ceil(32), group * GROUP, turn);
        for (q, least) in (from..=last).zip(least(laid, &tables)) {
            let radius = _mm256_set1_epi8(ask.radii[q].min(255) as u8 as i8);
            let near = _mm256_cmpeq_epi8(_mm256_min_epu8(least, radius), least);
            if _mm256_testz_si256(near, near) == 0 {
                fired.push(Fired { query: q as u32, group: group as u32 });
            }
        }
    }
}

/// Where the table of each nibble begins.
#[inline]
fn tables_of(query: &[u64]) -> [u8; 64] {
    let mut tables = [0; 64];
    for (tables, word) in tables.as_chunks_mut::<16>().0.iter_mut().zip(query) {
        let bytes = word.to_le_bytes();
        *tables = std::array::from_fn(|n| bytes[n / 2] << (4 * (1 - n % 2)) & 0xf0);
    }
    tables
}

/// The least count of a group at each of 32 places, for two queries.
#[inline]
#[target_feature(enable = "avx2")]
fn least(group: &[Nibbles], tables: &[[u8; 64]; 2]) -> [__m256i; 2] {
    let mut sums = [[_mm256_setzero_si256(); GROUP / 32]; 2];
    for (n, rows) in group.iter().enumerate() {
        let rows = rows.each_ref().map(|rows| load_laid(rows));
        for (sums, tables) in sums.iter_mut().zip(tables) {
            let table = table(tables[n]);
            for (sum, row) in sums.iter_mut().zip(rows) {
                *sum = add(*sum, _mm256_shuffle_epi8(table, row));
            }
        }
    }
    sums.map(|[a, b, c, d]| _mm256_min_epu8(_mm256_min_epu8(a, b), _mm256_min_epu8(c, d)))
}
