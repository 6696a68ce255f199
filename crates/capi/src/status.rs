//! The numbers that say how a call ended.

use staydown::DecodeError;

/// How a call ended. Numbers never change their meaning; later versions may add some.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaydownStatus {
    /// It did what it says.
    Ok = 0,
    /// A pointer is NULL that must not be, or not aligned for what it points at.
    BadPointer = 1,
    /// A length or count is larger than memory can be.
    BadLength = 2,
    /// A value is not among those allowed, or a text is not UTF-8.
    BadArgument = 3,
    /// The `size` of a struct is smaller than its first version was, or absurdly large.
    BadSize = 4,
    /// The handle was never given out.
    UnknownHandle = 5,
    /// What the handle stood for has been closed.
    ClosedHandle = 6,
    /// The handle stands for something of another kind.
    WrongHandle = 7,
    /// The buffer is too small; how much is needed has been written.
    BufferTooSmall = 8,
    /// The system could not read or write a file.
    Io = 9,
    /// The file is no index, is damaged, or holds hashes of another width.
    BadIndex = 10,
    /// The catalogue cannot be read, or its index does not belong to it.
    BadCatalogue = 11,
    /// The picture has no such hash.
    NoHash = 12,
    /// The library failed at something that it should have foreseen; the call had no effect. Please report it.
    Panic = 13,
    /// The bytes are of no picture format that is known.
    PictureUnknown = 20,
    /// The format is known and not decoded.
    PictureUnsupported = 21,
    /// The picture passes a limit.
    PictureTooLarge = 22,
    /// The picture has no pixels.
    PictureTooSmall = 23,
    /// The file ends before the picture does.
    PictureTruncated = 24,
    /// The bytes contradict the format.
    PictureCorrupt = 25,
    /// The decoder panicked.
    PicturePanicked = 26,
}

impl StaydownStatus {
    pub(crate) const ALL: [Self; 21] = [
        Self::Ok,
        Self::BadPointer,
        Self::BadLength,
        Self::BadArgument,
        Self::BadSize,
        Self::UnknownHandle,
        Self::ClosedHandle,
        Self::WrongHandle,
        Self::BufferTooSmall,
        Self::Io,
        Self::BadIndex,
        Self::BadCatalogue,
        Self::NoHash,
        Self::Panic,
        Self::PictureUnknown,
        Self::PictureUnsupported,
        Self::PictureTooLarge,
        Self::PictureTooSmall,
        Self::PictureTruncated,
        Self::PictureCorrupt,
        Self::PicturePanicked,
    ];

    /// The name in lower case with hyphens; of a picture, that of [`DecodeError::name`].
    pub(crate) const fn name(self) -> &'static std::ffi::CStr {
        match self {
            Self::Ok => c"ok",
            Self::BadPointer => c"bad-pointer",
            Self::BadLength => c"bad-length",
            Self::BadArgument => c"bad-argument",
            Self::BadSize => c"bad-size",
            Self::UnknownHandle => c"unknown-handle",
            Self::ClosedHandle => c"closed-handle",
            Self::WrongHandle => c"wrong-handle",
            Self::BufferTooSmall => c"buffer-too-small",
            Self::Io => c"io",
            Self::BadIndex => c"bad-index",
            Self::BadCatalogue => c"bad-catalogue",
            Self::NoHash => c"no-hash",
            Self::Panic => c"panic",
            Self::PictureUnknown => c"unknown",
            Self::PictureUnsupported => c"unsupported",
            Self::PictureTooLarge => c"too-large",
            Self::PictureTooSmall => c"too-small",
            Self::PictureTruncated => c"truncated",
            Self::PictureCorrupt => c"corrupt",
            Self::PicturePanicked => c"panicked",
        }
    }

    pub(crate) fn of_picture(error: &DecodeError) -> Self {
        let named = |status: &&Self| status.name().to_str() == Ok(error.name());
        Self::ALL.iter().find(named).copied().unwrap_or(Self::PictureCorrupt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unlike_and_every_number_has_one() {
        let names: std::collections::BTreeSet<_> =
            StaydownStatus::ALL.map(StaydownStatus::name).into();
        assert_eq!(names.len(), StaydownStatus::ALL.len());
        assert_eq!(StaydownStatus::ALL[20] as i32, 26);
    }

    #[test]
    fn what_is_wrong_with_a_picture_has_its_number() {
        let error = staydown::decode(b"", &staydown::Limits::default()).unwrap_err();
        assert_eq!(StaydownStatus::of_picture(&error), StaydownStatus::PictureUnknown);
    }
}
