//! Search by radius in an index, under changes or not.

use std::error::Error;
use std::fs;
use std::hint::black_box;

use staydown::{Buffer, Hash, Hit, Index, IndexInfo, Overlay, Searcher};

use crate::Answer;
use crate::lists;
use crate::timing::timed;

/// An index that was read, by the width of its hashes.
pub(crate) enum Loaded {
    Narrow(Listed<1>),
    Wide(Listed<4>),
}

pub(crate) struct Listed<const W: usize> {
    index: Index<W, Buffer>,
    changes: Option<Overlay<W>>,
}

/// The share of the entries at the radius that an approximate search is to find.
const RECALL: f64 = 0.71;

/// How queries are asked.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// So many together on one thread.
    Each(usize),
    /// So many together on all threads.
    Batch(usize),
    /// So many together on one thread, and entries may be missed.
    Approximate(usize),
}

impl Loaded {
    pub(crate) fn read(file: &str) -> Result<Self, Box<dyn Error>> {
        Ok(match IndexInfo::of_file(file)?.profile.bits() {
            64 => Self::Narrow(Listed { index: Index::read(file)?, changes: None }),
            _ => Self::Wide(Listed { index: Index::read(file)?, changes: None }),
        })
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Narrow(listed) => listed.index.len(),
            Self::Wide(listed) => listed.index.len(),
        }
    }

    pub(crate) fn change(&mut self, added: &str, removed: &str) -> Answer {
        match self {
            Self::Narrow(listed) => listed.change(added, removed),
            Self::Wide(listed) => listed.change(added, removed),
        }
    }

    pub(crate) fn recall(&self, together: &str, radius: &str, distance: &str) -> Answer {
        match self {
            Self::Narrow(listed) => listed.recall(together, radius, distance),
            Self::Wide(listed) => listed.recall(together, radius, distance),
        }
    }

    pub(crate) fn search(&self, queries: &str, way: Way, radius: &str, answers: &str) -> Answer {
        match self {
            Self::Narrow(listed) => listed.search(queries, way, radius, answers),
            Self::Wide(listed) => listed.search(queries, way, radius, answers),
        }
    }

    pub(crate) fn time(
        &self,
        queries: &str,
        way: Way,
        radius: &str,
        seconds: &str,
        clock: &str,
    ) -> Answer {
        match self {
            Self::Narrow(listed) => listed.time(queries, way, radius, seconds, clock),
            Self::Wide(listed) => listed.time(queries, way, radius, seconds, clock),
        }
    }
}

impl Way {
    pub(crate) fn new(name: &str, together: &str) -> Result<Self, Box<dyn Error>> {
        let together = together.parse()?;
        match name {
            "each" => Ok(Self::Each(together)),
            "batch" => Ok(Self::Batch(together)),
            "approximate" => Ok(Self::Approximate(together)),
            _ => Err("a way is each, batch or approximate".into()),
        }
    }
}

impl<const W: usize> Listed<W> {
    /// Removes the first entries, and adds hashes whose ids are counted on.
    fn change(&mut self, added: &str, removed: &str) -> Answer {
        let mut changes = Overlay::new(self.index.profile())?;
        (0..removed.parse()?).for_each(|id| changes.remove(id, 0));
        for (hash, id) in lists::read(added)?.into_iter().zip(self.index.len() as u64..) {
            changes.add(hash, id, 0)?;
        }
        Ok(self.changes.insert(changes).len().to_string())
    }

    /// The share of the entries at a distance that an approximate search is expected to find.
    fn recall(&self, together: &str, radius: &str, distance: &str) -> Answer {
        let (mut searcher, queries) = (self.searcher()?, vec![Hash([0; W]); together.parse()?]);
        let found = searcher.approximate(&queries, radius.parse()?, RECALL);
        Ok(found.expected_recall(distance.parse()?).to_string())
    }

    fn search(&self, queries: &str, way: Way, radius: &str, answers: &str) -> Answer {
        let (queries, radius) = (lists::read(queries)?, radius.parse()?);
        let (mut bytes, mut query) = (Vec::new(), 0_u32);
        ask(self.searcher()?, &queries, way, radius, |hits| {
            for hit in hits {
                let triple = [query, hit.id as u32, hit.distance];
                bytes.extend(triple.into_iter().flat_map(u32::to_le_bytes));
            }
            query += 1;
        });
        fs::write(answers, &bytes)?;
        Ok((bytes.len() / 12).to_string())
    }

    fn time(&self, queries: &str, way: Way, radius: &str, seconds: &str, clock: &str) -> Answer {
        let (queries, radius) = (lists::read(queries)?, radius.parse()?);
        self.searcher()?;
        Ok(timed(clock.parse()?, seconds.parse()?, || {
            let searcher = self.searcher()?;
            ask(searcher, &queries, way, radius, |hits| _ = black_box(hits));
            Ok::<_, Box<dyn Error>>(())
        }))
    }

    fn searcher(&self) -> Result<Searcher<'_, W>, Box<dyn Error>> {
        let searcher = self.index.searcher();
        Ok(match &self.changes {
            Some(changes) => searcher.over(changes)?,
            None => searcher,
        })
    }
}

/// Hands the hits of each query on, in the order of the queries.
fn ask<const W: usize>(
    mut searcher: Searcher<'_, W>,
    queries: &[Hash<W>],
    way: Way,
    radius: u32,
    mut take: impl FnMut(&[Hit]),
) {
    match way {
        Way::Each(together) => {
            for chunk in queries.chunks(together) {
                searcher.within_each(chunk, radius).iter().for_each(|answer| take(answer.hits));
            }
        }
        Way::Batch(together) => {
            for chunk in queries.chunks(together) {
                let answers = searcher.within_batch(chunk, radius);
                answers.iter().for_each(|(hits, _)| take(hits));
            }
        }
        Way::Approximate(together) => {
            for chunk in queries.chunks(together) {
                let found = searcher.approximate(chunk, radius, RECALL);
                found.answers.iter().for_each(|answer| take(answer.hits));
            }
        }
    }
}
