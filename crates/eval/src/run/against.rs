//! What pictures are checked against.

use std::path::Path;

use staydown::{
    Buffer, Builder256, Finder, Index256, Mapped, Overlay256, Policy, Profile, Searcher,
};

use super::RunError;
use super::photos::Photo;

/// The id of the first photograph; those of other entries are smaller.
const FIRST: u64 = 1 << 40;

/// An index of the photographs, among other hashes if there are any.
pub(super) enum Against {
    Alone(Index256<Buffer>),
    Among(Index256<Mapped>, Box<Overlay256>),
}

/// What stands behind an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A photograph, by its number.
    Photograph(usize),
    /// Another entry of the index file, by its id.
    Other(u64),
}

impl Against {
    pub(super) fn new(photos: &[Photo], index: Option<&Path>) -> Result<Self, RunError> {
        let numbered = photos.iter().zip(FIRST..);
        let Some(path) = index else {
            let mut builder = Builder256::new(Profile::Pdq)?;
            numbered.for_each(|(photo, id)| builder.push(photo.hash, id));
            return Ok(Self::Alone(builder.into_index()?));
        };
        let open = Index256::open_populated(path);
        let index = open.map_err(|source| RunError::Open { path: path.to_owned(), source })?;
        let mut overlay = Overlay256::new(Profile::Pdq)?;
        for (photo, id) in numbered {
            overlay.add(photo.hash, id, 0)?;
        }
        index.searcher().over(&overlay)?;
        Ok(Self::Among(index, Box::new(overlay)))
    }

    /// Entries in all.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Alone(index) => index.len(),
            Self::Among(index, overlay) => index.len() + overlay.len(),
        }
    }

    pub(super) fn finder(&self, policy: Policy) -> Finder<'_> {
        Finder::new(self.searcher()).with_policy(policy)
    }

    fn searcher(&self) -> Searcher<'_, 4> {
        match self {
            Self::Alone(index) => index.searcher(),
            Self::Among(index, overlay) => {
                index.searcher().over(overlay).expect("it could be laid over the index before")
            }
        }
    }
}

impl Entry {
    pub(super) fn of(id: u64) -> Self {
        id.checked_sub(FIRST).map_or(Self::Other(id), |number| Self::Photograph(number as usize))
    }

    /// The photograph's file, or the id.
    pub(super) fn name(self, photos: &[Photo]) -> String {
        match self {
            Self::Photograph(number) => photos[number].name(),
            Self::Other(id) => format!("entry {id}"),
        }
    }
}
