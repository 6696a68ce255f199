//! Tech Against Terrorism's hash list v2.

use std::io::{BufRead, Write};

use serde_json::json;

use super::json::{JsonWriter, OnRow, Record, document, extra_of, number_or_text, print_of};
use super::values::{kind_fault, md5, pdq, print_text};
use super::{ListFormat, ReadError, WriteError};
use crate::fingerprint::Profile;
use crate::list::{Category, Change, Digest, End, Entry, Fault, Print, scheme};

pub(super) fn read(from: &mut dyn BufRead, on_row: &mut OnRow<'_>) -> Result<End, ReadError> {
    let fields = ("results", ["checkpoint", "next"].as_slice());
    let head = document(ListFormat::TechAgainstTerrorism, from, fields, on_row, change)?;
    Ok(head.map(end).unwrap_or_default())
}

fn end(mut head: Record) -> End {
    let checkpoint = head.text("checkpoint").ok().flatten();
    End { checkpoint, more: head.take("next").is_some_and(|next| next != "") }
}

fn change(mut record: Record) -> Result<Change, Fault> {
    let key = record.need("id")?;
    let updated = record.time("updated_on");
    if record.flag("deleted")? == Some(true) {
        return Ok(Change::Withdraw { key, reason: None, at: updated.unwrap_or_default() });
    }
    let mut entry = Entry::new(key);
    entry.prints.push(print(&mut record)?);
    entry.updated = updated?;
    entry.added = record.time("created_on")?;
    let scheme = scheme::TECH_AGAINST_TERRORISM.to_owned();
    entry.categories.extend(record.text("ideology")?.map(|code| Category { scheme, code }));
    entry.extra = record.rest();
    Ok(Change::Put(Box::new(entry)))
}

fn print(record: &mut Record) -> Result<Print, Fault> {
    let algorithm = record.need("algorithm")?;
    let digest = record.need("hash_digest")?;
    match algorithm.to_ascii_uppercase().as_str() {
        "PDQ" => pdq(&digest),
        "MD5" => md5(&digest),
        _ => Err(kind_fault(&algorithm)),
    }
}

/// Writes one page, the last.
pub(super) fn writer<'w>(to: &'w mut dyn Write, end: &End) -> Result<JsonWriter<'w>, WriteError> {
    let checkpoint = json!(end.checkpoint);
    let tail = format!("],\"next\":null,\"previous\":null,\"checkpoint\":{checkpoint}}}");
    let mut writer = JsonWriter::new(ListFormat::TechAgainstTerrorism, to, tail, record);
    writer.begin("{\"results\":[")?;
    Ok(writer)
}

fn record(change: &Change) -> Result<Record, &'static str> {
    let (mut fields, key, updated) = match change {
        Change::Withdraw { key, at, .. } => (Record::default(), key, at),
        Change::Put(entry) => (put(entry)?, &entry.key, &entry.updated),
    };
    if key.is_empty() {
        return Err("its key is empty");
    }
    fields.keep("id", number_or_text(key));
    fields.keep("deleted", matches!(change, Change::Withdraw { .. }));
    fields.keep("updated_on", json!(updated.map(|time| time.to_string())));
    Ok(fields)
}

fn put(entry: &Entry) -> Result<Record, &'static str> {
    let (print, algorithm) = print_of(entry, algorithm_of)?;
    let mut fields = extra_of(entry, &[]); // each of its own is written
    fields.keep("hash_digest", print_text(print));
    fields.keep("algorithm", algorithm);
    let ours = |category: &&Category| category.scheme == scheme::TECH_AGAINST_TERRORISM;
    fields.keep("ideology", json!(entry.categories.iter().find(ours).map(|found| &found.code)));
    fields.keep("created_on", json!(entry.added.map(|time| time.to_string())));
    Ok(fields)
}

fn algorithm_of(print: &Print) -> Option<&'static str> {
    match print {
        Print::Wide { profile: Profile::Pdq, .. } => Some("PDQ"),
        Print::Exact(Digest::Md5(_)) => Some("MD5"),
        _ => None,
    }
}
