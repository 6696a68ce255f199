//! The 64×64 DCT of which 16×16 coefficients are kept, and the bits made from them.

use std::f64::consts::PI;
use std::sync::LazyLock;

use super::downsample::{GRID, Grid};
use crate::cpu;
use crate::fingerprint::Hash256;

/// Frequencies kept along each axis: 1 to 16, in cycles of half the picture.
pub(super) const SIDE: usize = 16;

/// How many coefficients a picture has.
pub(crate) const COEFFICIENTS: usize = SIDE * SIDE;

/// 16×16 coefficients, the row's frequency first: index `16 * row + column` is the number of the bit.
pub(super) type Coefficients = [f32; COEFFICIENTS];

/// The DCT's basis, `[k][i]`: frequency `i + 1` at point `k`, rounded to f32 as the reference stores it.
static BASIS: LazyLock<[[f32; SIDE]; GRID]> = LazyLock::new(|| {
    let scale = f64::from((2.0 / GRID as f64).sqrt() as f32);
    let step = PI / 2.0 / GRID as f64;
    std::array::from_fn(|k| {
        std::array::from_fn(|i| (scale * (step * (i + 1) as f64 * (2 * k + 1) as f64).cos()) as f32)
    })
});

/// The coefficients of a grid. Sums run over the points in order and unfused, so that degenerate pictures, where
/// rounding decides, come out as in the reference.
pub fn transform(grid: &Grid) -> Coefficients {
    let basis = &*BASIS;
    cpu::vectorized(
        #[inline(always)]
        || {
            let mut columns = [[0f32; GRID]; SIDE];
            for (k, row) in grid.as_chunks::<GRID>().0.iter().enumerate() {
                for (sums, &weight) in columns.iter_mut().zip(&basis[k]) {
                    for (sum, &luma) in sums.iter_mut().zip(row) {
                        *sum += weight * luma;
                    }
                }
            }
            let mut coefficients = [0f32; SIDE * SIDE];
            for (row, sums) in coefficients.as_chunks_mut::<SIDE>().0.iter_mut().zip(&columns) {
                for (&value, weights) in sums.iter().zip(basis) {
                    for (coefficient, &weight) in row.iter_mut().zip(weights) {
                        *coefficient += value * weight;
                    }
                }
            }
            coefficients
        },
    )
}

/// The lower median: the 128th smallest of the 256.
pub(super) fn median(coefficients: &Coefficients) -> f32 {
    let mut values = *coefficients;
    *values.select_nth_unstable_by(SIDE * SIDE / 2 - 1, f32::total_cmp).1
}

/// Bit `k` is set where coefficient `k` lies strictly above the median.
pub fn bits(coefficients: &Coefficients) -> Hash256 {
    let median = median(coefficients);
    let mut words = [0u64; 4];
    for (word, chunk) in words.iter_mut().zip(coefficients.as_chunks::<64>().0) {
        for (bit, &coefficient) in chunk.iter().enumerate() {
            *word |= u64::from(coefficient > median) << bit;
        }
    }
    crate::fingerprint::Hash(words)
}
