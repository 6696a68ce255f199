//! StopNCII v1: what FetchHashes answers.
//!
//! A record stands for one hash of one kind, and replaces what was said of it before. It is withdrawn when its status says
//! so, or when each of its cases was.

use std::io::{BufRead, Write};

use serde_json::{Map, Value, json};

use super::json::{
    JsonWriter, OnRow, Record, document, extra_of, number_or_text, print_of, seconds, text_of,
};
use super::values::{kind_fault, md5, opaque, pdq, print_text};
use super::{ListFormat, ReadError, WriteError};
use crate::fingerprint::Profile;
use crate::list::{
    Category, Change, Digest, End, Entry, Fault, Opinion, Print, Stance, Time, scheme,
};

// The names of the service's enumerations; a number counts from 0.
const SIGNALS: [&str; 6] = ["Unknown", "ImagePDQ", "VideoMD5", "VideoTMK", "Text", "URL"];
const STATUSES: [&str; 5] = ["Unknown", "Received", "Active", "Withdrawn", "Deleted"];
const FEEDBACKS: [&str; 8] = [
    "Unknown",
    "None",
    "QualityUnknown",
    "PendingReview",
    "Blocked",
    "NotBlocked",
    "Withdrawn",
    "Deleted",
];

pub(super) fn read(from: &mut dyn BufRead, on_row: &mut OnRow<'_>) -> Result<End, ReadError> {
    let fields = ("hashRecords", ["nextSetTimestamp", "hasMoreRecords"].as_slice());
    let head = document(ListFormat::StopNcii, from, fields, on_row, change)?;
    Ok(head.map(end).unwrap_or_default())
}

fn end(mut head: Record) -> End {
    let checkpoint = head.text("nextSetTimestamp").ok().flatten();
    // What cannot be read as no is taken as more: to ask once too often loses nothing.
    let more = head.0.contains_key("hasMoreRecords");
    End { checkpoint, more: more && head.flag("hasMoreRecords").ok().flatten() != Some(false) }
}

fn change(mut record: Record) -> Result<Change, Fault> {
    let signal = one_of(&SIGNALS, record.take("signalType"), "signalType")?;
    let value = record.need("hashValue")?;
    let key = format!("{signal}:{value}").to_lowercase();
    let updated = record.time("lastModtimestamp");
    let status = match record.take("hashStatus") {
        None => "Active",
        status => one_of(&STATUSES, status, "hashStatus")?,
    };
    let cases = Cases::of(&mut record)?;
    if is_over(status) || cases.are_over() {
        let reason = if status == "Deleted" { "deleted" } else { "withdrawn" };
        let reason = Some(reason.to_owned());
        return Ok(Change::Withdraw { key, reason, at: updated.unwrap_or_default() });
    }
    let mut entry = Entry::new(key);
    entry.prints.push(print(signal, &value)?);
    entry.updated = updated?;
    entry
        .categories
        .push(Category { scheme: scheme::STOPNCII.to_owned(), code: "ncii".to_owned() });
    if status != "Active" {
        record.keep("hashStatus", status);
    }
    entry.cases = cases.standing;
    if !cases.others.is_empty() {
        record.keep("caseNumbers", cases.others);
    }
    feedback(&mut entry, &mut record)?;
    entry.extra = record.rest();
    Ok(Change::Put(Box::new(entry)))
}

/// The cases of a record.
struct Cases {
    /// Those that still stand.
    standing: Vec<String>,
    /// What is said of a case other than that it is active.
    others: Map<String, Value>,
}

impl Cases {
    fn of(record: &mut Record) -> Result<Self, Fault> {
        let mut cases = Self { standing: Vec::new(), others: Map::new() };
        let field = "caseNumbers";
        let numbers = match record.take(field) {
            Some(Value::Object(numbers)) => numbers,
            None => Map::new(),
            Some(_) => return Err(Fault::Field { field, expected: "an object" }),
        };
        for (number, status) in numbers {
            let status = one_of(&STATUSES, Some(status), field)?;
            if !is_over(status) {
                cases.standing.push(number.clone());
            }
            if status != "Active" {
                cases.others.insert(number, status.into());
            }
        }
        Ok(cases)
    }

    fn are_over(&self) -> bool {
        self.standing.is_empty() && !self.others.is_empty()
    }
}

fn is_over(status: &str) -> bool {
    matches!(status, "Withdrawn" | "Deleted")
}

fn print(signal: &str, value: &str) -> Result<Print, Fault> {
    match signal {
        "ImagePDQ" => pdq(value),
        "VideoMD5" => md5(value),
        "VideoTMK" => opaque("tmk", value),
        _ => Err(kind_fault(signal)),
    }
}

/// Takes the opinions out of the platforms' feedback, and leaves what is none.
fn feedback(entry: &mut Entry, record: &mut Record) -> Result<(), Fault> {
    let mut others = Vec::new();
    for value in record.elements("CSPFeedbacks")? {
        let mut fields = Record::of(value.clone())?;
        let stance = match one_of(&FEEDBACKS, fields.take("feedbackValue"), "feedbackValue") {
            Ok("Blocked") => Stance::Positive,
            Ok("NotBlocked") => Stance::Negative,
            _ => {
                others.push(value);
                continue;
            }
        };
        let contributor = fields.text("source")?.unwrap_or_default();
        let tags: Vec<_> = fields.elements("tags")?.into_iter().filter_map(text_of).collect();
        let reason = Some(tags.join(",")).filter(|tags| !tags.is_empty());
        entry.opinions.push(Opinion { contributor, stance, reason, at: None });
    }
    record.keep_all("CSPFeedbacks", others);
    Ok(())
}

/// The name that a value of an enumeration means: a name in any letter case, also behind the enumeration's own, or a number.
fn one_of<const N: usize>(
    names: &[&'static str; N],
    value: Option<Value>,
    field: &'static str,
) -> Result<&'static str, Fault> {
    let text = value.and_then(text_of).ok_or(Fault::Missing { field })?;
    let last = text.rsplit('.').next().unwrap_or_default();
    let named = names.iter().find(|name| name.eq_ignore_ascii_case(last));
    let numbered = || text.parse::<usize>().ok().and_then(|number| names.get(number));
    let found = named.or_else(numbered).copied();
    found.ok_or(Fault::Field { field, expected: "a value of its enumeration" })
}

/// Writes an answer to FetchHashes.
pub(super) fn writer<'w>(to: &'w mut dyn Write, end: &End) -> Result<JsonWriter<'w>, WriteError> {
    let next = end.checkpoint.as_deref().map(number_or_text);
    let tail = format!("],\"nextSetTimestamp\":{},\"hasMoreRecords\":{}}}", json!(next), end.more);
    let mut writer = JsonWriter::new(ListFormat::StopNcii, to, tail, record);
    writer.begin("{\"hashRecords\":[")?;
    Ok(writer)
}

fn record(change: &Change) -> Result<Record, &'static str> {
    match change {
        Change::Put(entry) => put(entry),
        Change::Withdraw { key, reason, at } => withdraw(key, reason.as_deref(), *at),
    }
}

fn put(entry: &Entry) -> Result<Record, &'static str> {
    let (print, signal) = print_of(entry, signal_of)?;
    let mut fields = extra_of(entry, &["lastModtimestamp"]);
    fields.keep("signalType", signal);
    fields.keep("hashValue", print_text(print));
    let status = one_of(&STATUSES, fields.take("hashStatus"), "hashStatus");
    fields.keep("hashStatus", status.ok().filter(|status| !is_over(status)).unwrap_or("Active"));
    if let Some(updated) = entry.updated {
        fields.keep("lastModtimestamp", seconds(updated));
    }
    let mut cases: Map<_, _> =
        entry.cases.iter().map(|case| (case.clone(), "Active".into())).collect();
    cases.extend(other_cases(entry, &mut fields));
    fields.keep("caseNumbers", cases);
    let mut opinions: Vec<_> = entry.opinions.iter().map(feedback_of).collect();
    // What a reader would take out of it is not what one left.
    if feedback(&mut Entry::new(""), &mut fields).is_ok() {
        opinions.extend(fields.elements("CSPFeedbacks").unwrap_or_default());
    }
    fields.keep("CSPFeedbacks", opinions);
    Ok(fields)
}

/// What was said of cases other than that they are active, as far as it changes nothing of which cases stand.
fn other_cases(entry: &Entry, fields: &mut Record) -> Map<String, Value> {
    let Some(Value::Object(mut others)) = fields.take("caseNumbers") else { return Map::new() };
    others.retain(|case, status| {
        let stands = entry.cases.contains(case);
        match one_of(&STATUSES, Some(status.take()), "caseNumbers") {
            Ok(found) => {
                *status = found.into();
                if is_over(found) { !stands && !entry.cases.is_empty() } else { stands }
            }
            Err(_) => false,
        }
    });
    others
}

fn feedback_of(opinion: &Opinion) -> Value {
    let value = match opinion.stance {
        Stance::Positive => "Blocked",
        Stance::Negative => "NotBlocked",
        Stance::Seed => "PendingReview",
    };
    let tags: Vec<_> = opinion.reason.iter().flat_map(|reason| reason.split(',')).collect();
    json!({"source": opinion.contributor, "feedbackValue": value, "tags": tags})
}

fn withdraw(key: &str, reason: Option<&str>, at: Option<Time>) -> Result<Record, &'static str> {
    let (signal, value) = key.split_once(':').ok_or(NO_KEY)?;
    let signal = SIGNALS.iter().find(|name| name.eq_ignore_ascii_case(signal)).ok_or(NO_KEY)?;
    let mut fields = Record::default();
    fields.keep("signalType", *signal);
    fields.keep("hashValue", value);
    fields.keep("hashStatus", if reason == Some("deleted") { "Deleted" } else { "Withdrawn" });
    if let Some(at) = at {
        fields.keep("lastModtimestamp", seconds(at));
    }
    Ok(fields)
}

const NO_KEY: &str = "the key of a withdrawal is not the kind of a hash, a colon and the hash";

fn signal_of(print: &Print) -> Option<&'static str> {
    match print {
        Print::Wide { profile: Profile::Pdq, .. } => Some("ImagePDQ"),
        Print::Exact(Digest::Md5(_)) => Some("VideoMD5"),
        Print::Opaque { kind, .. } if kind == "tmk" => Some("VideoTMK"),
        _ => None,
    }
}
