//! One picture in each tier, against lists that it is not on.
//!
//! `STAYDOWN_BENCH_SIZES` as in the benchmark `scan`.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use staydown::{Finder, Layout, Limits, Tier, decode};

use crate::common::lists::{Kind, List};
use crate::common::{builder, sizes};

pub(crate) fn finder(criterion: &mut Criterion) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/coffee.jpg");
    let bytes = std::fs::read(file).expect("a photograph of the repository");
    let picture = decode(&bytes, &Limits::default()).expect("a JPEG");
    for size in sizes(&[1_000, 100_000, 1_000_000]) {
        let List { hashes, .. } = Kind::Uniform.list(size, 1);
        let index = builder(&hashes, Layout::Fast).into_index().expect("memory");
        let mut group = criterion.benchmark_group("finder");
        for tier in Tier::ALL {
            group.bench_function(BenchmarkId::new(tier.name(), size), |b| {
                let mut finder = Finder::new(index.searcher());
                b.iter(|| finder.check(black_box(&picture), tier));
            });
        }
        group.finish();
    }
}
