//! The different hashes of an index, a row each, in the order of their bits.

use super::entries::Entries;
use super::ring::Bits;
use crate::hamming::{self, BLOCK, Block, GROUP, Part, Word, front_words};

/// The two parts of the rows in whole groups, how many rows there are, and what they stand for.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, const W: usize> {
    pub(super) front: &'a [Word],
    pub(super) back: &'a [Word],
    pub(super) count: usize,
    pub(super) entries: Entries<'a>,
}

impl<'a, const W: usize> Rows<'a, W> {
    const FRONT: usize = front_words(W);
    const BACK: usize = W - Self::FRONT;

    pub(super) fn blocks(self) -> usize {
        self.count.div_ceil(BLOCK)
    }

    pub(super) fn block(self, number: usize) -> Block<'a> {
        let from = number * BLOCK;
        let to = from + self.rows_in(number).next_multiple_of(GROUP);
        Block {
            front: &self.front[from * Self::FRONT..to * Self::FRONT],
            back: &self.back[from * Self::BACK..to * Self::BACK],
            words: W,
        }
    }

    /// Rows of that block which hold a hash.
    pub(super) fn rows_in(self, number: usize) -> usize {
        (self.count - number * BLOCK).min(BLOCK)
    }

    pub(super) fn bits(self, row: usize) -> Bits<W> {
        let front = &self.front[row * Self::FRONT..][..Self::FRONT];
        let back = &self.back[row * Self::BACK..][..Self::BACK];
        let mut words = front.iter().chain(back);
        std::array::from_fn(|_| words.next().map_or(0, |word| word.get()))
    }

    /// Bits in which that part of a row differs from the query.
    #[inline(always)]
    pub(super) fn distance(self, row: usize, query: &Bits<W>, part: Part) -> u32 {
        let all = Block { front: self.front, back: self.back, words: W };
        hamming::distance(all, row, query, part)
    }

    /// Asks for the memory of a row's front.
    #[inline(always)]
    pub(super) fn fetch_front(self, row: usize) {
        hamming::prefetch(self.front, row * Self::FRONT);
    }

    /// Asks for the memory of the rest of a row.
    #[inline(always)]
    pub(super) fn fetch_back(self, row: usize) {
        hamming::prefetch(self.back, row * Self::BACK);
    }
}
