//! From a file's bytes to upright pixels, format by format, in megapixels a second.

use std::hint::black_box;
use std::io::Cursor;

use criterion::{BenchmarkId, Criterion, Throughput};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, imageops::FilterType};
use staydown::{DecodeOptions, Orientation, Output, decode_with};

const PHOTOGRAPH: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/roman-colosseum.jpg");
const SIZE: (u32, u32) = (1024, 768);

pub(crate) fn all(c: &mut Criterion) {
    formats(c);
    turns(c);
}

fn formats(criterion: &mut Criterion) {
    let photograph = image::open(PHOTOGRAPH).expect("the photograph");
    let photograph = photograph.resize_exact(SIZE.0, SIZE.1, FilterType::Triangle);
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Elements(u64::from(SIZE.0 * SIZE.1)));
    for (name, bytes) in files(&photograph) {
        for output in [Output::Luma, Output::Rgb] {
            let options = DecodeOptions { output, ..DecodeOptions::default() };
            let id = BenchmarkId::new(name, format!("{output:?}"));
            group.bench_function(id, |b| b.iter(|| decode_with(black_box(&bytes), &options)));
        }
    }
    group.finish();
}

fn files(photograph: &DynamicImage) -> Vec<(&'static str, Vec<u8>)> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 85).encode_image(photograph).expect("encodes");
    let other = [
        ("PNG", ImageFormat::Png),
        ("lossless WebP", ImageFormat::WebP),
        ("BMP", ImageFormat::Bmp),
        ("TIFF", ImageFormat::Tiff),
        ("GIF", ImageFormat::Gif),
    ];
    let encoded = other.into_iter().map(|(name, format)| {
        let mut bytes = Cursor::new(Vec::new());
        photograph.to_rgb8().write_to(&mut bytes, format).expect("encodes");
        (name, bytes.into_inner())
    });
    std::iter::once(("JPEG", jpeg)).chain(encoded).collect()
}

fn turns(criterion: &mut Criterion) {
    let photograph = std::fs::read(PHOTOGRAPH).expect("the photograph");
    let picture = decode_with(&photograph, &DecodeOptions::default()).expect("decodes");
    let plane = picture.plane();
    let mut group = criterion.benchmark_group("turn");
    group.throughput(Throughput::Elements((plane.width() * plane.height()) as u64));
    for orientation in [Orientation::Rotate90, Orientation::FlipY] {
        group.bench_function(orientation.name(), |b| b.iter(|| plane.oriented(orientation)));
    }
    group.finish();
}
