//! The reference's order of operations, for pictures on which rounding decides.
//!
//! Each box pass is a running f32 sum: add the new value, subtract the old, divide by the count. Sixteen rows (or
//! columns) run side by side as lanes, so that the order within each is kept while the processor works on many.

use super::downsample::{GRID, Grid, LUMA, sample, window};
use crate::cpu;
use crate::plane::{Channels, PlaneRef};

/// Rows or columns that run side by side.
const LANES: usize = 16;

/// One position along an axis, in each of the rows or columns that run side by side.
type Lanes = [f32; LANES];

/// The blurred luma at the sample points, rounded exactly as the reference does.
pub fn grid(picture: PlaneRef<'_>) -> Grid {
    cpu::vectorized(
        #[inline(always)]
        || two_rounds(picture),
    )
}

/// The luma of a picture that is 64×64 already.
pub(super) fn luma_grid(picture: PlaneRef<'_>) -> Grid {
    let mut grid = [0f32; GRID * GRID];
    for (y, row) in grid.as_chunks_mut::<GRID>().0.iter_mut().enumerate() {
        for (value, luma) in row.iter_mut().zip(luma(picture, y)) {
            *value = luma;
        }
    }
    grid
}

/// Rows, columns, rows, columns. Between two passes the picture is turned, so that what was a position becomes a
/// lane: `bands` hold 16 rows each, position by position, `strips` 16 columns each.
#[inline(always)]
fn two_rounds(picture: PlaneRef<'_>) -> Grid {
    let (width, height) = (picture.width(), picture.height());
    let (wide, high) = (width.next_multiple_of(LANES), height.next_multiple_of(LANES));
    let every = |length: usize| (0..length).collect::<Vec<_>>();
    let sampled = |length: usize| (0..GRID).map(|i| sample(i, length)).collect::<Vec<_>>();

    let mut strips = vec![[0f32; LANES]; wide / LANES * high];
    let mut band = vec![[0f32; LANES]; width];
    for (index, top) in (0..height).step_by(LANES).enumerate() {
        for (lane, y) in (top..height.min(top + LANES)).enumerate() {
            for (position, luma) in band.iter_mut().zip(luma(picture, y)) {
                position[lane] = luma;
            }
        }
        turn(&box_pass(&band, &every(width)), &mut strips, high, index);
    }
    let mut bands = vec![[0f32; LANES]; high / LANES * wide];
    for (index, strip) in strips.chunks_exact(high).enumerate() {
        turn(&box_pass(&strip[..height], &every(height)), &mut bands, wide, index);
    }
    let mut samples = vec![[0f32; LANES]; GRID / LANES * high];
    for (index, band) in bands.chunks_exact(wide).enumerate() {
        turn(&box_pass(&band[..width], &sampled(width)), &mut samples, high, index);
    }
    let mut grid = [0f32; GRID * GRID];
    for (index, strip) in samples.chunks_exact(high).enumerate() {
        let rows = box_pass(&strip[..height], &sampled(height));
        for (row, lanes) in grid.as_chunks_mut::<GRID>().0.iter_mut().zip(rows) {
            row[index * LANES..][..LANES].copy_from_slice(&lanes);
        }
    }
    grid
}

/// Unrounded luma of a row: summed in f64 and rounded once, as the Python package `pdqhash` does, so that a grey RGB
/// pixel has exactly its grey value.
#[inline(always)]
fn luma(picture: PlaneRef<'_>, y: usize) -> impl Iterator<Item = f32> {
    let row = picture.row(y);
    let (grey, rgb): (&[u8], &[[u8; 3]]) = match picture.channels() {
        Channels::Luma => (row, &[]),
        Channels::Rgb => (&[], row.as_chunks().0),
    };
    let weighted = rgb.iter().map(|pixel| {
        let [red, green, blue] = pixel.map(f64::from);
        (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue) as f32
    });
    grey.iter().map(|&value| f32::from(value)).chain(weighted)
}

/// One box pass; keeps the positions named by `wanted`, in ascending order, padded to a whole number of lanes.
#[inline(always)]
fn box_pass(input: &[Lanes], wanted: &[usize]) -> Vec<Lanes> {
    let window = window(input.len());
    let ahead = (window + 2) / 2;
    let mut out = Vec::with_capacity(wanted.len().next_multiple_of(LANES));
    let mut sums = [0f32; LANES];
    let mut step = 0;
    for &at in wanted {
        while step < at + ahead {
            if let Some(new) = input.get(step) {
                (0..LANES).for_each(|lane| sums[lane] += new[lane]);
            }
            if let Some(old) = step.checked_sub(window) {
                (0..LANES).for_each(|lane| sums[lane] -= input[old][lane]);
            }
            step += 1;
        }
        let count = step.min(input.len()) - step.saturating_sub(window);
        out.push(sums.map(|sum| sum / count as f32));
    }
    out.resize(out.len().next_multiple_of(LANES), [0.0; LANES]);
    out
}

/// Turns lanes into positions: of each 16 positions of `from`, lane after lane becomes 16 positions that start at
/// `16 * index` in the next part of `to`; the parts are `length` positions long.
#[inline(always)]
fn turn(from: &[Lanes], to: &mut [Lanes], length: usize, index: usize) {
    let tiles = from.as_chunks::<LANES>().0;
    for (tile, part) in tiles.iter().zip(to.chunks_exact_mut(length)) {
        for (lane, position) in part[index * LANES..][..LANES].iter_mut().enumerate() {
            *position = std::array::from_fn(|k| tile[k][lane]);
        }
    }
}
