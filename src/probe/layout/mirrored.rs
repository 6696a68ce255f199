//! Borders are mostly as wide on one side as on the other: what to believe where a picture's own edge is as flat as the
//! border beside it.

use super::Region;
use super::cuts::shortest;
use super::lines::Lines;
use super::pane::View;
use super::sides::{Span, spread};

/// What a side that is only like another counts.
const ALIKE: f32 = 0.5;
/// The widest spread of luma on a line that is flat.
const FLAT: f32 = 5.0;
/// Margins that differ by less, in pixels, are the same.
const SAME: f32 = 1.0;

/// The region with a margin made as wide as the one across from it, or as the two beside it, wherever only flat lines
/// are gained or lost by it.
pub(super) fn mirrored(view: &View, region: &Region) -> Vec<Region> {
    let (width, height) = (view.columns.count as f32, view.rows.count as f32);
    let [left, right] = [region.left, width - region.right];
    let [top, bottom] = [region.top, height - region.bottom];
    let beside = |one: f32, other: f32| ((one - other).abs() < SAME).then_some(0.5 * (one + other));

    let columns = Span { before: region.left as i32 - 1, after: region.right.ceil() as i32 };
    let rows = Span { before: region.top as i32 - 1, after: region.bottom.ceil() as i32 };
    let mut found = Vec::new();
    for margins in alike([top, bottom], beside(left, right)) {
        if [0, 1]
            .into_iter()
            .all(|end| flat_between(&view.rows, columns, [top, bottom], margins, end))
        {
            found.push(Region { top: margins[0], bottom: height - margins[1], ..*region });
        }
    }
    for margins in alike([left, right], beside(top, bottom)) {
        if [0, 1]
            .into_iter()
            .all(|end| flat_between(&view.columns, rows, [left, right], margins, end))
        {
            found.push(Region { left: margins[0], right: width - margins[1], ..*region });
        }
    }
    let least = [shortest(&view.columns) as f32, shortest(&view.rows) as f32];
    found.retain(|region| {
        region.right - region.left > least[0] && region.bottom - region.top > least[1]
    });
    found.iter_mut().for_each(|region| region.weight *= ALIKE);
    found
}

/// Margins to try in place of two that differ from each other, or from the two beside them.
fn alike([one, other]: [f32; 2], beside: Option<f32>) -> Vec<[f32; 2]> {
    let across = [one, other].into_iter().filter(|_| (one - other).abs() >= SAME);
    let beside = beside
        .into_iter()
        .filter(|&width| [one, other].iter().any(|margin| (margin - width).abs() >= SAME));
    across.chain(beside).map(|width| [width; 2]).collect()
}

/// Whether all lines between the old margin and the new one are flat.
fn flat_between(lines: &Lines, places: Span, old: [f32; 2], new: [f32; 2], end: usize) -> bool {
    let (least, most) = (old[end].min(new[end]), old[end].max(new[end]));
    let (first, last) = (least.ceil() as usize, (most as usize).min(lines.count));
    let line = |depth: usize| if end == 0 { depth } else { lines.count - 1 - depth };
    (first..last).all(|depth| spread(lines, line(depth), places) < FLAT)
}
