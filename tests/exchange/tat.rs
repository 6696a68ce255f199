//! Tech Against Terrorism.

use staydown::{Digest, Fault, ListFormat, ParseHashError, Print};

use crate::{DOCUMENTS, category, digest, pdq, put, whole, withdrawn};

#[test]
fn a_list_is_read() {
    let (changes, end) = whole(ListFormat::TechAgainstTerrorism, DOCUMENTS[3].1);
    assert_eq!(
        (changes.len(), end.checkpoint.as_deref(), end.more),
        (5, Some("2024-02-03T04:05:06Z"), false)
    );
    let entry = put(&changes[0]);
    assert_eq!(
        (entry.key.as_str(), entry.prints.as_slice()),
        ("11", [digest("1d1b4bcb6b8eb1c35cfd9bd615c29ea2")].as_slice())
    );
    assert_eq!(entry.categories, [category("tat", "islamist")]);
    assert_eq!(entry.extra.as_deref(), Some(r#"{"file_type":"mp4"}"#));
    assert_eq!(entry.updated.unwrap().to_string(), "2024-01-02T03:04:05.678Z");
    assert_eq!(entry.added.unwrap().to_string(), "2023-12-31T23:00:00Z");
    let entry = put(&changes[1]);
    assert_eq!(
        (entry.key.as_str(), entry.prints.as_slice()),
        (
            "12",
            [pdq("808c00cfadcb1a6ce3ac45ece9c6e0d6ba2ee2293c7f42a443d84cb074047636")].as_slice()
        )
    );
    assert_eq!((entry.categories.len(), entry.extra.as_ref()), (0, None));
    assert_eq!(entry.updated.unwrap().to_string(), "2024-01-02T02:04:05Z");
}

#[test]
fn deletions_and_faults_are_told_apart() {
    let (changes, _) = whole(ListFormat::TechAgainstTerrorism, DOCUMENTS[3].1);
    assert_eq!(withdrawn(&changes[2]), ("13", None, Some(1_704_164_645)));
    let length = ParseHashError::Length { expected: 64, found: 32 };
    assert_eq!(changes[3], Err(Fault::Hash(length)));
    assert_eq!(changes[4], Err(Fault::Kind { kind: "SHA1".to_owned() }));
}

#[test]
fn a_next_page_is_seen() {
    let page = r#"{"next":"https://example.org/?page=2","results":[]}"#;
    assert!(whole(ListFormat::TechAgainstTerrorism, page).1.more);
}

#[test]
fn digests_of_the_wrong_length_are_set_aside() {
    let text = str::from_utf8(DOCUMENTS[3].1)
        .unwrap()
        .replace("1D1B4BCB6B8EB1C35CFD9BD615C29EA2", "1d1b4bcb6b8eb1c35cfd9bd615c29ea");
    let (changes, _) = whole(ListFormat::TechAgainstTerrorism, text);
    assert_eq!(changes[0], Err(Fault::Digest { name: "MD5", digits: 32 }));
    assert!(matches!(put(&changes[1]).prints[0], Print::Wide { .. }));
    assert_eq!(
        digest("1d1b4bcb6b8eb1c35cfd9bd615c29ea2"),
        Print::Exact(Digest::Md5([
            29, 27, 75, 203, 107, 142, 177, 195, 92, 253, 155, 214, 21, 194, 158, 162
        ]))
    );
}
