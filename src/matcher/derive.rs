//! A catalogue → the index that answers for it.

use std::path::{Path, PathBuf};

use super::digests::Collected;
use super::error::MatcherError;
use super::loaded::Loaded;
use super::stamp::{DIGESTS, STAMP, Stamp};
use crate::fingerprint::Profile;
use crate::index::{Buffer, Builder256, Index256, Progress};
use crate::list::{Catalogue, CatalogueError};

/// What an index was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Built {
    /// The catalogue's generation.
    pub generation: u64,
    /// Perceptual hashes.
    pub hashes: u64,
    /// Digests of files.
    pub digests: u64,
}

/// Where the index of a catalogue stands unless it is put elsewhere: beside it, ending in `.sdx`.
#[must_use]
pub fn index_path(catalogue: &Path) -> PathBuf {
    catalogue.with_extension("sdx")
}

/// Makes the index of a catalogue's PDQ hashes and digests, and puts it in place of the one at `path`.
///
/// Every entry that may count, now or at another time, is in it; whether it does is asked from the catalogue when it
/// is met.
///
/// # Errors
/// [`MatcherError::Lost`] if the index at `path` holds entries that the catalogue neither has nor has withdrawn: it is
/// then left as it is. [`MatcherError::Behind`] if that index is of a later generation than the catalogue. Others if one
/// or the other cannot be read or written.
pub fn build_index(
    catalogue: &Catalogue,
    path: &Path,
    progress: impl FnMut(Progress),
) -> Result<Built, MatcherError> {
    let (builder, built) = collect(catalogue)?;
    if path.exists() {
        // A damaged or foreign file is no reason to keep the lists from being searched.
        if let Ok(old) = Loaded::open(path, catalogue.name()) {
            old.may_give_way(catalogue, built.generation, None)?;
        }
    }
    builder.publish_with(path, progress)?;
    Ok(built)
}

/// The same in memory.
pub(super) fn build_in_memory(catalogue: &Catalogue) -> Result<Index256<Buffer>, MatcherError> {
    Ok(collect(catalogue)?.0.into_index()?)
}

/// All at one moment, whatever a writer does meanwhile.
fn collect(catalogue: &Catalogue) -> Result<(Builder256, Built), MatcherError> {
    catalogue.at_one_moment(|catalogue| {
        let generation = catalogue.generation()?;
        let entries = catalogue.on_record()?;
        let stamp = Stamp { catalogue: catalogue.name(), generation, entries };
        let mut builder = Builder256::new(Profile::Pdq)?;
        catalogue.hashes(Profile::Pdq, |hash, id, list| {
            builder.push_to_list(hash, id, list);
        })?;
        let (mut digests, mut collected) = (0, Collected::default());
        catalogue.digests(|digest, id, list| {
            collected.add(&digest, id, list);
            digests += 1;
        })?;
        let hashes = builder.len() as u64;
        for (name, bytes) in (DIGESTS..).zip(collected.sorted()) {
            builder.attach(name, bytes);
        }
        builder.attach(STAMP, stamp.to_bytes());
        Ok::<_, MatcherError>((builder, Built { generation, hashes, digests }))
    })
}

impl From<CatalogueError> for MatcherError {
    fn from(source: CatalogueError) -> Self {
        Self::Catalogue(source)
    }
}
