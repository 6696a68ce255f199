//! A picture's bytes to the hashes of the profiles asked for.

use staydown::isolate::Workers;
use staydown::{
    DecodeOptions, Format, Hash, Hash64, Hash256, Limits, Orientation, Output, Picture, Plane,
    Profile, Quality,
};

use crate::args::short_name;
use crate::input::{self, Item, Kind};

/// A hash of either width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyHash {
    Narrow(Hash64),
    Wide(Hash256),
}

impl AnyHash {
    /// Reads 16 or 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let narrow = text.parse().map(Self::Narrow);
        narrow.or_else(|_| text.parse().map(Self::Wide)).ok()
    }

    pub fn bits(&self) -> u32 {
        match self {
            Self::Narrow(_) => Hash64::BITS,
            Self::Wide(_) => Hash256::BITS,
        }
    }

    pub fn to_hex(self) -> String {
        match self {
            Self::Narrow(hash) => hash.to_hex(),
            Self::Wide(hash) => hash.to_hex(),
        }
    }

    /// The hash if it is of that width.
    pub fn of_width<const W: usize>(self) -> Option<Hash<W>> {
        let words: &[u64] = match &self {
            Self::Narrow(hash) => &hash.0,
            Self::Wide(hash) => &hash.0,
        };
        words.try_into().ok().map(Hash)
    }

    /// Bits that differ, if both are of one width.
    pub fn distance(&self, other: &Self) -> Option<u32> {
        match (self, other) {
            (Self::Narrow(a), Self::Narrow(b)) => Some(a.distance(b)),
            (Self::Wide(a), Self::Wide(b)) => Some(a.distance(b)),
            _ => None,
        }
    }
}

/// What is to be computed of a picture, and what it may cost.
pub struct Recipe {
    pub limits: Limits,
    pub profiles: Vec<Profile>,
    /// Whether the hashes of the turned and mirrored picture are wanted too.
    pub orientations: bool,
    /// Where pictures are decoded, if not here.
    pub workers: Option<Workers>,
}

impl Recipe {
    fn decode(&self, bytes: &[u8], output: Output) -> Result<Picture, String> {
        match &self.workers {
            None => decode(bytes, output, &self.limits),
            Some(workers) => {
                let decoded = workers.decode(bytes, &options(output, &self.limits));
                decoded.map_err(|error| error.to_string())
            }
        }
    }
}

/// One hash of a picture.
#[derive(Clone, Debug)]
pub struct Fingerprint {
    pub profile: Profile,
    pub hash: AnyHash,
    /// Only PDQ has one.
    pub quality: Option<Quality>,
    /// If they were asked for, all eight in the order of [`Orientation::ALL`].
    pub turned: Option<[AnyHash; 8]>,
}

impl Fingerprint {
    /// Whether the picture has too little structure for its hash to decide anything.
    pub fn is_weak(&self) -> bool {
        self.quality.is_some_and(|quality| quality < Quality::USABLE)
    }

    /// The hashes to ask for, each with the turn that it stands for.
    pub fn queries(&self) -> Vec<(Orientation, AnyHash)> {
        match self.turned {
            Some(turned) => Orientation::ALL.into_iter().zip(turned).collect(),
            None => vec![(Orientation::Original, self.hash)],
        }
    }
}

/// The hash that an item is, or the first of the hashes that the recipe asks of the picture that it is.
///
/// # Errors
/// Why there is none.
pub fn fingerprint(item: &Item, recipe: &Recipe) -> Result<Fingerprint, String> {
    let profile = *recipe.profiles.first().ok_or(NO_ALGORITHM)?;
    match &item.kind {
        Kind::Hash(hash) if hash.bits() == profile.bits() => {
            Ok(Fingerprint { profile, hash: *hash, quality: None, turned: None })
        }
        Kind::Hash(hash) => Err(format!(
            "a hash of {} bits, where {} has {}",
            hash.bits(),
            profile.name(),
            profile.bits()
        )),
        _ => {
            let bytes = input::read(item, recipe.limits.bytes)?;
            let mut prints = portray(&bytes, recipe)?.prints;
            Ok(prints.swap_remove(0))
        }
    }
}

const NO_ALGORITHM: &str = "no algorithm was asked for";

/// What the decoder found, and the hashes in the order of the profiles asked for.
pub struct Portrait {
    pub format: Format,
    pub width: usize,
    pub height: usize,
    pub stored_orientation: Orientation,
    pub prints: Vec<Fingerprint>,
}

/// Decodes the first frame and hashes it. PDQ takes luma where the file holds it and the classic hashes always RGB,
/// so that a hash does not depend on which others are asked for.
///
/// # Errors
/// If the bytes are no picture that can be decoded within the limits.
pub fn portray(bytes: &[u8], recipe: &Recipe) -> Result<Portrait, String> {
    let mut pictures: Vec<(Output, Picture)> = Vec::new();
    let mut prints = Vec::new();
    for &profile in &recipe.profiles {
        let output = pixels_for(profile);
        let known = pictures.iter().position(|(known, _)| *known == output);
        let at = known.unwrap_or(pictures.len());
        if known.is_none() {
            pictures.push((output, recipe.decode(bytes, output)?));
        }
        prints.push(print(pictures[at].1.plane(), profile, recipe.orientations)?);
    }
    let (_, picture) = pictures.first().ok_or(NO_ALGORITHM)?;
    Ok(Portrait {
        format: picture.format(),
        width: picture.plane().width(),
        height: picture.plane().height(),
        stored_orientation: picture.stored_orientation(),
        prints,
    })
}

/// Decodes the first frame.
///
/// # Errors
/// If the bytes are no picture that can be decoded within the limits.
pub fn decode(bytes: &[u8], output: Output, limits: &Limits) -> Result<Picture, String> {
    staydown::decode_with(bytes, &options(output, limits)).map_err(|error| error.to_string())
}

fn options(output: Output, limits: &Limits) -> DecodeOptions {
    DecodeOptions { limits: limits.clone(), output, ..DecodeOptions::default() }
}

fn pixels_for(profile: Profile) -> Output {
    match profile {
        Profile::Pdq | Profile::Pdq512 => Output::Luma,
        _ => Output::Rgb,
    }
}

fn print(plane: &Plane, profile: Profile, orientations: bool) -> Result<Fingerprint, String> {
    let pdq = match profile {
        Profile::Pdq => staydown::pdq(plane),
        Profile::Pdq512 => staydown::pdq_512(plane),
        _ => return classic_print(plane, profile, orientations),
    };
    Ok(Fingerprint {
        profile,
        hash: AnyHash::Wide(pdq.hash),
        quality: Some(pdq.quality),
        turned: orientations.then(|| pdq.orientations().map(AnyHash::Wide)),
    })
}

/// The classic hashes know no turned form: the pixels are turned.
fn classic_print(
    plane: &Plane,
    profile: Profile,
    orientations: bool,
) -> Result<Fingerprint, String> {
    let hash = |plane: &Plane| {
        let hash = match profile.bits() {
            64 => staydown::classic64(plane, profile).map(AnyHash::Narrow),
            _ => staydown::classic256(plane, profile).map(AnyHash::Wide),
        };
        hash.ok_or_else(|| format!("has no {} hash", short_name(profile)))
    };
    let upright = hash(plane)?;
    let turned = match orientations {
        true => {
            let mut turned = [upright; 8];
            for (turned, orientation) in turned.iter_mut().zip(Orientation::ALL) {
                *turned = hash(&plane.oriented(orientation))?;
            }
            Some(turned)
        }
        false => None,
    };
    Ok(Fingerprint { profile, hash: upright, quality: None, turned })
}
