//! Whose signatures count, and how that changes.

use std::collections::BTreeSet;
use std::io::Cursor;

use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, What};
use super::{BundleError, PublicKey, Signer, json};
use crate::list::Time;

const ROOT: &str = What::Root.name();
/// Keys that a root names at most.
const MAX_KEYS: usize = 64;

/// Whose signatures count: some number of some keys, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// Whose lists these keys sign, at most 200 bytes. All roots of a chain have the same issuer.
    pub issuer: String,
    /// Its version, from 1. The next root has the next version.
    pub version: u64,
    /// How many of the keys must sign, from 1 to their number.
    pub threshold: usize,
    /// The keys, 1 to 64, no two the same.
    pub keys: Vec<PublicKey>,
    /// From when on nothing that it vouches for is applied.
    #[serde(with = "json::time")]
    pub expires: Time,
}

impl Root {
    /// Its file, with these signatures.
    ///
    /// # Errors
    ///
    /// Fields outside their ranges, a key named twice, or a signer given twice.
    pub fn sign(&self, signers: &[&Signer]) -> Result<Vec<u8>, BundleError> {
        self.check()?;
        let envelope = Envelope::new(What::Root, &json::text(ROOT, self)?)?;
        with_signatures(envelope, signers)
    }

    /// The file with one more signature, such as that of a key of the root before.
    ///
    /// # Errors
    ///
    /// Bytes that are no such file, or one that this key signed already.
    pub fn add_signature(file: &[u8], signer: &Signer) -> Result<Vec<u8>, BundleError> {
        with_signatures(SignedRoot::read(file)?.envelope, &[signer])
    }

    /// Reads a root's file that enough of its own keys signed. Whether to trust it is another question: compare its keys
    /// with what the issuer says on another way.
    ///
    /// # Errors
    ///
    /// Bytes that are no such file, fields outside their ranges, a key named twice, or too few signatures.
    pub fn from_file(file: &[u8]) -> Result<Self, BundleError> {
        let signed = SignedRoot::read(file)?;
        signed.require_own_signatures()?;
        Ok(signed.root)
    }

    /// The root that this file makes of the trusted one.
    pub(super) fn successor(&self, file: &[u8]) -> Result<Self, BundleError> {
        let next = SignedRoot::read(file)?;
        next.require_own_signatures()?;
        self.require_issuer(&next.root.issuer)?;
        self.require_next(next.root.version)?;
        let (valid, threshold) = (next.envelope.count_signed_by(&self.keys)?, self.threshold);
        match valid >= threshold {
            true => Ok(next.root),
            false => Err(BundleError::RootNotSignedByOld { valid, threshold }),
        }
    }

    /// What a trusted root must fulfil, whoever signed it.
    pub(super) fn check(&self) -> Result<(), BundleError> {
        json::require_name(&self.issuer, ROOT)?;
        json::require(self.version > 0, ROOT, "its version is 0")?;
        json::require(self.keys.len() <= MAX_KEYS, ROOT, "it names more than 64 keys")?;
        let mut seen = BTreeSet::new();
        if let Some(key) = self.keys.iter().find(|key| !seen.insert(key.id())) {
            return Err(BundleError::DuplicateKey { key: key.id() });
        }
        let reachable = (1..=self.keys.len()).contains(&self.threshold);
        json::require(reachable, ROOT, "its threshold is not from 1 to the number of its keys")
    }

    pub(super) fn require_issuer(&self, found: &str) -> Result<(), BundleError> {
        if found == self.issuer {
            return Ok(());
        }
        Err(BundleError::Issuer { trusted: self.issuer.clone(), found: found.to_owned() })
    }

    pub(super) fn require_valid_at(&self, now: Time) -> Result<(), BundleError> {
        match now < self.expires {
            true => Ok(()),
            false => Err(BundleError::RootExpired { expires: self.expires }),
        }
    }

    /// Enough of the keys must have signed.
    pub(super) fn require_signatures(&self, envelope: &Envelope) -> Result<(), BundleError> {
        let (valid, threshold) = (envelope.count_signed_by(&self.keys)?, self.threshold);
        match valid {
            _ if valid >= threshold => Ok(()),
            0 if !envelope.is_unsigned() => Err(BundleError::WrongKey),
            _ => Err(BundleError::TooFewSignatures { valid, threshold }),
        }
    }

    fn require_next(&self, found: u64) -> Result<(), BundleError> {
        let expected = self.version.saturating_add(1);
        match found {
            _ if found > expected => Err(BundleError::RootSkipped { expected, found }),
            _ if found <= self.version => Err(BundleError::RootOlder { expected, found }),
            _ => Ok(()),
        }
    }
}

fn with_signatures(mut envelope: Envelope, signers: &[&Signer]) -> Result<Vec<u8>, BundleError> {
    signers.iter().try_for_each(|signer| envelope.sign(signer))?;
    let mut file = Vec::new();
    envelope.write_to(&mut file)?;
    Ok(file)
}

/// A root as its file has it.
struct SignedRoot {
    root: Root,
    envelope: Envelope,
}

impl SignedRoot {
    fn read(file: &[u8]) -> Result<Self, BundleError> {
        let (envelope, extra) = Envelope::read(What::Root, &mut Cursor::new(file))?;
        if extra > 0 {
            return Err(BundleError::Trailing { extra });
        }
        let root: Root = json::read(ROOT, envelope.document())?;
        root.check()?;
        Ok(Self { root, envelope })
    }

    fn require_own_signatures(&self) -> Result<(), BundleError> {
        let (keys, threshold) = (&self.root.keys, self.root.threshold);
        let valid = self.envelope.count_signed_by(keys)?;
        match valid >= threshold {
            true => Ok(()),
            false => Err(BundleError::RootNotSignedByNew { valid, threshold }),
        }
    }
}
