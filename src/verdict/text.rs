//! Rules as JSON, for an operator to keep in a file.

use super::Rules;

/// A text that is no set of rules.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// It is not JSON, or a field is unknown or does not hold what it should.
    #[error("the rules cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// An override names neither a list nor a category.
    #[error(
        "override {at} (counted from 1) names neither a list nor a category: name one, or change the default"
    )]
    Everywhere {
        /// Which one, counted from 1.
        at: usize,
    },
}

impl Rules {
    /// Reads what [`to_json`](Self::to_json) writes. Fields may be left out, for their defaults.
    ///
    /// ```
    /// use staydown::Rules;
    ///
    /// let rules = Rules::from_json(
    ///     r#"{
    ///         "default": { "agree": 2 },
    ///         "overrides": [{ "list": "iwf", "category": { "scheme": "iwf", "code": "A" }, "rule": { "quality": 60 } }]
    ///     }"#,
    /// )?;
    /// assert_eq!(Rules::from_json(&rules.to_json())?, rules);
    /// # Ok::<(), staydown::RulesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is no JSON of that shape, holds a field of another name, or has an override for everything.
    pub fn from_json(text: &str) -> Result<Self, RulesError> {
        let rules: Self = serde_json::from_str(text)?;
        let everywhere = |over: &super::Override| over.list.is_none() && over.category.is_none();
        match rules.overrides.iter().position(everywhere) {
            Some(at) => Err(RulesError::Everywhere { at: at + 1 }),
            None => Ok(rules),
        }
    }

    /// As JSON, with line breaks.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("rules hold nothing that JSON cannot say")
    }
}

/// A quality as a number of 0 to 100, or null.
pub(super) mod quality {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::fingerprint::Quality;

    pub(in crate::verdict) fn serialize<S: Serializer>(
        quality: &Option<Quality>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        quality.map(Quality::get).serialize(to)
    }

    pub(in crate::verdict) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Quality>, D::Error> {
        match Option::<u32>::deserialize(from)? {
            Some(101..) => Err(D::Error::custom("a quality is at most 100")),
            value => Ok(value.map(Quality::new)),
        }
    }
}
