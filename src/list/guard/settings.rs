//! Which entries are set aside.

use std::sync::LazyLock;

use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;

use super::Suspicion;
use super::known::{self, Known};
use crate::fingerprint::{Hash256, Profile, Quality, regularity, separability};
use crate::list::{Digest, Entry, Print};

/// The sum and the largest of the four classes of [`separability`] above which a hash is that of a pattern.
///
/// Photographs reach 9.7 and 4.1 (91 of usable quality); three in a thousand of their parts lie above.
const PATTERN: (f32, f32) = (10.5, 4.5);

/// Guards against entries that match too much. The default has all of them on; each can be turned off.
///
/// ```
/// use staydown::{Entry, Guards, Hash256, Print, Profile, Quality};
///
/// let mut entry = Entry::new("1");
/// let hash = Hash256::ZERO;
/// entry.prints.push(Print::Wide { profile: Profile::Pdq, hash, quality: Some(Quality::new(90)) });
/// assert_eq!(Guards::default().examine(&entry).map(|it| it.name()), Some("constant"));
/// assert_eq!(Guards::none().examine(&entry), None);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Guards {
    /// Whether fingerprints of equal bits, of any kind, and digests of the empty file are set aside.
    pub constant: bool,
    /// The least quality that an entry may state.
    pub quality: Option<Quality>,
    /// By how much the number of bits that are set may be off 128. Implementations that differ at the median are 1 off.
    pub popcount: Option<u32>,
    /// Whether hashes with the structure of patterns and gradients are set aside.
    pub pattern: bool,
    /// Bits within which a hash is that of a made picture.
    pub template: Option<u32>,
    /// The least regularity: 1 by chance, 1.6 for a usual photograph, 0.89 for the most even of 91 photographs.
    pub noise: Option<f32>,
    /// Bits within which a hash is that of a harmless picture: the working threshold.
    pub canary: Option<u32>,
    more: Vec<Known<String>>,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            constant: true,
            quality: Some(Quality::USABLE),
            popcount: Some(1),
            pattern: true,
            template: Some(31),
            noise: Some(0.85),
            canary: Some(31),
            more: Vec::new(),
        }
    }
}

impl Guards {
    /// All off.
    #[must_use]
    pub fn none() -> Self {
        Self {
            constant: false,
            quality: None,
            popcount: None,
            pattern: false,
            template: None,
            noise: None,
            canary: None,
            more: Vec::new(),
        }
    }

    /// One more harmless picture that no entry may be near to, beside those that come with the library.
    pub fn add_canary(&mut self, name: impl Into<String>, hash: Hash256) {
        self.more.push(Known { name: name.into(), hash });
    }

    /// Why an entry should be set aside; `None` if nothing speaks for that. Of its perceptual hashes only PDQ is examined
    /// beyond [`constant`](Self::constant).
    #[must_use]
    pub fn examine(&self, entry: &Entry) -> Option<Suspicion> {
        entry.prints.iter().find_map(|print| self.examine_print(print))
    }

    fn examine_print(&self, print: &Print) -> Option<Suspicion> {
        if self.constant
            && let Some(suspicion) = constant(print).or_else(|| empty_file(print))
        {
            return Some(suspicion);
        }
        match print {
            Print::Wide { profile: Profile::Pdq | Profile::Pdq512, hash, quality } => {
                let poor = quality.and_then(|quality| self.low_quality(quality));
                poor.or_else(|| self.examine_pdq(hash))
            }
            _ => None,
        }
    }

    fn low_quality(&self, quality: Quality) -> Option<Suspicion> {
        let least = self.quality.filter(|&least| quality < least)?;
        Some(Suspicion::LowQuality { quality, least })
    }

    fn examine_pdq(&self, hash: &Hash256) -> Option<Suspicion> {
        let ones = hash.distance(&Hash256::ZERO);
        if self.popcount.is_some_and(|off| ones.abs_diff(128) > off) {
            return Some(Suspicion::Popcount { ones });
        }
        if self.pattern && is_pattern(hash) {
            return Some(Suspicion::Pattern);
        }
        if self.noise.is_some_and(|least| regularity(hash) < least) {
            return Some(Suspicion::Noise);
        }
        let template = self.template.and_then(|within| {
            let (name, distance) = known::nearest(known::templates(), hash, within)?;
            Some(Suspicion::Template { name, distance })
        });
        template.or_else(|| self.near_canary(hash))
    }

    fn near_canary(&self, hash: &Hash256) -> Option<Suspicion> {
        let within = self.canary?;
        let ours = known::nearest(known::canaries(), hash, within);
        let ours = ours.map(|(name, distance)| (name.to_owned(), distance));
        let found = ours.or_else(|| known::nearest(&self.more, hash, within));
        found.map(|(name, distance)| Suspicion::Canary { name, distance })
    }
}

fn is_pattern(hash: &Hash256) -> bool {
    let classes = separability(hash);
    let largest = classes.iter().copied().fold(0.0, f32::max);
    classes.iter().sum::<f32>() > PATTERN.0 || largest > PATTERN.1
}

fn constant(print: &Print) -> Option<Suspicion> {
    let bit = match print {
        Print::Wide { hash, .. } => bit_of(hash.to_bytes()),
        Print::Narrow { hash, .. } => bit_of(hash.to_bytes()),
        Print::Exact(digest) => bit_of(digest.bytes().iter().copied()),
        Print::Opaque { bytes, .. } => bit_of(bytes.iter().copied()),
    };
    bit.map(|bit| Suspicion::Constant { print: print.name().to_owned(), bit })
}

/// The bit that all are, if there are any.
fn bit_of(mut bytes: impl Iterator<Item = u8>) -> Option<u8> {
    let first = bytes.next().filter(|byte| matches!(byte, 0 | 0xff))?;
    bytes.all(|byte| byte == first).then_some(first & 1)
}

fn empty_file(print: &Print) -> Option<Suspicion> {
    static EMPTY: LazyLock<[Digest; 3]> = LazyLock::new(|| {
        let (md5, sha1, sha256) = (Md5::digest([]), Sha1::digest([]), Sha256::digest([]));
        [Digest::Md5(md5.into()), Digest::Sha1(sha1.into()), Digest::Sha256(sha256.into())]
    });
    match print {
        Print::Exact(digest) if EMPTY.contains(digest) => {
            Some(Suspicion::EmptyFile { digest: digest.name() })
        }
        _ => None,
    }
}
