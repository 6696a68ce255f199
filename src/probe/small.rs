//! The one small luma plane that every guess about a picture is made from.

use crate::cpu;
use crate::hash::LUMA;
use crate::plane::{Channels, PlaneRef};

/// The longer side of a small plane, at most.
pub(super) const LONGEST: usize = 320;

/// A picture's luma, each pixel the mean over its share of the picture's area. The aspect is kept; a picture of at
/// most [`LONGEST`] pixels a side keeps its size.
#[derive(Clone)]
pub(super) struct Small {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Row after row, `0.0..=255.0`.
    pub(super) luma: Vec<f32>,
    pub(super) mean: f32,
}

impl Small {
    pub(super) fn of(picture: PlaneRef<'_>) -> Self {
        let (width, height) = (picture.width(), picture.height());
        let longest = width.max(height);
        let side = |length: usize| match longest <= LONGEST {
            true => length,
            false => (length * LONGEST).div_ceil(longest).max(1),
        };
        let bytes = width * picture.channels().bytes();
        Self::averaged((width, height), (side(width), side(height)), bytes, |rows, sums| {
            for (y, weight) in (rows.start..).zip(&rows.weights) {
                add(sums, picture.row(y), *weight);
            }
            if picture.channels() == Channels::Rgb {
                to_luma(sums);
            }
        })
    }

    /// Two by two pixels made one; an odd last row or column is made of what there is.
    pub(super) fn halved(&self) -> Self {
        let half = (self.width.div_ceil(2), self.height.div_ceil(2));
        Self::averaged((self.width, self.height), half, self.width, |rows, sums| {
            for (y, weight) in (rows.start..).zip(&rows.weights) {
                for (sum, value) in sums.iter_mut().zip(self.row(y)) {
                    *sum += weight * value;
                }
            }
        })
    }

    /// A plane of other sides. `add` sums the rows of a share up into so many zeros, luma first.
    fn averaged(
        (width, height): (usize, usize),
        (to_width, to_height): (usize, usize),
        values: usize,
        add: impl Fn(&Share, &mut [f32]),
    ) -> Self {
        let columns: Vec<Share> = shares(width, to_width).collect();
        let mut luma = Vec::with_capacity(to_width * to_height);
        let mut sums = vec![0f32; values];
        for rows in shares(height, to_height) {
            sums.fill(0.0);
            add(&rows, &mut sums);
            luma.extend(columns.iter().map(|share| share.of(&sums)));
        }
        Self::from_luma(to_width, to_height, luma)
    }

    pub(super) fn from_luma(width: usize, height: usize, luma: Vec<f32>) -> Self {
        let mean = luma.iter().sum::<f32>() / luma.len() as f32;
        Self { width, height, luma, mean }
    }

    pub(super) fn row(&self, y: usize) -> &[f32] {
        &self.luma[y * self.width..][..self.width]
    }
}

/// Adds a row of bytes times a weight.
fn add(sums: &mut [f32], row: &[u8], weight: f32) {
    cpu::vectorized(
        #[inline(always)]
        || {
            for (sum, &byte) in sums.iter_mut().zip(row) {
                *sum += weight * f32::from(byte);
            }
        },
    );
}

/// Packs a row of RGB into its first third, as luma.
fn to_luma(row: &mut [f32]) {
    let weights = LUMA.map(|weight| weight as f32);
    for x in 0..row.len() / 3 {
        row[x] = (0..3).map(|channel| weights[channel] * row[3 * x + channel]).sum();
    }
}

/// The positions that one pixel of the small plane covers along an axis, and how much each counts; they sum to 1.
struct Share {
    start: usize,
    weights: Vec<f32>,
}

impl Share {
    fn of(&self, values: &[f32]) -> f32 {
        let covered = values[self.start..].iter().zip(&self.weights);
        covered.map(|(value, weight)| value * weight).sum()
    }
}

/// The shares of `parts` equal parts of an axis of `length`.
fn shares(length: usize, parts: usize) -> impl Iterator<Item = Share> {
    let part = length as f64 / parts as f64;
    (0..parts).map(move |at| {
        let (from, to) = (at as f64 * part, ((at + 1) as f64 * part).min(length as f64));
        let start = from as usize;
        let end = (to.ceil() as usize).clamp(start + 1, length);
        let covered = |x: usize| (to.min((x + 1) as f64) - from.max(x as f64)) / (to - from);
        Share { start, weights: (start..end).map(|x| covered(x) as f32).collect() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_plane_keeps_means_and_aspect() {
        let bytes: Vec<u8> = (0..1000 * 500).map(|i| (i % 1000 / 4) as u8).collect();
        let small = Small::of(PlaneRef::new(&bytes, 1000, 500, 1000, Channels::Luma).unwrap());
        assert_eq!((small.width, small.height, small.luma.len()), (320, 160, 320 * 160));
        let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
        assert!((mean(&small.luma) - 124.5).abs() < 0.01);
        assert!(small.row(7).windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn colours_count_by_their_luma_and_small_pictures_stay() {
        let bytes = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
        let small = Small::of(PlaneRef::new(&bytes, 2, 2, 6, Channels::Rgb).unwrap());
        let close = |(a, b): (&f32, f32)| (a - b).abs() < 1e-3;
        assert!(small.luma.iter().zip([76.245, 149.685, 29.07, 9.0]).all(close));
    }
}
