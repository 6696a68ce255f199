//! A verdict for the host's log.

use serde::Serialize;

use super::{Matched, Met, Verdict};
use crate::fingerprint::Profile;
use crate::list::Time;

/// What was decided about one picture, for the host's log. It holds no hash.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Record {
    /// When, in RFC 3339.
    pub time: String,
    /// The caller's id of the content: a keyed one, never a hash of it.
    pub content: String,
    /// The profile of the perceptual hash.
    pub profile: &'static str,
    /// What to do.
    pub action: &'static str,
    /// The reason.
    pub why: &'static str,
    /// The entries that count.
    pub entries: Vec<RecordEntry>,
    /// The generation of the catalogue.
    pub generation: u64,
    /// Whether the lists were as they should be.
    pub lists: &'static str,
    /// The fingerprint of rules and lists.
    pub configuration: String,
}

/// One entry of a [`Record`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RecordEntry {
    /// The name of its list.
    pub list: String,
    /// Its number in the catalogue.
    pub entry: u64,
    /// What it alone would lead to.
    pub action: &'static str,
    /// Why that.
    pub why: &'static str,
    /// The kind of digest that met it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<&'static str>,
    /// Bits that differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance: Option<u32>,
    /// Expected false alarms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub false_alarms: Option<f64>,
    /// The guess that met it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guess: Option<String>,
}

impl Record {
    /// Of a verdict, given at that time about the content of that id.
    #[must_use]
    pub fn new(
        verdict: &Verdict,
        content: impl Into<String>,
        profile: Profile,
        time: Time,
    ) -> Self {
        Self {
            time: time.to_string(),
            content: content.into(),
            profile: profile.name(),
            action: verdict.action.name(),
            why: verdict.why.name(),
            entries: verdict.matches.iter().map(RecordEntry::of).collect(),
            generation: verdict.basis.generation,
            lists: verdict.basis.state.name(),
            configuration: verdict.basis.configuration.clone(),
        }
    }

    /// As one line of JSON, without its end.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("a record holds nothing that JSON cannot say")
    }
}

impl RecordEntry {
    fn of(matched: &Matched) -> Self {
        let (digest, near) = match &matched.by {
            Met::Digest(kind) => (Some(*kind), None),
            Met::Near(found) => (None, Some(found)),
        };
        Self {
            list: matched.list.clone(),
            entry: matched.entry,
            action: matched.action.name(),
            why: matched.why.name(),
            digest,
            distance: near.map(|found| found.distance),
            false_alarms: near.map(|found| found.false_alarms),
            guess: near.map(|found| found.guess.to_string()),
        }
    }
}
