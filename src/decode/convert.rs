//! From whatever a decoder gives to 8-bit RGB or luma, in the decoder's own buffer where the result is not longer.

/// Repeats each value three times.
pub(super) fn grey_to_rgb(grey: &[u8]) -> Vec<u8> {
    grey.iter().flat_map(|&value| [value; 3]).collect()
}

/// Grey and alpha to red, green, blue and alpha.
pub(super) fn grey_alpha_to_rgba(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks();
    let wide = |&[grey, alpha]: &[u8; 2]| [grey, grey, grey, alpha];
    pixels.iter().flat_map(wide).collect()
}

/// Keeps the first of every three values.
pub(super) fn every_third(pixels: Vec<u8>) -> Vec<u8> {
    shrink(pixels, |[first, _, _]: [u8; 3]| [first])
}

/// Full-range BT.601, as JFIF says.
pub(super) fn ycbcr_to_rgb(pixels: Vec<u8>) -> Vec<u8> {
    shrink(pixels, rgb_of_ycbcr)
}

/// Inks as Adobe stores them: 255 is none.
pub(super) fn inverted_cmyk_to_rgb(pixels: Vec<u8>) -> Vec<u8> {
    shrink(pixels, |[c, m, y, k]: [u8; 4]| [c, m, y].map(|ink| product(ink, k)))
}

/// YCbCr of what RGB would be without black, complemented, and black as Adobe stores it.
pub(super) fn inverted_ycck_to_rgb(pixels: Vec<u8>) -> Vec<u8> {
    shrink(pixels, |[y, cb, cr, k]: [u8; 4]| {
        rgb_of_ycbcr([y, cb, cr]).map(|value| product(255 - value, k))
    })
}

/// Lays pixels with alpha over a background.
pub(super) fn over<const N: usize, const M: usize>(
    pixels: Vec<u8>,
    background: [u8; N],
) -> Vec<u8> {
    shrink(pixels, |pixel: [u8; M]| {
        let alpha = pixel[N];
        std::array::from_fn::<u8, N, _>(|channel| {
            let (front, back) = (pixel[channel], background[channel]);
            let (front, alpha) = (u32::from(front), u32::from(alpha));
            let sum = front * alpha + u32::from(back) * (255 - alpha);
            divided_by_255(sum)
        })
    })
}

/// 16-bit values, in the machine's order, scaled to 8 bits.
pub(super) fn sixteen_to_eight(values: Vec<u8>) -> Vec<u8> {
    shrink(values, |value: [u8; 2]| {
        let value = u32::from(u16::from_ne_bytes(value));
        [((value * 255 + 32_767) / 65_535) as u8]
    })
}

/// Floats from 0 to 1, in the machine's order, scaled to 8 bits; what lies outside is clipped, and no number is 0.
pub(super) fn float_to_eight(values: Vec<u8>) -> Vec<u8> {
    shrink(values, |value| [(f32::from_ne_bytes(value) * 255.0).round() as u8])
}

/// Replaces each `N` values by `M`, in place. A rest of fewer than `N` is dropped.
fn shrink<const N: usize, const M: usize>(
    mut values: Vec<u8>,
    map: impl Fn([u8; N]) -> [u8; M],
) -> Vec<u8> {
    const { assert!(M <= N) };
    let count = values.len() / N;
    for at in 0..count {
        let from: [u8; N] = std::array::from_fn(|i| values[at * N + i]);
        values[at * M..][..M].copy_from_slice(&map(from));
    }
    values.truncate(count * M);
    values
}

fn rgb_of_ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    // The factors 1.402, 0.344136, 0.714136 and 1.772 times 65,536.
    let rgb = [y + 91_881 * cr, y - 22_554 * cb - 46_802 * cr, y + 116_130 * cb];
    rgb.map(|value| ((value + 32_768) >> 16).clamp(0, 255) as u8)
}

/// Of two parts of 255.
fn product(a: u8, b: u8) -> u8 {
    divided_by_255(u32::from(a) * u32::from(b))
}

/// Rounded; at most 255 × 255 goes in.
fn divided_by_255(value: u32) -> u8 {
    ((value + 127) / 255) as u8
}
