//! The Python ThreatExchange tool's `tx dataset` as CSV, in its three shapes:
//!
//! - `indicator,first descriptor's id,added on,labels`, the labels with spaces between them: the tool's cache,
//! - the same with the indicator's id before it,
//! - under the header `collab,signal_type,signal_str,category,tags`.
//!
//! The first two do not name the type, so the length of the indicator tells it.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;

use super::table::{self, Record};
use super::{ListFormat, ReadError, WriteError, file_exchange, plain, values};
use crate::list::{Change, End, Entry, Fault, Judgement, Opinion, Print, Row, Stance};

const INDICATOR_ID: &str = "indicator_id";
const COLLABORATION: &str = "collab";

/// Who the tool's labels speak of: the reader's own account, the descriptor's owner, anybody else.
const MINE: &str = "mine";
const OWNER: &str = "owner";
const OTHERS: &str = "others";

pub(super) fn read(
    from: &mut dyn BufRead,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, ReadError> {
    let mut named = false;
    table::read(from, b',', on_row, |record| {
        let change = if named { printed(record) } else { cached(record) };
        if change.is_err() && record.find("signal_str").is_some() {
            named = true;
            return None;
        }
        Some(change)
    })?;
    Ok(End::default())
}

fn cached(record: &Record) -> Result<Change, Fault> {
    let first = match record.len() {
        4 => 0,
        5 => 1,
        _ => return Err(Fault::Malformed("it has neither four nor five fields")),
    };
    let field = |at, field| record.text(at).ok_or(Fault::Missing { field });
    let print = file_exchange::untyped(&field(first, "indicator")?)?;
    let mut entry = Entry::new(field(first + 1, "first_descriptor_id")?);
    entry.prints.push(print);
    entry.added = match record.text(first + 2).as_deref() {
        None | Some(MINE) => None,
        Some(text) => {
            let time = text.parse();
            Some(time.map_err(|error| Fault::Time { field: "added_on", error })?)
        }
    };
    label(&mut entry, &record.raw(first + 3));
    let indicator = record.text(0).filter(|_| first == 1);
    entry.extra = plain::extra([(INDICATOR_ID, indicator.map(Into::into))]);
    Ok(Change::Put(Box::new(entry)))
}

fn label(entry: &mut Entry, labels: &str) {
    for label in labels.split_whitespace() {
        match label {
            "true_positive" => entry.opinions.push(opinion(MINE, Stance::Positive)),
            "false_positive" => entry.opinions.push(opinion(MINE, Stance::Negative)),
            "disputed" => {
                entry.opinions.push(opinion(OWNER, Stance::Positive));
                entry.opinions.push(opinion(OTHERS, Stance::Negative));
            }
            tag => entry.tags.push(tag.to_owned()),
        }
    }
}

fn printed(record: &Record) -> Result<Change, Fault> {
    let field = |at, field| record.text(at).ok_or(Fault::Missing { field });
    let kind = field(1, "signal_type")?;
    let print = file_exchange::typed(&kind, &field(2, "signal_str")?)?;
    let mut entry = Entry::new(plain::typed_key(&print));
    entry.prints.push(print);
    entry.opinions = opinions(&field(3, "category")?)?;
    label(&mut entry, &record.raw(4));
    let collaboration = record.text(0).map(Into::into);
    entry.extra = plain::extra([(COLLABORATION, collaboration)]);
    Ok(Change::Put(Box::new(entry)))
}

fn opinions(category: &str) -> Result<Vec<Opinion>, Fault> {
    Ok(match category {
        "POSITIVE_CLASS" => vec![opinion(OWNER, Stance::Positive)],
        "INVESTIGATION_SEED" => vec![opinion(OWNER, Stance::Seed)],
        "NEGATIVE_CLASS" => vec![opinion(OTHERS, Stance::Negative)],
        "DISPUTED" => vec![opinion(OWNER, Stance::Positive), opinion(OTHERS, Stance::Negative)],
        _ => return Err(Fault::Field { field: "category", expected: "one of the tool's" }),
    })
}

fn opinion(contributor: &str, stance: Stance) -> Opinion {
    Opinion { contributor: contributor.to_owned(), stance, reason: None, at: None }
}

/// Writes the first two shapes: an entry's one PDQ hash or digest, its labels, and what they say of opinions.
pub(super) struct TxDatasetWriter<'w> {
    to: csv::Writer<&'w mut dyn Write>,
}

impl<'w> TxDatasetWriter<'w> {
    pub(super) fn new(to: &'w mut dyn Write, _end: &End) -> Result<Self, WriteError> {
        Ok(Self { to: table::writer(to, b',') })
    }

    pub(super) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let entry = plain::active(change, ListFormat::TxDataset)?;
        if entry.key.trim().is_empty() {
            return plain::refuse(ListFormat::TxDataset, "its key is empty");
        }
        let print = indicator(entry)?;
        let side = plain::side_fields(entry);
        let indicator = side.get(INDICATOR_ID).and_then(|id| id.as_str());
        let added = entry.added.map(|at| at.to_string()).unwrap_or_default();
        let labels = labels(entry);
        let row = [print.as_str(), &entry.key, &added, &labels];
        let row = indicator.into_iter().chain(row);
        self.to.write_record(row).map_err(table::failed)
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        Ok(self.to.flush()?)
    }
}

/// The text of an entry's only fingerprint, if a reader can tell its type.
fn indicator(entry: &Entry) -> Result<String, WriteError> {
    let [print] = entry.prints.as_slice() else {
        return plain::refuse(ListFormat::TxDataset, "it has no or several fingerprints");
    };
    let text = values::print_text(print);
    match file_exchange::untyped(&text) {
        Ok(told) if told.name() == print.name() && !matches!(print, Print::Opaque { .. }) => {
            Ok(text)
        }
        _ => plain::refuse(
            ListFormat::TxDataset,
            "the length of its fingerprint does not tell its type",
        ),
    }
}

fn labels(entry: &Entry) -> String {
    let (judgement, holds) = (entry.judgement(), |is_mine, stance| {
        let is_it = |opinion: &&Opinion| opinion.stance == stance;
        entry.opinions.iter().filter(is_it).any(|given| (given.contributor == MINE) == is_mine)
    });
    let negative = holds(true, Stance::Negative) || judgement == Judgement::Negative;
    let disputed = holds(false, Stance::Negative) && judgement == Judgement::Disputed;
    let labels = [
        (holds(true, Stance::Positive), "true_positive"),
        (negative, "false_positive"),
        (disputed, "disputed"),
    ];
    let labels = labels.into_iter().filter(|(given, _)| *given).map(|(_, label)| label.to_owned());
    let tags = entry.tags.iter().map(|tag| tag.replace(char::is_whitespace, "_"));
    labels.chain(tags).collect::<Vec<_>>().join(" ")
}
