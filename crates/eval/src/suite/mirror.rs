//! Mirrored, or turned by quarters.

use image::imageops;

use super::alteration::Alteration;
use super::alteration::Group::Mirror;

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Mirror, "mirror-left-right", |scene| imageops::flip_horizontal(scene.picture)),
    Alteration::grid(Mirror, "mirror-top-bottom", |scene| imageops::flip_vertical(scene.picture)),
    Alteration::grid(Mirror, "turn-90", |scene| imageops::rotate90(scene.picture)),
    Alteration::grid(Mirror, "turn-180", |scene| imageops::rotate180(scene.picture)),
    Alteration::grid(Mirror, "turn-270", |scene| imageops::rotate270(scene.picture)),
];
