//! How much speaks for a line being the side of a picture.

use super::lines::{Lines, Measure};
use crate::cpu;

/// The lines strictly between two. These two are the sides, and may be mixed of both what is within and what is not;
/// they may also lie just outside of the plane, at -1 and the number of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) before: i32,
    pub(super) after: i32,
}

impl Span {
    pub(super) fn whole(count: usize) -> Self {
        Self { before: -1, after: count as i32 }
    }

    pub(super) fn first(self) -> usize {
        (self.before + 1) as usize
    }

    pub(super) fn end(self) -> usize {
        self.after as usize
    }

    pub(super) fn len(self) -> usize {
        (self.after - self.before - 1).max(0) as usize
    }
}

/// Which side of a picture a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Before,
    After,
}

/// One line between two places, or the same for all lines in turn.
#[derive(Clone, Copy, Default)]
struct Stretch {
    /// Standard deviation of luma.
    spread: f32,
    roughness: f32,
    jump: f32,
    change: f32,
}

const UNTRIMMED: f32 = 1.5;
/// The widest spread of luma on a line of a border.
pub(super) const FLAT: f32 = 4.0;
/// What the plane's own sides count, at most.
pub(super) const OUTER: f32 = 0.8;

/// What speaks for `line` being the `end` of a picture that covers these places: 0 to 1.
pub(super) fn evidence(lines: &Lines, line: i32, end: End, places: Span) -> f32 {
    let inward = if end == End::Before { 1 } else { -1 };
    let stretch = |line: i32| {
        let known = (0..lines.count as i32).contains(&line);
        known.then(|| Stretch::of(lines, line as usize, places))
    };
    let Some(inside) = stretch(line + inward) else { return 0.0 };
    let inside = stretch(line + 2 * inward).map_or(inside, |farther| inside.calmer(farther));
    match (stretch(line), stretch(line - inward)) {
        (Some(here), Some(outside)) => chance(odds(here, outside, inside)),
        _ => OUTER * (0.4 + 0.6 * ramp(inside.spread, 1.0, 6.0)),
    }
}

/// Whether a line is the plain edge between a border and another border.
pub(super) fn parts_borders(lines: &Lines, line: i32, places: Span) -> bool {
    if line < 1 || line > lines.count as i32 - 2 {
        return false;
    }
    let [before, here, after] =
        [line - 1, line, line + 1].map(|line| Stretch::of(lines, line as usize, places));
    before.spread < FLAT && after.spread < FLAT && here.change > 0.5
}

/// The logarithm of the odds that a line is a side, for every line of the plane.
pub(super) struct Odds {
    pub(super) before: Vec<f32>,
    pub(super) after: Vec<f32>,
}

/// As [`evidence`], for all lines at once.
pub(super) fn all_odds(lines: &Lines, places: Span) -> Odds {
    let mut stretches = vec![Stretch::default(); lines.count];
    let mut before = vec![f32::MIN; lines.count];
    let mut after = vec![f32::MIN; lines.count];
    cpu::vectorized(
        #[inline(always)]
        || {
            Stretch::of_all(lines, places, &mut stretches);
            let last = lines.count - 1;
            for line in 1..last {
                let [one, here, other] = [line - 1, line, line + 1].map(|line| stretches[line]);
                let farther = [line.saturating_sub(2), (line + 2).min(last)];
                let [far_one, far_other] = farther.map(|line| stretches[line]);
                before[line] = odds(here, one, other.calmer(far_other));
                after[line] = odds(here, other, one.calmer(far_one));
            }
        },
    );
    Odds { before, after }
}

impl Stretch {
    fn of(lines: &Lines, line: usize, places: Span) -> Self {
        let mean = |measure| lines.mean(measure, line, places.first(), places.end());
        Self {
            spread: deviation(mean(Measure::Luma), mean(Measure::Square)),
            roughness: mean(Measure::Roughness),
            jump: mean(Measure::Jump),
            change: mean(Measure::Change),
        }
    }

    /// The line within a side may be mixed, where the side is off by one; then the next one tells what is within.
    #[inline(always)]
    fn calmer(self, farther: Self) -> Self {
        Self {
            spread: self.spread.min(farther.spread),
            roughness: self.roughness.min(farther.roughness),
            ..self
        }
    }

    #[inline(always)]
    fn of_all(lines: &Lines, places: Span, into: &mut [Self]) {
        let share = 1.0 / places.len().max(1) as f32;
        let sums =
            |measure| (lines.sums(measure, places.first()), lines.sums(measure, places.end()));
        let (luma, square) = (sums(Measure::Luma), sums(Measure::Square));
        let (roughness, jump, change) =
            (sums(Measure::Roughness), sums(Measure::Jump), sums(Measure::Change));
        let mean = |(from, to): (&[f32], &[f32]), line: usize| (to[line] - from[line]) * share;
        for (line, stretch) in into.iter_mut().enumerate() {
            stretch.spread = deviation(mean(luma, line), mean(square, line));
            stretch.roughness = mean(roughness, line);
            stretch.jump = mean(jump, line);
            stretch.change = mean(change, line);
        }
    }
}

/// How far luma spreads on a line between two places.
pub(super) fn spread(lines: &Lines, line: usize, places: Span) -> f32 {
    Stretch::of(lines, line, places).spread
}

#[inline(always)]
fn deviation(mean: f32, square: f32) -> f32 {
    (square - mean * mean).max(0.0).sqrt()
}

/// Fitted to the sides of some thousand altered photographs.
///
/// Beside something flat every change tells; elsewhere only jumps do. Besides, a picture tends to be livelier and
/// sharper than what is around it.
#[inline(always)]
fn odds(here: Stretch, outside: Stretch, inside: Stretch) -> f32 {
    let flat = 1.0 - ramp(outside.spread, 1.0, 6.0);
    let step = here.jump + flat * (here.change - here.jump);
    let more =
        |inside: f32, outside: f32, floor: f32| (inside - outside) / (inside + outside + floor);
    let livelier = more(inside.spread, outside.spread, 2.0);
    let sharper = more(inside.roughness, outside.roughness, 0.6);
    (24.3 - 13.0 * step) * step + 1.33 * livelier + 0.88 * sharper
        - 10.2
        - UNTRIMMED * flat * (1.0 - ramp(inside.spread, 1.0, 4.0))
}

pub(super) fn chance(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

#[inline(always)]
pub(super) fn ramp(value: f32, from: f32, to: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}
