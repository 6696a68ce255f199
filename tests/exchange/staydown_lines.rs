//! The format of our own carries everything, says when it was cut off, and is what its schema says.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use proptest::prelude::*;
use proptest::{collection::vec, option, sample::select, string::string_regex};
use serde_json::{Value, json};
use staydown::{
    Category, Change, Digest, End, Entry, Fault, Hash, ListFormat, ListWriter, Opinion, Print,
    Profile, Quality, ReadError, Resolution, Row, Stance, State, Status, Time, WriteError,
    read_list,
};

use crate::documents::{entries, read, rows, write};

const FORMAT: ListFormat = ListFormat::Staydown;
pub(crate) const DOCUMENT: &str = include_str!("../data/exchange/staydown/list.jsonl");
const HEAD: &str = r#"{"format":"staydown-list","version":1,"complete":true}"#;

/// A document of these rows.
fn document(rows: &[&str]) -> String {
    let end = json!({"end": {"rows": rows.len()}}).to_string();
    let lines = [HEAD].into_iter().chain(rows.iter().copied()).chain([end.as_str()]);
    lines.map(|line| format!("{line}\n")).collect()
}

/// What is wrong with a row.
fn fault(row: &str) -> Fault {
    let (changes, mut faults) = read(FORMAT, document(&[row]).as_bytes());
    assert_eq!(changes, []);
    faults.pop().expect("a fault").1
}

/// Why a document is refused.
fn refusal(document: &str) -> ReadError {
    rows(FORMAT, document.as_bytes()).1.expect_err("an error")
}

#[test]
fn a_document_is_read_whole_and_written_as_it_was() {
    let (rows, end) = rows(FORMAT, DOCUMENT.as_bytes());
    let end = end.unwrap();
    assert_eq!(end, End { checkpoint: Some("2026-05-02/7".to_owned()), more: false });
    assert_eq!(rows.iter().map(|row| row.at).collect::<Vec<_>>(), [2, 3, 4, 5]);
    let changes: Vec<_> = rows.into_iter().map(|row| row.change.unwrap()).collect();
    assert!(write(FORMAT, &changes, &end) == DOCUMENT.as_bytes());

    let entry = entries(&changes)[0];
    let names: Vec<_> = entry.prints.iter().map(Print::name).collect();
    let classic = Profile::PHash64.name();
    assert_eq!(names, ["pdq", classic, "md5", "sha1", "sha256", "photodna"]);
    assert_eq!((entry.categories.len(), entry.cases.len(), entry.tags.len()), (2, 2, 1));
    assert_eq!(entry.resolution.as_ref().unwrap().number, "2026-0411");
    assert_eq!(entry.opinions[1].stance, Stance::Negative);
    assert_eq!(entry.opinions[1].at.unwrap().to_string(), "2026-05-01T09:30:00.25Z");
    let until = "2026-12-01T00:00:00Z".parse().unwrap();
    assert_eq!(entry.state.status, Status::DisabledUntil(until));
    let big = r#"{"MediaID":17,"big":123456789012345678901234567890}"#;
    assert_eq!(entry.extra.as_deref(), Some(big), "no digit is lost");
    assert!(matches!(&changes[2], Change::Withdraw { at: Some(_), .. }));
}

#[test]
fn line_ends_marks_comments_and_upper_case_are_accepted() {
    let expected = read(FORMAT, DOCUMENT.as_bytes());
    let shouted = DOCUMENT.split('"').map(|text| match text.len() {
        16 | 32 | 40 | 64 if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            text.to_uppercase()
        }
        _ => text.to_owned(),
    });
    let shouted = shouted.collect::<Vec<_>>().join("\"");
    assert_ne!(shouted, DOCUMENT);
    for spelling in [
        DOCUMENT.replace('\n', "\r\n"),
        format!("\u{feff}{DOCUMENT}"),
        DOCUMENT.trim_end().to_owned(),
        shouted,
        DOCUMENT.replace("2026-05-02T00:00:00Z", "2026-05-02T09:00:00+09:00"),
        DOCUMENT.replace('/', "\\/"),
    ] {
        assert!(read(FORMAT, spelling.as_bytes()) == expected);
    }
    let commented = DOCUMENT.replacen('\n', "\n\n# a comment\n", 2);
    assert!(read(FORMAT, commented.as_bytes()).0 == expected.0);
}

#[test]
fn a_document_that_was_cut_off_is_refused_wherever_it_was() {
    let whole = DOCUMENT.trim_end();
    for length in 0..whole.len() {
        let (cut, end) = rows(FORMAT, &whole.as_bytes()[..length]);
        assert!(matches!(end, Err(ReadError::Malformed { .. })), "{length}");
        assert!(cut.len() <= 5, "{length}");
    }
}

#[test]
fn a_document_of_another_shape_is_refused() {
    let malformed = |document: &str, place: usize| match refusal(document) {
        ReadError::Malformed { line, .. } => assert_eq!(line, place, "{document}"),
        other => panic!("{other}"),
    };
    malformed("", 0);
    malformed("\n# nothing\n", 0);
    malformed("hash,quality\n", 1);
    malformed(&document(&[]).replace("staydown-list", "another-list"), 1);
    malformed(&format!("{HEAD}\n"), 0);
    malformed(&document(&[]).replace("\"rows\":0", "\"rows\":1"), 2);
    malformed(&format!("{}{HEAD}\n", document(&[])), 3);
    let version = refusal(&document(&[]).replace("\"version\":1", "\"version\":2"));
    assert!(matches!(version, ReadError::Version { found, .. } if found == "2"));
}

#[test]
fn a_row_that_cannot_be_used_spoils_nothing_else() {
    let good = r#"{"withdraw":{"key":"a"}}"#;
    let zeros = format!(r#"{{"put":{{"key":"z","prints":[{{"kind":"pdq","hex":"{:032}"}}]}}}}"#, 0);
    let long = format!(r#"{{"put":{{"key":"{}"}}}}"#, "k".repeat(2 << 20));
    let document = document(&[good, &zeros, "{", &long, "\0", "[]", good]);
    let (changes, faults) = read(FORMAT, document.as_bytes());
    assert_eq!(changes.len(), 2);
    assert_eq!(faults.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
    assert!(matches!(faults[0].1, Fault::Hash(_)));
    assert_eq!(faults[2].1, Fault::Long { limit: 1 << 20 });
    let odd = [b"{\"withdraw\":{\"key\":\"".as_slice(), &[0xff], b"\"}}"].concat();
    let odd = [HEAD.as_bytes(), b"\n", &odd, b"\n{\"end\":{\"rows\":1}}\n"].concat();
    assert_eq!(read(FORMAT, &odd).1, [(2, Fault::Malformed("it is not JSON"))]);
}

#[test]
fn each_field_says_what_it_should_hold() {
    let put = |fields: &str| fault(&format!(r#"{{"put":{{"key":"a",{fields}}}}}"#));
    let field = |fields: &str| match put(fields) {
        Fault::Field { field, .. } | Fault::Missing { field } | Fault::Time { field, .. } => field,
        other => panic!("{other}"),
    };
    assert_eq!(field(r#""prints":[{"kind":"pdq"}]"#), "prints");
    assert_eq!(field(r#""prints":[{"kind":"md5","hex":"00","base64":"AA=="}]"#), "prints");
    assert_eq!(field(r#""prints":[{"kind":"sdhash","hex":"00"}]"#), "kind");
    assert_eq!(field(r#""prints":[{"kind":"photodna","base64":"?"}]"#), "base64");
    let hash = "0".repeat(64);
    let quality = format!(r#""prints":[{{"kind":"pdq","hex":"{hash}","quality":101}}]"#);
    assert_eq!(field(&quality), "quality");
    let sha256 = format!(r#""prints":[{{"kind":"sha256","hex":"{hash}","quality":1}}]"#);
    assert_eq!(field(&sha256), "quality");
    assert_eq!(field(r#""opinions":[{"contributor":"b","stance":"maybe"}]"#), "stance");
    assert_eq!(field(r#""state":{"status":"gone"}"#), "state.status");
    assert_eq!(field(r#""state":{"status":"disabled"}"#), "state.until");
    let until = r#""state":{"status":"active","until":"2026-01-01T00:00:00Z"}"#;
    assert_eq!(field(until), "state.until");
    assert_eq!(field(r#""added":"yesterday""#), "added");
    assert_eq!(field(r#""extra":[]"#), "extra");
    let digest = put(r#""prints":[{"kind":"md5","hex":"00"}]"#);
    assert_eq!(digest, Fault::Digest { name: "MD5", digits: 32 });
    let shape = Fault::Malformed("a field is missing or holds another type");
    assert_eq!(put(r#""tags":"a""#), shape);
    assert_eq!(put(r#""state":{"status":"active","else":1}"#), shape);
    assert_eq!(fault(r#"{"put":{"prints":[]}}"#), shape);
    assert_eq!(fault(r#"{"puts":{"key":"a"}}"#), shape);
}

#[test]
fn unknown_fields_are_kept() {
    let row = r#"{"put":{"new":[1, 1e999],"key":"a","extra":{"old":1,"new":"own"},"tags":["t"]}}"#;
    let other = r#"{"put":{"key":"b","newer":{"x":null}}}"#;
    let withdrawal = r#"{"withdraw":{"key":"c","new":true}}"#;
    let (changes, faults) = read(FORMAT, document(&[row, other, withdrawal]).as_bytes());
    assert_eq!(faults, []);
    let entries = entries(&changes);
    assert_eq!(entries[0].extra.as_deref(), Some(r#"{"new":"own","old":1}"#));
    assert_eq!(entries[0].tags, ["t"]);
    assert_eq!(entries[1].extra.as_deref(), Some(r#"{"newer":{"x":null}}"#));
    assert!(matches!(&changes[2], Change::Withdraw { key, .. } if key == "c"));
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let with_extra = |extra: String| {
        let mut entry = Entry::new("a");
        entry.extra = Some(extra);
        Change::Put(Box::new(entry))
    };
    let mut bytes = Vec::new();
    let mut writer = ListWriter::new(FORMAT, &mut bytes, &End::default()).unwrap();
    let long = json!({ "long": "x".repeat(1 << 20) }).to_string();
    for extra in ["{".to_owned(), "[]".to_owned(), "{} {}".to_owned(), long] {
        let refusal = writer.put(&with_extra(extra));
        assert!(matches!(refusal, Err(WriteError::Entry { .. })));
    }
    writer.put(&with_extra("{\r\n  \"lines\": [1,\n2]\n}".to_owned())).unwrap();
    writer.finish().unwrap();
    let (changes, faults) = read(FORMAT, &bytes);
    assert_eq!((changes.len(), faults.len()), (1, 0));
}

#[test]
fn no_message_repeats_the_document() {
    let secret = "5ec4e7".repeat(8);
    for row in [
        format!(r#"{{"put":{{"key":"{secret}","tags":"{secret}"}}}}"#),
        format!(
            r#"{{"put":{{"key":"{secret}","prints":[{{"kind":"{secret}","hex":"{secret}"}}]}}}}"#
        ),
        format!(r#"{{"put":{{"key":"{secret}","{secret}":1,"state":{{"{secret}":1}}}}}}"#),
        format!("{secret}\\\"{{"),
    ] {
        let fault = fault(&row);
        assert!(!format!("{fault} {fault:?}").contains("5ec4e7"), "{fault}");
    }
    let refusal = refusal(&secret);
    assert!(!format!("{refusal} {refusal:?}").contains("5ec4e7"));
}

proptest! {
    #[test]
    fn what_was_written_is_read_back(changes in vec(change(), 0..8), checkpoint in option::of(text()), more: bool) {
        let end = End { checkpoint, more };
        let written = write(FORMAT, &changes, &end);
        let (again, read_end) = rows(FORMAT, &written);
        prop_assert_eq!(read_end.unwrap(), end.clone());
        let again: Vec<_> = again.into_iter().map(|row| row.change.unwrap()).collect();
        prop_assert!(again == changes);
        prop_assert!(write(FORMAT, &again, &end) == written);
    }

    #[test]
    fn every_line_is_what_the_schema_says(changes in vec(change(), 0..8), checkpoint in option::of(text())) {
        let schema = schema();
        let written = write(FORMAT, &changes, &End { checkpoint, more: false });
        for line in str::from_utf8(&written).unwrap().lines() {
            let line = serde_json::from_str(line).unwrap();
            prop_assert_eq!(conforms(&schema, &schema, &line), Ok(()));
        }
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in vec(any::<u8>(), 0..300), cut in 0..DOCUMENT.len()) {
        let mixed = [&DOCUMENT.as_bytes()[..cut], &bytes].concat();
        prop_assert!(rows(FORMAT, &mixed).1.is_err());
    }
}

fn change() -> impl Strategy<Value = Change> {
    let withdrawal = (text(), option::of(text()), option::of(time()));
    let withdrawal = withdrawal.prop_map(|(key, reason, at)| Change::Withdraw { key, reason, at });
    prop_oneof![4 => entry().prop_map(|entry| Change::Put(Box::new(entry))), 1 => withdrawal]
}

fn entry() -> impl Strategy<Value = Entry> {
    let resolution = (text(), option::of(time()));
    let resolution = resolution.prop_map(|(number, date)| Resolution { number, date });
    let category = (text(), text()).prop_map(|(scheme, code)| Category { scheme, code });
    let words = (vec(text(), 0..3), vec(text(), 0..3), vec(category, 0..3));
    let said = (option::of(text()), option::of(resolution), vec(opinion(), 0..3), state());
    let times = [(); 4].map(|()| option::of(time()));
    let extra = option::of(text().prop_map(|text| json!({ text: [null, 1.5] }).to_string()));
    (text(), vec(print(), 0..4), words, said, times, extra).prop_map(
        |(
            key,
            prints,
            (cases, tags, categories),
            said,
            [added, effective, expires, updated],
            extra,
        )| {
            let (agency, resolution, opinions, state) = said;
            let mut entry = Entry::new(key);
            (entry.prints, entry.cases, entry.tags, entry.categories) =
                (prints, cases, tags, categories);
            (entry.agency, entry.resolution) = (agency, resolution);
            (entry.opinions, entry.state, entry.extra) = (opinions, state, extra);
            (entry.added, entry.effective) = (added, effective);
            (entry.expires, entry.updated) = (expires, updated);
            entry
        },
    )
}

fn print() -> impl Strategy<Value = Print> {
    let quality = option::of((0u32..=100).prop_map(Quality::new));
    let hashed = (select(&Profile::ALL[..]), any::<[u64; 4]>(), quality);
    let hashed = hashed.prop_map(|(profile, words, quality)| match profile.bits() {
        64 => Print::Narrow { profile, hash: Hash([words[0]]) },
        _ => Print::Wide { profile, hash: Hash(words), quality },
    });
    let digest = prop_oneof![
        any::<[u8; 16]>().prop_map(Digest::Md5),
        any::<[u8; 20]>().prop_map(Digest::Sha1),
        any::<[u8; 32]>().prop_map(Digest::Sha256),
    ];
    let opaque = (text(), vec(any::<u8>(), 0..150));
    let opaque = opaque.prop_map(|(kind, bytes)| Print::Opaque { kind, bytes });
    prop_oneof![hashed, digest.prop_map(Print::Exact), opaque]
}

fn opinion() -> impl Strategy<Value = Opinion> {
    let parts = (text(), select(&Stance::ALL[..]), option::of(text()), option::of(time()));
    parts.prop_map(|(contributor, stance, reason, at)| Opinion { contributor, stance, reason, at })
}

fn state() -> impl Strategy<Value = State> {
    let fixed = [Status::Active, Status::Quarantined, Status::Withdrawn, Status::Expired];
    let status = prop_oneof![select(fixed.to_vec()), time().prop_map(Status::DisabledUntil)];
    let parts = (status, option::of(text()), option::of(time()));
    parts.prop_map(|(status, reason, at)| State { status, reason, at })
}

fn time() -> impl Strategy<Value = Time> {
    any::<i64>().prop_map(Time::from_millis)
}

/// Also what JSON must escape, and nothing at all.
fn text() -> impl Strategy<Value = String> {
    string_regex("[a-z/\"\\\\\\n\\x00\u{e9}\u{ac00}\u{1f600}]{0,8}").unwrap()
}

#[test]
fn the_example_in_the_documentation_is_a_document() {
    let text = file("docs/list-format.md");
    let example = text.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (changes, faults) = read(FORMAT, example.as_bytes());
    assert_eq!((changes.len(), faults), (3, vec![]));
    let schema = schema();
    for line in example.lines().chain(DOCUMENT.lines()) {
        assert_eq!(conforms(&schema, &schema, &serde_json::from_str(line).unwrap()), Ok(()));
    }
}

#[test]
fn the_check_of_the_schema_finds_what_is_wrong() {
    let schema = schema();
    for line in [
        json!({"format": "staydown-list", "version": 1}),
        json!({"format": "staydown-list", "version": 2, "complete": true}),
        json!({"put": {"key": "a", "other": 1}}),
        json!({"put": {"key": 1}}),
        json!({"put": {"key": "a", "prints": [{"kind": "pdq", "base64": 1}]}}),
        json!({"put": {"key": "a", "prints": [{"kind": "md5", "hex": "00", "quality": 1}]}}),
        json!({"put": {"key": "a", "opinions": [{"contributor": "a", "stance": "maybe"}]}}),
        json!({"put": {"key": "a", "state": {"status": "disabled"}}}),
        json!({"put": {"key": "a", "resolution": {}}}),
        json!({"end": {"rows": "1"}}),
    ] {
        assert!(conforms(&schema, &schema, &line).is_err(), "{line}");
    }
}

fn schema() -> Value {
    serde_json::from_str(&file("docs/list-format.schema.json")).unwrap()
}

fn file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Whether a value is what a schema says, as far as references, `oneOf`, types, constants, required fields and items
/// go. An object has only the fields that are named, even where the schema allows others: we write no others.
fn conforms(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(path) = schema["$ref"].as_str() {
        let target = root.pointer(path.trim_start_matches('#')).ok_or(path)?;
        return conforms(root, target, value);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices.iter().filter(|choice| conforms(root, choice, value).is_ok());
        return (fits.count() == 1).then_some(()).ok_or(format!("not one of the choices: {value}"));
    }
    let is_fixed = schema.get("const").is_none_or(|fixed| fixed == value);
    let is_named = schema["enum"].as_array().is_none_or(|names| names.contains(value));
    let has_type = schema["type"].as_str().is_none_or(|name| name == type_of(value));
    if !(is_fixed && is_named && has_type) {
        return Err(format!("{value} is not {schema}"));
    }
    for item in value.as_array().into_iter().flatten() {
        conforms(root, &schema["items"], item)?;
    }
    match (value.as_object(), schema["properties"].as_object()) {
        (Some(fields), Some(properties)) => {
            let required = schema["required"].as_array().into_iter().flatten();
            let is_missing = |name: &&Value| !fields.contains_key(name.as_str().unwrap());
            if let Some(name) = required.into_iter().find(is_missing) {
                return Err(format!("{name} is missing"));
            }
            for (name, field) in fields {
                let property = properties.get(name).ok_or(format!("{name} is not named"))?;
                conforms(root, property, field)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Prints how fast documents are read and written; run it with `--release -- --ignored --nocapture`.
#[test]
#[ignore = "measures, checks nothing"]
fn speed() {
    let (changes, _) = read(FORMAT, DOCUMENT.as_bytes());
    for (name, change) in [("full", &changes[0]), ("bare", &changes[1])] {
        let count = 200_000u32;
        let mut bytes = Vec::new();
        let mut writer = ListWriter::new(FORMAT, &mut bytes, &End::default()).unwrap();
        let begun = std::time::Instant::now();
        (0..count).for_each(|_| writer.put(change).unwrap());
        writer.finish().unwrap();
        let written = begun.elapsed();
        let begun = std::time::Instant::now();
        let mut rows = 0;
        let on_row = &mut |row: Row| {
            rows += u64::from(row.change.is_ok());
            ControlFlow::Continue(())
        };
        read_list(FORMAT, &mut bytes.as_slice(), on_row).unwrap();
        let rate = |time: std::time::Duration| (f64::from(count) / time.as_secs_f64()) as u64;
        let length = bytes.len() / count as usize;
        eprintln!(
            "{name}, {length} bytes: {} read, {} written a second",
            rate(begun.elapsed()),
            rate(written)
        );
        assert_eq!(rows, u64::from(count));
    }
}
