//! The picture as a social network shows it.

use image::RgbImage;

use super::alteration::Group::Layout;
use super::alteration::{Alteration, Scene};
use super::draw::{Ink, Shape, canvas, fill, outline, place};
use super::lettering::{self, Face, Style};
use super::scale::{covering, resized, share};
use super::screen::{Theme, heart};

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Layout, "social-post", |scene| post(scene, Theme::LIGHT, 1)),
    Alteration::beyond(Layout, "social-post-dark", |scene| post(scene, Theme::DARK, 1)),
    Alteration::beyond(Layout, "social-post-long", |scene| post(scene, Theme::LIGHT, 4)),
    Alteration::beyond(Layout, "social-post-side-by-side", side_by_side).among_others(),
];

const WIDTH: u32 = 600;
const MARGIN: f32 = 20.0;

/// Who posted it, some sentences, the picture as wide as the column, buttons and a count.
fn post(scene: &mut Scene<'_>, theme: Theme, sentences: usize) -> RgbImage {
    let head = head(scene, theme, WIDTH, sentences);
    let height = scene.picture.height() as f32 * WIDTH as f32 / scene.picture.width() as f32;
    let shown = resized(scene.picture, WIDTH, (height.round() as u32).max(1));
    let foot = foot(scene, theme, WIDTH);
    let mut post = canvas(WIDTH, head.height() + shown.height() + foot.height(), theme.ground);
    place(&mut post, &head, 0, 0);
    place(&mut post, &shown, 0, head.height());
    place(&mut post, &foot, 0, head.height() + shown.height());
    post
}

/// Avatar, name, time and text.
fn head(scene: &mut Scene<'_>, theme: Theme, width: u32, sentences: usize) -> RgbImage {
    let body = Style::new(Face::Plain, 20.0, theme.text);
    let text = (0..sentences).map(|_| lettering::sentence(&mut scene.chance));
    let lines = body.lines(&text.collect::<Vec<_>>().join(". "), width as f32 - 2.0 * MARGIN);
    let height = 92.0 + 27.0 * lines.len() as f32 + 12.0;
    let mut head = canvas(width, height as u32, theme.ground);
    avatar(scene, &mut head);
    let name = lettering::name(&mut scene.chance);
    Style::new(Face::Bold, 21.0, theme.text).write(&mut head, 88.0, 24.0, name);
    let hours = format!("{} h · Public", 1 + scene.chance.below(22));
    Style::new(Face::Plain, 16.0, theme.faint).write(&mut head, 88.0, 50.0, &hours);
    for at in 0..3 {
        let x = width as f32 - 44.0 + 9.0 * at as f32;
        fill(&mut head, Shape::Disc(x, 40.0, 2.6), Ink(theme.faint, 1.0));
    }
    for (at, line) in lines.iter().enumerate() {
        body.write(&mut head, MARGIN, 90.0 + 27.0 * at as f32, line);
    }
    head
}

/// A head and shoulders on a coloured disc.
fn avatar(scene: &mut Scene<'_>, head: &mut RgbImage) {
    let colour =
        scene.chance.one_of(&[[88, 140, 200], [200, 110, 90], [110, 160, 110], [150, 110, 180]]);
    fill(head, Shape::Disc(48.0, 46.0, 28.0), Ink(colour, 1.0));
    fill(head, Shape::Disc(48.0, 38.0, 10.0), Ink([245; 3], 0.95));
    fill(head, Shape::Box(32.0, 51.0, 32.0, 16.0, 10.0), Ink([245; 3], 0.95));
}

/// Like, comment, share; how many liked it.
fn foot(scene: &mut Scene<'_>, theme: Theme, width: u32) -> RgbImage {
    let mut foot = canvas(width, 104, theme.ground);
    heart(&mut foot, 36.0, 30.0, 14.0, theme.text);
    outline(&mut foot, Shape::Box(68.0, 17.0, 28.0, 22.0, 9.0), 2.4, Ink(theme.text, 1.0));
    fill(&mut foot, Shape::Line(76.0, 38.0, 72.0, 46.0, 2.4), Ink(theme.text, 1.0));
    fill(&mut foot, Shape::Line(120.0, 38.0, 146.0, 18.0, 2.4), Ink(theme.text, 1.0));
    fill(&mut foot, Shape::Line(146.0, 18.0, 136.0, 44.0, 2.4), Ink(theme.text, 1.0));
    fill(&mut foot, Shape::Line(120.0, 38.0, 136.0, 44.0, 2.4), Ink(theme.text, 1.0));
    let likes = format!("{} likes", 12 + scene.chance.below(9000));
    Style::new(Face::Bold, 19.0, theme.text).write(&mut foot, MARGIN, 60.0, &likes);
    foot
}

/// Two pictures beside each other, cut to the same size, under one text.
fn side_by_side(scene: &mut Scene<'_>) -> RgbImage {
    let head = head(scene, Theme::LIGHT, WIDTH, 1);
    let half = WIDTH / 2 - 2;
    let height = share(half, scene.picture.height() as f32 / scene.picture.width() as f32);
    let shown = resized(scene.picture, half, height);
    let other = match scene.others {
        [] => canvas(half, height, Theme::LIGHT.raised),
        [first, ..] => covering(first, half, height),
    };
    let foot = foot(scene, Theme::LIGHT, WIDTH);
    let mut post = canvas(WIDTH, head.height() + height + foot.height(), Theme::LIGHT.ground);
    place(&mut post, &head, 0, 0);
    place(&mut post, &shown, 0, head.height());
    place(&mut post, &other, half + 4, head.height());
    place(&mut post, &foot, 0, head.height() + height);
    post
}
