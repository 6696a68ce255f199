//! What an alteration is, and the list of all.

use std::fmt;
use std::sync::LazyLock;

use image::RgbImage;

use super::{
    border, caption, collage, colour, combination, crop, encoding, filter, mirror, overlay,
    perspective, post, rotation, scale, screen,
};
use crate::chance::Chance;

/// The suite's name and version.
pub const SUITE: &str = "staydown-suite-1";

/// What an alteration does to a picture, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Saved in another format or quality.
    Encoding,
    /// Another size or aspect ratio.
    Scale,
    /// Blurred, sharpened or noisy.
    Filter,
    /// Other tones or colours.
    Colour,
    /// Something over a part of it.
    Overlay,
    /// Parts cut off, at fixed places.
    Crop,
    /// A part that keeps 90% of each side, anywhere.
    RandomCrop90,
    /// A part that keeps 80% of each side, anywhere.
    RandomCrop80,
    /// A part that keeps 70% of each side, anywhere.
    RandomCrop70,
    /// Turned by some degrees, or seen at an angle.
    Rotation,
    /// Mirrored, or turned by quarters.
    Mirror,
    /// Something all around it.
    Border,
    /// A part of something larger: a screenshot, post or collage.
    Layout,
    /// Several of these at once.
    Combination,
}

impl Group {
    /// All, in the order of reports.
    pub const ALL: [Self; 14] = [
        Self::Encoding,
        Self::Scale,
        Self::Filter,
        Self::Colour,
        Self::Overlay,
        Self::Crop,
        Self::RandomCrop90,
        Self::RandomCrop80,
        Self::RandomCrop70,
        Self::Rotation,
        Self::Mirror,
        Self::Border,
        Self::Layout,
        Self::Combination,
    ];

    /// The name in reports, such as `random-crop-90`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Scale => "scale",
            Self::Filter => "filter",
            Self::Colour => "colour",
            Self::Overlay => "overlay",
            Self::Crop => "crop",
            Self::RandomCrop90 => "random-crop-90",
            Self::RandomCrop80 => "random-crop-80",
            Self::RandomCrop70 => "random-crop-70",
            Self::Rotation => "rotation",
            Self::Mirror => "mirror",
            Self::Border => "border",
            Self::Layout => "layout",
            Self::Combination => "combination",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One way to alter a picture.
#[derive(Clone, Copy, Debug)]
pub struct Alteration {
    /// Its name: unique, in lower case, words joined by hyphens.
    pub name: &'static str,
    /// What it does, roughly.
    pub group: Group,
    /// Whether it is one of the 91 of the grid.
    pub grid91: bool,
    /// Whether the result shows other photographs beside the picture.
    pub shows_others: bool,
    make: Make,
}

/// Makes the altered pixels.
type Make = fn(&mut Scene<'_>) -> RgbImage;

/// What an alteration is given.
pub(super) struct Scene<'a> {
    pub(super) picture: &'a RgbImage,
    pub(super) others: &'a [&'a RgbImage],
    pub(super) chance: Chance,
}

impl Alteration {
    /// One of the grid.
    pub(super) const fn grid(group: Group, name: &'static str, make: Make) -> Self {
        Self { name, group, grid91: true, shows_others: false, make }
    }

    /// One off the grid.
    pub(super) const fn beyond(group: Group, name: &'static str, make: Make) -> Self {
        Self { name, group, grid91: false, shows_others: false, make }
    }

    /// Among others.
    pub(super) const fn among_others(self) -> Self {
        Self { shows_others: true, ..self }
    }

    /// Alters `original`. `others` are photographs for the other places of a collage; without any, coloured areas stand
    /// there. The same arguments give the same pixels.
    #[must_use]
    pub fn apply(&self, original: &RgbImage, others: &[&RgbImage], seed: u64) -> RgbImage {
        let chance = Chance::new(seed, self.name);
        (self.make)(&mut Scene { picture: original, others, chance })
    }
}

/// The whole suite, group after group.
#[must_use]
pub fn all() -> &'static [Alteration] {
    static ALL: LazyLock<Vec<Alteration>> = LazyLock::new(|| {
        let mut all = [
            encoding::ALTERATIONS,
            scale::ALTERATIONS,
            filter::ALTERATIONS,
            colour::ALTERATIONS,
            overlay::ALTERATIONS,
            crop::ALTERATIONS,
            rotation::ALTERATIONS,
            perspective::ALTERATIONS,
            mirror::ALTERATIONS,
            border::ALTERATIONS,
            caption::ALTERATIONS,
            screen::ALTERATIONS,
            post::ALTERATIONS,
            collage::ALTERATIONS,
            combination::ALTERATIONS,
        ]
        .concat();
        all.sort_by_key(|alteration| alteration.group);
        all
    });
    &ALL
}
