//! The fields of one record, taken out one after the other; what is left goes with the entry.

use serde_json::{Map, Value};

use crate::list::{Fault, Time};

/// An object whose nulls count as missing.
#[derive(Default)]
pub(in crate::exchange) struct Record(pub(in crate::exchange) Map<String, Value>);

impl Record {
    /// Reads an object.
    pub(in crate::exchange) fn parse(text: &[u8]) -> Result<Self, Fault> {
        match serde_json::from_slice(text) {
            Ok(value) => Self::of(value),
            Err(_) => Err(Fault::Malformed("it is not JSON in UTF-8")),
        }
    }

    /// The fields of an object.
    pub(in crate::exchange) fn of(value: Value) -> Result<Self, Fault> {
        match value {
            Value::Object(mut fields) => {
                fields.retain(|_, value| !value.is_null());
                Ok(Self(fields))
            }
            _ => Err(Fault::Malformed("it is not an object")),
        }
    }

    /// A field of whatever kind.
    pub(in crate::exchange) fn take(&mut self, field: &str) -> Option<Value> {
        self.0.remove(field)
    }

    /// A text or a number, as text; an empty one counts as missing.
    pub(in crate::exchange) fn text(
        &mut self,
        field: &'static str,
    ) -> Result<Option<String>, Fault> {
        let Some(value) = self.take(field) else { return Ok(None) };
        let text = text_of(value).ok_or(Fault::Field { field, expected: "text" })?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// The same where it must be there.
    pub(in crate::exchange) fn need(&mut self, field: &'static str) -> Result<String, Fault> {
        self.text(field)?.ok_or(Fault::Missing { field })
    }

    /// Seconds since 1970, as a number or its digits, or a date and time, which is UTC unless it says otherwise.
    pub(in crate::exchange) fn time(&mut self, field: &'static str) -> Result<Option<Time>, Fault> {
        if let Some(seconds) = self.0.get(field).and_then(Value::as_f64) {
            self.take(field);
            return Ok(Some(Time::from_millis((seconds * 1000.0) as i64)));
        }
        let Some(text) = self.text(field)? else { return Ok(None) };
        let seconds = text.parse().map(Time::from_secs);
        let time = seconds.or_else(|_| text.parse()).map_err(|error| Fault::Time { field, error });
        time.map(Some)
    }

    /// Yes or no, also where the words or the numbers for them are written.
    pub(in crate::exchange) fn flag(&mut self, field: &'static str) -> Result<Option<bool>, Fault> {
        let Some(value) = self.take(field) else { return Ok(None) };
        flag_of(&value).map(Some).ok_or(Fault::Field { field, expected: "true or false" })
    }

    /// The elements of an array, none if there is none. An object with a field `data` stands for that field.
    pub(in crate::exchange) fn elements(
        &mut self,
        field: &'static str,
    ) -> Result<Vec<Value>, Fault> {
        let value = match self.take(field) {
            Some(Value::Object(mut page)) if page.contains_key("data") => page.remove("data"),
            other => other,
        };
        match value {
            Some(Value::Array(elements)) => Ok(elements),
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(_) => Err(Fault::Field { field, expected: "an array" }),
        }
    }

    /// Puts a field back, among what is left.
    pub(in crate::exchange) fn keep(&mut self, field: &str, value: impl Into<Value>) {
        self.0.insert(field.to_owned(), value.into());
    }

    /// Puts a list back, unless it is empty.
    pub(in crate::exchange) fn keep_all(&mut self, field: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.keep(field, values);
        }
    }

    /// What is left, for [`Entry::extra`](crate::list::Entry::extra).
    pub(in crate::exchange) fn rest(self) -> Option<String> {
        (!self.0.is_empty()).then(|| Value::Object(self.0).to_string())
    }
}

/// The text of a text or a number.
pub(in crate::exchange) fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What a flag says, however it is written.
pub(in crate::exchange) fn flag_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        Value::Number(number) => match number.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        _ => None,
    }
}
