//! What comes near to any of a picture's guesses, before it is decided whether that is near enough.

use std::collections::HashMap;

use super::effort::Effort;
use crate::fingerprint::{Hash256, Quality, regularity};
use crate::hash::Pdq;
use crate::index::{Candidate, Coverage, Hit, Searcher};
use crate::probe::{Guess, Probe, Question, Tier, weighted_distance};

/// What was asked about a picture and what came near.
#[derive(Clone, Debug)]
pub struct Survey {
    /// How much was asked.
    pub tier: Tier,
    /// Entries that were asked.
    pub entries: usize,
    /// Quality of the whole picture's hash.
    pub quality: Quality,
    /// Hashes asked for.
    pub asked: usize,
    /// Whether bounds on the search cut it short.
    pub coverage: Coverage,
    /// What came near; an entry may occur once for the whole picture and once for a guess moved towards it.
    pub sightings: Vec<Sighting>,
}

/// How an entry was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// By the hash of the whole picture.
    Whole,
    /// By a guess, whose frame was moved towards it.
    Moved,
}

/// An entry that came near.
#[derive(Clone, Copy, Debug)]
pub struct Sighting {
    /// The entry, and bits that differ.
    pub hit: Hit,
    /// Bits that differed before the guess was moved.
    pub start: u32,
    /// The guess.
    pub guess: Guess,
    /// By which means.
    pub means: Means,
    /// The distance with bits counted by how surely the picture says them.
    pub weighted: f32,
    /// The part of the guess's frame that the picture shows.
    pub seen: f32,
    /// The quality of the frame's hash.
    pub quality: Quality,
    /// How regular the entry's bits are: 1 by chance, 1.6 for a usual photograph.
    pub regularity: f32,
}

impl Survey {
    pub(super) fn new(tier: Tier, entries: usize, quality: Quality) -> Self {
        let (coverage, sightings) = (Coverage::Complete, Vec::new());
        Self { tier, entries, quality, asked: 0, coverage, sightings }
    }

    /// Asks for all hashes; entries near to the whole picture are sighted as they are.
    pub(super) fn ask(
        &mut self,
        searcher: &mut Searcher<'_, 4>,
        questions: &[Question],
        effort: &Effort,
    ) -> Vec<(Candidate<4>, usize)> {
        let hashes: Vec<_> = questions.iter().map(|question| question.hash).collect();
        self.asked = hashes.len();
        let (found, coverage) =
            searcher.candidates(&hashes, effort.radius, effort.recall, effort.closely);
        if self.coverage == Coverage::Complete {
            self.coverage = coverage;
        }
        let numbered = found.into_iter().enumerate();
        numbered.flat_map(|(at, found)| found.into_iter().map(move |found| (found, at))).collect()
    }

    /// Sights the entries that came near to the whole picture, each in the nearest of its orientations.
    pub(super) fn sight_whole(
        &mut self,
        print: &Pdq,
        questions: &[Question],
        found: &[(Candidate<4>, usize)],
    ) {
        let whole = found.iter().copied().filter(|&(_, at)| at < questions.len());
        for (Candidate { hit, hash }, at) in nearest_of_each(whole) {
            let guess = questions[at].guess;
            let weighted = weighted_distance(print, &hash, &guess);
            let (start, means, seen) = (hit.distance, Means::Whole, 1.0);
            self.sightings.push(Sighting {
                hit,
                start,
                guess,
                means,
                weighted,
                seen,
                quality: print.quality,
                regularity: regularity(&hash),
            });
        }
    }

    /// Asks for a hash of which no picture is at hand: its bits are equally sure.
    pub(super) fn sight_hash(
        &mut self,
        searcher: &mut Searcher<'_, 4>,
        hash: &Hash256,
        effort: &Effort,
    ) {
        self.asked = 1;
        let (found, coverage) =
            searcher.candidates(&[*hash], effort.radius, effort.recall, effort.closely);
        self.coverage = coverage;
        for Candidate { hit, hash } in found.into_iter().flatten() {
            let (start, weighted) = (hit.distance, hit.distance as f32);
            self.sightings.push(Sighting {
                hit,
                start,
                guess: Guess::WHOLE,
                means: Means::Whole,
                weighted,
                seen: 1.0,
                quality: self.quality,
                regularity: regularity(&hash),
            });
        }
    }

    /// Moves the guess that is nearest to an entry towards it, for the entries that are nearest, and ends when it has to.
    pub(super) fn sight_moved(
        &mut self,
        probe: &Probe,
        questions: &[Question],
        found: &[(Candidate<4>, usize)],
        effort: &Effort,
        until: impl Fn() -> bool,
    ) {
        for (Candidate { hit, hash }, at) in
            nearest_of_each(found.iter().copied()).into_iter().take(effort.closely)
        {
            if until() {
                self.coverage = Coverage::Cancelled;
                return;
            }
            let moved = probe.refine(&questions[at], &hash);
            self.sightings.push(Sighting {
                hit: Hit { distance: moved.distance, ..hit },
                start: hit.distance,
                guess: Guess { frame: moved.frame, ..questions[at].guess },
                means: Means::Moved,
                weighted: moved.weighted,
                seen: moved.seen,
                quality: moved.quality,
                regularity: regularity(&hash),
            });
        }
    }
}

/// Each entry once, with the question that it is nearest to; the nearest entries first.
fn nearest_of_each(
    found: impl Iterator<Item = (Candidate<4>, usize)>,
) -> Vec<(Candidate<4>, usize)> {
    let mut nearest: HashMap<(u64, u16), (Candidate<4>, usize)> = HashMap::new();
    for (candidate, at) in found {
        let key = (candidate.hit.id, candidate.hit.list);
        let kept = nearest.entry(key).or_insert((candidate, at));
        if (candidate.hit.distance, at) < (kept.0.hit.distance, kept.1) {
            *kept = (candidate, at);
        }
    }
    let mut nearest: Vec<_> = nearest.into_values().collect();
    nearest.sort_by_key(|&(candidate, at)| (candidate, at));
    nearest
}
