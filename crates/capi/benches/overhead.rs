//! What a call through the C interface takes beyond the same call in Rust: one search, a batch of 1,000, a distance.
//!
//! The two are timed in turns, since other work on the machine moves both by more than they differ. With `--test` once.
#![allow(unsafe_code, reason = "as a caller in C")]
#![allow(clippy::print_stdout, reason = "it is what it is for")]

#[allow(dead_code, reason = "other benchmarks use all of it")]
#[path = "../../../benches/common/lists/random.rs"]
mod random;

use std::ffi::CString;
use std::hint::black_box;
use std::ptr::from_ref;
use std::time::Instant;

use random::Random;
use staydown::{Builder256, Hash256, Index256, Profile};
use staydown_c::{
    STAYDOWN_OPEN_POPULATED, StaydownHash, StaydownHit, StaydownStatus, staydown_distance,
    staydown_index_open, staydown_index_within, staydown_index_within_batch,
};

const ENTRIES: usize = 100_000;
const RADIUS: u32 = 31;
const BATCH: usize = 1000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("some.sdx");
    let mut builder = Builder256::new(Profile::Pdq).expect("it has this width");
    let mut random = Random::new(1);
    let hashes: Vec<Hash256> = (0..ENTRIES).map(|_| random.hash()).collect();
    hashes.iter().zip(0..).for_each(|(&hash, id)| builder.push(hash, id));
    builder.publish(&path).expect("room for it");
    // Both map the same pages: two copies in memory may differ in how the system laid them out.
    let index = Index256::open_populated(&path).expect("it was written");
    let handle = open(path.to_str().expect("UTF-8"));
    // Each is near to one entry.
    let queries = hashes.iter().step_by(97).take(BATCH).map(|&hash| random.flip(hash, 6));
    let queries: Vec<Hash256> = queries.collect();
    let for_c: Vec<StaydownHash> = queries.iter().map(|&hash| hash.into()).collect();
    let rounds = if std::env::args().any(|argument| argument == "--test") { 1 } else { 1000 };

    let mut searcher = index.searcher();
    let mut hits = [StaydownHit { id: 0, distance: 0, list: 0 }; 16];
    compare(
        "one search",
        rounds,
        BATCH,
        || queries.iter().map(|hash| searcher.within(hash, RADIUS).hits.len()).sum(),
        || for_c.iter().map(|hash| within(handle, hash, &mut hits)).sum(),
    );
    let searcher = index.searcher();
    let (mut offsets, mut hits) = ([0; BATCH + 1], [hits[0]; 4 * BATCH]);
    compare(
        "a batch of 1,000",
        rounds,
        1,
        || searcher.within_batch(&queries, RADIUS).iter().map(|(hits, _)| hits.len()).sum(),
        || batch(handle, &for_c, &mut offsets, &mut hits),
    );
    compare(
        "a distance",
        rounds,
        BATCH,
        || queries.iter().map(|hash| black_box(hash).distance(&queries[0]) as usize).sum(),
        || for_c.iter().map(|hash| distance(black_box(hash), &for_c[0]) as usize).sum(),
    );
}

/// Does both in turns, each of which makes so many calls, and says what one call takes: the medians, and that of the differences.
fn compare(
    what: &str,
    rounds: usize,
    calls: usize,
    mut rust: impl FnMut() -> usize,
    mut c: impl FnMut() -> usize,
) {
    let (mut of_rust, mut of_c, mut more) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let (a, b) = match round % 2 {
            0 => (timed(&mut rust), timed(&mut c)),
            _ => {
                let b = timed(&mut c);
                (timed(&mut rust), b)
            }
        };
        assert_eq!(a.1, b.1, "the answers differ");
        let [a, b] = [a.0, b.0].map(|nanoseconds| nanoseconds / calls as f64);
        of_rust.push(a);
        of_c.push(b);
        more.push(b - a);
    }
    let [a, b, more] = [of_rust, of_c, more].map(median);
    println!("{what}: Rust {a:.0} ns, C {b:.0} ns, {more:+.0} ns ({:+.1} %)", 100.0 * more / a);
}

fn timed(work: &mut impl FnMut() -> usize) -> (f64, usize) {
    let started = Instant::now();
    let answer = black_box(work());
    (started.elapsed().as_nanos() as f64, answer)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn open(path: &str) -> u64 {
    let path = CString::new(path).expect("no zero byte");
    let mut handle = 0;
    // SAFETY: a text and a number.
    let opened =
        unsafe { staydown_index_open(path.as_ptr(), STAYDOWN_OPEN_POPULATED, &raw mut handle) };
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
