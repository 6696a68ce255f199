//! PDQ stage by stage, from an RGB buffer to the hash, in megapixels a second; and a batch over all cores.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use staydown::{Channels, Plane, pdq, pdq_512, pdq_batch, stages};

const SIZES: [(usize, usize); 4] = [(512, 512), (1024, 768), (1600, 1004), (4032, 3024)];

pub(crate) fn all(c: &mut Criterion) {
    stage_by_stage(c);
    after_the_pixels(c);
    batch(c);
}

fn stage_by_stage(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pdq");
    for (width, height) in SIZES {
        let picture = waves(width, height);
        let size = format!("{width}x{height}");
        let of = |stage: &str| BenchmarkId::new(stage, &size);
        group.throughput(Throughput::Elements((width * height) as u64));
        group.bench_function(of("luma and down-sample"), |b| {
            b.iter(|| stages::grid(picture.as_ref()))
        });
        group.bench_function(of("the same in the reference's order"), |b| {
            b.iter(|| stages::reference_grid(picture.as_ref()));
        });
        group.bench_function(of("hash and quality"), |b| b.iter(|| pdq(black_box(&picture))));
        group.bench_function(of("hash and quality, pdq-512"), |b| {
            b.iter(|| pdq_512(black_box(&picture)))
        });
    }
    group.finish();
}

fn after_the_pixels(criterion: &mut Criterion) {
    let grid = stages::grid(waves(1024, 768).as_ref());
    let coefficients = stages::transform(&grid);
    let print = pdq(&waves(1024, 768));
    let mut group = criterion.benchmark_group("pdq after the pixels");
    group.bench_function("DCT", |b| b.iter(|| stages::transform(black_box(&grid))));
    group.bench_function("quality", |b| b.iter(|| stages::quality(black_box(&grid))));
    group.bench_function("bits", |b| b.iter(|| stages::bits(black_box(&coefficients))));
    group.bench_function("eight orientations", |b| b.iter(|| black_box(&print).orientations()));
    group.finish();
}

fn batch(criterion: &mut Criterion) {
    let pictures: Vec<Plane> = (0..32).map(|i| waves(1024 - 8 * i, 768)).collect();
    let borrowed: Vec<_> = pictures.iter().map(Plane::as_ref).collect();
    let mut group = criterion.benchmark_group("pdq batch");
    group.throughput(Throughput::Elements(pictures.len() as u64));
    group.bench_function("32 pictures of 1024x768", |b| b.iter(|| pdq_batch(&borrowed)));
    group.finish();
}

/// A picture with structure at all scales, so that the usual way through is taken.
fn waves(width: usize, height: usize) -> Plane {
    let at = |x: usize, y: usize| {
        let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
        let wave = |a: f32, b: f32| (a * x + b * y + a * b * x * y).sin();
        let sum = wave(3.0, 5.0) + wave(17.0, -9.0) + wave(41.0, 29.0) + wave(-80.0, 77.0);
        [sum, sum * 0.7 + wave(5.0, 2.0), -sum].map(|value| (128.0 + 30.0 * value) as u8)
    };
    let pixels = (0..height).flat_map(|y| (0..width).flat_map(move |x| at(x, y))).collect();
    Plane::new(pixels, width, height, Channels::Rgb).expect("as many pixels as needed")
}
