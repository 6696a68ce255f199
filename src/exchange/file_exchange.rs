//! Lines of the Python ThreatExchange tool's file exchange: `type hash`, or a hash alone, whose length tells its type.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;

use super::{ListFormat, ReadError, WriteError, lines, plain, values};
use crate::fingerprint::Profile;
use crate::list::{Change, Digest, End, Entry, Fault, Print, Row};

/// Types that the tool knows and that say nothing about pictures or files.
const OTHERS: [&str; 6] = ["raw_text", "trend_query", "url", "tlsh_pdf", "vpdq", "video_tmk_pdqf"];

pub(super) fn read(
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, ReadError> {
    lines::read(from, on_row, change)?;
    Ok(End::default())
}

fn change(line: &[u8]) -> Result<Change, Fault> {
    let text = String::from_utf8_lossy(line);
    let print = match text.trim().split_once(char::is_whitespace) {
        Some((kind, hash)) => typed(kind, hash.trim())?,
        None => untyped(text.trim())?,
    };
    let mut entry = Entry::new(plain::typed_key(&print));
    entry.prints.push(print);
    Ok(Change::Put(Box::new(entry)))
}

/// A fingerprint of the type that the tool or ThreatExchange calls so.
pub(super) fn typed(kind: &str, text: &str) -> Result<Print, Fault> {
    let kind = kind.to_ascii_lowercase();
    match kind.strip_prefix("hash_").unwrap_or(&kind) {
        "pdq" => values::pdq(text),
        "md5" | "video_md5" => values::md5(text),
        "sha1" => values::sha1(text),
        "sha256" => values::sha256(text),
        "photodna" => values::opaque("photodna", text),
        other if OTHERS.contains(&other) => Err(values::kind_fault(other)),
        _ => Err(Fault::Field { field: "type", expected: "a type of fingerprint that is known" }),
    }
}

/// A fingerprint whose length tells its type. 64 digits are a PDQ hash.
pub(super) fn untyped(text: &str) -> Result<Print, Fault> {
    match text.len() {
        32 => values::md5(text),
        40 => values::sha1(text),
        _ => values::pdq(text),
    }
}

/// Writes every hash and digest of entries that count, under the tool's names.
pub(super) struct FileExchangeWriter<'w> {
    to: &'w mut dyn Write,
}

impl<'w> FileExchangeWriter<'w> {
    pub(super) fn new(to: &'w mut dyn Write, _end: &End) -> Result<Self, WriteError> {
        Ok(Self { to })
    }

    pub(super) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let entry = plain::agreed(change, ListFormat::FileExchange)?;
        let typed =
            entry.prints.iter().filter_map(|print| Some((kind(print)?, values::print_text(print))));
        // A line is two words.
        let mut typed = typed.filter(|(_, text)| is_word(text)).peekable();
        if typed.peek().is_none() {
            return plain::refuse(ListFormat::FileExchange, "it has neither PDQ hash nor digest");
        }
        for (kind, text) in typed {
            writeln!(self.to, "{kind} {text}")?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), WriteError> {
        Ok(self.to.flush()?)
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

fn kind(print: &Print) -> Option<&'static str> {
    match print {
        Print::Wide { profile: Profile::Pdq, .. } => Some("pdq"),
        Print::Exact(Digest::Md5(_)) => Some("video_md5"), // the tool has no other name for it
        Print::Exact(digest) => Some(digest.name()),
        Print::Opaque { kind, .. } if kind == "photodna" => Some("photodna"),
        _ => None,
    }
}
