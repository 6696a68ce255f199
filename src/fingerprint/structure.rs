//! What the bits of a PDQ hash say about the picture's structure. They lie in 16 rows of 16 columns, by the frequencies down
//! and across whose coefficients they stand for.

use super::Hash256;

/// How many rows and columns apart bits are compared for their regularity.
const FURTHEST: i32 = 4;

/// Every second column, from the first on.
const EVEN: u16 = 0x5555;

/// How far the bits of a hash are from chance. In busy pictures bits some rows and columns apart agree half of the time;
/// where a disc, a few edges or a pattern make the picture, they agree too often or too seldom. The root mean square of
/// the deviations at up to four rows and columns, in standard deviations: 1 by chance, 1.6 for a usual photograph.
pub(crate) fn regularity(hash: &Hash256) -> f32 {
    let mut squares = 0.0;
    let mut lags = 0.0;
    for down in 0..=FURTHEST {
        for across in -FURTHEST..=FURTHEST {
            if (down, across) > (0, 0) {
                squares += squared_deviation(hash, down.unsigned_abs(), across);
                lags += 1.0;
            }
        }
    }
    f32::sqrt(squares / lags)
}

/// How many bits differ from those so many rows below and columns on, as a squared deviation from half of them.
fn squared_deviation(hash: &Hash256, down: u32, across: i32) -> f32 {
    let by = across.unsigned_abs();
    let columns = u64::from(u16::MAX >> by) * 0x0001_0001_0001_0001;
    let (above, below) = (hash.0, risen(hash.0, down));
    let rows = risen([u64::MAX; 4], down);
    let differing = |k: usize| {
        let (near, far) = if across < 0 { (above[k], below[k]) } else { (below[k], above[k]) };
        ((near >> by ^ far) & columns & rows[k]).count_ones()
    };
    let count = ((16 - down) * (16 - by)) as f32;
    let off = (0..4).map(differing).sum::<u32>() as f32 - count / 2.0;
    off * off * 4.0 / count
}

/// The rows from that one on, followed by rows of zeros; 0 to 4.
fn risen(words: [u64; 4], rows: u32) -> [u64; 4] {
    std::array::from_fn(|k| {
        let next = words.get(k + 1).copied().unwrap_or(0);
        ((u128::from(next) << 64 | u128::from(words[k])) >> (16 * rows)) as u64
    })
}

/// How nearly each of the four classes of bits (rows even or odd, columns even or odd) is a row times a column: 1 by chance, 8
/// if it is one.
///
/// A class holds what is symmetrical, or the opposite, about the picture's middle, down and across. In stripes, gradients
/// from a point, checkerboards, frames and vignettes a coefficient is nearly a product of what changes down and what changes
/// across, so that any two rows agree in all bits or in none. The mean square of agreements minus disagreements, over
/// all pairs of rows, in units of chance.
pub(crate) fn separability(hash: &Hash256) -> [f32; 4] {
    let rows = rows(hash);
    std::array::from_fn(|class| {
        let own: [u16; 8] = std::array::from_fn(|k| rows[2 * k + class / 2] & EVEN << (class % 2));
        let mut squares = 0;
        for (k, above) in own.iter().enumerate() {
            for below in &own[k + 1..] {
                squares += (8 - 2 * (above ^ below).count_ones() as i32).pow(2);
            }
        }
        squares as f32 / 224.0 // 28 pairs, 8 each by chance
    })
}

fn rows(hash: &Hash256) -> [u16; 16] {
    std::array::from_fn(|row| (hash.0[row / 4] >> (row % 4 * 16)) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Hash;

    fn scattered(seed: u64) -> Hash256 {
        let word = |k: u64| {
            let mixed = (seed * 4 + k + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
        };
        Hash([word(0), word(1), word(2), word(3)])
    }

    fn of_rows(rows: [u16; 16]) -> Hash256 {
        let mut hash = Hash::ZERO;
        for (row, bits) in rows.into_iter().enumerate() {
            hash.0[row / 4] |= u64::from(bits) << (row % 4 * 16);
        }
        hash
    }

    #[test]
    fn chance_is_not_regular_and_patterns_are() {
        let mean = (0..200).map(|seed| regularity(&scattered(seed))).sum::<f32>() / 200.0;
        assert!((0.9..1.1).contains(&mean), "{mean}");
        let stripes = Hash([0x00ff_00ff_00ff_00ff; 4]);
        let chequers = Hash([0x5555_aaaa_5555_aaaa; 4]);
        assert!(regularity(&stripes) > 3.0 && regularity(&chequers) > 6.0);
    }

    #[test]
    fn products_of_rows_and_columns_are_separable_and_chance_is_not() {
        let (column, pattern) = (0xb3c5_u16, 0x6a17_u16);
        let rows = std::array::from_fn(|row| match column >> row & 1 {
            0 => pattern,
            _ => !pattern,
        });
        let mut hash = of_rows(rows);
        assert_eq!(separability(&hash), [8.0; 4]);
        hash.0[1] ^= 0x0055 << 16; // four even columns of row 5
        let classes = separability(&hash);
        assert!(classes[2] < 8.0 && classes[..2] == [8.0; 2] && classes[3] == 8.0, "{classes:?}");
        let mean = (0..200).map(|seed| separability(&scattered(seed))[0]).sum::<f32>() / 200.0;
        assert!((0.9..1.1).contains(&mean), "{mean}");
    }
}
