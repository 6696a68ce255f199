//! Both box passes at once, at the 64×64 sample points only.
//!
//! A box pass is linear, the two axes commute, and only 64 rows and 64 columns of the result are read. So along
//! each axis the two passes are a sparse matrix of 64 rows: a tent of about a thirty-second of the side around each
//! sample point, with the divisors that shrink at the border.

use crate::cpu;
use crate::plane::{Channels, PlaneRef};

/// The side of the grid that the picture is reduced to.
pub(crate) const GRID: usize = 64;

/// Luma at the 64×64 sample points, row after row, `0.0..=255.0`.
pub(crate) type Grid = [f32; GRID * GRID];

/// Independent partial sums in which a row is added up, so that the order of additions is the same at every CPU level.
const LANES: usize = 16;

/// Luma weights of red, green and blue (BT.601).
pub(crate) const LUMA: [f64; 3] = [0.299, 0.587, 0.114];

/// The position along an axis of `length` that sample `i` of 64 is read from.
pub(super) const fn sample(i: usize, length: usize) -> usize {
    (2 * i + 1) * length / (2 * GRID)
}

/// The width of one box pass along an axis of `length`.
pub(super) const fn window(length: usize) -> usize {
    length.div_ceil(2 * GRID)
}

/// The blurred luma at the sample points.
pub fn grid(picture: PlaneRef<'_>) -> Grid {
    let rows = tents(picture.height());
    let columns = row_weights(&tents(picture.width()), picture.channels());
    let bytes = picture.width() * picture.channels().bytes();
    let mut sums = vec![0f32; bytes + LANES];
    let mut grid = [0f32; GRID * GRID];
    cpu::vectorized(
        #[inline(always)]
        || {
            for (tent, out) in rows.iter().zip(grid.as_chunks_mut::<GRID>().0) {
                add_rows(picture, tent, &mut sums[..bytes]);
                for (tent, value) in columns.iter().zip(out) {
                    *value = dot(&sums[tent.start..], &tent.weights);
                }
            }
        },
    );
    grid
}

/// What one sample point reads along an axis: a weight for each position from `start` on.
struct Tent {
    start: usize,
    weights: Vec<f32>,
}

/// The 64 tents of an axis.
fn tents(length: usize) -> Vec<Tent> {
    (0..GRID).map(|i| tent(sample(i, length), length)).collect()
}

/// The weights of two box passes, read at `at`: each position of the outer window spreads its share over its
/// inner window, summed through the steps at the windows' ends.
fn tent(at: usize, length: usize) -> Tent {
    let outer = window_at(at, length);
    let start = window_at(outer.start, length).start;
    let end = window_at(outer.end - 1, length).end;
    let mut steps = vec![0f64; end - start + 1];
    for position in outer.clone() {
        let inner = window_at(position, length);
        let share = 1.0 / (outer.len() * inner.len()) as f64;
        steps[inner.start - start] += share;
        steps[inner.end - start] -= share;
    }
    let mut weight = 0f64;
    let weights = steps[..end - start].iter().map(|step| {
        weight += step;
        weight as f32
    });
    Tent { start, weights: weights.collect() }
}

/// The positions that one box pass averages at `at`: for an even width one more ahead than behind.
fn window_at(at: usize, length: usize) -> std::ops::Range<usize> {
    let ahead = (window(length) + 2) / 2;
    let behind = window(length) - ahead;
    at.saturating_sub(behind)..(at + ahead).min(length)
}

/// The tents of a row, for interleaved channels: luma's weight of the channel is part of each weight. Padded with
/// zeros to whole lanes.
fn row_weights(tents: &[Tent], channels: Channels) -> Vec<Tent> {
    let luma: &[f64] = match channels {
        Channels::Luma => &[1.0],
        Channels::Rgb => &LUMA,
    };
    let spread = tents.iter().map(|tent| {
        let channels =
            |&weight: &f32| luma.iter().map(move |luma| (f64::from(weight) * luma) as f32);
        let mut weights: Vec<f32> = tent.weights.iter().flat_map(channels).collect();
        weights.resize(weights.len().next_multiple_of(LANES), 0.0);
        Tent { start: tent.start * luma.len(), weights }
    });
    spread.collect()
}

/// Sets `sums` to the weighted sum of the rows under the tent, byte for byte.
#[inline(always)]
fn add_rows(picture: PlaneRef<'_>, tent: &Tent, sums: &mut [f32]) {
    sums.fill(0.0);
    let mut y = tent.start;
    let (fours, rest) = tent.weights.as_chunks::<4>();
    for weights in fours {
        let rows: [&[u8]; 4] = std::array::from_fn(|k| &picture.row(y + k)[..sums.len()]);
        for (x, sum) in sums.iter_mut().enumerate() {
            *sum += weights[0] * f32::from(rows[0][x])
                + weights[1] * f32::from(rows[1][x])
                + weights[2] * f32::from(rows[2][x])
                + weights[3] * f32::from(rows[3][x]);
        }
        y += 4;
    }
    for (weight, y) in rest.iter().zip(y..) {
        for (sum, &byte) in sums.iter_mut().zip(picture.row(y)) {
            *sum += weight * f32::from(byte);
        }
    }
}

/// The sum of `values * weights` in lanes; `weights` is a whole number of lanes long.
#[inline(always)]
fn dot(values: &[f32], weights: &[f32]) -> f32 {
    let mut sums = [0f32; LANES];
    let values = values.as_chunks::<LANES>().0;
    for (values, weights) in values.iter().zip(weights.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += values[lane] * weights[lane];
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            sums[lane] += sums[lane + width];
        }
        width /= 2;
    }
    sums[0]
}
