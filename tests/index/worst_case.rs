//! Lists that were made to be slow are answered as brute force answers them, or the answer says what it lacks.

use crate::common::random;
use staydown::{
    Bounds, Buffer, Builder256, Coverage, Hash, Hash256, Hit, Index256, Overlay256, Profile,
    Searcher,
};

/// Entries of a list that was made to be slow.
const MANY: u64 = 50_000;

fn index(hashes: &[Hash256]) -> Index256<Buffer> {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.extend(hashes.iter().zip(0..).map(|(&hash, id)| (hash, id)));
    builder.into_index().unwrap()
}

fn within(hashes: &[Hash256], query: &Hash256, radius: u32) -> Vec<Hit> {
    let hits = hashes.iter().zip(0..).map(|(hash, id)| Hit {
        distance: hash.distance(query),
        id,
        list: 0,
    });
    let mut hits: Vec<Hit> = hits.filter(|hit| hit.distance <= radius).collect();
    hits.sort_unstable();
    hits
}

/// Different hashes that have only the bits of the mask.
fn masked(mask: [u64; 4]) -> Vec<Hash256> {
    let mut random = random(7);
    (0..MANY).map(|_| Hash(mask.map(|mask| random() & mask))).collect()
}

/// Hashes that differ in their first words alone: every table has a few large buckets.
fn of_few_words(words: usize) -> Vec<Hash256> {
    masked(std::array::from_fn(|word| if word < words { u64::MAX } else { 0 }))
}

/// Hashes that are alike in so many first positions of the ring, as docs/FORMAT.md gives them: one bucket of the first
/// table holds them all.
fn in_one_bucket(alike: usize) -> Vec<Hash256> {
    let mut mask = [u64::MAX; 4];
    for (c, p) in (0..alike).map(|position| (position / 16, position % 16)) {
        let bit = 16 * p + (63 - c - 3 * p) % 16;
        mask[bit / 64] &= !(1 << (bit % 64));
    }
    masked(mask)
}

/// A key alone, whose columns tell the rows apart; and key and column, which tell none apart.
const ALIKE: [usize; 2] = [16, 60];

fn check(hashes: &[Hash256], queries: &[Hash256], radius: u32, searcher: &mut Searcher<'_, 4>) {
    let right: Vec<Vec<Hit>> = queries.iter().map(|query| within(hashes, query, radius)).collect();
    for (query, right) in queries.iter().zip(&right) {
        let answer = searcher.within(query, radius);
        assert_eq!(answer.coverage, Coverage::Complete);
        assert!(answer.hits == right, "{} hits of {}", answer.hits.len(), right.len());
        assert_eq!(searcher.any_within(query, radius), (!right.is_empty(), Coverage::Complete));
    }
    let answers = searcher.within_each(queries, radius);
    assert!(answers.iter().map(|answer| answer.hits).eq(right.iter().map(|hits| &hits[..])));
    let batch = searcher.within_batch(queries, radius);
    assert!(batch.iter().map(|(hits, _)| hits).eq(&right));
}

#[test]
fn entries_that_share_one_hash_are_all_found() {
    let one = Hash([1, 2, 3, 4]);
    let mut random = random(1);
    let others = (0..20_000).map(|_| Hash(std::array::from_fn(|_| random())));
    let hashes: Vec<Hash256> = std::iter::repeat_n(one, MANY as usize).chain(others).collect();
    let index = index(&hashes);
    let near = Hash([0, 2, 3, 4]);
    check(&hashes, &[one, near, hashes[60_000]], 31, &mut index.searcher());
    check(&hashes, &[one, near], 31, &mut index.searcher().through_tables());
    let mut bounds = Bounds::default();
    bounds.hits = 3;
    let mut searcher = index.searcher().bounded(bounds);
    let answer = searcher.within(&near, 31);
    let ids: Vec<u64> = answer.hits.iter().map(|hit| hit.id).collect();
    assert_eq!((ids, answer.coverage), (vec![0, 1, 2], Coverage::Hits));
}

#[test]
fn lists_that_lie_in_a_few_buckets_are_searched_completely() {
    for hashes in
        [of_few_words(1), of_few_words(2), in_one_bucket(ALIKE[0]), in_one_bucket(ALIKE[1])]
    {
        let index = index(&hashes);
        let mut other = hashes[5];
        (0..9).for_each(|bit| other.0[3] ^= 1 << (7 * bit));
        let queries = [Hash256::ZERO, hashes[0], hashes[MANY as usize - 1], other];
        check(&hashes, &queries, 31, &mut index.searcher());
        check(&hashes, &queries, 31, &mut index.searcher().through_tables());
    }
}

#[test]
fn too_little_work_for_a_bucket_that_holds_the_list_is_told() {
    for (alike, through_tables) in
        ALIKE.into_iter().flat_map(|alike| [(alike, false), (alike, true)])
    {
        let hashes = in_one_bucket(alike);
        let index = index(&hashes);
        let right = within(&hashes, &hashes[9], 31);
        let mut bounds = Bounds::default();
        bounds.work = 30_000;
        let mut searcher = index.searcher().bounded(bounds);
        if through_tables {
            searcher = searcher.through_tables();
        }
        let answer = searcher.within(&hashes[9], 31);
        assert_eq!(answer.coverage, Coverage::Work);
        assert!(answer.hits.iter().all(|hit| right.binary_search(hit).is_ok()));
        let batch = searcher.within_batch(&[hashes[9]; 600], 31);
        assert!(batch.iter().all(|(_, coverage)| *coverage == Coverage::Work));
        assert!(within(&hashes, &Hash256::ZERO, 31).is_empty());
        assert_eq!(searcher.any_within(&Hash256::ZERO, 31), (false, Coverage::Work));
    }
}

#[test]
fn a_bucket_costs_as_much_as_it_holds_rows() {
    let hashes = in_one_bucket(12);
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.extend(hashes.iter().zip(0..).map(|(&hash, id)| (hash, id)));
    assert!(builder.set_plan(11, 12));
    let index = builder.into_index().unwrap();
    let right = within(&hashes, &hashes[9], 11);
    for (work, coverage) in [(MANY - 1000, Coverage::Work), (MANY + 40_000, Coverage::Complete)] {
        let mut bounds = Bounds::default();
        bounds.work = work;
        let mut searcher = index.searcher().bounded(bounds).through_tables();
        let answer = searcher.within(&hashes[9], 11);
        assert_eq!(answer.coverage, coverage);
        assert!(coverage == Coverage::Work || answer.hits == right);
    }
}

/// What one query costs is not charged to those beside it, and they are answered.
#[test]
fn a_slow_query_leaves_the_others_their_work() {
    let mut random = random(3);
    let others: Vec<Hash256> =
        (0..10_000).map(|_| Hash(std::array::from_fn(|_| random()))).collect();
    let slow = in_one_bucket(ALIKE[1]);
    let hashes = [&slow[..], &others].concat();
    let index = index(&hashes);
    let mut overlay = Overlay256::new(Profile::Pdq).unwrap();
    overlay.add(others[3], u64::MAX, 0).unwrap();
    let mut bounds = Bounds::default();
    bounds.work = 50_000;
    let searcher = index.searcher().over(&overlay).unwrap();
    let mut searcher = searcher.bounded(bounds).through_tables();
    let queries = [slow[9], others[3]];
    let answers: Vec<_> =
        searcher.within_each(&queries, 31).iter().map(|a| (a.hits.to_vec(), a.coverage)).collect();
    assert_eq!(answers[0].1, Coverage::Work);
    let hit = |id| Hit { distance: 0, id, list: 0 };
    assert_eq!(answers[1], (vec![hit(MANY + 3), hit(u64::MAX)], Coverage::Complete));
    assert_eq!(searcher.within_batch(&queries, 31), answers);
}
