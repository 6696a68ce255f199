//! From what is to be said to a line.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

use super::shape::{self, Line, Put, Text, Withdrawal};
use crate::exchange::values;
use crate::list::{Change, Entry, Opinion, Print, State, Status, Time};

/// The line of a change, or why it has none.
pub(super) fn line(change: &Change) -> Result<Line<'_>, &'static str> {
    Ok(match change {
        Change::Put(entry) => Line::Put(put(entry)?),
        Change::Withdraw { key, reason, at } => Line::Withdraw(Withdrawal {
            key: key.into(),
            reason: reason.as_deref().map(Cow::from),
            at: at.map(time),
        }),
    })
}

fn put(entry: &Entry) -> Result<Put<'_>, &'static str> {
    Ok(Put {
        key: entry.key.as_str().into(),
        prints: entry.prints.iter().map(print).collect::<Result<_, _>>()?,
        categories: entry.categories.iter().map(category).collect(),
        agency: entry.agency.as_deref().map(Cow::from),
        resolution: entry.resolution.as_ref().map(|resolution| shape::Resolution {
            number: resolution.number.as_str().into(),
            date: resolution.date.map(time),
        }),
        cases: entry.cases.as_slice().into(),
        tags: entry.tags.as_slice().into(),
        opinions: entry.opinions.iter().map(opinion).collect(),
        state: (entry.state != State::default()).then(|| state(&entry.state)),
        added: entry.added.map(time),
        effective: entry.effective.map(time),
        expires: entry.expires.map(time),
        updated: entry.updated.map(time),
        extra: match &entry.extra {
            None => None,
            Some(extra) => Some(raw_object(extra).ok_or("its side fields are no JSON object")?),
        },
    })
}

fn print(print: &Print) -> Result<shape::Print<'_>, &'static str> {
    let (hex, base64) = match print {
        Print::Opaque { kind, .. } if values::is_computed(kind) => {
            return Err("a fingerprint that is only carried has the name of one that is computed");
        }
        Print::Opaque { bytes, .. } => (None, Some(text(STANDARD.encode(bytes)))),
        other => (Some(text(values::print_text(other))), None),
    };
    let quality = match print {
        Print::Wide { quality, .. } => quality.map(|quality| quality.get().into()),
        _ => None,
    };
    Ok(shape::Print { kind: Text(print.name().into()), hex, base64, quality })
}

fn category(category: &crate::list::Category) -> shape::Category<'_> {
    shape::Category { scheme: category.scheme.as_str().into(), code: category.code.as_str().into() }
}

fn opinion(opinion: &Opinion) -> shape::Opinion<'_> {
    shape::Opinion {
        contributor: opinion.contributor.as_str().into(),
        stance: Text(opinion.stance.name().into()),
        reason: opinion.reason.as_deref().map(Cow::from),
        at: opinion.at.map(time),
    }
}

fn state(state: &State) -> shape::State<'_> {
    let until = match state.status {
        Status::DisabledUntil(until) => Some(time(until)),
        _ => None,
    };
    shape::State {
        status: Text(state.status.name().into()),
        until,
        reason: state.reason.as_deref().map(Cow::from),
        at: state.at.map(time),
    }
}

fn time(time: Time) -> Text<'static> {
    text(time.to_string())
}

fn text(text: String) -> Text<'static> {
    Text(Cow::Owned(text))
}

/// A JSON object as it stands, on one line: a line end is white space there, since strings hold none.
fn raw_object(object: &str) -> Option<Box<RawValue>> {
    let raw = RawValue::from_string(object.replace(['\n', '\r'], " ")).ok()?;
    raw.get().starts_with('{').then_some(raw)
}
