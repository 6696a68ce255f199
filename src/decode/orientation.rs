//! The orientation that EXIF data ask for.

use crate::plane::Orientation;
use image::metadata::Orientation as Exif;

/// The turn that makes the stored picture upright; as it is if the data say nothing or make no sense.
/// `exif` is a TIFF structure, with or without the `Exif\0\0` that JPEG puts before it.
pub(super) fn of_exif(exif: &[u8]) -> Orientation {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Exif::from_exif_chunk(tiff).map_or(Orientation::Original, from_image)
}

/// `image` turns clockwise, [`Orientation`] counter-clockwise.
fn from_image(exif: Exif) -> Orientation {
    match exif {
        Exif::NoTransforms => Orientation::Original,
        Exif::FlipHorizontal => Orientation::FlipY,
        Exif::Rotate180 => Orientation::Rotate180,
        Exif::FlipVertical => Orientation::FlipX,
        Exif::Rotate90FlipH => Orientation::Transpose,
        Exif::Rotate90 => Orientation::Rotate270,
        Exif::Rotate270FlipH => Orientation::AntiTranspose,
        Exif::Rotate270 => Orientation::Rotate90,
    }
}
