//! Connections to a catalogue.

use std::path::PathBuf;

use super::sync::Mutex;
use super::{MatcherError, lock};
use crate::list::Catalogue;

/// A catalogue, and connections to it that nobody uses now.
pub(super) struct Connections {
    path: PathBuf,
    spare: Mutex<Vec<Catalogue>>,
}

impl Connections {
    pub(super) fn new(path: PathBuf, first: Catalogue) -> Self {
        Self { path, spare: Mutex::new(vec![first]) }
    }

    /// Lends one that nobody else uses meanwhile.
    pub(super) fn lend<T>(
        &self,
        work: impl FnOnce(&Catalogue) -> Result<T, MatcherError>,
    ) -> Result<T, MatcherError> {
        let spare = lock(&self.spare).pop();
        let store = match spare {
            Some(store) => store,
            None => Catalogue::open_to_read(&self.path)?,
        };
        let done = work(&store)?; // after an error it is not used again
        lock(&self.spare).push(store);
        Ok(done)
    }
}
