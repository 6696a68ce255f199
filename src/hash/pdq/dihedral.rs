//! Turning and mirroring a picture changes only signs and places of its DCT coefficients.

use super::dct::{self, Coefficients, SIDE};
use crate::fingerprint::{Hash, Hash256};
use crate::plane::Orientation;

/// Which coefficients change sign, and whether rows and columns change places, for each orientation in the
/// reference's order. Index 0 is frequency 1, so an even index is an odd frequency: the kind that a mirror negates.
const TURNS: [(Negate, bool); 8] = [
    (Negate::None, false),
    (Negate::EvenColumns, true),
    (Negate::OddSums, false),
    (Negate::EvenRows, true),
    (Negate::EvenRows, false),
    (Negate::EvenColumns, false),
    (Negate::None, true),
    (Negate::OddSums, true),
];

#[derive(Clone, Copy)]
enum Negate {
    None,
    EvenRows,
    EvenColumns,
    /// Row and column of different parity: both mirrors at once, whose common signs cancel.
    OddSums,
}

impl Negate {
    const fn negates(self, row: usize, column: usize) -> bool {
        match self {
            Self::None => false,
            Self::EvenRows => row.is_multiple_of(2),
            Self::EvenColumns => column.is_multiple_of(2),
            Self::OddSums => !(row + column).is_multiple_of(2),
        }
    }

    const ALL: [Self; 4] = [Self::None, Self::EvenRows, Self::EvenColumns, Self::OddSums];

    fn apply(self, coefficients: &Coefficients) -> Coefficients {
        std::array::from_fn(|at| {
            let negative = self.negates(at / SIDE, at % SIDE);
            if negative { -coefficients[at] } else { coefficients[at] }
        })
    }
}

/// The hashes of the eight orientations.
pub(super) fn hashes(coefficients: &Coefficients) -> [Hash256; 8] {
    TURNS.map(|turn| turned(coefficients, turn))
}

/// The hash of one orientation.
pub(super) fn hash(coefficients: &Coefficients, orientation: Orientation) -> Hash256 {
    turned(coefficients, TURNS[orientation as usize])
}

fn turned(coefficients: &Coefficients, (negate, transposed): (Negate, bool)) -> Hash256 {
    let turned = negate.apply(coefficients);
    dct::bits(&if transposed { transpose(&turned) } else { turned })
}

/// The bits that a picture would have whose hash in that orientation is this, were every median 0.
pub(crate) fn unturned(hash: &Hash256, orientation: Orientation) -> Hash256 {
    let (negate, transposed) = TURNS[orientation as usize];
    let mut words = [0u64; 4];
    for at in 0..SIDE * SIDE {
        let (row, column) = (at / SIDE, at % SIDE);
        let from = if transposed { column * SIDE + row } else { at };
        let bit = hash.0[from / 64] >> (from % 64) & 1;
        words[at / 64] |= (bit ^ u64::from(negate.negates(row, column))) << (at % 64);
    }
    Hash(words)
}

/// Whether every bit of every orientation stays the same if each coefficient moves by up to `tolerance`.
///
/// It does if the gap between the median and the next larger coefficient is wide enough: then the lower half
/// stays the lower half. Transposing moves no gap, so four cases cover all eight.
pub(super) fn medians_are_certain(coefficients: &Coefficients, tolerance: f32) -> bool {
    Negate::ALL.iter().all(|negate| {
        let mut values = negate.apply(coefficients);
        let middle = SIDE * SIDE / 2 - 1;
        let (_, &mut median, above) = values.select_nth_unstable_by(middle, f32::total_cmp);
        above.iter().all(|&value| value - median > 2.0 * tolerance)
    })
}

fn transpose(coefficients: &Coefficients) -> Coefficients {
    std::array::from_fn(|at| coefficients[at % SIDE * SIDE + at / SIDE])
}
