//! PDQ hashes as text, one a line: the hash alone, or `hash,quality,filename` as PDQ's own command line tools print it.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;

use super::{ListFormat, ReadError, WriteError, lines, plain, values};
use crate::fingerprint::Profile;
use crate::list::{Change, End, Entry, Fault, Print, Row};

const NAME: &str = "filename";

pub(super) fn read(
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, ReadError> {
    lines::read(from, on_row, change)?;
    Ok(End::default())
}

fn change(line: &[u8]) -> Result<Change, Fault> {
    let text = String::from_utf8_lossy(line);
    let mut fields = text.splitn(3, ',');
    let mut field = || fields.next().filter(|field| !field.trim().is_empty());
    let hash = field().ok_or(Fault::Missing { field: "hash" })?.trim();
    let (quality, name) = (field().map(str::trim), field());
    let print = plain::perceptual(Profile::Pdq, hash, quality)?;
    let mut entry = Entry::new(values::print_text(&print));
    entry.prints.push(print);
    entry.extra = plain::extra([(NAME, name.map(Into::into))]);
    Ok(Change::Put(Box::new(entry)))
}

/// Writes the PDQ hashes of entries that count; nothing else of them but quality and file name.
pub(super) struct PdqTextWriter<'w> {
    to: &'w mut dyn Write,
}

impl<'w> PdqTextWriter<'w> {
    pub(super) fn new(to: &'w mut dyn Write, _end: &End) -> Result<Self, WriteError> {
        Ok(Self { to })
    }

    pub(super) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let entry = plain::agreed(change, ListFormat::PdqText)?;
        let mut lines = entry.prints.iter().filter_map(|print| line(print, entry)).peekable();
        if lines.peek().is_none() {
            return plain::refuse(ListFormat::PdqText, "it has no PDQ hash");
        }
        lines.try_for_each(|line| writeln!(self.to, "{line}"))?;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), WriteError> {
        Ok(self.to.flush()?)
    }
}

fn line(print: &Print, entry: &Entry) -> Option<String> {
    let Print::Wide { profile: Profile::Pdq, hash, quality } = print else { return None };
    let quality = quality.map(|quality| quality.get().to_string());
    let side = plain::side_fields(entry);
    let name = side.get(NAME).and_then(|name| name.as_str());
    let name = name.filter(|name| !name.contains(['\n', '\r']));
    Some(match (quality, name) {
        (None, None) => hash.to_hex(),
        (quality, None) => format!("{},{}", hash.to_hex(), quality.unwrap_or_default()),
        (quality, Some(name)) => {
            format!("{},{},{name}", hash.to_hex(), quality.unwrap_or_default())
        }
    })
}
