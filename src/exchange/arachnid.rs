//! Project Arachnid's Shield: what it answers of files and of PDQ hashes. Read only.
//!
//! Three shapes: what it says of one file, an array of such, and `scanned_hashes`, an object by PDQ hash.

use std::io::BufRead;
use std::ops::ControlFlow;

use super::json::{Gathered, OnRow, Record, Rows, Scanner};
use super::values::{base32, pdq, print_text, sha256};
use super::{ListFormat, ReadError};
use crate::list::{Category, Change, Digest, End, Entry, Fault, Print, scheme};

/// The classification of a file that is not known.
const NOT_KNOWN: &str = "no-known-match";

pub(super) fn read(from: &mut dyn BufRead, on_row: &mut OnRow<'_>) -> Result<End, ReadError> {
    let mut scanner = Scanner::new(ListFormat::Arachnid, from)?;
    let mut rows = Rows::new(on_row);
    let step = match scanner.peek()? {
        Some(b'{') => object(&mut scanner, &mut rows)?,
        _ => scanner.array(&mut |scanner| rows.read(scanner, &mut file))?,
    };
    if step.is_continue() {
        scanner.finish()?;
    }
    Ok(End::default())
}

fn object(scanner: &mut Scanner<'_>, rows: &mut Rows<'_>) -> Result<ControlFlow<()>, ReadError> {
    let (mut gathered, mut found) = (Gathered::default(), false);
    let step = scanner.object(&mut |scanner, name| {
        if name != "scanned_hashes" {
            return gathered.take(scanner, name);
        }
        found = true;
        scanner.object(&mut |scanner, hash| {
            rows.read(scanner, &mut |record| hash_change(hash, record))
        })
    })?;
    if found || step.is_break() {
        return Ok(step);
    }
    match gathered.record() {
        Ok(record) if !record.0.contains_key("sha256_hex") => {
            Err(scanner.malformed("it holds neither a file nor hashes"))
        }
        record => Ok(rows.hand_over(record.and_then(file))),
    }
}

fn file(mut record: Record) -> Result<Change, Fault> {
    let print = sha256(&record.need("sha256_hex")?)?;
    let mut entry = Entry::new(print_text(&print));
    entry.prints.push(print);
    if let Some(text) = record.text("sha1_base32")? {
        let digest = base32(&text).and_then(|bytes| bytes.try_into().ok()).map(Digest::Sha1);
        let fault = Fault::Field { field: "sha1_base32", expected: "20 bytes in base32" };
        entry.prints.push(Print::Exact(digest.ok_or(fault)?));
    }
    known(entry, record)
}

fn hash_change(hash: &str, record: Record) -> Result<Change, Fault> {
    let print = pdq(hash)?;
    let mut entry = Entry::new(format!("pdq:{}", print_text(&print)));
    entry.prints.push(print);
    known(entry, record)
}

/// The entry with its classification, if it is known.
fn known(mut entry: Entry, mut record: Record) -> Result<Change, Fault> {
    let code = record.need("classification")?;
    if code == NOT_KNOWN {
        return Err(Fault::Field { field: "classification", expected: "that of a known file" });
    }
    entry.categories.push(Category { scheme: scheme::ARACHNID.to_owned(), code });
    entry.extra = record.rest();
    Ok(Change::Put(Box::new(entry)))
}
