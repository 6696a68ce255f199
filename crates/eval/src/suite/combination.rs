//! Several alterations at once.

use image::imageops;

use super::alteration::Alteration;
use super::alteration::Group::Combination;
use super::border::{blurred, even};
use super::caption::{self, PAPER};
use super::colour::{brightness, grey, inverted, sepia};
use super::crop::sides;
use super::encoding::jpeg;
use super::overlay::{big_text, watermark};
use super::rotation::{Corners, turned, turned_and_cut};
use super::scale::{by, longest_side};
use super::screen::{Theme, gallery};

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Combination, "small-jpeg-50-jpeg-60", |scene| {
        jpeg(&jpeg(&longest_side(scene.picture, 320), 50), 60)
    }),
    Alteration::grid(Combination, "crop-3-watermark-jpeg-30", |scene| {
        jpeg(&watermark(&sides(scene.picture, 0.03)), 30)
    }),
    Alteration::grid(Combination, "mirror-bright-jpeg-40", |scene| {
        jpeg(&brightness(&imageops::flip_horizontal(scene.picture), 1.3), 40)
    }),
    Alteration::grid(Combination, "border-5-grey-jpeg-40", |scene| {
        jpeg(&grey(&even(scene.picture, 0.05, WHITE)), 40)
    }),
    Alteration::grid(Combination, "turn-2-cut-crop-2-jpeg-50", |scene| {
        jpeg(&sides(&turned_and_cut(scene.picture, 2.0), 0.02), 50)
    }),
    Alteration::beyond(Combination, "mirror-crop-5", |scene| {
        sides(&imageops::flip_horizontal(scene.picture), 0.05)
    }),
    Alteration::beyond(Combination, "crop-10-border-5", |scene| {
        even(&sides(scene.picture, 0.10), 0.05, WHITE)
    }),
    Alteration::beyond(Combination, "screenshot-jpeg-30", |scene| {
        jpeg(&gallery(scene, Theme::LIGHT), 30)
    }),
    Alteration::beyond(Combination, "screenshot-mirrored", |scene| {
        imageops::flip_horizontal(&gallery(scene, Theme::DARK))
    }),
    Alteration::beyond(Combination, "turn-3-caption", |scene| {
        let turned = turned_and_cut(scene.picture, 3.0);
        caption::above(&turned, &mut scene.chance, PAPER)
    }),
    Alteration::beyond(Combination, "inverted-border-5", |scene| {
        even(&inverted(scene.picture), 0.05, WHITE)
    }),
    Alteration::beyond(Combination, "sepia-crop-8", |scene| sides(&sepia(scene.picture), 0.08)),
    Alteration::beyond(Combination, "big-text-crop-5", |scene| {
        sides(&big_text(scene.picture, &mut scene.chance), 0.05)
    }),
    Alteration::beyond(Combination, "mirror-turn-4-grey", |scene| {
        grey(&turned(&imageops::flip_horizontal(scene.picture), 4.0, Corners::BLACK))
    }),
    Alteration::beyond(Combination, "turn-90-border-10-jpeg-50", |scene| {
        jpeg(&even(&imageops::rotate90(scene.picture), 0.10, [0; 3]), 50)
    }),
    Alteration::beyond(Combination, "widened-crop-4", |scene| {
        sides(&by(scene.picture, 1.2, 1.0), 0.04)
    }),
    Alteration::beyond(Combination, "padding-blurred-dark-jpeg-40", |scene| {
        jpeg(&brightness(&blurred(scene.picture, 1.0), 0.7), 40)
    }),
    Alteration::beyond(Combination, "inverted-mirror-crop-3", |scene| {
        sides(&imageops::flip_horizontal(&inverted(scene.picture)), 0.03)
    }),
];

const WHITE: [u8; 3] = [255; 3];
