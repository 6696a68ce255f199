//! Promise: whatever the bytes are, reading ends with rows and an end or an error, and repeats nothing.

use std::io::BufReader;
use std::ops::ControlFlow;

use staydown::{Change, End, Fault, ListFormat, ListWriter, ReadError, read_list};

use crate::{DOCUMENTS, read, whole};

/// A record for each format that is whole but for what stands in the place of `HOLE`.
const HOLES: [(ListFormat, &str); 5] = [
    (ListFormat::ThreatExchange, r#"{"data":[HOLE,{"id":"1","should_delete":true}]}"#),
    (
        ListFormat::StopNcii,
        r#"{"hashRecords":[HOLE,{"signalType":4,"hashValue":"1","hashStatus":3}]}"#,
    ),
    (ListFormat::TechAgainstTerrorism, r#"{"results":[HOLE,{"id":"1","deleted":true}]}"#),
    (ListFormat::Vics, r#"{"value":[HOLE,{"MediaID":1,"PhotoDNA":"x"}]}"#),
    (ListFormat::Arachnid, r#"[HOLE,{"sha256_hex":"HASH","classification":"csam"}]"#),
];
const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

#[test]
fn documents_cut_anywhere_give_an_error_and_no_other_rows() {
    for (format, text) in DOCUMENTS {
        let (all, _) = whole(format, text);
        let text = text.trim_ascii_end();
        for length in 0..text.len() {
            let (rows, end) = read(format, &text[..length]);
            assert!(end.is_err(), "{format} ends at {length}");
            assert!(
                rows.len() <= all.len() && rows[..] == all[..rows.len()],
                "{format} cut at {length}"
            );
        }
    }
}

#[test]
fn documents_with_other_line_ends_and_marks_say_the_same() {
    for (format, text) in DOCUMENTS {
        let text = str::from_utf8(text).unwrap().trim_start_matches('\u{feff}');
        let expected = whole(format, text);
        assert_eq!(whole(format, format!("\u{feff}{text}")), expected, "{format}");
        assert_eq!(whole(format, text.replace('\n', "\r\n")), expected, "{format}");
        let mut drop_by_drop = BufReader::with_capacity(1, text.as_bytes());
        let mut rows = Vec::new();
        let end = read_list(format, &mut drop_by_drop, &mut |row| {
            rows.push(row.change);
            ControlFlow::Continue(())
        });
        assert_eq!((rows, end.unwrap()), expected, "{format}");
    }
}

#[test]
fn flipped_bytes_never_panic_and_what_is_still_read_can_be_written() {
    let (mut whole, mut faults) = (0, 0);
    for (format, text) in DOCUMENTS {
        for at in 0..text.len() {
            for byte in [b"\"\\{<"[at % 4], b"0]&\xff"[at % 4]] {
                let mut text = text.to_vec();
                text[at] = byte;
                let (rows, end) = read(format, text);
                faults += rows.iter().filter(|row| row.is_err()).count();
                whole += usize::from(end.is_ok());
                if format != ListFormat::Arachnid {
                    writes_as_read(format, rows);
                }
            }
        }
    }
    assert!(whole > 1000 && faults > 1000, "{whole}, {faults}");
}

fn writes_as_read(format: ListFormat, rows: Vec<Result<Change, Fault>>) {
    let mut written = Vec::new();
    let mut writer = ListWriter::new(format, &mut written, &End::default()).unwrap();
    let changes: Vec<_> =
        rows.into_iter().flatten().filter(|change| writer.put(change).is_ok()).collect();
    writer.finish().unwrap();
    let (again, end) = read(format, &written);
    assert!(end.is_ok() && again.len() == changes.len(), "{format}");
    for (again, change) in again.iter().zip(&changes) {
        assert!(again.as_ref() == Ok(change), "{format}: {}", String::from_utf8_lossy(&written));
    }
}

#[test]
fn one_record_that_is_no_record_spoils_no_other() {
    let long = format!("{{\"id\":\"{}\"}}", "x".repeat(1 << 20));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let holes =
        ["1", "null", "[]", "{}", "\"x\"", "tru", "{\"a\":}", "{\"id\":\"\\ud800\"}", &long, &deep];
    for (format, text) in HOLES {
        let text = text.replace("HASH", HASH);
        // A record of VICS may turn out to be a case, and so is read member by member.
        let holes = holes.iter().filter(|&&hole| format != ListFormat::Vics || hole != "{\"a\":}");
        for hole in holes {
            let (rows, end) = read(format, text.replace("HOLE", hole));
            assert!(end.is_ok(), "{format}");
            assert_eq!(rows.len(), 2, "{format}");
            assert!(rows[0].is_err() && rows[1].is_ok(), "{format}");
        }
        let not_text =
            [text.split("HOLE").next().unwrap().as_bytes(), b"{\"id\":\"\xff\"}]}"].concat();
        assert!(matches!(read(format, not_text).0[..], [Err(_)]), "{format}");
        let (rows, _) = read(format, text.replace("HOLE", &long));
        assert_eq!(rows[0], Err(Fault::Long { limit: 1 << 20 }), "{format}");
    }
}

#[test]
fn a_document_of_another_format_is_an_error_and_not_empty() {
    for (format, text) in DOCUMENTS {
        for (other, _) in DOCUMENTS.iter().filter(|(other, _)| *other != format) {
            let (rows, end) = read(*other, text);
            let is_array = text[0] == b'[';
            assert!(end.is_err() && (rows.is_empty() || is_array), "{format} as {other}");
        }
        for text in
            ["", "{}", "{\"error\":{\"code\":4}}", "<html/>", "null", "[", "<?xml version='1.0'?>"]
        {
            assert!(
                format == ListFormat::Arachnid && text == "null" || read(format, text).1.is_err(),
                "{format}: {text}"
            );
        }
    }
}

#[test]
fn what_follows_the_end_is_an_error() {
    for (format, text) in DOCUMENTS {
        let rest = if format == ListFormat::Ncmec { "<queryResult/>" } else { "{}" };
        assert!(read(format, [text, rest.as_bytes()].concat()).1.is_err(), "{format}");
    }
}

#[test]
fn reading_can_be_ended_early() {
    for (format, text) in DOCUMENTS {
        let mut rows = 0;
        let end = read_list(format, &mut &text[..], &mut |_| {
            rows += 1;
            ControlFlow::Break(())
        });
        assert_eq!((rows, end.unwrap()), (1, End::default()), "{format}");
    }
}

#[test]
fn xml_that_grows_when_read_is_refused() {
    let root = "<queryResult><images><image>";
    let entities = "<!DOCTYPE q [<!ENTITY a \"xxxx\"><!ENTITY b \"&a;&a;\">]>";
    let reason = |text: String| match read(ListFormat::Ncmec, text).1 {
        Err(ReadError::Malformed { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(format!("{entities}{root}")), "it declares a document type");
    assert_eq!(reason(format!("{root}<id>&a;</id>")), "it holds an unknown reference");
    assert_eq!(
        reason(format!("{root}{}", "<a>".repeat(1000))),
        "its elements are nested too deeply"
    );
    assert_eq!(
        reason(format!("{root}{}", "<a/>".repeat(10_000))),
        "a record has too many elements"
    );
    let long = "x".repeat(1 << 21);
    for long in
        [format!("<id>{long}"), format!("<{long}"), format!("<a b='{long}"), format!("<!--{long}")]
    {
        assert_eq!(reason(format!("{root}{long}")), "a record is longer than 1 MiB");
    }
}

#[test]
fn no_error_repeats_the_document() {
    let hash = "c0ffee11c0ffee11c0ffee11c0ffee11c0ffee11c0ffee11c0ffee11c0ffee1z";
    let whole = r#""id":"1","type":"HASH_PDQ","indicator":"x","descriptors":[],"signalType":1,"hashValue":"x","algorithm":"PDQ","hash_digest":"x","MediaID":1"#;
    let fields = [
        "id",
        "type",
        "indicator",
        "last_updated",
        "signalType",
        "hashValue",
        "hashStatus",
        "algorithm",
        "hash_digest",
        "deleted",
        "MD5",
        "PhotoDNA",
        "Category",
        "DateUpdated",
        "sha256_hex",
    ];
    let mut seen = 0;
    for (format, text) in HOLES {
        for (field, prefix) in fields.iter().flat_map(|field| [(field, ""), (field, "HASH_")]) {
            // Of two members with one name the last counts.
            let record = format!(r#"{{{whole},"{field}":"{prefix}{hash}"}}"#);
            for row in read(format, text.replace("HASH", HASH).replace("HOLE", &record)).0 {
                seen += usize::from(row.is_err());
                let shown = row.map_err(|fault| format!("{fault} {fault:?}"));
                assert!(!format!("{shown:?}").contains("c0ffee"), "{format}: {field}");
            }
        }
    }
    assert!(seen > 60, "{seen}");
}
