//! The frame of a guess moved until its hash comes as near as it can to an entry's.
//!
//! The coefficients are taken as linear in the frame's seven ways to move, with slopes from differences within the
//! sampled grid itself; the bits of the entry are the labels of a logistic regression on them, solved by Newton's
//! method; then the frame is sampled anew.

use std::sync::LazyLock;

use super::guess::{Frame, Guess};
use super::sampler::{Sampler, Visible};
use crate::cpu;
use crate::fingerprint::{Hash, Hash256, Quality};
use crate::hash::{COEFFICIENTS, GRID, Grid, Pdq, transform, unturned};

type Coefficients = [f32; COEFFICIENTS];

/// Ways to move a frame: along and across, two sizes, the angle, two leans.
const WAYS: usize = 7;

/// How far one step may move the frame in each way, in parts of its sides and in radians.
const REACH: [f32; WAYS] = [0.04, 0.04, 0.06, 0.06, 0.06, 0.06, 0.06];

/// What a move costs, so that a way that the picture does not speak about stays where it is.
const STIFFNESS: f32 = 0.5;

/// Times that the frame is sampled anew.
const ROUNDS: usize = 5;

/// Newton's steps on one linear model.
const STEPS: usize = 4;

/// Where a refinement came to.
#[derive(Clone, Debug)]
pub(crate) struct Refined {
    pub(crate) frame: Frame,
    pub(crate) distance: u32,
    pub(crate) weighted: f32,
    pub(crate) seen: f32,
    pub(crate) quality: Quality,
}

/// Moves the frame towards the hash that the original would have.
pub(super) fn refine(
    sampler: &Sampler,
    visible: &Visible,
    guess: &Guess,
    towards: &Hash256,
) -> Refined {
    let mut frame = guess.frame;
    let wanted = if guess.complement { inverted(towards) } else { *towards };
    let upright = upright(towards, guess);
    let mut best: Option<Refined> = None;
    for round in 1..=ROUNDS {
        let (grid, seen) = sampler.grid(&frame, visible);
        let print = Pdq::of_grid(&grid);
        let distance = print.oriented(guess.orientation).distance(&wanted);
        let margins = print.margins();
        let weighted = weighted(&margins, &upright);
        let gained = best.as_ref().is_none_or(|best| weighted < best.weighted);
        let lost = best.as_ref().is_some_and(|best| weighted > best.weighted + 6.0);
        if gained {
            let quality = print.quality;
            best = Some(Refined { frame, distance, weighted, seen, quality });
        }
        if lost || round == ROUNDS {
            break;
        }
        let slopes = slopes(&grid, sampler.aspect(&frame));
        frame = moved(&frame, &step(&margins, &slopes, &upright));
        if !frame.is_sound() {
            break;
        }
    }
    best.expect("at least one round")
}

/// The hash of the picture with light and dark exchanged.
pub(super) fn inverted(hash: &Hash256) -> Hash256 {
    Hash(hash.0.map(|word| !word))
}

fn moved(frame: &Frame, step: &[f32; WAYS]) -> Frame {
    let (width, height) = (frame.right - frame.left, frame.bottom - frame.top);
    let (x, y) = (f32::midpoint(frame.left, frame.right), f32::midpoint(frame.top, frame.bottom));
    let (x, y) = (x + step[0] * width, y + step[1] * height);
    let (half_width, half_height) = (width * (0.5 + 0.5 * step[2]), height * (0.5 + 0.5 * step[3]));
    Frame {
        left: x - half_width,
        right: x + half_width,
        top: y - half_height,
        bottom: y + half_height,
        angle: frame.angle + step[4].to_degrees(),
        lean: [frame.lean[0] + step[5], frame.lean[1] + step[6]],
    }
}

/// The distance if each bit counts by how surely the picture says it: 128 less 8 for each standard deviation by which the
/// bits agree better than chance. With equal weights it is the number of bits that differ.
pub(crate) fn weighted_distance(print: &Pdq, hash: &Hash256, guess: &Guess) -> f32 {
    weighted(&print.margins(), &upright(hash, guess))
}

/// The bits that the picture would have upright and not inverted, if in the guess it has these.
fn upright(hash: &Hash256, guess: &Guess) -> Hash256 {
    let upright = unturned(hash, guess.orientation);
    if guess.complement { inverted(&upright) } else { upright }
}

fn weighted(margins: &Coefficients, hash: &Hash256) -> f32 {
    let scale = scales(margins);
    let weights: Coefficients = std::array::from_fn(|k| {
        let value = margins[k] * scale[k] / 2.0;
        value / (value * value + 1.0).sqrt()
    });
    let agreement: f32 = (0..COEFFICIENTS).map(|k| sign(hash, k) * weights[k]).sum();
    128.0 - 8.0 * agreement / dot(&weights, &weights).max(1e-6).sqrt()
}

/// How the coefficients change with each way, from central differences within the grid.
fn slopes(grid: &Grid, aspect: f32) -> [Coefficients; WAYS] {
    cpu::vectorized(
        #[inline(always)]
        || {
            let (across, down) = &differences(grid);
            [
                transform(across),
                transform(down),
                along(across, down, |u, _| [u, 0.0]),
                along(across, down, |_, v| [0.0, v]),
                along(across, down, |u, v| [-v / aspect, u * aspect]),
                along(across, down, |u, v| [-u * u, -u * v]),
                along(across, down, |u, v| [-u * v, -v * v]),
            ]
        },
    )
}

/// The luma's slopes across and down, for a frame of side 1.
#[inline(always)]
fn differences(grid: &Grid) -> (Grid, Grid) {
    let (mut across, mut down) = ([0f32; GRID * GRID], [0f32; GRID * GRID]);
    let rows = grid.as_chunks::<GRID>().0;
    let around = |k: usize| (k.saturating_sub(1), (k + 1).min(GRID - 1));
    let outs = across.as_chunks_mut::<GRID>().0.iter_mut().zip(down.as_chunks_mut::<GRID>().0);
    for (i, (across, down)) in outs.enumerate() {
        let (up, low) = around(i);
        let scale = GRID as f32 / (low - up) as f32;
        for k in 0..GRID {
            down[k] = (rows[low][k] - rows[up][k]) * scale;
        }
        for k in 1..GRID - 1 {
            across[k] = (rows[i][k + 1] - rows[i][k - 1]) * (GRID as f32 / 2.0);
        }
        across[0] = (rows[i][1] - rows[i][0]) * GRID as f32;
        across[GRID - 1] = (rows[i][GRID - 1] - rows[i][GRID - 2]) * GRID as f32;
    }
    (across, down)
}

/// The coefficients' slopes along a direction that depends on the place within the frame, from -1/2 to 1/2.
#[inline(always)]
fn along(across: &Grid, down: &Grid, direction: impl Fn(f32, f32) -> [f32; 2]) -> Coefficients {
    let place = |k: usize| (k as f32 + 0.5) / GRID as f32 - 0.5;
    let mut slopes = [0f32; GRID * GRID];
    for (i, row) in slopes.as_chunks_mut::<GRID>().0.iter_mut().enumerate() {
        for (j, slope) in row.iter_mut().enumerate() {
            let [x, y] = direction(place(j), place(i));
            *slope = x * across[i * GRID + j] + y * down[i * GRID + j];
        }
    }
    transform(&slopes)
}

/// The move that makes the entry's bits likeliest under the linear model: a regression whose chance of a wrong bit is
/// algebraic in its margin `v`, (1 - v / √(1 + v²)) / 2, which every machine computes alike.
fn step(margins: &Coefficients, slopes: &[Coefficients; WAYS], towards: &Hash256) -> [f32; WAYS] {
    let scale = scales(margins);
    let signs: Coefficients = std::array::from_fn(|k| sign(towards, k));
    let signed = |values: &Coefficients| std::array::from_fn(|k| values[k] * scale[k] * signs[k]);
    let (margins, slopes): (Coefficients, _) = (signed(margins), slopes.each_ref().map(signed));
    cpu::vectorized(
        #[inline(always)]
        || newton(&margins, &slopes),
    )
}

#[inline(always)]
fn newton(margins: &Coefficients, slopes: &[Coefficients; WAYS]) -> [f32; WAYS] {
    let stiffness = REACH.map(|reach| STIFFNESS / (reach * reach));
    let mut total = [0f32; WAYS];
    for _ in 0..STEPS {
        let mut values = *margins;
        for (slope, by) in slopes.iter().zip(total) {
            (0..COEFFICIENTS).for_each(|k| values[k] += by * slope[k]);
        }
        let (mut pull, mut weight) = ([0f32; COEFFICIENTS], [0f32; COEFFICIENTS]);
        for k in 0..COEFFICIENTS {
            let over = 1.0 / (1.0 + values[k] * values[k]).sqrt();
            pull[k] = 0.5 - 0.5 * values[k] * over;
            weight[k] = 0.5 * over * over * over;
        }
        let mut gradient = [0f32; WAYS];
        let mut curvature = [[0f32; WAYS]; WAYS];
        for a in 0..WAYS {
            gradient[a] = dot(&pull, &slopes[a]) - stiffness[a] * total[a];
            let mut weighted = slopes[a];
            (0..COEFFICIENTS).for_each(|k| weighted[k] *= weight[k]);
            for b in 0..=a {
                curvature[a][b] = dot(&weighted, &slopes[b]);
            }
            curvature[a][a] += stiffness[a];
        }
        let change = solve(curvature, gradient);
        for a in 0..WAYS {
            total[a] = (total[a] + change[a]).clamp(-REACH[a], REACH[a]);
        }
    }
    total
}

/// In sixteen partial sums, so that the order is the same at every CPU level.
#[inline(always)]
fn dot(a: &Coefficients, b: &Coefficients) -> f32 {
    let mut sums = [0f32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        (0..16).for_each(|lane| sums[lane] += a[lane] * b[lane]);
    }
    sums.iter().sum()
}

fn sign(hash: &Hash256, bit: usize) -> f32 {
    if hash.0[bit / 64] >> (bit % 64) & 1 == 1 { 1.0 } else { -1.0 }
}

/// What makes a coefficient's margin comparable to others': twice over its expected size, which falls with frequency.
fn scales(margins: &Coefficients) -> Coefficients {
    let sizes: f32 = (0..COEFFICIENTS).map(|k| margins[k].abs() * FREQUENCY[k]).sum();
    let scale = 2.0 * COEFFICIENTS as f32 / sizes.max(1e-3);
    FREQUENCY.map(|frequency| scale * frequency)
}

/// The frequency of each coefficient, in half cycles of the frame.
static FREQUENCY: LazyLock<Coefficients> = LazyLock::new(|| {
    std::array::from_fn(|k| {
        let (down, across) = (k / 16 + 1, k % 16 + 1);
        ((down * down + across * across) as f32).sqrt()
    })
});

/// Solves by Cholesky's decomposition; only the lower half of the matrix is read.
fn solve(mut matrix: [[f32; WAYS]; WAYS], mut vector: [f32; WAYS]) -> [f32; WAYS] {
    for a in 0..WAYS {
        for b in 0..=a {
            let below: f32 = (0..b).map(|c| matrix[a][c] * matrix[b][c]).sum();
            let rest = matrix[a][b] - below;
            matrix[a][b] = if a == b { rest.max(1e-9).sqrt() } else { rest / matrix[b][b] };
        }
        let below: f32 = (0..a).map(|c| matrix[a][c] * vector[c]).sum();
        vector[a] = (vector[a] - below) / matrix[a][a];
    }
    for a in (0..WAYS).rev() {
        let above: f32 = (a + 1..WAYS).map(|c| matrix[c][a] * vector[c]).sum();
        vector[a] = (vector[a] - above) / matrix[a][a];
    }
    vector
}
