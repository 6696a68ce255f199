//! Where in its pixels a side runs.

use super::lines::Lines;
use super::sides::{End, Span, evidence};

const OWN: f32 = 1.2;
const EQUAL: f32 = 0.9;

/// Where on `line`, or on one right beside it that is as likely a side, the side runs. `across` are the lines of the
/// other direction: a line's pixels lie together there.
pub(super) fn exactly(lines: &Lines, across: &Lines, line: i32, end: End, places: Span) -> f32 {
    let count = across.length as i32;
    if line < 0 || line >= count {
        return line.clamp(0, count) as f32;
    }
    if line == 0 || line == count - 1 {
        return line as f32 + 0.5;
    }
    let least = EQUAL * evidence(lines, line, end, places);
    let near = (line - 1).max(1)..=(line + 1).min(count - 2);
    let likely = near.filter(|&near| near == line || evidence(lines, near, end, places) >= least);
    let steps = likely.map(|near| {
        (step(across, near as usize, places) * if near == line { OWN } else { 1.0 }, near)
    });
    let line = steps.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(line, |steepest| steepest.1);
    line as f32 + share_before(across, line as usize, places)
}

/// How far the lines before and after a line differ.
fn step(across: &Lines, line: usize, places: Span) -> f32 {
    let [before, _, after] = around(across, line, places);
    before.iter().zip(after).map(|(before, after)| (after - before).abs().min(40.0)).sum()
}

/// How much of a mixed line looks like the line before it, the rest being like the line after: least squares.
fn share_before(across: &Lines, line: usize, places: Span) -> f32 {
    let [before, mixed, after] = around(across, line, places);
    let (mut common, mut all) = (0.0, 1e-6);
    for ((before, mixed), after) in before.iter().zip(mixed).zip(after) {
        common += (mixed - after) * (before - after);
        all += (before - after) * (before - after);
    }
    (common / all).clamp(0.0, 1.0)
}

fn around(across: &Lines, line: usize, places: Span) -> [&[f32]; 3] {
    [line - 1, line, line + 1].map(|line| &across.at(line)[places.first()..places.end()])
}
