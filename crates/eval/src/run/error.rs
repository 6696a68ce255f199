//! Why an evaluation cannot be made.

use std::path::PathBuf;

use staydown::{BuildError, OpenError, ProfileMismatch};

/// Why an evaluation cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A folder has no photograph that can be used.
    #[error("no usable photograph in {folder}", folder = folder.display())]
    NoPhotographs {
        /// The folder.
        folder: PathBuf,
    },
    /// Every photograph of the strangers may be a listed one.
    #[error("every photograph in {folder} is near to a listed one", folder = folder.display())]
    NoStrangers {
        /// The folder.
        folder: PathBuf,
    },
    /// A name that no alteration and no group has.
    #[error("no alteration and no group is called {name:?}")]
    UnknownAlteration {
        /// The name.
        name: String,
    },
    /// The index file cannot be opened.
    #[error("the index {path}", path = path.display())]
    Open {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: OpenError,
    },
    /// The index file holds hashes of another profile than PDQ.
    #[error("the index cannot be used")]
    Profile(#[from] ProfileMismatch),
    /// No index of the photographs can be built.
    #[error("no index of the photographs")]
    Build(#[from] BuildError),
}
