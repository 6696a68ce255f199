//! What decoding gives.

use super::format::Format;
use crate::plane::{Orientation, Plane, PlaneRef};

/// A decoded picture, upright.
#[derive(Clone, Debug)]
pub struct Picture {
    plane: Plane,
    format: Format,
    orientation: Orientation,
}

impl Picture {
    /// Turns a picture that lies in the file as `stored` the way `orientation` says.
    pub(super) fn upright(stored: Plane, format: Format, orientation: Orientation) -> Self {
        let plane = match orientation {
            Orientation::Original => stored,
            turn => stored.oriented(turn),
        };
        Self { plane, format, orientation }
    }

    /// What was turned already.
    #[cfg(feature = "isolate")]
    pub(crate) fn turned(plane: Plane, format: Format, orientation: Orientation) -> Self {
        Self { plane, format, orientation }
    }

    /// The pixels, upright.
    #[must_use]
    pub fn plane(&self) -> &Plane {
        &self.plane
    }

    /// The pixels, upright, to keep.
    #[must_use]
    pub fn into_plane(self) -> Plane {
        self.plane
    }

    /// The format of the file.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// How the stored pixels were turned to stand upright: what the file's EXIF data or TIFF tag asks for.
    #[must_use]
    pub fn stored_orientation(&self) -> Orientation {
        self.orientation
    }

    /// The pixels as they lie in the file, for comparison with tools that ignore the orientation.
    #[must_use]
    pub fn as_stored(&self) -> Plane {
        self.plane.oriented(self.orientation.inverse())
    }
}

impl<'a> From<&'a Picture> for PlaneRef<'a> {
    fn from(picture: &'a Picture) -> Self {
        picture.plane.as_ref()
    }
}
