//! The lines that may be sides of pictures within a part of the plane, and the parts between them.

use super::lines::Lines;
use super::sides::{OUTER, Span, all_odds, chance};

/// How many lines of each direction may be sides, in one pane.
const SIDES: usize = 8;
/// How many parts of a pane are looked at, in one direction.
const PARTS: usize = 7;
/// The shortest part, in parts of the plane.
const SHORTEST: f32 = 0.18;
/// The least odds of a side, and their logarithm at that: one in a hundred.
const LEAST_ODDS: f32 = -4.6;

/// A part of a span.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) span: Span,
    /// The strongest line across it.
    pub(super) inside: f32,
    likely: f32,
}

/// The likeliest parts of a span that end at lines which look like sides, and the strongest of all lines.
pub(super) fn parts(lines: &Lines, span: Span, places: Span) -> (Vec<Part>, f32) {
    let odds = all_odds(lines, places);
    let mut starts = peaks(&odds.before, span);
    let mut ends = peaks(&odds.after, span);
    let cuts: Vec<Cut> = starts.iter().chain(&ends).copied().collect();
    starts.push(Cut { line: span.before, evidence: None });
    ends.push(Cut { line: span.after, evidence: None });

    let pairs = starts.iter().flat_map(|start| ends.iter().map(move |end| (start, end)));
    let between = |(start, end): (&Cut, &Cut)| {
        let part = Span { before: start.line, after: end.line };
        let inside = strongest(&cuts, part);
        let likely = [start, end].map(|cut| cut.evidence.unwrap_or(OUTER));
        let likely = likely[0] * likely[1] * (1.0 - 0.7 * inside);
        Part { span: part, inside, likely }
    };
    let shortest = shortest(lines);
    let mut parts: Vec<Part> = pairs.map(between).collect();
    parts.retain(|part| part.span.len() >= shortest && part.span != span);
    parts.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    parts.truncate(PARTS);
    (parts, strongest(&cuts, span))
}

/// The least number of lines of a picture.
pub(super) fn shortest(lines: &Lines) -> usize {
    ((SHORTEST * lines.count as f32) as usize).max(8)
}

/// A line that may be a side; nothing is said where it is a side of the span itself.
#[derive(Clone, Copy)]
struct Cut {
    line: i32,
    evidence: Option<f32>,
}

/// The strongest line well within a span.
fn strongest(cuts: &[Cut], within: Span) -> f32 {
    let inside = |cut: &&Cut| within.before + 8 < cut.line && cut.line < within.after - 8;
    cuts.iter().filter(inside).filter_map(|cut| cut.evidence).fold(0.0, f32::max)
}

/// The lines within a span whose odds are the best among their neighbours'.
fn peaks(odds: &[f32], span: Span) -> Vec<Cut> {
    let mut peaks = Vec::new();
    for line in span.first() + 1..span.end().saturating_sub(1) {
        let value = odds[line];
        if value < LEAST_ODDS {
            continue;
        }
        let before = &odds[line.saturating_sub(2)..line];
        let after = &odds[line + 1..(line + 3).min(odds.len())];
        if before.iter().all(|&other| other < value) && after.iter().all(|&other| other <= value) {
            peaks.push((value, line as i32));
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    peaks.truncate(SIDES);
    let cut = |(odds, line)| Cut { line, evidence: Some(chance(odds)) };
    peaks.into_iter().map(cut).collect()
}
