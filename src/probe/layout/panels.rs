//! The rectangles of a plane that look like pictures of their own, found by cutting it again and again.

use super::super::guess::GuessKind;
use super::super::small::Small;
use super::Region;
use super::corners::turned;
use super::lines::Lines;
use super::sides::{End, OUTER, Span, evidence, exactly, profiles};

/// How many panes are cut further.
const CUT: usize = 24;
/// How many lines of each direction may be sides, in one pane.
const SIDES: usize = 8;
/// How many parts of a pane are looked at, in one direction.
const PARTS: usize = 12;
/// The shortest side of a pane, in parts of the plane's.
const SHORTEST: f32 = 0.18;

pub(super) fn regions(plane: &Small, most: usize) -> Vec<Region> {
    if plane.width < 16 || plane.height < 16 {
        return Vec::new();
    }
    let view = View { rows: Lines::rows(plane), columns: Lines::columns(plane) };
    let mut panes = view.panes();
    panes.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut regions: Vec<Region> = turned(&view.rows, &view.columns).into_iter().collect();
    for pane in panes {
        if regions.len() == most {
            break;
        }
        let region = view.region(pane);
        if !regions.iter().any(|other| near(other, &region)) {
            regions.push(region);
        }
    }
    regions.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    regions
}

fn near(one: &Region, other: &Region) -> bool {
    let x = 0.008 * (one.right - one.left);
    let y = 0.008 * (one.bottom - one.top);
    (one.left - other.left).abs() < x
        && (one.right - other.right).abs() < x
        && (one.top - other.top).abs() < y
        && (one.bottom - other.bottom).abs() < y
}

struct View {
    rows: Lines,
    columns: Lines,
}

/// A part of the plane between two rows and two columns.
#[derive(Clone, Copy, Debug)]
struct Pane {
    rows: Span,
    columns: Span,
    /// What speaks for its upper, lower, left and right side.
    sides: [f32; 4],
    /// The strongest lines across it, along its rows and along its columns.
    inside: [f32; 2],
    score: f32,
}

impl Pane {
    fn resembles(&self, other: &Self) -> bool {
        let close = |one: i32, other: i32| (one - other).abs() <= 6;
        close(self.rows.before, other.rows.before)
            && close(self.rows.after, other.rows.after)
            && close(self.columns.before, other.columns.before)
            && close(self.columns.after, other.columns.after)
    }
}

impl View {
    fn panes(&self) -> Vec<Pane> {
        let rows = Span::whole(self.rows.count);
        let columns = Span::whole(self.columns.count);
        let whole = Pane { rows, columns, sides: [OUTER; 4], inside: [0.0; 2], score: 1.0 };
        let mut found = vec![whole];
        let mut cut = vec![false];
        let mut urgency = vec![1.0f32];
        for _ in 0..CUT {
            let uncut = (0..found.len()).filter(|&i| !cut[i]);
            let Some(next) = uncut.max_by(|&a, &b| urgency[a].total_cmp(&urgency[b])) else {
                break;
            };
            cut[next] = true;
            let done = found[next];
            for other in 0..found.len() {
                if next > 0 && !cut[other] && found[other].resembles(&done) {
                    urgency[other] *= 0.5;
                }
            }
            let parts = self.parts(&mut found[next]);
            for part in parts {
                let same = |other: &Pane| other.rows == part.rows && other.columns == part.columns;
                if !found.iter().any(same) {
                    let again = (1..found.len()).filter(|&i| cut[i] && found[i].resembles(&part));
                    let area = (part.rows.len() * part.columns.len()) as f32
                        / (self.rows.count * self.columns.count) as f32;
                    urgency.push(
                        part.sides.iter().product::<f32>()
                            * area
                            * 0.5f32.powi(again.count() as i32),
                    );
                    found.push(part);
                    cut.push(false);
                }
            }
        }
        found.remove(0);
        found
    }

    fn parts(&self, pane: &mut Pane) -> Vec<Pane> {
        let (rows, across) = spans(&self.rows, pane.rows, pane.columns);
        let (columns, down) = spans(&self.columns, pane.columns, pane.rows);
        pane.inside = [across, down];
        pane.score = score(pane);
        let by_rows =
            rows.into_iter().map(|(rows, across)| Pane { rows, inside: [across, down], ..*pane });
        let by_columns = columns.into_iter().map(|(columns, down)| Pane {
            columns,
            inside: [across, down],
            ..*pane
        });
        by_rows.chain(by_columns).map(|part| self.scored(part, pane)).collect()
    }

    /// A side that was found along the whole of a pane counts for its parts too.
    fn scored(&self, part: Pane, of: &Pane) -> Pane {
        let Pane { rows, columns, .. } = part;
        let own = [
            evidence(&self.rows, rows.before, End::Before, columns),
            evidence(&self.rows, rows.after, End::After, columns),
            evidence(&self.columns, columns.before, End::Before, rows),
            evidence(&self.columns, columns.after, End::After, rows),
        ];
        let inner = |line: i32, lines: &Lines| line >= 0 && line < lines.count as i32;
        let kept = [
            rows.before == of.rows.before && inner(rows.before, &self.rows),
            rows.after == of.rows.after && inner(rows.after, &self.rows),
            columns.before == of.columns.before && inner(columns.before, &self.columns),
            columns.after == of.columns.after && inner(columns.after, &self.columns),
        ];
        let sides = [0, 1, 2, 3].map(|side| match kept[side] {
            true => own[side].max(0.85 * of.sides[side]),
            false => own[side],
        });
        let part = Pane { sides, ..part };
        Pane { score: score(&part), ..part }
    }

    fn region(&self, pane: Pane) -> Region {
        let Pane { rows, columns, score, .. } = pane;
        Region {
            left: exactly(&self.columns, columns.before, rows),
            top: exactly(&self.rows, rows.before, columns),
            right: exactly(&self.columns, columns.after, rows),
            bottom: exactly(&self.rows, rows.after, columns),
            angle: 0.0,
            kind: GuessKind::Panel,
            weight: score,
        }
    }
}

fn score(pane: &Pane) -> f32 {
    let whole = 1.0 - 0.7 * pane.inside[0].max(pane.inside[1]);
    pane.sides.iter().product::<f32>() * whole * likely_aspect(pane.rows.len(), pane.columns.len())
}

fn likely_aspect(height: usize, width: usize) -> f32 {
    let aspect = height.max(width) as f32 / height.min(width).max(1) as f32;
    (2.2 / aspect).min(1.0)
}

/// The likeliest parts of a span that end at lines which look like sides.
fn spans(lines: &Lines, span: Span, places: Span) -> (Vec<(Span, f32)>, f32) {
    let [before, after] = profiles(lines, span, places);
    let mut starts = peaks(&before, span);
    let mut ends = peaks(&after, span);
    let cuts: Vec<_> = starts.iter().chain(&ends).copied().collect();
    let strongest = |part: Span| {
        let inside = |line: i32| part.before + 8 < line && line < part.after - 8;
        cuts.iter().filter(|cut| inside(cut.1)).map(|cut| cut.0).fold(0.0, f32::max)
    };
    starts.push((OUTER, span.before));
    ends.push((OUTER, span.after));
    let shortest = (SHORTEST * lines.count as f32).max(8.0) as usize;
    let mut parts = Vec::new();
    for &(start, before) in &starts {
        for &(end, after) in &ends {
            let part = Span { before, after };
            if part.len() >= shortest && part != span && after > before {
                let inside = strongest(part);
                parts.push((start * end * (1.0 - 0.7 * inside), part, inside));
            }
        }
    }
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    parts.truncate(PARTS);
    (parts.into_iter().map(|(_, part, inside)| (part, inside)).collect(), strongest(span))
}

/// The highest peaks of a profile.
fn peaks(profile: &[f32], span: Span) -> Vec<(f32, i32)> {
    let mut peaks = Vec::new();
    for line in span.first() + 1..span.end().saturating_sub(1) {
        let value = profile[line];
        let from = line.saturating_sub(2);
        let to = (line + 3).min(profile.len());
        let highest = (from..to)
            .all(|other| profile[other] < value || (profile[other] == value && other >= line));
        if value > 0.01 && highest {
            peaks.push((value, line as i32));
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    peaks.truncate(SIDES);
    peaks
}
