//! Taking up what changes while a matcher is in use.

use std::fs::Metadata;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use super::live::{Changes, Live};
use super::loaded::Loaded;
use super::{Matcher, MatcherError, lock};
use crate::list::Catalogue;

/// How long an answer may lag behind the catalogue.
const LAG: Duration = Duration::from_millis(50);

/// The file of the index as it was last seen.
#[derive(Default)]
pub(super) struct Watch {
    pub(super) seen: Option<FileSeen>,
    pub(super) refused: Option<MatcherError>,
}

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

impl Matcher {
    /// Why the file of the index that stands in place now was not taken up, if it was not.
    #[must_use]
    pub fn refused(&self) -> Option<String> {
        lock(&self.refreshing).refused.as_ref().map(ToString::to_string)
    }

    /// Takes up now what has changed in the catalogue and whether there is a new index.
    ///
    /// # Errors
    /// [`MatcherError`] if the catalogue cannot be read, or is older than what was loaded from it. Over an index alone none.
    pub fn refresh(&self) -> Result<(), MatcherError> {
        let mut watch = lock(&self.refreshing);
        self.looked.store(self.micros(), Ordering::Relaxed);
        let Some(catalogue) = &self.catalogue else {
            self.take_up_index(&mut watch, || self.load_alone());
            return Ok(());
        };
        catalogue.lend(|store| {
            self.take_up_index(&mut watch, || self.load(store));
            store.at_one_moment(|store| self.take_up_changes(store))
        })
    }

    /// To be called at one moment, by who holds `refreshing`.
    pub(super) fn take_up_changes(&self, store: &Catalogue) -> Result<(), MatcherError> {
        let (since, generation) = (self.live().generation, store.generation()?);
        if generation < since {
            return Err(MatcherError::Behind { index: since, catalogue: generation });
        }
        if generation > since {
            let changes = Changes::since(since, store)?;
            self.live_mut().take(changes, &self.rules)?;
        }
        Ok(())
    }

    /// A new file that cannot be used leaves the old one in use.
    fn take_up_index(&self, watch: &mut Watch, load: impl FnOnce() -> Result<(), MatcherError>) {
        let seen = FileSeen::at(&self.index);
        if seen.is_none() || seen == watch.seen {
            return;
        }
        watch.seen = seen;
        watch.refused = load().err();
    }

    fn load(&self, store: &Catalogue) -> Result<(), MatcherError> {
        let loaded = Loaded::open(&self.index, store.name())?;
        let generation = loaded.stamp.generation;
        self.live().loaded().may_give_way(store, generation, Some(&loaded))?;
        let live = Live::new(loaded, store, &self.rules)?;
        *self.live_mut() = live;
        Ok(())
    }

    pub(super) fn refresh_if_due(&self) -> Result<(), MatcherError> {
        let since = self.micros().saturating_sub(self.looked.load(Ordering::Relaxed));
        if Duration::from_micros(since) < LAG { Ok(()) } else { self.refresh() }
    }
}
