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
    let step = |a: f32, b: f32| (((a - b) * 100.0 / 255.0).abs() + slack).trunc().max(0.0);
    let steps: f32 = cpu::vectorized(
        #[inline(always)]
        || {
            // Whole numbers under 2^24, so their order does not matter.
            let mut steps = [0f32; GRID];
            let rows = grid.as_chunks::<GRID>().0;
            for (above, below) in rows.iter().zip(&rows[1..]) {
                for k in 0..GRID {
                    steps[k] += step(above[k], below[k]);
                }
            }
            for row in rows {
                for k in 0..GRID - 1 {
                    steps[k] += step(row[k], row[k + 1]);
                }
            }
            steps.iter().sum()
        },
    );
    Quality::new(steps as u32 / STEPS_A_POINT)
}
