//! From a line to what it says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::{RawValue, to_raw_value};

use super::shape::{self, FIELDS, Line, Put, Text};
use crate::exchange::values;
use crate::fingerprint::{Hash64, Profile, Quality};
use crate::list::{
    Category, Change, Entry, Fault, Opinion, Print, Resolution, Stance, State, Status, Time,
};

/// What a line behind the first is.
pub(super) enum Step {
    Change(Change),
    /// The last line, with the rows that it counts.
    End(u64),
}

/// Reads a line behind the first.
pub(super) fn step(line: &[u8]) -> Result<Step, Fault> {
    let error = match serde_json::from_slice(line) {
        Ok(line) => return take(line),
        Err(error) => error,
    };
    match with_unknown_aside(line).as_deref().map(serde_json::from_str) {
        Some(Ok(line)) => take(line),
        _ if error.is_data() => Err(Fault::Malformed("a field is missing or holds another type")),
        _ => Err(Fault::Malformed("it is not JSON")),
    }
}

/// The line with the fields of its entry that are not known moved into its side fields. `None` if there are none.
fn with_unknown_aside(line: &[u8]) -> Option<String> {
    type Fields<'l> = BTreeMap<String, &'l RawValue>;
    let line: BTreeMap<String, Fields<'_>> = serde_json::from_slice(line).ok()?;
    let put = line.into_iter().find(|(name, _)| name == "put")?.1;
    let is_known = |(name, _): &(String, _)| FIELDS.contains(&name.as_str());
    let (mut known, unknown): (Fields<'_>, Fields<'_>) = put.into_iter().partition(is_known);
    if unknown.is_empty() {
        return None;
    }
    let mut side = unknown;
    if let Some(extra) = known.get("extra") {
        side.extend(serde_json::from_str::<Fields<'_>>(extra.get()).ok()?);
    }
    let side = to_raw_value(&side).ok()?;
    known.insert("extra".to_owned(), &side);
    serde_json::to_string(&BTreeMap::from([("put", known)])).ok()
}

fn take(line: Line<'_>) -> Result<Step, Fault> {
    Ok(match line {
        Line::Put(put) => Step::Change(Change::Put(Box::new(entry(put)?))),
        Line::Withdraw(withdrawal) => Step::Change(Change::Withdraw {
            key: withdrawal.key.into_owned(),
            reason: withdrawal.reason.map(Cow::into_owned),
            at: time("at", withdrawal.at)?,
        }),
        Line::End(tail) => Step::End(tail.rows),
    })
}

fn entry(put: Put<'_>) -> Result<Entry, Fault> {
    Ok(Entry {
        key: put.key.into_owned(),
        prints: each(put.prints, print)?,
        categories: each(put.categories, category)?,
        agency: put.agency.map(Cow::into_owned),
        resolution: put.resolution.map(resolution).transpose()?,
        cases: put.cases.into_owned(),
        tags: put.tags.into_owned(),
        opinions: each(put.opinions, opinion)?,
        state: put.state.map_or_else(|| Ok(State::default()), state)?,
        added: time("added", put.added)?,
        effective: time("effective", put.effective)?,
        expires: time("expires", put.expires)?,
        updated: time("updated", put.updated)?,
        extra: put.extra.map(extra).transpose()?,
    })
}

fn each<T, U>(items: Vec<T>, make: fn(T) -> Result<U, Fault>) -> Result<Vec<U>, Fault> {
    items.into_iter().map(make).collect()
}

fn print(print: shape::Print<'_>) -> Result<Print, Fault> {
    let kind = print.kind.0;
    let mut made = match (print.hex, print.base64) {
        (Some(hex), None) => of_hex(&kind, &hex.0)?,
        (None, Some(base64)) => opaque(kind.into_owned(), &base64.0)?,
        _ => return Err(Fault::Field { field: "prints", expected: "with one of hex and base64" }),
    };
    match (print.quality, &mut made) {
        (None, _) => {}
        (Some(given @ 0..=100), Print::Wide { quality, .. }) => {
            *quality = Some(Quality::new(given as u32));
        }
        _ => {
            let expected = "a whole number from 0 to 100, of a hash of 256 bits";
            return Err(Fault::Field { field: "quality", expected });
        }
    }
    Ok(made)
}

fn of_hex(kind: &str, hex: &str) -> Result<Print, Fault> {
    match (kind, Profile::from_name(kind)) {
        ("md5", _) => values::md5(hex),
        ("sha1", _) => values::sha1(hex),
        ("sha256", _) => values::sha256(hex),
        (_, Some(profile)) if profile.bits() == Hash64::BITS => {
            Ok(Print::Narrow { profile, hash: hex.parse()? })
        }
        (_, Some(profile)) => Ok(Print::Wide { profile, hash: hex.parse()?, quality: None }),
        (_, None) => {
            Err(Fault::Field { field: "kind", expected: "a profile, md5, sha1 or sha256 with hex" })
        }
    }
}

fn opaque(kind: String, base64: &str) -> Result<Print, Fault> {
    if values::is_computed(&kind) {
        return Err(Fault::Field {
            field: "kind",
            expected: "with base64 a kind that is only carried",
        });
    }
    let fault = Fault::Field { field: "base64", expected: "base64" };
    Ok(Print::Opaque { kind, bytes: values::base64(base64).ok_or(fault)? })
}

fn category(category: shape::Category<'_>) -> Result<Category, Fault> {
    Ok(Category { scheme: category.scheme.into_owned(), code: category.code.into_owned() })
}

fn resolution(resolution: shape::Resolution<'_>) -> Result<Resolution, Fault> {
    Ok(Resolution {
        number: resolution.number.into_owned(),
        date: time("resolution.date", resolution.date)?,
    })
}

fn opinion(opinion: shape::Opinion<'_>) -> Result<Opinion, Fault> {
    let stance = Stance::ALL.into_iter().find(|stance| stance.name() == opinion.stance.0);
    let fault = Fault::Field { field: "stance", expected: "positive, seed or negative" };
    Ok(Opinion {
        contributor: opinion.contributor.into_owned(),
        stance: stance.ok_or(fault)?,
        reason: opinion.reason.map(Cow::into_owned),
        at: time("opinion.at", opinion.at)?,
    })
}

fn state(state: shape::State<'_>) -> Result<State, Fault> {
    let until = time("state.until", state.until)?;
    Ok(State {
        status: status(&state.status.0, until)?,
        reason: state.reason.map(Cow::into_owned),
        at: time("state.at", state.at)?,
    })
}

fn status(name: &str, until: Option<Time>) -> Result<Status, Fault> {
    match (name, until) {
        ("active", None) => Ok(Status::Active),
        ("disabled", Some(until)) => Ok(Status::DisabledUntil(until)),
        ("quarantined", None) => Ok(Status::Quarantined),
        ("withdrawn", None) => Ok(Status::Withdrawn),
        ("expired", None) => Ok(Status::Expired),
        ("disabled", None) => Err(Fault::Missing { field: "state.until" }),
        (_, Some(_)) => Err(Fault::Field {
            field: "state.until",
            expected: "there only if the status is disabled",
        }),
        (_, None) => {
            let expected = "active, disabled, quarantined, withdrawn or expired";
            Err(Fault::Field { field: "state.status", expected })
        }
    }
}

fn time(field: &'static str, text: Option<Text<'_>>) -> Result<Option<Time>, Fault> {
    let time = text.map(|text| text.0.parse()).transpose();
    time.map_err(|error| Fault::Time { field, error })
}

fn extra(raw: Box<RawValue>) -> Result<String, Fault> {
    match raw.get().starts_with('{') {
        true => Ok(Box::<str>::from(raw).into_string()),
        false => Err(Fault::Field { field: "extra", expected: "an object" }),
    }
}
