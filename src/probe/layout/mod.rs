//! Which parts of a picture may be the original that something was put around: borders, padding, captions,
//! screenshots, collages, the corners that a turn leaves.

mod boxes;
mod corners;
mod cuts;
mod exact;
mod layers;
mod lines;
mod mirrored;
mod pane;
mod search;
mod sides;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use self::pane::{Pane, View};
use super::guess::GuessKind;
use super::small::Small;

/// A part of the plane that may be the original picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    /// Sides in pixels of the small plane; fractions are meant.
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
    /// Degrees counter-clockwise that undo a turn. The sides are those after it, about the plane's centre.
    pub(super) angle: f32,
    /// `Trimmed`, `Panel`, or `Turned` where there is an angle.
    pub(super) kind: GuessKind,
    /// How likely it is that this is the original's frame, 0 to 1.
    pub(super) weight: f32,
}

/// A plane with shorter sides has no parts worth naming.
const LEAST_SIDE: usize = 16;

/// How many of the likeliest regions have their margins compared.
const MIRRORED: usize = 4;
/// What is less likely than this is not named.
const LEAST_WEIGHT: f32 = 0.01;

thread_local! {
    /// Its three megabytes are cheaper to keep than to ask for again.
    static VIEW: RefCell<View> = RefCell::default();
}

/// At most `most` regions that may be the original picture, the likeliest first. The whole plane is not among them.
pub(super) fn regions(plane: &Small, most: usize) -> Vec<Region> {
    if plane.width < LEAST_SIDE || plane.height < LEAST_SIDE {
        return Vec::new();
    }
    VIEW.with_borrow_mut(|view| {
        view.read(plane);
        likeliest(view, most)
    })
}

fn likeliest(view: &View, most: usize) -> Vec<Region> {
    let whole = view.region(&view.whole(), 1.0);
    let mut panes: Vec<(f32, Pane)> =
        search::panes(view).into_iter().map(|pane| (view.weight(&pane), pane)).collect();
    panes.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut regions: Vec<Region> = corners::turned(&view.rows, &view.columns).into_iter().collect();
    for (weight, pane) in panes {
        if regions.len() >= most || weight < LEAST_WEIGHT {
            break;
        }
        let region = view.region(&pane, weight);
        if !whole.within(&region, 0.003)
            && !regions.iter().any(|other| other.within(&region, 0.008))
        {
            regions.push(region);
        }
    }
    for region in regions.clone().iter().filter(|region| region.angle == 0.0).take(MIRRORED) {
        for region in mirrored::mirrored(view, region) {
            if !whole.within(&region, 0.003)
                && !regions.iter().any(|other| other.within(&region, 0.008))
            {
                regions.push(region);
            }
        }
    }
    regions.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    regions.truncate(most);
    regions
}

impl Region {
    fn within(&self, other: &Self, share: f32) -> bool {
        let x = share * (self.right - self.left);
        let y = share * (self.bottom - self.top);
        (self.left - other.left).abs() < x
            && (self.right - other.right).abs() < x
            && (self.top - other.top).abs() < y
            && (self.bottom - other.bottom).abs() < y
            && (self.angle - other.angle).abs() < 0.2
    }
}
