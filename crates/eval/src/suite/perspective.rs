//! Seen at an angle.

use image::RgbImage;
use imageproc::geometric_transformations::Projection;

use super::alteration::Group::Rotation;
use super::alteration::{Alteration, Scene};
use super::rotation::{Corners, projected};

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Rotation, "perspective", |scene| {
        seen(scene.picture, [(0.06, 0.04), (0.96, 0.0), (1.0, 0.97), (0.0, 1.0)], Corners::BLACK)
    }),
    Alteration::beyond(Rotation, "perspective-from-left", |scene| {
        seen(scene.picture, [(0.0, 0.0), (0.94, 0.08), (0.94, 0.92), (0.0, 1.0)], Corners::BLACK)
    }),
    Alteration::beyond(Rotation, "perspective-from-below", |scene| {
        seen(scene.picture, [(0.1, 0.06), (0.9, 0.06), (1.0, 1.0), (0.0, 1.0)], Corners::WHITE)
    }),
    Alteration::beyond(Rotation, "perspective-any", |scene| any(scene, 0.08)),
    Alteration::beyond(Rotation, "perspective-strong", |scene| any(scene, 0.14)),
];

/// Brings the corners (left upper, right upper, right lower, left lower) to these places, in parts of the sides.
pub(super) fn seen(picture: &RgbImage, corners: [(f32, f32); 4], outside: Corners) -> RgbImage {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let scaled = |(x, y): (f32, f32)| (x * width - 0.5, y * height - 0.5);
    let from = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(scaled);
    let projection = Projection::from_control_points(from, corners.map(scaled));
    let projection = projection.expect("no three of the corners lie on a line");
    projected(picture, projection, outside, picture.dimensions())
}

/// Each corner moved inwards by up to this part of the sides.
fn any(scene: &mut Scene<'_>, most: f32) -> RgbImage {
    let mut inwards = |corner: f32| {
        let by = scene.chance.between(0.2 * most, most);
        if corner > 0.5 { 1.0 - by } else { by }
    };
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    let corners = corners.map(|(x, y)| (inwards(x), inwards(y)));
    seen(scene.picture, corners, Corners::Blurred)
}
