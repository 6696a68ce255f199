//! The pixel buffers that the stages hand on: 8 bits a channel, RGB or luma.

use std::fmt;

/// What one pixel holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "isolate", derive(serde::Serialize, serde::Deserialize))]
pub enum Channels {
    /// One byte: luma, full range, BT.601 weights.
    Luma,
    /// Three bytes: red, green, blue, in that order.
    Rgb,
}

impl Channels {
    /// Bytes of a pixel.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Luma => 1,
            Self::Rgb => 3,
        }
    }
}

/// A picture that somebody else owns: rows of pixels, `stride` bytes apart, the top row first.
#[derive(Clone, Copy)]
pub struct PlaneRef<'a> {
    width: usize,
    height: usize,
    stride: usize,
    channels: Channels,
    data: &'a [u8],
}

/// Without the pixels.
impl fmt::Debug for PlaneRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { width, height, channels, .. } = self;
        write!(f, "PlaneRef({width} x {height}, {channels:?})")
    }
}

impl<'a> PlaneRef<'a> {
    /// Borrows a buffer in which row `y` starts at byte `y * stride`.
    ///
    /// # Errors
    /// [`PlaneError`] if a side is 0, a row is longer than the stride, or the buffer ends before the last pixel.
    pub fn new(
        data: &'a [u8],
        width: usize,
        height: usize,
        stride: usize,
        channels: Channels,
    ) -> Result<Self, PlaneError> {
        if width == 0 || height == 0 {
            return Err(PlaneError::Empty { width, height });
        }
        let row = width.checked_mul(channels.bytes()).filter(|&row| row <= stride);
        let row = row.ok_or(PlaneError::Stride { width, stride, channels })?;
        let needed = stride.checked_mul(height - 1).and_then(|bytes| bytes.checked_add(row));
        if needed.is_none_or(|needed| needed > data.len()) {
            return Err(PlaneError::Short { width, height, stride, found: data.len() });
        }
        Ok(Self { width, height, stride, channels, data })
    }

    /// Pixels in a row, at least 1.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of rows, at least 1.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// What a pixel holds.
    #[must_use]
    pub fn channels(&self) -> Channels {
        self.channels
    }

    /// The bytes of row `y`, `width * channels.bytes()` of them.
    ///
    /// # Panics
    /// If `y` is not below the height.
    #[must_use]
    pub fn row(&self, y: usize) -> &'a [u8] {
        assert!(y < self.height, "row {y} of a picture {} high", self.height);
        &self.data[y * self.stride..][..self.width * self.channels.bytes()]
    }
}

/// A picture of its own, without gaps between rows.
#[derive(Clone, PartialEq, Eq)]
pub struct Plane {
    width: usize,
    height: usize,
    channels: Channels,
    data: Vec<u8>,
}

/// Without the pixels.
impl fmt::Debug for Plane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { width, height, channels, .. } = self;
        write!(f, "Plane({width} x {height}, {channels:?})")
    }
}

impl Plane {
    /// Takes a buffer of exactly `width * height` pixels.
    ///
    /// # Errors
    /// [`PlaneError`] if a side is 0 or the buffer has another length.
    pub fn new(
        data: Vec<u8>,
        width: usize,
        height: usize,
        channels: Channels,
    ) -> Result<Self, PlaneError> {
        let stride = width.saturating_mul(channels.bytes());
        PlaneRef::new(&data, width, height, stride, channels)?;
        if data.len() != stride * height {
            return Err(PlaneError::Long { width, height, found: data.len() });
        }
        Ok(Self { width, height, channels, data })
    }

    /// The picture, borrowed.
    #[must_use]
    pub fn as_ref(&self) -> PlaneRef<'_> {
        let stride = self.width * self.channels.bytes();
        let Self { width, height, channels, .. } = *self;
        PlaneRef { width, height, stride, channels, data: &self.data }
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Number of rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// What a pixel holds.
    #[must_use]
    pub fn channels(&self) -> Channels {
        self.channels
    }

    /// All pixels, row after row.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The buffer itself.
    #[must_use]
    pub fn into_data(self) -> Vec<u8> {
        self.data
    }

    /// The picture turned or mirrored, pixel for pixel.
    #[must_use]
    pub fn oriented(&self, orientation: Orientation) -> Self {
        let (width, height) = match orientation.swaps_sides() {
            true => (self.height, self.width),
            false => (self.width, self.height),
        };
        let data = match self.channels {
            Channels::Luma => self.turned::<1>(orientation),
            Channels::Rgb => self.turned::<3>(orientation),
        };
        Self { width, height, channels: self.channels, data }
    }

    /// The pixels of `N` bytes, turned.
    fn turned<const N: usize>(&self, orientation: Orientation) -> Vec<u8> {
        let (pixels, _) = self.data.as_chunks::<N>();
        let rows = pixels.chunks_exact(self.width);
        let reversed = |row: &[[u8; N]]| row.iter().rev().copied().collect::<Vec<_>>();
        match orientation {
            Orientation::Original => self.data.clone(),
            Orientation::FlipX => rows.rev().collect::<Vec<_>>().concat().into_flattened(),
            Orientation::FlipY => rows.map(reversed).collect::<Vec<_>>().concat().into_flattened(),
            Orientation::Rotate180 => reversed(pixels).into_flattened(),
            swapping => self.with_sides_swapped(pixels, swapping),
        }
    }

    /// Square by square, so that neither reading nor writing strides through the whole picture for each pixel.
    fn with_sides_swapped<const N: usize>(
        &self,
        pixels: &[[u8; N]],
        orientation: Orientation,
    ) -> Vec<u8> {
        const SIDE: usize = 32;
        let (width, height) = (self.height, self.width);
        let mut turned = vec![[0; N]; pixels.len()];
        for (top, left) in (0..height)
            .step_by(SIDE)
            .flat_map(|top| (0..width).step_by(SIDE).map(move |left| (top, left)))
        {
            for y in top..height.min(top + SIDE) {
                for x in left..width.min(left + SIDE) {
                    let (from_x, from_y) = orientation.source(x, y, self.width, self.height);
                    turned[y * width + x] = pixels[from_y * self.width + from_x];
                }
            }
        }
        turned.into_flattened()
    }
}

impl<'a> From<&'a Plane> for PlaneRef<'a> {
    fn from(plane: &'a Plane) -> Self {
        plane.as_ref()
    }
}

/// One of the eight ways to turn and mirror a picture, in the order that PDQ's reference uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "isolate", derive(serde::Serialize, serde::Deserialize))]
pub enum Orientation {
    /// As it is.
    Original,
    /// Turned by 90° counter-clockwise.
    Rotate90,
    /// Turned by 180°.
    Rotate180,
    /// Turned by 270° counter-clockwise.
    Rotate270,
    /// Top and bottom exchanged.
    FlipX,
    /// Left and right exchanged.
    FlipY,
    /// Rows and columns exchanged.
    Transpose,
    /// Rows and columns exchanged about the other diagonal.
    AntiTranspose,
}

impl Orientation {
    /// All eight, in the reference's order.
    pub const ALL: [Self; 8] = [
        Self::Original,
        Self::Rotate90,
        Self::Rotate180,
        Self::Rotate270,
        Self::FlipX,
        Self::FlipY,
        Self::Transpose,
        Self::AntiTranspose,
    ];

    /// Whether width and height change places.
    #[must_use]
    pub const fn swaps_sides(self) -> bool {
        matches!(self, Self::Rotate90 | Self::Rotate270 | Self::Transpose | Self::AntiTranspose)
    }

    /// The orientation that undoes this one.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Rotate90 => Self::Rotate270,
            Self::Rotate270 => Self::Rotate90,
            own_inverse => own_inverse,
        }
    }

    /// A short name: `original`, `rotate90`, …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Rotate90 => "rotate90",
            Self::Rotate180 => "rotate180",
            Self::Rotate270 => "rotate270",
            Self::FlipX => "flip-x",
            Self::FlipY => "flip-y",
            Self::Transpose => "transpose",
            Self::AntiTranspose => "anti-transpose",
        }
    }

    /// Where the pixel at (x, y) of the result stood in a picture of `width` by `height`.
    const fn source(self, x: usize, y: usize, width: usize, height: usize) -> (usize, usize) {
        match self {
            Self::Original => (x, y),
            Self::Rotate90 => (width - 1 - y, x),
            Self::Rotate180 => (width - 1 - x, height - 1 - y),
            Self::Rotate270 => (y, height - 1 - x),
            Self::FlipX => (x, height - 1 - y),
            Self::FlipY => (width - 1 - x, y),
            Self::Transpose => (y, x),
            Self::AntiTranspose => (width - 1 - y, height - 1 - x),
        }
    }
}

/// Why a buffer is not a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaneError {
    /// A side has no pixels.
    #[error("a picture of {width}x{height} has no pixels")]
    Empty {
        /// Given width.
        width: usize,
        /// Given height.
        height: usize,
    },
    /// Rows would overlap.
    #[error("a row of {width} {channels:?} pixels does not fit into a stride of {stride} bytes")]
    Stride {
        /// Given width.
        width: usize,
        /// Given stride in bytes.
        stride: usize,
        /// Given pixel layout.
        channels: Channels,
    },
    /// The buffer ends too early.
    #[error(
        "{height} rows of {width} pixels, {stride} bytes apart, need more than the {found} bytes given"
    )]
    Short {
        /// Given width.
        width: usize,
        /// Given height.
        height: usize,
        /// Bytes between rows.
        stride: usize,
        /// Bytes in the buffer.
        found: usize,
    },
    /// The buffer holds more than the pixels.
    #[error("{width}x{height} pixels are fewer than the {found} bytes given")]
    Long {
        /// Given width.
        width: usize,
        /// Given height.
        height: usize,
        /// Bytes in the buffer.
        found: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_must_hold_its_pixels() {
        let ok = |len: usize, w, h, stride| {
            PlaneRef::new(&vec![0; len], w, h, stride, Channels::Rgb).map(|_| ())
        };
        assert_eq!(ok(6 + 8, 2, 2, 8), Ok(()));
        assert!(matches!(ok(13, 2, 2, 8), Err(PlaneError::Short { found: 13, .. })));
        assert!(matches!(ok(99, 2, 2, 5), Err(PlaneError::Stride { stride: 5, .. })));
        assert!(matches!(ok(99, 0, 2, 8), Err(PlaneError::Empty { .. })));
        assert!(matches!(ok(9, usize::MAX, 2, 8), Err(PlaneError::Stride { .. })));
        assert!(matches!(ok(9, 1, usize::MAX, usize::MAX), Err(PlaneError::Short { .. })));
        assert!(Plane::new(vec![0; 5], 2, 2, Channels::Luma).is_err());
    }

    /// 3×2 picture: `0 1 2 / 3 4 5`.
    #[test]
    fn orientations_move_pixels_as_named() {
        let plane = Plane::new((0..6).collect(), 3, 2, Channels::Luma).unwrap();
        let turned = |orientation| plane.oriented(orientation).into_data();
        assert_eq!(turned(Orientation::Rotate90), [2, 5, 1, 4, 0, 3]);
        assert_eq!(turned(Orientation::Rotate180), [5, 4, 3, 2, 1, 0]);
        assert_eq!(turned(Orientation::Rotate270), [3, 0, 4, 1, 5, 2]);
        assert_eq!(turned(Orientation::FlipX), [3, 4, 5, 0, 1, 2]);
        assert_eq!(turned(Orientation::FlipY), [2, 1, 0, 5, 4, 3]);
        assert_eq!(turned(Orientation::Transpose), [0, 3, 1, 4, 2, 5]);
        assert_eq!(turned(Orientation::AntiTranspose), [5, 2, 4, 1, 3, 0]);
        for orientation in Orientation::ALL {
            let back = plane.oriented(orientation).oriented(orientation.inverse());
            assert_eq!(back, plane, "{orientation:?}");
        }
    }
}
