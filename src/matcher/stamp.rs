//! What an index file says of the catalogue that it was made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Names of what is attached to an index file.
pub(super) const STAMP: u16 = 0;
/// The digests of each kind stand behind it, in the order of [`LENGTHS`](super::digests::LENGTHS).
pub(super) const DIGESTS: u16 = 1;

/// Which catalogue, in which generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) catalogue: [u8; 16],
    pub(super) generation: u64,
    /// Entries on record, whether they count or not, by the number of their list.
    pub(super) entries: BTreeMap<u16, u64>,
}

impl Stamp {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
