//! Questions under bounds, with memory that is used again.

use std::cell::Cell;

use super::lookup::{Questions, Scratch};
use super::loose::{Loose, Reach};
use super::ring::{Bits, spread};
use super::search::{Answer, Answers, Bounds, Coverage, Hit};
use super::sink::{Any, Near, Sink};
use super::source::{Source, Ways};
use crate::{Hash, Profile};

/// Asks an index, and what is laid over it, with memory that is kept from one question to the next: in the steady
/// state nothing is allocated.
///
/// ```
/// use staydown::{Bounds, Builder256, Coverage, Hash, Hash256, Profile};
///
/// let mut builder = Builder256::new(Profile::Pdq)?;
/// (0..100).for_each(|id| builder.push(Hash([id, 0, 0, 0]), id));
/// let index = builder.into_index()?;
///
/// let mut bounds = Bounds::default();
/// bounds.hits = 10;
/// let mut searcher = index.searcher().bounded(bounds);
/// let answer = searcher.within(&Hash256::ZERO, 31);
/// assert_eq!((answer.hits.len(), answer.coverage), (10, Coverage::Hits));
/// # Ok::<_, staydown::BuildError>(())
/// ```
pub struct Searcher<'a, const W: usize> {
    pub(super) sources: Vec<Source<'a, W>>,
    pub(super) profile: Profile,
    pub(super) bounds: Bounds,
    /// None until the first question.
    pub(super) spare: Option<Box<Spare>>,
}

/// What a searcher leaves to the next one of its thread.
#[derive(Default)]
pub(super) struct Spare {
    pub(super) ways: Ways,
    pub(super) scratch: Scratch,
    /// The words of the queries.
    words: Vec<u64>,
    sinks: Vec<Near>,
    hits: Vec<Vec<Hit>>,
    coverage: Vec<Coverage>,
}

thread_local! {
    static SPARE: Cell<Option<Box<Spare>>> = const { Cell::new(None) };
}

impl<const W: usize> Drop for Searcher<'_, W> {
    fn drop(&mut self) {
        if let Some(spare) = self.spare.take() {
            SPARE.set(Some(spare));
        }
    }
}

impl<'a, const W: usize> Searcher<'a, W> {
    pub(super) fn new(source: Source<'a, W>, profile: Profile) -> Self {
        let spare = SPARE.take();
        Self { sources: vec![source], profile, bounds: Bounds::default(), spare }
    }

    pub(crate) fn profile(&self) -> Profile {
        self.profile
    }

    /// The number of different hashes that it searches.
    pub(crate) fn rows(&self) -> usize {
        self.sources.iter().map(|source| source.rows.count).sum()
    }

    /// Whether its searches are to end.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.bounds.are_cancelled()
    }

    /// Sets bounds on what each query may cost.
    #[must_use]
    pub fn bounded(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Asks the tables whatever that costs. For tests of the search.
    #[doc(hidden)]
    #[must_use]
    pub fn through_tables(mut self) -> Self {
        self.sources.iter_mut().for_each(|source| source.forced = true);
        self
    }

    /// All entries that differ from the hash in at most `radius` bits.
    pub fn within(&mut self, hash: &Hash<W>, radius: u32) -> Answer<'_> {
        self.within_each(std::slice::from_ref(hash), radius).into_first()
    }

    /// [`within`](Self::within) for each of some hashes that belong together, such as the orientations or crops of one
    /// picture, on the caller's thread. For thousands of hashes see [`within_batch`](Self::within_batch).
    pub fn within_each(&mut self, hashes: &[Hash<W>], radius: u32) -> Answers<'_> {
        self.answers_to(hashes, Reach::all(radius))
    }

    pub(super) fn answers_to(&mut self, hashes: &[Hash<W>], reach: Reach) -> Answers<'_> {
        self.put(hashes, reach);
        self.answers()
    }

    fn put(&mut self, hashes: &[Hash<W>], reach: Reach) {
        self.prepare(hashes, reach.radius, self.bounds.hits.saturating_add(1));
        self.ask(reach);
    }

    /// What so many queries together will not see of the index.
    pub(super) fn loose(&mut self, reach: Reach, together: usize) -> Option<Loose> {
        let together = self.sources[0].together(together, self.bounds.work);
        self.sources[0].loose(reach, together, &mut self.spare.get_or_insert_default().ways)
    }

    /// The `k` nearest entries, or all if there are fewer. Of entries at one distance the lowest ids come first.
    ///
    /// The radius is widened until so many are within it.
    pub fn nearest(&mut self, hash: &Hash<W>, k: usize) -> Answer<'_> {
        if !self.widen(hash, k) {
            self.spare.get_or_insert_default().sinks[0].restart(Hash::<W>::BITS);
            self.ask(Reach::all(Hash::<W>::BITS));
        }
        self.answers().into_first()
    }

    /// The same where the tables suffice for it.
    pub(super) fn take_nearest(
        &mut self,
        hash: &Hash<W>,
        k: usize,
    ) -> Option<(Vec<Hit>, Coverage)> {
        self.widen(hash, k).then(|| self.take_answers().next()).flatten()
    }

    /// Looks for the `k` nearest within wider and wider radii, as long as the tables are the cheaper way. `false` if
    /// there may be others.
    fn widen(&mut self, hash: &Hash<W>, k: usize) -> bool {
        self.prepare(std::slice::from_ref(hash), 0, k);
        let source = self.sources[0];
        for flips in 1.. {
            let radius = source.tables.map(|tables| tables.plan.tables * flips - 1);
            let cheaper = radius.filter(|&radius| {
                radius < Hash::<W>::BITS && k <= source.rows.count && !self.scans(radius, 1)
            });
            let Some(radius) = cheaper else { return false };
            self.spare.get_or_insert_default().sinks[0].restart(radius);
            self.ask(Reach::all(radius));
            if self.spare.get_or_insert_default().sinks[0].is_full()
                || self.spare.get_or_insert_default().coverage[0] != Coverage::Complete
            {
                break;
            }
        }
        true
    }

    /// Whether the first source is scanned for so many queries together.
    pub(super) fn scans(&mut self, radius: u32, together: usize) -> bool {
        self.sources[0]
            .lookup(Reach::all(radius), together, &mut self.spare.get_or_insert_default().ways)
            .is_none()
    }

    /// Another searcher of the same, for another thread.
    pub(super) fn sibling(&self) -> Self {
        let spare = SPARE.take();
        let (sources, bounds) = (self.sources.clone(), self.bounds.clone());
        Self { sources, profile: self.profile, bounds, spare }
    }

    pub(super) fn take_within(
        &mut self,
        hashes: &[Hash<W>],
        radius: u32,
    ) -> Vec<(Vec<Hit>, Coverage)> {
        self.put(hashes, Reach::all(radius));
        self.take_answers().collect()
    }

    /// Whether any entry differs from the hash in at most `radius` bits. The search ends at the first, which is a
    /// complete answer, or at the bounds: `false` is certain only if the coverage is [`Coverage::Complete`].
    pub fn any_within(&mut self, hash: &Hash<W>, radius: u32) -> (bool, Coverage) {
        let bits = spread(hash);
        let mut sink = Any::new(radius, self.bounds.cancel.as_ref());
        let mut questions = Questions {
            queries: std::slice::from_ref(&bits),
            sinks: std::slice::from_mut(&mut sink),
        };
        let Spare { ways, scratch, .. } = self.spare.get_or_insert_default().as_mut();
        let all = effort_of_a_scan(&self.sources);
        let most = self.bounds.work.min(all);
        scratch.start(1, most);
        let mut coverage = Coverage::Complete;
        for source in &self.sources {
            let asked = source.ask(Reach::all(radius), &mut questions, ways, scratch);
            if asked.is_err() || scratch.effort.is_exceeded(0) {
                match most < all {
                    true => coverage = Coverage::Work,
                    false => source.scan(&mut questions, &mut scratch.pass),
                }
            }
            if questions.sinks[0].found {
                return (true, Coverage::Complete);
            }
        }
        (false, if self.bounds.are_cancelled() { Coverage::Cancelled } else { coverage })
    }

    /// Takes the queries down, with a sink for each.
    fn prepare(&mut self, hashes: &[Hash<W>], radius: u32, most: usize) {
        let Spare { words, sinks, hits, coverage, .. } =
            self.spare.get_or_insert_default().as_mut();
        words.clear();
        words.extend(hashes.iter().flat_map(spread));
        hits.resize_with(hashes.len().max(hits.len()), Vec::new);
        sinks.clear();
        sinks.extend(hits.iter_mut().take(hashes.len()).map(|room| {
            let sink = Near::new(radius, most, self.bounds.cancel.as_ref());
            sink.in_room(std::mem::take(room))
        }));
        coverage.clear();
        coverage.resize(hashes.len(), Coverage::Complete);
    }

    fn ask(&mut self, reach: Reach) {
        let Spare { ways, scratch, words, sinks, coverage, .. } =
            self.spare.get_or_insert_default().as_mut();
        let queries: &[Bits<W>] = words.as_chunks().0;
        let mut questions = Questions { queries, sinks };
        ask(&self.sources, &self.bounds, reach, &mut questions, coverage, ways, scratch);
    }

    fn answers(&mut self) -> Answers<'_> {
        let Spare { sinks, hits, coverage, .. } = self.spare.get_or_insert_default().as_mut();
        let count = sinks.len();
        for ((sink, hits), coverage) in sinks.drain(..).zip(&mut *hits).zip(&mut *coverage) {
            (*hits, *coverage) = sink.finish(&self.bounds, *coverage);
        }
        Answers::new(&hits[..count], coverage)
    }

    /// The answers themselves, and not their memory alone.
    fn take_answers(&mut self) -> impl Iterator<Item = (Vec<Hit>, Coverage)> {
        let Spare { sinks, coverage, .. } = self.spare.get_or_insert_default().as_mut();
        let answers = sinks.drain(..).zip(&*coverage);
        answers.map(|(sink, &coverage)| sink.finish(&self.bounds, coverage))
    }
}

/// Asks every source, all but the first completely. A query for which the tables cost more than a scan, or are damaged,
/// is asked by a scan.
pub(super) fn ask<const W: usize, S: Sink>(
    sources: &[Source<'_, W>],
    bounds: &Bounds,
    reach: Reach,
    questions: &mut Questions<'_, W, S>,
    coverage: &mut [Coverage],
    ways: &mut Ways,
    scratch: &mut Scratch,
) {
    let radius = reach.radius;
    let all = effort_of_a_scan(sources);
    let most = bounds.work.min(all);
    scratch.start(questions.queries.len(), most);
    let reaches = std::iter::once(reach).chain(std::iter::repeat(Reach::all(radius)));
    let damaged = sources
        .iter()
        .zip(reaches)
        .any(|(source, reach)| source.ask(reach, questions, ways, scratch).is_err());
    for (at, query) in questions.queries.iter().enumerate() {
        if !damaged && !scratch.effort.is_exceeded(at) {
            continue;
        }
        if most < all {
            coverage[at] = Coverage::Work;
            continue;
        }
        questions.sinks[at].restart(radius);
        let mut question = Questions {
            queries: std::slice::from_ref(query),
            sinks: std::slice::from_mut(&mut questions.sinks[at]),
        };
        let pass = &mut scratch.pass;
        sources.iter().for_each(|source| source.scan(&mut question, pass));
    }
    if bounds.are_cancelled() {
        coverage.fill(Coverage::Cancelled);
    }
}

/// What a search may cost before reading everything is the cheaper way out, in comparisons of a few bits.
fn effort_of_a_scan<const W: usize>(sources: &[Source<'_, W>]) -> u64 {
    let rows: usize = sources.iter().map(|source| source.rows.count).sum();
    4 * rows as u64 + (1 << 16)
}
