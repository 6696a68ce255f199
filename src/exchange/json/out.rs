//! Documents with one array of records, written record by record.

use std::io::Write;

use serde_json::Value;

use super::Record;
use crate::exchange::{ListFormat, WriteError};
use crate::list::{Change, Entry, Print, Time};

/// What an entry or a withdrawal looks like in a format, or why it has no place there.
pub(in crate::exchange) type ToRecord = fn(&Change) -> Result<Record, &'static str>;

/// Writes a document of one array. Records that come before its head is known are held back.
pub(in crate::exchange) struct JsonWriter<'w> {
    to: &'w mut dyn Write,
    format: ListFormat,
    record: ToRecord,
    held_back: Option<Vec<u8>>,
    separator: &'static str,
    tail: String,
}

impl<'w> JsonWriter<'w> {
    /// A document of which `tail` is what stands behind its last record.
    pub(in crate::exchange) fn new(
        format: ListFormat,
        to: &'w mut dyn Write,
        tail: String,
        record: ToRecord,
    ) -> Self {
        Self { to, format, record, held_back: Some(Vec::new()), separator: "\n", tail }
    }

    /// Writes what stands before the first record, unless it stands there already.
    pub(in crate::exchange) fn begin(&mut self, head: &str) -> Result<(), WriteError> {
        if let Some(records) = self.held_back.take() {
            self.to.write_all(head.as_bytes())?;
            self.to.write_all(&records)?;
        }
        Ok(())
    }

    /// Bytes that wait for the head.
    pub(in crate::exchange) fn held_back(&self) -> usize {
        self.held_back.as_ref().map_or(0, Vec::len)
    }

    /// Adds a record.
    pub(in crate::exchange) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let record = (self.record)(change)
            .map_err(|reason| WriteError::Entry { format: self.format, reason })?;
        let text = format!("{}{}", self.separator, Value::Object(record.0));
        self.separator = ",\n";
        match &mut self.held_back {
            Some(records) => records.extend_from_slice(text.as_bytes()),
            None => self.to.write_all(text.as_bytes())?,
        }
        Ok(())
    }

    /// Ends the document.
    pub(in crate::exchange) fn finish(self) -> Result<(), WriteError> {
        Ok(writeln!(self.to, "\n{}", self.tail)?)
    }
}

/// The fields that an entry was read with and that have no place in it. They may come from any format: those that the
/// one to be written reads as something that is said of the entry, `known`, are left out.
pub(in crate::exchange) fn extra_of(entry: &Entry, known: &[&str]) -> Record {
    let extra = entry.extra.as_deref().unwrap_or_default();
    let mut fields = Record::parse(extra.as_bytes()).unwrap_or_default();
    fields.0.retain(|name, _| !known.contains(&name.as_str()));
    fields
}

/// The first fingerprint that a format has a name for, and that name.
pub(in crate::exchange) fn print_of<T>(
    entry: &Entry,
    name: fn(&Print) -> Option<T>,
) -> Result<(&Print, T), &'static str> {
    let mut named = entry.prints.iter().filter_map(|print| Some((print, name(print)?)));
    named.next().ok_or("it has no place for any of the entry's fingerprints")
}

/// A time as whole seconds since 1970 where it is whole, else as text.
pub(in crate::exchange) fn seconds(time: Time) -> Value {
    match time.millis() % 1000 {
        0 => time.secs().into(),
        _ => time.to_string().into(),
    }
}

/// A number where the text is one that is written this way, else the text.
pub(in crate::exchange) fn number_or_text(text: &str) -> Value {
    match text.parse::<u64>() {
        Ok(number) if number.to_string() == text => number.into(),
        _ => text.into(),
    }
}
