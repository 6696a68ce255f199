//! The linear search, in comparisons a second.
//!
//! `STAYDOWN_BENCH_SIZES` lists the numbers of entries; without it 100,000 to ten million, and one small list when
//! `cargo bench -- --test` only tries whether it runs. `STAYDOWN_CPU` picks the kernel.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use staydown::{Buffer, Builder256, Hash, Hash256, Index, Profile};

fn sizes() -> Vec<usize> {
    if std::env::args().any(|argument| argument == "--test") {
        return vec![3000];
    }
    let list = std::env::var("STAYDOWN_BENCH_SIZES");
    let list = list.unwrap_or_else(|_| "100000,1000000,10000000".into());
    list.split(',')
        .map(|size| size.trim().parse().expect("STAYDOWN_BENCH_SIZES is a list of numbers"))
        .collect()
}

fn random(seed: u64) -> impl FnMut() -> Hash256 {
    let mut state = seed;
    let mut word = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    };
    move || Hash(std::array::from_fn(|_| word()))
}

/// A list, and queries of which every second one lies 16 bits from an entry.
fn list(size: usize) -> (Index<4, Buffer>, Vec<Hash256>) {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    let hashes = std::iter::repeat_with(random(1)).take(size);
    let mut queries: Vec<Hash256> = std::iter::repeat_with(random(2)).take(256).collect();
    for (id, hash) in hashes.enumerate() {
        builder.push(hash, id as u64);
        if id < 256 && id % 2 == 0 {
            queries[id] = hash;
            queries[id].0[id % 4] ^= 0xffff;
        }
    }
    (builder.into_index().unwrap(), queries)
}

fn scan(c: &mut Criterion) {
    for size in sizes() {
        let (index, queries) = list(size);
        let mut group = c.benchmark_group("scan");
        group.sample_size(10);
        group.throughput(Throughput::Elements(size as u64));
        for radius in [31, 60] {
            let mut next = queries.iter().cycle();
            let id = BenchmarkId::new(format!("single, radius {radius}"), size);
            group.bench_function(id, |b| {
                b.iter(|| index.within(black_box(next.next().unwrap()), radius));
            });
        }
        for (threads, batch) in [(1, 8), (1, 64), (1, 256), (2, 8), (2, 256)] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            group.throughput(Throughput::Elements((batch * size) as u64));
            let id = BenchmarkId::new(format!("batch of {batch}, threads {threads}"), size);
            group.bench_function(id, |b| {
                b.iter(|| pool.install(|| index.within_batch(black_box(&queries[..batch]), 31)));
            });
        }
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("nearest 10", size), |b| {
            b.iter(|| index.nearest(black_box(&queries[1]), 10));
        });
        group.finish();
    }
}

criterion_group!(benches, scan);
criterion_main!(benches);
