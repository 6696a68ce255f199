//! The front door: a catalogue's lists, searched, judged and kept up to date.

mod alone;
mod answer;
mod breaker;
mod connections;
mod derive;
mod digests;
mod error;
mod kept;
mod live;
mod loaded;
mod seen;
mod stamp;
mod sync;

use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;

pub use breaker::Breaker;
pub use derive::{Built, build_index, index_path};
pub use error::MatcherError;

use self::breaker::Counts;
use self::connections::Connections;
use self::kept::Kept;
use self::live::Live;
use self::loaded::Loaded;
use self::seen::FileSeen;
use self::sync::{Arc, Mutex, MutexGuard, TryLockError};
use crate::decode::{DecodeError, DecodeOptions, Limits, Output, decode_with};
use crate::fingerprint::{Hash256, Profile, Quality};
use crate::hash::digests as digests_of;
use crate::list::{Catalogue, Digest, Time};
use crate::plane::PlaneRef;
use crate::probe::Tier;
use crate::verdict::{Basis, Record, Rules, Verdict};

/// Matches pictures against the lists of a catalogue, or against [an index alone](Matcher::over).
///
/// It may be shared by any number of threads. Every answer is that of one generation of the catalogue, which it names. A
/// change counts within 50 milliseconds of its acknowledgement. A new index that another process puts in place is taken up
/// by a thread that is begun for it, without a pause; one that has lost entries is refused, and [`Matcher::refused`] says so.
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
/// assert_eq!((answer.verdict.action, answer.verdict.why), (Action::Allow, Why::NothingMatches));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Matcher {
    kept: Arc<Kept>,
    counts: Counts,
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
    /// Whether the time ran out before all was asked. Fewer [`Ask::guesses`] are a choice, as a lower tier is.
    pub degraded: bool,
}

impl Checked {
    /// The [`Record`] of the decision as a line of JSON for a log, without hashes, and beside it `degraded` and
    /// `undecoded`, the kind of [`DecodeError`] or null.
    #[must_use]
    pub fn record(&self) -> String {
        let record = Record::new(&self.verdict, "", Profile::Pdq, Time::now());
        let mut line = serde_json::json!(record);
        line["degraded"] = self.degraded.into();
        line["undecoded"] = self.undecoded.as_ref().map(DecodeError::name).into();
        line.to_string()
    }
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
        let seen = FileSeen::at(&index);
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
        let connections = Connections::new(catalogue.to_owned(), store);
        let kept = Kept::new(Some(connections), index, rules, live, seen);
        Ok(Self { kept: Arc::new(kept), counts: Counts::new(breaker) })
    }

    /// Takes up now what has changed in the catalogue and whether there is a new index, and waits for that.
    ///
    /// # Errors
    /// [`MatcherError`] if the catalogue cannot be read, or is older than what was loaded from it. Over an index alone none.
    pub fn refresh(&self) -> Result<(), MatcherError> {
        self.kept.refresh()
    }

    /// Why the file of the index that stands in place now was not taken up, if it was not.
    #[must_use]
    pub fn refused(&self) -> Option<String> {
        self.kept.refused()
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
        self.kept.refresh_if_due()?;
        Ok(basis(&self.kept.live(), now))
    }
}

fn basis(live: &Live, now: Time) -> Basis {
    let (generation, configuration) = (live.generation, live.configuration.clone());
    Basis { generation, state: live.state(now), configuration }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}

/// `None` if somebody holds it.
fn lock_if_free<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(broken)) => Some(broken.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}
