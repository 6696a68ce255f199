//! Keys: who signs, and how keys are kept in files.

use std::{fmt, io};

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::{BundleError, json};

/// The name of a key: SHA-256 of the public key's 32 bytes. Its text is base64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(#[serde(with = "json::bytes")] pub(super) [u8; 32]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&json::bytes::text(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// A public key of Ed25519 (RFC 8032). Its text is that of its file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: KeyId,
}

impl PublicKey {
    /// The key of these bytes.
    ///
    /// # Errors
    ///
    /// Bytes that are no point of the curve, or not its one spelling, or a point of small order, for which signatures
    /// can be made without a secret.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, BundleError> {
        let key = VerifyingKey::from_bytes(bytes).ok();
        let sound =
            |key: &VerifyingKey| !key.is_weak() && key.to_edwards().compress().as_bytes() == bytes;
        match key.filter(sound) {
            Some(key) => Ok(Self { key, id: KeyId(Sha256::digest(bytes).into()) }),
            None => Err(BundleError::Malformed { part: "public key", reason: "no key of Ed25519" }),
        }
    }

    /// Reads a file that holds a public key.
    ///
    /// # Errors
    ///
    /// Anything but such a file, and one of a secret key.
    pub fn from_file(bytes: &[u8]) -> Result<Self, BundleError> {
        let file = KeyFile::read(bytes, KeyKind::Public)?;
        let key = Self::from_bytes(&file.bytes)?;
        file.require_id(key.id)?;
        Ok(key)
    }

    /// Its 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = KeyFile { kind: KeyKind::Public, id: self.id, bytes: *self.as_bytes() };
        let text = serde_json::to_string(&file).map_err(|_| fmt::Error)?;
        writeln!(f, "{text}")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.id).finish()
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json::bytes::serialize(self.as_bytes(), serializer)
    }
}

impl<'d> Deserialize<'d> for PublicKey {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_bytes(&json::bytes::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A secret key. Its `Debug` output shows nothing of it, and its memory is overwritten when it is dropped.
pub struct Signer(SigningKey);

impl Signer {
    /// A new key from the operating system's random bytes.
    ///
    /// # Errors
    ///
    /// When the system has none.
    pub fn generate() -> Result<Self, BundleError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut())?;
        Ok(Self::from_bytes(&bytes))
    }

    /// The key of these secret bytes, which the caller wipes.
    #[must_use]
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// Reads a file that holds a secret key. The caller wipes the bytes.
    ///
    /// # Errors
    ///
    /// Anything but such a file, and one of a public key.
    pub fn from_file(bytes: &[u8]) -> Result<Self, BundleError> {
        let file = KeyFile::read(bytes, KeyKind::Secret)?;
        let signer = Self::from_bytes(&file.bytes);
        file.require_id(signer.public_key().id())?;
        Ok(signer)
    }

    /// Writes the file that [`Self::from_file`] reads. It holds the secret as it is: only its owner may read it.
    ///
    /// # Errors
    ///
    /// When the bytes cannot be put where they should go.
    pub fn write_file(&self, out: &mut impl io::Write) -> io::Result<()> {
        let id = self.public_key().id();
        let file = KeyFile { kind: KeyKind::Secret, id, bytes: *self.0.as_bytes() };
        serde_json::to_writer(&mut *out, &file)?;
        out.write_all(b"\n")
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        let key = self.0.verifying_key();
        PublicKey { key, id: KeyId(Sha256::digest(key.as_bytes()).into()) }
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    kind: KeyKind,
    id: KeyId,
    #[serde(with = "json::bytes")]
    bytes: [u8; 32],
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum KeyKind {
    #[serde(rename = "staydown public key")]
    Public,
    #[serde(rename = "staydown secret key")]
    Secret,
}

const KEY_FILE: &str = "key file";

impl KeyFile {
    fn read(bytes: &[u8], kind: KeyKind) -> Result<Self, BundleError> {
        let file: Self = json::read(KEY_FILE, bytes)?;
        let reason = match kind {
            KeyKind::Public => "it holds no public key",
            KeyKind::Secret => "it holds no secret key",
        };
        json::require(file.kind == kind, KEY_FILE, reason)?;
        Ok(file)
    }

    fn require_id(&self, id: KeyId) -> Result<(), BundleError> {
        json::require(self.id == id, KEY_FILE, "the id is not that of the key")
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}
