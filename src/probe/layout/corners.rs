//! The angle of a picture that was turned, from the slope of the flat corners that the turn left.

use super::super::guess::GuessKind;
use super::Region;
use super::lines::Lines;
use super::sides::ramp;

/// How far the luma of the corners may differ from one another, and that of a pixel from theirs.
const TOLERANCE: f32 = 14.0;
/// Slopes from the one to the other are told apart: up to 20 degrees.
const STEEPEST: f32 = 0.37;
/// Anything less is no turn.
const LEAST_ANGLE: f32 = 0.35;

/// The whole turned picture as it was, if all corners are of one colour and border on straight slanted edges.
pub(super) fn turned(rows: &Lines, columns: &Lines) -> Option<Region> {
    let colour = corner_colour(columns)?;
    let around = [
        Margin::new(rows, colour, false, false),
        Margin::new(columns, colour, true, false),
        Margin::new(rows, colour, true, true),
        Margin::new(columns, colour, false, true),
    ];
    let slope = commonest_slope(&around)?;
    let fits = around.each_ref().map(|margin| margin.fit(slope));
    let weight: f32 = fits.iter().map(|fit| fit.certainty).sum();
    let slope = fits.iter().map(|fit| fit.certainty * fit.slope).sum::<f32>() / weight.max(1e-6);
    let angle = slope.atan().to_degrees();
    if weight <= 0.0 || angle.abs() < LEAST_ANGLE {
        return None;
    }
    let edges = [0, 1, 2, 3].map(|side| around[side].edge(slope, &fits[side]));
    let seen = edges.iter().filter(|edge| edge.from_centre.is_some()).count();
    let share = edges.iter().map(|edge| edge.on_it).sum::<f32>()
        / edges.iter().map(|edge| edge.expected).sum::<f32>().max(1.0);
    if seen < 2 {
        return None;
    }
    let (width, height) = (columns.count as f32, rows.count as f32);
    let halves = [height, width, height, width].map(|side| 0.5 * side);
    // A turn goes about the centre: of two sides across from each other the one that more depths lie on tells for both.
    let from_centre = |side: usize| {
        let [own, across] = [&edges[side], &edges[(side + 2) % 4]];
        let surer = if across.on_it > own.on_it { across } else { own };
        match (own.from_centre, across.from_centre) {
            (Some(near), Some(far)) if (near - far).abs() < 1.5 => near,
            _ => surer.from_centre.unwrap_or(halves[side]),
        }
    };
    Some(Region {
        left: 0.5 * width - from_centre(3),
        top: 0.5 * height - from_centre(0),
        right: 0.5 * width + from_centre(1),
        bottom: 0.5 * height + from_centre(2),
        angle,
        kind: GuessKind::Turned,
        weight: ramp(share, 0.3, 0.9) * seen as f32 / 4.0,
    })
}

/// The mean luma of the plane's corners, if they hardly differ.
fn corner_colour(columns: &Lines) -> Option<f32> {
    let (first, last) = (columns.at(0), columns.at(columns.length - 1));
    let corners = [first[0], first[columns.count - 1], last[0], last[columns.count - 1]];
    let least = corners.into_iter().fold(f32::MAX, f32::min);
    let most = corners.into_iter().fold(f32::MIN, f32::max);
    (most - least <= TOLERANCE).then(|| corners.iter().sum::<f32>() / 4.0)
}

/// How deep the colour of the corners reaches in from one side, at every place along it, clockwise.
struct Margin {
    depths: Vec<Option<f32>>,
    /// From this side to the opposite one.
    across: f32,
}

/// A straight line through most of a margin's depths.
struct Fit {
    slope: f32,
    certainty: f32,
}

/// A side of the turned picture.
struct Edge {
    from_centre: Option<f32>,
    /// How many depths lie on it, and how many should.
    on_it: f32,
    expected: f32,
}

impl Margin {
    fn new(lines: &Lines, colour: f32, from_the_last: bool, backwards: bool) -> Self {
        let depth = |i: usize| {
            let place = if backwards { lines.length - 1 - i } else { i };
            depth(lines.at(place), colour, from_the_last)
        };
        Self { depths: (0..lines.length).map(depth).collect(), across: lines.count as f32 }
    }

    fn fit(&self, slope: f32) -> Fit {
        let mut slope = slope;
        let mut certainty = 0.0;
        for reach in [1.5, 1.0, 0.7, 0.7] {
            let Some(height) = self.height(slope) else { break };
            let near = |(x, depth): &(f32, f32)| (depth - height - slope * x).abs() < reach;
            let near: Vec<_> = self.slanted().filter(near).collect();
            let count = near.len() as f32;
            let middle = near.iter().map(|(x, _)| x).sum::<f32>() / count.max(1.0);
            let level = near.iter().map(|(_, depth)| depth).sum::<f32>() / count.max(1.0);
            let width: f32 = near.iter().map(|(x, _)| (x - middle).powi(2)).sum();
            let rise: f32 = near.iter().map(|(x, depth)| (x - middle) * (depth - level)).sum();
            if count < 8.0 || count < 0.1 * self.depths.len() as f32 {
                return Fit { slope, certainty: 0.0 };
            }
            slope = rise / width;
            certainty = width;
        }
        Fit { slope, certainty }
    }

    /// Depths that may lie on an edge of this slope, with their places.
    fn slanted(&self) -> impl Iterator<Item = (f32, f32)> + '_ {
        let places = self.depths.iter().enumerate();
        places
            .filter_map(|(x, &depth)| Some((x as f32 + 0.5, depth?)))
            .filter(|(_, depth)| *depth > 0.2)
    }

    /// How high above the corner a line of this slope lies that most depths are near to.
    fn height(&self, slope: f32) -> Option<f32> {
        let mut heights: Vec<f32> = self.slanted().map(|(x, depth)| depth - slope * x).collect();
        heights.sort_by(f32::total_cmp);
        densest(&heights, 1.0)
    }

    fn edge(&self, slope: f32, fit: &Fit) -> Edge {
        let none = Edge { from_centre: None, on_it: 0.0, expected: 0.0 };
        let Some(height) = self.height(slope).filter(|_| fit.certainty > 0.0) else { return none };
        let off = |(x, depth): (f32, f32)| depth - height - slope * x;
        let near: Vec<f32> = self.slanted().map(off).filter(|off| off.abs() < 0.8).collect();
        let height = height + near.iter().sum::<f32>() / near.len().max(1) as f32;
        let length = self.depths.len() as f32;
        let inward = height + slope * 0.5 * length;
        let expected = (0..self.depths.len()).filter(|&x| height + slope * (x as f32 + 0.5) > 0.5);
        let straight = (1.0 + slope * slope).sqrt();
        Edge {
            from_centre: Some((0.5 * self.across - inward) / straight),
            on_it: near.len() as f32,
            expected: expected.count() as f32,
        }
    }
}

/// How many pixels from one end of these are of the colour, with the share of the one that is mixed; none if half are.
fn depth(pixels: &[f32], colour: f32, from_the_last: bool) -> Option<f32> {
    let at = |i: usize| {
        let pixel = if from_the_last { pixels[pixels.len() - 1 - i] } else { pixels[i] };
        (pixel - colour).abs()
    };
    let half = pixels.len() / 2;
    let whole = (0..half).find(|&i| at(i) > TOLERANCE)?;
    let mixed = 1.0 - at(whole) / at(whole + 1).max(at(whole));
    Some(whole as f32 + mixed)
}

/// The slope that most pairs of depths have, an eighth of their side apart.
fn commonest_slope(around: &[Margin; 4]) -> Option<f32> {
    let mut slopes = Vec::new();
    for margin in around {
        let apart = (margin.depths.len() / 8).max(4);
        let pairs = margin.depths.iter().zip(margin.depths.iter().skip(apart));
        let both = pairs.filter_map(|(&one, &other)| Some((one?, other?)));
        let slanted = both.filter(|(one, other)| *one > 0.2 && *other > 0.2);
        slopes.extend(slanted.map(|(one, other)| (other - one) / apart as f32));
    }
    slopes.retain(|slope| slope.abs() < STEEPEST);
    slopes.sort_by(f32::total_cmp);
    densest(&slopes, 0.02)
}

/// The middle of the stretch of this width that holds most of the sorted values.
fn densest(sorted: &[f32], width: f32) -> Option<f32> {
    let mut end = 0;
    let mut best = (0, 0);
    for start in 0..sorted.len() {
        while end < sorted.len() && sorted[end] <= sorted[start] + width {
            end += 1;
        }
        if end - start > best.1 - best.0 {
            best = (start, end);
        }
    }
    let held = &sorted[best.0..best.1];
    (!held.is_empty()).then(|| held.iter().sum::<f32>() / held.len() as f32)
}
