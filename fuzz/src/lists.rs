//! Whatever the bytes are, a list is read to its end, and of what is written of it again as many entries are read.

use std::ops::ControlFlow;

use staydown::{Change, End, ListFormat, ListWriter, Row};

pub(crate) fn read(bytes: &[u8], format: ListFormat) -> bool {
    let read = changes(bytes, format);
    let mut text = Vec::new();
    let Ok(mut writer) = ListWriter::new(format, &mut text, &End::default()) else {
        return true; // a format that is only read
    };
    let written = read.into_iter().filter(|change| writer.put(change).is_ok()).count();
    if writer.finish().is_ok() {
        assert_eq!(changes(&text, format).len(), written);
    }
    true
}

/// Those of the good rows.
fn changes(bytes: &[u8], format: ListFormat) -> Vec<Change> {
    let mut changes = Vec::new();
    let _ = staydown::read_list(format, &mut &bytes[..], &mut |row: Row| {
        changes.extend(row.change);
        ControlFlow::Continue(())
    });
    changes
}
