//! JSON as bundles have it: bytes as base64, times as RFC 3339, and errors that repeat nothing.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::BundleError;

/// Bytes that a name takes at most.
const NAME: usize = 200;

/// Reads a part of a bundle.
pub(super) fn read<T: DeserializeOwned>(
    part: &'static str,
    bytes: &[u8],
) -> Result<T, BundleError> {
    let reason = "not the JSON that it should be, see docs/BUNDLES.md";
    serde_json::from_slice(bytes).map_err(|_| BundleError::Malformed { part, reason })
}

/// Its text without white space, fields in the order of their declaration.
pub(super) fn text<T: Serialize>(part: &'static str, value: &T) -> Result<Vec<u8>, BundleError> {
    let reason = "it has no form in JSON";
    serde_json::to_vec(value).map_err(|_| BundleError::Malformed { part, reason })
}

/// Fails with this reason unless the condition holds.
pub(super) fn require(
    condition: bool,
    part: &'static str,
    reason: &'static str,
) -> Result<(), BundleError> {
    match condition {
        true => Ok(()),
        false => Err(BundleError::Malformed { part, reason }),
    }
}

/// Names of lists and issuers are shown to people, so they are short and hold no control characters.
pub(super) fn require_name(name: &str, part: &'static str) -> Result<(), BundleError> {
    let fits = !name.is_empty() && name.len() <= NAME && !name.contains(char::is_control);
    require(fits, part, "a name is empty, longer than 200 bytes or holds control characters")
}

/// 32 bytes as base64. They may be a secret key, so no copy of them stays behind.
pub(super) mod bytes {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use zeroize::Zeroizing;

    pub(in super::super) fn serialize<S: Serializer>(
        bytes: &[u8; 32],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Zeroizing::new(text(bytes)).as_str().serialize(serializer)
    }

    pub(in super::super) fn deserialize<'d, D: Deserializer<'d>>(
        deserializer: D,
    ) -> Result<[u8; 32], D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let mut bytes = Zeroizing::new([0; 32]);
        match STANDARD.decode_slice(text.as_str(), bytes.as_mut()) {
            Ok(32) => Ok(*bytes),
            _ => Err(D::Error::custom("not 32 bytes of base64")),
        }
    }

    pub(in super::super) fn text(bytes: &[u8; 32]) -> String {
        STANDARD.encode(bytes)
    }
}

/// A time as RFC 3339 in UTC.
pub(super) mod time {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::list::Time;

    pub(in super::super) fn serialize<S: Serializer>(
        time: &Time,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(time)
    }

    pub(in super::super) fn deserialize<'d, D: Deserializer<'d>>(
        deserializer: D,
    ) -> Result<Time, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
