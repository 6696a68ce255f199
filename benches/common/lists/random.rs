//! Numbers that look random: SplitMix64 of a seed.

use std::ops::RangeInclusive;

use staydown::Hash;

pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn hash<const W: usize>(&mut self) -> Hash<W> {
        Hash(std::array::from_fn(|_| self.word()))
    }

    /// The hash with so many of its bits flipped.
    pub(crate) fn flip<const W: usize>(&mut self, hash: Hash<W>, bits: usize) -> Hash<W> {
        let mut flips = Hash([0; W]);
        while (flips.distance(&Hash([0; W])) as usize) < bits {
            let bit = self.within(0..=64 * W - 1);
            flips.0[bit / 64] |= 1 << (bit % 64);
        }
        Hash(std::array::from_fn(|at| hash.0[at] ^ flips.0[at]))
    }

    pub(crate) fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.within(0..=items.len() - 1)]
    }

    pub(crate) fn within(&mut self, range: RangeInclusive<usize>) -> usize {
        let count = (range.end() - range.start() + 1) as u128;
        range.start() + ((u128::from(self.word()) * count) >> 64) as usize
    }

    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ word >> 31
    }
}
