//! Meta's ThreatExchange: pages of `/threat_updates`.
//!
//! An indicator that is to be deleted, or that nobody describes any more, is withdrawn. A descriptor is its owner's opinion,
//! and reactions to it are opinions of those who reacted. The numbers of tags are not kept.

use std::io::{BufRead, Write};

use serde_json::{Value, json};

use super::json::{JsonWriter, OnRow, Record, document, extra_of, print_of, seconds};
use super::values::{carried, kind_fault, md5, opaque, pdq, print_text, sha1, sha256};
use super::{ListFormat, ReadError, WriteError};
use crate::fingerprint::Profile;
use crate::list::{Change, Digest, End, Entry, Fault, Opinion, Print, Stance};

/// Whose opinion a descriptor without an owner is.
const NOBODY: &str = "unknown";
const REACTIONS: [(&str, Stance); 2] =
    [("HELPFUL", Stance::Positive), ("DISAGREE_WITH_TAGS", Stance::Negative)];

pub(super) fn read(from: &mut dyn BufRead, on_row: &mut OnRow<'_>) -> Result<End, ReadError> {
    let fields = ("data", ["paging", "checkpoint"].as_slice());
    let head = document(ListFormat::ThreatExchange, from, fields, on_row, change)?;
    Ok(head.map(end).unwrap_or_default())
}

fn end(mut head: Record) -> End {
    let paging = head.take("paging").unwrap_or_default();
    let checkpoint = head.take("checkpoint").map(|checkpoint| match checkpoint {
        Value::String(text) => text,
        other => other.to_string(),
    });
    End { checkpoint, more: paging.get("next").is_some_and(|next| !next.is_null()) }
}

fn change(mut record: Record) -> Result<Change, Fault> {
    let key = record.need("id")?;
    let updated = record.time("last_updated");
    let deleted = record.flag("should_delete")? == Some(true);
    if deleted || !record.0.contains_key("descriptors") {
        return Ok(Change::Withdraw { key, reason: None, at: updated.unwrap_or_default() });
    }
    let mut entry = Entry::new(key);
    entry.updated = updated?;
    entry.prints.push(print(&mut record)?);
    let mut left = Vec::new();
    for value in record.elements("descriptors")? {
        left.push(descriptor(&mut entry, Record::of(value)?)?);
    }
    entry.added = entry.opinions.iter().filter_map(|opinion| opinion.at).min();
    if left.iter().any(|left| !left.0.is_empty()) {
        record.keep_all("descriptors", left.into_iter().map(|left| left.0.into()).collect());
    }
    entry.extra = record.rest();
    Ok(Change::Put(Box::new(entry)))
}

fn print(record: &mut Record) -> Result<Print, Fault> {
    let kind = record.need("type")?;
    let indicator = record.need("indicator")?;
    let print = match kind.as_str() {
        "HASH_PDQ" => pdq(&indicator)?,
        "HASH_MD5" | "HASH_VIDEO_MD5" => md5(&indicator)?,
        "HASH_SHA1" => sha1(&indicator)?,
        "HASH_SHA256" => sha256(&indicator)?,
        _ => match kind.strip_prefix("HASH_").filter(|name| !name.starts_with("TEXT")) {
            Some(name) => opaque(&name.to_ascii_lowercase(), &indicator)?,
            None => return Err(kind_fault(&kind)),
        },
    };
    if kind_of(&print).is_none_or(|usual| usual != kind) {
        record.keep("type", kind);
    }
    Ok(print)
}

/// Takes opinions and tags out of a descriptor; the rest is given back.
fn descriptor(entry: &mut Entry, mut fields: Record) -> Result<Record, Fault> {
    let mut owner = fields.take("owner").map(Record::of).transpose()?.unwrap_or_default();
    let contributor = owner.text("id")?.unwrap_or(NOBODY.to_owned());
    let stance = match fields.text("status")?.as_deref() {
        Some("MALICIOUS") => Stance::Positive,
        Some("NON_MALICIOUS") => Stance::Negative,
        Some("UNKNOWN") | None => Stance::Seed,
        Some(other) => {
            fields.keep("status", other);
            Stance::Seed
        }
    };
    let at = fields.time("added_on")?;
    entry.opinions.push(Opinion { contributor, stance, reason: None, at });
    for tag in fields.elements("tags")? {
        let tag =
            tag_of(&tag).ok_or(Fault::Field { field: "tags", expected: "a list of words" })?;
        if !entry.tags.contains(&tag) {
            entry.tags.push(tag);
        }
    }
    reactions(entry, &mut fields)?;
    if !owner.0.is_empty() {
        fields.keep("owner", owner.0);
    }
    Ok(fields)
}

fn tag_of(tag: &Value) -> Option<String> {
    tag.as_str().or_else(|| tag.get("text")?.as_str()).map(str::to_owned)
}

fn reactions(entry: &mut Entry, fields: &mut Record) -> Result<(), Fault> {
    let mut others = Vec::new();
    for value in fields.elements("reactions")? {
        let mut reaction = Record::of(value.clone())?;
        let kind = reaction.need("key")?;
        let Some(&(reason, stance)) = REACTIONS.iter().find(|(name, _)| *name == kind) else {
            others.push(value);
            continue;
        };
        let apps = reaction.text("value")?.unwrap_or_default();
        for app in apps.split(',').map(str::trim).filter(|app| !app.is_empty()) {
            let (contributor, reason) = (app.to_owned(), Some(reason.to_owned()));
            entry.opinions.push(Opinion { contributor, stance, reason, at: None });
        }
    }
    fields.keep_all("reactions", others);
    Ok(())
}

/// Writes one page. ThreatExchange pages by addresses that cannot be made up, so nothing says that another follows.
pub(super) fn writer<'w>(to: &'w mut dyn Write, end: &End) -> Result<JsonWriter<'w>, WriteError> {
    let tail = match &end.checkpoint {
        Some(checkpoint) => format!("],\"checkpoint\":{}}}", json!(checkpoint)),
        None => "]}".to_owned(),
    };
    let mut writer = JsonWriter::new(ListFormat::ThreatExchange, to, tail, record);
    writer.begin("{\"data\":[")?;
    Ok(writer)
}

fn record(change: &Change) -> Result<Record, &'static str> {
    let (mut fields, key, updated) = match change {
        Change::Withdraw { key, at, .. } => {
            let mut fields = Record::default();
            fields.keep("should_delete", true);
            (fields, key, at)
        }
        Change::Put(entry) => (indicator(entry)?, &entry.key, &entry.updated),
    };
    if key.is_empty() {
        return Err("its key is empty");
    }
    fields.keep("id", key.as_str());
    if let &Some(updated) = updated {
        fields.keep("last_updated", seconds(updated));
    }
    Ok(fields)
}

fn indicator(entry: &Entry) -> Result<Record, &'static str> {
    let (print, kind) = print_of(entry, kind_of)?;
    let mut fields = extra_of(entry, &["last_updated"]);
    let left = fields.elements("descriptors").unwrap_or_default();
    let is_of = |kept: &str| {
        kept == "HASH_VIDEO_MD5" && kind == "HASH_MD5" || kept.eq_ignore_ascii_case(&kind)
    };
    if !fields.0.get("type").and_then(Value::as_str).is_some_and(is_of) {
        fields.keep("type", kind);
    }
    fields.keep("indicator", print_text(print));
    fields.keep("should_delete", false);
    fields.keep("descriptors", descriptors(entry, left));
    Ok(fields)
}

fn descriptors(entry: &Entry, left: Vec<Value>) -> Vec<Value> {
    // What a reader would take out of them is not what one left.
    let mut read = Entry::new("");
    let mut left =
        left.into_iter().filter_map(|left| descriptor(&mut read, Record::of(left).ok()?).ok());
    let mut written: Vec<Record> = Vec::new();
    for opinion in &entry.opinions {
        match written.last_mut().filter(|_| is_reaction(opinion)) {
            Some(last) => react(last, opinion),
            None => written.push(described(opinion, left.next().unwrap_or_default())),
        }
    }
    if written.is_empty() && !entry.tags.is_empty() {
        written.push(left.next().unwrap_or_default());
    }
    if let Some(first) = written.first_mut().filter(|_| !entry.tags.is_empty()) {
        first.keep("tags", entry.tags.as_slice());
    }
    written.into_iter().map(|descriptor| descriptor.0.into()).collect()
}

fn is_reaction(opinion: &Opinion) -> bool {
    REACTIONS
        .iter()
        .any(|&(name, stance)| opinion.reason.as_deref() == Some(name) && opinion.stance == stance)
}

fn react(descriptor: &mut Record, opinion: &Opinion) {
    let mut reactions = descriptor.elements("reactions").unwrap_or_default();
    reactions.push(json!({"key": opinion.reason, "value": opinion.contributor}));
    descriptor.keep("reactions", reactions);
}

fn described(opinion: &Opinion, mut fields: Record) -> Record {
    let status = match opinion.stance {
        Stance::Positive => Some("MALICIOUS"),
        Stance::Negative => Some("NON_MALICIOUS"),
        Stance::Seed if fields.0.contains_key("status") => None,
        Stance::Seed => Some("UNKNOWN"),
    };
    if let Some(status) = status {
        fields.keep("status", status);
    }
    if opinion.contributor != NOBODY {
        let owner = fields.take("owner").map(Record::of).and_then(Result::ok);
        let mut owner = owner.unwrap_or_default();
        owner.keep("id", opinion.contributor.as_str());
        fields.keep("owner", owner.0);
    }
    if let Some(at) = opinion.at {
        fields.keep("added_on", at.to_string());
    }
    fields
}

/// The type of indicators that are such fingerprints.
fn kind_of(print: &Print) -> Option<String> {
    Some(match print {
        Print::Wide { profile: Profile::Pdq, .. } => "HASH_PDQ".to_owned(),
        Print::Exact(Digest::Md5(_)) => "HASH_MD5".to_owned(),
        Print::Exact(Digest::Sha1(_)) => "HASH_SHA1".to_owned(),
        Print::Exact(Digest::Sha256(_)) => "HASH_SHA256".to_owned(),
        Print::Opaque { .. } => {
            let kind = carried(print)?.to_ascii_uppercase();
            return (!kind.starts_with("TEXT")).then(|| format!("HASH_{kind}"));
        }
        Print::Wide { .. } | Print::Narrow { .. } => return None,
    })
}
