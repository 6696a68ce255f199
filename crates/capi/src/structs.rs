//! What goes in and out in structs.

use std::ffi::c_char;
use std::fmt;

use staydown::{Hash, Hash256, Hit, Limits, Pdq};

use crate::raw::Versioned;

/// The picture as it is: only its own hash is asked for.
pub const STAYDOWN_TIER_EXACT: u32 = 0;
/// Turned by quarters and mirrored, too.
pub const STAYDOWN_TIER_MIRRORED: u32 = 1;
/// Cropped, bordered and in screenshots, too.
pub const STAYDOWN_TIER_FRAMED: u32 = 2;
/// Everything that is known how to guess.
pub const STAYDOWN_TIER_THOROUGH: u32 = 3;

/// Maps the file, which must not be shortened while it is open: at once, and shared by processes.
pub const STAYDOWN_OPEN_MAPPED: u32 = 0;
/// The same, brought into memory first.
pub const STAYDOWN_OPEN_POPULATED: u32 = 1;
/// Reads the file into memory of its own: the fastest to search, and safe from whatever happens to the file.
pub const STAYDOWN_OPEN_MEMORY: u32 = 2;

/// Pixels of one byte, luma.
pub const STAYDOWN_PIXELS_LUMA: u32 = 1;
/// Pixels of three bytes, red, green and blue.
pub const STAYDOWN_PIXELS_RGB: u32 = 3;

/// Nothing speaks against the picture.
pub const STAYDOWN_ACTION_ALLOW: u32 = 0;
/// Somebody should look.
pub const STAYDOWN_ACTION_REVIEW: u32 = 1;
/// The picture is listed.
pub const STAYDOWN_ACTION_BLOCK: u32 = 2;

/// No list was loaded.
pub const STAYDOWN_LISTS_NONE: u32 = 0;
/// Some lists could not be loaded.
pub const STAYDOWN_LISTS_PARTLY: u32 = 1;
/// All were loaded, and some are older than they should be.
pub const STAYDOWN_LISTS_STALE: u32 = 2;
/// All were loaded and none is stale.
pub const STAYDOWN_LISTS_FULL: u32 = 3;

/// A hash of 256 bits: its bytes in the order of its hexadecimal digits.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StaydownHash {
    /// The bytes.
    pub bytes: [u8; 32],
}

impl fmt::Debug for StaydownHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hash256::from(*self).fmt(f)
    }
}

impl From<Hash256> for StaydownHash {
    fn from(hash: Hash256) -> Self {
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(hash.to_bytes()).for_each(|(to, byte)| *to = byte);
        Self { bytes }
    }
}

impl From<StaydownHash> for Hash256 {
    fn from(hash: StaydownHash) -> Self {
        Self::from_bytes(&hash.bytes).unwrap_or(Hash::ZERO) // 32 bytes are 256 bits
    }
}

/// What decoding may take. All zero is the default; a zero field is the default of that field.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct StaydownLimits {
    /// `sizeof`.
    pub size: u32,
    /// Pixels of width.
    pub width: u32,
    /// Pixels of height.
    pub height: u32,
    /// Frames of an animation.
    pub frames: u32,
    /// Bytes of the file.
    pub bytes: u64,
    /// Width times height.
    pub pixels: u64,
    /// Bytes of memory that decoding takes at its peak.
    pub memory: u64,
}

// SAFETY: integers in an order without padding.
unsafe impl Versioned for StaydownLimits {
    const FIRST: usize = 40;
    const DEFAULT: Self =
        Self { size: 40, width: 0, height: 0, frames: 0, bytes: 0, pixels: 0, memory: 0 };
}

impl From<StaydownLimits> for Limits {
    fn from(asked: StaydownLimits) -> Self {
        let mut limits = Self::default();
        let narrow = [
            (&mut limits.width, asked.width),
            (&mut limits.height, asked.height),
            (&mut limits.frames, asked.frames),
        ];
        narrow
            .into_iter()
            .filter(|(_, asked)| *asked > 0)
            .for_each(|(limit, asked)| *limit = asked);
        let wide = [
            (&mut limits.bytes, asked.bytes),
            (&mut limits.pixels, asked.pixels),
            (&mut limits.memory, asked.memory),
        ];
        wide.into_iter().filter(|(_, asked)| *asked > 0).for_each(|(limit, asked)| *limit = asked);
        limits
    }
}

/// A PDQ hash and what came with it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct StaydownPdq {
    /// `sizeof`.
    pub size: u32,
    /// How far the hash can be relied on, 0 to 100; under 50 it should decide nothing.
    pub quality: u32,
    /// The hash.
    pub hash: StaydownHash,
    /// The hashes of the picture turned and mirrored: as it is, turned by 90°, 180° and 270°, mirrored along either axis, and
    /// along either diagonal, in the order of the Rust library's `Orientation::ALL`.
    pub orientations: [StaydownHash; 8],
}

// SAFETY: integers and bytes without padding.
unsafe impl Versioned for StaydownPdq {
    const FIRST: usize = 296;
    const DEFAULT: Self = Self {
        size: 296,
        quality: 0,
        hash: StaydownHash { bytes: [0; 32] },
        orientations: [StaydownHash { bytes: [0; 32] }; 8],
    };
}

impl From<Pdq> for StaydownPdq {
    fn from(pdq: Pdq) -> Self {
        Self {
            quality: pdq.quality.get().into(),
            hash: pdq.hash.into(),
            orientations: pdq.orientations().map(StaydownHash::from),
            ..Self::DEFAULT
        }
    }
}

/// Pixels that the caller decoded: rows from the top, `stride` bytes apart. Not kept.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct StaydownPixels {
    /// `sizeof`.
    pub size: u32,
    /// `STAYDOWN_PIXELS_LUMA` or `STAYDOWN_PIXELS_RGB`.
    pub channels: u32,
    /// The first byte of the first row.
    pub data: *const u8,
    /// Bytes that may be read from there.
    pub length: usize,
    /// Pixels of a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Bytes from one row to the next.
    pub stride: usize,
}

// SAFETY: integers and a pointer without padding.
unsafe impl Versioned for StaydownPixels {
    const FIRST: usize = 8 + 5 * size_of::<usize>();
    const DEFAULT: Self = Self {
        size: Self::FIRST as u32,
        channels: 0,
        data: std::ptr::null(),
        length: 0,
        width: 0,
        height: 0,
        stride: 0,
    };
}

/// Digests of a file's bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct StaydownDigests {
    /// `sizeof`.
    pub size: u32,
    /// MD5.
    pub md5: [u8; 16],
    /// SHA-1.
    pub sha1: [u8; 20],
    /// SHA-256.
    pub sha256: [u8; 32],
}

impl fmt::Debug for StaydownDigests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaydownDigests").finish_non_exhaustive()
    }
}

// SAFETY: integers and bytes without padding.
unsafe impl Versioned for StaydownDigests {
    const FIRST: usize = 72;
    const DEFAULT: Self = Self { size: 72, md5: [0; 16], sha1: [0; 20], sha256: [0; 32] };
}

/// An entry that was found. Hits are ordered by distance, then id, then list.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaydownHit {
    /// The id that was given to the entry.
    pub id: u64,
    /// Bits in which it differs.
    pub distance: u32,
    /// The number of the list that was given to the entry, at most 65,535.
    pub list: u32,
}

impl From<&Hit> for StaydownHit {
    fn from(hit: &Hit) -> Self {
        Self { id: hit.id, distance: hit.distance, list: hit.list.into() }
    }
}

/// What an index holds.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct StaydownIndexInfo {
    /// `sizeof`.
    pub size: u32,
    /// Bits of a hash.
    pub bits: u32,
    /// Entries.
    pub entries: u64,
    /// The name of the hashes' profile, such as `pdq`, with a zero byte at its end.
    pub profile: [c_char; 40],
}

// SAFETY: integers without padding.
unsafe impl Versioned for StaydownIndexInfo {
    const FIRST: usize = 56;
    const DEFAULT: Self = Self { size: 56, bits: 256, entries: 0, profile: [0; 40] };
}

/// How to ask a matcher. All zero is the default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct StaydownAsk {
    /// `sizeof`.
    pub size: u32,
    /// `STAYDOWN_TIER_EXACT` and so on.
    pub tier: u32,
    /// Microseconds that the search may take; 0: no bound. When they are over the answer is given from what was found.
    pub budget: u64,
    /// Hashes to ask at most; 0: no bound.
    pub guesses: u64,
    /// What decoding may take, 0 for defaults: bytes of the file, pixels, bytes of memory.
    pub bytes: u64,
    /// Width times height.
    pub pixels: u64,
    /// Bytes of memory that decoding takes at its peak.
    pub memory: u64,
}

// SAFETY: integers without padding.
unsafe impl Versioned for StaydownAsk {
    const FIRST: usize = 48;
    const DEFAULT: Self =
        Self { size: 48, tier: 0, budget: 0, guesses: 0, bytes: 0, pixels: 0, memory: 0 };
}

impl StaydownAsk {
    pub(crate) fn limits(&self) -> Limits {
        let Self { bytes, pixels, memory, .. } = *self;
        StaydownLimits { bytes, pixels, memory, ..StaydownLimits::DEFAULT }.into()
    }
}

/// What to do with a picture.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct StaydownVerdict {
    /// `sizeof`.
    pub size: u32,
    /// `STAYDOWN_ACTION_ALLOW` and so on.
    pub action: u32,
    /// 1 if the picture was compared with all lists as they should be and nothing speaks against it. `ALLOW` alone does not say
    /// so.
    pub clean: u32,
    /// `STAYDOWN_LISTS_NONE` and so on.
    pub lists: u32,
    /// Entries that count, those of allow-lists too.
    pub entries: u32,
    /// Quality of the picture's hash, 0 to 100; 255 if it has none.
    pub quality: u32,
    /// 1 if time ran out before all was asked; fewer guesses are a choice, as a lower tier is.
    pub degraded: u32,
    /// Why the picture could not be decoded, a `StaydownStatus`; 0 if it was. It was compared by its digests alone then.
    pub undecoded: u32,
    /// The generation of the catalogue that the answer is of; over an index alone, the number of files taken up.
    pub generation: u64,
    /// The reason, such as `listed`, with a zero byte at its end.
    pub why: [c_char; 32],
}

// SAFETY: integers without padding.
unsafe impl Versioned for StaydownVerdict {
    const FIRST: usize = 72;
    const DEFAULT: Self = Self {
        size: 72,
        action: 0,
        clean: 0,
        lists: 0,
        entries: 0,
        quality: 255,
        degraded: 0,
        undecoded: 0,
        generation: 0,
        why: [0; 32],
    };
}

/// A name in an array of a struct, cut where it would not fit.
pub(crate) fn named<const N: usize>(name: &str) -> [c_char; N] {
    let mut array = [0; N];
    array.iter_mut().take(N - 1).zip(name.bytes()).for_each(|(to, byte)| *to = byte as c_char);
    array
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_have_the_size_that_they_say() {
        assert_eq!(size_of::<StaydownLimits>(), StaydownLimits::FIRST);
        assert_eq!(size_of::<StaydownPdq>(), StaydownPdq::FIRST);
        assert_eq!(size_of::<StaydownPixels>(), StaydownPixels::FIRST);
        assert_eq!(size_of::<StaydownDigests>(), StaydownDigests::FIRST);
        assert_eq!(size_of::<StaydownIndexInfo>(), StaydownIndexInfo::FIRST);
        assert_eq!(size_of::<StaydownAsk>(), StaydownAsk::FIRST);
        assert_eq!(size_of::<StaydownVerdict>(), StaydownVerdict::FIRST);
    }

    #[test]
    fn every_name_fits() {
        assert!(staydown::Profile::ALL.iter().all(|profile| profile.name().len() < 40));
        assert!(staydown::Why::ALL.iter().all(|why| why.name().len() < 32));
    }

    #[test]
    fn debug_shows_no_hash() {
        let bytes = [0xab; 32];
        let digests = StaydownDigests { sha256: bytes, ..StaydownDigests::DEFAULT };
        let shown = format!("{:?} {digests:?}", StaydownHash { bytes });
        assert!(!shown.contains("171") && !shown.to_lowercase().contains("abab"), "{shown}");
    }
}
