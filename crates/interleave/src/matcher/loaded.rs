//! An index that was loaded.

use std::path::Path;

use super::MatcherError;
use crate::disk::{Disk, File};
use crate::list::Catalogue;

pub(crate) struct Loaded {
    pub(crate) stamp: File,
}

impl Loaded {
    pub(crate) fn open(path: &Path, _catalogue: [u8; 16]) -> Result<Self, MatcherError> {
        Ok(Self { stamp: Disk::at(path).file.lock().unwrap().clone() })
    }

    pub(crate) fn alone(path: &Path, generation: u64) -> Result<Self, MatcherError> {
        let file = Disk::at(path).file.lock().unwrap().clone();
        Ok(Self { stamp: File { generation, ..file } })
    }

    pub(crate) fn may_give_way(
        &self,
        catalogue: &Catalogue,
        generation: u64,
        other: Option<&Self>,
    ) -> Result<(), MatcherError> {
        let (since, state) = (self.stamp.generation, catalogue.state());
        if generation < since {
            return Err(MatcherError::Behind { index: since, catalogue: generation });
        }
        let kept = |id| other.is_some_and(|other| other.stamp.ids.contains(id));
        let explained = |id| state.entries.get(id).is_some_and(|(_, changed)| *changed > since);
        match self.stamp.ids.iter().all(|id| kept(id) || explained(id)) {
            true => Ok(()),
            false => Err(MatcherError::Lost),
        }
    }
}
