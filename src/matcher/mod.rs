//! The front door: a catalogue's lists, searched, judged and kept up to date.

mod breaker;
mod derive;
mod digests;
mod error;
mod live;
mod loaded;
mod stamp;

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, RwLock};
use std::time::{Duration, Instant, SystemTime};

use rayon::prelude::*;

pub use breaker::Breaker;
pub use derive::{Built, build_index, index_path};
pub use error::MatcherError;

use self::breaker::Counts;
use self::live::{Changes, Live};
use self::loaded::Loaded;
use crate::decode::{DecodeError, DecodeOptions, Limits, Output, decode_with};
use crate::finder::{Finder, Findings};
use crate::fingerprint::{Hash256, Quality};
use crate::hash::digests as digests_of;
use crate::index::{Bounds, Cancel, Coverage, Searcher};
use crate::list::{Catalogue, Digest, Listed, Print, Time};
use crate::plane::PlaneRef;
use crate::probe::Tier;
use crate::verdict::{Basis, Evidence, Met, Query, Rules, Verdict, decide};

/// How long an answer may lag behind the catalogue.
const LAG: Duration = Duration::from_millis(50);

/// How often an answer is tried again when the catalogue changed while it was given.
const TRIES: usize = 5;

/// Matches pictures against the lists of a catalogue.
///
/// It may be shared by any number of threads. Every answer is that of one generation of the catalogue, which it names. A
/// change counts within 50 milliseconds of its acknowledgement. A new index that another process puts in place is taken up
/// without a pause; one that has lost entries is refused, and [`Matcher::refused`] says so.
///
/// ```
/// use staydown::{Action, Ask, By, Catalogue, Entry, List, Matcher, Print, Profile, Why, decode, pdq};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("catalogue.db");
/// let upload = std::fs::read("tests/data/vectors/threatexchange/data/bridge-mods/aaa-orig.jpg")?;
/// let by = By::new("keeper", "case 7");
/// let mut catalogue = Catalogue::create(&path)?;
/// catalogue.create_list(&List::new("ncii", "Support centre"), &by)?;
/// let mut entry = Entry::new("case-7/1");
/// let hash = pdq(&decode(&upload, &Default::default())?).hash;
/// entry.prints.push(Print::Wide { profile: Profile::Pdq, hash, quality: None });
/// catalogue.put("ncii", entry, &by)?;
///
/// let matcher = Matcher::open(&path)?;
/// let answer = matcher.check(&upload, &Ask::default())?;
/// assert_eq!((answer.verdict.action, answer.verdict.why), (Action::Block, Why::Listed));
///
/// catalogue.withdraw("ncii", "case-7/1", None, &By::new("keeper", "asked for by the victim"))?;
/// matcher.refresh()?;
/// let answer = matcher.check(&upload, &Ask::default())?;
/// assert_eq!(answer.verdict.action, Action::Review); // no list is left to compare with
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Matcher {
    path: PathBuf,
    index: PathBuf,
    rules: Rules,
    counts: Counts,
    live: RwLock<Live>,
    /// Connections that nobody uses now.
    spare: Mutex<Vec<Catalogue>>,
    refreshing: Mutex<Watch>,
    opened: Instant,
    /// Microseconds from `opened` to the last look at the catalogue.
    looked: AtomicU64,
}

/// The file of the index as it was last seen.
#[derive(Default)]
struct Watch {
    seen: Option<FileSeen>,
    refused: Option<MatcherError>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct FileSeen {
    length: u64,
    changed: Option<SystemTime>,
    #[cfg(unix)]
    inode: u64,
}

impl FileSeen {
    fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            changed: metadata.modified().ok(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(metadata),
        }
    }
}

/// How to ask.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Ask {
    /// How much to guess.
    pub tier: Tier,
    /// What decoding may take.
    pub limits: Limits,
    /// How long the search may take, from the call on. When it is over the answer is given from what was found.
    pub budget: Option<Duration>,
    /// Hashes to ask at most.
    pub guesses: Option<usize>,
    /// The time at which entries must count; the machine's clock if nothing is said.
    pub now: Option<Time>,
}

/// A verdict, and how it came about.
#[derive(Debug)]
#[non_exhaustive]
pub struct Checked {
    /// What to do, and why.
    pub verdict: Verdict,
    /// Why the picture could not be decoded; it was compared by its digests alone then.
    pub undecoded: Option<DecodeError>,
    /// Whether the time ran out, or other bounds cut the search short.
    pub degraded: bool,
}

impl Matcher {
    /// Over the lists of a catalogue, under the default rules, with the index beside it; without one, an index is made in
    /// memory.
    ///
    /// # Errors
    /// [`MatcherError`].
    pub fn open(catalogue: impl AsRef<Path>) -> Result<Self, MatcherError> {
        Self::with(catalogue.as_ref(), None, Rules::default(), Breaker::default())
    }

    /// The same with other rules, another breaker, and the index elsewhere.
    ///
    /// # Errors
    /// [`MatcherError`].
    pub fn with(
        catalogue: &Path,
        index: Option<&Path>,
        rules: Rules,
        breaker: Breaker,
    ) -> Result<Self, MatcherError> {
        let index = index.map_or_else(|| index_path(catalogue), Path::to_owned);
        let store = Catalogue::open_to_read(catalogue)?;
        let seen = std::fs::metadata(&index).ok().map(|metadata| FileSeen::of(&metadata));
        let loaded = match seen {
            Some(_) => Loaded::open(&index, store.name())?,
            None => Loaded::of_memory(derive::build_in_memory(&store)?)
                .ok_or_else(|| MatcherError::Foreign { path: index.clone() })?,
        };
        let generation = store.generation()?;
        if generation < loaded.stamp.generation {
            let index = loaded.stamp.generation;
            return Err(MatcherError::Behind { index, catalogue: generation });
        }
        let live = Live::new(loaded, &store, &rules)?;
        Ok(Self {
            path: catalogue.to_owned(),
            index,
            rules,
            counts: Counts::new(breaker),
            live: RwLock::new(live),
            spare: Mutex::new(vec![store]),
            refreshing: Mutex::new(Watch { seen, refused: None }),
            opened: Instant::now(),
            looked: AtomicU64::new(0),
        })
    }

    /// Whether the bytes of a file are, or may be made from, a picture that is listed: first by their digests, then by the
    /// picture's hashes.
    ///
    /// # Errors
    /// [`MatcherError`] if the catalogue cannot be read. A file that cannot be decoded is no error: see [`Checked`].
    pub fn check(&self, bytes: &[u8], ask: &Ask) -> Result<Checked, MatcherError> {
        let started = Instant::now();
        let digests = digests_of(bytes);
        let digests =
            [Digest::Sha256(digests.sha256), Digest::Sha1(digests.sha1), Digest::Md5(digests.md5)];
        if let Some(blocked) = self.blocked_by_digest(&digests, ask)? {
            return Ok(blocked);
        }
        let limits = ask.limits.clone();
        let options = DecodeOptions { limits, output: Output::Luma, ..DecodeOptions::default() };
        match decode_with(bytes, &options) {
            Ok(picture) => {
                self.answer(&digests, ask, started, |finder| finder.check(&picture, ask.tier))
            }
            Err(error) => {
                let mut checked = self.answer_by_digest(&digests, ask)?;
                checked.undecoded = Some(error);
                Ok(checked)
            }
        }
    }

    /// [`check`](Self::check) for many files, on all threads; the answers in their order.
    pub fn check_all<B: AsRef<[u8]> + Sync>(
        &self,
        files: &[B],
        ask: &Ask,
    ) -> Vec<Result<Checked, MatcherError>> {
        files.par_iter().map(|bytes| self.check(bytes.as_ref(), ask)).collect()
    }

    /// [`check`](Self::check) for pixels that the caller decoded; there are no digests then.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn check_pixels<'p>(
        &self,
        picture: impl Into<PlaneRef<'p>>,
        ask: &Ask,
    ) -> Result<Checked, MatcherError> {
        let picture = picture.into();
        self.answer(&[], ask, Instant::now(), |finder| finder.check(picture, ask.tier))
    }

    /// [`check`](Self::check) for a PDQ hash alone, made from a picture of that quality: nothing is guessed.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn check_hash(
        &self,
        hash: &Hash256,
        quality: Quality,
        ask: &Ask,
    ) -> Result<Checked, MatcherError> {
        self.answer(&[], ask, Instant::now(), |finder| finder.check_hash(hash, quality))
    }

    /// What the lists come to without a picture: which generation, and whether they are as they should be.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn basis(&self, now: Time) -> Result<Basis, MatcherError> {
        self.refresh_if_due()?;
        Ok(basis(&self.live(), now))
    }

    /// Why the file of the index that stands in place now was not taken up, if it was not.
    #[must_use]
    pub fn refused(&self) -> Option<String> {
        lock(&self.refreshing).refused.as_ref().map(ToString::to_string)
    }

    /// Takes up now what has changed in the catalogue and whether there is a new index.
    ///
    /// # Errors
    /// [`MatcherError`] if the catalogue cannot be read, or is older than what was loaded from it.
    pub fn refresh(&self) -> Result<(), MatcherError> {
        let mut watch = lock(&self.refreshing);
        self.looked.store(self.micros(), Ordering::Relaxed);
        self.lend(|store| {
            self.take_up_index(store, &mut watch);
            let (since, generation) = (self.live().generation, store.generation()?);
            if generation < since {
                return Err(MatcherError::Behind { index: since, catalogue: generation });
            }
            if generation > since {
                let changes = Changes::since(since, store)?;
                self.live_mut().take(changes, &self.rules)?;
            }
            Ok(())
        })
    }

    /// A new file that cannot be used leaves the old one in use.
    fn take_up_index(&self, store: &Catalogue, watch: &mut Watch) {
        let seen = std::fs::metadata(&self.index).ok().map(|metadata| FileSeen::of(&metadata));
        if seen.is_none() || seen == watch.seen {
            return;
        }
        watch.seen = seen;
        watch.refused = self.load(store).err();
    }

    fn load(&self, store: &Catalogue) -> Result<(), MatcherError> {
        let loaded = Loaded::open(&self.index, store.name())?;
        let generation = loaded.stamp.generation;
        self.live().loaded().may_give_way(store, generation, Some(&loaded))?;
        let live = Live::new(loaded, store, &self.rules)?;
        *self.live_mut() = live;
        Ok(())
    }

    fn refresh_if_due(&self) -> Result<(), MatcherError> {
        let since = self.micros().saturating_sub(self.looked.load(Ordering::Relaxed));
        if Duration::from_micros(since) < LAG { Ok(()) } else { self.refresh() }
    }

    /// An entry of the digest alone decides, where no allow-list might speak for the picture.
    fn blocked_by_digest(
        &self,
        digests: &[Digest],
        ask: &Ask,
    ) -> Result<Option<Checked>, MatcherError> {
        self.refresh_if_due()?;
        let decides = {
            let live = self.live();
            !live.has_allow_list() && !live.met(digests).is_empty()
        };
        let checked = if decides { Some(self.answer_by_digest(digests, ask)?) } else { None };
        Ok(checked.filter(|checked| checked.verdict.action == crate::action::Action::Block))
    }

    fn answer_by_digest(&self, digests: &[Digest], ask: &Ask) -> Result<Checked, MatcherError> {
        self.answer_with(digests, ask, |_| Ok(None))
    }

    fn answer(
        &self,
        digests: &[Digest],
        ask: &Ask,
        started: Instant,
        find: impl Fn(&mut Finder<'_>) -> Findings,
    ) -> Result<Checked, MatcherError> {
        self.answer_with(digests, ask, |live| {
            let mut finder = self.finder(live.searcher()?, live, ask, started);
            Ok(Some(find(&mut finder)))
        })
    }

    fn finder<'l>(
        &self,
        searcher: Searcher<'l, 4>,
        live: &Live,
        ask: &Ask,
        started: Instant,
    ) -> Finder<'l> {
        let cancel = ask.budget.map(|budget| Cancel::at(started + budget));
        let bounds = Bounds { cancel, ..Bounds::default() };
        let finder = Finder::new(searcher.bounded(bounds));
        let finder = finder.with_policy(self.rules.widest(live.lists.values()));
        finder.with_guesses(ask.guesses.unwrap_or(usize::MAX))
    }

    /// Searches, reads the entries that were met, and decides, all in one generation.
    fn answer_with(
        &self,
        digests: &[Digest],
        ask: &Ask,
        find: impl Fn(&Live) -> Result<Option<Findings>, MatcherError>,
    ) -> Result<Checked, MatcherError> {
        self.refresh_if_due()?;
        for last in (0..TRIES).map(|tried| tried + 1 == TRIES) {
            let live = self.live();
            let (findings, met) = (find(&live)?, live.met(digests));
            let entries = self.entries(&met, findings.as_ref())?;
            if entries.generation == live.generation || last {
                return Ok(self.decide(&live, findings, &met, &entries, ask));
            }
            drop(live);
            self.refresh()?;
        }
        unreachable!("the last try returns")
    }

    /// The entries that were met, as they are now.
    fn entries(
        &self,
        met: &[(u64, Digest)],
        findings: Option<&Findings>,
    ) -> Result<Read, MatcherError> {
        let near = findings.into_iter().flat_map(|findings| &findings.matches);
        let ids: Vec<u64> =
            met.iter().map(|&(id, _)| id).chain(near.map(|found| found.id)).collect();
        self.lend(|store| {
            store.at_one_moment(|store| {
                let mut entries = BTreeMap::new();
                for id in ids {
                    entries.extend(store.entry(id)?.map(|listed| (id, listed)));
                }
                Ok(Read { generation: store.generation()?, entries })
            })
        })
    }

    fn decide(
        &self,
        live: &Live,
        findings: Option<Findings>,
        met: &[(u64, Digest)],
        read: &Read,
        ask: &Ask,
    ) -> Checked {
        let now = ask.now.unwrap_or_else(Time::now);
        let mut evidence = Vec::new();
        let mut add = |id: u64, by: Met, tripped: bool| {
            if let Some(listed) = read.entries.get(&id)
                && let Some(list) = live.lists.get(&listed.list)
            {
                evidence.push(Evidence { list, entry: &listed.entry, id, by, tripped });
            }
        };
        for (id, digest) in met {
            let holds = |listed: &Listed| listed.entry.prints.contains(&Print::Exact(*digest));
            if read.entries.get(id).is_some_and(holds) {
                add(*id, Met::Digest(digest.name()), false);
            }
        }
        let (quality, coverage) = match &findings {
            Some(findings) => (Some(findings.quality), findings.coverage),
            None => (None, Coverage::Complete),
        };
        let instant = Instant::now();
        for found in findings.into_iter().flat_map(|findings| findings.matches) {
            let tripped = self.counts.count(found.id, instant);
            add(found.id, Met::Near(found), tripped);
        }
        let query = Query { quality, coverage };
        let verdict = decide(&query, &evidence, &self.rules, &basis(live, now), now);
        Checked { verdict, undecoded: None, degraded: coverage != Coverage::Complete }
    }

    /// Lends a connection that nobody else uses meanwhile.
    fn lend<T>(
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

    fn live(&self) -> std::sync::RwLockReadGuard<'_, Live> {
        self.live.read().unwrap_or_else(|broken| broken.into_inner())
    }

    fn live_mut(&self) -> std::sync::RwLockWriteGuard<'_, Live> {
        self.live.write().unwrap_or_else(|broken| broken.into_inner())
    }

    fn micros(&self) -> u64 {
        self.opened.elapsed().as_micros() as u64
    }
}

/// Entries, and the generation that they are of.
struct Read {
    generation: u64,
    entries: BTreeMap<u64, Listed>,
}

fn basis(live: &Live, now: Time) -> Basis {
    let (generation, configuration) = (live.generation, live.configuration.clone());
    Basis { generation, state: live.state(now), configuration }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}
