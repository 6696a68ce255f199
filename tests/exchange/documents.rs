//! Documents read and written in memory.

use std::ops::ControlFlow;

use staydown::{Change, End, Entry, Fault, ListFormat, ListWriter, ReadError, Row, read_list};

/// All rows, and how the reading ended.
pub(crate) fn rows(format: ListFormat, mut bytes: &[u8]) -> (Vec<Row>, Result<End, ReadError>) {
    let mut rows = Vec::new();
    let end = read_list(format, &mut bytes, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    });
    (rows, end)
}

/// The changes of a document that is read to its end, and the faults with the number of their line.
pub(crate) fn read(format: ListFormat, bytes: &[u8]) -> (Vec<Change>, Vec<(u64, Fault)>) {
    let (rows, end) = rows(format, bytes);
    end.unwrap();
    let (mut changes, mut faults) = (Vec::new(), Vec::new());
    for Row { at, change } in rows {
        match change {
            Ok(change) => changes.push(change),
            Err(fault) => faults.push((at, fault)),
        }
    }
    (changes, faults)
}

/// The changes as a document.
pub(crate) fn write(format: ListFormat, changes: &[Change], end: &End) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = ListWriter::new(format, &mut bytes, end).unwrap();
    for change in changes {
        writer.put(change).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// What is put.
pub(crate) fn entries(changes: &[Change]) -> Vec<&Entry> {
    let puts = changes.iter().filter_map(|change| match change {
        Change::Put(entry) => Some(&**entry),
        Change::Withdraw { .. } => None,
    });
    puts.collect()
}
