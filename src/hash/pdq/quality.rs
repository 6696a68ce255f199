//! The quality: how much the 64×64 luma changes from point to point.

use super::downsample::{GRID, Grid};
use crate::cpu;
use crate::fingerprint::Quality;

/// The sum of steps that makes one point of quality.
const STEPS_A_POINT: u32 = 90;

/// The steps between neighbours, in hundredths of the luma's range, cut to whole numbers, summed and scaled.
pub fn of(grid: &Grid) -> Quality {
    with_slack(grid, 0.0)
}

/// Whether the quality stays the same if each luma value moves by up to `tolerance`.
pub(super) fn is_certain(grid: &Grid, tolerance: f32) -> bool {
    let slack = 2.0 * tolerance * 100.0 / 255.0;
    let low = with_slack(grid, -slack);
    low == Quality::new(100) || low == with_slack(grid, slack)
}

/// The quality if every step were larger by `slack`.
fn with_slack(grid: &Grid, slack: f32) -> Quality {
    let step = |a: f32, b: f32| (((a - b) * 100.0 / 255.0).abs() + slack) as i32;
    let steps = cpu::vectorized(
        #[inline(always)]
        || {
            let mut steps = 0;
            for (&above, &below) in grid.iter().zip(&grid[GRID..]) {
                steps += step(above, below).max(0);
            }
            for row in grid.as_chunks::<GRID>().0 {
                for (&left, &right) in row.iter().zip(&row[1..]) {
                    steps += step(left, right).max(0);
                }
            }
            steps
        },
    );
    Quality::new(steps.cast_unsigned() / STEPS_A_POINT)
}
