//! The format of our own: JSON lines that carry everything; see `docs/list-format.md`.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;

use self::from_line::Step;
use self::shape::{Head, Line, Tail, Text};
use super::lines::Lines;
use super::{ListFormat, MAX_RECORD, ReadError, WriteError, plain};
use crate::list::{Change, End, Row};

mod from_line;
mod shape;
mod to_line;

const FORMAT: &str = "staydown-list";
const VERSION: u64 = 1;

pub(super) fn read(
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, ReadError> {
    let mut lines = Lines::new(from);
    let end = head(&mut lines)?;
    let mut rows = 0;
    while let Some(line) = lines.next()? {
        let at = line.at;
        let change = match line.text.and_then(from_line::step) {
            Ok(Step::End(counted)) => return close(lines, at, counted == rows, end),
            Ok(Step::Change(change)) => Ok(change),
            Err(fault) => Err(fault),
        };
        rows += 1;
        if on_row(Row { at, change }).is_break() {
            return Ok(end);
        }
    }
    Err(malformed(0, "its last line, which counts the rows, is missing: was it cut off?"))
}

fn head(lines: &mut Lines<'_>) -> Result<End, ReadError> {
    let missing = "its first line does not say that it is of this format, of which version, and whether it is complete";
    let Some(line) = lines.next()? else { return Err(malformed(0, "it is empty")) };
    let head = line.text.ok().and_then(|text| serde_json::from_slice::<Head<'_>>(text).ok());
    match head {
        Some(head) if head.format.0 != FORMAT => Err(malformed(line.at, missing)),
        Some(head) if head.version != VERSION => Err(ReadError::Version {
            format: ListFormat::Staydown,
            found: head.version.to_string(),
        }),
        Some(head) => Ok(End { checkpoint: head.checkpoint.map(Into::into), more: !head.complete }),
        None => Err(malformed(line.at, missing)),
    }
}

fn close(mut lines: Lines<'_>, at: u64, fits: bool, end: End) -> Result<End, ReadError> {
    if !fits {
        return Err(malformed(at, "its last line does not count as many rows as there are"));
    }
    match lines.next()? {
        None => Ok(end),
        Some(line) => Err(malformed(line.at, "something stands behind its last line")),
    }
}

fn malformed(line: u64, reason: &'static str) -> ReadError {
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    ReadError::Malformed { format: ListFormat::Staydown, line, column: 0, reason }
}

/// Writes everything. The same changes give the same bytes.
pub(super) struct StaydownWriter<'w> {
    to: &'w mut dyn Write,
    rows: u64,
    line: Vec<u8>,
}

impl<'w> StaydownWriter<'w> {
    pub(super) fn new(to: &'w mut dyn Write, end: &End) -> Result<Self, WriteError> {
        let mut writer = Self { to, rows: 0, line: Vec::new() };
        writer.write(&Head {
            format: Text(FORMAT.into()),
            version: VERSION,
            checkpoint: end.checkpoint.as_deref().map(Into::into),
            complete: !end.more,
        })?;
        Ok(writer)
    }

    pub(super) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let line = to_line::line(change)
            .map_err(|reason| WriteError::Entry { format: ListFormat::Staydown, reason })?;
        self.write(&line)?;
        self.rows += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        self.write(&Line::End(Tail { rows: self.rows }))?;
        Ok(self.to.flush()?)
    }

    fn write(&mut self, line: &impl serde::Serialize) -> Result<(), WriteError> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, line)
            .map_err(|error| WriteError::Io(error.into()))?;
        if self.line.len() > MAX_RECORD {
            return plain::refuse(ListFormat::Staydown, "its line would be too long");
        }
        self.line.push(b'\n');
        Ok(self.to.write_all(&self.line)?)
    }
}
