//! Where in its pixels a side runs.

use super::lines::Lines;
use super::sides::Span;

/// Where on `line`, or on one right beside it, the side runs. `across` are the lines of the other direction: a line's
/// pixels lie together there.
pub(super) fn exactly(across: &Lines, line: i32, places: Span) -> f32 {
    let count = across.length as i32;
    if line < 0 || line >= count {
        return line.clamp(0, count) as f32;
    }
    let candidates = (line - 1).max(1)..=(line + 1).min(count - 2);
    let steps = candidates.map(|line| (step(across, line as usize, places), line));
    match steps.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, line)) => line as f32 + share_before(across, line as usize, places),
        None => line as f32 + 0.5,
    }
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
