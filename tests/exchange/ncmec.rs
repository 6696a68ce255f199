//! NCMEC: images and videos, feedback, deletions, and how far a page leads.

use staydown::{Fault, Judgement, ListFormat, ParseHashError, Print, ReadError, Stance};

use crate::{DOCUMENTS, category, digest, opinion, pdq, put, read, whole, withdrawn};

const PAGE: &[u8] = DOCUMENTS[10].1;

#[test]
fn a_page_is_read() {
    let (changes, end) = whole(ListFormat::Ncmec, PAGE);
    assert_eq!(
        (changes.len(), end.checkpoint.as_deref(), end.more),
        (6, Some("2021-03-04T06:00:00Z"), false)
    );
    let entry = put(&changes[0]);
    assert_eq!((entry.key.as_str(), entry.agency.as_deref()), ("42:picture1", Some("Made & Up")));
    assert_eq!(entry.updated.unwrap().secs(), 1_614_834_367);
    assert_eq!(entry.categories, [category("ncmec", "A1")]);
    let names: Vec<_> = entry.prints.iter().map(Print::name).collect();
    assert_eq!(names, ["md5", "sha1", "photodna", "pdq", "netclean"]);
    assert_eq!(
        entry.prints[..2],
        [
            digest("1d1b4bcb6b8eb1c35cfd9bd615c29ea2"),
            digest("af6514bde69866026dd6a39c972a31a1c57de816")
        ]
    );
    assert_eq!(
        entry.prints[3],
        pdq("b0282b39274c950a2ba32634ca708c71e01c71c49a42bed490aed0b4b83a6025")
    );
    assert!(matches!(&entry.prints[2], Print::Opaque { bytes, .. } if bytes.len() == 144));
}

#[test]
fn feedback_becomes_opinions() {
    let (changes, _) = whole(ListFormat::Ncmec, PAGE);
    let entry = put(&changes[0]);
    let affirmed = Some(1_641_092_645);
    let expected = [
        opinion("43", Stance::Positive, None, affirmed),
        opinion("44", Stance::Positive, None, affirmed),
        opinion("45", Stance::Negative, Some("Not a child"), Some(1_641_179_045)),
    ];
    assert_eq!(entry.opinions, expected);
    assert_eq!(entry.judgement(), Judgement::Disputed);
    let extra: serde_json::Value = serde_json::from_str(entry.extra.as_ref().unwrap()).unwrap();
    assert_eq!(extra["feedback"][2]["guid"], "01234567-abcd-0123-4567-0123456789ab");
    assert_eq!(extra["somethingNew"][0]["#text"], "a < b");
}

#[test]
fn deletions_withdraw_and_videos_are_no_images() {
    let (changes, _) = whole(ListFormat::Ncmec, PAGE);
    assert_eq!(withdrawn(&changes[1]), ("43:picture4", None, Some(1_614_834_000)));
    assert_eq!(put(&changes[4]).key, "video/42:picture1");
    assert_eq!(withdrawn(&changes[5]), ("video/42:v4", None, Some(1_614_835_800)));
    let extra = put(&changes[4]).extra.as_ref().unwrap();
    assert!(extra.contains("videntifier") && !extra.contains("/v2/"), "addresses are not kept");
}

#[test]
fn one_bad_fingerprint_sets_aside_its_record_alone() {
    let (changes, _) = whole(ListFormat::Ncmec, PAGE);
    let length = ParseHashError::Length { expected: 64, found: 32 };
    assert_eq!(changes[2], Err(Fault::Hash(length)));
    assert_eq!(changes[3], Err(Fault::NoPrint));
}

#[test]
fn a_page_that_is_not_the_last_says_nothing_of_how_far_it_leads() {
    let next = "<paging><next>/v2/entries?start=2001&amp;size=1000</next></paging></queryResult>";
    let text = str::from_utf8(PAGE).unwrap().replace("</queryResult>", next);
    let (changes, end) = whole(ListFormat::Ncmec, text);
    assert_eq!((changes.len(), end.checkpoint, end.more), (6, None, true));
}

#[test]
fn prefixes_are_understood_and_other_versions_refused() {
    let text = str::from_utf8(PAGE).unwrap();
    let prefixed = text.replace("</", "</n:").replace('<', "<n:").replace("<n:/n:", "</n:");
    let prefixed = prefixed
        .replace("<n:?", "<?")
        .replace("<n:!", "<!")
        .replace("a <n: b", "a < b")
        .replace(" xmlns=", " xmlns:n=");
    assert_eq!(whole(ListFormat::Ncmec, prefixed).0, whole(ListFormat::Ncmec, text).0);
    for (namespace, version) in [("sharing/v3", "3"), ("sharing/elsewhere", "unknown")] {
        let other = text.replace("sharing/v2\"", &format!("{namespace}\""));
        let end = read(ListFormat::Ncmec, other).1;
        assert!(matches!(end, Err(ReadError::Version { found, .. }) if found == version));
    }
}
