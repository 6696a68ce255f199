//! The order in which a row keeps the bits of a hash: a ring, of which the tables take pieces.
//!
//! Neighbouring coefficients of a picture go together, so chunks of neighbouring bits would be alike more often than
//! chance has it: 1.26 times, measured on crops of photographs. A hash of 256 bits is therefore taken as a square of
//! 16 × 16, one of 64 bits as 8 × 8, and the ring runs through its diagonals: of each row one bit, three columns on
//! from row to row. Chunks of a diagonal are alike 1.01 times as often. Hashes of other widths stay as they are.

use crate::Hash;

/// A hash in the order of the ring: position `p` is bit `63 - p % 64` of word `p / 64`, so that rows compare as words
/// do.
pub(super) type Bits<const W: usize> = [u64; W];

/// For a square of side `S`, position `S * c + p` of the ring is bit `S * p + (S - 1 - c - 3 * p) mod S` of the hash.
#[inline]
pub(super) fn spread<const W: usize>(hash: &Hash<W>) -> Bits<W> {
    let mut bits = hash.0;
    match bits.as_mut_slice() {
        [word] => *word = transposed8(slanted8(*word)),
        [a, b, c, d] => [*a, *b, *c, *d] = transposed16(slanted16([*a, *b, *c, *d])),
        _ => {}
    }
    bits
}

/// The hash of which these are the bits.
#[inline]
pub(super) fn gathered<const W: usize>(mut bits: Bits<W>) -> Hash<W> {
    match bits.as_mut_slice() {
        [word] => *word = straight8(transposed8(*word)),
        [a, b, c, d] => [*a, *b, *c, *d] = straight16(transposed16([*a, *b, *c, *d])),
        _ => {}
    }
    Hash(bits)
}

/// The `width` bits from `position` on, as a number whose highest bit comes first; `width` from 1 to 32.
#[inline]
pub(super) fn window<const W: usize>(bits: &Bits<W>, position: u32, width: u32) -> u32 {
    let word = position as usize / 64;
    let two = u128::from(bits[word % W]) << 64 | u128::from(bits[(word + 1) % W]);
    (two << (position % 64) >> (128 - width)) as u32
}

/// Row `p` of the square, turned left by `3 * p`, becomes lane `p` counted from the top.
#[inline]
fn slanted16(words: [u64; 4]) -> [u64; 4] {
    let lane = |p: usize| ((words[p / 4] >> (16 * (p % 4))) as u16).rotate_left(3 * p as u32);
    let lanes: [u64; 16] = std::array::from_fn(|p| u64::from(lane(p)) << (48 - 16 * (p % 4)));
    std::array::from_fn(|k| lanes[4 * k] | lanes[4 * k + 1] | lanes[4 * k + 2] | lanes[4 * k + 3])
}

#[inline]
fn straight16(words: [u64; 4]) -> [u64; 4] {
    let row = |p: usize| ((words[p / 4] >> (48 - 16 * (p % 4))) as u16).rotate_right(3 * p as u32);
    let rows: [u64; 16] = std::array::from_fn(|p| u64::from(row(p)) << (16 * (p % 4)));
    std::array::from_fn(|k| rows[4 * k] | rows[4 * k + 1] | rows[4 * k + 2] | rows[4 * k + 3])
}

#[inline]
fn slanted8(word: u64) -> u64 {
    let mut rows = word.to_le_bytes();
    for (p, row) in rows.iter_mut().enumerate() {
        *row = row.rotate_left(3 * p as u32);
    }
    u64::from_be_bytes(rows)
}

#[inline]
fn straight8(word: u64) -> u64 {
    let mut rows = word.to_be_bytes();
    for (p, row) in rows.iter_mut().enumerate() {
        *row = row.rotate_right(3 * p as u32);
    }
    u64::from_le_bytes(rows)
}

/// A matrix of 16 × 16 bits, its rows the lanes from the top, over its diagonal: blocks of 8, 4, 2 and 1 are swapped.
#[inline]
fn transposed16([mut a, mut b, mut c, mut d]: [u64; 4]) -> [u64; 4] {
    swap(&mut a, &mut c, 8, 0x00ff_00ff_00ff_00ff);
    swap(&mut b, &mut d, 8, 0x00ff_00ff_00ff_00ff);
    swap(&mut a, &mut b, 4, 0x0f0f_0f0f_0f0f_0f0f);
    swap(&mut c, &mut d, 4, 0x0f0f_0f0f_0f0f_0f0f);
    [a, b, c, d].map(|word| {
        let word = swapped(word, 30, 0x0000_0000_cccc_cccc);
        swapped(word, 15, 0x0000_aaaa_0000_aaaa)
    })
}

/// The same for 8 × 8.
#[inline]
fn transposed8(word: u64) -> u64 {
    let word = swapped(word, 28, 0x0000_0000_f0f0_f0f0);
    let word = swapped(word, 14, 0x0000_cccc_0000_cccc);
    swapped(word, 7, 0x00aa_00aa_00aa_00aa)
}

/// Swaps the bits of `upper` under the mask with those of `lower` that lie `shift` higher.
#[inline]
fn swap(upper: &mut u64, lower: &mut u64, shift: u32, mask: u64) {
    let differ = (*upper ^ (*lower >> shift)) & mask;
    *upper ^= differ;
    *lower ^= differ << shift;
}

/// Swaps the bits under the mask with those that lie `shift` higher.
#[inline]
fn swapped(word: u64, shift: u32, mask: u64) -> u64 {
    let differ = (word ^ (word >> shift)) & mask;
    word ^ differ ^ (differ << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which bit of the hash each position of the ring holds, by the formula.
    fn bit_at(side: u32, position: u32) -> u32 {
        let (c, p) = (position / side, position % side);
        side * p + (4 * side - 1 - c - 3 * p % side) % side
    }

    fn check<const W: usize>(side: u32) {
        for position in 0..64 * W as u32 {
            let mut hash = Hash::<W>::ZERO;
            let bit = bit_at(side, position);
            hash.0[bit as usize / 64] = 1 << (bit % 64);
            let bits = spread(&hash);
            assert_eq!(gathered(bits), hash);
            assert_eq!(window(&bits, position, 1), 1, "position {position}, bit {bit}");
            assert_eq!(bits.iter().map(|word| word.count_ones()).sum::<u32>(), 1);
        }
    }

    #[test]
    fn every_position_holds_the_bit_that_the_formula_names() {
        check::<4>(16);
        check::<1>(8);
    }

    #[test]
    fn windows_run_over_the_end() {
        let bits = [0x8000_0000_0000_0001, 0, 0, 0x0000_0000_0000_0003];
        assert_eq!(window(&bits, 254, 3), 0b111);
        assert_eq!(window(&bits, 60, 8), 0b0001_0000);
        assert_eq!(window(&[0x8000_0000_0000_0001], 63, 2), 0b11);
        assert_eq!(window(&bits, 224, 32), 3);
    }

    #[test]
    fn a_diagonal_takes_one_bit_of_each_row() {
        for chunk in 0..16 {
            let mut rows: Vec<u32> = (0..16).map(|p| bit_at(16, 16 * chunk + p) / 16).collect();
            rows.dedup();
            assert_eq!(rows.len(), 16);
        }
    }
}
