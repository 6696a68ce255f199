//! What the formats of lines and columns share: they name fingerprints, and little else.

use serde_json::{Map, Value};

use super::{ListFormat, WriteError, values};
use crate::fingerprint::{Hash64, Profile, Quality};
use crate::list::{Change, Entry, Fault, Judgement, Print, Status};

/// A perceptual hash of the profile, in hexadecimal digits or, of 256 bits, in base64; its quality 0 to 100.
pub(super) fn perceptual(
    profile: Profile,
    hash: &str,
    quality: Option<&str>,
) -> Result<Print, Fault> {
    if profile.bits() == Hash64::BITS {
        return Ok(Print::Narrow { profile, hash: hash.parse()? });
    }
    match values::pdq(hash)? {
        Print::Wide { hash, .. } => {
            let quality = quality.map(read_quality).transpose()?;
            Ok(Print::Wide { profile, hash, quality })
        }
        other => Ok(other),
    }
}

fn read_quality(text: &str) -> Result<Quality, Fault> {
    let value = text.parse().ok().filter(|value| *value <= 100);
    let fault = Fault::Field { field: "quality", expected: "a whole number from 0 to 100" };
    value.map(Quality::new).ok_or(fault)
}

/// The profile of that name; what stands in it before the slash will do.
pub(super) fn profile(name: &str) -> Result<Profile, Fault> {
    let is_it = |profile: &Profile| {
        let whole = profile.name();
        let short = whole.split('/').next();
        name.eq_ignore_ascii_case(whole)
            || short.is_some_and(|short| name.eq_ignore_ascii_case(short))
    };
    let fault = Fault::Field { field: "algorithm", expected: "the name of a perceptual hash" };
    Profile::ALL.into_iter().find(is_it).ok_or(fault)
}

/// The key of an entry that its source names by nothing but its fingerprint.
pub(super) fn typed_key(print: &Print) -> String {
    format!("{}:{}", print.name(), values::print_text(print))
}

/// The side fields that there are, as a JSON object.
pub(super) fn extra<K: Into<String>>(
    fields: impl IntoIterator<Item = (K, Option<Value>)>,
) -> Option<String> {
    let there = fields.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
    let object: Map<String, Value> = there.collect();
    (!object.is_empty()).then(|| Value::Object(object).to_string())
}

/// The side fields of an entry.
pub(super) fn side_fields(entry: &Entry) -> Map<String, Value> {
    let extra = entry.extra.as_deref();
    extra.and_then(|extra| serde_json::from_str(extra).ok()).unwrap_or_default()
}

/// The entry of a change, if it may stand in a document that says of none whether it counts.
pub(super) fn active(change: &Change, format: ListFormat) -> Result<&Entry, WriteError> {
    match change {
        Change::Put(entry) if entry.state.status == Status::Active => Ok(entry),
        Change::Put(_) => refuse(format, "it does not count"),
        Change::Withdraw { .. } => refuse(format, "it is a withdrawal"),
    }
}

/// The same for documents that do not say either who disagrees.
pub(super) fn agreed(change: &Change, format: ListFormat) -> Result<&Entry, WriteError> {
    let entry = active(change, format)?;
    match entry.judgement() {
        Judgement::Negative => refuse(format, "it is spoken against"),
        _ => Ok(entry),
    }
}

/// That the format has no place for an entry.
pub(super) fn refuse<T>(format: ListFormat, reason: &'static str) -> Result<T, WriteError> {
    Err(WriteError::Entry { format, reason })
}
