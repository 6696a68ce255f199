//! Any picture can be hashed, and its hash does not depend on what lies between its rows.

use arbitrary::{Arbitrary, Unstructured};
use staydown::{Channels, Pdq, PlaneRef, pdq, pdq_512};

/// Longer than the 512 to which one profile brings a picture, and any shape that is quick to hash.
const SIDE: usize = 700;
const AREA: usize = 20_000;

type Input<'a> = (u16, u16, u8, bool, &'a [u8]);

pub(crate) fn hash(bytes: &[u8]) -> bool {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(bytes)) else {
        return false;
    };
    let (width, height, gap, rgb, bytes) = input;
    let channels = if rgb { Channels::Rgb } else { Channels::Luma };
    let width = usize::from(width) % SIDE + 1;
    let height = usize::from(height) % (AREA / width) + 1;
    let row = width * channels.bytes();
    let packed: Vec<u8> = bytes.iter().chain(&[0]).copied().cycle().take(row * height).collect();
    let stride = row + usize::from(gap);
    let mut spread = Vec::new();
    for pixels in packed.chunks(row) {
        spread.extend_from_slice(pixels);
        spread.resize(spread.len() + usize::from(gap), 0xa5);
    }

    let packed = PlaneRef::new(&packed, width, height, row, channels).expect("it holds its pixels");
    let spread =
        PlaneRef::new(&spread, width, height, stride, channels).expect("it holds its pixels");
    same(&pdq(packed), &pdq(spread));
    same(&pdq_512(packed), &pdq_512(spread));
    true
}

fn same(one: &Pdq, other: &Pdq) {
    assert_eq!(one.hash, other.hash);
    assert_eq!(one.quality, other.quality);
    assert_eq!(one.orientations(), other.orientations());
    assert_eq!(one.orientations()[0], one.hash);
    assert!(one.margins().iter().all(|margin| margin.is_finite()));
}
