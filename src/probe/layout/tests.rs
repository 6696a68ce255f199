//! Pictures made by code, whose frames are known.

use super::super::guess::GuessKind;
use super::super::small::Small;
use super::{Region, regions};

/// A frame: left, top, right, bottom.
type Sides = [f32; 4];

/// Something like a photograph: waves of several lengths and directions, some of them sharpened to edges, never flat.
fn photograph(seed: u32, x: usize, y: usize) -> f32 {
    let (x, y) = if seed.is_multiple_of(2) { (x, y) } else { (y, x) };
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
fn a_border_within_a_border_is_given_with_and_without_the_inner_one() {
    let mut plane = canvas(320, 240, |_, _| 255.0);
    let inner = [44.3, 40.0, 276.2, 201.6];
    for y in 20..222 {
        plane.luma[y * 320 + 24..][..272].fill(20.0);
    }
    lay(&mut plane, 8, inner);
    assert_found(&plane, [24.0, 20.0, 296.0, 222.0], 12, 0.3);
    assert_found(&plane, inner, 4, 0.3);
}

#[test]
fn a_sharp_picture_upon_a_smooth_one_is_found() {
    let smooth = |x: usize, y: usize| {
        110.0 + 60.0 * (0.02 * x as f32).sin() + 40.0 * (0.03 * y as f32).cos()
    };
    for frame in [[0.0, 70.2, 320.0, 249.5], [68.4, 0.0, 250.3, 320.0]] {
        let mut plane = canvas(320, 320, smooth);
        lay(&mut plane, 9, frame);
        assert_found(&plane, frame, 2, 0.5);
    }
}

#[test]
fn the_picture_of_a_post_is_found_between_its_texts() {
    let frame = [12.0, 84.5, 188.0, 216.2];
    let mut plane = canvas(200, 320, |x, y| {
        let avatar = x.abs_diff(24).pow(2) + y.abs_diff(30).pow(2) < 144;
        if avatar { 90.0 + 3.0 * (x % 16) as f32 } else { 250.0 }
    });
    let texts = [
        [44, 20, 120, 28],
        [44, 34, 90, 40],
        [12, 54, 180, 62],
        [12, 68, 110, 76],
        [12, 230, 60, 240],
    ];
    for text in texts.into_iter().chain([[12, 262, 170, 270], [12, 282, 150, 290]]) {
        write(&mut plane, text, 20.0);
    }
    lay(&mut plane, 10, frame);
    assert_found(&plane, frame, 1, 0.3);
}

#[test]
fn each_tile_of_a_collage_is_found() {
    let apart = [
        [0.0, 0.0, 150.5, 118.0],
        [155.0, 0.0, 320.0, 118.0],
        [0.0, 122.5, 150.5, 240.0],
        [155.0, 122.5, 320.0, 240.0],
    ];
    let tight =
        [[0.0, 0.0, 190.4, 240.0], [190.4, 0.0, 320.0, 101.7], [190.4, 101.7, 320.0, 240.0]];
    let row = [[0.0, 0.0, 107.0, 240.0], [107.0, 0.0, 213.5, 240.0], [213.5, 0.0, 320.0, 240.0]];
    for (tiles, gap) in [(&apart[..], 255.0), (&apart, 0.0), (&tight, 0.0), (&row, 0.0)] {
        let mut plane = canvas(320, 240, |_, _| gap);
        for (seed, &tile) in (11..).zip(tiles) {
            lay(&mut plane, seed, tile);
        }
        for &tile in tiles {
            assert_found(&plane, tile, 12, 1.0);
        }
    }
}

#[test]
fn a_picture_in_a_picture_is_found() {
    let frame = [180.0, 120.4, 300.6, 215.0];
    let mut plane = canvas(320, 240, |x, y| photograph(15, x, y));
    lay(&mut plane, 16, frame);
    assert_found(&plane, frame, 4, 0.7);
}

#[test]
fn an_edge_as_flat_as_the_border_is_believed_to_be_where_the_opposite_is() {
    let frame = [20.0, 30.0, 300.0, 210.0];
    let mut plane = canvas(320, 240, |_, _| 255.0);
    lay(&mut plane, 18, frame);
    plane.luma[..320 * 60].fill(255.0);
    assert_found(&plane, [20.0, 60.0, 300.0, 210.0], 1, 0.3);
    assert_found(&plane, frame, 4, 0.3);
}

#[test]
fn only_what_lies_between_borders_is_called_trimmed() {
    let mut bordered = canvas(320, 240, |_, _| 255.0);
    lay(&mut bordered, 19, [12.5, 12.5, 307.5, 227.5]);
    assert_eq!(regions(&bordered, 1)[0].kind, GuessKind::Trimmed);
    let mut captioned = canvas(320, 240, |_, _| 255.0);
    write(&mut captioned, [10, 10, 300, 30], 0.0);
    lay(&mut captioned, 19, [0.0, 40.0, 320.0, 240.0]);
    assert_eq!(regions(&captioned, 1)[0].kind, GuessKind::Panel);
}

#[test]
fn a_photograph_alone_has_no_likely_parts() {
    for seed in 20..26 {
        let plane = canvas(320, 240, |x, y| photograph(seed, x, y));
        let found = regions(&plane, 24);
        assert!(found.iter().all(|region| region.weight < 0.3), "{found:#?}");
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
