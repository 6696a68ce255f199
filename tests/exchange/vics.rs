//! Project VIC and CAID: three versions, sets and cases, flags as words, hashes in arrays.

use staydown::{Fault, ListFormat, Print, ReadError};

use crate::{DOCUMENTS, category, digest, pdq, put, read, whole};

#[test]
fn a_set_of_1_3_is_read() {
    let (changes, _) = whole(ListFormat::Vics, DOCUMENTS[5].1);
    assert_eq!(changes.len(), 5);
    let entry = put(&changes[0]);
    assert_eq!(entry.key, "1");
    assert_eq!(
        entry.prints[..2],
        [
            digest("1d1b4bcb6b8eb1c35cfd9bd615c29ea2"),
            digest("af6514bde69866026dd6a39c972a31a1c57de816")
        ]
    );
    assert!(
        matches!(&entry.prints[2..], [Print::Opaque { kind, bytes }] if kind == "photodna" && bytes.len() == 144)
    );
    assert_eq!(entry.categories, [category("vics", "1")]);
    assert_eq!(entry.tags, ["one", "two", "three"]);
    assert_eq!(entry.updated.unwrap().to_string(), "2015-06-01T08:00:00Z");
    let extra: serde_json::Value = serde_json::from_str(entry.extra.as_ref().unwrap()).unwrap();
    let expected = serde_json::json!({
        "MediaSize": 1000, "IsPrecategorized": true, "VictimIdentified": false, "OffenderIdentified": false,
        "Series": "S", "Comments": "c",
    });
    assert_eq!(extra, expected);
}

#[test]
fn hashes_in_an_array_of_any_name_are_found() {
    let (changes, _) = whole(ListFormat::Vics, DOCUMENTS[5].1);
    let entry = put(&changes[1]);
    let names: Vec<_> = entry.prints.iter().map(Print::name).collect();
    assert_eq!(names, ["md5", "photodna", "pdq"]);
    assert_eq!(
        entry.prints[2],
        pdq("808c00cfadcb1a6ce3ac45ece9c6e0d6ba2ee2293c7f42a443d84cb074047636")
    );
    assert_eq!(entry.categories, []);
    assert!(entry.extra.as_ref().unwrap().contains("IMG 1.jpg"));
}

#[test]
fn what_has_no_number_is_called_by_its_digest_and_category_0_is_like_others() {
    let (changes, _) = whole(ListFormat::Vics, DOCUMENTS[5].1);
    let entry = put(&changes[2]);
    assert_eq!(entry.key, "4ef6660c5c0e4277c5019f443271ca07");
    assert_eq!(entry.categories, [category("vics", "0")]);
    assert_eq!(changes[3], Err(Fault::NoPrint));
    assert_eq!(changes[4], Err(Fault::Digest { name: "MD5", digits: 32 }));
}

#[test]
fn a_set_of_1_2_is_read() {
    let (changes, _) = whole(ListFormat::Vics, DOCUMENTS[4].1);
    assert_eq!(put(&changes[0]).categories, [category("vics", "4")]);
}

#[test]
fn cases_of_2_0_give_their_files_with_the_region_and_the_case() {
    let (changes, _) = whole(ListFormat::Vics, DOCUMENTS[6].1);
    assert_eq!(changes.len(), 2);
    for (change, code) in changes.iter().zip(["1", "2"]) {
        assert_eq!(put(change).key, format!("2024-7/{code}"));
        assert_eq!(put(change).categories, [category("vics-us", code)]);
        assert_eq!(put(change).cases, ["2024-7"]);
    }
    assert_eq!(put(&changes[1]).prints, [digest("a7f46634e134266ef4ae6b492d209fa5db172837")]);
}

#[test]
fn unknown_versions_are_refused_by_name() {
    let context = |model: &str| {
        let text = format!(
            r#"{{"@odata.context":"http://example.org/DataModels/{model}#Media","value":[]}}"#
        );
        read(ListFormat::Vics, text).1
    };
    assert!(context("2.0.xml/CUSTOM/$metadata").is_ok());
    for (model, expected) in
        [("1.4.xml", "1.4"), ("3.0.xml/US/$metadata", "3.0"), ("x.xml", "unknown")]
    {
        assert!(
            matches!(context(model), Err(ReadError::Version { found, .. }) if found == expected),
            "{model}"
        );
    }
    assert!(matches!(context("2.0"), Err(ReadError::Malformed { .. })));
}

#[test]
fn long_lists_of_details_are_cut() {
    let exif = r#"{"PropertyName":"Make"}"#;
    let exifs = vec![exif; 500].join(",");
    let text = format!(
        r#"{{"value":[{{"MediaID":1,"MD5":"60be5f91c35a6b5467d26acc9d6725ef","Exifs":[{exifs}]}}]}}"#
    );
    let (changes, _) = whole(ListFormat::Vics, text);
    assert_eq!(put(&changes[0]).extra.as_ref().unwrap().matches("Make").count(), 16);
}
