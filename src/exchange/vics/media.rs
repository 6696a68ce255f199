//! The record of one file.

use serde_json::Value;

use crate::exchange::json::{Record, flag_of, text_of};
use crate::exchange::values::{md5, opaque, pdq, print_text, sha1, sha256};
use crate::list::{Category, Change, Digest, Entry, Fault, Print};

const FLAGS: [&str; 6] = [
    "IsPrecategorized",
    "IsSuspected",
    "VictimIdentified",
    "OffenderIdentified",
    "IsDistributed",
    "SelfGenerated",
];

/// Lists of what was found where and of what a camera wrote, which may be long and serve nobody's search.
const DETAILS: [&str; 2] = ["MediaFiles", "Exifs"];
const MAX_DETAILS: usize = 16;

/// The fields that say something of the file.
pub(super) const KNOWN: [&str; 9] = [
    "MediaID",
    "MD5",
    "SHA1",
    "SHA256",
    "PhotoDNA",
    "Category",
    "DateUpdated",
    "Tags",
    "CaseNumber",
];

pub(super) fn change(
    mut record: Record,
    scheme: &str,
    case: Option<&str>,
) -> Result<Change, Fault> {
    let prints = prints(&mut record)?;
    if prints.is_empty() {
        return Err(Fault::NoPrint);
    }
    let digest = || prints.iter().find(|print| rank(print) < 2).map(print_text);
    let key = record.text("MediaID")?.or_else(digest).ok_or(Fault::Missing { field: "MediaID" })?;
    let mut entry = Entry::new(match case {
        Some(case) => format!("{case}/{key}"),
        None => key,
    });
    entry.prints = prints;
    entry.updated = record.time("DateUpdated")?;
    let code = record.text("Category")?;
    entry.categories.extend(code.map(|code| Category { scheme: scheme.to_owned(), code }));
    entry.tags = words(&mut record, "Tags")?;
    entry.cases = texts(&mut record, "CaseNumber")?;
    entry.cases.extend(
        case.filter(|&case| entry.cases.iter().all(|known| known != case)).map(str::to_owned),
    );
    tidy(&mut record);
    entry.extra = record.rest();
    Ok(Change::Put(Box::new(entry)))
}

/// Digests and PhotoDNA as fields, or in an array of names and values, whatever that is called.
fn prints(record: &mut Record) -> Result<Vec<Print>, Fault> {
    let mut prints = Vec::new();
    for name in ["MD5", "SHA1", "SHA256", "PhotoDNA"] {
        let text = record.text(name)?;
        prints.extend(text.map(|text| print(name, &text)).transpose()?);
    }
    let lists = record.0.iter().filter(|(_, value)| is_hashes(value));
    let names: Vec<_> = lists.map(|(name, _)| name.clone()).collect();
    for list in names.iter().filter_map(|name| record.take(name)) {
        for hash in list.as_array().into_iter().flatten() {
            let mut hash = Record::of(hash.clone())?;
            let print = print(&hash.need("HashName")?, &hash.need("HashValue")?)?;
            if !prints.contains(&print) {
                prints.push(print);
            }
        }
    }
    prints.sort_by_key(rank);
    Ok(prints)
}

pub(super) fn is_hashes(value: &Value) -> bool {
    let is_hash =
        |value: &Value| value.get("HashName").is_some() && value.get("HashValue").is_some();
    value.as_array().is_some_and(|values| !values.is_empty() && values.iter().all(is_hash))
}

fn print(name: &str, text: &str) -> Result<Print, Fault> {
    match name.to_ascii_lowercase().as_str() {
        "md5" => md5(text),
        "sha1" | "sha-1" => sha1(text),
        "sha256" | "sha-256" => sha256(text),
        "pdq" => pdq(text),
        other => opaque(other, text),
    }
}

/// The order in which the fingerprints of a record are read and written.
pub(super) fn rank(print: &Print) -> usize {
    match print {
        Print::Exact(Digest::Md5(_)) => 0,
        Print::Exact(Digest::Sha1(_)) => 1,
        Print::Exact(Digest::Sha256(_)) => 2,
        Print::Opaque { kind, .. } if kind == "photodna" => 3,
        _ => 4,
    }
}

/// Words with commas or semicolons between them, or an array of them.
fn words(record: &mut Record, field: &'static str) -> Result<Vec<String>, Fault> {
    let texts = texts(record, field)?;
    let words = texts.iter().flat_map(|text| text.split([',', ';'])).map(str::trim);
    Ok(words.filter(|word| !word.is_empty()).map(str::to_owned).collect())
}

fn texts(record: &mut Record, field: &'static str) -> Result<Vec<String>, Fault> {
    match record.take(field) {
        Some(Value::Array(values)) => Ok(values.into_iter().filter_map(text_of).collect()),
        Some(value) => {
            text_of(value).map(|text| vec![text]).ok_or(Fault::Field { field, expected: "text" })
        }
        None => Ok(Vec::new()),
    }
}

/// Brings flags into one form, and long lists to a length that can be kept.
fn tidy(record: &mut Record) {
    for name in FLAGS {
        if let Some(flag) = record.0.get(name).and_then(flag_of) {
            record.keep(name, flag);
        }
    }
    for name in DETAILS {
        if let Some(Value::Array(details)) = record.0.get_mut(name) {
            details.truncate(MAX_DETAILS);
        }
    }
}
