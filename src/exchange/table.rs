//! Records of fields with a delimiter between them, as in RFC 4180.
//!
//! A quotation mark that is never closed spoils its own line only. That, the bound on a record's length and the number
//! of its line are why records are not read by the crate `csv`; it writes them.

use std::borrow::Cow;
use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;

use super::WriteError;
use super::lines::Lines;
use crate::list::{Change, Fault, Row};

/// The fields of a record.
pub(super) struct Record {
    delimiter: u8,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// Reads a table's records. What `change` makes of one is a row; of a header it makes none.
pub(super) fn read(
    from: &mut dyn BufRead,
    delimiter: u8,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
    mut change: impl FnMut(&Record) -> Option<Result<Change, Fault>>,
) -> io::Result<()> {
    let mut lines = Lines::new(from);
    let mut record = Record { delimiter, bytes: Vec::new(), ends: Vec::new() };
    while let Some(line) = lines.next()? {
        let at = line.at;
        let open = line.text.map(|text| record.begin(text));
        let closed = match open {
            Ok(state) => record.close(state, &mut lines)?,
            Err(fault) => Err(fault),
        };
        let change = closed.map_or_else(|fault| Some(Err(fault)), |()| change(&record));
        if let Some(change) = change
            && on_row(Row { at, change }).is_break()
        {
            break;
        }
    }
    Ok(())
}

/// A writer of records that [`read`] reads.
pub(super) fn writer(to: &mut dyn Write, delimiter: u8) -> csv::Writer<&mut dyn Write> {
    let mut options = csv::WriterBuilder::new();
    options.delimiter(delimiter).flexible(true).comment(Some(b'#')).from_writer(to)
}

/// What went wrong when a record was written.
pub(super) fn failed(error: csv::Error) -> WriteError {
    WriteError::Io(error.into())
}

impl Record {
    /// Number of fields.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A field as it stands; empty if there is none. What is not UTF-8 is replaced.
    pub(super) fn raw(&self, at: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes(at))
    }

    /// A field without the spaces around it. `None` if nothing is left.
    pub(super) fn text(&self, at: usize) -> Option<Cow<'_, str>> {
        let bytes = self.bytes(at).trim_ascii();
        (!bytes.is_empty()).then(|| String::from_utf8_lossy(bytes))
    }

    /// The place of the first field that says this, in any case of letters.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        (0..self.len()).find(|&at| self.says(at, name))
    }

    /// Fields that say none of these, with their place.
    pub(super) fn others(&self, names: &[&str]) -> Vec<(usize, String)> {
        let others = (0..self.len()).filter(|&at| !names.iter().any(|name| self.says(at, name)));
        others.filter_map(|at| Some((at, self.text(at)?.into_owned()))).collect()
    }

    fn says(&self, at: usize, name: &str) -> bool {
        self.bytes(at).trim_ascii().eq_ignore_ascii_case(name.as_bytes())
    }

    fn bytes(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).unwrap_or(&0);
        let field = self.ends.get(at).and_then(|end| self.bytes.get(*start..*end));
        field.unwrap_or_default()
    }

    fn begin(&mut self, line: &[u8]) -> State {
        self.bytes.clear();
        self.ends.clear();
        self.split(State::Start, line)
    }

    /// Takes lines in until the record is complete.
    fn close(&mut self, mut state: State, lines: &mut Lines<'_>) -> io::Result<Result<(), Fault>> {
        while matches!(state, State::Quoted) {
            let Some(line) = lines.lengthen()? else {
                lines.shorten();
                return Ok(Err(Fault::Malformed("a quotation mark is not closed")));
            };
            self.bytes.push(b'\n');
            state = self.split(state, line);
        }
        self.ends.push(self.bytes.len());
        Ok(Ok(()))
    }

    fn split(&mut self, mut state: State, line: &[u8]) -> State {
        for &byte in line {
            state = match (state, byte) {
                (State::Start, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::Closed,
                (State::Quoted, _) | (State::Closed, b'"') => self.push(byte, State::Quoted),
                (_, byte) if byte == self.delimiter => self.end_field(),
                _ => self.push(byte, State::Plain),
            };
        }
        state
    }

    fn push(&mut self, byte: u8, then: State) -> State {
        self.bytes.push(byte);
        then
    }

    fn end_field(&mut self) -> State {
        self.ends.push(self.bytes.len());
        State::Start
    }
}

/// Where in a field the reader is.
#[derive(Clone, Copy)]
enum State {
    Start,
    Plain,
    Quoted,
    /// Behind a quotation mark that closes, unless another follows: two stand for one.
    Closed,
}
