//! ThreatExchange: deletions in both ways, opinions by owner and by reaction, tags in both shapes.

use staydown::{Fault, Judgement, ListFormat, ParseHashError, Print, Stance};

use crate::{DOCUMENTS, digest, opinion, pdq, put, whole, withdrawn};

#[test]
fn a_page_is_read() {
    let (changes, end) = whole(ListFormat::ThreatExchange, DOCUMENTS[0].1);
    assert_eq!((changes.len(), end.checkpoint, end.more), (7, None, true));

    let entry = put(&changes[0]);
    assert_eq!(entry.key, "1001");
    assert_eq!(
        entry.prints,
        [pdq("b0282b39274c950a2ba32634ca708c71e01c71c49a42bed490aed0b4b83a6025")]
    );
    assert_eq!(entry.tags, ["media_type_photo", "spin", "mistake"]);
    assert_eq!(entry.updated.unwrap().secs(), 1_593_628_291);
    // Added by the second owner, at nine in the morning in Seoul, which is midnight in UTC.
    assert_eq!(entry.added.unwrap().to_string(), "2020-07-01T00:00:00Z");
    assert_eq!(
        entry.opinions,
        [
            opinion("501", Stance::Positive, None, Some(1_593_628_275)),
            opinion("502", Stance::Positive, Some("HELPFUL"), None),
            opinion("503", Stance::Positive, Some("HELPFUL"), None),
            opinion("505", Stance::Negative, None, Some(1_593_561_600)),
            opinion("506", Stance::Negative, Some("DISAGREE_WITH_TAGS"), None),
        ]
    );
    assert_eq!(entry.judgement(), Judgement::Disputed);
    let extra: serde_json::Value = serde_json::from_str(entry.extra.as_ref().unwrap()).unwrap();
    assert_eq!(extra["descriptors"][0]["owner"]["name"], "One");
    assert_eq!(extra["descriptors"][0]["reactions"][0]["key"], "INGESTED");
    assert_eq!(extra["descriptors"][1]["id"], "2002");
}

#[test]
fn an_owner_may_be_missing_and_hexadecimal_in_upper_case() {
    let (changes, _) = whole(ListFormat::ThreatExchange, DOCUMENTS[0].1);
    let entry = put(&changes[1]);
    assert_eq!(entry.prints, [digest("a1420d4103f0829fb9bab826912d43f4")]);
    assert_eq!(entry.opinions, [opinion("unknown", Stance::Seed, None, None)]);
    assert!(entry.extra.as_ref().unwrap().contains("HASH_VIDEO_MD5"));
}

#[test]
fn what_is_to_be_deleted_or_is_described_by_nobody_is_withdrawn() {
    let (changes, _) = whole(ListFormat::ThreatExchange, DOCUMENTS[0].1);
    assert_eq!(withdrawn(&changes[2]), ("1003", None, Some(1_593_628_293)));
    assert_eq!(withdrawn(&changes[3]), ("1004", None, Some(1_593_628_294)));
}

#[test]
fn one_bad_row_spoils_no_other_and_nulls_are_nothing() {
    let (changes, _) = whole(ListFormat::ThreatExchange, DOCUMENTS[0].1);
    let length = ParseHashError::Length { expected: 64, found: 32 };
    assert_eq!(changes[4], Err(Fault::Hash(length)));
    assert_eq!(changes[5], Err(Fault::Kind { kind: "URI".to_owned() }));
    let entry = put(&changes[6]);
    assert!(
        matches!(&entry.prints[..], [Print::Opaque { kind, bytes }] if kind == "photodna" && bytes.len() == 144)
    );
}

#[test]
fn the_end_of_a_page_is_told_from_the_end_of_the_list() {
    let end = |rest: &str| whole(ListFormat::ThreatExchange, format!("{{\"data\":[]{rest}}}")).1;
    assert!(!end("").more);
    assert!(!end(r#","paging":{"next":null}"#).more);
    assert_eq!(
        end(r#","checkpoint":{"update_time":5}"#).checkpoint.unwrap(),
        r#"{"update_time":5}"#
    );
    assert_eq!(end(r#","checkpoint":"5""#).checkpoint.unwrap(), "5");
}
