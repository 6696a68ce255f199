//! The rectangles of a plane that look like pictures of their own, found by cutting it again and again.

use super::super::guess::GuessKind;
use super::super::small::Small;
use super::Region;
use super::boxes::boxes;
use super::cuts::{Part, parts};
use super::exact::exactly;
use super::lines::Lines;
use super::sides::{End, OUTER, Span, chance, evidence};

/// How many panes are cut into parts.
const CUT: usize = 20;

const SD: f32 = 1.7;
const BX: f32 = 1.2;
const BASE: f32 = 3.0;
const AR: f32 = 0.5;
const WH: f32 = 2.2;
const EL: f32 = 4.0;
const SETTLED: usize = 30;
const NEAR: i32 = 4;

/// A plane's rows and columns.
#[derive(Default)]
pub(super) struct View {
    pub(super) rows: Lines,
    pub(super) columns: Lines,
}

/// A part of the plane between two rows and two columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pane {
    pub(super) rows: Span,
    pub(super) columns: Span,
    /// What speaks for its upper, lower, left and right side.
    pub(super) sides: [f32; 4],
    /// The strongest lines across it: rows, and columns.
    pub(super) inside: [f32; 2],
    /// Whether it was found whole, by its corners.
    pub(super) boxed: bool,
}

impl View {
    pub(super) fn read(&mut self, plane: &Small) {
        self.rows.read_rows(plane);
        self.columns.read_columns(plane);
    }

    /// Parts of the plane that may be pictures, in no order.
    pub(super) fn panes(&self) -> Vec<Pane> {
        let mut search = Search { view: self, found: Vec::new(), waiting: Vec::new() };
        search.cut(&mut self.whole());
        for pane in boxes(self) {
            search.add(pane);
            if let Some(settled) = self.settled(&pane) {
                search.add(settled);
            }
        }
        for _ in 1..CUT {
            let Some(next) = search.most_urgent() else { break };
            let mut pane = search.found[next];
            search.cut(&mut pane);
            search.found[next] = pane;
        }
        search.found
    }

    /// The pane with each side moved to the likeliest line near it, if any is moved.
    fn settled(&self, pane: &Pane) -> Option<Pane> {
        let View { rows, columns } = self;
        let mut moved = *pane;
        let [upper, lower, left, right] = &mut moved.sides;
        settle(rows, End::Before, pane.columns, &mut moved.rows.before, upper);
        settle(rows, End::After, pane.columns, &mut moved.rows.after, lower);
        settle(columns, End::Before, moved.rows, &mut moved.columns.before, left);
        settle(columns, End::After, moved.rows, &mut moved.columns.after, right);
        (moved.rows != pane.rows || moved.columns != pane.columns).then_some(moved)
    }

    fn whole(&self) -> Pane {
        Pane {
            rows: Span::whole(self.rows.count),
            columns: Span::whole(self.columns.count),
            sides: [OUTER; 4],
            inside: [0.0; 2],
            boxed: false,
        }
    }

    fn by_rows(&self, pane: Pane, part: Part, inside: f32) -> Pane {
        let sides = |end, line| evidence(&self.columns, line, end, part.span);
        let own = [sides(End::Before, pane.columns.before), sides(End::After, pane.columns.after)];
        let [upper, lower, left, right] = pane.sides;
        let kept = [left, right];
        let inner = [pane.columns.before >= 0, pane.columns.after < self.columns.count as i32];
        let [left, right] = [0, 1].map(|side| inherited(own[side], kept[side], inner[side]));
        let sides = [part.sides[0].unwrap_or(upper), part.sides[1].unwrap_or(lower), left, right];
        Pane { rows: part.span, sides, inside: [part.inside, inside], boxed: false, ..pane }
    }

    fn by_columns(&self, pane: Pane, part: Part, inside: f32) -> Pane {
        let sides = |end, line| evidence(&self.rows, line, end, part.span);
        let own = [sides(End::Before, pane.rows.before), sides(End::After, pane.rows.after)];
        let [upper, lower, left, right] = pane.sides;
        let kept = [upper, lower];
        let inner = [pane.rows.before >= 0, pane.rows.after < self.rows.count as i32];
        let [upper, lower] = [0, 1].map(|side| inherited(own[side], kept[side], inner[side]));
        let sides = [upper, lower, part.sides[0].unwrap_or(left), part.sides[1].unwrap_or(right)];
        Pane { columns: part.span, sides, inside: [inside, part.inside], boxed: false, ..pane }
    }

    /// How likely a pane is the original's frame: fitted as the odds of sides are, but for the elongated.
    pub(super) fn weight(&self, pane: &Pane) -> f32 {
        let (height, width) = (pane.rows.len() as f32, pane.columns.len() as f32);
        let area = height * width / (self.rows.count * self.columns.count) as f32;
        let whole = 1.0 - 0.7 * pane.inside[0].max(pane.inside[1]);
        let elongated = (height.max(width) / height.min(width).max(1.0) / 2.2).max(1.0);
        let sides =
            pane.sides.iter().map(|side| side.ln()).sum::<f32>() * if pane.boxed { BX } else { SD };
        chance(BASE + sides + AR * area.ln() + WH * whole.ln() - EL * elongated.ln())
    }

    pub(super) fn region(&self, pane: Pane) -> Region {
        let Pane { rows, columns, .. } = pane;
        Region {
            left: exactly(&self.columns, &self.rows, columns.before, End::Before, rows),
            top: exactly(&self.rows, &self.columns, rows.before, End::Before, columns),
            right: exactly(&self.columns, &self.rows, columns.after, End::After, rows),
            bottom: exactly(&self.rows, &self.columns, rows.after, End::After, columns),
            angle: 0.0,
            kind: GuessKind::Panel,
            weight: self.weight(&pane),
        }
    }
}

/// Moves a side that is not the plane's own to the likeliest line near it.
fn settle(lines: &Lines, end: End, places: Span, side: &mut i32, chance: &mut f32) {
    if !(0..lines.count as i32).contains(side) {
        return;
    }
    let near = (*side - NEAR).max(1)..=(*side + NEAR).min(lines.count as i32 - 2);
    for line in near {
        let found = evidence(lines, line, end, places);
        if found > *chance {
            (*side, *chance) = (line, found);
        }
    }
}

/// A side that was found along the whole of a pane counts for its parts too, unless it is the plane's own.
fn inherited(own: f32, of_the_pane: f32, inner: bool) -> f32 {
    if inner { own.max(0.95 * of_the_pane) } else { own }
}

impl Pane {
    fn resembles(&self, other: &Self) -> bool {
        let close = |one: Span, other: Span| {
            (one.before - other.before).abs() <= 6 && (one.after - other.after).abs() <= 6
        };
        close(self.rows, other.rows) && close(self.columns, other.columns)
    }
}

/// Cuts panes into parts, the likeliest and largest first.
struct Search<'a> {
    view: &'a View,
    found: Vec<Pane>,
    /// How urgently each of them should be cut; 0 once it is.
    waiting: Vec<f32>,
}

impl Search<'_> {
    fn most_urgent(&mut self) -> Option<usize> {
        let waiting = (0..self.found.len()).filter(|&i| self.waiting[i] > 0.0);
        let next = waiting.max_by(|&a, &b| self.waiting[a].total_cmp(&self.waiting[b]))?;
        self.waiting[next] = 0.0;
        let done = self.found[next];
        for (pane, urgency) in self.found.iter().zip(&mut self.waiting) {
            if pane.resembles(&done) {
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
            self.add(self.view.by_rows(*pane, part, down));
        }
        for part in by_columns {
            self.add(self.view.by_columns(*pane, part, across));
        }
    }

    fn add(&mut self, pane: Pane) {
        let mut urgency = pane.sides.iter().product::<f32>();
        urgency *= (pane.rows.len() * pane.columns.len()) as f32;
        for (other, &waiting) in self.found.iter_mut().zip(&self.waiting) {
            if other.rows == pane.rows && other.columns == pane.columns {
                for (side, again) in other.sides.iter_mut().zip(pane.sides) {
                    *side = side.max(again);
                }
                return;
            }
            if waiting == 0.0 && other.resembles(&pane) {
                urgency *= 0.5;
            }
        }
        self.found.push(pane);
        self.waiting.push(urgency);
    }
}
