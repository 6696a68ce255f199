//! What one call of `pdq` gives beside the hash, and that it does not matter how the pixels are handed over.

use staydown::{Channels, Hash256, Plane, PlaneRef, Quality, pdq, pdq_512, pdq_batch};

/// A picture without symmetries, so that no two coefficients are equal.
fn picture(width: usize, height: usize, channels: Channels) -> Plane {
    let mut state = 1u32;
    let value = |i: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (i * i / 977 % 200) as u8 + (state >> 27) as u8
    };
    let pixels = (0..width * height * channels.bytes()).map(value).collect();
    Plane::new(pixels, width, height, channels).unwrap()
}

#[test]
fn a_bit_is_set_where_its_margin_is_positive() {
    let print = pdq(&picture(300, 200, Channels::Rgb));
    let margins = print.margins();
    for (k, &margin) in margins.iter().enumerate() {
        let bit = print.hash.0[k / 64] >> (k % 64) & 1;
        assert_eq!(bit == 1, margin > 0.0, "bit {k}, margin {margin}");
    }
    let above = margins.iter().filter(|&&margin| margin > 0.0).count();
    assert_eq!(above, 128);
    assert_eq!(margins.iter().filter(|&&margin| margin == 0.0).count(), 1, "the median itself");
}

#[test]
fn rows_may_lie_apart() {
    for channels in [Channels::Luma, Channels::Rgb] {
        let whole = picture(130, 77, channels);
        let row = 130 * channels.bytes();
        let mut apart = Vec::new();
        for pixels in whole.data().chunks_exact(row) {
            apart.extend_from_slice(pixels);
            apart.extend_from_slice(&[0xaa; 13]);
        }
        let apart = PlaneRef::new(&apart, 130, 77, row + 13, channels).unwrap();
        assert_eq!(pdq(apart).hash, pdq(&whole).hash);
        assert_eq!(pdq(apart).quality, pdq(&whole).quality);
    }
}

#[test]
fn a_batch_gives_what_each_call_gives_in_order() {
    let pictures: Vec<Plane> =
        (0..9).map(|i| picture(100 + 31 * i, 640 - 57 * i, Channels::Rgb)).collect();
    let borrowed: Vec<PlaneRef<'_>> = pictures.iter().map(Plane::as_ref).collect();
    let batch: Vec<Hash256> = pdq_batch(&borrowed).into_iter().map(|print| print.hash).collect();
    let single: Vec<Hash256> = pictures.iter().map(|picture| pdq(picture).hash).collect();
    assert_eq!(batch, single);
    assert_ne!(single[0], single[1]);
}

#[test]
fn a_picture_under_five_pixels_has_no_hash() {
    for (width, height) in [(4, 300), (300, 4), (1, 1)] {
        let print = pdq(&picture(width, height, Channels::Luma));
        assert_eq!((print.hash, print.quality), (Hash256::ZERO, Quality::new(0)));
        assert_eq!(print.orientations(), [Hash256::ZERO; 8]);
    }
    assert_ne!(pdq(&picture(5, 5, Channels::Luma)).hash, Hash256::ZERO);
    // A long side is brought to 512 by 512 first, and then no side is short.
    assert_ne!(pdq_512(&picture(600, 3, Channels::Luma)).hash, Hash256::ZERO);
}

#[test]
fn debug_shows_neither_hashes_nor_what_they_follow_from() {
    let picture = picture(300, 200, Channels::Luma);
    let print = pdq(&picture);
    let shown = format!("{print:?} {picture:?} {:?}", picture.as_ref());
    assert!(shown.len() < 200 && !shown.contains(&print.hash.to_hex()), "{shown}");
    assert!(!shown.contains(&format!("{:?}", print.coefficients()[0])), "{shown}");
    assert!(shown.contains("300 x 200"), "{shown}");
}
