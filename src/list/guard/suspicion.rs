//! Why an entry was set aside.

use crate::fingerprint::Quality;

/// Why an entry was set aside until somebody has looked at it. Its text is for the entry's state and the log, and says
/// nothing of its bits.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Suspicion {
    /// All bits of a fingerprint are equal: a placeholder, or the hash of a flat picture.
    #[error("all bits of its {print} are {bit}")]
    Constant {
        /// The kind of fingerprint.
        print: String,
        /// 0 or 1.
        bit: u8,
    },
    /// It is listed by the digest of a file without bytes.
    #[error("its {digest} is that of an empty file")]
    EmptyFile {
        /// The kind of digest.
        digest: &'static str,
    },
    /// The quality that the source states is low: the hash says little about its picture.
    #[error("its quality is {}, under {}", .quality.get(), .least.get())]
    LowQuality {
        /// The quality stated.
        quality: Quality,
        /// The least that passes.
        least: Quality,
    },
    /// PDQ sets every bit above the median, half of them; this hash has another number.
    #[error("{ones} of its bits are set, not half of them")]
    Popcount {
        /// Bits that are set, of 256.
        ones: u32,
    },
    /// Its bits have the structure of stripes, gradients, checkerboards, frames or vignettes.
    #[error("its bits are as regular as those of a pattern or gradient")]
    Pattern,
    /// It is near to the hash of a picture that programs draw.
    #[error("it is {distance} bits from the made picture {name}")]
    Template {
        /// The picture.
        name: &'static str,
        /// Bits that differ, from the hash or its opposite.
        distance: u32,
    },
    /// Its bits are more even than those of photographs.
    #[error("its bits are as even as chance")]
    Noise,
    /// It is near to the hash of a picture known to be harmless.
    #[error("it is {distance} bits from the harmless picture {name}")]
    Canary {
        /// The picture.
        name: String,
        /// Bits that differ, from the hash or its opposite.
        distance: u32,
    },
    /// An entry of an allow-list is as near as a match would be.
    #[error("it collides with an entry of the allow-list {list:?}")]
    AllowListed {
        /// The list.
        list: String,
    },
    /// Its source already holds as many entries as it may.
    #[error("its list holds the {cap} entries that it may")]
    OverCap {
        /// How many.
        cap: u64,
    },
}

impl Suspicion {
    /// `constant`, `empty-file`, `low-quality`, `popcount`, `pattern`, `template`, `noise`, `canary`, `allow-listed` or
    /// `over-cap`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Constant { .. } => "constant",
            Self::EmptyFile { .. } => "empty-file",
            Self::LowQuality { .. } => "low-quality",
            Self::Popcount { .. } => "popcount",
            Self::Pattern => "pattern",
            Self::Template { .. } => "template",
            Self::Noise => "noise",
            Self::Canary { .. } => "canary",
            Self::AllowListed { .. } => "allow-listed",
            Self::OverCap { .. } => "over-cap",
        }
    }
}
