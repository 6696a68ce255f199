//! A part of a plane that may be a picture, and how likely it is.

use super::super::guess::GuessKind;
use super::super::small::Small;
use super::Region;
use super::exact::exactly;
use super::lines::{Lines, Measure};
use super::sides::{End, OUTER, Span, chance, evidence};

/// A line with more roughness than this is no border or padding.
const CALM: f32 = 2.0;
/// The weight of what lies within a border whose edges show everywhere, if nothing else speaks for it.
const LAYER: f32 = 0.25;

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
    /// The strongest lines across it: rows, and columns. 0 as long as it is not cut.
    pub(super) inside: [f32; 2],
    pub(super) found: Found,
}

/// How a pane was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// As a part of another.
    Cut,
    /// By its four sides at once.
    Boxed,
    /// Within a flat border, without a look at what else may be cut off it.
    Layer,
}

impl View {
    pub(super) fn read(&mut self, plane: &Small) {
        self.rows.read_rows(plane);
        self.columns.read_columns(plane);
    }

    pub(super) fn whole(&self) -> Pane {
        Pane {
            rows: Span::whole(self.rows.count),
            columns: Span::whole(self.columns.count),
            sides: [OUTER; 4],
            inside: [0.0; 2],
            found: Found::Cut,
        }
    }

    pub(super) fn pane(&self, rows: Span, columns: Span, found: Found) -> Pane {
        let sides = [
            evidence(&self.rows, rows.before, End::Before, columns),
            evidence(&self.rows, rows.after, End::After, columns),
            evidence(&self.columns, columns.before, End::Before, rows),
            evidence(&self.columns, columns.after, End::After, rows),
        ];
        Pane { rows, columns, sides, inside: [0.0; 2], found }
    }

    /// How likely a pane is the original's frame: fitted like the odds of sides, though not as hard on the elongated.
    pub(super) fn weight(&self, pane: &Pane) -> f32 {
        let (height, width) = (pane.rows.len() as f32, pane.columns.len() as f32);
        let area = height * width / (self.rows.count * self.columns.count) as f32;
        let elongated = height.max(width) / height.min(width).max(1.0);
        let whole = (1.0 - 0.7 * pane.inside[0].max(pane.inside[1])).ln();
        let sides: f32 = pane.sides.iter().map(|side| side.ln()).sum();
        let of_its_kind = match pane.found {
            Found::Cut => 1.7 * sides + 2.2 * whole,
            Found::Boxed => 1.2 * (sides + whole),
            Found::Layer => return LAYER * sides.exp(),
        };
        chance(3.0 + of_its_kind + 0.5 * area.ln() - 4.0 * (elongated / 2.2).max(1.0).ln())
    }

    pub(super) fn region(&self, pane: &Pane, weight: f32) -> Region {
        let (rows, columns) = (pane.rows, pane.columns);
        let row = |line, end| exactly(&self.rows, &self.columns, line, end, columns);
        let column = |line, end| exactly(&self.columns, &self.rows, line, end, rows);
        let calm = self.is_calm_around(rows, columns);
        Region {
            left: column(columns.before, End::Before),
            top: row(rows.before, End::Before),
            right: column(columns.after, End::After),
            bottom: row(rows.after, End::After),
            angle: 0.0,
            kind: if calm { GuessKind::Trimmed } else { GuessKind::Panel },
            weight,
        }
    }

    /// Whether there is nothing but border or padding around these; a line beside them may be mixed.
    fn is_calm_around(&self, rows: Span, columns: Span) -> bool {
        let calm = |lines: &Lines, line: usize, places: Span| {
            lines.mean(Measure::Roughness, line, places.first(), places.end()) < CALM
        };
        let beyond = |span: Span, count: usize| {
            (0..span.first().saturating_sub(1)).chain(span.end() + 1..count)
        };
        let all = Span::whole(self.columns.count);
        beyond(rows, self.rows.count).all(|line| calm(&self.rows, line, all))
            && beyond(columns, self.columns.count).all(|line| calm(&self.columns, line, rows))
    }
}
