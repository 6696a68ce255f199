//! CSV whose header names a column `hash`, such as `staydown hash` prints; without a header `hash,quality`.
//!
//! The columns `quality`, `id`, `algorithm` (or `profile`), `md5`, `sha1` and `sha256` are understood, all others are
//! kept as side fields. Several documents with a header each may stand one behind the other.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;

use super::table::{self, Record};
use super::{ListFormat, ReadError, WriteError, plain, values};
use crate::fingerprint::Profile;
use crate::list::{Change, Digest, End, Entry, Fault, Print, Row};

/// The columns as they are written. Those behind the last of `NAMED` are side fields.
const HEADER: [&str; 8] = ["id", "algorithm", "hash", "quality", "md5", "sha1", "sha256", "path"];
const NAMED: [&str; 8] = ["id", "algorithm", "hash", "quality", "md5", "sha1", "sha256", "profile"];

pub(super) fn read(
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, ReadError> {
    let mut columns = Columns::headerless();
    table::read(from, b',', on_row, |record| match columns.change(record) {
        Err(_) if record.find("hash").is_some() => {
            columns = Columns::named_by(record);
            None
        }
        change => Some(change),
    })?;
    Ok(End::default())
}

/// Which field is which.
struct Columns {
    /// In the order of `NAMED`.
    named: [Option<usize>; NAMED.len()],
    others: Vec<(usize, String)>,
}

impl Columns {
    fn headerless() -> Self {
        let named = NAMED.map(|name| ["hash", "quality"].iter().position(|known| *known == name));
        Self { named, others: vec![(2, "path".to_owned())] }
    }

    fn named_by(header: &Record) -> Self {
        Self { named: NAMED.map(|name| header.find(name)), others: header.others(&NAMED) }
    }

    fn change(&self, record: &Record) -> Result<Change, Fault> {
        let fields = self.named.map(|column| column.and_then(|at| record.text(at)));
        let [id, algorithm, hash, quality, md5, sha1, sha256, profile] = &fields;
        let mut prints = Vec::new();
        if let Some(hash) = hash {
            let profile = algorithm.as_ref().or(profile.as_ref());
            let profile = profile.map_or(Ok(Profile::Pdq), |name| plain::profile(name))?;
            prints.push(plain::perceptual(profile, hash, quality.as_deref())?);
        }
        prints.extend(md5.as_deref().map(values::md5).transpose()?);
        prints.extend(sha1.as_deref().map(values::sha1).transpose()?);
        prints.extend(sha256.as_deref().map(values::sha256).transpose()?);
        let first = prints.first().ok_or(Fault::NoPrint)?;
        let mut entry = Entry::new(id.as_deref().map_or_else(|| key(first), str::to_owned));
        entry.prints = prints;
        entry.extra = plain::extra(self.others.iter().map(|(at, name)| {
            let value = record.raw(*at);
            (name.as_str(), (!value.is_empty()).then(|| value.into()))
        }));
        Ok(Change::Put(Box::new(entry)))
    }
}

/// PDQ is what the format is of, so its hashes need no type before them.
fn key(print: &Print) -> String {
    match print {
        Print::Wide { profile: Profile::Pdq, hash, .. } => hash.to_hex(),
        other => plain::typed_key(other),
    }
}

/// Writes entries that count, with at most one perceptual hash and one digest of a kind.
pub(super) struct CsvWriter<'w> {
    to: ::csv::Writer<&'w mut dyn Write>,
}

impl<'w> CsvWriter<'w> {
    pub(super) fn new(to: &'w mut dyn Write, _end: &End) -> Result<Self, WriteError> {
        let mut to = table::writer(to, b',');
        to.write_record(HEADER).map_err(table::failed)?;
        Ok(Self { to })
    }

    pub(super) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let entry = plain::agreed(change, ListFormat::Csv)?;
        let mut row: [String; HEADER.len()] = Default::default();
        row[0].clone_from(&entry.key);
        for print in &entry.prints {
            fill(&mut row, print)?;
        }
        if row.iter().skip(1).all(String::is_empty) {
            return plain::refuse(ListFormat::Csv, "it has neither hash nor digest");
        }
        let side = plain::side_fields(entry);
        row[7] = side.get("path").and_then(|path| path.as_str()).unwrap_or_default().to_owned();
        self.to.write_record(row).map_err(table::failed)
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        Ok(self.to.flush()?)
    }
}

fn fill(row: &mut [String; HEADER.len()], print: &Print) -> Result<(), WriteError> {
    let [_, algorithm, hash, quality, md5, sha1, sha256, _] = row;
    let place = match print {
        Print::Exact(Digest::Md5(_)) => md5,
        Print::Exact(Digest::Sha1(_)) => sha1,
        Print::Exact(Digest::Sha256(_)) => sha256,
        Print::Opaque { .. } => return Ok(()),
        Print::Wide { .. } | Print::Narrow { .. } => hash,
    };
    if !place.is_empty() {
        return plain::refuse(ListFormat::Csv, "it has two hashes or digests of a kind");
    }
    *place = values::print_text(print);
    if let Print::Wide { profile, .. } | Print::Narrow { profile, .. } = print {
        profile.name().clone_into(algorithm);
    }
    if let Print::Wide { quality: Some(given), .. } = print {
        *quality = given.get().to_string();
    }
    Ok(())
}
