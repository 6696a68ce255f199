//! In the steady state a searcher allocates nothing. Lists are read in memory that does not grow with them.

mod common;
#[path = "common/counting.rs"]
mod counting;

use common::random;
use counting::counted;
use staydown::{Builder256, Hash, Hash256, Overlay256, Profile, Searcher};

/// Queries that belong to one picture: eight orientations of twenty crops.
const TOGETHER: usize = 160;

fn hashes(count: usize) -> Vec<Hash256> {
    let mut random = random(1);
    (0..count).map(|_| Hash(std::array::from_fn(|_| random()))).collect()
}

fn builder(hashes: &[Hash256]) -> Builder256 {
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.extend(hashes.iter().copied().zip(0..));
    builder
}

fn ask(searcher: &mut Searcher<'_, 4>, queries: &[Hash256]) -> usize {
    let mut found = 0;
    for query in &queries[..8] {
        found += searcher.within(query, 31).hits.len();
        found += searcher.nearest(query, 10).hits.len();
        found += usize::from(searcher.any_within(query, 31).0);
    }
    found + searcher.within_each(queries, 31).iter().map(|answer| answer.hits.len()).sum::<usize>()
}

fn check(mut searcher: Searcher<'_, 4>, queries: &[Hash256]) {
    let warm: Vec<usize> = (0..3).map(|_| ask(&mut searcher, queries)).collect();
    assert!(warm[0] >= TOGETHER + 8 * 12, "every query finds its own entry, and ten");
    let (found, memory) = counted(|| ask(&mut searcher, queries));
    assert_eq!((found, memory.asked), (warm[0], 0), "hits, allocations");
}

#[test]
fn a_vector_is_counted() {
    let ((), memory) = counted(|| drop(std::hint::black_box(vec![1_u8; 99])));
    assert_eq!((memory.asked, memory.most), (1, 99));
}

#[test]
fn searches_through_tables_allocate_nothing() {
    let hashes = hashes(20_000);
    // Few buckets, and so many that those of all queries are opened in their order.
    for (tables, key_bits) in [(16, 11), (11, 12)] {
        let mut builder = builder(&hashes);
        assert!(builder.set_plan(tables, key_bits));
        let index = builder.into_index().unwrap();
        check(index.searcher().through_tables(), &hashes[..TOGETHER]);
    }
}

#[test]
fn searches_of_the_whole_list_allocate_nothing() {
    let hashes = hashes(5_000);
    let mut builder = builder(&hashes);
    builder.set_layout(staydown::Layout::Flat);
    let index = builder.into_index().unwrap();
    check(index.searcher(), &hashes[..TOGETHER]);
}

#[test]
fn searches_under_changes_allocate_nothing() {
    let hashes = hashes(20_000);
    let mut builder = builder(&hashes[3_000..]);
    assert!(builder.set_plan(16, 11));
    let index = builder.into_index().unwrap();
    let mut overlay = Overlay256::new(Profile::Pdq).unwrap();
    hashes[..3_000].iter().zip(0..).for_each(|(&hash, id)| overlay.add(hash, id, 1).unwrap());
    (0..100).for_each(|id| overlay.remove(17_000 - id, 0));
    let searcher = index.searcher().over(&overlay).unwrap();
    check(searcher.through_tables(), &hashes[..TOGETHER]);
}

#[cfg(feature = "exchange")]
mod lists {
    use std::io::{BufReader, Read};
    use std::ops::ControlFlow;

    use staydown::{ListFormat, read_list};

    use super::counted;

    /// Bytes of each document, and bytes that reading it may hold: some records of the greatest length.
    const LENGTH: usize = 16 << 20;
    const MOST: usize = 6 << 20;

    #[test]
    fn memory_does_not_grow_with_a_list() {
        let vics = r#"{"MediaID":1,"MD5":"00112233445566778899aabbccddeeff","Exifs":[1,2]},"#;
        let ncmec = "<image><member id='1'/><id>1</id><fingerprints><md5>00112233445566778899aabbccddeeff</md5></fingerprints></image>";
        let long = format!("<a>{}</a>", "x".repeat(1 << 16));
        for (format, head, unit, rows_expected) in [
            (ListFormat::Vics, "{\"value\":[", vics, true),
            (ListFormat::Vics, "{\"value\":[{\"Media\":[", vics, true),
            (ListFormat::Vics, "{\"other\":[", vics, false),
            (ListFormat::Vics, "{", "\"other\":1,", false),
            (ListFormat::Vics, "{\"value\":[{", "\"other\":1,", false),
            (ListFormat::Vics, "{\"value\":[\"", "x", false),
            (ListFormat::StopNcii, "{\"hashRecords\":[{\"a\":\"", "x", false),
            (ListFormat::StopNcii, "{\"hashRecords\":", "[", false),
            (ListFormat::StopNcii, "{\"", "x", false),
            (ListFormat::TechAgainstTerrorism, "{\"next\":\"", "x", false),
            (ListFormat::Ncmec, "<queryResult><images>", ncmec, true),
            (ListFormat::Ncmec, "<queryResult><images>", "<new><a>b</a></new>", false),
            (ListFormat::Ncmec, "<queryResult><images>", "<image>", false),
            (ListFormat::Ncmec, "<queryResult><images><image>", "<a/>", false),
            (ListFormat::Ncmec, "<queryResult><images><image>", "x", false),
            (ListFormat::Ncmec, "<queryResult><images><image>", &long, false),
        ] {
            let text = head.as_bytes().chain(Repeat::new(unit).take(LENGTH as u64));
            let mut rows = 0;
            let mut text = BufReader::new(text);
            let (end, memory) = counted(|| {
                read_list(format, &mut text, &mut |_| {
                    rows += 1;
                    ControlFlow::Continue(())
                })
            });
            let most = memory.most;
            assert!(end.is_err(), "{head}{unit}");
            assert_eq!(rows > LENGTH / unit.len() - 2, rows_expected, "{head}{unit}: {rows}");
            assert!((1..MOST).contains(&most), "{head}{unit}: {most}");
        }
    }

    /// A text again and again.
    struct Repeat {
        text: String,
        at: usize,
    }

    impl Repeat {
        fn new(unit: &str) -> Self {
            Self { text: unit.repeat(1 + (1 << 16) / unit.len()), at: 0 }
        }
    }

    impl Read for Repeat {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let rest = &self.text.as_bytes()[self.at..];
            let length = into.len().min(rest.len());
            into[..length].copy_from_slice(&rest[..length]);
            self.at = (self.at + length) % self.text.len();
            Ok(length)
        }
    }
}
