//! Hash sets of VICS 2.0.

use std::io::Write;

use serde_json::json;

use super::is_records;
use super::media::{KNOWN, is_hashes, rank};
use crate::exchange::json::{JsonWriter, Record, extra_of, number_or_text};
use crate::exchange::values::{carried, print_text};
use crate::exchange::{ListFormat, WriteError};
use crate::fingerprint::Profile;
use crate::list::{Category, Change, End, Entry, Print, scheme};

/// Bytes of records without a category that are held back until one says which region the document is of.
const MAX_HELD_BACK: usize = 1 << 22;
/// The fields of fingerprints by [`rank`].
const FIELDS: [&str; 4] = ["MD5", "SHA1", "SHA256", "PhotoDNA"];

/// Writes a hash set. Its region is that of the first category in it; entries of another region are refused.
pub(in crate::exchange) struct VicsWriter<'w> {
    out: JsonWriter<'w>,
    region: Option<String>,
}

impl<'w> VicsWriter<'w> {
    pub(in crate::exchange) fn new(to: &'w mut dyn Write, _: &End) -> Result<Self, WriteError> {
        Ok(Self {
            out: JsonWriter::new(ListFormat::Vics, to, "]}".to_owned(), record),
            region: None,
        })
    }

    pub(in crate::exchange) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let region = match change {
            Change::Put(entry) => category(entry).map(|category| region(&category.scheme)),
            Change::Withdraw { .. } => None,
        };
        match (&self.region, region) {
            (Some(ours), Some(other)) if *ours != other => {
                let reason = "the document is of another region: write one for each";
                return Err(WriteError::Entry { format: ListFormat::Vics, reason });
            }
            (None, Some(region)) => self.begin(region)?,
            _ if self.out.held_back() > MAX_HELD_BACK => self.begin("Default".to_owned())?,
            _ => {}
        }
        self.out.put(change)
    }

    fn begin(&mut self, region: String) -> Result<(), WriteError> {
        let context = format!(
            "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/{region}/$metadata#Media"
        );
        self.region = Some(region);
        self.out.begin(&format!("{{\"@odata.context\":{},\"value\":[", json!(context)))
    }

    pub(in crate::exchange) fn finish(mut self) -> Result<(), WriteError> {
        if self.region.is_none() {
            self.begin("Default".to_owned())?;
        }
        self.out.finish()
    }
}

fn category(entry: &Entry) -> Option<&Category> {
    entry.categories.iter().find(|category| {
        let rest = category.scheme.strip_prefix(scheme::VICS);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

fn region(scheme: &str) -> String {
    match scheme.split_once('-') {
        Some((_, region)) => region.to_ascii_uppercase(),
        None => "Default".to_owned(),
    }
}

fn record(change: &Change) -> Result<Record, &'static str> {
    let Change::Put(entry) = change else {
        return Err("it cannot say that an entry was withdrawn: write a set without it");
    };
    let mut fields = extra_of(entry, &KNOWN);
    fields.0.retain(|name, value| !is_records(name, value) && !is_hashes(value));
    if entry.key.is_empty() {
        return Err("its key is empty");
    }
    if !is_digest_of(entry) {
        fields.keep("MediaID", number_or_text(&entry.key));
    }
    if !write_prints(&mut fields, &entry.prints) {
        return Err("it has no place for any of the entry's fingerprints");
    }
    fields.keep("Category", json!(category(entry).map(|category| number_or_text(&category.code))));
    if let Some(updated) = entry.updated {
        fields.keep("DateUpdated", updated.to_string());
    }
    if !entry.tags.is_empty() {
        fields.keep("Tags", entry.tags.join(","));
    }
    if !entry.cases.is_empty() {
        fields.keep("CaseNumber", entry.cases.as_slice());
    }
    Ok(fields)
}

/// Whether the key is what a record without a number is called by.
fn is_digest_of(entry: &Entry) -> bool {
    let first = entry.prints.iter().filter(|print| rank(print) < 2).min_by_key(|print| rank(print));
    first.is_some_and(|print| print_text(print) == entry.key)
}

/// Whether there was any that has a place.
fn write_prints(fields: &mut Record, prints: &[Print]) -> bool {
    let (mut others, mut written) = (Vec::new(), false);
    for print in prints {
        let text = match print {
            Print::Exact(_) => print_text(print).to_ascii_uppercase(),
            _ => print_text(print),
        };
        let is_pdq = matches!(print, Print::Wide { profile: Profile::Pdq, .. });
        let is_computed = is_pdq || matches!(print, Print::Exact(_));
        if !is_computed && carried(print).is_none() {
            continue;
        }
        match FIELDS.get(rank(print)).filter(|&&name| !fields.0.contains_key(name)) {
            Some(name) => fields.keep(name, text),
            None => others.push(json!({"HashName": print.name(), "HashValue": text})),
        }
        written = true;
    }
    fields.keep_all("Hashes", others);
    written
}
