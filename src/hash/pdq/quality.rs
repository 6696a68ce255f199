//! The quality: how much the 64×64 luma changes from point to point.

use super::compute::{GRID, Grid};
use crate::fingerprint::Quality;

/// The sum of steps that makes one point of quality.
const STEPS_A_POINT: u32 = 90;

/// The steps between neighbours, in hundredths of the luma's range, cut to whole numbers, summed and scaled.
pub fn of(grid: &Grid) -> Quality {
    Quality::new(steps(grid).map(|step| step.abs() as u32).sum::<u32>() / STEPS_A_POINT)
}

/// Whether the quality stays the same if each luma value moves by up to `tolerance`.
pub(super) fn is_certain(grid: &Grid, tolerance: f32) -> bool {
    let tolerance = 2.0 * tolerance * 100.0 / 255.0;
    let (mut low, mut high) = (0u32, 0u32);
    for step in steps(grid) {
        low += (step.abs() - tolerance).max(0.0) as u32;
        high += (step.abs() + tolerance) as u32;
    }
    Quality::new(low / STEPS_A_POINT) == Quality::new(high / STEPS_A_POINT)
}

fn steps(grid: &Grid) -> impl Iterator<Item = f32> {
    let down = grid.iter().zip(&grid[GRID..]);
    let rows = grid.as_chunks::<GRID>().0;
    let along = rows.iter().flat_map(|row| row.iter().zip(&row[1..]));
    down.chain(along).map(|(a, b)| (a - b) * 100.0 / 255.0)
}
