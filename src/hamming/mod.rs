//! Distances between one hash and many: a kernel for each set of instructions, chosen once.
//!
//! Hashes lie in blocks of [`BLOCK`], in each block plane after plane: plane `k` holds bits `32 * k` to
//! `32 * k + 31` of every hash of the block. What reads only the first planes of a block reads only that memory.
//! A block is always whole; rows that hold no hash are zero, and whoever asks leaves them out of the answer.

/// Calls a function that is compiled for each number of planes, so that the query stays in registers.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! with_planes {
    ($count:ident($block:expr, $first:expr, $query:expr, $radius:expr, $near:expr)) => {
        match $query.len() {
            1 => $count::<1>($block, $first, $query, $radius, $near),
            2 => $count::<2>($block, $first, $query, $radius, $near),
            3 => $count::<3>($block, $first, $query, $radius, $near),
            4 => $count::<4>($block, $first, $query, $radius, $near),
            5 => $count::<5>($block, $first, $query, $radius, $near),
            6 => $count::<6>($block, $first, $query, $radius, $near),
            7 => $count::<7>($block, $first, $query, $radius, $near),
            _ => $count::<8>($block, $first, $query, $radius, $near),
        }
    };
}

#[cfg(target_arch = "aarch64")]
mod aarch64;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub(crate) use scalar::{distance, halves};
use zerocopy::little_endian::U32;

use crate::CpuLevel;

/// Hashes in a block.
pub(crate) const BLOCK: usize = 1024;
/// Hashes that [`Kernel::sieve`] answers for together.
pub(crate) const GROUP: usize = 128;
/// 32 bits of a hash.
pub(crate) type Word = U32;

/// The loops over one block, for one set of instructions. All kernels give the same `near`; the sieves may differ in
/// what they let pass beyond what they must.
#[derive(Clone, Copy)]
pub(crate) struct Kernel {
    /// Compares the first `query.len()` planes: bit `i` of `near[g]` says whether row `first + 64 * g + i` differs
    /// from the query in at most `radius` of their bits. `first` is a multiple of 64.
    pub(crate) near: fn(block: &[Word], first: usize, query: &[u32], radius: u32, near: &mut [u64]),
    /// Asks many queries of one block: adds to `fired` every query and group of rows in which some row may lie
    /// within that query's radius, and few others. Groups of one query come in rising order.
    pub(crate) sieve: fn(Sieve<'_>, scratch: &mut Scratch, fired: &mut Vec<Fired>),
}

/// The question to [`Kernel::sieve`].
#[derive(Clone, Copy)]
pub(crate) struct Sieve<'a> {
    /// The block, all planes.
    pub(crate) block: &'a [Word],
    /// Rows that hold a hash, `1..=BLOCK`.
    pub(crate) rows: usize,
    /// Query after query, as many words of 32 bits each as the block has planes.
    pub(crate) queries: &'a [u32],
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

/// Half of a first-level cache, in which a sieve lays out a block as its instructions like it.
#[repr(C, align(64))]
pub(crate) struct Scratch([u64; 2048]);

impl Scratch {
    pub(crate) fn new() -> Box<Self> {
        Box::new(Self([0; 2048]))
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

/// How many planes of 32 bits to compare first, of `planes` in all, so that fewer than one unrelated hash in a
/// thousand differs in at most `radius` bits of them: the mean of the distance must lie 3.3 standard deviations above.
pub(crate) fn first_planes(radius: u32, planes: usize) -> usize {
    let enough = |&k: &usize| {
        let above = (16 * k as u32).saturating_sub(radius);
        // Over 32 k bits the mean is 16 k and the variance 8 k; 3.3² * 8 = 87.
        u64::from(above).pow(2) >= 87 * k as u64
    };
    (1..planes).find(enough).unwrap_or(planes)
}

/// Rows `first..first + N` of plane `k`, for a vector load.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
#[inline(always)]
fn rows<const N: usize>(block: &[Word], k: usize, first: usize) -> &[Word; N] {
    let rows = &block[k * BLOCK..][..BLOCK][first..];
    rows.first_chunk().expect("a block is whole")
}
