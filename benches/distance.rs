//! Two hashes, and one hash against a list that lies in the first-level cache.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use staydown::{Builder256, Hash, Hash256, Profile};

fn hashes(count: u64) -> Vec<Hash256> {
    let word = |i: u64| (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (i << 17);
    (0..count).map(|i| Hash([4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3].map(word))).collect()
}

pub(crate) fn distance(c: &mut Criterion) {
    let hashes = hashes(1000);
    let query = Hash256::ZERO;
    let mut group = c.benchmark_group("distance");
    group.throughput(Throughput::Elements(hashes.len() as u64));
    group.bench_function("pairs", |b| {
        b.iter(|| hashes.iter().map(|hash| hash.distance(black_box(&query))).max());
    });
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    (0..).zip(&hashes).for_each(|(id, &hash)| builder.push(hash, id));
    let index = builder.into_index().unwrap();
    group.bench_function("one block", |b| b.iter(|| index.within(black_box(&query), 31)));
    group.finish();
}
