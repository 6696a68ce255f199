//! The index as a file: building, publishing, opening, verifying, and the first query of a file just opened.
//!
//! `STAYDOWN_BENCH_SIZES` as in the benchmark `scan`.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use staydown::{Index256, IndexInfo, Layout};

use crate::common::lists::{Kind, List};
use crate::common::{builder, sizes};

pub(crate) fn index_file(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    for size in sizes(&[100_000, 1_000_000, 10_000_000]) {
        let path = folder.path().join(format!("{size}.sdx"));
        let List { hashes, queries } = Kind::Uniform.list(size, 256);
        let pushed = builder(&hashes, Layout::Fast);
        let mut group = criterion.benchmark_group("index file");
        group.sample_size(10);
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("publish", size), |b| {
            let fresh = || pushed.clone();
            b.iter_batched(fresh, |builder| builder.publish(&path), BatchSize::PerIteration);
        });
        let index = Index256::open(&path).expect("it was just published");
        group.bench_function(BenchmarkId::new("verify", size), |b| b.iter(|| index.verify()));
        group.bench_function(BenchmarkId::new("open", size), |b| b.iter(|| Index256::open(&path)));
        group.bench_function(BenchmarkId::new("header", size), |b| {
            b.iter(|| IndexInfo::of_file(&path))
        });
        group.bench_function(BenchmarkId::new("open and one query", size), |b| {
            b.iter(|| Index256::open(&path).map(|index| index.within(&queries[0], 31)));
        });
        group.finish();
        std::fs::remove_file(&path).expect("it is there");
    }
}
