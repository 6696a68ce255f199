//! Pictures that programs draw.

use std::f64::consts::PI;

use staydown::{Channels, Plane};

/// A picture as a function: luma of 0 to 1 (more is cut) at a point, both -0.5 to 0.5 from the middle.
pub(crate) struct Made {
    pub(crate) name: String,
    luma: Box<dyn Fn(f64, f64) -> f64>,
}

impl Made {
    fn new(name: impl Into<String>, luma: impl Fn(f64, f64) -> f64 + 'static) -> Self {
        Self { name: name.into(), luma: Box::new(luma) }
    }

    /// A square of that side, from the one tone to the other.
    pub(crate) fn draw(&self, side: usize, tones: [f64; 2]) -> Plane {
        let place = |at: usize| (at as f64 + 0.5) / side as f64 - 0.5;
        let pixel = |k: usize| {
            let part = (self.luma)(place(k % side), place(k / side)).clamp(0.0, 1.0);
            (tones[0] + part * (tones[1] - tones[0])).round() as u8
        };
        Plane::new((0..side * side).map(pixel).collect(), side, side, Channels::Luma).unwrap()
    }
}

pub(crate) fn flat() -> Made {
    Made::new("flat", |_, _| 0.5)
}

/// Light rises in a direction, from 0 or more to 1 or less.
pub(crate) fn linear(angle: f64) -> Made {
    let (across, down) = (angle.cos(), angle.sin());
    let reach = across.abs() + down.abs();
    let name = format!("linear-{:.0}", angle.to_degrees());
    Made::new(name, move |x, y| 0.5 + (x * across + y * down) / reach)
}

/// Light rises from a point.
pub(crate) fn radial(x0: f64, y0: f64) -> Made {
    let reach = (0.5 + x0.abs()).hypot(0.5 + y0.abs());
    Made::new(format!("radial-{x0:.2}-{y0:.2}"), move |x, y| (x - x0).hypot(y - y0) / reach)
}

/// Light falls from the middle to the corners.
pub(crate) fn vignette(power: f64) -> Made {
    Made::new(format!("vignette-{power:.1}"), move |x, y| (1.0 - 2.0 * (x * x + y * y)).powf(power))
}

pub(crate) fn stripes(angle: f64, count: f64, phase: f64) -> Made {
    let name = format!("stripes-{count:.1}-{:.0}-{phase:.2}", angle.to_degrees());
    Made::new(name, move |x, y| {
        let along = x * angle.cos() + y * angle.sin();
        f64::from((along * count + phase).rem_euclid(1.0) < 0.5)
    })
}

pub(crate) fn waves(angle: f64, count: f64, phase: f64) -> Made {
    let name = format!("waves-{count:.1}-{:.0}-{phase:.2}", angle.to_degrees());
    Made::new(name, move |x, y| {
        let along = x * angle.cos() + y * angle.sin();
        0.5 + 0.5 * (2.0 * PI * (along * count + phase)).sin()
    })
}

pub(crate) fn checkers(count: f64, phase: f64) -> Made {
    Made::new(format!("checkers-{count:.1}-{phase:.2}"), move |x, y| {
        let fields = ((x + 0.5) * count + phase).floor() + ((y + 0.5) * count + phase).floor();
        fields.rem_euclid(2.0)
    })
}

pub(crate) fn frame(across: f64, down: f64) -> Made {
    Made::new(format!("frame-{across:.2}-{down:.2}"), move |x, y| {
        f64::from(x.abs() > 0.5 - across || y.abs() > 0.5 - down)
    })
}

/// A bar without text.
pub(crate) fn banner(from: f64, to: f64) -> Made {
    Made::new(format!("banner-{from:.2}-{to:.2}"), move |_, y| {
        f64::from((from..to).contains(&(y + 0.5)))
    })
}

pub(crate) fn disc(x0: f64, y0: f64, radius: f64) -> Made {
    Made::new(format!("disc-{x0:.2}-{y0:.2}-{radius:.2}"), move |x, y| {
        f64::from((x - x0).hypot(y - y0) < radius)
    })
}

pub(crate) fn half(angle: f64, at: f64) -> Made {
    Made::new(format!("half-{:.0}-{at:.2}", angle.to_degrees()), move |x, y| {
        f64::from(x * angle.cos() + y * angle.sin() > at)
    })
}

pub(crate) fn sunburst(rays: u32, phase: f64) -> Made {
    Made::new(format!("sunburst-{rays}-{phase:.2}"), move |x, y| {
        let turn = y.atan2(x) / (2.0 * PI);
        f64::from((turn * f64::from(rays) + phase).rem_euclid(1.0) < 0.5)
    })
}

/// What programs draw by default: at the middle, in whole numbers, in the usual directions.
///
/// Not among them is what changes down only or across only: PDQ leaves those frequencies out, and what it makes its bits of is
/// how the drawing was rounded.
pub(crate) fn templates() -> Vec<Made> {
    let phases = [0.0, 0.25, 0.5];
    let thirds = [-0.25, 0.0, 0.25];
    let directions = |count: u32| (1..count).map(|k| f64::from(k) * PI / 8.0);
    let mut made = vec![flat()];
    made.extend([0.5, 1.0, 2.0, 3.0].map(vignette));
    made.extend([-0.5, 0.0, 0.5].into_iter().flat_map(|x| [-0.5, 0.0, 0.5].map(|y| radial(x, y))));
    made.extend(thirds.into_iter().flat_map(|x| thirds.map(|y| disc(x, y, 0.2))));
    made.extend([0.1, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5].map(|radius| disc(0.0, 0.0, radius)));
    for angle in directions(8).filter(|&angle| angle != PI / 2.0) {
        for count in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0] {
            made.extend(phases.map(|phase| stripes(angle, count, phase)));
            made.extend(phases.map(|phase| waves(angle, count, phase)));
        }
    }
    made.extend(directions(16).flat_map(|angle| thirds.map(|at| half(angle, at))));
    made.extend(
        (2..=16).flat_map(|count| [0.0, 0.5].map(|phase| checkers(f64::from(count), phase))),
    );
    made.extend((1..=8).map(|width| frame(f64::from(width) * 0.05, f64::from(width) * 0.05)));
    made.extend((2..=32).flat_map(|rays| phases.map(|phase| sunburst(rays, phase))));
    made
}
