//! The parallel matching path: from files of photographs to hits, and the search alone for lists of several kinds.
//!
//! `STAYDOWN_BENCH_SIZES` lists the numbers of entries; without it ten thousand to ten million, and one small list when
//! `cargo bench -- --test` only tries whether it runs. `STAYDOWN_CPU` picks the kernel. The groups `search` name kind
//! and radius, so that `STAYDOWN_BENCH=matching cargo bench -- 'photos, radius 31'` measures a part.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use staydown::{Buffer, Hash256, Index256, Layout, Limits, Quality, decode, pdq};

use crate::common::lists::{FILES, Kind, List, photographs};
use crate::common::{builder, sizes};

const SIZES: [usize; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
const KINDS: [Kind; 4] = [Kind::Uniform, Kind::Clustered, Kind::Photos, Kind::Duplicates];
const RADII: [u32; 6] = [0, 8, 16, 24, 31, 40];
/// The guesses for one picture: those that are asked together on one thread.
const PICTURE: usize = 160;
const BATCH: usize = 10_000;

/// Decoding, hashing and searching, on all cores; `RAYON_NUM_THREADS` limits them.
pub(crate) fn all(c: &mut Criterion) {
    photographs_to_hits(c);
    search(c);
}

fn photographs_to_hits(criterion: &mut Criterion) {
    let files = photographs();
    let pixels: usize = files.iter().map(|file| pixels(file)).sum();
    let mut group = criterion.benchmark_group("matching");
    group.sample_size(10);
    for size in sizes(&SIZES) {
        let index = index(&Kind::Uniform.list(size, 0));
        let comparisons = (FILES * 8 * size) as u64;
        for (unit, count) in
            [("images", FILES as u64), ("pixels", pixels as u64), ("comparisons", comparisons)]
        {
            group.throughput(Throughput::Elements(count));
            group.bench_function(BenchmarkId::new(unit, size), |b| {
                b.iter(|| {
                    let asked: Vec<Hash256> =
                        files.par_iter().flat_map_iter(|file| ask(file)).collect();
                    index.within_batch(&asked, 31)
                });
            });
        }
    }
    group.finish();
}

/// The search alone: one query after the other, a picture's guesses together, and a batch on one thread and two.
fn search(criterion: &mut Criterion) {
    let pools = [1, 2].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build());
    let pools = pools.map(|pool| pool.expect("threads"));
    for size in sizes(&SIZES) {
        for kind in KINDS {
            let list = kind.list(size, BATCH);
            let index = index(&list);
            for radius in RADII {
                search_within(criterion, kind, &index, &list.queries, radius, &pools);
            }
        }
    }
}

fn search_within(
    criterion: &mut Criterion,
    kind: Kind,
    index: &Index256<Buffer>,
    queries: &[Hash256],
    radius: u32,
    pools: &[ThreadPool],
) {
    let mut group = criterion.benchmark_group(format!("search {}, radius {radius}", kind.name()));
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    let mut searcher = index.searcher();
    group.throughput(Throughput::Elements(1));
    let mut next = queries.iter().cycle();
    group.bench_function(BenchmarkId::new("single", index.len()), |b| {
        b.iter(|| next.next().map(|query| searcher.within(query, radius).hits.len()));
    });
    group.throughput(Throughput::Elements(PICTURE as u64));
    let mut next = queries.chunks_exact(PICTURE).cycle();
    group.bench_function(BenchmarkId::new("picture", index.len()), |b| {
        b.iter(|| next.next().map(|guesses| searcher.within_each(guesses, radius).len()));
    });
    group.throughput(Throughput::Elements(queries.len() as u64));
    for pool in pools {
        let name = format!("batch, threads {}", pool.current_num_threads());
        group.bench_function(BenchmarkId::new(name, index.len()), |b| {
            b.iter(|| pool.install(|| index.within_batch(queries, radius)));
        });
    }
    group.finish();
}

fn index(list: &List<4>) -> Index256<Buffer> {
    builder(&list.hashes, Layout::Fast).into_index().expect("memory for the list")
}

fn pixels(file: &[u8]) -> usize {
    let picture = decode(file, &Limits::default()).expect("decodes");
    picture.plane().width() * picture.plane().height()
}

/// The hashes to ask for: none where the quality is too low to decide.
fn ask(file: &[u8]) -> impl Iterator<Item = Hash256> + use<> {
    let picture = decode(file, &Limits::default()).expect("decodes");
    let print = pdq(&picture);
    let usable = print.quality >= Quality::USABLE;
    usable.then(|| print.orientations()).into_iter().flatten()
}
