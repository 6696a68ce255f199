//! Project Arachnid's three shapes.

use staydown::{Fault, ListFormat, ParseHashError};

use crate::{DOCUMENTS, category, digest, pdq, put, whole};

#[test]
fn files_are_read() {
    let (changes, _) = whole(ListFormat::Arachnid, DOCUMENTS[8].1);
    assert_eq!(changes.len(), 4);
    let entry = put(&changes[0]);
    assert_eq!(entry.key, "dde7cc44b8c0096c09e4abb176c0ebebf5836175192dde5ea4c40837a3203578");
    assert_eq!(
        entry.prints,
        [
            digest("dde7cc44b8c0096c09e4abb176c0ebebf5836175192dde5ea4c40837a3203578"),
            digest("af6514bde69866026dd6a39c972a31a1c57de816")
        ]
    );
    assert_eq!(entry.categories, [category("arachnid", "csam")]);
    assert!(put(&changes[1]).extra.as_ref().unwrap().contains("near_match_details"));
    let expected = "that of a known file";
    assert_eq!(changes[2], Err(Fault::Field { field: "classification", expected }));
    let expected = "20 bytes in base32";
    assert_eq!(changes[3], Err(Fault::Field { field: "sha1_base32", expected }));
}

#[test]
fn one_file_alone_is_read() {
    let (changes, _) = whole(ListFormat::Arachnid, DOCUMENTS[7].1);
    assert_eq!(
        (changes.len(), put(&changes[0]).key.as_str()),
        (1, "dde7cc44b8c0096c09e4abb176c0ebebf5836175192dde5ea4c40837a3203578")
    );
}

#[test]
fn hashes_are_read_as_base64() {
    let (changes, _) = whole(ListFormat::Arachnid, DOCUMENTS[9].1);
    assert_eq!(changes.len(), 3);
    let entry = put(&changes[0]);
    assert_eq!(
        (entry.key.as_str(), &entry.prints[0]),
        (
            "pdq:b0282b39274c950a2ba32634ca708c71e01c71c49a42bed490aed0b4b83a6025",
            &pdq("b0282b39274c950a2ba32634ca708c71e01c71c49a42bed490aed0b4b83a6025")
        )
    );
    let length = ParseHashError::Length { expected: 64, found: 44 };
    assert_eq!(changes[1], Err(Fault::Hash(length)));
    assert_eq!(changes[2], Err(Fault::Missing { field: "classification" }));
}
