//! The parallel matching path, end to end: files of photographs on all cores through decoding, hashing and the
//! search of a list in eight orientations.
//!
//! `STAYDOWN_BENCH_SIZES` and `STAYDOWN_CPU` as in the benchmark `scan`; `RAYON_NUM_THREADS` sets the cores.

mod common;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use staydown::{Hash256, Limits, Quality, decode, pdq};

use common::{list, sizes};

const PHOTOGRAPHS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos");

fn matching(criterion: &mut Criterion) {
    let files = photographs();
    let megapixels: usize = files.iter().map(|file| pixels(file)).sum();
    let mut group = criterion.benchmark_group("matching");
    group.sample_size(10);
    for size in sizes() {
        let (index, _) = list(size);
        let comparisons = (files.len() * 8 * size) as u64;
        for (unit, count) in [
            ("images", files.len() as u64),
            ("pixels", megapixels as u64),
            ("comparisons", comparisons),
        ] {
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

fn photographs() -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(PHOTOGRAPHS).expect("the photographs");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let photographs = paths.filter(|path| path.extension().is_some_and(|end| end == "jpg"));
    let files: Vec<_> =
        photographs.map(|path| std::fs::read(path).expect("a photograph")).collect();
    assert_eq!(files.len(), 25);
    files
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

criterion_group!(benches, matching);
criterion_main!(benches);
