//! ICSE's export as CSV with semicolons, as tools that read it document it.
//!
//! `Baseline` becomes the category of Interpol's baseline; what is neither a fingerprint nor the id becomes a side field
//! under the column's name.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;

use serde_json::Value;

use super::table::{self, Record};
use super::{ListFormat, ReadError, WriteError, plain, values};
use crate::list::{Category, Change, Digest, End, Entry, Fault, Print, Row, scheme};

/// The columns, in the order in which they stand if the document does not name them.
const HEADER: [&str; 12] = [
    "MD5",
    "SHA1",
    "PhotoDNA",
    "Image ID",
    "Is distributed",
    "Victim identified",
    "Offender identified",
    "Series name",
    "Number of submissions",
    "File Available",
    "Media Type",
    "Baseline",
];
/// Those that become side fields.
const SIDE: std::ops::Range<usize> = 4..11;
const BASELINE: usize = 11;
const PHOTODNA: &str = "photodna";

pub(super) fn read(
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, ReadError> {
    let mut columns = Columns { named: std::array::from_fn(Some), others: Vec::new() };
    table::read(from, b';', on_row, |record| match columns.change(record) {
        Err(_) if record.find(HEADER[0]).is_some() => {
            columns = Columns::named_by(record);
            None
        }
        change => Some(change),
    })?;
    Ok(End::default())
}

/// Which field is which.
struct Columns {
    named: [Option<usize>; HEADER.len()],
    others: Vec<(usize, String)>,
}

impl Columns {
    fn named_by(header: &Record) -> Self {
        Self { named: HEADER.map(|name| header.find(name)), others: header.others(&HEADER) }
    }

    fn change(&self, record: &Record) -> Result<Change, Fault> {
        let fields = self.named.map(|column| column.and_then(|at| record.text(at)));
        let [md5, sha1, photodna, id, ..] = &fields;
        let mut prints = Vec::new();
        prints.extend(md5.as_deref().map(values::md5).transpose()?);
        prints.extend(sha1.as_deref().map(values::sha1).transpose()?);
        prints.extend(photodna.as_deref().map(|text| values::opaque(PHOTODNA, text)).transpose()?);
        let first = prints.first().ok_or(Fault::NoPrint)?;
        let key = id.as_deref().map_or_else(|| plain::typed_key(first), str::to_owned);
        let mut entry = Entry::new(key);
        entry.prints = prints;
        if let Some(text) = &fields[BASELINE]
            && flag(HEADER[BASELINE], text)?
        {
            entry.categories.push(baseline());
        }
        entry.extra = self.extra(record, &fields)?;
        Ok(Change::Put(Box::new(entry)))
    }

    fn extra<T: AsRef<str>>(
        &self,
        record: &Record,
        fields: &[Option<T>; HEADER.len()],
    ) -> Result<Option<String>, Fault> {
        let mut side = Vec::new();
        for (name, field) in HEADER.into_iter().zip(fields).take(SIDE.end).skip(SIDE.start) {
            let value = field.as_ref().map(|text| side_field(name, text.as_ref())).transpose()?;
            side.push((name, value));
        }
        let text = |at| record.text(at).map(Value::from);
        side.extend(self.others.iter().map(|(at, name)| (name.as_str(), text(*at))));
        Ok(plain::extra(side))
    }
}

fn side_field(name: &'static str, text: &str) -> Result<Value, Fault> {
    match name {
        "Series name" | "Media Type" => Ok(text.into()),
        "Number of submissions" => {
            let fault = Fault::Field { field: name, expected: "a whole number" };
            text.parse::<u64>().map(Value::from).map_err(|_| fault)
        }
        _ => flag(name, text).map(Value::from),
    }
}

fn flag(field: &'static str, text: &str) -> Result<bool, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" => Ok(true),
        "n" | "no" | "f" | "false" => Ok(false),
        _ => Err(Fault::Field { field, expected: "y, n, yes, no, t, f, true or false" }),
    }
}

fn baseline() -> Category {
    Category { scheme: scheme::INTERPOL.to_owned(), code: "baseline".to_owned() }
}

/// Writes MD5, SHA-1 and PhotoDNA of entries that count, with the side fields that the format has.
pub(super) struct IcseWriter<'w> {
    to: csv::Writer<&'w mut dyn Write>,
}

impl<'w> IcseWriter<'w> {
    pub(super) fn new(to: &'w mut dyn Write, _end: &End) -> Result<Self, WriteError> {
        let mut to = table::writer(to, b';');
        to.write_record(HEADER).map_err(table::failed)?;
        Ok(Self { to })
    }

    pub(super) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let entry = plain::agreed(change, ListFormat::Icse)?;
        let mut row: [String; HEADER.len()] = Default::default();
        for print in &entry.prints {
            fill(&mut row, print)?;
        }
        if row.iter().all(String::is_empty) {
            return plain::refuse(ListFormat::Icse, "it has neither MD5 nor SHA-1 nor PhotoDNA");
        }
        let side = plain::side_fields(entry);
        for (field, name) in row.iter_mut().zip(HEADER).take(SIDE.end).skip(SIDE.start) {
            *field = side.get(name).map(written).unwrap_or_default();
        }
        if entry.prints.first().is_none_or(|first| plain::typed_key(first) != entry.key) {
            row[3].clone_from(&entry.key);
        }
        row[BASELINE] = written(&entry.categories.contains(&baseline()).into());
        self.to.write_record(row).map_err(table::failed)
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        Ok(self.to.flush()?)
    }
}

fn fill(row: &mut [String; HEADER.len()], print: &Print) -> Result<(), WriteError> {
    let [md5, sha1, photodna, ..] = row;
    let place = match print {
        Print::Exact(Digest::Md5(_)) => md5,
        Print::Exact(Digest::Sha1(_)) => sha1,
        Print::Opaque { kind, .. } if kind == PHOTODNA => photodna,
        _ => return Ok(()),
    };
    if !place.is_empty() {
        return plain::refuse(ListFormat::Icse, "it has two fingerprints of a kind");
    }
    *place = values::print_text(print);
    Ok(())
}

fn written(value: &Value) -> String {
    match value {
        Value::Bool(true) => "y".to_owned(),
        Value::Bool(false) => "n".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
