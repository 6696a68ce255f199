//! The outline of a JSON document: where its members, elements and values begin and end. What is in a record is left to
//! `serde_json`, so that a record that it refuses spoils no other.

use std::io::{BufRead, ErrorKind};
use std::ops::ControlFlow;

use serde_json::Value;

use crate::exchange::{ListFormat, MAX_RECORD, ReadError};

/// Whether to read on.
pub(in crate::exchange) type Step = Result<ControlFlow<()>, ReadError>;

/// A document that is read from its first byte to its last, holding nothing of it.
pub(in crate::exchange) struct Scanner<'r> {
    from: &'r mut dyn BufRead,
    format: ListFormat,
    line: usize,
    column: usize,
}

impl<'r> Scanner<'r> {
    /// At the beginning, behind a byte-order mark.
    pub(in crate::exchange) fn new(
        format: ListFormat,
        from: &'r mut dyn BufRead,
    ) -> Result<Self, ReadError> {
        let mut scanner = Self { from, format, line: 1, column: 1 };
        if scanner.next_byte()? == Some(0xef) {
            for mark in [0xef, 0xbb, 0xbf] {
                scanner.expect(mark, "its first bytes are not text")?;
            }
        }
        Ok(scanner)
    }

    /// Walks the members of an object; each call must read the member's value, by `object`, `array`, `value` or `skip`.
    pub(in crate::exchange) fn object(
        &mut self,
        on_member: &mut dyn FnMut(&mut Self, &str) -> Step,
    ) -> Step {
        self.expect(b'{', "an object should begin here")?;
        self.sequence(b'}', &mut |scanner| {
            let name = scanner.name()?;
            scanner.expect(b':', "a colon is missing")?;
            on_member(scanner, &name)
        })
    }

    /// Walks the elements of an array, or none for `null`; each call must read the element.
    pub(in crate::exchange) fn array(
        &mut self,
        on_element: &mut dyn FnMut(&mut Self) -> Step,
    ) -> Step {
        if self.peek()? == Some(b'n') {
            return self.null();
        }
        self.expect(b'[', "an array should begin here")?;
        self.sequence(b']', on_element)
    }

    fn sequence(&mut self, end: u8, on_item: &mut dyn FnMut(&mut Self) -> Step) -> Step {
        if self.peek()? == Some(end) {
            self.consume(1);
            return Ok(ControlFlow::Continue(()));
        }
        loop {
            if on_item(self)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            match self.peek()? {
                Some(b',') => self.consume(1),
                Some(byte) if byte == end => break self.consume(1),
                _ => return Err(self.malformed("a comma or the end of a list is missing")),
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Appends the text of one value of whatever kind; false if it is longer than a record may be, and then only its
    /// beginning is there.
    pub(in crate::exchange) fn value(&mut self, into: &mut Vec<u8>) -> Result<bool, ReadError> {
        if matches!(self.peek()?, None | Some(b',' | b':' | b']' | b'}')) {
            return Err(self.malformed("a value is missing"));
        }
        let (mut shape, mut fits) = (Shape::default(), true);
        loop {
            let chunk = fill(self.from)?;
            if chunk.is_empty() {
                return Err(self.malformed("it ends in the middle"));
            }
            let (length, done) = shape.take(chunk);
            fits &= into.len() + length <= MAX_RECORD;
            if fits {
                into.extend_from_slice(chunk.get(..length).unwrap_or_default());
            }
            self.consume(length);
            if done {
                return Ok(fits);
            }
        }
    }

    /// Passes over one value.
    pub(in crate::exchange) fn skip(&mut self) -> Step {
        self.value(&mut Vec::new())?;
        Ok(ControlFlow::Continue(()))
    }

    /// Reads one value that is no record.
    pub(in crate::exchange) fn field(&mut self) -> Result<Value, ReadError> {
        let mut text = Vec::new();
        let fits = self.value(&mut text)?;
        let value = serde_json::from_slice(&text).ok().filter(|_| fits);
        value.ok_or_else(|| self.malformed("a value should stand here"))
    }

    fn null(&mut self) -> Step {
        match self.field()? {
            Value::Null => Ok(ControlFlow::Continue(())),
            _ => Err(self.malformed("an array should begin here")),
        }
    }

    fn name(&mut self) -> Result<String, ReadError> {
        match self.field()? {
            Value::String(name) => Ok(name),
            _ => Err(self.malformed("a name should stand here")),
        }
    }

    /// The first byte of what comes next, blanks aside.
    pub(in crate::exchange) fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        while let Some(byte) = self.next_byte()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.consume(1);
        }
        Ok(None)
    }

    /// Makes sure that nothing follows.
    pub(in crate::exchange) fn finish(mut self) -> Result<(), ReadError> {
        match self.peek()? {
            None => Ok(()),
            Some(_) => Err(self.malformed("something follows its end")),
        }
    }

    pub(in crate::exchange) fn malformed(&self, reason: &'static str) -> ReadError {
        ReadError::Malformed { format: self.format, line: self.line, column: self.column, reason }
    }

    fn expect(&mut self, byte: u8, reason: &'static str) -> Result<(), ReadError> {
        match self.peek()? {
            Some(found) if found == byte => self.consume(1),
            Some(_) => return Err(self.malformed(reason)),
            None => return Err(self.malformed("it ends in the middle")),
        }
        Ok(())
    }

    fn next_byte(&mut self) -> Result<Option<u8>, ReadError> {
        Ok(fill(self.from)?.first().copied())
    }

    /// Moves on over bytes that were looked at.
    fn consume(&mut self, length: usize) {
        let chunk = self.from.fill_buf().unwrap_or_default();
        let passed = chunk.get(..length).unwrap_or_default();
        match passed.iter().rposition(|&byte| byte == b'\n') {
            Some(last) => {
                self.line += passed.iter().filter(|&&byte| byte == b'\n').count();
                self.column = length - last;
            }
            None => self.column += length,
        }
        self.from.consume(length);
    }
}

/// What comes next, or nothing at the end.
fn fill(from: &mut dyn BufRead) -> Result<&[u8], ReadError> {
    while let Err(error) = from.fill_buf() {
        if error.kind() != ErrorKind::Interrupted {
            return Err(error.into());
        }
    }
    Ok(from.fill_buf()?)
}

/// How far into a value the bytes so far have led.
#[derive(Default)]
struct Shape {
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Shape {
    /// How many of these bytes belong to the value, and whether it ends with them.
    fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.quoted => self.escaped = true,
                b'"' => {
                    self.quoted = !self.quoted;
                    if !self.quoted && self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                _ if self.quoted => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' => return (at + self.depth, true),
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return (at, true),
                _ => {}
            }
        }
        (bytes.len(), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str) -> Result<Vec<String>, ReadError> {
        let mut found = Vec::new();
        // A byte at a time, so that every value crosses the borders of the buffer.
        let mut from = std::io::BufReader::with_capacity(1, text.as_bytes());
        let mut scanner = Scanner::new(ListFormat::Vics, &mut from)?;
        let _ = scanner.array(&mut |scanner| {
            let mut value = Vec::new();
            assert!(scanner.value(&mut value)?);
            found.push(String::from_utf8(value).unwrap());
            Ok(ControlFlow::Continue(()))
        })?;
        scanner.finish()?;
        Ok(found)
    }

    #[test]
    fn values_of_every_kind_are_cut_out() {
        let values = ["1", "-2.5e3", "null", r#""a,]}\"\\""#, r#"{"a":[1,{"]":"}"}]}"#, "[[],[]]"];
        for gap in ["", " ", "\r\n\t"] {
            let text = format!("{gap}[{gap}{}{gap}]{gap}", values.join(&format!("{gap},{gap}")));
            assert_eq!(elements(&text).unwrap(), values);
        }
        assert_eq!(elements("\u{feff}[1]").unwrap(), ["1"]);
        assert_eq!(elements("null ").unwrap(), [""; 0]);
    }

    #[test]
    fn what_is_no_list_is_refused_where_it_goes_wrong() {
        for text in
            ["", "[", "[1", "[1,", "[,]", "[1,]", "[1 2]", "[1]]", "{}", "nil", "[\"a]", "\u{b}[1]"]
        {
            assert!(matches!(elements(text), Err(ReadError::Malformed { .. })), "{text}");
        }
        let Err(ReadError::Malformed { line, column, .. }) = elements("[1,\n  2 3]") else {
            panic!("no error");
        };
        assert_eq!((line, column), (2, 5));
    }
}
