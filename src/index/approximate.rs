//! The search that may miss entries.

use super::Searcher;
use super::loose::{Loose, Reach};
use super::search::Answers;
use crate::Hash;

/// Answers that may lack entries.
#[derive(Clone, Copy, Debug)]
pub struct Approximate<'s, const W: usize> {
    /// What was found within the radius, for each query.
    pub answers: Answers<'s>,
    radius: u32,
    /// `None` if everything was found.
    loose: Option<Loose>,
}

impl<const W: usize> Approximate<'_, W> {
    /// The share of the entries at exactly that distance which is expected to be found, from 0 to 1, if the bits
    /// in which a copy differs lie anywhere with the same chance. 0 beyond the radius. Takes about a millisecond.
    #[must_use]
    pub fn expected_recall(&self, distance: u32) -> f64 {
        match self.loose {
            _ if distance > self.radius => 0.0,
            Some(loose) => loose.share::<W>(distance),
            None => 1.0,
        }
    }
}

impl<const W: usize> Searcher<'_, W> {
    /// Most entries that differ from each hash in at most `radius` bits: of those at that distance a share of about
    /// `recall` is expected, of nearer ones more. Asks the tables for so much only, or for all where that costs less.
    /// Changes that are laid over the index are searched completely.
    ///
    /// For finding candidates that are then looked at more closely: radius 60 costs a few times what the complete search
    /// costs for 31.
    ///
    /// ```
    /// use staydown::{Builder256, Hash, Hash256, Profile};
    ///
    /// let mut builder = Builder256::new(Profile::Pdq)?;
    /// builder.push(Hash([u64::MAX >> 4, 0, 0, 0]), 7);
    /// let index = builder.into_index()?;
    ///
    /// let mut searcher = index.searcher();
    /// let found = searcher.approximate(&[Hash256::ZERO], 60, 0.75);
    /// assert_eq!(found.answers.iter().next().unwrap().hits[0].id, 7);
    /// assert_eq!(found.expected_recall(60), 1.0); // so short a list is searched completely
    /// # Ok::<_, staydown::BuildError>(())
    /// ```
    pub fn approximate(
        &mut self,
        hashes: &[Hash<W>],
        radius: u32,
        recall: f64,
    ) -> Approximate<'_, W> {
        let reach = Reach { radius, share: recall };
        let loose = self.loose(reach, hashes.len());
        let answers = self.answers_to(hashes, reach);
        Approximate { answers, radius, loose }
    }
}
