//! Borders within borders, taken off one after the other.

use super::cuts::shortest;
use super::lines::{Lines, Measure};
use super::pane::{Found, Pane, View};
use super::sides::{FLAT, Span, ramp, spread};

/// How many borders are taken off.
const LAYERS: usize = 4;
/// How far the lines of one border may differ in luma.
const SAME: f32 = 6.0;

/// The panes within the first border, within the second, and so on.
pub(super) fn layers(view: &View) -> Vec<Pane> {
    let mut layers = Vec::new();
    let mut pane = view.whole();
    for _ in 0..LAYERS {
        let Some(within) = take_off(view, pane) else { break };
        layers.push(within);
        pane = within;
    }
    layers
}

/// The pane within the flat lines at the sides of another, if there are any.
fn take_off(view: &View, pane: Pane) -> Option<Pane> {
    let View { rows, columns } = view;
    let within_rows = within_flat(rows, pane.rows, pane.columns);
    let within_columns = within_flat(columns, pane.columns, within_rows);
    let moved = within_rows != pane.rows || within_columns != pane.columns;
    let large = within_rows.len() >= shortest(rows) && within_columns.len() >= shortest(columns);
    (moved && large).then(|| {
        let row = |line| edge(rows, line, within_columns);
        let column = |line| edge(columns, line, within_rows);
        let upper_and_lower = [row(within_rows.before), row(within_rows.after)];
        let [left, right] = [column(within_columns.before), column(within_columns.after)];
        let [upper, lower] = upper_and_lower;
        Pane {
            rows: within_rows,
            columns: within_columns,
            sides: [upper, lower, left, right],
            inside: [0.0; 2],
            found: Found::Layer,
        }
    })
}

/// On how much of a line the border's edge shows; 1 for the plane's own sides.
fn edge(lines: &Lines, line: i32, places: Span) -> f32 {
    if !(0..lines.count as i32).contains(&line) {
        return 1.0;
    }
    let change = lines.mean(Measure::Change, line as usize, places.first(), places.end());
    ramp(change, 0.2, 0.9)
}

fn within_flat(lines: &Lines, span: Span, places: Span) -> Span {
    let from_before = flat_run(lines, span.first()..span.end(), places);
    let from_after = flat_run(lines, (span.first()..span.end()).rev(), places);
    let within = Span { before: span.before + from_before, after: span.after - from_after };
    if within.before < within.after { within } else { span }
}

/// How many lines from the first on are flat and of the first one's luma, and the mixed one after them; 0 if none is.
fn flat_run(lines: &Lines, run: impl Iterator<Item = usize>, places: Span) -> i32 {
    let level = |line| lines.mean(Measure::Luma, line, places.first(), places.end());
    let mut run = run.peekable();
    let Some(first) = run.peek().map(|&line| level(line)) else { return 0 };
    let same =
        |line: &usize| spread(lines, *line, places) < FLAT && (level(*line) - first).abs() < SAME;
    let count = run.take_while(same).count() as i32;
    if count == 0 { 0 } else { count + 1 }
}
