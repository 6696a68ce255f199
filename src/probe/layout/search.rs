//! Cuts a plane into panes again and again, the likeliest and largest first.

use super::boxes::boxes;
use super::cuts::parts;
use super::layers::layers;
use super::pane::{Found, Pane, View};
use super::sides::{Span, parts_borders};

/// How many panes are cut into parts.
const CUT: usize = 20;
/// What remains of the evidence for a pane's side as evidence for the same side of its part.
const INHERITED: f32 = 0.95;
/// Panes whose sides differ by no more lines have the same parts.
const ALIKE: i32 = 6;

/// Parts of the plane that may be pictures, in no order.
pub(super) fn panes(view: &View) -> Vec<Pane> {
    let mut search = Search { view, found: Vec::new(), urgency: Vec::new() };
    search.cut(&mut view.whole());
    for pane in boxes(view) {
        search.add(pane);
    }
    for _ in 1..CUT {
        let Some(next) = search.most_urgent() else { break };
        let mut pane = search.found[next];
        search.cut(&mut pane);
        search.found[next].inside = pane.inside;
    }
    search.found.extend(layers(view));
    search.found
}

struct Search<'a> {
    view: &'a View,
    found: Vec<Pane>,
    /// How urgently each of them should be cut; 0 once it is.
    urgency: Vec<f32>,
}

impl Search<'_> {
    fn most_urgent(&mut self) -> Option<usize> {
        let waiting = (0..self.found.len()).filter(|&i| self.urgency[i] > 0.0);
        let next = waiting.max_by(|&a, &b| self.urgency[a].total_cmp(&self.urgency[b]))?;
        self.urgency[next] = 0.0;
        let cut = self.found[next];
        for (pane, urgency) in self.found.iter().zip(&mut self.urgency) {
            if pane.resembles(&cut) {
                *urgency *= 0.5;
            }
        }
        Some(next)
    }

    fn cut(&mut self, pane: &mut Pane) {
        let View { rows, columns } = self.view;
        let (by_rows, across) = parts(rows, pane.rows, pane.columns);
        let (by_columns, down) = parts(columns, pane.columns, pane.rows);
        pane.inside = [across, down];
        for part in by_rows {
            self.add_part(pane, part.span, pane.columns, [part.inside, down]);
        }
        for part in by_columns {
            self.add_part(pane, pane.rows, part.span, [across, part.inside]);
        }
    }

    /// Adds a part of a pane. A side found along the whole of the pane counts for the part too, unless it is the plane's.
    fn add_part(&mut self, of: &Pane, rows: Span, columns: Span, inside: [f32; 2]) {
        let mut part = Pane { inside, ..self.view.pane(rows, columns, Found::Cut) };
        let (last_row, last_column) = (self.view.rows.count as i32, self.view.columns.count as i32);
        let shared = [
            rows.before == of.rows.before && rows.before >= 0,
            rows.after == of.rows.after && rows.after < last_row,
            columns.before == of.columns.before && columns.before >= 0,
            columns.after == of.columns.after && columns.after < last_column,
        ];
        let parts_borders = [
            parts_borders(&self.view.rows, rows.before, columns),
            parts_borders(&self.view.rows, rows.after, columns),
            parts_borders(&self.view.columns, columns.before, rows),
            parts_borders(&self.view.columns, columns.after, rows),
        ];
        for side in (0..4).filter(|&side| shared[side] && !parts_borders[side]) {
            part.sides[side] = part.sides[side].max(INHERITED * of.sides[side]);
        }
        self.add(part);
    }

    /// Adds a pane, or what new speaks for one that is there.
    fn add(&mut self, pane: Pane) {
        let mut urgency = pane.sides.iter().product::<f32>();
        urgency *= (pane.rows.len() * pane.columns.len()) as f32;
        for (other, &others) in self.found.iter_mut().zip(&self.urgency) {
            if other.is_at(&pane) {
                for (side, again) in other.sides.iter_mut().zip(pane.sides) {
                    *side = side.max(again);
                }
                for (inside, again) in other.inside.iter_mut().zip(pane.inside) {
                    *inside = inside.max(again);
                }
                return;
            }
            if others == 0.0 && other.resembles(&pane) {
                urgency *= 0.5;
            }
        }
        self.found.push(pane);
        self.urgency.push(urgency);
    }
}

impl Pane {
    fn is_at(&self, other: &Self) -> bool {
        self.rows == other.rows && self.columns == other.columns
    }

    fn resembles(&self, other: &Self) -> bool {
        let alike = |one: Span, other: Span| {
            (one.before - other.before).abs() <= ALIKE && (one.after - other.after).abs() <= ALIKE
        };
        alike(self.rows, other.rows) && alike(self.columns, other.columns)
    }
}
