//! Pictures laid into a picture: rectangles whose sides do not cross what is around them.

use super::cuts::shortest;
use super::lines::{Lines, Measure};
use super::pane::{Found, Pane, View};
use super::sides::{End, Span, evidence};
use crate::cpu;

/// How many lines of each direction may be sides.
const EDGES: usize = 16;
/// How many lines across two sides may be the others.
const ACROSS: usize = 4;
/// How many rectangles are looked at closely.
const BOXES: usize = 12;
/// How far a side may be moved, once all four are known.
const NEAR: i32 = 4;
/// The strength that a line must exceed.
const STRONG: f32 = 4.0;
/// The share of jumps on a side, at least; one in four is chance.
const DENSITY: f32 = 0.45;

/// Rectangles with jumps along all four sides, and each with its sides moved a little to where they are likeliest.
pub(super) fn boxes(view: &View) -> Vec<Pane> {
    let mut found = Vec::new();
    between(&view.columns, &view.rows, |columns, rows, jumps| found.push((jumps, rows, columns)));
    between(&view.rows, &view.columns, |rows, columns, jumps| found.push((jumps, rows, columns)));
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(BOXES);
    let panes = found.into_iter().map(|(_, rows, columns)| view.pane(rows, columns, Found::Boxed));
    panes.flat_map(|pane| [pane, settled(view, &pane)]).collect()
}

/// The pane with each side moved to the likeliest line near it.
fn settled(view: &View, pane: &Pane) -> Pane {
    let View { rows, columns } = view;
    let mut moved = *pane;
    let [upper, lower, left, right] = &mut moved.sides;
    settle(rows, End::Before, pane.columns, &mut moved.rows.before, upper);
    settle(rows, End::After, pane.columns, &mut moved.rows.after, lower);
    settle(columns, End::Before, moved.rows, &mut moved.columns.before, left);
    settle(columns, End::After, moved.rows, &mut moved.columns.after, right);
    moved
}

fn settle(lines: &Lines, end: End, places: Span, side: &mut i32, chance: &mut f32) {
    let near = (*side - NEAR).max(1)..=(*side + NEAR).min(lines.count as i32 - 2);
    for line in near {
        let found = evidence(lines, line, end, places);
        if found > *chance {
            (*side, *chance) = (line, found);
        }
    }
}

/// Finds rectangles with two of these lines for sides, and two of those that cross them.
fn between(lines: &Lines, crossing: &Lines, mut found: impl FnMut(Span, Span, f32)) {
    let edges = edges(lines);
    let (least, least_across) = (shortest(lines) as i32, shortest(crossing) as i32);
    let mut jumps = vec![0.0; crossing.count];
    for &before in &edges {
        for &after in edges.iter().filter(|&&after| after - before > least) {
            let span = Span { before, after };
            shares(crossing, span, &mut jumps);
            let across = peaks(&jumps, DENSITY, ACROSS);
            for &(first, start) in &across {
                for &(second, end) in across.iter().filter(|other| other.1 - start > least_across) {
                    let places = Span { before: start, after: end };
                    let along = |line: i32| share(lines, line as usize, places);
                    let (third, fourth) = (along(before), along(after));
                    if third.min(fourth) >= DENSITY {
                        found(span, places, first * second * third * fourth);
                    }
                }
            }
        }
    }
}

fn share(lines: &Lines, line: usize, places: Span) -> f32 {
    lines.mean(Measure::Jump, line, places.first(), places.end())
}

/// [`share`] of all lines.
fn shares(lines: &Lines, places: Span, into: &mut [f32]) {
    let before = lines.sums(Measure::Jump, places.first());
    let after = lines.sums(Measure::Jump, places.end());
    let part = 1.0 / places.len() as f32;
    cpu::vectorized(
        #[inline(always)]
        || {
            for ((share, before), after) in into.iter_mut().zip(before).zip(after) {
                *share = (after - before) * part;
            }
        },
    );
}

/// The highest of the lines above a value that no line two before or after exceeds, up to a number.
fn peaks(values: &[f32], least: f32, most: usize) -> Vec<(f32, i32)> {
    let mut peaks = Vec::new();
    for line in 2..values.len() - 2 {
        let value = values[line];
        if value >= least
            && values[line - 2..line].iter().all(|&other| other < value)
            && values[line + 1..line + 3].iter().all(|&other| other <= value)
        {
            peaks.push((value, line as i32));
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    peaks.truncate(most);
    peaks
}

/// The lines that hold the longest and densest stretches of jumps.
fn edges(lines: &Lines) -> Vec<i32> {
    let peaks = peaks(&strengths(lines), STRONG.next_up(), EDGES);
    peaks.into_iter().map(|(_, line)| line).collect()
}

/// By how much the jumps on any stretch of a line exceed those that the density asks for, at most.
fn strengths(lines: &Lines) -> Vec<f32> {
    let mut running = vec![0f32; lines.count];
    let mut most = vec![0f32; lines.count];
    cpu::vectorized(
        #[inline(always)]
        || {
            for place in 0..lines.length {
                let before = lines.sums(Measure::Jump, place);
                let after = lines.sums(Measure::Jump, place + 1);
                for line in 0..lines.count {
                    let value = (running[line] + after[line] - before[line] - DENSITY).max(0.0);
                    running[line] = value;
                    most[line] = most[line].max(value);
                }
            }
        },
    );
    most
}
