//! The kinds of lists.

use std::ops::RangeInclusive;

use staydown::{Hash, Hash256};

use super::photos;
use super::random::Random;

/// Hashes, whose ids are their places, and queries: every second one lies some bits from a hash of the list, as far as
/// a radius reaches and further; the others are unrelated to it.
pub(crate) struct List<const W: usize> {
    pub(crate) hashes: Vec<Hash<W>>,
    pub(crate) queries: Vec<Hash<W>>,
}

/// How the hashes of a list lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Random.
    Uniform,
    /// 20 to 60 bits from one of a thousand random centres, or of a twentieth of the list if that is less.
    Clustered,
    /// PDQ of crops of photographs in all orientations; unrelated queries are crops of other photographs. See `photos`.
    Photos,
    /// Each hash ten times on average; a quarter of the list, at most 250,000 entries, is one hash.
    Duplicates,
    /// Random, but for the last quarter, at most 250,000 entries, which is one hash, and a tenth as many of another
    /// before it.
    Heavy,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] =
        [Self::Uniform, Self::Clustered, Self::Photos, Self::Duplicates, Self::Heavy];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Clustered => "clustered",
            Self::Photos => "photos",
            Self::Duplicates => "duplicates",
            Self::Heavy => "heavy",
        }
    }

    pub(crate) fn list(self, count: usize, queries: usize) -> List<4> {
        match self {
            Self::Uniform => uniform(count, queries),
            Self::Clustered => clustered(count, queries),
            Self::Photos => photographed(count, queries),
            Self::Duplicates => duplicates(count, queries),
            Self::Heavy => heavy(count, queries),
        }
    }
}

/// [`Kind::Uniform`], of any width.
pub(crate) fn uniform<const W: usize>(count: usize, queries: usize) -> List<W> {
    let mut random = Random::new(1);
    let hashes: Vec<Hash<W>> = (0..count).map(|_| random.hash()).collect();
    let queries = queries_for(&hashes, queries, Random::hash);
    List { hashes, queries }
}

fn clustered(count: usize, queries: usize) -> List<4> {
    let mut random = Random::new(2);
    let centres: Vec<Hash256> = (0..1000.min(count.div_ceil(20))).map(|_| random.hash()).collect();
    let mut member = |_| {
        let centre = random.one_of(&centres);
        let bits = random.within(20..=60);
        random.flip(centre, bits)
    };
    let hashes: Vec<Hash256> = (0..count).map(&mut member).collect();
    let queries = queries_for(&hashes, queries, Random::hash);
    List { hashes, queries }
}

fn photographed(count: usize, queries: usize) -> List<4> {
    let photographs = photos::Photographs::read();
    let hashes = photographs.listed(count);
    let others = photographs.others(queries);
    let queries = queries_for(&hashes, queries, |random| random.one_of(&others));
    List { hashes, queries }
}

fn duplicates(count: usize, queries: usize) -> List<4> {
    let mut random = Random::new(3);
    let (light, heavy) = (count - heaviest(count), random.hash());
    let mut hashes = Vec::with_capacity(count);
    while hashes.len() < light {
        let times = random.within(1..=19).min(light - hashes.len());
        hashes.extend(std::iter::repeat_n(random.hash::<4>(), times));
    }
    let queries = queries_for(&hashes, queries, Random::hash);
    hashes.resize(count, heavy);
    List { hashes, queries }
}

fn heavy(count: usize, queries: usize) -> List<4> {
    let heaviest = heaviest(count);
    let List { mut hashes, queries } = uniform(count - heaviest - heaviest / 10, queries);
    let mut random = Random::new(4);
    hashes.resize(count - heaviest, random.hash());
    hashes.resize(count, random.hash());
    List { hashes, queries }
}

fn heaviest(count: usize) -> usize {
    250_000.min(count / 4)
}

/// How far a query lies from its entry; the usual radius is 31, or 8 to 10 of 64 bits.
fn planted<const W: usize>() -> RangeInclusive<usize> {
    if W == 1 { 0..=12 } else { 0..=45 }
}

fn queries_for<const W: usize>(
    hashes: &[Hash<W>],
    count: usize,
    mut unrelated: impl FnMut(&mut Random) -> Hash<W>,
) -> Vec<Hash<W>> {
    let mut random = Random::new(5);
    let mut query = |at| match at % 2 {
        0 => {
            let (hash, bits) = (random.one_of(hashes), random.within(planted::<W>()));
            random.flip(hash, bits)
        }
        _ => unrelated(&mut random),
    };
    (0..count).map(&mut query).collect()
}
