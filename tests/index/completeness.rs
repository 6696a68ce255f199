//! The search answers as brute force does: every entry within the radius, and no other.

use std::io::Cursor;

use proptest::prelude::*;
use staydown::Coverage::Complete;
use staydown::{Buffer, Builder, Hash, Hit, Index, Overlay, Profile, Searcher};

use crate::common::random;

/// Hash, id, list.
type Entry<const W: usize> = (Hash<W>, u64, u16);

/// Entries of `64 * W` bits of which many lie near each other: a few centres, bits flipped, some exact copies.
fn entries<const W: usize>(most: usize) -> impl Strategy<Value = Vec<Entry<W>>> {
    let centres = prop::collection::vec(prop::array::uniform::<_, W>(any::<u64>()), 1..6);
    let pick = (any::<prop::sample::Index>(), flips(), 0..50u64, prop_oneof![Just(0), 0..3u16]);
    (centres, prop::collection::vec(pick, 0..most)).prop_map(|(centres, picks)| {
        let entry = |(at, flips, id, list): (prop::sample::Index, Vec<u32>, u64, u16)| {
            (flipped(Hash(*at.get(&centres)), &flips), id, list)
        };
        picks.into_iter().map(entry).collect()
    })
}

fn flips() -> impl Strategy<Value = Vec<u32>> {
    prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(0..256u32, 1..40),
        prop::collection::vec(0..256u32, 100..300),
    ]
}

fn flipped<const W: usize>(mut hash: Hash<W>, flips: &[u32]) -> Hash<W> {
    for bit in flips.iter().map(|bit| bit % Hash::<W>::BITS) {
        hash.0[bit as usize / 64] ^= 1 << (bit % 64);
    }
    hash
}

fn build<const W: usize>(
    entries: &[Entry<W>],
    profile: Profile,
    plan: Option<(u32, u32)>,
) -> Index<W, Buffer> {
    let mut builder = Builder::new(profile).unwrap();
    for &(hash, id, list) in entries {
        builder.push_to_list(hash, id, list);
    }
    if let Some((tables, key_bits)) = plan {
        assert!(builder.set_plan(tables, key_bits));
    }
    builder.into_index().unwrap()
}

/// All hits, nearest first, by comparing word after word.
fn brute_force<const W: usize>(entries: &[Entry<W>], query: &Hash<W>) -> Vec<Hit> {
    let hit = |&(hash, id, list): &Entry<W>| {
        let words = hash.0.iter().zip(&query.0);
        let distance = words.map(|(one, other)| (one ^ other).count_ones()).sum();
        Hit { distance, id, list }
    };
    let mut hits: Vec<Hit> = entries.iter().map(hit).collect();
    hits.sort();
    hits
}

/// What brute force answers.
struct Expected {
    within: Vec<Vec<Hit>>,
    nearest: Vec<Vec<Hit>>,
    any: Vec<bool>,
}

impl Expected {
    fn of<const W: usize>(
        entries: &[Entry<W>],
        queries: &[Hash<W>],
        radius: u32,
        k: usize,
    ) -> Self {
        let all: Vec<Vec<Hit>> = queries.iter().map(|q| brute_force(entries, q)).collect();
        let near = |hits: &Vec<Hit>| {
            let near = hits.iter().filter(|hit| hit.distance <= radius);
            near.copied().collect()
        };
        let within: Vec<Vec<Hit>> = all.iter().map(near).collect();
        let nearest = all.iter().map(|hits| hits[..k.min(hits.len())].to_vec()).collect();
        let any = within.iter().map(|hits| !hits.is_empty()).collect();
        Self { within, nearest, any }
    }

    /// Compares every way to ask: one by one, together, and in batches on several numbers of threads.
    fn check<const W: usize>(
        &self,
        mut searcher: Searcher<'_, W>,
        queries: &[Hash<W>],
        radius: u32,
        k: usize,
    ) {
        for (at, query) in queries.iter().enumerate() {
            let answer = searcher.within(query, radius);
            assert_eq!((answer.hits, answer.coverage), (&self.within[at][..], Complete));
            let answer = searcher.nearest(query, k);
            assert_eq!((answer.hits, answer.coverage), (&self.nearest[at][..], Complete));
            assert_eq!(searcher.any_within(query, radius), (self.any[at], Complete));
        }
        let answers = searcher.within_each(queries, radius);
        let hits: Vec<_> = answers.iter().map(|answer| answer.hits.to_vec()).collect();
        assert_eq!(hits, self.within);
        let complete = |hits: &[Vec<Hit>]| -> Vec<_> {
            hits.iter().map(|hits| (hits.clone(), Complete)).collect()
        };
        let (within, nearest) = (complete(&self.within), complete(&self.nearest));
        let any: Vec<_> = self.any.iter().map(|&any| (any, Complete)).collect();
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                assert_eq!(searcher.within_batch(queries, radius), within);
                assert_eq!(searcher.nearest_batch(queries, k), nearest);
                assert_eq!(searcher.any_within_batch(queries, radius), any);
            });
        }
    }
}

/// The index as it would be built, and one that is cut and searched as told.
fn check<const W: usize>(
    entries: &[Entry<W>],
    queries: &[Hash<W>],
    radius: u32,
    k: usize,
    profile: Profile,
    plan: (u32, u32),
) {
    let expected = Expected::of(entries, queries, radius, k);
    for plan in [None, Some(plan)] {
        let index = build(entries, profile, plan);
        assert_eq!(index.len(), entries.len());
        assert_eq!(index.verify(), Ok(()));
        let mut stored: Vec<_> = (0..index.len()).filter_map(|at| index.entry(at)).collect();
        let mut pushed = entries.to_vec();
        stored.sort();
        pushed.sort();
        assert_eq!(stored, pushed);
        let searcher = index.searcher();
        let searcher = if plan.is_some() { searcher.through_tables() } else { searcher };
        expected.check(searcher, queries, radius, k);
    }
}

/// Some first entries in the index, the others added, some of each removed again.
fn check_overlay<const W: usize>(
    entries: &[Entry<W>],
    queries: &[Hash<W>],
    removed: &[(u64, u16)],
    radius: u32,
    profile: Profile,
) {
    let (built, added) = entries.split_at(entries.len() / 2);
    let (early, late) = added.split_at(added.len() / 2);
    let index = build(built, profile, None);
    let mut overlay = Overlay::new(profile).unwrap();
    early.iter().for_each(|&(hash, id, list)| overlay.add(hash, id, list).unwrap());
    removed.iter().for_each(|&(id, list)| overlay.remove(id, list));
    let first = overlay.clone();
    overlay.add_all(late.iter().copied()).unwrap();
    let stands = |&&(_, id, list): &&Entry<W>| !removed.contains(&(id, list));
    let mut standing: Vec<Entry<W>> = built.iter().chain(early).filter(stands).copied().collect();
    let expected = Expected::of(&standing, queries, radius, 7);
    expected.check(index.searcher().over(&first).unwrap(), queries, radius, 7);
    standing.extend(late);
    let expected = Expected::of(&standing, queries, radius, 7);
    expected.check(index.searcher().over(&overlay).unwrap(), queries, radius, 7);
}

/// Queries that hit (bits flipped in an entry) and queries that do not.
fn queries<const W: usize>(
    entries: &[Entry<W>],
    picks: &[(prop::sample::Index, Vec<u32>)],
) -> Vec<Hash<W>> {
    let near = |(at, flips): &(prop::sample::Index, Vec<u32>)| match entries {
        [] => flipped(Hash::ZERO, flips),
        _ => flipped(at.get(entries).0, flips),
    };
    picks.iter().map(near).collect()
}

fn radii(bits: u32) -> impl Strategy<Value = u32> {
    prop_oneof![Just(31), 0..=40u32, 0..=bits, Just(bits), Just(u32::MAX)]
}

/// Tables and bits of a key that hashes of so many bits can be cut into.
fn plans(bits: u32) -> impl Strategy<Value = (u32, u32)> {
    let key_bits = move |tables: u32| (Just(tables), 1..=(bits / tables).min(13).min(bits - 16));
    (1..=(bits / 2).min(40)).prop_flat_map(key_bits)
}

fn picks() -> impl Strategy<Value = Vec<(prop::sample::Index, Vec<u32>)>> {
    prop::collection::vec((any::<prop::sample::Index>(), flips()), 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn of_256_bits(
        entries in entries::<4>(5000),
        picks in picks(),
        radius in radii(256),
        k in 0..40usize,
        plan in plans(256),
    ) {
        check(&entries, &queries(&entries, &picks), radius, k, Profile::Pdq, plan);
    }

    #[test]
    fn of_64_bits(
        entries in entries::<1>(5000),
        picks in picks(),
        radius in radii(64),
        k in 0..40usize,
        plan in plans(64),
    ) {
        check(&entries, &queries(&entries, &picks), radius, k, Profile::PHash64, plan);
    }

    #[test]
    fn with_changes_laid_over(
        entries in entries::<4>(6000),
        picks in picks(),
        removed in prop::collection::vec((0..50u64, 0..3u16), 0..30),
        radius in radii(256),
    ) {
        check_overlay(&entries, &queries(&entries, &picks), &removed, radius, Profile::Pdq);
    }
}

/// More queries than are asked table by table, and more entries than are scanned: 600 queries, 40,000 entries.
#[test]
fn of_many_queries_in_a_long_list() {
    let mut random = random(1);
    let entries: Vec<Entry<4>> =
        (0..40_000).map(|id| (Hash(std::array::from_fn(|_| random())), id, 0)).collect();
    let queries: Vec<Hash<4>> = (0..600u32)
        .map(|at| flipped(entries[at as usize * 61].0, &Vec::from_iter(0..at % 40)))
        .collect();
    for (radius, plan) in [(31, (16, 13)), (40, (15, 9)), (12, (20, 7))] {
        check(&entries, &queries, radius, 3, Profile::Pdq, plan);
    }
}

#[test]
fn the_bytes_do_not_depend_on_the_order_of_pushing() {
    let entries: Vec<(Hash<4>, u64)> =
        (0..3000u64).map(|i| (Hash([i % 7, 0, i, 1]), i % 11)).collect();
    let bytes = |entries: &mut dyn Iterator<Item = &(Hash<4>, u64)>| {
        let mut builder = Builder::new(Profile::Pdq512).unwrap();
        entries.for_each(|&(hash, id)| builder.push(hash, id));
        let mut bytes = Cursor::new(Vec::new());
        builder.write_to(&mut bytes).unwrap();
        bytes.into_inner()
    };
    assert_eq!(bytes(&mut entries.iter()), bytes(&mut entries.iter().rev()));
}
