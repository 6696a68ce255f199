//! What every row and every column of a plane is like between any two places, answered from running sums.

use super::super::small::Small;
use crate::cpu;

/// All lines of one direction: the rows of a plane, or its columns.
///
/// A *line* is a row (or column), a *place* the position of a pixel on it. What belongs to one place lies together for
/// all lines, so that a mean over places is taken for all lines at once.
#[derive(Default)]
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
    /// Whether luma differs between the line before and the line after, by more than it does farther out.
    Jump,
    /// Whether it differs at all.
    Change,
}

const MEASURES: usize = 5;
const GREY: f32 = 128.0;

/// A difference is a jump if it exceeds those beside it so many times ..
const TIMES: f32 = 1.2;
/// .. and by so much besides.
const ABOVE: f32 = 2.5;
/// What counts as a change: more than the noise of compression.
const CHANGE: f32 = 6.0;
/// How far to both sides [`Measure::Jump`] looks.
const REACH: usize = 5;

impl Lines {
    /// Takes the place of what was there before: the memory is used again.
    pub(super) fn read_rows(&mut self, plane: &Small) {
        self.values.resize(plane.luma.len(), 0.0);
        transpose(plane, &mut self.values);
        self.sum(plane.height, plane.width);
    }

    /// As [`Lines::read_rows`].
    pub(super) fn read_columns(&mut self, plane: &Small) {
        self.values.clear();
        self.values.extend_from_slice(&plane.luma);
        self.sum(plane.width, plane.height);
    }

    /// The pixels at one place, of all lines.
    pub(super) fn at(&self, place: usize) -> &[f32] {
        &self.values[place * self.count..][..self.count]
    }

    /// The sum of a measure over all places before one, for all lines.
    #[inline(always)]
    pub(super) fn sums(&self, measure: Measure, place: usize) -> &[f32] {
        &self.sums[measure as usize][place * self.count..][..self.count]
    }

    /// The mean of a measure over the places `from..to` of one line.
    pub(super) fn mean(&self, measure: Measure, line: usize, from: usize, to: usize) -> f32 {
        let sum = self.sums(measure, to)[line] - self.sums(measure, from)[line];
        sum / (to - from).max(1) as f32
    }

    fn sum(&mut self, count: usize, length: usize) {
        (self.count, self.length) = (count, length);
        for sums in &mut self.sums {
            sums.resize((length + 1) * count, 0.0);
            sums[..count].fill(0.0);
        }
        let Self { values, sums, .. } = self;
        cpu::vectorized(
            #[inline(always)]
            || {
                let mut measured = vec![0.0; count];
                for place in 0..length {
                    sum_place(values, sums, &mut measured, place);
                }
            },
        );
    }
}

fn transpose(plane: &Small, into: &mut [f32]) {
    const TILE: usize = 16;
    let (width, height) = (plane.width, plane.height);
    for top in (0..height).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            for x in left..(left + TILE).min(width) {
                for y in top..(top + TILE).min(height) {
                    into[x * height + y] = plane.luma[y * width + x];
                }
            }
        }
    }
}

/// Adds one place of all lines to the sums.
#[inline(always)]
fn sum_place(
    values: &[f32],
    [luma, square, roughness, jump, change]: &mut [Vec<f32>; MEASURES],
    measured: &mut [f32],
    place: usize,
) {
    let count = measured.len();
    let length = values.len() / count;
    let at = |place: usize| &values[place * count..][..count];
    let here = at(place);
    let (before, after) = (at(place.saturating_sub(1)), at((place + 1).min(length - 1)));

    measured.iter_mut().zip(here).for_each(|(to, value)| *to = value - GREY);
    add(luma, measured, place);
    measured.iter_mut().for_each(|value| *value *= *value);
    add(square, measured, place);
    for (((to, value), before), after) in measured.iter_mut().zip(here).zip(before).zip(after) {
        *to = (value - 0.5 * (before + after)).abs();
    }
    add(roughness, measured, place);
    jumps(here, measured);
    add(jump, measured, place);
    changes(here, measured);
    add(change, measured, place);
}

/// The running sums after a place: those before it and what was measured there.
#[inline(always)]
fn add(sums: &mut [f32], measured: &[f32], place: usize) {
    let count = measured.len();
    let (before, after) = sums[place * count..][..2 * count].split_at_mut(count);
    for ((after, before), measured) in after.iter_mut().zip(before).zip(measured) {
        *after = *before + measured;
    }
}

/// 1 for [`Measure::Jump`], else 0. Beyond the plane its outermost lines are repeated.
#[inline(always)]
fn jumps(pixels: &[f32], into: &mut [f32]) {
    let jump = |p: [f32; 6]| {
        let beside = (p[0] - p[1]).abs().max((p[4] - p[5]).abs());
        f32::from(u8::from((p[3] - p[2]).abs() > TIMES * beside + ABOVE))
    };
    let last = pixels.len() - 1;
    let near_an_end = |line: usize| {
        let at = |by: isize| pixels[line.saturating_add_signed(by).min(last)];
        jump([-5, -3, -1, 1, 3, 5].map(at))
    };
    let inner = pixels.len().saturating_sub(2 * REACH);
    let shifted = |by: usize| &pixels[by..][..inner];
    if inner > 0 {
        let (a, b, c) = (shifted(0), shifted(2), shifted(4));
        let (d, e, f) = (shifted(6), shifted(8), shifted(10));
        for (i, to) in into[REACH..][..inner].iter_mut().enumerate() {
            *to = jump([a[i], b[i], c[i], d[i], e[i], f[i]]);
        }
    }
    let start = pixels.len().min(REACH);
    for line in (0..start).chain((start + inner)..pixels.len()) {
        into[line] = near_an_end(line);
    }
}

/// 1 for [`Measure::Change`], else 0.
#[inline(always)]
fn changes(pixels: &[f32], into: &mut [f32]) {
    into.fill(0.0);
    let inner = pixels.len().saturating_sub(2);
    let pairs = pixels[..inner].iter().zip(&pixels[pixels.len() - inner..]);
    for (to, (before, after)) in into.iter_mut().skip(1).zip(pairs) {
        *to = f32::from(u8::from((after - before).abs() > CHANGE));
    }
}
