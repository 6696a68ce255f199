//! The classic hashes through the crate `image_hasher`, pinned to one version: their values differ between versions
//! of a library by many bits, so each profile's name carries it.

use image::RgbImage;
use image_hasher::{BitOrder, HashAlg, HasherConfig};

use crate::fingerprint::{Hash, Hash64, Hash256, Profile};
use crate::plane::{Channels, PlaneRef};

/// A classic hash of 64 bits. `None` if the profile is not one of those, or a side is over 2³² − 1 pixels.
///
/// The most significant bit of the text is the first that the algorithm yields, as in other libraries. Luma counts
/// as an RGB picture with three equal channels.
#[must_use]
pub fn classic64<'a>(picture: impl Into<PlaneRef<'a>>, profile: Profile) -> Option<Hash64> {
    of(picture.into(), profile)
}

/// A classic hash of 256 bits; otherwise like [`classic64`].
#[must_use]
pub fn classic256<'a>(picture: impl Into<PlaneRef<'a>>, profile: Profile) -> Option<Hash256> {
    of(picture.into(), profile)
}

/// A classic hash of whatever width, as the 8 or 32 bytes of its text; otherwise like [`classic64`].
#[must_use]
pub fn classic<'a>(picture: impl Into<PlaneRef<'a>>, profile: Profile) -> Option<Vec<u8>> {
    match profile.bits() {
        64 => classic64(picture, profile).map(|hash| hash.to_bytes().collect()),
        _ => classic256(picture, profile).map(|hash| hash.to_bytes().collect()),
    }
}

fn of<const W: usize>(picture: PlaneRef<'_>, profile: Profile) -> Option<Hash<W>> {
    let (algorithm, dct) = algorithm(profile)?;
    if profile.bits() != Hash::<W>::BITS {
        return None;
    }
    let side = profile.bits().isqrt();
    let config = HasherConfig::new().hash_alg(algorithm).hash_size(side, side);
    let config = config.bit_order(BitOrder::MsbFirst);
    let hasher = if dct { config.preproc_dct() } else { config }.to_hasher();
    Hash::from_bytes(hasher.hash_image(&rgb(picture)?).as_bytes())
}

/// What the profile's hash is in the crate's terms, and whether a DCT goes before it.
fn algorithm(profile: Profile) -> Option<(HashAlg, bool)> {
    Some(match profile {
        Profile::Pdq | Profile::Pdq512 => return None,
        Profile::AHash64 | Profile::AHash256 => (HashAlg::Mean, false),
        Profile::DHash64 | Profile::DHash256 => (HashAlg::Gradient, false),
        Profile::PHash64 | Profile::PHash256 => (HashAlg::Median, true),
        Profile::Blockhash64 | Profile::Blockhash256 => (HashAlg::Blockhash, false),
    })
}

fn rgb(picture: PlaneRef<'_>) -> Option<RgbImage> {
    let (width, height) = (picture.width().try_into().ok()?, picture.height().try_into().ok()?);
    let rows = (0..picture.height()).flat_map(|y| picture.row(y));
    let pixels = match picture.channels() {
        Channels::Luma => rows.flat_map(|&value| [value; 3]).collect(),
        Channels::Rgb => rows.copied().collect(),
    };
    RgbImage::from_raw(width, height, pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_any_size_have_every_classic_hash() {
        let pixels = [200u8; 300 * 9];
        for (width, height) in [(1, 1), (1, 300), (300, 1), (5, 8), (16, 16), (17, 3)] {
            let picture = PlaneRef::new(&pixels, width, height, width * 3, Channels::Rgb).unwrap();
            for profile in Profile::ALL {
                let found = (classic64(picture, profile), classic256(picture, profile));
                let classic = !matches!(profile, Profile::Pdq | Profile::Pdq512);
                assert_eq!(found.0.is_some(), classic && profile.bits() == 64, "{profile:?}");
                assert_eq!(found.1.is_some(), classic && profile.bits() == 256, "{profile:?}");
            }
        }
    }
}
