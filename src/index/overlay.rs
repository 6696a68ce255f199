//! What has changed since an index was built, held in memory.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use zerocopy::little_endian::U64;

use super::entries::{Entries, Standing};
use super::ring::{Bits, gathered, spread};
use super::rows::Rows;
use super::source::Source;
use super::{Buffer, BuildError, Builder, Index, Searcher};
use crate::hamming::{GROUP, Word, front_words};
use crate::{Hash, Profile};

/// Additions that are compared one by one; more of them become an index.
const LATEST: usize = 1024;
/// Additions up to which there is one index of them; then an index takes in those that are not this many times as large.
const ONE_INDEX: usize = 1 << 17;
const TIMES: usize = 8;

/// Additions and removals since an index was built, which a [`Searcher`] lays over it: they count at once, and the
/// answers are as complete as before.
///
/// Entries are told apart by id and list. A removal takes out every entry of that id and list, in the index and among
/// the additions so far; what is added later counts again.
///
/// A clone shares the hashes of most additions with what it is a clone of.
///
/// ```
/// use staydown::{Builder256, Hash256, Overlay256, Profile};
///
/// let mut builder = Builder256::new(Profile::Pdq)?;
/// builder.push(Hash256::ZERO, 1);
/// let index = builder.into_index()?;
///
/// let mut overlay = Overlay256::new(Profile::Pdq)?;
/// overlay.add(Hash256::ZERO, 2, 0)?;
/// overlay.remove(1, 0);
/// let mut searcher = index.searcher().over(&overlay)?;
/// let hits = searcher.within(&Hash256::ZERO, 31).hits;
/// assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [2]);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Overlay<const W: usize> {
    profile: Profile,
    removed: HashSet<(u64, u16)>,
    /// Id and list of every addition, by its number; `None` if it was removed.
    added: Vec<Option<(u64, u16)>>,
    /// Of each addition the one before of the same id and list.
    before: Vec<Option<u32>>,
    /// The last addition of each id and list.
    last: HashMap<(u64, u16), u32>,
    /// Indexes of additions, whose ids are their numbers; the largest first.
    settled: Vec<Arc<Index<W, Buffer>>>,
    latest: Latest<W>,
}

/// An [`Overlay`] for hashes of 256 bits.
pub type Overlay256 = Overlay<4>;
/// An [`Overlay`] for hashes of 64 bits.
pub type Overlay64 = Overlay<1>;

/// Hashes of another profile than those they should be laid over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("changes of profile {} cannot be laid over an index of {}", found.name(), expected.name())]
pub struct ProfileMismatch {
    /// The index's profile.
    pub expected: Profile,
    /// The overlay's.
    pub found: Profile,
}

/// The latest additions as rows, in whole groups.
#[derive(Clone, Default)]
struct Latest<const W: usize> {
    front: Vec<Word>,
    back: Vec<Word>,
    numbers: Vec<U64>,
}

impl<const W: usize> Latest<W> {
    fn push(&mut self, bits: Bits<W>, number: u32) {
        let (front, back) = bits.split_at(front_words(W));
        let row = self.numbers.len();
        if row.is_multiple_of(GROUP) {
            self.front.resize((row + GROUP) * front.len(), Word::ZERO);
            self.back.resize((row + GROUP) * back.len(), Word::ZERO);
        }
        let put = |words: &mut [Word], values: &[u64]| {
            let words = words.iter_mut().skip(row * values.len());
            words.zip(values).for_each(|(word, &value)| word.set(value));
        };
        put(&mut self.front, front);
        put(&mut self.back, back);
        self.numbers.push(u64::from(number).into());
    }

    fn rows<'a>(&'a self, standing: Standing<'a>) -> Rows<'a, W> {
        let entries = Entries { ids: &self.numbers, standing, ..Entries::default() };
        Rows { front: &self.front, back: &self.back, count: self.numbers.len(), entries }
    }
}

impl<const W: usize> Overlay<W> {
    /// Without changes.
    ///
    /// # Errors
    /// [`BuildError::Width`] if the profile's hashes do not have `64 * W` bits.
    pub fn new(profile: Profile) -> Result<Self, BuildError> {
        Builder::<W>::new(profile)?;
        Ok(Self {
            profile,
            removed: HashSet::new(),
            added: Vec::new(),
            before: Vec::new(),
            last: HashMap::new(),
            settled: Vec::new(),
            latest: Latest { front: Vec::new(), back: Vec::new(), numbers: Vec::new() },
        })
    }

    /// Number of additions that count and of removals.
    #[must_use]
    pub fn len(&self) -> usize {
        self.added.iter().flatten().count() + self.removed.len()
    }

    /// Whether there are no changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.last.is_empty() && self.removed.is_empty()
    }

    /// Adds an entry. Now and then this takes as long as building an index of some of the additions.
    ///
    /// # Errors
    /// [`BuildError`] when there is no memory for that index; the entry counts all the same.
    pub fn add(&mut self, hash: Hash<W>, id: u64, list: u16) -> Result<(), BuildError> {
        self.add_all([(hash, id, list)])
    }

    /// The same for many: together they take less time than one after the other.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_all(
        &mut self,
        entries: impl IntoIterator<Item = (Hash<W>, u64, u16)>,
    ) -> Result<(), BuildError> {
        for (hash, id, list) in entries {
            let number = self.added.len() as u32;
            self.added.push(Some((id, list)));
            self.before.push(self.last.insert((id, list), number));
            self.latest.push(spread(&hash), number);
        }
        if self.latest.numbers.len() >= LATEST { self.settle() } else { Ok(()) }
    }

    /// Takes out every entry of that id and list.
    pub fn remove(&mut self, id: u64, list: u16) {
        self.removed.insert((id, list));
        let mut next = self.last.remove(&(id, list));
        while let Some(number) = next {
            self.added[number as usize] = None;
            next = self.before[number as usize];
        }
    }

    /// Makes an index of the latest additions and of the indexes that are not much larger.
    fn settle(&mut self) -> Result<(), BuildError> {
        let mut builder = Builder::new(self.profile)?;
        builder.spare_no_memory();
        let mut kept = self.settled.len();
        self.push_live(&mut builder, self.latest.rows(Standing::AsFiled));
        while let Some(last) = self.settled[..kept].last()
            && (last.len() < ONE_INDEX || last.len() < TIMES * builder.len())
        {
            self.push_live(&mut builder, last.source().rows);
            kept -= 1;
        }
        let index = builder.into_index()?;
        self.settled.truncate(kept);
        self.settled.push(Arc::new(index));
        self.latest = Latest { front: Vec::new(), back: Vec::new(), numbers: Vec::new() };
        Ok(())
    }

    /// Adds those of the rows that count.
    fn push_live(&self, builder: &mut Builder<W>, rows: Rows<'_, W>) {
        for row in 0..rows.count {
            let hash = gathered(rows.bits(row));
            rows.entries.each(row, 0, |hit| {
                if self.added[hit.id as usize].is_some() {
                    builder.push(hash, hit.id);
                }
            });
        }
    }

    fn sources(&self) -> impl Iterator<Item = Source<'_, W>> {
        let standing = Standing::Added(&self.added);
        let settled = self.settled.iter().map(|index| index.source());
        let latest = Source { rows: self.latest.rows(standing), tables: None, forced: false };
        settled.chain([latest]).map(move |mut source| {
            source.rows.entries.standing = standing;
            source
        })
    }
}

impl<'a, const W: usize> Searcher<'a, W> {
    /// Lays changes over the index.
    ///
    /// # Errors
    /// [`ProfileMismatch`] if they are hashes of another profile.
    pub fn over(mut self, overlay: &'a Overlay<W>) -> Result<Self, ProfileMismatch> {
        if overlay.profile != self.profile {
            let (expected, found) = (self.profile, overlay.profile);
            return Err(ProfileMismatch { expected, found });
        }
        self.sources.truncate(1);
        self.sources[0].rows.entries.standing = Standing::Unless(&overlay.removed);
        self.sources.extend(overlay.sources());
        Ok(self)
    }
}
