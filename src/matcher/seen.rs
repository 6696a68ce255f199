//! A file as it was seen, to be known again.

use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

/// What tells a file from the one that stood in its place before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct FileSeen {
    length: u64,
    changed: Option<SystemTime>,
    #[cfg(unix)]
    inode: u64,
}

impl FileSeen {
    pub(super) fn at(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().as_ref().map(Self::of)
    }

    fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            changed: metadata.modified().ok(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(metadata),
        }
    }
}
