//! What answers are given from, and keeping it up to date while they are given.

use std::path::PathBuf;
use std::time::Duration;

use super::connections::Connections;
use super::live::Live;
use super::loaded::Loaded;
use super::seen::FileSeen;
use super::sync::{Arc, AtomicU64, Instant, Mutex, Ordering, RwLock, thread};
use super::{MatcherError, lock, lock_if_free};
use crate::list::Catalogue;
use crate::verdict::Rules;

/// How long an answer may lag behind the catalogue.
const LAG: Duration = Duration::from_millis(50);

/// How often an answer is tried again when the catalogue changed while it was given.
const TRIES: usize = 5;

/// Nobody who asks waits while an index is loaded: what is live is never changed but replaced. To take up what changed in the
/// catalogue is waited for, since an answer must be of the catalogue as it is.
pub(super) struct Kept {
    /// `None` over an index alone.
    catalogue: Option<Connections>,
    index: PathBuf,
    pub(super) rules: Rules,
    live: RwLock<Arc<Live>>,
    /// Held by who replaces `live`.
    changing: Mutex<()>,
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

    /// What `find` finds in what is live, and what `read` reads of it in the catalogue in the same generation; over an index
    /// alone nothing is read.
    pub(super) fn in_one_generation<F, R>(
        self: &Arc<Self>,
        find: impl Fn(&Live) -> Result<F, MatcherError>,
        read: impl Fn(&Catalogue, &F) -> Result<R, MatcherError>,
    ) -> Result<(Arc<Live>, F, Option<R>), MatcherError> {
        self.refresh_if_due()?;
        let Some(catalogue) = &self.catalogue else {
            let live = self.live();
            let found = find(&live)?;
            return Ok((live, found, None));
        };
        for _ in 0..TRIES {
            let live = self.live();
            let found = find(&live)?;
            let (generation, read) = catalogue.lend(|store| {
                store.at_one_moment(|store| Ok((store.generation()?, read(store, &found)?)))
            })?;
            if generation == live.generation {
                return Ok((live, found, Some(read)));
            }
            self.catch_up()?;
        }
        // The catalogue changes faster than that: all of it at one moment, while nobody else takes changes up.
        let _alone = lock(&self.changing);
        catalogue.lend(|store| {
            store.at_one_moment(|store| {
                self.take_up_changes(store)?;
                let live = self.live();
                let found = find(&live)?;
                let read = read(store, &found)?;
                Ok((live, found, Some(read)))
            })
        })
    }

    /// Takes up the changes if the last look was long ago; a new index is taken up by a thread of its own, while answers are
    /// given from the old one and what changed since.
    pub(super) fn refresh_if_due(self: &Arc<Self>) -> Result<(), MatcherError> {
        let since = self.micros().saturating_sub(self.looked.load(Ordering::Relaxed));
        if Duration::from_micros(since) < LAG {
            return Ok(());
        }
        self.note_look();
        if self.new_index().is_some() && lock_if_free(&self.loading).is_some() {
            let kept = Arc::clone(self);
            let begun = thread::Builder::new().spawn(move || {
                if let Some(_alone) = lock_if_free(&kept.loading) {
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
    fn catch_up(&self) -> Result<(), MatcherError> {
        let Some(catalogue) = &self.catalogue else { return Ok(()) };
        let _alone = lock(&self.changing);
        catalogue.lend(|store| store.at_one_moment(|store| self.take_up_changes(store)))
    }

    /// To be called at one moment, by who holds `changing`.
    fn take_up_changes(&self, store: &Catalogue) -> Result<(), MatcherError> {
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
