//! The values that describe a picture: perceptual hashes, their quality, and digests of a file's bytes.
//!
//! A perceptual hash of a listed picture can be turned back into something recognisable, so nothing here
//! prints one by accident: [`Debug`](std::fmt::Debug) shows a short id that is keyed for each process, and
//! the hexadecimal text has to be asked for with [`Hash::to_hex`].

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::str::FromStr;
use std::sync::OnceLock;

mod structure;

pub(crate) use structure::{regularity, separability};

/// A perceptual hash of `64 * W` bits, as little-endian words: bit `k` of the hash is bit `k % 64` of word `k / 64`.
///
/// Its text form is the big-endian hexadecimal number that every PDQ list uses: the leftmost digit holds the
/// highest four bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Hash<const W: usize>(pub [u64; W]);

/// A hash of 256 bits, such as PDQ.
pub type Hash256 = Hash<4>;
/// A hash of 64 bits, such as the classic pHash.
pub type Hash64 = Hash<1>;

impl<const W: usize> Hash<W> {
    /// Number of bits.
    pub const BITS: u32 = 64 * W as u32;

    /// The hash whose bits are all zero.
    pub const ZERO: Self = Self([0; W]);

    /// Number of bits in which the two hashes differ, `0..=BITS`.
    #[must_use]
    pub fn distance(&self, other: &Self) -> u32 {
        let pairs = self.0.iter().zip(&other.0);
        pairs.map(|(a, b)| (a ^ b).count_ones()).sum()
    }

    /// The hash as `8 * W` bytes in the order of its text, the highest byte first.
    pub fn to_bytes(&self) -> impl Iterator<Item = u8> + use<W> {
        self.0.into_iter().rev().flat_map(u64::to_be_bytes)
    }

    /// Reads `8 * W` bytes in the order of the text; `None` for another number of bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != 8 * W {
            return None;
        }
        let mut words = [0; W];
        for (word, chunk) in words.iter_mut().rev().zip(bytes.chunks_exact(8)) {
            *word = u64::from_be_bytes(chunk.try_into().ok()?);
        }
        Some(Self(words))
    }

    /// The hash as `16 * W` lower-case hexadecimal digits. Treat the text as personal data.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().rev().map(|word| format!("{word:016x}")).collect()
    }
}

/// Reads `16 * W` hexadecimal digits of either case.
impl<const W: usize> FromStr for Hash<W> {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        let digits = text.as_bytes();
        if digits.len() != 16 * W {
            return Err(ParseHashError::Length { expected: 16 * W, found: digits.len() });
        }
        let mut words = [0u64; W];
        for (at, &digit) in digits.iter().enumerate() {
            let value = (digit as char).to_digit(16).ok_or(ParseHashError::Digit { at })?;
            let word = &mut words[W - 1 - at / 16];
            *word = *word << 4 | u64::from(value);
        }
        Ok(Self(words))
    }
}

/// A short id, keyed anew in each process: equal hashes show equal ids within one run, and nothing else.
impl<const W: usize> fmt::Debug for Hash<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        static KEY: OnceLock<RandomState> = OnceLock::new();
        let id = KEY.get_or_init(RandomState::new).hash_one(self.0) as u32;
        write!(f, "Hash{}(#{id:08x})", Self::BITS)
    }
}

/// Why a text is not a hash. The message never repeats the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseHashError {
    /// The text has the wrong length.
    #[error("a hash of this width has {expected} hexadecimal digits, the text has {found} bytes")]
    Length {
        /// Digits that the width asks for.
        expected: usize,
        /// Bytes in the text.
        found: usize,
    },
    /// A character is not a hexadecimal digit.
    #[error("byte {at} of the text is not a hexadecimal digit")]
    Digit {
        /// Position of the byte, counted from 0.
        at: usize,
    },
}

/// How much structure a picture gave its PDQ hash: 0 (flat) to 100. Below [`Quality::USABLE`] a hash should not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quality(u8);

impl Quality {
    /// The lowest quality that the reference recommends matching on: 50.
    pub const USABLE: Self = Self(50);

    /// A quality, cut to at most 100.
    #[must_use]
    pub const fn new(value: u32) -> Self {
        Self(if value < 100 { value as u8 } else { 100 })
    }

    /// The value, `0..=100`.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

/// The cryptographic digests of a file's bytes that lists carry.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digests {
    /// MD5: for lists that have nothing better; two files with one MD5 can be made at will.
    pub md5: [u8; 16],
    /// SHA-1: collisions can be made, at a cost.
    pub sha1: [u8; 20],
    /// SHA-256.
    pub sha256: [u8; 32],
}

/// Shows nothing of the digests: they identify a listed file.
impl fmt::Debug for Digests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digests").finish_non_exhaustive()
    }
}

/// The algorithm and the exact variant that made a hash. Hashes of different profiles are not compared unless told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// PDQ over the full-size picture, as the Python packages compute it. 256 bits.
    Pdq,
    /// PDQ over the picture brought to 512×512 by nearest neighbour, as the C++ command line tool computes it. 256 bits.
    Pdq512,
    /// Average hash, 8×8.
    AHash64,
    /// Average hash, 16×16.
    AHash256,
    /// Horizontal gradient hash, 8×8.
    DHash64,
    /// Horizontal gradient hash, 16×16.
    DHash256,
    /// DCT hash over the median, 8×8.
    PHash64,
    /// DCT hash over the median, 16×16.
    PHash256,
    /// Blockhash, 8×8.
    Blockhash64,
    /// Blockhash, 16×16.
    Blockhash256,
}

impl Profile {
    /// Every profile, in the order of [`Profile::name`] in the documentation.
    pub const ALL: [Self; 10] = [
        Self::Pdq,
        Self::Pdq512,
        Self::AHash64,
        Self::AHash256,
        Self::DHash64,
        Self::DHash256,
        Self::PHash64,
        Self::PHash256,
        Self::Blockhash64,
        Self::Blockhash256,
    ];

    /// The name that files and lists carry. A classic hash names the version of the crate that computes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdq => "pdq",
            Self::Pdq512 => "pdq-512",
            Self::AHash64 => "ahash-64/image_hasher-3.1.1",
            Self::AHash256 => "ahash-256/image_hasher-3.1.1",
            Self::DHash64 => "dhash-64/image_hasher-3.1.1",
            Self::DHash256 => "dhash-256/image_hasher-3.1.1",
            Self::PHash64 => "phash-64/image_hasher-3.1.1",
            Self::PHash256 => "phash-256/image_hasher-3.1.1",
            Self::Blockhash64 => "blockhash-64/image_hasher-3.1.1",
            Self::Blockhash256 => "blockhash-256/image_hasher-3.1.1",
        }
    }

    /// The profile of that name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// Whether it is of one of the [classic](crate::classic) hashes, and not of PDQ.
    #[must_use]
    pub const fn is_classic(self) -> bool {
        !matches!(self, Self::Pdq | Self::Pdq512)
    }

    /// Width of its hashes in bits: 64 or 256.
    #[must_use]
    pub const fn bits(self) -> u32 {
        match self {
            Self::AHash64 | Self::DHash64 | Self::PHash64 | Self::Blockhash64 => 64,
            _ => 256,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";

    #[test]
    fn text_and_bytes_go_there_and_back() {
        let hash: Hash256 = TEXT.parse().unwrap();
        assert_eq!(hash.to_hex(), TEXT);
        assert_eq!(hash.0[0], 0x33e6_b39c_4e9c_9b22);
        let bytes: Vec<u8> = hash.to_bytes().collect();
        assert_eq!(bytes[0], 0xf8);
        assert_eq!(Hash256::from_bytes(&bytes), Some(hash));
        assert_eq!(TEXT.to_uppercase().parse(), Ok(hash));
    }

    #[test]
    fn a_text_that_is_no_hash_says_why_and_is_not_repeated() {
        let short = TEXT[1..].parse::<Hash256>().unwrap_err();
        assert_eq!(short, ParseHashError::Length { expected: 64, found: 63 });
        let odd = TEXT.replacen('c', "g", 1).parse::<Hash256>().unwrap_err();
        assert_eq!(odd, ParseHashError::Digit { at: 6 });
        assert_eq!("+123456789abcdef".parse::<Hash64>(), Err(ParseHashError::Digit { at: 0 }));
        assert!(!short.to_string().contains("f8f0"));
    }

    #[test]
    fn debug_shows_no_bit_of_a_hash() {
        let hash: Hash256 = TEXT.parse().unwrap();
        let shown = format!("{hash:?}");
        assert_eq!(shown, format!("{hash:?}"));
        assert_eq!(shown.len(), "Hash256(#00000000)".len());
        assert!((0..56).all(|at| !shown.contains(&TEXT[at..at + 8])));
    }

    #[test]
    fn profiles_have_distinct_names() {
        for profile in Profile::ALL {
            assert_eq!(Profile::from_name(profile.name()), Some(profile));
        }
    }
}
