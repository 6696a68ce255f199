//! What a call through the C interface takes beyond the same call in Rust: one search, and a batch of 1,000.
#![allow(unsafe_code, reason = "as a caller in C")]

#[allow(dead_code, reason = "other benchmarks use all of it")]
#[path = "../../../benches/common/lists/random.rs"]
mod random;

use std::ffi::CString;
use std::hint::black_box;
use std::ptr::from_ref;

use criterion::{Criterion, criterion_group, criterion_main};
use random::Random;
use staydown::{Builder256, Hash256, Index256, Profile};
use staydown_c::{
    STAYDOWN_OPEN_MEMORY, StaydownHash, StaydownHit, StaydownStatus, staydown_distance,
    staydown_index_open, staydown_index_within, staydown_index_within_batch,
};

const ENTRIES: usize = 100_000;
const RADIUS: u32 = 31;
const BATCH: usize = 1000;

criterion_group!(benches, overhead);
criterion_main!(benches);

fn overhead(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("some.sdx");
    let mut builder = Builder256::new(Profile::Pdq).expect("it has this width");
    let mut random = Random::new(1);
    let hashes: Vec<Hash256> = (0..ENTRIES).map(|_| random.hash()).collect();
    hashes.iter().zip(0..).for_each(|(&hash, id)| builder.push(hash, id));
    builder.publish(&path).expect("room for it");
    let index = Index256::read(&path).expect("it was written");
    let handle = open(path.to_str().expect("UTF-8"));
    // Each is near to one entry.
    let queries = hashes.iter().step_by(97).take(BATCH).map(|&hash| random.flip(hash, 6));
    let queries: Vec<Hash256> = queries.collect();
    let for_c: Vec<StaydownHash> = queries.iter().map(|&hash| hash.into()).collect();

    let mut group = criterion.benchmark_group("one search");
    let mut next = (0..BATCH).cycle();
    let mut searcher = index.searcher();
    group.bench_function("Rust", |b| {
        b.iter(|| searcher.within(&queries[next.next().unwrap_or(0)], RADIUS).hits.len());
    });
    let mut hits = [StaydownHit { id: 0, distance: 0, list: 0 }; 16];
    group.bench_function("C", |b| {
        b.iter(|| within(handle, &for_c[next.next().unwrap_or(0)], &mut hits));
    });
    group.finish();

    let mut group = criterion.benchmark_group("batch");
    group.bench_function("Rust", |b| b.iter(|| searcher.within_batch(&queries, RADIUS).len()));
    let (mut offsets, mut hits) = ([0; BATCH + 1], [hits[0]; 4 * BATCH]);
    group.bench_function("C", |b| b.iter(|| batch(handle, &for_c, &mut offsets, &mut hits)));
    group.finish();

    let mut group = criterion.benchmark_group("distance");
    group.bench_function("Rust", |b| {
        b.iter(|| black_box(&queries[0]).distance(black_box(&queries[1])))
    });
    group.bench_function("C", |b| b.iter(|| distance(&for_c[0], &for_c[1])));
    group.finish();
}

fn open(path: &str) -> u64 {
    let path = CString::new(path).expect("no zero byte");
    let mut handle = 0;
    // SAFETY: a text and a number.
    let opened =
        unsafe { staydown_index_open(path.as_ptr(), STAYDOWN_OPEN_MEMORY, &raw mut handle) };
    assert_eq!(opened, StaydownStatus::Ok);
    handle
}

fn within(handle: u64, hash: &StaydownHash, hits: &mut [StaydownHit]) -> usize {
    let mut found = 0;
    // SAFETY: a hash, room for as many hits as is said, and a number.
    let status = unsafe {
        let (room, capacity) = (hits.as_mut_ptr(), hits.len());
        staydown_index_within(handle, from_ref(hash), RADIUS, room, capacity, &raw mut found)
    };
    assert_eq!(status, StaydownStatus::Ok);
    found
}

fn batch(
    handle: u64,
    hashes: &[StaydownHash],
    offsets: &mut [usize],
    hits: &mut [StaydownHit],
) -> usize {
    let mut found = 0;
    assert!(offsets.len() > hashes.len());
    // SAFETY: as above, and room for one number more than there are hashes by the check.
    let status = unsafe {
        staydown_index_within_batch(
            handle,
            hashes.as_ptr(),
            hashes.len(),
            RADIUS,
            offsets.as_mut_ptr(),
            hits.as_mut_ptr(),
            hits.len(),
            &raw mut found,
        )
    };
    assert_eq!(status, StaydownStatus::Ok);
    found
}

fn distance(one: &StaydownHash, other: &StaydownHash) -> u32 {
    let mut bits = 0;
    // SAFETY: two hashes and a number.
    let status = unsafe { staydown_distance(from_ref(one), from_ref(other), &raw mut bits) };
    assert_eq!(status, StaydownStatus::Ok);
    bits
}
