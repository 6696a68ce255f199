//! Why lists cannot be matched against.

use std::path::PathBuf;

use crate::index::{BuildError, OpenError, ProfileMismatch};
use crate::list::CatalogueError;

/// Why lists cannot be matched against.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MatcherError {
    /// The catalogue cannot be read.
    #[error(transparent)]
    Catalogue(CatalogueError),
    /// The index cannot be opened.
    #[error("{path}: the index cannot be used: {source}", path = path.display())]
    Open {
        /// Where.
        path: PathBuf,
        /// Why not.
        source: OpenError,
    },
    /// The file was not made from this catalogue by `staydown index build --catalogue`.
    #[error("{path}: not an index of this catalogue: build it anew", path = path.display())]
    Foreign {
        /// Where.
        path: PathBuf,
    },
    /// The index was made from a catalogue and is to be used without it.
    #[error("{path}: made from a catalogue, which says what counts of it: open that", path = path.display())]
    OfCatalogue {
        /// Where.
        path: PathBuf,
    },
    /// The index holds hashes of another algorithm.
    #[error("{path}: holds {profile} hashes; pictures are asked about by PDQ", path = path.display())]
    NotPdq {
        /// Where.
        path: PathBuf,
        /// The name of its profile.
        profile: &'static str,
    },
    /// The catalogue is of an earlier generation than its index: it was put back to an older state.
    #[error(
        "the index is of generation {index} and the catalogue only of {catalogue}: was it restored from a copy?"
    )]
    Behind {
        /// The generation of the index.
        index: u64,
        /// The generation of the catalogue.
        catalogue: u64,
    },
    /// Entries are gone that were never withdrawn.
    #[error(
        "{lost} entries of the index in use are gone without having been withdrawn: the new one is refused"
    )]
    Lost {
        /// How many.
        lost: u64,
    },
    /// No index can be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Changes are of another profile than the index.
    #[error(transparent)]
    Profile(#[from] ProfileMismatch),
    /// The picture cannot be decoded. It was still compared by its digests.
    #[error("the picture cannot be decoded: {0}")]
    Decode(#[from] crate::decode::DecodeError),
}
