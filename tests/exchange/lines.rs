//! Lists of lines and columns are read whatever is in them: each bad line is named, and the rest goes on.

use std::ops::ControlFlow;

use proptest::prelude::*;
use staydown::{
    Change, End, Entry, Fault, Judgement, ListFormat, ListWriter, Opinion, ParseHashError, Print,
    Profile, Quality, ReadError, Stance, Status, WriteError, read_list,
};

use crate::documents::{entries, read, rows, write};

pub(crate) const DOCUMENTS: [(ListFormat, &str, &[u8]); 9] = [
    (ListFormat::PdqText, "pdq", include_bytes!("../data/exchange/pdq/list.txt")),
    (ListFormat::Csv, "hashed", include_bytes!("../data/exchange/csv/hashed.csv")),
    (ListFormat::Csv, "digests", include_bytes!("../data/exchange/csv/digests.csv")),
    (ListFormat::Csv, "bare", include_bytes!("../data/exchange/csv/bare.csv")),
    (ListFormat::FileExchange, "file", include_bytes!("../data/exchange/file_exchange/list.txt")),
    (ListFormat::TxDataset, "cache", include_bytes!("../data/exchange/tx_dataset/cache.csv")),
    (ListFormat::TxDataset, "with id", include_bytes!("../data/exchange/tx_dataset/with-id.csv")),
    (ListFormat::TxDataset, "printed", include_bytes!("../data/exchange/tx_dataset/printed.csv")),
    (ListFormat::Icse, "icse", include_bytes!("../data/exchange/icse/list.csv")),
];

fn document(name: &str) -> (ListFormat, &'static [u8]) {
    let found = DOCUMENTS.into_iter().find(|document| document.1 == name).unwrap();
    (found.0, found.2)
}

/// The entries and faults of a document.
fn read_named(name: &str) -> (Vec<Entry>, Vec<(u64, Fault)>) {
    let (format, bytes) = document(name);
    let (changes, faults) = read(format, bytes);
    (entries(&changes).into_iter().cloned().collect(), faults)
}

/// The first line's PDQ hash in every document that begins with one.
fn first_hash() -> String {
    let text = str::from_utf8(document("bare").1).unwrap();
    text.lines().next().unwrap().to_owned()
}

fn pdq(quality: Option<u32>) -> Print {
    let hash = first_hash().parse().unwrap();
    Print::Wide { profile: Profile::Pdq, hash, quality: quality.map(Quality::new) }
}

fn short(found: usize) -> Fault {
    Fault::Hash(ParseHashError::Length { expected: 64, found })
}

fn names(entry: &Entry) -> Vec<&str> {
    entry.prints.iter().map(Print::name).collect()
}

#[test]
fn pdq_text_has_hashes_qualities_and_names() {
    let (entries, faults) = read_named("pdq");
    assert_eq!(entries.len(), 6);
    assert_eq!(entries[0].key, first_hash());
    assert_eq!(entries[0].prints, [pdq(None)]);
    assert_eq!(entries[1].key, entries[1].key.to_lowercase());
    let side = entries[2].extra.as_deref();
    assert_eq!(side, Some(r#"{"filename":"holiday/IMG 1, cropped.jpg"}"#));
    assert!(matches!(entries[3].prints[0], Print::Wide { quality: Some(q), .. } if q.get() == 5));
    assert_eq!(entries[4].key.len(), 64, "base64 is told from hexadecimal digits");
    assert!(matches!(entries[5].prints[0], Print::Wide { quality: None, .. }));
    let quality = Fault::Field { field: "quality", expected: "a whole number from 0 to 100" };
    let digit = Fault::Hash(ParseHashError::Digit { at: 63 });
    assert_eq!(faults, [(8, short(32)), (9, digit), (10, quality)]);
}

#[test]
fn csv_has_what_its_header_names() {
    let (entries, faults) = read_named("hashed");
    let [first, classic, marked, two_lines] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((first.key.as_str(), &first.prints), (first_hash().as_str(), &vec![pdq(Some(100))]));
    assert_eq!(first.extra.as_deref(), Some(r#"{"path":"photos/a.jpg"}"#));
    assert_eq!(names(classic), [Profile::PHash64.name()]);
    assert!(classic.key.starts_with("phash-64/image_hasher-3.1.1:"), "a type, then the hash");
    assert_eq!(names(marked), [Profile::PHash64.name()]);
    assert!(marked.extra.as_deref().unwrap().contains(r#"with \"marks\", and commas.jpg"#));
    assert_eq!(two_lines.extra.as_deref(), Some(r#"{"path":"a name\nof two lines"}"#));
    let algorithm = Fault::Field { field: "algorithm", expected: "the name of a perceptual hash" };
    let quality = Fault::Field { field: "quality", expected: "a whole number from 0 to 100" };
    assert_eq!(faults, [(7, algorithm), (8, short(32)), (9, quality)]);
}

#[test]
fn csv_has_digests_and_ids() {
    let (entries, faults) = read_named("digests");
    let [whole, digest, unnamed] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(whole.key, "case-17");
    assert_eq!(names(whole), ["pdq", "md5", "sha1", "sha256"]);
    assert_eq!(whole.extra.as_deref(), Some(r#"{"width":"640"}"#));
    assert_eq!((digest.key.as_str(), names(digest)), ("case-18", vec!["md5"]));
    assert!(unnamed.key.starts_with("md5:"));
    assert_eq!(faults, [(5, Fault::NoPrint), (6, Fault::Digest { name: "MD5", digits: 32 })]);
}

#[test]
fn csv_without_a_header_is_hash_quality_path() {
    let (entries, faults) = read_named("bare");
    assert_eq!((entries.len(), faults.len()), (3, 0));
    assert_eq!(entries[0].prints, [pdq(None)]);
    assert!(matches!(entries[1].prints[0], Print::Wide { quality: Some(q), .. } if q.get() == 60));
    assert_eq!(entries[2].extra.as_deref(), Some(r#"{"path":"a.jpg"}"#));
}

#[test]
fn csv_documents_may_stand_one_behind_the_other() {
    let documents = [document("digests").1, document("hashed").1].concat();
    let (changes, _) = read(ListFormat::Csv, &documents);
    assert_eq!(changes.len(), 3 + 4);
}

#[test]
fn file_exchange_has_types() {
    let (entries, faults) = read_named("file");
    let kinds: Vec<_> = entries.iter().map(|entry| names(entry)[0]).collect();
    let expected = "pdq pdq pdq md5 md5 sha1 sha256 pdq md5 photodna";
    assert_eq!(kinds.join(" "), expected);
    assert_eq!(entries[0].key, format!("pdq:{}", first_hash()));
    assert_eq!(entries[4].key, entries[4].key.to_lowercase());
    let kind = |kind: &str| Fault::Kind { kind: kind.to_owned() };
    let no_type = Fault::Field { field: "type", expected: "a type of fingerprint that is known" };
    assert_eq!(faults, [(11, kind("url")), (12, short(32)), (13, no_type), (14, kind("raw_text"))]);
}

#[test]
fn tx_dataset_has_labels_and_what_they_say_of_opinions() {
    let (entries, faults) = read_named("cache");
    let judged: Vec<_> = entries.iter().map(Entry::judgement).collect();
    let [unjudged, mine, false_alarm, disputed] = judged.as_slice() else { panic!("{judged:?}") };
    assert_eq!((*unjudged, *mine), (Judgement::Unjudged, Judgement::Positive));
    assert_eq!((*false_alarm, *disputed), (Judgement::Negative, Judgement::Disputed));
    assert_eq!(entries[0].key, "3058061737574159");
    assert_eq!(entries[0].tags, ["media_type_photo", "spam"]);
    assert_eq!(entries[1].added, None);
    assert_eq!(entries[2].added.unwrap().to_string(), "2020-07-01T18:31:15Z");
    let fields = Fault::Malformed("it has neither four nor five fields");
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert_eq!(faults[0], (5, short(34)));
    assert!(matches!(faults[1], (6, Fault::Time { field: "added_on", .. })));
    assert_eq!(faults[2], (7, Fault::Missing { field: "first_descriptor_id" }));
    assert_eq!(faults[3], (8, fields));
}

#[test]
fn tx_dataset_is_read_in_its_other_shapes() {
    let (entries, faults) = read_named("with id");
    assert_eq!((entries.len(), faults.len()), (2, 0));
    assert_eq!(entries[0].key, "3058061737574159");
    assert_eq!(entries[0].extra.as_deref(), Some(r#"{"indicator_id":"2861"}"#));

    let (entries, faults) = read_named("printed");
    let judged: Vec<_> = entries.iter().map(Entry::judgement).collect();
    use Judgement::{Disputed, Negative, Positive, Seed};
    assert_eq!(judged, [Positive, Seed, Negative, Disputed]);
    assert_eq!(entries[0].tags, ["media_type_photo", "spam"]);
    assert_eq!(entries[3].extra.as_deref(), Some(r#"{"collab":"A, B"}"#));
    let category = Fault::Field { field: "category", expected: "one of the tool's" };
    assert_eq!(faults, [(6, Fault::Kind { kind: "url".to_owned() }), (7, category)]);
}

#[test]
fn icse_has_flags_in_every_spelling_and_the_baseline() {
    let (entries, faults) = read_named("icse");
    let [whole, other, bare] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((whole.key.as_str(), names(whole)), ("2001", vec!["md5", "sha1", "photodna"]));
    let photodna =
        |print: &Print| matches!(print, Print::Opaque { bytes, .. } if bytes.len() == 144);
    assert!(photodna(&whole.prints[2]));
    let [category] = whole.categories.as_slice() else { panic!("{whole:?}") };
    assert_eq!((category.scheme.as_str(), category.code.as_str()), ("interpol", "baseline"));
    let side: serde_json::Value = serde_json::from_str(whole.extra.as_deref().unwrap()).unwrap();
    assert_eq!(side["Is distributed"], true);
    assert_eq!(side["Victim identified"], false);
    assert_eq!(side["Series name"], r#"A "made" name; of a series"#);
    assert_eq!(side["Number of submissions"], 3);
    assert_eq!((other.categories.len(), other.key.as_str()), (0, "2002"));
    assert!(bare.key.starts_with("md5:") && bare.extra.is_none());
    let flags = Fault::Field {
        field: "Offender identified",
        expected: "y, n, yes, no, t, f, true or false",
    };
    let count = Fault::Field { field: "Number of submissions", expected: "a whole number" };
    let md5 = Fault::Digest { name: "MD5", digits: 32 };
    assert_eq!(faults, [(5, Fault::NoPrint), (6, md5), (7, flags), (8, count)]);
}

#[test]
fn what_was_written_is_read_back() {
    for (format, name, bytes) in DOCUMENTS {
        let (changes, _) = read(format, bytes);
        let written = write(format, &changes, &End::default());
        let (again, faults) = read(format, &written);
        assert_eq!((again.len(), faults.len()), (changes.len(), 0), "{name}");
        match name {
            // The one has a column of its own, the other is not the shape that is written.
            "digests" | "printed" => {
                let prints = |changes| entries(changes).into_iter().map(|entry| &entry.prints);
                assert!(prints(&changes).eq(prints(&again)), "{name}");
                let keys = |changes| entries(changes).into_iter().map(|entry| &entry.key);
                assert!(keys(&changes).eq(keys(&again)), "{name}");
            }
            _ => assert!(again == changes, "{name}"),
        }
        assert!(write(format, &again, &End::default()) == written, "{name}");
    }
}

#[test]
fn line_ends_marks_and_letter_case_make_no_difference() {
    for (format, name, bytes) in DOCUMENTS {
        let expected = read(format, bytes);
        let text = str::from_utf8(bytes).unwrap().replace("\r\n", "\n");
        let marked = format!("\u{feff}{text}");
        for spelling in [&text, &text.replace('\n', "\r\n"), &marked, text.trim_end()] {
            assert!(read(format, spelling.as_bytes()) == expected, "{name}");
        }
        let (shouted, _) = read(format, upper_case_hashes(&text).as_bytes());
        let keys = |changes| entries(changes).into_iter().map(|entry| entry.key.clone());
        assert!(keys(&shouted).eq(keys(&expected.0)), "{name}");
    }
}

/// The text with its words of 16 and more hexadecimal digits in upper case.
fn upper_case_hashes(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_hexdigit();
    let words = text.split_inclusive(|c| !is_digit(c));
    let shout = |word: &str| match word.len() > 16 {
        true => word.to_uppercase(),
        false => word.to_owned(),
    };
    words.map(shout).collect()
}

#[test]
fn a_document_cut_off_anywhere_gives_the_rows_before_the_cut() {
    let mut cuts = 0;
    for (format, name, bytes) in DOCUMENTS {
        let (whole, _) = rows(format, bytes);
        for length in 0..bytes.len() {
            let (cut, end) = rows(format, &bytes[..length]);
            assert!(end.is_ok(), "{name}, {length}");
            let untouched = cut.len().saturating_sub(2); // the last record may have two lines
            for (a, b) in cut.iter().zip(&whole).take(untouched) {
                assert!(a.at == b.at && a.change == b.change, "{name}, {length}");
            }
            assert!(cut.len() <= whole.len() + 1, "{name}, {length}");
            cuts += 1;
        }
    }
    assert!(cuts > 5000, "{cuts}");
}

#[test]
fn odd_bytes_spoil_their_line_only() {
    for (format, hash) in
        [(ListFormat::PdqText, 0), (ListFormat::Csv, 0), (ListFormat::FileExchange, 4)]
    {
        let mut lines =
            format!("{0}\n{0}\n{0}\n", &format!("pdq {}", first_hash())[4 - hash..]).into_bytes();
        for odd in [b'\0', 0xff, 0xc3, b'\x1b', b'='] {
            let length = lines.len() / 3;
            lines[length + hash + 10] = odd;
            let (changes, faults) = read(format, &lines);
            assert_eq!(changes.len(), 2, "{format}, {odd}");
            assert!(matches!(faults.as_slice(), [(2, Fault::Hash(_))]), "{format}, {odd}");
        }
    }
}

#[test]
fn a_line_without_end_is_skipped_and_not_held() {
    let hash = first_hash();
    for format in [ListFormat::PdqText, ListFormat::Csv, ListFormat::FileExchange] {
        let line = format!("{hash}\n");
        let long = "0".repeat(5 << 20);
        let document = format!("{line}{long}\n{line}");
        let (changes, faults) = read(format, document.as_bytes());
        assert_eq!((changes.len(), faults), (2, vec![(2, Fault::Long { limit: 1 << 20 })]));
    }
}

#[test]
fn a_quotation_mark_that_is_never_closed_spoils_its_line_only() {
    let hash = first_hash();
    let good = format!("{hash},50,a.jpg\n").repeat(20_000);
    let document = format!("{good}{hash},50,\"a.jpg\n{good}{hash},50,\"b.jpg\n");
    let (changes, faults) = read(ListFormat::Csv, document.as_bytes());
    let fault = || Fault::Malformed("a quotation mark is not closed");
    assert_eq!(changes.len(), 40_000);
    assert_eq!(faults, [(20_001, fault()), (40_002, fault())]);
}

/// Every line opens a mark, however the one before it was understood: to look for the end of each would take hours.
#[test]
fn a_document_of_opened_marks_takes_no_longer_than_others() {
    let document = "a\"b,\"c\n".repeat(400_000);
    let (changes, faults) = read(ListFormat::Csv, document.as_bytes());
    assert_eq!((changes.len(), faults.len()), (0, 400_000));
}

#[test]
fn reading_can_be_ended_early() {
    for (format, name, mut bytes) in DOCUMENTS {
        let mut seen = 0;
        let end = read_list(format, &mut bytes, &mut |_| {
            seen += 1;
            ControlFlow::Break(())
        });
        assert!(matches!(end, Ok(End { more: false, .. })) && seen == 1, "{name}");
    }
}

#[test]
fn a_source_of_bytes_that_fails_is_said() {
    struct Failing;
    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    for (format, name, _) in DOCUMENTS {
        let mut from = std::io::BufReader::new(Failing);
        let end = read_list(format, &mut from, &mut |_| ControlFlow::Continue(()));
        assert!(matches!(end, Err(ReadError::Io(_))), "{name}");
    }
}

#[test]
fn what_does_not_count_is_not_written_where_it_would_seem_to() {
    let mut withdrawn = Entry::new("a");
    withdrawn.prints.push(pdq(None));
    withdrawn.state.status = Status::Withdrawn;
    let mut refused = Entry::new("b");
    refused.prints.push(pdq(None));
    let contributor = "somebody".to_owned();
    refused.opinions.push(Opinion {
        contributor,
        stance: Stance::Negative,
        reason: None,
        at: None,
    });
    let changes = [
        Change::Put(Box::new(withdrawn)),
        Change::Put(Box::new(refused)),
        Change::Put(Box::new(Entry::new("c"))),
        Change::Withdraw { key: "d".to_owned(), reason: None, at: None },
    ];
    for format in [ListFormat::PdqText, ListFormat::Csv, ListFormat::FileExchange, ListFormat::Icse]
    {
        let mut written = Vec::new();
        let mut writer = ListWriter::new(format, &mut written, &End::default()).unwrap();
        for change in &changes {
            let refusal = writer.put(change);
            assert!(matches!(refusal, Err(WriteError::Entry { .. })), "{format}");
        }
        writer.finish().unwrap();
        assert_eq!(read(format, &written), (vec![], vec![]), "{format}");
    }
}

#[test]
fn a_key_that_looks_like_a_comment_is_read_back() {
    let mut entry = Entry::new("#17");
    entry.prints.push(pdq(Some(80)));
    let changes = [Change::Put(Box::new(entry))];
    let written = write(ListFormat::Csv, &changes, &End::default());
    assert!(read(ListFormat::Csv, &written).0 == changes);
}

#[test]
fn no_fault_repeats_the_line() {
    let secret = "5ec4e7".repeat(9);
    let quoted = format!("\"{secret}\" {secret};{secret},{secret}\n{secret} {secret}\n");
    for (format, name, _) in DOCUMENTS {
        let (rows, _) = rows(format, quoted.as_bytes());
        assert!(!rows.is_empty(), "{name}");
        for row in rows {
            let fault = row.change.unwrap_err();
            assert!(!format!("{fault} {fault:?}").contains("5ec4e7"), "{name}");
        }
    }
}

proptest! {
    /// What the crate `csv` writes is read as it was meant, whatever is in the fields.
    #[test]
    fn fields_are_those_of_the_csv_crate(paths in prop::collection::vec("[a\"#,; \n\u{e9}]{0,6}", 1..20)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["hash", "path", "note"]).unwrap();
        for path in &paths {
            writer.write_record([&first_hash(), path, "end"]).unwrap();
        }
        let (changes, faults) = read(ListFormat::Csv, &writer.into_inner().unwrap());
        prop_assert!(faults.is_empty());
        let side = |path: &String| match path.as_str() {
            "" => serde_json::json!({ "note": "end" }),
            path => serde_json::json!({ "note": "end", "path": path }),
        };
        let expected: Vec<_> = paths.iter().map(|path| side(path).to_string()).collect();
        let found: Vec<_> = entries(&changes).iter().map(|entry| entry.extra.clone().unwrap()).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0usize..1000) {
        for (format, _, document) in DOCUMENTS {
            let mixed = [&document[..cut.min(document.len())], &bytes].concat();
            prop_assert!(rows(format, &mixed).1.is_ok());
        }
    }
}
