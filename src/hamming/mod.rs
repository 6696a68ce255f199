//! Distances between one hash and many: a kernel for each set of instructions, chosen once.
//!
//! Hashes lie in rows, each row in two places: its first [`FRONT`] words of 64 bits in the front, the words behind them in
//! the back. What reads only the front of a block reads only that memory, and one row is in one line of each.
//! Rows come in whole groups; those that hold no hash are zero, and whoever asks leaves them out of the answer.

#[cfg(target_arch = "aarch64")]
mod aarch64;
mod columns;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub(crate) use columns::{Ask, Inner, LANES, Sift, SiftFn, Sifted, Span};
pub(crate) use scalar::{distance, distance_within};
use zerocopy::little_endian::U64;

use crate::CpuLevel;

/// The most rows in a block.
pub(crate) const BLOCK: usize = 1024;
/// Rows that [`Kernel::sieve`] answers for together.
pub(crate) const GROUP: usize = 128;
/// The most words of a hash that lie in the front.
pub(crate) const FRONT: usize = 2;
/// 64 bits of a hash.
pub(crate) type Word = U64;

/// Rows that are asked together: as many as [`BLOCK`], and whole groups.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    /// The first words of each row, up to [`FRONT`].
    pub(crate) front: &'a [Word],
    /// The words of each row behind those.
    pub(crate) back: &'a [Word],
    /// Words of a hash.
    pub(crate) words: usize,
}

/// What to compare of a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Its words in the front.
    Front,
    /// All words.
    Whole,
}

/// The loops over one block, for one set of instructions. All kernels give the same `near`; the sieves may differ in
/// what they let pass beyond what they must.
#[derive(Clone, Copy)]
pub(crate) struct Kernel {
    /// Bit `i` of `near[g]` says whether row `first + 64 * g + i` differs from the query in at most `radius` bits of
    /// that part. `first` is a multiple of 64; `query` is whole in any case.
    pub(crate) near:
        fn(Block<'_>, first: usize, query: &[u64], part: Part, radius: u32, near: &mut [u64]),
    /// Asks many queries of one block: adds to `fired` every query and group of rows in which some row may lie
    /// within that query's radius, and few others. Groups of one query come in rising order.
    pub(crate) sieve: fn(Sieve<'_>, scratch: &mut Scratch, fired: &mut Vec<Fired>),
    /// Filters columns of tables.
    pub(crate) sift: SiftFn,
}

/// The question to [`Kernel::sieve`].
#[derive(Clone, Copy)]
pub(crate) struct Sieve<'a> {
    /// The block.
    pub(crate) block: Block<'a>,
    /// Rows that hold a hash, from 1 to all of the block.
    pub(crate) rows: usize,
    /// Query after query, as many words each as a hash of the block has.
    pub(crate) queries: &'a [u64],
    /// The radius of each query.
    pub(crate) radii: &'a [u32],
}

/// A group of rows that one query has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fired {
    /// Place of the query in the question.
    pub(crate) query: u32,
    /// Number of the group within the block.
    pub(crate) group: u32,
}

/// Room in which a sieve lays out rows as its instructions like them.
#[repr(C, align(64))]
pub(crate) struct Scratch([u64; 8192]);

impl Scratch {
    /// Words that take half of a first-level cache.
    #[cfg(target_arch = "x86_64")]
    const CLOSE: usize = 2048;

    pub(crate) fn new() -> Box<Self> {
        Box::new(Self([0; 8192]))
    }
}

impl Part {
    /// What to compare first within a radius, so that fewer than one unrelated hash in a thousand passes: the front if
    /// the mean of the distance lies 3.3 standard deviations above the radius there.
    pub(crate) fn first(radius: u32, words: usize) -> Self {
        let bits = 64 * front_words(words) as u32;
        let above = (bits / 2).saturating_sub(radius);
        // Over n bits the mean is n / 2 and the variance n / 4; 3.3² / 4 = 2.72.
        match u64::from(above).pow(2) * 100 >= 272 * u64::from(bits) {
            true => Self::Front,
            false => Self::Whole,
        }
    }
}

impl Kernel {
    /// The kernel for [`CpuLevel::current`].
    pub(crate) fn current() -> Self {
        static KERNEL: OnceLock<Kernel> = OnceLock::new();
        *KERNEL.get_or_init(|| Self::of(CpuLevel::current()).unwrap_or(scalar::PORTABLE))
    }

    /// The kernel of that level; `None` on a machine without it.
    fn of(level: CpuLevel) -> Option<Self> {
        match level {
            CpuLevel::Portable => Some(scalar::PORTABLE),
            #[cfg(target_arch = "x86_64")]
            CpuLevel::Avx512 => x86_64::avx512(),
            #[cfg(target_arch = "x86_64")]
            CpuLevel::Avx2 => x86_64::avx2(),
            #[cfg(target_arch = "aarch64")]
            CpuLevel::Neon => aarch64::neon(),
            _ => None,
        }
    }
}

/// Words in the front of hashes of `words`.
pub(crate) const fn front_words(words: usize) -> usize {
    if words < FRONT { words } else { FRONT }
}

/// Asks for the memory of an item, wherever it lies: nothing happens but that it may be there sooner.
#[inline(always)]
pub(crate) fn prefetch<T>(items: &[T], at: usize) {
    let place = items.as_ptr().wrapping_add(at);
    #[cfg(target_arch = "x86_64")]
    x86_64::fetch(place);
    #[cfg(target_arch = "aarch64")]
    aarch64::fetch(place);
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = place;
}
