//! Random parts of pictures.

use std::ops::Range;

use image::{RgbImage, imageops};
use staydown::{Channels, PlaneRef};

use crate::chance::Chance;

/// A rectangle within a picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Part {
    /// Anywhere, keeping that share of each side.
    pub(crate) fn random(picture: &RgbImage, share: Range<f32>, chance: &mut Chance) -> Self {
        let mut span = |side: u32| {
            let kept = ((side as f32 * chance.between(share.start, share.end)) as u32).max(1);
            (chance.below((side - kept + 1) as usize) as u32, kept)
        };
        let ((left, width), (top, height)) = (span(picture.width()), span(picture.height()));
        Self { left, top, width, height }
    }

    /// A picture of its own.
    pub(crate) fn cut(self, picture: &RgbImage) -> RgbImage {
        imageops::crop_imm(picture, self.left, self.top, self.width, self.height).to_image()
    }

    /// The pixels where they are.
    pub(crate) fn within(self, picture: &RgbImage) -> PlaneRef<'_> {
        let [left, top, width, height, whole] =
            [self.left, self.top, self.width, self.height, picture.width()].map(|n| n as usize);
        let pixels = &picture.as_raw()[3 * (top * whole + left)..];
        let plane = PlaneRef::new(pixels, width, height, 3 * whole, Channels::Rgb);
        plane.expect("the part lies in the picture and has pixels")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_where_it_is_shows_what_its_cut_shows() {
        let picture = RgbImage::from_fn(90, 70, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let mut chance = Chance::new(1, "part");
        for _ in 0..50 {
            let part = Part::random(&picture, 0.4..1.0, &mut chance);
            let (cut, plane) = (part.cut(&picture), part.within(&picture));
            assert!((36..90).contains(&plane.width()) && (28..70).contains(&plane.height()));
            let rows = cut.as_raw().chunks(3 * plane.width());
            assert!(rows.enumerate().all(|(y, row)| plane.row(y) == row));
        }
    }
}
