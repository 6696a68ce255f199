//! Plain Rust: the oracle for all kernels, and the kernel of machines that have no other.

use super::{BLOCK, Fired, GROUP, Kernel, Scratch, Sieve, Word};

pub(super) const PORTABLE: Kernel = Kernel { near, sieve };

/// Bits in which row `row` of the block differs from the query, over the first `query.len()` planes.
#[inline]
pub(crate) fn distance(block: &[Word], row: usize, query: &[u32]) -> u32 {
    let planes = block.chunks_exact(BLOCK);
    let pairs = planes.zip(query);
    pairs.map(|(plane, word)| (plane[row].get() ^ word).count_ones()).sum()
}

/// The words of 32 bits of a hash: word `k` holds bits `32 * k` to `32 * k + 31`.
pub(crate) fn halves(words: &[u64]) -> impl Iterator<Item = u32> + '_ {
    words.iter().flat_map(|&word| [word as u32, (word >> 32) as u32])
}

fn near(block: &[Word], first: usize, query: &[u32], radius: u32, near: &mut [u64]) {
    for (g, mask) in near.iter_mut().enumerate() {
        let mut counts = [0u32; 64];
        for (plane, word) in block.chunks_exact(BLOCK).zip(query) {
            let rows = &plane[first + 64 * g..][..64];
            for (count, row) in counts.iter_mut().zip(rows) {
                *count += (row.get() ^ word).count_ones();
            }
        }
        *mask = 0;
        for (i, count) in counts.iter().enumerate() {
            *mask |= u64::from(*count <= radius) << i;
        }
    }
}

/// The lower bound popcount((a ^ qa) | (b ^ qb)) of the distance, for as many pairs of 64 bits as the radius needs.
fn sieve(ask: Sieve<'_>, _: &mut Scratch, fired: &mut Vec<Fired>) {
    let planes = ask.block.len() / BLOCK;
    for (q, (query, &radius)) in ask.queries.chunks_exact(planes).zip(ask.radii).enumerate() {
        for group in 0..ask.rows.div_ceil(GROUP) {
            if least(ask.block, group * GROUP, query, radius) <= radius {
                fired.push(Fired { query: q as u32, group: group as u32 });
            }
        }
    }
}

/// The least bound in a group. Folding two words into one keeps 3/4 of the bits of unrelated hashes in half the counts:
/// a mean of 24 for 64 bits, with a standard deviation of 2.4.
fn least(block: &[Word], first: usize, query: &[u32], radius: u32) -> u32 {
    let mut bounds = [0u32; GROUP];
    let fold = radius < 80 && query.len() > 2;
    let used = match radius {
        _ if !fold => query.len(),
        0..=31 => 4,
        _ => query.len(),
    };
    let rows = |k: usize| &block[k * BLOCK + first..][..GROUP];
    if fold {
        for k in (0..used).step_by(2) {
            let pairs = rows(k).iter().zip(rows(k + 1));
            for (bound, (a, b)) in bounds.iter_mut().zip(pairs) {
                *bound += ((a.get() ^ query[k]) | (b.get() ^ query[k + 1])).count_ones();
            }
        }
    } else {
        for (k, word) in query.iter().enumerate() {
            for (bound, a) in bounds.iter_mut().zip(rows(k)) {
                *bound += (a.get() ^ word).count_ones();
            }
        }
    }
    bounds.into_iter().min().unwrap_or(0)
}
