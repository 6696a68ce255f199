//! The lines of a document, one at a time and each of bounded length.

use std::io::{self, BufRead, Read};
use std::ops::{ControlFlow, Range};

use super::MAX_RECORD;
use crate::list::{Change, Fault, Row};

/// Reads a document in which each line is a row.
pub(super) fn read(
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
    change: impl Fn(&[u8]) -> Result<Change, Fault>,
) -> io::Result<()> {
    let mut lines = Lines::new(from);
    while let Some(line) = lines.next()? {
        let row = Row { at: line.at, change: line.text.and_then(&change) };
        if on_row(row).is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads lines that end in `\n` or `\r\n`, without their end; a byte-order mark before the first is left out.
pub(super) struct Lines<'r> {
    from: &'r mut dyn BufRead,
    /// The record's lines, and behind them those that were given back.
    held: Vec<u8>,
    /// Where the record begins in `held`, where its first line ends, and where its last does.
    start: usize,
    first_end: usize,
    end: usize,
    /// Numbers of the record's first and last line.
    first: u64,
    last: u64,
    /// The furthest line in which a record's end was looked for in vain.
    tried: u64,
}

/// A line with its number, counted from 1, and its text, or why it cannot be used.
pub(super) struct Line<'l> {
    pub(super) at: u64,
    pub(super) text: Result<&'l [u8], Fault>,
}

impl<'r> Lines<'r> {
    pub(super) fn new(from: &'r mut dyn BufRead) -> Self {
        let held = Vec::new();
        Self { from, held, start: 0, first_end: 0, end: 0, first: 0, last: 0, tried: 0 }
    }

    /// The next line that is a row: neither empty nor a comment, which begins with `#`.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let line = loop {
            let Some(line) = self.begin()? else { return Ok(None) };
            if !is_no_row(&self.held[line.clone()]) {
                break line;
            }
        };
        let long = line.len() > MAX_RECORD;
        let text = if long { Err(Fault::Long { limit: MAX_RECORD }) } else { Ok(&self.held[line]) };
        Ok(Some(Line { at: self.first, text }))
    }

    /// Takes another line into the record. `None` if there is none or the record would be too long.
    ///
    /// What was looked at once in vain is not looked at again: a document takes time in proportion to its length,
    /// whatever is in it.
    pub(super) fn lengthen(&mut self) -> io::Result<Option<&[u8]>> {
        if self.first <= self.tried {
            return Ok(None);
        }
        let line = self.fetch()?.filter(|line| line.end - self.start <= MAX_RECORD);
        Ok(line.map(|line| &self.held[line]))
    }

    /// Gives back all lines of the record but its first.
    pub(super) fn shorten(&mut self) {
        self.tried = self.tried.max(self.last);
        (self.end, self.last) = (self.first_end, self.first);
    }

    fn begin(&mut self) -> io::Result<Option<Range<usize>>> {
        if self.end == self.held.len() {
            self.held.clear();
            self.end = 0;
        }
        self.start = self.end;
        let line = self.fetch()?;
        (self.first_end, self.first) = (self.end, self.last);
        Ok(line)
    }

    /// The next line, from those given back or read anew.
    fn fetch(&mut self) -> io::Result<Option<Range<usize>>> {
        let start = self.end;
        let given_back = self.held[start..].iter().position(|&byte| byte == b'\n');
        if start == self.held.len() {
            self.read()?;
        }
        self.end = given_back.map_or(self.held.len(), |at| start + at + 1);
        if self.end == start {
            return Ok(None);
        }
        self.last += 1;
        let line = &self.held[start..self.end];
        let mark = if self.last == 1 { byte_order_mark(line) } else { 0 };
        Ok(Some(start + mark..start + without_end(line).len()))
    }

    /// Of a line that is too long, one byte more than allowed is held and the rest is skipped.
    fn read(&mut self) -> io::Result<()> {
        let read = self.from.take(MAX_RECORD as u64 + 1).read_until(b'\n', &mut self.held)?;
        if read > MAX_RECORD && !self.held.ends_with(b"\n") {
            self.from.skip_until(b'\n')?;
        }
        Ok(())
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let text = line.strip_suffix(b"\n");
    text.map_or(line, |text| text.strip_suffix(b"\r").unwrap_or(text))
}

/// Its length, if there is one.
fn byte_order_mark(line: &[u8]) -> usize {
    if line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

fn is_no_row(line: &[u8]) -> bool {
    let text = line.trim_ascii_start();
    text.is_empty() || text.starts_with(b"#")
}
