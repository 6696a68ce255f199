//! The lines of the format as JSON has them. The order of the fields here is the order in which they are written.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// The first line.
#[derive(Serialize, Deserialize)]
pub(super) struct Head<'a> {
    #[serde(borrow)]
    pub(super) format: Text<'a>,
    pub(super) version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) checkpoint: Option<Cow<'a, str>>,
    pub(super) complete: bool,
}

/// Any line behind it.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and most are entries")]
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line<'a> {
    #[serde(borrow)]
    Put(Put<'a>),
    #[serde(borrow)]
    Withdraw(Withdrawal<'a>),
    /// The last one.
    End(Tail),
}

#[derive(Serialize, Deserialize)]
pub(super) struct Tail {
    /// Lines between the first and this one that are rows.
    pub(super) rows: u64,
}

/// Fields that are not known are passed over: a withdrawal must not get lost over them.
#[derive(Serialize, Deserialize)]
pub(super) struct Withdrawal<'a> {
    pub(super) key: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Text<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Put<'a> {
    pub(super) key: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) prints: Vec<Print<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) categories: Vec<Category<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agency: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) resolution: Option<Resolution<'a>>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub(super) cases: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub(super) tags: Cow<'a, [String]>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub(super) opinions: Vec<Opinion<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<State<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) added: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) effective: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) updated: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extra: Option<Box<RawValue>>,
}

/// The names of the fields of [`Put`].
pub(super) const FIELDS: [&str; 14] = [
    "key",
    "prints",
    "categories",
    "agency",
    "resolution",
    "cases",
    "tags",
    "opinions",
    "state",
    "added",
    "effective",
    "expires",
    "updated",
    "extra",
];

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Print<'a> {
    #[serde(borrow)]
    pub(super) kind: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) hex: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) base64: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quality: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Category<'a> {
    pub(super) scheme: Cow<'a, str>,
    pub(super) code: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resolution<'a> {
    pub(super) number: Cow<'a, str>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<Text<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opinion<'a> {
    pub(super) contributor: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) stance: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Text<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State<'a> {
    #[serde(borrow)]
    pub(super) status: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Text<'a>>,
}

fn is_empty(texts: &[String]) -> bool {
    texts.is_empty()
}

/// A text that is looked at and not kept: borrowed from the line where it stands there without escapes. Inside an
/// `Option`, serde would copy a `Cow`.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'a, 'de: 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}
