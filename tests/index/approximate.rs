//! The approximate search finds the share of entries that it says it expects, and nothing that is not there.

use std::hash::{DefaultHasher, Hash as _, Hasher};

use staydown::{Builder, Hash, Hash256, Overlay, Profile};

const QUERIES: usize = 1000;

/// Number `at` of a fixed row of numbers that look random.
fn random(at: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    at.hash(&mut hasher);
    hasher.finish()
}

fn hash(number: u64) -> Hash256 {
    Hash(std::array::from_fn(|word| random(4 * number + word as u64)))
}

/// So many different bits flipped, which ones depends on the seed.
fn flipped(mut hash: Hash256, bits: u32, seed: u64) -> Hash256 {
    let original = hash;
    for at in 0.. {
        let bit = random(1 << 63 | seed << 32 | at) % 256;
        hash.0[bit as usize / 64] ^= 1 << (bit % 64);
        if hash.distance(&original) == bits {
            break;
        }
    }
    hash
}

#[test]
fn what_is_expected_is_found() {
    let hashes: Vec<Hash256> = (0..20_000).map(hash).collect();
    let mut builder = Builder::new(Profile::Pdq).unwrap();
    builder.extend(hashes.iter().copied().zip(0..));
    assert!(builder.set_plan(16, 14));
    let index = builder.into_index().unwrap();
    for (distance, recall) in [(44, 0.6), (50, 0.5), (60, 0.4), (60, 0.7), (60, 0.9)] {
        let queries: Vec<Hash256> = hashes[..QUERIES]
            .iter()
            .zip(0..)
            .map(|(hash, seed)| flipped(*hash, distance, seed))
            .collect();
        let mut searcher = index.searcher().through_tables();
        let found = searcher.approximate(&queries, 60, recall);
        let mut met = 0;
        for (at, answer) in found.answers.iter().enumerate() {
            for hit in answer.hits {
                assert_eq!(hit.distance, hashes[hit.id as usize].distance(&queries[at]));
                assert!(hit.distance <= 60);
            }
            met += usize::from(answer.hits.iter().any(|hit| hit.id as usize == at));
        }
        let share = met as f64 / QUERIES as f64;
        let expected = found.expected_recall(distance);
        // Three standard errors of the measurement and of the expectation.
        assert!((share - expected).abs() < 0.05, "{distance}: {share}, expected {expected}");
        if distance == 60 {
            assert!(expected >= recall && expected < recall + 0.02, "{recall}: {expected}");
        }
        assert_eq!(found.expected_recall(61), 0.0);
    }
}

#[test]
fn a_list_that_is_compared_whole_and_changes_over_it_are_searched_completely() {
    let index = Builder::<4>::new(Profile::Pdq).unwrap().into_index().unwrap();
    let mut overlay = Overlay::new(Profile::Pdq).unwrap();
    overlay.add(Hash256::ZERO, 3, 0).unwrap();
    let queries: Vec<Hash256> = (0..100).map(|seed| flipped(Hash256::ZERO, 60, seed)).collect();
    let mut searcher = index.searcher().over(&overlay).unwrap();
    let found = searcher.approximate(&queries, 60, 0.01);
    assert!(found.answers.iter().all(|answer| answer.hits.len() == 1));
    assert_eq!(found.expected_recall(60), 1.0);
}
