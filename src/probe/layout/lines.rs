//! What every row and every column of a plane is like between any two places, answered from running sums.

use super::super::small::Small;
use crate::cpu;

/// A jump across a line must exceed the changes beside it so many times ..
const TIMES: f32 = 1.2;
/// .. and by so much besides, to count.
const ABOVE: f32 = 2.5;

/// Luma differs by more than the noise of compression.
const CHANGE: f32 = 6.0;

/// All lines of one direction: the rows of a plane, or its columns.
///
/// A *line* is a row (or column), a *place* the position of a pixel on it. The pixels of one place on all lines lie
/// together, so that a sum over places is taken for all lines at once.
pub(super) struct Lines {
    /// Number of lines.
    pub(super) count: usize,
    /// Pixels of each.
    pub(super) length: usize,
    values: Vec<f32>,
    sums: [Vec<f32>; MEASURES],
}

/// What is summed along a line.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    /// Luma less the middle grey.
    Luma,
    /// The square of that.
    Square,
    /// How far each pixel lies from the middle of its neighbours on the line.
    Roughness,
    /// Whether luma jumps between the line before and the line after, more than it changes farther out.
    Jump,
    /// Whether luma differs at all between the line before and the line after.
    Change,
}

const MEASURES: usize = 5;
const GREY: f32 = 128.0;

/// One line between two places.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    /// Standard deviation of luma.
    pub(super) spread: f32,
    /// Mean of the roughness.
    pub(super) roughness: f32,
}

impl Lines {
    pub(super) fn rows(plane: &Small) -> Self {
        Self::of(transposed(plane), plane.height, plane.width)
    }

    pub(super) fn columns(plane: &Small) -> Self {
        Self::of(plane.luma.clone(), plane.width, plane.height)
    }

    fn of(values: Vec<f32>, count: usize, length: usize) -> Self {
        let mut sums = [const { Vec::new() }; MEASURES];
        cpu::vectorized(
            #[inline(always)]
            || {
                let mut measured = vec![0f32; count];
                for (measure, sums) in sums.iter_mut().enumerate() {
                    sums.resize((length + 1) * count, 0.0);
                    for place in 0..length {
                        measure_place(measure, &values, count, place, length, &mut measured);
                        let (before, after) =
                            sums[place * count..][..2 * count].split_at_mut(count);
                        for ((after, before), measured) in
                            after.iter_mut().zip(before).zip(&measured)
                        {
                            *after = *before + measured;
                        }
                    }
                }
            },
        );
        Self { count, length, values, sums }
    }

    /// The pixels at one place, of all lines.
    pub(super) fn at(&self, place: usize) -> &[f32] {
        &self.values[place * self.count..][..self.count]
    }

    /// The mean of a measure over the places `from..to`, for all lines.
    pub(super) fn means(&self, measure: Measure, from: usize, to: usize) -> Vec<f32> {
        let sums = &self.sums[measure as usize];
        let (before, after) = (&sums[from * self.count..], &sums[to * self.count..]);
        let share = 1.0 / (to - from).max(1) as f32;
        let pairs = after[..self.count].iter().zip(&before[..self.count]);
        pairs.map(|(after, before)| (after - before) * share).collect()
    }

    /// The mean of a measure over the places `from..to` of one line.
    pub(super) fn mean(&self, measure: Measure, line: usize, from: usize, to: usize) -> f32 {
        let sums = &self.sums[measure as usize];
        let sum = sums[to * self.count + line] - sums[from * self.count + line];
        sum / (to - from).max(1) as f32
    }

    pub(super) fn stretch(&self, line: usize, from: usize, to: usize) -> Stretch {
        let mean = |measure| self.mean(measure, line, from, to);
        let spread = deviation(mean(Measure::Luma), mean(Measure::Square));
        Stretch { spread, roughness: mean(Measure::Roughness) }
    }

    /// [`Lines::stretch`] of all lines.
    pub(super) fn stretches(&self, from: usize, to: usize) -> Vec<Stretch> {
        let means = |measure| self.means(measure, from, to);
        let (luma, square) = (means(Measure::Luma), means(Measure::Square));
        let spread = luma.into_iter().zip(square).map(|(luma, square)| deviation(luma, square));
        let with = spread.zip(means(Measure::Roughness));
        with.map(|(spread, roughness)| Stretch { spread, roughness }).collect()
    }
}

fn deviation(mean: f32, square: f32) -> f32 {
    (square - mean * mean).max(0.0).sqrt()
}

fn transposed(plane: &Small) -> Vec<f32> {
    let (width, height) = (plane.width, plane.height);
    let mut turned = vec![0.0; width * height];
    const TILE: usize = 16;
    for top in (0..height).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            for x in left..(left + TILE).min(width) {
                for y in top..(top + TILE).min(height) {
                    turned[x * height + y] = plane.luma[y * width + x];
                }
            }
        }
    }
    turned
}

#[inline(always)]
fn measure_place(
    measure: usize,
    values: &[f32],
    count: usize,
    place: usize,
    length: usize,
    into: &mut [f32],
) {
    let at = |place: usize| &values[place * count..][..count];
    let here = at(place);
    match measure {
        0 => into.iter_mut().zip(here).for_each(|(into, here)| *into = here - GREY),
        1 => {
            into.iter_mut().zip(here).for_each(|(into, here)| *into = (here - GREY) * (here - GREY))
        }
        2 => {
            let (before, after) = (at(place.saturating_sub(1)), at((place + 1).min(length - 1)));
            for (((into, here), before), after) in into.iter_mut().zip(here).zip(before).zip(after)
            {
                *into = (here - 0.5 * (before + after)).abs();
            }
        }
        3 => jumps(here, into),
        _ => changes(here, into),
    }
}

/// 1 where the pixels before and after differ by more than those farther out on both sides, else 0.
#[inline(always)]
fn jumps(pixels: &[f32], into: &mut [f32]) {
    const REACH: usize = 5;
    let last = pixels.len() - 1;
    let jump = |p: [f32; 6]| {
        let beside = (p[0] - p[1]).abs().max((p[4] - p[5]).abs());
        f32::from(u8::from((p[3] - p[2]).abs() > TIMES * beside + ABOVE))
    };
    let near_the_edge = |i: usize| {
        let offsets = [-5, -3, -1, 1, 3, 5];
        jump(offsets.map(|by: isize| pixels[i.saturating_add_signed(by).min(last)]))
    };
    if pixels.len() <= 2 * REACH {
        return (0..pixels.len()).for_each(|i| into[i] = near_the_edge(i));
    }
    let inner = pixels.len() - 2 * REACH;
    let shifted = |by: usize| &pixels[by..][..inner];
    let (a, b, c) = (shifted(0), shifted(2), shifted(4));
    let (d, e, f) = (shifted(6), shifted(8), shifted(10));
    for i in 0..inner {
        into[REACH + i] = jump([a[i], b[i], c[i], d[i], e[i], f[i]]);
    }
    for i in (0..REACH).chain(last + 1 - REACH..=last) {
        into[i] = near_the_edge(i);
    }
}

/// 1 where the pixels before and after differ, else 0.
#[inline(always)]
fn changes(pixels: &[f32], into: &mut [f32]) {
    into.fill(0.0);
    for i in 1..pixels.len().saturating_sub(1) {
        into[i] = f32::from(u8::from((pixels[i + 1] - pixels[i - 1]).abs() > CHANGE));
    }
}
