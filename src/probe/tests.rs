//! Frames are sampled as PDQ samples pictures, and moved to where the original's frame is.

use super::*;
use crate::hash::pdq;
use crate::plane::{Channels, Plane};

/// Sixty waves in all directions, the longer the higher, as in photographs.
fn picture(width: usize, height: usize) -> Plane {
    let wave = |k: u32| {
        let (direction, length) = (k as f32 * 2.4, 30.0 + 11.0 * (k * 37 % 60) as f32);
        let by = std::f32::consts::TAU / length;
        (by * direction.cos(), by * direction.sin(), k as f32 * 1.7, length / 90.0)
    };
    let waves: Vec<_> = (0..60).map(wave).collect();
    let pixel = |k: usize| {
        let (x, y) = ((k % width) as f32, (k / width) as f32);
        let sum: f32 = waves.iter().map(|(a, b, at, high)| high * (x * a + y * b + at).sin()).sum();
        (128.0 + 4.0 * sum) as u8
    };
    Plane::new((0..width * height).map(pixel).collect(), width, height, Channels::Luma).unwrap()
}

fn guess(frame: Frame, orientation: Orientation, complement: bool) -> Question {
    let guess = Guess { kind: GuessKind::Uncropped, frame, orientation, complement };
    Question { guess, hash: Hash256::ZERO, visible: Visible::ALL }
}

#[test]
fn the_whole_frame_is_hashed_as_the_picture_is() {
    for (width, height) in [(640, 480), (300, 700), (200, 150)] {
        let plane = picture(width, height);
        let probe = Probe::new(plane.as_ref());
        let sampled = Pdq::of_grid(&probe.sampler.grid(&Frame::WHOLE, &Visible::ALL).0);
        let distance = sampled.hash.distance(&pdq(&plane).hash);
        assert!(distance <= 28, "{width}x{height}: {distance}");
    }
}

#[test]
fn straight_frames_and_turned_ones_are_sampled_alike() {
    let plane = picture(500, 400);
    let sampler = Probe::new(plane.as_ref()).sampler;
    let visible = Visible { top: 0.1, ..Visible::ALL };
    let straight = Frame { left: -0.2, right: 1.1, top: 0.05, bottom: 1.3, ..Frame::WHOLE };
    let turned = Frame { angle: 1e-5, ..straight };
    let (one, seen) = sampler.grid(&straight, &visible);
    let (other, also_seen) = sampler.grid(&turned, &visible);
    let furthest = one.iter().zip(&other).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(furthest < 0.05, "{furthest}");
    assert!((seen - also_seen).abs() < 0.03 && (0.4..0.6).contains(&seen), "{seen}, {also_seen}");
}

#[test]
fn orientations_and_inversion_are_undone_alike() {
    let original = picture(640, 480);
    let shown = Frame { left: -0.03, ..Frame::WHOLE };
    for orientation in Orientation::ALL {
        let hash = pdq(&original.oriented(orientation)).hash;
        let inverted = refine::inverted(&hash);
        let probe = Probe::new(original.as_ref());
        let moved = probe.refine(&guess(shown, orientation, false), &hash);
        assert!(moved.distance < 40, "{}: {}", orientation.name(), moved.distance);
        let same = probe.refine(&guess(shown, orientation, true), &inverted);
        assert_eq!((same.frame, same.weighted), (moved.frame, moved.weighted));
    }
}

#[test]
fn equal_weights_would_make_the_weighted_distance_the_plain_one() {
    let print = pdq(&picture(400, 300));
    let whole = guess(Frame::WHOLE, Orientation::Original, false).guess;
    let own = weighted_distance(&print, &print.hash, &whole);
    let opposite = weighted_distance(&print, &refine::inverted(&print.hash), &whole);
    assert!((own + opposite - 256.0).abs() < 1e-2 && own < 30.0, "{own}, {opposite}");
}
