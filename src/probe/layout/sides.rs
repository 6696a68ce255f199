//! How much speaks for a line being the side of a picture, and where exactly the side runs.

use super::lines::{Lines, Measure, Stretch};

/// The lines strictly between two, which may be outside of the plane: -1 and the number of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// What the plane's own sides count.
pub(super) const OUTER: f32 = 0.8;

/// What speaks for `line` being the `end` of a picture that covers these places, 0 to 1.
pub(super) fn evidence(lines: &Lines, line: i32, end: End, places: Span) -> f32 {
    let (from, to) = (places.first(), places.end());
    let inward = if end == End::Before { 1 } else { -1 };
    let stretch = |line: i32| {
        let known = (0..lines.count as i32).contains(&line);
        known.then(|| lines.stretch(line as usize, from, to))
    };
    let Some(inside) = stretch(line + inward) else { return 0.0 };
    let Some(outside) = stretch(line - inward) else {
        return OUTER * fullness(inside);
    };
    let near = (line - 1).max(0) as usize..=(line + 1).min(lines.count as i32 - 1) as usize;
    let most =
        |measure| near.clone().map(|line| lines.mean(measure, line, from, to)).fold(0.0, f32::max);
    weigh(most(Measure::Jump), most(Measure::Change), outside, inside)
}

/// The same for every line at once; the first is for lines before, the second for lines after a picture.
pub(super) fn profiles(lines: &Lines, span: Span, places: Span) -> [Vec<f32>; 2] {
    let (from, to) = (places.first(), places.end());
    let jumps = lines.means(Measure::Jump, from, to);
    let changes = lines.means(Measure::Change, from, to);
    let stretches = lines.stretches(from, to);
    let mut profiles = [vec![0.0; lines.count], vec![0.0; lines.count]];
    for line in span.first().max(1)..span.end().min(lines.count - 1) {
        let (jump, change) = (jumps[line], changes[line]);
        let (before, after) = (stretches[line - 1], stretches[line + 1]);
        profiles[0][line] = weigh(jump, change, before, after);
        profiles[1][line] = weigh(jump, change, after, before);
    }
    profiles
}

/// The odds were fitted to the sides of some thousand altered photographs.
fn weigh(jump: f32, change: f32, outside: Stretch, inside: Stretch) -> f32 {
    let flat = 1.0 - ramp(outside.spread, 1.0, 6.0);
    let step = jump + flat * (change - jump);
    let livelier = ((inside.spread + 1.0) / (outside.spread + 1.0)).ln();
    let sharper = ((inside.roughness + 0.3) / (outside.roughness + 0.3)).ln();
    let odds = -14.7 + (35.0 - 18.9 * step) * step + 0.75 * livelier + 0.28 * sharper;
    1.0 / (1.0 + (-0.7 * odds).exp())
}

/// Whether a line looks like a picture's own and not like something flat around it.
fn fullness(inside: Stretch) -> f32 {
    0.4 + 0.6 * ramp(inside.spread, 1.0, 6.0)
}

pub(super) fn ramp(value: f32, from: f32, to: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

/// Where on the mixed `line`, or right beside it, the side runs.
pub(super) fn exactly(lines: &Lines, line: i32, places: Span) -> f32 {
    let count = lines.count as i32;
    if line < 0 || line >= count {
        return line.clamp(0, count) as f32;
    }
    let candidates = (line - 1).max(1)..=(line + 1).min(count - 2);
    let steps = candidates.map(|line| (step(lines, line as usize, places), line));
    match steps.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, line)) => line as f32 + share_before(lines, line as usize, places),
        None => line as f32 + 0.5,
    }
}

/// How far the lines before and after a line differ.
fn step(lines: &Lines, line: usize, places: Span) -> f32 {
    let differ = |place: usize| {
        let at = lines.at(place);
        (at[line + 1] - at[line - 1]).abs().min(40.0)
    };
    (places.first()..places.end()).map(differ).sum()
}

/// How much of a mixed line looks like the line before it, the rest being like the line after: least squares.
fn share_before(lines: &Lines, line: usize, places: Span) -> f32 {
    let (mut common, mut all) = (0.0, 1e-6);
    for place in places.first()..places.end() {
        let at = lines.at(place);
        let difference = at[line - 1] - at[line + 1];
        common += (at[line] - at[line + 1]) * difference;
        all += difference * difference;
    }
    (common / all).clamp(0.0, 1.0)
}
