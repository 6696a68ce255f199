//! What a bundle says of itself.

use serde::{Deserialize, Serialize};

use super::{BundleError, json};
use crate::list::Time;

const MANIFEST: &str = "manifest";

/// What a bundle says of itself, under signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The list's name, at most 200 bytes.
    pub list: String,
    /// Who issues it, at most 200 bytes: the issuer of the root.
    pub issuer: String,
    /// The bundle's version, from 1. It rises from bundle to bundle of a list.
    pub version: u64,
    /// A whole list or changes of it.
    pub kind: Kind,
    /// Since when it holds.
    #[serde(with = "json::time")]
    pub issued: Time,
    /// From when on it is not to be applied, and the list that it made is stale.
    #[serde(with = "json::time")]
    pub expires: Time,
    /// Entries that the payload puts. Held against the payload by whoever imports it.
    pub puts: u64,
    /// Entries that the payload withdraws. Held against the payload by whoever imports it.
    pub withdrawals: u64,
    /// Bytes of the payload.
    pub length: u64,
    /// SHA-256 of the payload.
    #[serde(with = "json::bytes")]
    pub sha256: [u8; 32],
    /// Version of the root whose keys sign it.
    pub root: u64,
}

/// Whether a bundle holds a list or changes of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Kind {
    /// The whole list.
    Snapshot,
    /// What changed since another bundle.
    Delta {
        /// SHA-256 of that bundle's manifest, as stored in its file.
        #[serde(with = "json::bytes")]
        previous: [u8; 32],
    },
}

impl Manifest {
    /// A manifest under the first root that counts no entries. [`write`](super::write()) fills in what it says of the
    /// payload's bytes.
    #[must_use]
    pub fn new(
        list: impl Into<String>,
        issuer: impl Into<String>,
        version: u64,
        kind: Kind,
        issued: Time,
        expires: Time,
    ) -> Self {
        Self {
            list: list.into(),
            issuer: issuer.into(),
            version,
            kind,
            issued,
            expires,
            puts: 0,
            withdrawals: 0,
            length: 0,
            sha256: [0; 32],
            root: 1,
        }
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        let manifest: Self = json::read(MANIFEST, bytes)?;
        manifest.check()?;
        Ok(manifest)
    }

    pub(super) fn text(&self) -> Result<Vec<u8>, BundleError> {
        self.check()?;
        json::text(MANIFEST, self)
    }

    fn check(&self) -> Result<(), BundleError> {
        json::require_name(&self.list, MANIFEST)?;
        json::require_name(&self.issuer, MANIFEST)?;
        json::require(self.version > 0, MANIFEST, "its version is 0")?;
        json::require(self.issued < self.expires, MANIFEST, "it expires before it is issued")
    }
}
