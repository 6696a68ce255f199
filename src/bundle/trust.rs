//! What is remembered between bundles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BundleError, Kind, Manifest, Root, json};
use crate::list::Time;

const STATE: &str = "state of trust";

/// What an issuer is trusted with: its root, the lists that are followed, and what was applied of each. It is stored
/// together with what a bundle changed, so that neither is ever there without the other. There is one for each issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustState {
    root: Root,
    lists: BTreeMap<String, Option<Applied>>,
}

/// The bundle that was applied last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applied {
    /// Its version.
    pub version: u64,
    /// SHA-256 of its manifest as stored in its file: what a delta names as its previous.
    #[serde(with = "json::bytes")]
    pub manifest: [u8; 32],
}

/// Whether a bundle says something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is to be applied.
    New,
    /// It is the one that was applied last; there is nothing to do.
    AlreadyApplied,
}

impl TrustState {
    /// Trust in this root, which came on a way that is trusted, for lists of these names.
    ///
    /// # Errors
    ///
    /// As [`Root::from_file`], and names that are empty, longer than 200 bytes or hold control characters.
    pub fn new(
        root_file: &[u8],
        lists: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, BundleError> {
        let lists = lists.into_iter().map(|name| (name.into(), None)).collect();
        let state = Self { root: Root::from_file(root_file)?, lists };
        state.check()?;
        Ok(state)
    }

    /// Reads what [`Self::to_json`] made.
    ///
    /// # Errors
    ///
    /// Anything else.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BundleError> {
        let state: Self = json::read(STATE, bytes)?;
        state.check()?;
        Ok(state)
    }

    /// Its form as JSON, the same for the same state.
    ///
    /// # Errors
    ///
    /// None that this version knows of.
    pub fn to_json(&self) -> Result<Vec<u8>, BundleError> {
        json::text(STATE, self)
    }

    /// The same with one more list followed. One that is followed already stays as it is.
    ///
    /// # Errors
    ///
    /// A name that is empty, longer than 200 bytes or holds control characters.
    pub fn following(&self, list: impl Into<String>) -> Result<Self, BundleError> {
        let mut next = self.clone();
        next.lists.entry(list.into()).or_default();
        next.check()?;
        Ok(next)
    }

    /// The same under the last of these roots, which follow the trusted one in order and without a gap. Each must be
    /// signed by enough keys of the root before it and by enough of its own.
    ///
    /// # Errors
    ///
    /// A root that may not follow, and a last one whose time is over at `now`; those before it may have expired.
    pub fn rotated(&self, files: &[impl AsRef<[u8]>], now: Time) -> Result<Self, BundleError> {
        let mut next = self.clone();
        for file in files {
            next.root = next.root.successor(file.as_ref())?;
        }
        next.root.require_valid_at(now)?;
        Ok(next)
    }

    /// The trusted root.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// The names of the lists that are followed, in their order.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    /// What was applied last of a list, if anything was.
    #[must_use]
    pub fn applied(&self, list: &str) -> Option<Applied> {
        self.lists.get(list).copied().flatten()
    }

    /// Whether a bundle whose signatures hold may be applied. The order of the checks stands in `docs/BUNDLES.md`.
    pub(super) fn admit(
        &self,
        manifest: &Manifest,
        digest: [u8; 32],
        now: Time,
    ) -> Result<Standing, BundleError> {
        self.root.require_issuer(&manifest.issuer)?;
        let Some(applied) = self.lists.get(&manifest.list) else {
            return Err(BundleError::List { found: manifest.list.clone() });
        };
        let (needed, trusted) = (manifest.root, self.root.version);
        if needed > trusted {
            return Err(BundleError::RootNeeded { needed, trusted });
        }
        if now >= manifest.expires {
            return Err(BundleError::Expired { expires: manifest.expires });
        }
        follow(applied.as_ref(), manifest, digest)
    }

    /// The state once this bundle is applied.
    pub(super) fn after(&self, manifest: &Manifest, digest: [u8; 32]) -> Self {
        let mut next = self.clone();
        let applied = Applied { version: manifest.version, manifest: digest };
        next.lists.insert(manifest.list.clone(), Some(applied));
        next
    }

    fn check(&self) -> Result<(), BundleError> {
        self.root.check()?;
        self.lists.keys().try_for_each(|name| json::require_name(name, STATE))
    }
}

/// Whether a bundle may follow the one applied last.
fn follow(
    applied: Option<&Applied>,
    manifest: &Manifest,
    digest: [u8; 32],
) -> Result<Standing, BundleError> {
    let version = manifest.version;
    match applied {
        Some(last) if version < last.version => {
            return Err(BundleError::Older { found: version, applied: last.version });
        }
        Some(last) if version == last.version && digest != last.manifest => {
            return Err(BundleError::SameVersion { version });
        }
        Some(last) if version == last.version => return Ok(Standing::AlreadyApplied),
        _ => {}
    }
    match manifest.kind {
        Kind::Delta { previous } if applied.is_none_or(|last| last.manifest != previous) => {
            Err(BundleError::Base)
        }
        Kind::Delta { .. } | Kind::Snapshot => Ok(Standing::New),
    }
}
