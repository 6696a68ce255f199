//! A batch answers as its queries one by one do, whatever its size and the number of threads.

use crate::common::random;
use staydown::{Buffer, Builder, Coverage, Hash, Hit, Index, Overlay, Profile, Searcher};

/// So many that the tables are read in the order of their buckets.
const QUERIES: usize = 700;
const ENTRIES: u64 = 6_000;
/// Queries for their nearest entries, which are asked by themselves.
const NEAREST: usize = 100;

type Entry<const W: usize> = (Hash<W>, u64, u16);
type Answered = (Vec<Hit>, Coverage);

fn flipped<const W: usize>(
    mut hash: Hash<W>,
    bits: u64,
    random: &mut impl FnMut() -> u64,
) -> Hash<W> {
    for _ in 0..bits {
        hash.0[random() as usize % W] ^= 1 << (random() % 64);
    }
    hash
}

/// Random hashes, of which each eighth stands for several entries, and each tenth lies near the one before.
fn entries<const W: usize>(count: u64) -> Vec<Entry<W>> {
    let mut random = random(1);
    let mut last = Hash([0; W]);
    let entry = |id: u64| {
        last = match id {
            _ if id % 8 == 1 => last,
            _ if id % 10 == 3 => flipped(last, id % 24, &mut random),
            _ => Hash(std::array::from_fn(|_| random())),
        };
        (last, random() % 5000, (id % 3) as u16)
    };
    (0..count).map(entry).collect()
}

/// Near entries, in no order, some of them twice; and some that are near none.
fn queries<const W: usize>(entries: &[Entry<W>]) -> Vec<Hash<W>> {
    let mut random = random(2);
    let mut queries: Vec<Hash<W>> = (0..QUERIES as u64 - 50)
        .map(|at| {
            let near = entries[random() as usize % entries.len()].0;
            flipped(near, at % 33, &mut random)
        })
        .collect();
    queries.extend_from_within(..40);
    queries.extend((0..10).map(|_| Hash(std::array::from_fn(|_| random()))));
    assert_eq!(queries.len(), QUERIES);
    queries
}

fn build<const W: usize>(
    entries: &[Entry<W>],
    profile: Profile,
    plan: (u32, u32),
) -> Index<W, Buffer> {
    let mut builder = Builder::new(profile).unwrap();
    entries.iter().for_each(|&(hash, id, list)| builder.push_to_list(hash, id, list));
    assert!(builder.set_plan(plan.0, plan.1));
    builder.into_index().unwrap()
}

fn check<const W: usize>(mut searcher: Searcher<'_, W>, queries: &[Hash<W>], radius: u32) {
    let answered = |hits: &[Hit], coverage| (hits.to_vec(), coverage);
    let mut within = Vec::new();
    let mut nearest = Vec::new();
    let mut any = Vec::new();
    for query in queries {
        let answer = searcher.within(query, radius);
        within.push(answered(answer.hits, answer.coverage));
        any.push(searcher.any_within(query, radius));
    }
    let few = &queries[queries.len() - NEAREST..];
    for query in few {
        let answer = searcher.nearest(query, 6);
        nearest.push(answered(answer.hits, answer.coverage));
    }
    let found: usize = within.iter().map(|(hits, _)| hits.len()).sum();
    assert!(found > queries.len() / 2, "{found}");
    let is_complete = |answer: &Answered| answer.1 == Coverage::Complete;
    assert!(within.iter().chain(&nearest).all(is_complete));
    for threads in 1..=3 {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            assert!(searcher.within_batch(queries, radius) == within, "{threads} threads");
            assert!(searcher.nearest_batch(few, 6) == nearest, "{threads} threads");
            assert!(searcher.any_within_batch(queries, radius) == any, "{threads} threads");
        });
    }
    let each: Vec<Answered> = searcher
        .within_each(queries, radius)
        .iter()
        .map(|answer| answered(answer.hits, answer.coverage))
        .collect();
    assert!(each == within);
}

#[test]
fn a_batch_by_buckets_answers_as_its_queries_one_by_one() {
    let entries = entries::<4>(ENTRIES);
    let queries = queries(&entries);
    for (plan, radius) in [((11, 12), 31), ((9, 6), 31), ((16, 3), 40), ((23, 11), 12)] {
        let index = build(&entries, Profile::Pdq, plan);
        check(index.searcher().through_tables(), &queries, radius);
    }
}

#[test]
fn a_batch_of_short_hashes_answers_as_its_queries_one_by_one() {
    let entries = entries::<1>(ENTRIES);
    let queries = queries(&entries);
    for (plan, radius) in [((4, 14), 10), ((8, 8), 15)] {
        let index = build(&entries, Profile::PHash64, plan);
        check(index.searcher().through_tables(), &queries, radius);
    }
}

/// Tables so large that they are cut into several blocks, from one to another of which one and two flips lead.
#[test]
fn a_batch_by_blocks_of_buckets_answers_as_its_queries_one_by_one() {
    let entries = entries::<1>(400_000);
    let index = build(&entries, Profile::PHash64, (4, 14));
    check(index.searcher().through_tables(), &queries(&entries), 10);
}

#[test]
fn a_batch_over_changes_answers_as_its_queries_one_by_one() {
    let entries = entries::<4>(ENTRIES);
    let (built, added) = entries.split_at(entries.len() / 2);
    let index = build(built, Profile::Pdq, (11, 12));
    let mut overlay = Overlay::new(Profile::Pdq).unwrap();
    added.iter().for_each(|&(hash, id, list)| overlay.add(hash, id, list).unwrap());
    entries.iter().step_by(17).for_each(|&(_, id, list)| overlay.remove(id, list));
    let searcher = index.searcher().over(&overlay).unwrap();
    check(searcher.through_tables(), &queries(&entries), 31);
}
