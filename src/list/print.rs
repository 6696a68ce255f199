//! What identifies a picture or a file in a list.

use std::fmt;

use crate::fingerprint::{Hash64, Hash256, Profile, Quality};

/// One fingerprint of an entry. Its `Debug` output shows no bit of it.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Print {
    /// A perceptual hash of 256 bits, such as PDQ.
    Wide {
        /// What made it.
        profile: Profile,
        /// Its bits.
        hash: Hash256,
        /// How far it can be relied on, where the source says so.
        quality: Option<Quality>,
    },
    /// A perceptual hash of 64 bits.
    Narrow {
        /// What made it.
        profile: Profile,
        /// Its bits.
        hash: Hash64,
    },
    /// A digest of a file's bytes.
    Exact(Digest),
    /// What only its makers can compute, such as PhotoDNA: carried, never computed or compared.
    Opaque {
        /// Its maker's name for it, in lower case.
        kind: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// A digest of a file's bytes. Its `Debug` output shows no bit of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Digest {
    /// MD5.
    Md5([u8; 16]),
    /// SHA-1.
    Sha1([u8; 20]),
    /// SHA-256.
    Sha256([u8; 32]),
}

impl Digest {
    /// Its bytes: 16, 20 or 32.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Md5(bytes) => bytes,
            Self::Sha1(bytes) => bytes,
            Self::Sha256(bytes) => bytes,
        }
    }

    /// The digest of so many bytes: 16, 20 or 32.
    #[must_use]
    pub fn of_length(bytes: &[u8]) -> Option<Self> {
        let md5 = bytes.try_into().map(Self::Md5);
        let sha1 = || bytes.try_into().map(Self::Sha1);
        md5.or_else(|_| sha1()).or_else(|_| bytes.try_into().map(Self::Sha256)).ok()
    }

    /// `md5`, `sha1` or `sha256`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Md5(_) => "md5",
            Self::Sha1(_) => "sha1",
            Self::Sha256(_) => "sha256",
        }
    }
}

impl Print {
    /// The profile of a perceptual hash, `md5`, `sha1`, `sha256`, or the kind of an opaque one.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Wide { profile, .. } | Self::Narrow { profile, .. } => profile.name(),
            Self::Exact(digest) => digest.name(),
            Self::Opaque { kind, .. } => kind,
        }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Print({})", self.name())
    }
}
