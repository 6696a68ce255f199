//! What a screen shows, and photographs of screens.

use image::RgbImage;

use super::alteration::Group::Layout;
use super::alteration::{Alteration, Scene};
use super::draw::{Ink, Shape, canvas, fill, outline, place, rounded};
use super::filter::soft;
use super::lettering::{self, Face, Style};
use super::perspective::seen;
use super::rotation::Corners;
use super::scale::{by, fitted, longest_side};

pub(super) const ALTERATIONS: &[Alteration] = &[
    Alteration::grid(Layout, "phone-screenshot", |scene| gallery(scene, Theme::LIGHT)),
    Alteration::beyond(Layout, "phone-screenshot-dark", |scene| gallery(scene, Theme::DARK)),
    Alteration::beyond(Layout, "phone-letterboxed", letterboxed),
    Alteration::beyond(Layout, "phone-chat", |scene| chat(scene, Theme::LIGHT)),
    Alteration::beyond(Layout, "phone-chat-dark", |scene| chat(scene, Theme::DARK)),
    Alteration::beyond(Layout, "phone-story", story),
    Alteration::beyond(Layout, "desktop-viewer", desktop),
    Alteration::beyond(Layout, "photo-of-screen", |scene| photographed(scene, 0.03)),
    Alteration::beyond(Layout, "photo-of-screen-aslant", |scene| photographed(scene, 0.08)),
];

/// The colours of an application.
#[derive(Clone, Copy)]
pub(super) struct Theme {
    pub(super) ground: [u8; 3],
    pub(super) raised: [u8; 3],
    pub(super) text: [u8; 3],
    pub(super) faint: [u8; 3],
}

impl Theme {
    pub(super) const LIGHT: Self =
        Self { ground: [255; 3], raised: [240, 242, 245], text: [20; 3], faint: [130, 134, 140] };
    pub(super) const DARK: Self =
        Self { ground: [16, 17, 20], raised: [40, 42, 48], text: [236; 3], faint: [140, 144, 152] };
}

/// A phone's screen, half as many pixels a side as it has.
const WIDTH: u32 = 540;
const HEIGHT: u32 = 1170;
const ACCENT: [u8; 3] = [29, 120, 240];

/// The time at the left; bars of reception and the battery at the right.
fn status_bar(screen: &mut RgbImage, scene: &mut Scene<'_>, colour: [u8; 3]) {
    let time = format!("{}:{:02}", 7 + scene.chance.below(15), scene.chance.below(60));
    Style::new(Face::Bold, 19.0, colour).write(screen, 30.0, 12.0, &time);
    let ink = Ink(colour, 1.0);
    for bar in 0..4 {
        let height = 5.0 + 3.0 * bar as f32;
        let left = WIDTH as f32 - 118.0 + 7.0 * bar as f32;
        fill(screen, Shape::Box(left, 29.0 - height, 4.5, height, 1.0), ink);
    }
    let left = WIDTH as f32 - 66.0;
    outline(screen, Shape::Box(left, 14.0, 32.0, 15.0, 4.0), 1.5, Ink(colour, 0.6));
    let charge = scene.chance.between(6.0, 28.0);
    fill(screen, Shape::Box(left + 2.0, 16.0, charge, 11.0, 2.5), ink);
    fill(screen, Shape::Box(left + 33.5, 19.0, 2.5, 5.0, 1.0), Ink(colour, 0.6));
}

/// The bar at the lower edge by which one leaves an application.
fn home_bar(screen: &mut RgbImage, colour: [u8; 3]) {
    let bar = Shape::Box(WIDTH as f32 / 2.0 - 90.0, HEIGHT as f32 - 14.0, 180.0, 5.0, 2.5);
    fill(screen, bar, Ink(colour, 0.9));
}

fn back_arrow(screen: &mut RgbImage, x: f32, y: f32, colour: [u8; 3]) {
    fill(screen, Shape::Line(x, y, x + 10.0, y - 10.0, 3.0), Ink(colour, 1.0));
    fill(screen, Shape::Line(x, y, x + 10.0, y + 10.0, 3.0), Ink(colour, 1.0));
}

fn dots(screen: &mut RgbImage, x: f32, y: f32, colour: [u8; 3]) {
    for at in [-8.0, 0.0, 8.0] {
        fill(screen, Shape::Disc(x + at, y, 2.6), Ink(colour, 1.0));
    }
}

/// The picture as wide as the screen, in the middle of it, or as high as it may be between these rows.
fn place_between(screen: &mut RgbImage, picture: &RgbImage, top: u32, bottom: u32) {
    let fitted = fitted(picture, WIDTH, bottom - top);
    let (left, spare) = ((WIDTH - fitted.width()) / 2, bottom - top - fitted.height());
    place(screen, &fitted, left, top + spare / 2);
}

/// A picture opened among one's own.
pub(super) fn gallery(scene: &mut Scene<'_>, theme: Theme) -> RgbImage {
    let mut screen = canvas(WIDTH, HEIGHT, theme.ground);
    status_bar(&mut screen, scene, theme.text);
    back_arrow(&mut screen, 26.0, 76.0, ACCENT);
    let (middle, day) = (WIDTH as f32 / 2.0, 1 + scene.chance.below(28));
    let (title, small) =
        (Style::new(Face::Bold, 20.0, theme.text), Style::new(Face::Plain, 15.0, theme.faint));
    title.write_centred(&mut screen, middle, 56.0, &format!("{day} August"));
    small.write_centred(&mut screen, middle, 80.0, &format!("{}:24", 8 + scene.chance.below(12)));
    dots(&mut screen, WIDTH as f32 - 36.0, 76.0, ACCENT);
    place_between(&mut screen, scene.picture, 112, HEIGHT - 112);
    gallery_buttons(&mut screen, HEIGHT as f32 - 66.0);
    home_bar(&mut screen, theme.text);
    screen
}

/// Share, like, information, delete.
fn gallery_buttons(screen: &mut RgbImage, y: f32) {
    let (ink, step) = (Ink(ACCENT, 1.0), WIDTH as f32 / 4.0);
    let at = |button: f32| step * (button + 0.5);
    outline(screen, Shape::Box(at(0.0) - 11.0, y - 6.0, 22.0, 19.0, 3.0), 2.4, ink);
    fill(screen, Shape::Line(at(0.0), y - 18.0, at(0.0), y + 2.0, 2.4), ink);
    fill(screen, Shape::Line(at(0.0), y - 18.0, at(0.0) - 6.0, y - 12.0, 2.4), ink);
    fill(screen, Shape::Line(at(0.0), y - 18.0, at(0.0) + 6.0, y - 12.0, 2.4), ink);
    heart(screen, at(1.0), y, 13.0, ACCENT);
    outline(screen, Shape::Disc(at(2.0), y, 13.0), 2.4, ink);
    fill(screen, Shape::Line(at(2.0), y - 1.0, at(2.0), y + 6.0, 2.6), ink);
    fill(screen, Shape::Disc(at(2.0), y - 6.5, 1.8), ink);
    outline(screen, Shape::Box(at(3.0) - 9.0, y - 8.0, 18.0, 22.0, 3.0), 2.4, ink);
    fill(screen, Shape::Line(at(3.0) - 13.0, y - 11.0, at(3.0) + 13.0, y - 11.0, 2.4), ink);
}

/// An empty heart.
pub(super) fn heart(screen: &mut RgbImage, x: f32, y: f32, size: f32, colour: [u8; 3]) {
    let point = |turn: f32| {
        let (sin, cos) = turn.sin_cos();
        let down =
            13.0 * cos - 5.0 * (2.0 * turn).cos() - 2.0 * (3.0 * turn).cos() - (4.0 * turn).cos();
        (x + size * sin.powi(3), y - size * down / 16.0)
    };
    let turns = (0..=24).map(|step| point(step as f32 * std::f32::consts::TAU / 24.0));
    let points: Vec<(f32, f32)> = turns.collect();
    for pair in points.windows(2) {
        let [(from_x, from_y), (to_x, to_y)] = [pair[0], pair[1]];
        fill(screen, Shape::Line(from_x, from_y, to_x, to_y, 2.4), Ink(colour, 1.0));
    }
}

/// On black, as a viewer shows it that uses the whole screen.
fn letterboxed(scene: &mut Scene<'_>) -> RgbImage {
    let mut screen = canvas(WIDTH, HEIGHT, [0; 3]);
    place_between(&mut screen, scene.picture, 0, HEIGHT);
    status_bar(&mut screen, scene, [255; 3]);
    fill(&mut screen, Shape::Line(24.0, 66.0, 42.0, 84.0, 3.0), Ink([255; 3], 1.0));
    fill(&mut screen, Shape::Line(42.0, 66.0, 24.0, 84.0, 3.0), Ink([255; 3], 1.0));
    home_bar(&mut screen, [255; 3]);
    screen
}

/// The picture in a message, with words before and after.
fn chat(scene: &mut Scene<'_>, theme: Theme) -> RgbImage {
    let mut screen = canvas(WIDTH, HEIGHT, theme.ground);
    status_bar(&mut screen, scene, theme.text);
    back_arrow(&mut screen, 22.0, 78.0, ACCENT);
    fill(&mut screen, Shape::Disc(76.0, 78.0, 22.0), Ink([196, 120, 84], 1.0));
    let name = lettering::name(&mut scene.chance);
    Style::new(Face::Bold, 21.0, theme.text).write(&mut screen, 110.0, 56.0, name);
    Style::new(Face::Plain, 15.0, theme.faint).write(&mut screen, 110.0, 80.0, "online");
    fill(&mut screen, Shape::Box(0.0, 110.0, WIDTH as f32, 1.0, 0.0), Ink(theme.faint, 0.5));
    let mut top = bubble(&mut screen, scene, 140.0, theme.raised, theme.text, false);
    let round = rounded(&fitted(scene.picture, 400, 620), 18.0, theme.ground);
    place(&mut screen, &round, 20, top as u32);
    top += round.height() as f32 + 18.0;
    bubble(&mut screen, scene, top, ACCENT, [255; 3], true);
    let field = Shape::Box(60.0, HEIGHT as f32 - 84.0, WIDTH as f32 - 130.0, 44.0, 22.0);
    fill(&mut screen, field, Ink(theme.raised, 1.0));
    Style::new(Face::Plain, 18.0, theme.faint).write(
        &mut screen,
        82.0,
        HEIGHT as f32 - 73.0,
        "Message",
    );
    outline(&mut screen, Shape::Disc(32.0, HEIGHT as f32 - 62.0, 13.0), 2.4, Ink(ACCENT, 1.0));
    fill(
        &mut screen,
        Shape::Disc(WIDTH as f32 - 36.0, HEIGHT as f32 - 62.0, 20.0),
        Ink(ACCENT, 1.0),
    );
    home_bar(&mut screen, theme.text);
    screen
}

/// A message of words; gives where the next one begins.
fn bubble(
    screen: &mut RgbImage,
    scene: &mut Scene<'_>,
    top: f32,
    ground: [u8; 3],
    text: [u8; 3],
    own: bool,
) -> f32 {
    let style = Style::new(Face::Plain, 19.0, text);
    let lines = style.lines(lettering::sentence(&mut scene.chance), 320.0);
    let width = lines.iter().map(|line| style.width(line)).fold(0.0, f32::max) + 32.0;
    let height = 24.0 * lines.len() as f32 + 22.0;
    let left = if own { WIDTH as f32 - 20.0 - width } else { 20.0 };
    fill(screen, Shape::Box(left, top, width, height, 18.0), Ink(ground, 1.0));
    for (at, line) in lines.iter().enumerate() {
        style.write(screen, left + 16.0, top + 11.0 + 24.0 * at as f32, line);
    }
    top + height + 18.0
}

/// As high as the screen, cut at the sides where it is wider, with words over it.
fn story(scene: &mut Scene<'_>) -> RgbImage {
    const LEAST: u32 = 900;
    let mut screen = canvas(WIDTH, HEIGHT, [24, 24, 28]);
    let wide = fitted(scene.picture, WIDTH, LEAST);
    let top = (HEIGHT - wide.height()) / 2;
    let behind = soft(scene.picture, WIDTH, HEIGHT);
    place(&mut screen, &behind, 0, 0);
    place(&mut screen, &wide, (WIDTH - wide.width()) / 2, top);
    for part in 0..3 {
        let left = 12.0 + 174.0 * part as f32;
        let shown = if part == 0 { 1.0 } else { 0.45 };
        fill(&mut screen, Shape::Box(left, 48.0, 168.0, 3.0, 1.5), Ink([255; 3], shown));
    }
    fill(&mut screen, Shape::Disc(36.0, 84.0, 20.0), Ink([90, 150, 120], 1.0));
    let name = lettering::name(&mut scene.chance);
    Style::new(Face::Bold, 18.0, [255; 3]).write(&mut screen, 66.0, 74.0, name);
    status_bar(&mut screen, scene, [255; 3]);
    let style = Style::new(Face::Bold, 26.0, [255; 3]);
    let lines = style.lines(lettering::sentence(&mut scene.chance), 440.0);
    for (at, line) in lines.iter().enumerate() {
        let x = (WIDTH as f32 - style.width(line)) / 2.0;
        style.write_rimmed(&mut screen, x, HEIGHT as f32 - 220.0 + 34.0 * at as f32, line);
    }
    outline(
        &mut screen,
        Shape::Box(20.0, HEIGHT as f32 - 76.0, 400.0, 46.0, 23.0),
        1.6,
        Ink([255; 3], 0.9),
    );
    heart(&mut screen, 470.0, HEIGHT as f32 - 53.0, 14.0, [255; 3]);
    screen
}

/// In a window on a desk's screen, with a list of files beside it.
fn desktop(scene: &mut Scene<'_>) -> RgbImage {
    let (width, height) = (960, 600);
    let mut screen = canvas(width, height, [222, 225, 230]);
    fill(&mut screen, Shape::Box(0.0, 0.0, width as f32, 34.0, 0.0), Ink([246; 3], 1.0));
    for (at, colour) in [[255, 95, 87], [254, 188, 46], [40, 200, 64]].into_iter().enumerate() {
        fill(&mut screen, Shape::Disc(20.0 + 20.0 * at as f32, 17.0, 6.0), Ink(colour, 1.0));
    }
    let name = format!("IMG_{:04}.jpg", scene.chance.below(10_000));
    let (dark, grey) =
        (Style::new(Face::Plain, 15.0, [40; 3]), Style::new(Face::Plain, 14.0, [90; 3]));
    dark.write_centred(&mut screen, width as f32 / 2.0, 9.0, &name);
    fill(&mut screen, Shape::Box(0.0, 34.0, 190.0, height as f32, 0.0), Ink([250; 3], 1.0));
    for row in 0..14 {
        let name = format!("IMG_{:04}.jpg", scene.chance.below(10_000));
        let y = 50.0 + 38.0 * row as f32;
        fill(&mut screen, Shape::Box(14.0, y, 26.0, 20.0, 3.0), Ink([120, 160, 210], 1.0));
        grey.write(&mut screen, 50.0, y + 2.0, &name);
    }
    let shown = fitted(scene.picture, width - 230, height - 74);
    let (left, top) =
        (190 + (width - 190 - shown.width()) / 2, 34 + (height - 34 - shown.height()) / 2);
    place(&mut screen, &shown, left, top);
    screen
}

/// A screen before a dark room, seen at an angle, with the pattern of its pixels and light from one side.
fn photographed(scene: &mut Scene<'_>, slant: f32) -> RgbImage {
    let picture = longest_side(scene.picture, 640);
    let mut screen = canvas(picture.width() + 60, picture.height() + 60, [18, 18, 20]);
    place(&mut screen, &picture, 30, 30);
    let mut inwards = |corner: f32| {
        let by = scene.chance.between(0.01, 0.01 + slant);
        if corner > 0.5 { 1.0 - by } else { by }
    };
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    let corners = corners.map(|(x, y)| (inwards(x), inwards(y)));
    let seen = seen(&screen, corners, Corners::Of([52, 46, 40]));
    by(&lit(scene, &seen), 0.9, 0.9)
}

/// Coloured stripes where the grids of two sets of pixels meet, and light that falls off.
fn lit(scene: &mut Scene<'_>, screen: &RgbImage) -> RgbImage {
    let (across, down) = (scene.chance.between(0.5, 0.9), scene.chance.between(-0.5, 0.5));
    let from_left = scene.chance.sign();
    let (width, mut lit) = (screen.width() as f32, screen.clone());
    for (x, y, pixel) in lit.enumerate_pixels_mut() {
        let (x, y) = (x as f32, y as f32);
        let light = 1.0 + 0.2 * from_left * (2.0 * x / width - 1.0);
        let wave = x * across + y * down + 6.0 * (y / 90.0).sin();
        for (channel, value) in pixel.0.iter_mut().enumerate() {
            let stripes = 1.0 + 0.07 * (wave + 2.1 * channel as f32).sin();
            *value = (f32::from(*value) * light * stripes + 8.0).clamp(0.0, 255.0) as u8;
        }
    }
    lit
}
