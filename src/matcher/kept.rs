//! What answers are given from, and keeping it up to date while they are given.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::connections::Connections;
use super::live::Live;
use super::loaded::Loaded;
use super::{MatcherError, lock};
use crate::list::Catalogue;
use crate::verdict::Rules;

/// How long an answer may lag behind the catalogue.
const LAG: Duration = Duration::from_millis(50);

/// Nobody who asks waits for who changes it: what is live is never changed but replaced.
pub(super) struct Kept {
    /// `None` over an index alone.
    pub(super) catalogue: Option<Connections>,
    index: PathBuf,
    pub(super) rules: Rules,
    live: RwLock<Arc<Live>>,
    /// Held by who replaces `live`.
    pub(super) changing: Mutex<()>,
    /// Held by who loads an index, which may take seconds.
    loading: Mutex<()>,
    watch: Mutex<Watch>,
    opened: Instant,
    /// Microseconds from `opened` to the last look at the catalogue.
    looked: AtomicU64,
}

/// The file of the index as it was last seen.
struct Watch {
    seen: Option<FileSeen>,
    refused: Option<MatcherError>,
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

impl Kept {
    /// `seen` is the file of the index before `live` was made from it.
    pub(super) fn new(
        catalogue: Option<Connections>,
        index: PathBuf,
        rules: Rules,
        live: Live,
        seen: Option<FileSeen>,
    ) -> Self {
        Self {
            catalogue,
            index,
            rules,
            live: RwLock::new(Arc::new(live)),
            changing: Mutex::default(),
            loading: Mutex::default(),
            watch: Mutex::new(Watch { seen, refused: None }),
            opened: Instant::now(),
            looked: AtomicU64::new(0),
        }
    }

    pub(super) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(|broken| broken.into_inner()))
    }

    /// To be called by who holds `changing`, or is alone.
    fn put(&self, live: Live) {
        let live = Arc::new(live);
        let old = {
            let mut place = self.live.write().unwrap_or_else(|broken| broken.into_inner());
            std::mem::replace(&mut *place, live)
        };
        drop(old); // outside the lock: to let go of an index takes its time
    }

    pub(super) fn refused(&self) -> Option<String> {
        lock(&self.watch).refused.as_ref().map(ToString::to_string)
    }

    /// Takes up everything now.
    pub(super) fn refresh(&self) -> Result<(), MatcherError> {
        self.note_look();
        {
            let _alone = lock(&self.loading);
            self.take_up_index();
        }
        self.catch_up()
    }

    /// Takes up the changes if the last look was long ago; a new index is taken up by a thread of its own, while answers are
    /// given from the old one and what changed since.
    pub(super) fn refresh_if_due(self: &Arc<Self>) -> Result<(), MatcherError> {
        let since = self.micros().saturating_sub(self.looked.load(Ordering::Relaxed));
        if Duration::from_micros(since) < LAG {
            return Ok(());
        }
        self.note_look();
        if self.new_index().is_some() && self.loading.try_lock().is_ok() {
            let kept = Arc::clone(self);
            let begun = thread::Builder::new().spawn(move || {
                if let Ok(_alone) = kept.loading.try_lock() {
                    kept.take_up_index();
                }
            });
            if begun.is_err() {
                return self.refresh(); // a process that can begin no thread waits
            }
        }
        self.catch_up()
    }

    /// Takes up what changed in the catalogue.
    pub(super) fn catch_up(&self) -> Result<(), MatcherError> {
        let Some(catalogue) = &self.catalogue else { return Ok(()) };
        let _alone = lock(&self.changing);
        catalogue.lend(|store| store.at_one_moment(|store| self.take_up_changes(store)))
    }

    /// To be called at one moment, by who holds `changing`.
    pub(super) fn take_up_changes(&self, store: &Catalogue) -> Result<(), MatcherError> {
        let live = self.live();
        let (since, generation) = (live.generation, store.generation()?);
        if generation < since {
            return Err(MatcherError::Behind { index: since, catalogue: generation });
        }
        if generation > since {
            self.put(live.followed_by(store, &self.rules)?);
        }
        Ok(())
    }

    fn new_index(&self) -> Option<FileSeen> {
        FileSeen::at(&self.index).filter(|seen| Some(*seen) != lock(&self.watch).seen)
    }

    /// A new file that cannot be used leaves the old one in use. To be called by who holds `loading`.
    fn take_up_index(&self) {
        let Some(seen) = self.new_index() else { return };
        let done = match &self.catalogue {
            Some(catalogue) => catalogue.lend(|store| self.load(store)),
            None => self.load_alone(),
        };
        *lock(&self.watch) = Watch { seen: Some(seen), refused: done.err() };
    }

    fn load(&self, store: &Catalogue) -> Result<(), MatcherError> {
        let loaded = Loaded::open(&self.index, store.name())?;
        let generation = loaded.stamp.generation;
        self.live().loaded().may_give_way(store, generation, Some(&loaded))?;
        let live = Live::new(loaded, store, &self.rules)?;
        let _alone = lock(&self.changing);
        self.put(store.at_one_moment(|store| live.followed_by(store, &self.rules))?);
        Ok(())
    }

    fn load_alone(&self) -> Result<(), MatcherError> {
        let loaded = Loaded::alone(&self.index, self.live().generation + 1)?;
        self.put(Live::alone(loaded, &self.rules)?);
        Ok(())
    }

    fn note_look(&self) {
        self.looked.store(self.micros(), Ordering::Relaxed);
    }

    fn micros(&self) -> u64 {
        self.opened.elapsed().as_micros() as u64
    }
}
