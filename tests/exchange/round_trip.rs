//! Promise: what was read and written again is read as the same.

use staydown::{Category, Change, End, Entry, ListFormat, ListWriter, Time, WriteError};

use crate::{DOCUMENTS, digest, read, whole};

#[test]
fn documents_are_written_as_they_were_read() {
    let mut compared = 0;
    for (format, text) in DOCUMENTS {
        let (changes, end) = whole(format, text);
        let changes: Vec<_> = changes.into_iter().flatten().collect();
        if format != ListFormat::Arachnid {
            let (again, end_again) = whole(format, written(format, &changes, &end));
            let again: Vec<_> = again.into_iter().map(Result::unwrap).collect();
            assert_eq!(again.len(), changes.len());
            for (again, change) in again.iter().zip(&changes) {
                assert!(again == change, "{format}: {} {}", shown(again), shown(change));
                compared += 1;
            }
            assert_eq!(end_again.checkpoint, end.checkpoint);
        }
    }
    assert_eq!(compared, 5 + 6 + 1 + 3 + 1 + 3 + 2 + 4);
}

#[test]
fn documents_of_one_format_can_be_written_in_another() {
    let key = "42:one";
    let mut entry = Entry::new(key);
    entry.prints.push(digest("00112233445566778899aabbccddeeff"));
    entry.updated = Some(Time::from_millis(1_500));
    let change = [Change::Put(Box::new(entry))];
    let formats = ListFormat::ALL
        .into_iter()
        .filter(|format| DOCUMENTS.iter().any(|(known, _)| known == format));
    for format in formats.filter(|&format| format != ListFormat::Arachnid) {
        let (again, _) = whole(format, written(format, &change, &End::default()));
        let Ok(Change::Put(again)) = &again[0] else { panic!("{format}") };
        assert_eq!(again.prints.len(), 1, "{format}");
        assert_eq!(again.updated, Some(Time::from_millis(1_500)), "{format}");
    }
}

#[test]
fn empty_documents_are_read_as_empty() {
    for (format, _) in DOCUMENTS {
        if format != ListFormat::Arachnid {
            let (changes, end) = whole(format, written(format, &[], &End::default()));
            assert_eq!((changes.len(), end), (0, End::default()), "{format}");
        }
    }
}

#[test]
fn what_a_format_has_no_place_for_is_refused_and_spoils_nothing() {
    let mut text = Vec::new();
    let mut writer = ListWriter::new(ListFormat::Vics, &mut text, &End::default()).unwrap();
    let withdrawal = Change::Withdraw { key: "1".to_owned(), reason: None, at: None };
    let put = |scheme: &str| {
        let mut entry = Entry::new("1");
        entry.prints.push(digest("00112233445566778899aabbccddeeff"));
        entry.categories.push(Category { scheme: scheme.to_owned(), code: "1".to_owned() });
        Change::Put(Box::new(entry))
    };
    let empty = Change::Put(Box::new(Entry::new("1")));
    writer.put(&put("vics-us")).unwrap();
    for refused in [withdrawal, empty, put("vics-uk")] {
        assert!(matches!(writer.put(&refused), Err(WriteError::Entry { .. })));
    }
    writer.put(&put("vics-us")).unwrap();
    writer.finish().unwrap();
    assert_eq!(whole(ListFormat::Vics, text).0.len(), 2);
}

#[test]
fn a_key_that_a_format_cannot_say_is_refused() {
    for (format, key) in [
        (ListFormat::Ncmec, "no colon"),
        (ListFormat::Ncmec, "1:\u{1}"),
        (ListFormat::StopNcii, "a:b"),
    ] {
        let withdrawal = Change::Withdraw { key: key.to_owned(), reason: None, at: None };
        let mut text = Vec::new();
        let mut writer = ListWriter::new(format, &mut text, &End::default()).unwrap();
        assert!(matches!(writer.put(&withdrawal), Err(WriteError::Entry { .. })), "{format}");
    }
}

#[test]
fn arachnid_is_read_only() {
    let mut text = Vec::new();
    let writer = ListWriter::new(ListFormat::Arachnid, &mut text, &End::default());
    assert!(matches!(writer.map(drop), Err(WriteError::ReadOnly { .. })));
}

#[test]
fn markup_in_texts_is_only_text() {
    let mut entry = Entry::new("42:<id>&\"'");
    entry.prints.push(digest("00112233445566778899aabbccddeeff"));
    entry.agency = Some("</member>\u{1f600}".to_owned());
    let changes = [Change::Put(Box::new(entry))];
    let (again, _) = read(ListFormat::Ncmec, written(ListFormat::Ncmec, &changes, &End::default()));
    assert!(again[0].as_ref() == Ok(&changes[0]));
}

fn written(format: ListFormat, changes: &[Change], end: &End) -> Vec<u8> {
    written_or_refused(format, changes, end).unwrap()
}

pub(crate) fn written_or_refused(
    format: ListFormat,
    changes: &[Change],
    end: &End,
) -> Result<Vec<u8>, WriteError> {
    let mut text = Vec::new();
    let mut writer = ListWriter::new(format, &mut text, end)?;
    changes.iter().try_for_each(|change| writer.put(change))?;
    writer.finish()?;
    Ok(text)
}

/// The hashes of the test data are made up, so here they may be shown.
fn shown(change: &Change) -> String {
    match change {
        Change::Put(entry) => format!(
            "{} {:?} {:?} {:?} {:?}",
            entry.key, entry.prints, entry.opinions, entry.cases, entry.extra
        ),
        other => format!("{other:?}"),
    }
}
