//! An index file of either width.

use std::path::Path;

use staydown::{Hash, Hit, Index, Index64, Index256, IndexInfo, OpenError, Profile, VerifyError};

use crate::fingerprint::AnyHash;
use crate::outcome::Failure;

/// An index mapped into memory.
pub enum Opened {
    Narrow(Index64),
    Wide(Index256),
}

/// Which entries to give.
#[derive(Clone, Copy, Debug)]
pub enum How {
    /// All within the radius.
    Within(u32),
    /// The nearest within the radius, if there is one.
    Any(u32),
    /// So many, however far away.
    Nearest(usize),
}

impl Opened {
    /// Opens an index of whichever width its header names.
    ///
    /// # Errors
    /// If the file is no index that can be trusted.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let unusable = |error: OpenError| Failure::index(path, error);
        let info = IndexInfo::of_file(path).map_err(unusable)?;
        let opened = match info.profile.bits() {
            64 => Index64::open(path).map(Self::Narrow),
            _ => Index256::open(path).map(Self::Wide),
        };
        opened.map_err(unusable)
    }

    /// Checks every byte against its checksum.
    ///
    /// # Errors
    /// If a checksum is wrong.
    pub fn verify(&self) -> Result<(), VerifyError> {
        match self {
            Self::Narrow(index) => index.verify(),
            Self::Wide(index) => index.verify(),
        }
    }

    pub fn profile(&self) -> Profile {
        match self {
            Self::Narrow(index) => index.profile(),
            Self::Wide(index) => index.profile(),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Narrow(index) => index.len(),
            Self::Wide(index) => index.len(),
        }
    }

    /// Asks for many hashes at once; the answers are in their order, each by distance and id. A hash of another width
    /// meets nothing.
    pub fn search(&self, hashes: &[AnyHash], how: How) -> Vec<Vec<Hit>> {
        match self {
            Self::Narrow(index) => search(index, hashes, how),
            Self::Wide(index) => search(index, hashes, how),
        }
    }
}

fn search<const W: usize, D: AsRef<[u8]> + Sync>(
    index: &Index<W, D>,
    hashes: &[AnyHash],
    how: How,
) -> Vec<Vec<Hit>> {
    let hashes: Vec<Hash<W>> = hashes.iter().filter_map(|hash| hash.of_width()).collect();
    match how {
        How::Within(radius) => index.within_batch(&hashes, radius),
        How::Nearest(count) => index.nearest_batch(&hashes, count),
        How::Any(radius) => {
            let found = index.any_within_batch(&hashes, radius);
            let nearest = |(hash, found)| if found { index.nearest(hash, 1) } else { Vec::new() };
            hashes.iter().zip(found).map(nearest).collect()
        }
    }
}
