//! The kernels of x86-64, each reached only where its instructions were detected.
#![allow(unsafe_code)]

/// `near` for vectors: which function counts depends on the words of a row. The names are those of the file in which it
/// stands.
macro_rules! near {
    ($block:ident, $first:ident, $query:ident, $part:ident, $radius:ident, $near:ident) => {
        match ($query, $part) {
            (&[a], _) => {
                let front: &[Ones] = groups($block.front, $first, $near.len());
                let query = every(a);
                for (mask, front) in $near.iter_mut().zip(front) {
                    *mask = within($radius, |i| ones(front, i, query));
                }
            }
            (&[a, b], _) | (&[a, b, ..], Part::Front) => {
                let front = groups($block.front, $first, $near.len());
                $near.fill(0);
                add_near(front, [every(a), every(b)], $radius, $near);
            }
            (&[a, b, c, d], Part::Whole) => {
                let front: &[Twos] = groups($block.front, $first, $near.len());
                let back: &[Twos] = groups($block.back, $first, $near.len());
                let (query, other) = ([every(a), every(b)], [every(c), every(d)]);
                if $radius / 2 <= SIFTED {
                    // A row within the radius differs in at most half as many bits in one of the parts, so each part
                    // is read in one go.
                    $near.fill(0);
                    add_near(front, query, $radius / 2, $near);
                    add_near(back, other, $radius / 2, $near);
                } else {
                    $near.fill(1);
                }
                for ((mask, front), back) in $near.iter_mut().zip(front).zip(back) {
                    if *mask != 0 {
                        let both = |i| add(twos(front, i, query), twos(back, i, other));
                        *mask = within($radius, both);
                    }
                }
            }
            _ => scalar::near($block, $first, $query, $part, $radius, $near),
        }
    };
}

mod avx2;
mod avx512;

use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};

use super::{Block, GROUP, Kernel, Word, columns, front_words};

/// The kernel for AVX-512, if the machine has what it needs.
pub(super) fn avx512() -> Option<Kernel> {
    let has = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vpopcntdq")
        && is_x86_feature_detected!("avx512bitalg")
        && is_x86_feature_detected!("bmi1");
    has.then_some(Kernel {
        // SAFETY: the instructions that the function is compiled for were detected above.
        near: |block, first, query, part, radius, near| unsafe {
            avx512::near(block, first, query, part, radius, near);
        },
        // SAFETY: as above.
        sieve: |ask, scratch, fired| unsafe { avx512::sieve(ask, scratch, fired) },
        // SAFETY: as above.
        sift: |sift, found| unsafe { columns::x86_64::avx512::sift(sift, found) },
    })
}

/// The kernel for AVX2, if the machine has it.
pub(super) fn avx2() -> Option<Kernel> {
    let has = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1");
    has.then_some(Kernel {
        // SAFETY: the instructions that the function is compiled for were detected above.
        near: |block, first, query, part, radius, near| unsafe {
            avx2::near(block, first, query, part, radius, near);
        },
        // SAFETY: as above.
        sieve: |ask, scratch, fired| unsafe { avx2::sieve(ask, scratch, fired) },
        // SAFETY: as above.
        sift: |sift, found| unsafe { columns::x86_64::avx2::sift(sift, found) },
    })
}

/// `count` groups of 64 rows from row `first` on, each `N` vectors of `L` words.
#[inline]
fn groups<const L: usize, const N: usize>(
    words: &[Word],
    first: usize,
    count: usize,
) -> &[[[Word; L]; N]] {
    let words = &words[first * L * N / 64..][..count * L * N];
    words.as_chunks().0.as_chunks().0
}

/// Asks for a line of memory, into the second-level cache: far more such requests can be under way at once than requests
/// into the first.
#[inline(always)]
pub(super) fn fetch<T>(place: *const T) {
    #[allow(unused_unsafe)] // safe in newer versions of Rust than the oldest supported
    // SAFETY: a prefetch reads nothing that the program could see, and does not fault at any address.
    unsafe {
        _mm_prefetch::<_MM_HINT_T1>(place.cast())
    };
}

/// While rows at the beginning of a page are compared, asks for the first lines of the next page. Within a page the
/// processor does so by itself.
#[inline]
fn fetch_page(rows: &[Word]) {
    const PAGE: usize = 4096;
    let place = rows.as_ptr().addr() % PAGE;
    if place < size_of_val(rows) {
        let page = rows.as_ptr().wrapping_byte_add(PAGE - place);
        (0..4).for_each(|line| fetch(page.wrapping_byte_add(64 * line)));
    }
}

/// While a group that begins at `row` is asked for the `turn`th time of so many, asks for a share of the same rows in the
/// next block.
#[inline]
fn fetch_next(block: Block<'_>, parts: usize, row: usize, (turn, turns): (usize, usize)) {
    let front = front_words(block.words);
    let parts_of_block = [(block.front, front), (block.back, block.words - front)];
    for (words, width) in parts_of_block.into_iter().take(parts) {
        let next = words.as_ptr().wrapping_add(words.len() + row * width);
        let lines = GROUP * width / 8;
        let share = lines.div_ceil(turns);
        for line in (turn * share..lines).take(share) {
            fetch(next.wrapping_add(8 * line));
        }
    }
}
