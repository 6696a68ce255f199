//! Turning and mirroring a picture changes only signs and places of its DCT coefficients.

use super::dct::{self, Coefficients, SIDE};
use crate::fingerprint::Hash256;

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
    const ALL: [Self; 4] = [Self::None, Self::EvenRows, Self::EvenColumns, Self::OddSums];

    fn apply(self, coefficients: &Coefficients) -> Coefficients {
        std::array::from_fn(|at| {
            let (row, column) = (at / SIDE, at % SIDE);
            let negative = match self {
                Self::None => false,
                Self::EvenRows => row % 2 == 0,
                Self::EvenColumns => column % 2 == 0,
                Self::OddSums => (row + column) % 2 == 1,
            };
            if negative { -coefficients[at] } else { coefficients[at] }
        })
    }
}

/// The hashes of the eight orientations.
pub(super) fn hashes(coefficients: &Coefficients) -> [Hash256; 8] {
    TURNS.map(|(negate, transposed)| {
        let turned = negate.apply(coefficients);
        dct::bits(&if transposed { transpose(&turned) } else { turned })
    })
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
