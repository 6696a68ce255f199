//! Whatever the bytes are, a list is read to its end; and what is written of it, in this format or another, can be read again,
//! with no hash that it did not have.

use std::collections::HashSet;
use std::ops::ControlFlow;

use staydown::{Change, End, ListFormat, ListWriter, Print, Row};

pub(crate) fn read(bytes: &[u8], format: ListFormat) -> bool {
    let (read, _) = changes(bytes, format);
    for other in ListFormat::ALL {
        let Some((written, text)) = written(&read, other) else { continue };
        let (again, faults) = changes(&text, other);
        assert_eq!(faults, [""; 0], "{other}");
        assert!(other != format || again.len() == written.len(), "{other}");
        let known: HashSet<Print> = written.into_iter().flat_map(prints).collect();
        assert!(again.iter().flat_map(prints).all(|print| known.contains(&print)), "{other}");
    }
    !read.is_empty()
}

/// What has a place in a format, and the document.
fn written(read: &[Change], format: ListFormat) -> Option<(Vec<&Change>, Vec<u8>)> {
    let mut text = Vec::new();
    let mut writer = ListWriter::new(format, &mut text, &End::default()).ok()?;
    let written = read.iter().filter(|change| writer.put(change).is_ok()).collect();
    writer.finish().ok()?;
    Some((written, text))
}

/// The fingerprints that are not only carried, without their quality, for which not every format has a place.
fn prints(change: &Change) -> impl Iterator<Item = Print> {
    let prints = match change {
        Change::Put(entry) => entry.prints.as_slice(),
        Change::Withdraw { .. } => &[],
    };
    prints.iter().filter(|print| !matches!(print, Print::Opaque { .. })).map(|print| match *print {
        Print::Wide { profile, hash, .. } => Print::Wide { profile, hash, quality: None },
        ref other => other.clone(),
    })
}

/// Those of the good rows, and what is wrong with the others or with the document.
fn changes(bytes: &[u8], format: ListFormat) -> (Vec<Change>, Vec<String>) {
    let (mut changes, mut faults) = (Vec::new(), Vec::new());
    let end = staydown::read_list(format, &mut &bytes[..], &mut |row: Row| {
        match row.change {
            Ok(change) => changes.push(change),
            Err(fault) => faults.push(fault.to_string()),
        }
        ControlFlow::Continue(())
    });
    faults.extend(end.err().map(|error| error.to_string()));
    (changes, faults)
}
