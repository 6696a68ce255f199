//! A frame of the small plane brought to the 64×64 points that PDQ transforms.

use super::guess::Frame;
use super::small::{LONGEST, Small};
use crate::cpu;
use crate::hash::{GRID, Grid};

/// Frames of fewer pixels a side than this are read from the finest plane.
const FINE: f32 = 112.0;

/// Beyond the visible part, its edge goes on and fades to the mean over this part of the frame's side.
const FADE: f32 = 0.2;

/// The part of a picture that shows the original, in parts of its sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Visible {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

impl Visible {
    pub(super) const ALL: Self = Self { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
}

/// The small plane, and halves of it, the finest first.
#[derive(Clone)]
pub(super) struct Sampler {
    levels: [Small; 2],
}

impl Sampler {
    pub(super) fn new(finest: Small) -> Self {
        let half = finest.halved();
        Self { levels: [finest, half] }
    }

    /// The small plane itself.
    pub(super) fn finest(&self) -> &Small {
        &self.levels[0]
    }

    /// Width of the frame over its height, in pixels.
    pub(super) fn aspect(&self, frame: &Frame) -> f32 {
        let plane = self.finest();
        (frame.right - frame.left) * plane.width as f32
            / ((frame.bottom - frame.top) * plane.height as f32)
    }

    /// The luma at the 64×64 points of the frame, and the part of them that lies in the visible part.
    pub(super) fn grid(&self, frame: &Frame, visible: &Visible) -> (Grid, f32) {
        let finest = self.finest();
        let across = (frame.right - frame.left).abs() * finest.width as f32;
        let down = (frame.bottom - frame.top).abs() * finest.height as f32;
        let halves = across.min(down) / 2.0 >= FINE;
        let plane = &self.levels[usize::from(halves)];
        let mut grid = [0f32; GRID * GRID];
        let seen = cpu::vectorized(
            #[inline(always)]
            || match frame.is_straight() {
                true => fill_straight(&mut grid, plane, frame, visible),
                false => fill(&mut grid, plane, &Way::through(plane, frame), visible),
            },
        );
        (grid, seen as f32 / (GRID * GRID) as f32)
    }
}

/// From grid points to pixels: numerators and denominator are linear in the point's place within the frame.
struct Way {
    x: [f32; 3],
    y: [f32; 3],
    over: [f32; 3],
    /// How much of the fade one pixel is, across and down.
    fade: [f32; 2],
}

impl Way {
    fn through(plane: &Small, frame: &Frame) -> Self {
        let (width, height) = (plane.width as f32, plane.height as f32);
        let (sin, cos) = frame.angle.to_radians().sin_cos();
        let (across, down) =
            ((frame.right - frame.left) * width, (frame.bottom - frame.top) * height);
        let (left, top) = ((frame.left - 0.5) * width, (frame.top - 0.5) * height);
        let [lean_x, lean_y] = frame.lean;
        // In u and v from 0 to 1; the centre of the plane is the centre of turning.
        let over = [1.0 - 0.5 * (lean_x + lean_y), lean_x, lean_y];
        let x = [cos * left - sin * top, cos * across, -sin * down];
        let y = [sin * left + cos * top, sin * across, cos * down];
        let moved = |way: [f32; 3], by: f32| std::array::from_fn(|k| way[k] + by * over[k]);
        let fade = [1.0 / (FADE * across.abs()), 1.0 / (FADE * down.abs())];
        Self { x: moved(x, width / 2.0), y: moved(y, height / 2.0), over, fade }
    }
}

/// Where point `k` of 64 lies along a frame's side of length 1. PDQ takes the pixel after the middle of its share, half a
/// pixel of the original further: a twentieth of a share for an original of 640 pixels, less for larger ones.
#[inline(always)]
fn point(k: usize) -> f32 {
    (k as f32 + 0.53) / GRID as f32
}

/// One axis of a straight frame at its 64 points: the pixel before, the part of the next, and how far beyond the visible.
struct Axis {
    at: [usize; GRID],
    part: [f32; GRID],
    beyond: [f32; GRID],
}

impl Axis {
    #[inline(always)]
    fn new(length: usize, (from, to): (f32, f32), (low, high): (f32, f32)) -> Self {
        let length = length as f32;
        let (low, high) = inside(low, high, length);
        let fade = 1.0 / (FADE * (to - from).abs() * length);
        let mut axis = Self { at: [0; GRID], part: [0.0; GRID], beyond: [0.0; GRID] };
        for k in 0..GRID {
            let place = (from + point(k) * (to - from)) * length - 0.5;
            let inside = place.clamp(low, high);
            axis.at[k] = inside as usize;
            axis.part[k] = inside.fract();
            axis.beyond[k] = (place - inside).abs() * fade;
        }
        axis
    }
}

/// The outermost pixels that lie wholly in the visible part of an axis.
#[inline(always)]
fn inside(low: f32, high: f32, length: f32) -> (f32, f32) {
    let low = (low * length).ceil().clamp(0.0, length - 1.0);
    (low, ((high * length).floor() - 1.0).clamp(low, length - 1.0))
}

/// [`fill`] where rows stay rows.
#[inline(always)]
fn fill_straight(grid: &mut Grid, plane: &Small, frame: &Frame, visible: &Visible) -> usize {
    let across = Axis::new(plane.width, (frame.left, frame.right), (visible.left, visible.right));
    let down = Axis::new(plane.height, (frame.top, frame.bottom), (visible.top, visible.bottom));
    let mut between = [0f32; LONGEST + 1];
    for (i, row) in grid.as_chunks_mut::<GRID>().0.iter_mut().enumerate() {
        let (above, part) = (plane.row(down.at[i]), down.part[i]);
        let below = plane.row((down.at[i] + 1).min(plane.height - 1));
        for ((value, above), below) in between.iter_mut().zip(above).zip(below) {
            *value = above + part * (below - above) - plane.mean;
        }
        for (j, value) in row.iter_mut().enumerate() {
            let pair = &between[across.at[j]..][..2];
            let known = (1.0 - across.beyond[j].max(down.beyond[i])).max(0.0);
            *value = plane.mean + known * (pair[0] + across.part[j] * (pair[1] - pair[0]));
        }
    }
    let seen = |axis: &Axis| axis.beyond.iter().filter(|&&beyond| beyond == 0.0).count();
    seen(&across) * seen(&down)
}

#[inline(always)]
fn fill(grid: &mut Grid, plane: &Small, way: &Way, visible: &Visible) -> usize {
    let mut seen = 0;
    let (width, height) = (plane.width as f32, plane.height as f32);
    let (low_x, high_x) = inside(visible.left, visible.right, width);
    let (low_y, high_y) = inside(visible.top, visible.bottom, height);
    let [fade_x, fade_y] = way.fade;
    let last = plane.luma.len() - 1;
    let mean = plane.mean;
    for (i, row) in grid.as_chunks_mut::<GRID>().0.iter_mut().enumerate() {
        let v = point(i);
        let mut at = [0u32; GRID];
        let mut part_x = [0f32; GRID];
        let mut part_y = [0f32; GRID];
        let mut known = [0f32; GRID];
        for j in 0..GRID {
            let u = point(j);
            let along = |way: &[f32; 3]| way[0] + u * way[1] + v * way[2];
            let over = 1.0 / along(&way.over);
            let (x, y) = (along(&way.x) * over - 0.5, along(&way.y) * over - 0.5);
            let (inside_x, inside_y) = (x.clamp(low_x, high_x), y.clamp(low_y, high_y));
            let beyond = ((x - inside_x).abs() * fade_x).max((y - inside_y).abs() * fade_y);
            seen += usize::from(beyond == 0.0);
            known[j] = (1.0 - beyond).max(0.0);
            // Not negative, so that cutting is rounding down.
            let (whole_x, whole_y) = (inside_x as i32 as f32, inside_y as i32 as f32);
            (part_x[j], part_y[j]) = (inside_x - whole_x, inside_y - whole_y);
            at[j] = (whole_y * width + whole_x) as i32 as u32;
        }
        for (j, value) in row.iter_mut().enumerate() {
            let upper = at[j] as usize;
            let lower = upper + plane.width;
            let read = |at: usize| plane.luma[at.min(last)];
            let above = read(upper) + part_x[j] * (read(upper + 1) - read(upper));
            let below = read(lower) + part_x[j] * (read(lower + 1) - read(lower));
            *value = mean + known[j] * (above + part_y[j] * (below - above) - mean);
        }
    }
    seen
}
