//! Why some bytes did not become a picture.

use super::format::Format;
use super::options::Limit;

/// Why some bytes did not become a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "isolate", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum DecodeError {
    /// The bytes are of no format that is recognised.
    #[error("the {length} bytes do not begin like any picture format known here")]
    Unknown {
        /// Bytes given.
        length: usize,
    },
    /// The format is recognised, but nothing here decodes it, or not this variant of it.
    #[error("{format} is recognised but not decoded here: {reason}; convert it first")]
    Unsupported {
        /// The format found.
        format: Format,
        /// What about it is not decoded.
        reason: String,
    },
    /// A limit is passed. It can be raised in [`Limits`](crate::Limits).
    #[error("the {what} is {found}, {allowed} is allowed")]
    TooLarge {
        /// Which limit.
        what: Limit,
        /// What the file asks for.
        found: u64,
        /// What the limit allows.
        allowed: u64,
    },
    /// The picture has no pixels. (One pixel is enough to be decoded.)
    #[error("this {format} is {width}x{height}: it has no pixels")]
    TooSmall {
        /// The format found.
        format: Format,
        /// Stated width.
        width: u32,
        /// Stated height.
        height: u32,
    },
    /// The file ends before the picture does.
    #[error("this {format} ends too early: of at least {needed} bytes there are {found}")]
    Truncated {
        /// The format found.
        format: Format,
        /// The least number of bytes that the file would need to go on.
        needed: u64,
        /// Bytes given.
        found: u64,
    },
    /// The bytes contradict the format.
    #[error("this {format} is corrupt: {reason}")]
    Corrupt {
        /// The format found.
        format: Format,
        /// What was found wrong.
        reason: String,
    },
    /// A decoder panicked. The file is hostile, or the decoder has a defect; please report it.
    #[error("the decoder of {format} panicked on this file")]
    Panicked {
        /// The format found.
        format: Format,
    },
}

impl DecodeError {
    /// The kind in lower case with hyphens, such as `too-large`; it never changes.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "unknown",
            Self::Unsupported { .. } => "unsupported",
            Self::TooLarge { .. } => "too-large",
            Self::TooSmall { .. } => "too-small",
            Self::Truncated { .. } => "truncated",
            Self::Corrupt { .. } => "corrupt",
            Self::Panicked { .. } => "panicked",
        }
    }
}
