//! StopNCII: a withdrawal is told by the status, of the hash or of every case of it.

use staydown::{Fault, ListFormat, ParseHashError, Print, Stance};

use crate::{DOCUMENTS, category, opinion, pdq, put, read, whole, withdrawn};

#[test]
fn an_answer_is_read() {
    let (changes, end) = whole(ListFormat::StopNcii, DOCUMENTS[1].1);
    assert_eq!((changes.len(), end.checkpoint.as_deref(), end.more), (9, Some("1700000100"), true));

    let entry = put(&changes[0]);
    assert_eq!(
        entry.key,
        "imagepdq:b0282b39274c950a2ba32634ca708c71e01c71c49a42bed490aed0b4b83a6025"
    );
    assert_eq!(
        entry.prints,
        [pdq("b0282b39274c950a2ba32634ca708c71e01c71c49a42bed490aed0b4b83a6025")]
    );
    assert_eq!(entry.categories, [category("stopncii", "ncii")]);
    assert_eq!(entry.cases, ["C1"]);
    assert_eq!(entry.updated.unwrap().secs(), 1_700_000_001);
    let positive = opinion("one", Stance::Positive, Some("nude,known"), None);
    assert_eq!(entry.opinions, [positive, opinion("two", Stance::Negative, None, None)]);
    let extra: serde_json::Value = serde_json::from_str(entry.extra.as_ref().unwrap()).unwrap();
    assert_eq!(extra["CSPFeedbacks"][0]["feedbackValue"], "PendingReview");
    assert_eq!(extra["caseNumbers"]["C2"], "Withdrawn");
}

#[test]
fn withdrawals_and_deletions_are_seen_in_every_spelling() {
    let (changes, _) = whole(ListFormat::StopNcii, DOCUMENTS[1].1);
    let key = "imagepdq:808c00cfadcb1a6ce3ac45ece9c6e0d6ba2ee2293c7f42a443d84cb074047636";
    assert_eq!(withdrawn(&changes[1]), (key, Some("withdrawn"), Some(1_700_000_002)));
    let key = "videomd5:4ef6660c5c0e4277c5019f443271ca07";
    assert_eq!(withdrawn(&changes[2]), (key, Some("deleted"), Some(1_700_000_003)));
}

#[test]
fn a_hash_all_of_whose_cases_are_over_is_withdrawn() {
    let (changes, _) = whole(ListFormat::StopNcii, DOCUMENTS[1].1);
    let key = "imagepdq:575c494fd735a52028f8c55809558ef1c598cbd30b128c171e259808b803da6b";
    assert_eq!(withdrawn(&changes[3]), (key, Some("withdrawn"), Some(1_700_000_004)));
}

#[test]
fn numbers_and_any_letter_case_are_values_too() {
    let (changes, _) = whole(ListFormat::StopNcii, DOCUMENTS[1].1);
    let entry = put(&changes[4]);
    assert_eq!(
        entry.prints,
        [pdq("c378ed32751cabf69f1d7acaa6fb598bb2e5320fc3383afd192bb45b8ccf2a84")]
    );
    assert_eq!(
        (entry.cases.as_slice(), entry.updated.unwrap().secs()),
        (["C5".to_owned()].as_slice(), 1_700_000_005)
    );
    assert!(entry.extra.as_ref().unwrap().contains(r#""hashStatus":"Received""#));
    assert!(matches!(&put(&changes[5]).prints[..], [Print::Opaque { kind, .. }] if kind == "tmk"));
}

#[test]
fn what_cannot_be_used_is_set_aside_alone() {
    let (changes, _) = whole(ListFormat::StopNcii, DOCUMENTS[1].1);
    assert_eq!(changes[6], Err(Fault::Kind { kind: "Text".to_owned() }));
    let length = ParseHashError::Length { expected: 64, found: 32 };
    assert_eq!(changes[7], Err(Fault::Hash(length)));
    let expected = "a value of its enumeration";
    assert_eq!(changes[8], Err(Fault::Field { field: "hashStatus", expected }));
}

#[test]
fn a_request_without_states_is_of_active_hashes() {
    let (changes, end) = whole(ListFormat::StopNcii, DOCUMENTS[2].1);
    let entry = put(&changes[0]);
    assert_eq!(entry.opinions, [opinion("", Stance::Positive, Some("nude"), None)]);
    assert_eq!((entry.extra.as_ref(), end.more, end.checkpoint), (None, false, None));
}

#[test]
fn a_withdrawal_with_odd_fields_still_counts() {
    let record = r#"{"signalType":"VideoMD5","hashValue":"4ef6660c5c0e4277c5019f443271ca07","hashStatus":"Withdrawn","lastModtimestamp":"soon"}"#;
    let (changes, _) = read(ListFormat::StopNcii, format!("{{\"hashRecords\":[{record}]}}"));
    assert_eq!(
        withdrawn(&changes[0]),
        ("videomd5:4ef6660c5c0e4277c5019f443271ca07", Some("withdrawn"), None)
    );
}
