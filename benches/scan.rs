//! The linear search, in comparisons a second.
//!
//! `STAYDOWN_BENCH_SIZES` lists the numbers of entries; without it 100,000 to ten million, and one small list when
//! `cargo bench -- --test` only tries whether it runs. `STAYDOWN_CPU` picks the kernel.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use staydown::Layout;

use crate::common::lists::{Kind, List};
use crate::common::{builder, sizes};

pub(crate) fn scan(c: &mut Criterion) {
    for size in sizes(&[100_000, 1_000_000, 10_000_000]) {
        let List { hashes, queries } = Kind::Uniform.list(size, 256);
        let index = builder(&hashes, Layout::Flat).into_index().expect("memory for the list");
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
