//! Importing into a catalogue: entries that are bare hashes, entries with everything, and entries that are there already.

use std::convert::Infallible;
use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{BatchSize, Criterion, Throughput};
use staydown::{
    By, Catalogue, Category, Change, Digest, End, Entry, Hash, Import, List, Opinion, Print,
    Profile, Quality, Resolution, Row, Stance, Time,
};

const ENTRIES: u64 = 50_000;

pub(crate) fn catalogue(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("catalogue");
    group.throughput(Throughput::Elements(ENTRIES)).sample_size(10);
    for (name, entry) in [("bare", bare as fn(u64) -> Entry), ("full", full)] {
        group.bench_function(format!("import/{name}"), |b| {
            b.iter_batched(
                new,
                |(folder, catalogue)| (folder, import(catalogue, entry)),
                BatchSize::PerIteration,
            );
        });
    }
    group.bench_function("import/again", |b| {
        let imported = || {
            let (folder, catalogue) = new();
            (folder, import(catalogue, full))
        };
        b.iter_batched(
            imported,
            |(folder, catalogue)| (folder, import(catalogue, full)),
            BatchSize::PerIteration,
        );
    });
    let (_folder, catalogue) = new();
    let catalogue = import(catalogue, bare);
    group.bench_function("hashes", |b| {
        b.iter(|| {
            catalogue.hashes::<4>(Profile::Pdq, |hash, id, _| {
                black_box((hash, id));
            })
        });
    });
    group.finish();
}

fn new() -> (tempfile::TempDir, Catalogue) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut catalogue = Catalogue::create(folder.path().join("catalogue.db")).expect("a catalogue");
    catalogue.create_list(&List::new("list", "bench"), &By::new("bench", "")).expect("a list");
    (folder, catalogue)
}

fn import(mut catalogue: Catalogue, entry: fn(u64) -> Entry) -> Catalogue {
    let read = |on_row: &mut dyn FnMut(Row) -> ControlFlow<()>| {
        for at in 0..ENTRIES {
            let _ = on_row(Row { at, change: Ok(Change::Put(Box::new(entry(at)))) });
        }
        Ok::<_, Infallible>(End::default())
    };
    let summary = catalogue.import("list", &Import::default(), &By::new("bench", ""), read);
    black_box(summary.expect("an import"));
    catalogue
}

fn bare(number: u64) -> Entry {
    let mut words = [number; 4];
    for (word, factor) in
        words.iter_mut().zip([0x9e37_79b9_7f4a_7c15_u64, 3, 0xbf58_476d_1ce4_e5b9, 5])
    {
        *word =
            (number + 1).wrapping_mul(factor).rotate_left(29).wrapping_mul(0x94d0_49bb_1331_11eb);
    }
    let hash: staydown::Hash256 = Hash(words);
    let mut entry = Entry::new(hash.to_hex());
    entry.prints.push(Print::Wide { profile: Profile::Pdq, hash, quality: Some(Quality::new(90)) });
    entry
}

/// With two fingerprints, two categories, a resolution, a case, two tags and an opinion.
fn full(number: u64) -> Entry {
    let mut entry = bare(number);
    let mut md5 = [7; 16];
    md5[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    entry.prints.push(Print::Exact(Digest::Md5(md5)));
    let category = |scheme: &str, code: &str| Category { scheme: scheme.into(), code: code.into() };
    entry.categories = vec![category("kr", "false-video"), category("ncmec", "B1")];
    entry.agency = Some("An agency".to_owned());
    let date = Some(Time::from_secs(1_700_000_000));
    entry.resolution = Some(Resolution { number: format!("2026-{number}"), date });
    entry.cases = vec![format!("case {number}")];
    entry.tags = vec!["first".to_owned(), "second".to_owned()];
    let contributor = "A centre".to_owned();
    entry.opinions =
        vec![Opinion { contributor, stance: Stance::Positive, reason: None, at: date }];
    entry.added = date;
    entry.updated = date;
    entry
}
