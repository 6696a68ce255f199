//! The rectangles of a plane that look like pictures of their own, found by cutting it again and again.

use super::super::guess::GuessKind;
use super::super::small::Small;
use super::Region;
use super::lines::Lines;
use super::sides::{End, Span, evidence, exactly, profiles};

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
    let mut regions: Vec<Region> = Vec::new();
    for pane in panes {
        if regions.len() == most {
            break;
        }
        let region = view.region(pane);
        if !regions.iter().any(|other| near(other, &region)) {
            regions.push(region);
        }
    }
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
    score: f32,
}

impl View {
    fn panes(&self) -> Vec<Pane> {
        let rows = Span::whole(self.rows.count);
        let columns = Span::whole(self.columns.count);
        let mut whole = Pane { rows, columns, score: 0.0 };
        whole.score = 1.0;
        let mut found = vec![whole];
        let mut cut = vec![false];
        for _ in 0..CUT {
            let uncut = (0..found.len()).filter(|&i| !cut[i]);
            let Some(next) = uncut.max_by(|&a, &b| found[a].score.total_cmp(&found[b].score))
            else {
                break;
            };
            cut[next] = true;
            for part in self.parts(found[next]) {
                let same = |other: &Pane| other.rows == part.rows && other.columns == part.columns;
                if !found.iter().any(same) {
                    found.push(part);
                    cut.push(false);
                }
            }
        }
        found.remove(0);
        found
    }

    fn parts(&self, pane: Pane) -> Vec<Pane> {
        let rows = spans(&self.rows, pane.rows, pane.columns);
        let columns = spans(&self.columns, pane.columns, pane.rows);
        let by_rows = rows.into_iter().map(|rows| Pane { rows, ..pane });
        let by_columns = columns.into_iter().map(|columns| Pane { columns, ..pane });
        by_rows.chain(by_columns).map(|part| Pane { score: self.score(part), ..part }).collect()
    }

    fn score(&self, pane: Pane) -> f32 {
        let Pane { rows, columns, .. } = pane;
        let rows_across = [(rows.before, End::Before), (rows.after, End::After)];
        let columns_across = [(columns.before, End::Before), (columns.after, End::After)];
        let by_rows = rows_across.map(|(line, end)| evidence(&self.rows, line, end, columns));
        let by_columns = columns_across.map(|(line, end)| evidence(&self.columns, line, end, rows));
        by_rows.iter().chain(&by_columns).product::<f32>()
            * likely_aspect(rows.len(), columns.len())
    }

    fn region(&self, pane: Pane) -> Region {
        let Pane { rows, columns, score } = pane;
        Region {
            left: exactly(&self.columns, columns.before, rows),
            top: exactly(&self.rows, rows.before, columns),
            right: exactly(&self.columns, columns.after, rows),
            bottom: exactly(&self.rows, rows.after, columns),
            kind: GuessKind::Panel,
            weight: score,
        }
    }
}

fn likely_aspect(height: usize, width: usize) -> f32 {
    let aspect = height.max(width) as f32 / height.min(width).max(1) as f32;
    (2.2 / aspect).min(1.0)
}

/// The likeliest parts of a span that end at lines which look like sides.
fn spans(lines: &Lines, span: Span, places: Span) -> Vec<Span> {
    let [before, after] = profiles(lines, span, places);
    let mut starts = peaks(&before, span);
    let mut ends = peaks(&after, span);
    starts.push((1.0, span.before));
    ends.push((1.0, span.after));
    let shortest = (SHORTEST * lines.count as f32).max(8.0) as usize;
    let mut parts = Vec::new();
    for &(start, before) in &starts {
        for &(end, after) in &ends {
            let part = Span { before, after };
            if part.len() >= shortest && part != span && after > before {
                parts.push((start * end, part));
            }
        }
    }
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    parts.truncate(PARTS);
    parts.into_iter().map(|(_, part)| part).collect()
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
        if value > 0.1 && highest {
            peaks.push((value, line as i32));
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    peaks.truncate(SIDES);
    peaks
}
