//! Promise: what is kept beside an entry, under whatever names a source chose, never changes what a document says of it.

use std::ops::ControlFlow;

use serde_json::{Value, json};
use staydown::{
    Category, Change, End, Entry, Fault, ListFormat, Opinion, Print, Stance, Time, WriteError,
    read_list, scheme,
};

use crate::digest;
use crate::round_trip::written_or_refused;

#[test]
fn fields_of_a_format_are_not_taken_from_beside_an_entry() {
    let (mut compared, mut changed) = (0, Vec::new());
    for format in ListFormat::ALL.into_iter().filter(|&format| format != ListFormat::Arachnid) {
        for entry in [bare(), full(format)] {
            let Ok(expected) = said(format, entry.clone()) else { continue };
            for (name, value) in hostile() {
                let extra = json!({ name: value }).to_string();
                let again = said(format, Entry { extra: Some(extra), ..entry.clone() });
                compared += 1;
                if !again.is_ok_and(|again| again == expected) {
                    changed.push(format!("{format}: {name} = {value}"));
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
    assert_eq!(changed, [""; 0]);
}

#[test]
fn a_fingerprint_that_is_only_carried_is_not_read_as_one_that_counts() {
    let hex = "ffeeddccbbaa99887766554433221100";
    let wide = format!("{hex}{hex}");
    let lines = format!("{wide}\npdq {wide}");
    for format in ListFormat::ALL.into_iter().filter(|&format| format != ListFormat::Arachnid) {
        for kind in
            ["pdq", "PDq", "MD5", "md5", "video_md5", "SHA-256", "sha256", "photodna", "", "x"]
        {
            for text in [hex, wide.as_str(), &lines, ""] {
                let mut entry = Entry::new("42:one");
                let bytes = text.as_bytes().to_vec();
                entry.prints.push(Print::Opaque { kind: kind.to_owned(), bytes });
                for change in said(format, entry).into_iter().flatten() {
                    let Ok(Change::Put(again)) = change else { panic!("{format}, {kind}") };
                    let carried = |print: &Print| matches!(print, Print::Opaque { .. });
                    assert!(again.prints.iter().all(carried), "{format}, {kind}");
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_read_again_is_not_written() {
    for format in ListFormat::ALL.into_iter().filter(|&format| format != ListFormat::Arachnid) {
        for key in ["", ":", "1:", ":1", " "] {
            let mut entry = Entry::new(key);
            entry.prints.push(digest("00112233445566778899aabbccddeeff"));
            let nobody = Opinion { contributor: String::new(), ..opinion("1", Stance::Positive) };
            entry.opinions.push(nobody);
            if let Ok(said) = said(format, entry) {
                assert!(said.len() == 1 && said[0].is_ok(), "{format}, {key}: {said:?}");
            }
        }
    }
}

fn opinion(contributor: &str, stance: Stance) -> Opinion {
    let (contributor, at) = (contributor.to_owned(), Some(Time::from_secs(1_700_000_000)));
    Opinion { contributor, stance, reason: None, at }
}

/// Everything that any format reads, saying what is not so.
fn hostile() -> Vec<(&'static str, Value)> {
    let hex = "ffeeddccbbaa99887766554433221100";
    let hash = json!({"HashName": "MD5", "HashValue": hex});
    let tx = |name: &str, value: Value| json!([{"owner": {"id": "x"}, name: value}]);
    let feedback = |value: &str| json!([{"source": "x", "feedbackValue": value, "tags": ["x"]}]);
    vec![
        ("MediaID", json!(99)),
        ("MD5", json!(hex)),
        ("SHA1", json!("00112233445566778899aabbccddeeff00112233")),
        ("PhotoDNA", json!("eHg=")),
        ("Hashes", json!([hash])),
        ("AlternativeHashes", json!([hash])),
        ("Category", json!(2)),
        ("DateUpdated", json!("2020-01-01T00:00:00Z")),
        ("Tags", json!("x")),
        ("CaseNumber", json!(["x"])),
        ("Media", json!([{"MediaID": 1, "MD5": hex}])),
        ("Media", json!([])),
        ("id", json!(99)),
        ("deleted", json!(true)),
        ("updated_on", json!("2020-01-01T00:00:00Z")),
        ("created_on", json!("2020-01-01T00:00:00Z")),
        ("hash_digest", json!(hex)),
        ("algorithm", json!("PDQ")),
        ("ideology", json!("x")),
        ("last_updated", json!(1)),
        ("should_delete", json!(true)),
        ("type", json!("HASH_SHA1")),
        ("type", json!(1)),
        ("indicator", json!(hex)),
        ("descriptors", tx("status", json!("MALICIOUS"))),
        ("descriptors", tx("status", json!(["MALICIOUS"]))),
        ("descriptors", tx("added_on", json!("2020-01-01T00:00:00Z"))),
        ("descriptors", tx("tags", json!(["x"]))),
        ("descriptors", tx("reactions", json!([{"key": "INGESTED", "value": "x"}]))),
        ("descriptors", tx("reactions", json!([{"key": "DISAGREE_WITH_TAGS", "value": "x"}]))),
        ("descriptors", tx("reactions", json!(7))),
        ("descriptors", json!("x")),
        ("signalType", json!("VideoTMK")),
        ("hashValue", json!(hex)),
        ("lastModtimestamp", json!(1)),
        ("hashStatus", json!("Withdrawn")),
        ("hashStatus", json!("no such status")),
        ("caseNumbers", json!({"x": "Active"})),
        ("caseNumbers", json!({"x": "Withdrawn"})),
        ("caseNumbers", json!({"x": "no such status"})),
        ("caseNumbers", json!(7)),
        ("CSPFeedbacks", feedback("Blocked")),
        ("CSPFeedbacks", feedback("NotBlocked")),
        ("CSPFeedbacks", json!([7])),
        ("CSPFeedbacks", json!(7)),
        ("member", json!("x")),
        ("timestamp", json!("2020-01-01T00:00:00Z")),
        ("classification", json!("A1")),
        ("fingerprints", json!({"md5": hex})),
        ("feedback", json!({"affirmativeFeedback": {"members": "x"}})),
        ("elsewhere", json!(["md5"])),
        ("elsewhere", json!([hex])),
        ("key", json!("x")),
        ("hash", json!(hex)),
        ("quality", json!(1)),
        ("md5", json!(hex)),
        ("tags", json!(["x"])),
        ("category", json!("x")),
        ("withdrawn", json!(true)),
        ("status", json!("withdrawn")),
    ]
}

/// What is read of an entry that was written, but for what is beside it.
fn said(format: ListFormat, entry: Entry) -> Result<Vec<Result<Change, Fault>>, WriteError> {
    let text = written_or_refused(format, &[Change::Put(Box::new(entry))], &End::default())?;
    let mut changes = Vec::new();
    let end = read_list(format, &mut &text[..], &mut |mut row| {
        if let Ok(Change::Put(entry)) = &mut row.change {
            entry.extra = None;
        }
        changes.push(row.change);
        ControlFlow::Continue(())
    });
    end.expect("what is written can be read");
    Ok(changes)
}

fn bare() -> Entry {
    let mut entry = Entry::new("42:one");
    entry.prints.push(digest("00112233445566778899aabbccddeeff"));
    entry
}

fn full(format: ListFormat) -> Entry {
    let mut entry = bare();
    let time = Some(Time::from_secs(1_700_000_000));
    (entry.added, entry.updated, entry.agency) = (time, time, Some("An agency".to_owned()));
    entry.cases = vec!["a case".to_owned()];
    entry.tags = vec!["a tag".to_owned()];
    let scheme = match format {
        ListFormat::Ncmec => scheme::NCMEC,
        ListFormat::TechAgainstTerrorism => scheme::TECH_AGAINST_TERRORISM,
        _ => scheme::VICS,
    };
    entry.categories.push(Category { scheme: scheme.to_owned(), code: "B1".to_owned() });
    entry.opinions = vec![opinion("1", Stance::Positive), opinion("2", Stance::Seed)];
    entry
}
