//! What a guess says, and how many are made.

use std::fmt;
use std::str::FromStr;

use crate::plane::Orientation;

/// How much is asked about a picture. Each tier asks all that the one before it asks, and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tier {
    /// The picture as it is.
    Exact,
    /// Its eight orientations: one transform, eight questions.
    #[default]
    Mirrored,
    /// Borders trimmed, panels cut out, inverted, and a hundred guesses at what was cropped or how far it was turned.
    Framed,
    /// Several hundred guesses, with more of them mirrored.
    Thorough,
}

impl Tier {
    /// All four, from the least to the most.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Mirrored, Self::Framed, Self::Thorough];

    /// `exact`, `mirrored`, `framed` or `thorough`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Mirrored => "mirrored",
            Self::Framed => "framed",
            Self::Thorough => "thorough",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Tier {
    type Err = UnknownTier;

    fn from_str(name: &str) -> Result<Self, UnknownTier> {
        let named = Self::ALL.into_iter().find(|tier| tier.name() == name);
        named.ok_or_else(|| UnknownTier { name: name.to_owned() })
    }
}

/// A name that is no tier's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no tier is called {name:?}: name exact, mirrored, framed or thorough")]
pub struct UnknownTier {
    /// The name given.
    pub name: String,
}

/// What kind of change a guess undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GuessKind {
    /// None: the whole picture.
    Whole,
    /// A border, letterbox or padding was added.
    Trimmed,
    /// The original is one part of a screenshot, post or collage.
    Panel,
    /// Something was cut off.
    Uncropped,
    /// It was turned by some degrees.
    Turned,
    /// Its upper or lower part is covered by text or a bar.
    Uncovered,
}

impl GuessKind {
    /// `whole`, `trimmed`, `panel`, `uncropped`, `turned` or `uncovered`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Trimmed => "trimmed",
            Self::Panel => "panel",
            Self::Uncropped => "uncropped",
            Self::Turned => "turned",
            Self::Uncovered => "uncovered",
        }
    }
}

/// Where the original's frame is believed to lie, seen from the picture at hand.
///
/// The picture is turned by `angle` degrees counter-clockwise about its centre; then the frame's sides are at these
/// parts of the picture's width and height, 0 and 1 being the picture's own sides. A frame that reaches beyond them
/// holds what was cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left side, in parts of the picture's width.
    pub left: f32,
    /// Upper side, in parts of the picture's height.
    pub top: f32,
    /// Right side, in parts of the picture's width.
    pub right: f32,
    /// Lower side, in parts of the picture's height.
    pub bottom: f32,
    /// Degrees counter-clockwise.
    pub angle: f32,
    /// Perspective: by how much the far side is smaller than the near one, across and down; 0 for none.
    pub lean: [f32; 2],
}

impl Frame {
    /// The picture's own.
    pub const WHOLE: Self =
        Self { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0, angle: 0.0, lean: [0.0; 2] };

    /// Whether a picture could have been cut so from an original.
    pub(super) fn is_sound(&self) -> bool {
        let sides = [self.right - self.left, self.bottom - self.top];
        sides.iter().all(|side| (0.05..4.0).contains(side))
            && self.lean.iter().all(|lean| lean.abs() < 0.4)
    }

    /// Whether its sides are parallel to the picture's.
    pub(super) fn is_straight(&self) -> bool {
        self.angle == 0.0 && self.lean == [0.0; 2]
    }
}

/// One guess of how the picture at hand came from the original.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// What it undoes.
    pub kind: GuessKind,
    /// Where the original's frame lies.
    pub frame: Frame,
    /// How the frame is turned or mirrored then.
    pub orientation: Orientation,
    /// Whether light and dark were exchanged.
    pub complement: bool,
}

impl Guess {
    /// The picture as it is.
    pub const WHOLE: Self = Self {
        kind: GuessKind::Whole,
        frame: Frame::WHOLE,
        orientation: Orientation::Original,
        complement: false,
    };
}

/// `uncropped -5..100% x 0..100%, turned 2.0°, flip-y, inverted`: what differs from the whole picture as it is.
impl fmt::Display for Guess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        let Frame { left, top, right, bottom, angle, .. } = self.frame;
        if (Frame { angle: 0.0, ..self.frame }) != Frame::WHOLE {
            let [left, top, right, bottom] = [left, top, right, bottom].map(|side| 100.0 * side);
            write!(f, " {left:.1}..{right:.1}% x {top:.1}..{bottom:.1}%")?;
        }
        if angle != 0.0 {
            write!(f, ", turned {angle:.1}°")?;
        }
        if self.orientation != Orientation::Original {
            write!(f, ", {}", self.orientation.name())?;
        }
        if self.complement {
            f.write_str(", inverted")?;
        }
        Ok(())
    }
}
