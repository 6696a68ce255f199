//! An index with its stamp: what was loaded, and whether another may take its place.

use std::path::Path;

use super::digests::{LENGTHS, Sorted, kind};
use super::error::MatcherError;
use super::stamp::{DIGESTS, STAMP, Stamp};
use crate::fingerprint::Profile;
use crate::index::{Buffer, Index256, Mapped, Searcher};
use crate::list::{Catalogue, Digest};

/// An index that was made from a catalogue.
pub(super) struct Loaded {
    bytes: Bytes,
    pub(super) stamp: Stamp,
}

enum Bytes {
    File(Index256<Mapped>),
    Memory(Index256<Buffer>),
}

impl Loaded {
    /// Maps the file of an index of the catalogue of that name.
    pub(super) fn open(path: &Path, catalogue: [u8; 16]) -> Result<Self, MatcherError> {
        let path_of = || path.to_owned();
        let index = mapped(path)?;
        let stamp = index.attached(STAMP).and_then(Stamp::of_bytes);
        let stamp =
            stamp.filter(|stamp| stamp.catalogue == catalogue && index.profile() == Profile::Pdq);
        let stamp = stamp.ok_or_else(|| MatcherError::Foreign { path: path_of() })?;
        Ok(Self { bytes: Bytes::File(index), stamp })
    }

    /// Maps the file of an index that no catalogue stands behind, as that generation.
    pub(super) fn alone(path: &Path, generation: u64) -> Result<Self, MatcherError> {
        let index = mapped(path)?;
        let path_of = || path.to_owned();
        match index.profile() {
            Profile::Pdq if index.attached(STAMP).is_none() => {}
            Profile::Pdq => return Err(MatcherError::OfCatalogue { path: path_of() }),
            profile => {
                return Err(MatcherError::NotPdq { path: path_of(), profile: profile.name() });
            }
        }
        let stamp = Stamp { catalogue: [0; 16], generation, entries: index.lists() };
        Ok(Self { bytes: Bytes::File(index), stamp })
    }

    /// Takes one that was built in memory.
    pub(super) fn of_memory(index: Index256<Buffer>) -> Option<Self> {
        let stamp = index.attached(STAMP).and_then(Stamp::of_bytes)?;
        Some(Self { bytes: Bytes::Memory(index), stamp })
    }

    pub(super) fn searcher(&self) -> Searcher<'_, 4> {
        match &self.bytes {
            Bytes::File(index) => index.searcher(),
            Bytes::Memory(index) => index.searcher(),
        }
    }

    /// Id and list of every entry of that digest.
    pub(super) fn find(&self, digest: &Digest) -> Vec<(u64, u16)> {
        let kind = kind(digest);
        let attached = self.attached(DIGESTS + kind as u16).unwrap_or_default();
        Sorted::new(attached, LENGTHS[kind]).find(digest.bytes()).collect()
    }

    fn attached(&self, name: u16) -> Option<&[u8]> {
        match &self.bytes {
            Bytes::File(index) => index.attached(name),
            Bytes::Memory(index) => index.attached(name),
        }
    }

    /// The ids of all entries with a perceptual hash, in order.
    fn ids(&self) -> Vec<u64> {
        let mut ids: Vec<u64> = match &self.bytes {
            Bytes::File(index) => index.ids().collect(),
            Bytes::Memory(index) => index.ids().collect(),
        };
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Whether a newer one may take its place: one made from the catalogue as it is at that generation, or `other`. What it
    /// does not have must have been changed in the catalogue since.
    pub(super) fn may_give_way(
        &self,
        catalogue: &Catalogue,
        generation: u64,
        other: Option<&Self>,
    ) -> Result<(), MatcherError> {
        let since = self.stamp.generation;
        if generation < since {
            return Err(MatcherError::Behind { index: since, catalogue: generation });
        }
        let mut ids = self.ids();
        if let Some(other) = other {
            let kept = other.ids();
            ids.retain(|id| kept.binary_search(id).is_err());
        }
        match catalogue.unaccounted(&ids, since, other.is_none())? {
            0 => Ok(()),
            lost => Err(MatcherError::Lost { lost }),
        }
    }
}

fn mapped(path: &Path) -> Result<Index256<Mapped>, MatcherError> {
    Index256::open(path).map_err(|source| MatcherError::Open { path: path.to_owned(), source })
}
