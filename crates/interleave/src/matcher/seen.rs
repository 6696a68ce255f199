//! A file as it was seen.

use std::path::Path;

use crate::disk::Disk;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileSeen(u64);

impl FileSeen {
    pub(crate) fn at(path: &Path) -> Option<Self> {
        Some(Self(Disk::at(path).file.lock().unwrap().number))
    }
}
