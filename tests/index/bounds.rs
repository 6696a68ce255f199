//! Bounds end a search, and an answer says so: what it gives is right, and whatever is called complete is.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::common::random;
use staydown::{
    Bounds, Buffer, Builder256, Cancel, Coverage, Hash, Hash256, Hit, Index256, Overlay256,
    Profile, Searcher,
};

type Answered = (Vec<Hit>, Coverage);

fn random_hash(random: &mut impl FnMut() -> u64) -> Hash256 {
    Hash(std::array::from_fn(|_| random()))
}

/// Entries of which 600 lie within 31 bits of the zero hash, many at one distance, with ids and lists in no order.
fn entries(count: u64) -> Vec<(Hash256, u64, u16)> {
    let mut random = random(1);
    let entry = |at: u64| {
        let mut hash = random_hash(&mut random);
        if at.is_multiple_of(count / 600) {
            hash = Hash256::ZERO;
            (0..at / (count / 600) % 24).for_each(|_| hash.0[3] ^= 1 << (random() % 64));
        }
        (hash, random() % 200, (random() % 3) as u16)
    };
    (0..count).map(entry).collect()
}

fn index(entries: &[(Hash256, u64, u16)], plan: Option<(u32, u32)>) -> Index256<Buffer> {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    entries.iter().for_each(|&(hash, id, list)| builder.push_to_list(hash, id, list));
    if let Some((tables, key_bits)) = plan {
        assert!(builder.set_plan(tables, key_bits));
    }
    builder.into_index().unwrap()
}

/// All entries, nearest first.
fn all_hits(entries: &[(Hash256, u64, u16)], query: &Hash256) -> Vec<Hit> {
    let hit =
        |&(hash, id, list): &(Hash256, u64, u16)| Hit { distance: hash.distance(query), id, list };
    let mut hits: Vec<Hit> = entries.iter().map(hit).collect();
    hits.sort_unstable();
    hits
}

fn hits(most: usize) -> Bounds {
    let mut bounds = Bounds::default();
    bounds.hits = most;
    bounds
}

fn work(most: u64) -> Bounds {
    let mut bounds = Bounds::default();
    bounds.work = most;
    bounds
}

fn one(searcher: &mut Searcher<'_, 4>, query: &Hash256, radius: u32) -> Answered {
    let answer = searcher.within(query, radius);
    (answer.hits.to_vec(), answer.coverage)
}

fn one_nearest(searcher: &mut Searcher<'_, 4>, query: &Hash256, k: usize) -> Answered {
    let answer = searcher.nearest(query, k);
    (answer.hits.to_vec(), answer.coverage)
}

/// A flat index, one with tables, and the same with half of the entries laid over it.
fn each_kind(entries: &[(Hash256, u64, u16)], mut check: impl FnMut(&str, Searcher<'_, 4>)) {
    let flat = index(entries, None);
    check("flat", flat.searcher());
    let cut = index(entries, Some((11, 12)));
    check("tables", cut.searcher().through_tables());
    let (filed, added) = entries.split_at(entries.len() / 2);
    let half = index(filed, Some((11, 12)));
    let mut overlay = Overlay256::new(Profile::Pdq).unwrap();
    added.iter().for_each(|&(hash, id, list)| overlay.add(hash, id, list).unwrap());
    check("overlay", half.searcher().over(&overlay).unwrap().through_tables());
}

#[test]
fn the_hits_that_are_given_are_the_nearest_however_it_is_asked() {
    let entries = entries(3000);
    let mut random = random(2);
    let mut queries = vec![Hash256::ZERO, Hash([0, 0, 0, 0xff]), random_hash(&mut random)];
    queries.extend((0..37).map(|at| entries[at * 70].0));
    for radius in [31, 12, 140] {
        let right: Vec<Vec<Hit>> = queries
            .iter()
            .map(|query| {
                let mut hits = all_hits(&entries, query);
                hits.truncate(hits.partition_point(|hit| hit.distance <= radius));
                hits
            })
            .collect();
        let count = right[0].len();
        assert!(count > 100, "{count}");
        for most in [0, 1, 7, count - 1, count, count + 1, usize::MAX] {
            let expected = |hits: &Vec<Hit>| match hits.len() <= most {
                true => (hits.clone(), Coverage::Complete),
                false => (hits[..most].to_vec(), Coverage::Hits),
            };
            let expected: Vec<Answered> = right.iter().map(expected).collect();
            each_kind(&entries, |kind, searcher| {
                let mut searcher = searcher.bounded(hits(most));
                let at = (kind, radius, most);
                for (query, expected) in queries.iter().zip(&expected) {
                    assert_eq!(one(&mut searcher, query, radius), *expected, "{at:?}");
                }
                let each = searcher.within_each(&queries, radius);
                let each: Vec<Answered> =
                    each.iter().map(|answer| (answer.hits.to_vec(), answer.coverage)).collect();
                assert_eq!(each, expected, "{at:?}");
                assert_eq!(searcher.within_batch(&queries, radius), expected, "{at:?}");
            });
        }
    }
}

#[test]
fn the_nearest_are_ordered_by_distance_then_id_then_list() {
    let entries = entries(3000);
    let queries = [Hash256::ZERO, entries[1].0];
    let right = queries.map(|query| all_hits(&entries, &query));
    let ties = right[0].windows(2).filter(|pair| pair[0].distance == pair[1].distance);
    assert!(ties.count() > 500);
    for k in [0, 1, 2, 10, 300, 2999, 3000, 3001, usize::MAX] {
        let expected: Vec<Answered> = right
            .iter()
            .map(|hits| (hits[..k.min(hits.len())].to_vec(), Coverage::Complete))
            .collect();
        each_kind(&entries, |kind, mut searcher| {
            for (query, expected) in queries.iter().zip(&expected) {
                assert_eq!(one_nearest(&mut searcher, query, k), *expected, "{kind}, {k}");
            }
            assert_eq!(searcher.nearest_batch(&queries, k), expected, "{kind}, {k}");
        });
    }
}

#[test]
fn more_of_the_nearest_than_hits_may_be_given_are_cut_off() {
    let entries = entries(3000);
    let right = all_hits(&entries, &Hash256::ZERO);
    each_kind(&entries, |kind, searcher| {
        let mut searcher = searcher.bounded(hits(10));
        for (k, coverage) in
            [(9, Coverage::Complete), (10, Coverage::Complete), (11, Coverage::Hits)]
        {
            let expected = (right[..k.min(10)].to_vec(), coverage);
            assert_eq!(one_nearest(&mut searcher, &Hash256::ZERO, k), expected, "{kind}");
            let batch = searcher.nearest_batch(&[Hash256::ZERO; 2], k);
            assert_eq!(batch, [expected.clone(), expected], "{kind}");
        }
    });
}

#[test]
fn nothing_is_found_in_an_empty_index() {
    let entries = [];
    let index = index(&entries, None);
    let mut searcher = index.searcher().bounded(hits(0));
    assert_eq!(one(&mut searcher, &Hash256::ZERO, 256), (vec![], Coverage::Complete));
    assert_eq!(one_nearest(&mut searcher, &Hash256::ZERO, 5), (vec![], Coverage::Complete));
    assert_eq!(searcher.any_within(&Hash256::ZERO, 256), (false, Coverage::Complete));
}

/// Whatever the bound, all that is given is right, and what is called complete is everything.
#[test]
fn little_work_gives_a_part_and_says_so() {
    let entries = entries(3000);
    let mut random = random(3);
    let queries: Vec<Hash256> =
        (0..20).map(|at| entries[at * 70].0).chain([random_hash(&mut random)]).collect();
    each_kind(&entries, |kind, searcher| {
        let mut searcher = searcher;
        let mut parts = 0;
        for most in [0, 1, 50, 1000, 3000, 10_000, 1 << 20] {
            searcher = searcher.bounded(work(most));
            let batch = searcher.within_batch(&queries, 31);
            let nearest = searcher.nearest_batch(&queries, 5);
            let any = searcher.any_within_batch(&queries, 31);
            for (at, query) in queries.iter().enumerate() {
                let all = all_hits(&entries, query);
                let within = &all[..all.partition_point(|hit| hit.distance <= 31)];
                for (found, coverage) in [one(&mut searcher, query, 31), batch[at].clone()] {
                    assert!(found.iter().all(|hit| within.binary_search(hit).is_ok()), "{kind}");
                    assert!(found.is_sorted(), "{kind}");
                    assert!(coverage == Coverage::Work || found == within, "{kind}, {most}");
                    parts += usize::from(coverage == Coverage::Work);
                    assert!(most > 0 || coverage == Coverage::Work, "{kind}");
                    assert!(most < 1 << 20 || coverage == Coverage::Complete, "{kind}");
                }
                for (found, coverage) in [one_nearest(&mut searcher, query, 5), nearest[at].clone()]
                {
                    assert!(found.iter().all(|hit| all.binary_search(hit).is_ok()), "{kind}");
                    assert!(coverage == Coverage::Work || found == all[..5], "{kind}, {most}");
                    assert!(most > 0 || coverage == Coverage::Work, "{kind}");
                    assert!(most < 1 << 20 || coverage == Coverage::Complete, "{kind}");
                }
                for (found, coverage) in [searcher.any_within(query, 31), any[at]] {
                    match coverage {
                        Coverage::Complete => assert_eq!(found, !within.is_empty(), "{kind}"),
                        _ => assert_eq!((found, coverage), (false, Coverage::Work), "{kind}"),
                    }
                    assert!(most > 0 || coverage == Coverage::Work, "{kind}");
                    assert!(most < 1 << 20 || coverage == Coverage::Complete, "{kind}");
                }
            }
        }
        assert!(parts > 40, "{kind}: {parts}");
    });
}

/// Work that suffices for the tables, in a list that many queries together would scan.
#[test]
fn a_batch_gives_each_query_the_work_that_one_alone_has() {
    let mut random = random(4);
    let entries: Vec<_> = (0..10_000).map(|id| (random_hash(&mut random), id, 0)).collect();
    let index = index(&entries, None);
    let mut searcher = index.searcher().bounded(work(5_000));
    let queries: Vec<Hash256> = entries.iter().step_by(100).map(|entry| entry.0).collect();
    let alone: Vec<Answered> = queries.iter().map(|query| one(&mut searcher, query, 31)).collect();
    assert!(
        alone.iter().all(|(hits, coverage)| { hits.len() == 1 && *coverage == Coverage::Complete })
    );
    assert_eq!(searcher.within_batch(&queries, 31), alone);
    let mut recall =
        |queries: &[Hash256]| searcher.approximate(queries, 60, 0.9).expected_recall(60);
    assert!(recall(&queries[..1]) < 1.0);
    assert_eq!(recall(&queries), recall(&queries[..1]));
}

#[test]
fn a_search_that_is_cancelled_says_so_in_every_way_of_asking() {
    let entries = entries(3000);
    let queries = vec![Hash256::ZERO; 600];
    each_kind(&entries, |kind, searcher| {
        let cancel = Cancel::default();
        let mut bounds = Bounds::default();
        bounds.cancel = Some(cancel.clone());
        let mut searcher = searcher.bounded(bounds);
        assert!(!one(&mut searcher, &Hash256::ZERO, 31).0.is_empty(), "{kind}");
        assert!(searcher.within_batch(&queries, 31).iter().all(|(_, c)| *c == Coverage::Complete));
        cancel.set();
        let cancelled = |answer: &Answered| *answer == (vec![], Coverage::Cancelled);
        assert!(cancelled(&one(&mut searcher, &Hash256::ZERO, 31)), "{kind}");
        assert!(cancelled(&one(&mut searcher, &Hash256::ZERO, 200)), "{kind}");
        assert!(cancelled(&one_nearest(&mut searcher, &Hash256::ZERO, 3)), "{kind}");
        for queries in [&queries[..9], &queries] {
            let each = searcher.within_each(queries, 31);
            assert!(each.iter().all(|answer| answer.coverage == Coverage::Cancelled), "{kind}");
            for radius in [31, 200] {
                assert!(searcher.within_batch(queries, radius).iter().all(cancelled), "{kind}");
            }
            assert!(searcher.nearest_batch(queries, 3).iter().all(cancelled), "{kind}");
            let any = searcher.any_within_batch(queries, 31);
            assert!(any.iter().all(|any| *any == (false, Coverage::Cancelled)), "{kind}");
        }
    });
}

/// Searches that take long after the other thread has spoken, if they do not listen.
#[test]
fn a_running_search_ends_when_another_thread_cancels_it() {
    let mut random = random(5);
    let entries: Vec<(Hash256, u64, u16)> =
        (0..20_000).map(|id| (random_hash(&mut random), id, 0)).collect();
    let index = index(&entries, Some((8, 8)));
    let queries: Vec<Hash256> = (0..400_000).map(|_| random_hash(&mut random)).collect();
    type Ask = fn(&mut Searcher<'_, 4>, &[Hash256]) -> Coverage;
    let asks: [Ask; 5] = [
        |searcher, queries| searcher.within_batch(queries, 31)[0].1,
        |searcher, queries| searcher.within_batch(queries, 120)[0].1,
        |searcher, queries| searcher.nearest_batch(queries, 3)[queries.len() - 1].1,
        |searcher, queries| searcher.any_within_batch(queries, 31)[queries.len() - 1].1,
        |searcher, queries| {
            let answers = searcher.within_each(queries, 31);
            answers.iter().next().map_or(Coverage::Complete, |answer| answer.coverage)
        },
    ];
    for ask in asks {
        let cancel = Cancel::default();
        let mut bounds = Bounds::default();
        bounds.cancel = Some(cancel.clone());
        let mut searcher = index.searcher().bounded(bounds).through_tables();
        let started = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !started.load(Ordering::Acquire) {
                    thread::yield_now();
                }
                thread::sleep(Duration::from_millis(20));
                cancel.set();
            });
            started.store(true, Ordering::Release);
            assert_eq!(ask(&mut searcher, &queries), Coverage::Cancelled);
        });
    }
}
