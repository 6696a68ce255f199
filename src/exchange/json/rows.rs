//! From records to rows.

use std::io::BufRead;
use std::ops::ControlFlow;

use serde_json::Value;

use super::scan::Step;
use super::{Record, Scanner};
use crate::exchange::{ListFormat, MAX_RECORD, ReadError};
use crate::list::{Change, Fault, Row};

/// Who takes the rows.
pub(in crate::exchange) type OnRow<'a> = dyn FnMut(Row) -> ControlFlow<()> + 'a;

/// Numbers the records and hands over what they say.
pub(in crate::exchange) struct Rows<'a> {
    on_row: &'a mut OnRow<'a>,
    at: u64,
    text: Vec<u8>,
}

impl<'a> Rows<'a> {
    pub(in crate::exchange) fn new(on_row: &'a mut OnRow<'a>) -> Self {
        Self { on_row, at: 0, text: Vec::new() }
    }

    /// Reads the next value as a record.
    pub(in crate::exchange) fn read(
        &mut self,
        scanner: &mut Scanner<'_>,
        change: &mut dyn FnMut(Record) -> Result<Change, Fault>,
    ) -> Step {
        self.text.clear();
        let record = match scanner.value(&mut self.text)? {
            true => Record::parse(&self.text),
            false => Err(Fault::Long { limit: MAX_RECORD }),
        };
        Ok(self.hand_over(record.and_then(change)))
    }

    /// Hands over what the next record says.
    pub(in crate::exchange) fn hand_over(
        &mut self,
        change: Result<Change, Fault>,
    ) -> ControlFlow<()> {
        self.at += 1;
        (self.on_row)(Row { at: self.at, change })
    }
}

/// Reads an object with an array of records, and gives the fields of it that are named in `head`; none if the reading
/// was ended early. A document without the array is of another format, not empty.
pub(in crate::exchange) fn document(
    format: ListFormat,
    from: &mut dyn BufRead,
    (records, head): (&str, &[&str]),
    on_row: &mut OnRow<'_>,
    change: fn(Record) -> Result<Change, Fault>,
) -> Result<Option<Record>, ReadError> {
    let mut scanner = Scanner::new(format, from)?;
    let mut rows = Rows::new(&mut *on_row);
    let (mut found, mut fields) = (false, Record::default());
    let step = scanner.object(&mut |scanner, name| {
        if name == records {
            found = true;
            return scanner.array(&mut |scanner| rows.read(scanner, &mut |record| change(record)));
        }
        if !head.contains(&name) {
            return scanner.skip();
        }
        fields.keep(name, scanner.field()?);
        Ok(ControlFlow::Continue(()))
    })?;
    if step.is_break() {
        return Ok(None);
    }
    match found {
        true => scanner.finish()?,
        false => return Err(scanner.malformed("the array of its records is missing")),
    }
    fields.0.retain(|_, value| *value != Value::Null);
    Ok(Some(fields))
}

/// Members of an object that are gathered one by one, for an object that may turn out to hold records instead.
#[derive(Default)]
pub(in crate::exchange) struct Gathered {
    text: Vec<u8>,
    is_long: bool,
}

impl Gathered {
    /// Takes a member up.
    pub(in crate::exchange) fn take(&mut self, scanner: &mut Scanner<'_>, name: &str) -> Step {
        self.is_long |= self.text.len() + name.len() > MAX_RECORD;
        if self.is_long {
            return scanner.skip();
        }
        let opening = if self.text.is_empty() { "{" } else { "," };
        self.text.extend_from_slice(format!("{opening}{}:", Value::from(name)).as_bytes());
        self.is_long = !scanner.value(&mut self.text)?;
        Ok(ControlFlow::Continue(()))
    }

    /// The object so far.
    pub(in crate::exchange) fn record(&self) -> Result<Record, Fault> {
        match (self.is_long, self.text.is_empty()) {
            (true, _) => Err(Fault::Long { limit: MAX_RECORD }),
            (_, true) => Ok(Record::default()),
            _ => Record::parse(&[self.text.as_slice(), b"}"].concat()),
        }
    }
}
