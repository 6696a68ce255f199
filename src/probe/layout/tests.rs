//! Pictures made by code, whose frames are known.

use super::super::guess::GuessKind;
use super::super::small::Small;
use super::{Region, regions};

/// A frame: left, top, right, bottom.
type Sides = [f32; 4];

/// Something like a photograph: waves of several lengths and directions, some of them sharpened to edges, never flat.
fn photograph(seed: u32, x: usize, y: usize) -> f32 {
    let (x, y, s) = (x as f32, y as f32, seed as f32);
    let waves =
        [(0.061, 0.023, 40.0), (-0.037, 0.083, 30.0), (0.21, -0.17, 25.0), (0.43, 0.61, 12.0)];
    let at = |(i, (a, b, height)): (usize, (f32, f32, f32))| {
        let wave = (a * x * (1.0 + 0.13 * s) + b * y + 1.7 * s + i as f32).sin();
        height * if i % 2 == 0 { wave } else { (3.0 * wave).tanh() }
    };
    let level = 90.0 + (37 * seed % 80) as f32;
    (level + waves.into_iter().enumerate().map(at).sum::<f32>()).clamp(0.0, 255.0)
}

fn canvas(width: usize, height: usize, of: impl Fn(usize, usize) -> f32) -> Small {
    let luma = (0..width * height).map(|i| of(i % width, i / width)).collect();
    Small::from_luma(width, height, luma)
}

/// Lays a photograph on a plane. A side that falls inside a pixel mixes what is there with the photograph.
fn lay(plane: &mut Small, seed: u32, [left, top, right, bottom]: Sides) {
    let covered = |at: usize, from: f32, to: f32| {
        (to.min(at as f32 + 1.0) - from.max(at as f32)).clamp(0.0, 1.0)
    };
    for y in 0..plane.height {
        for x in 0..plane.width {
            let share = covered(x, left, right) * covered(y, top, bottom);
            let pixel = &mut plane.luma[y * plane.width + x];
            *pixel += share * (photograph(seed, x, y) - *pixel);
        }
    }
}

/// A line of something like text.
fn write(plane: &mut Small, [left, top, right, bottom]: [usize; 4], ink: f32) {
    for y in top..bottom {
        for x in left..right {
            if (x * 7 + y * 3) % 5 < 2 && x % 11 < 8 {
                plane.luma[y * plane.width + x] = ink;
            }
        }
    }
}

/// A photograph of this size turned clockwise about the middle of a plane.
fn lay_turned(plane: &mut Small, seed: u32, [width, height]: [f32; 2], degrees: f32) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    const PARTS: usize = 4;
    for y in 0..plane.height {
        for x in 0..plane.width {
            let part = |i: usize| (i as f32 + 0.5) / PARTS as f32;
            let inside = (0..PARTS * PARTS).filter(|i| {
                let dx = x as f32 + part(i % PARTS) - 0.5 * plane.width as f32;
                let dy = y as f32 + part(i / PARTS) - 0.5 * plane.height as f32;
                (dx * cos + dy * sin).abs() < 0.5 * width
                    && (dy * cos - dx * sin).abs() < 0.5 * height
            });
            let share = inside.count() as f32 / (PARTS * PARTS) as f32;
            let pixel = &mut plane.luma[y * plane.width + x];
            *pixel += share * (photograph(seed, x, y) - *pixel);
        }
    }
}

#[track_caller]
fn assert_found(plane: &Small, frame: Sides, among: usize, within: f32) {
    let found = regions(plane, among);
    let off = |region: &Region| {
        let sides = [region.left, region.top, region.right, region.bottom];
        sides.iter().zip(frame).map(|(side, wanted)| (side - wanted).abs()).fold(0.0, f32::max)
    };
    assert!(found.iter().any(|region| off(region) <= within), "{frame:?} is not in {found:#?}");
}

#[test]
fn borders_are_trimmed() {
    for (colour, seed) in [(255.0, 1), (0.0, 2), (128.0, 3), (61.0, 4)] {
        let frames =
            [[12.0, 12.0, 308.0, 228.0], [3.4, 17.7, 290.2, 231.5], [80.0, 30.5, 240.0, 200.25]];
        for frame in frames {
            let mut plane = canvas(320, 240, |_, _| colour);
            lay(&mut plane, seed, frame);
            assert_found(&plane, frame, 1, 0.3);
        }
    }
}

#[test]
fn bars_on_two_sides_and_on_one_are_trimmed() {
    let frames = [
        [0.0, 40.3, 320.0, 199.7],
        [31.5, 0.0, 288.5, 240.0],
        [0.0, 0.0, 320.0, 171.0],
        [66.6, 0.0, 320.0, 240.0],
    ];
    for frame in frames {
        let mut plane = canvas(320, 240, |_, _| 0.0);
        lay(&mut plane, 5, frame);
        assert_found(&plane, frame, 1, 0.3);
    }
}

#[test]
fn a_picture_between_captions_is_found() {
    for (paper, ink) in [(255.0, 10.0), (0.0, 240.0), (90.0, 250.0)] {
        let frame = [0.0, 62.4, 240.0, 250.0];
        let mut plane = canvas(240, 320, |_, _| paper);
        for line in [[8, 10, 225, 24], [8, 34, 140, 48], [40, 270, 200, 290]] {
            write(&mut plane, line, ink);
        }
        lay(&mut plane, 6, frame);
        assert_found(&plane, frame, 1, 0.5);
    }
}

#[test]
fn a_turned_picture_is_found_with_its_angle() {
    for (degrees, colour) in [(1.0, 0.0), (-2.5, 255.0), (7.0, 255.0), (-11.0, 0.0), (4.0, 120.0)] {
        for (width, height) in [(320.0, 240.0), (250.0, 150.0)] {
            let mut plane = canvas(320, 240, |_, _| colour);
            lay_turned(&mut plane, 7, [width, height], degrees);
            let [left, top] = [160.0 - 0.5 * width, 120.0 - 0.5 * height];
            assert_found(&plane, [left, top, left + width, top + height], 1, 1.0);
            let found = regions(&plane, 1)[0];
            assert_eq!(found.kind, GuessKind::Turned);
            assert!((found.angle - degrees).abs() < 0.2, "{degrees} {found:?}");
        }
    }
}

#[test]
fn any_plane_is_answered() {
    let noise = |x: usize, y: usize| ((x * 7919 + y * 104_729 + x * y * 31) % 251) as f32;
    let sizes = [
        (1, 1),
        (2, 2),
        (1, 300),
        (300, 1),
        (2, 320),
        (15, 16),
        (17, 16),
        (320, 19),
        (33, 320),
        (320, 320),
    ];
    for (width, height) in sizes {
        let planes = [
            canvas(width, height, |_, _| 77.0),
            canvas(width, height, noise),
            canvas(width, height, |x, _| if x % 2 == 0 { 0.0 } else { 255.0 }),
            canvas(width, height, |x, y| if x * 2 < width && y * 3 < height { 0.0 } else { 255.0 }),
            canvas(width, height, |x, y| photograph(3, x, y)),
        ];
        for region in planes.iter().flat_map(|plane| regions(plane, 24)) {
            let Region { left, top, right, bottom, weight, .. } = region;
            let inside =
                left >= 0.0 && top >= 0.0 && right <= width as f32 && bottom <= height as f32;
            assert!(inside && right - left > 4.0 && bottom - top > 4.0, "{region:?}");
            assert!((0.0..=1.0).contains(&weight), "{region:?}");
        }
    }
}
