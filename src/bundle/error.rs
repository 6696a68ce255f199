//! Why a bundle, a root or a key file is refused.

use std::io;

use super::KeyId;
use crate::list::Time;

/// Why a bundle, a root or a key file is refused, or cannot be made. The state of trust is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The bytes cannot be read or written.
    #[error("the bytes cannot be read or written: {0}")]
    Io(#[source] io::Error),
    /// The operating system gave no random bytes for a new key.
    #[error("no random bytes for a key: {0}")]
    Random(#[from] getrandom::Error),
    /// The file does not begin as such a file does.
    #[error("not a {what} of staydown")]
    Magic {
        /// What it should be: `bundle` or `root`.
        what: &'static str,
    },
    /// The file is of a version that is not read.
    #[error("version {found} of the {what} is not read: use a newer staydown")]
    Version {
        /// What it is: `bundle` or `root`.
        what: &'static str,
        /// Its version.
        found: u32,
    },
    /// The file ends before it should.
    #[error("the file ends {missing} bytes early: fetch it again")]
    Truncated {
        /// Bytes that are missing at least.
        missing: u64,
    },
    /// The file goes on where it should end.
    #[error("{extra} bytes too many at the file's end: fetch it again")]
    Trailing {
        /// Bytes behind its end.
        extra: u64,
    },
    /// A part is not what `docs/BUNDLES.md` says.
    #[error("the {part} is malformed: {reason}")]
    Malformed {
        /// The part.
        part: &'static str,
        /// What is wrong.
        reason: &'static str,
    },

    /// A root names a key twice, to reach its threshold with fewer.
    #[error("the root names the key {key} twice")]
    DuplicateKey {
        /// The key.
        key: KeyId,
    },
    /// A key signed twice, to reach the threshold with fewer; or was asked to.
    #[error("there is more than one signature of the key {key}")]
    DuplicateSignature {
        /// The key.
        key: KeyId,
    },
    /// A signature of a trusted key does not fit: the signed part or the signature was changed.
    #[error("the signature of the key {key} does not fit what it signs")]
    Signature {
        /// The key.
        key: KeyId,
    },
    /// No signature is of a trusted key.
    #[error("signed by other keys than those of the trusted root")]
    WrongKey,
    /// Not enough trusted keys signed.
    #[error("{valid} trusted keys signed, {threshold} must")]
    TooFewSignatures {
        /// Trusted keys that signed.
        valid: usize,
        /// How many must.
        threshold: usize,
    },

    /// The trusted root's time is over, so nothing it vouches for can be applied.
    #[error("the trusted root expired at {expires}: apply its successor first")]
    RootExpired {
        /// When.
        expires: Time,
    },
    /// The bundle needs a root that is not yet trusted.
    #[error(
        "the bundle needs version {needed} of the root, {trusted} is trusted: apply the roots between first"
    )]
    RootNeeded {
        /// Version that it was signed under.
        needed: u64,
        /// Version that is trusted.
        trusted: u64,
    },
    /// A root between the trusted one and this one is missing.
    #[error("version {found} of the root cannot follow: {expected} comes next")]
    RootSkipped {
        /// Version that comes next.
        expected: u64,
        /// Version of this root.
        found: u64,
    },
    /// The root is not newer than the trusted one.
    #[error("version {found} of the root is not newer than the trusted one: {expected} comes next")]
    RootOlder {
        /// Version that comes next.
        expected: u64,
        /// Version of this root.
        found: u64,
    },
    /// Not enough keys of the root before signed the new one.
    #[error("{valid} keys of the root before signed the new one, {threshold} must")]
    RootNotSignedByOld {
        /// Keys of the root before that signed.
        valid: usize,
        /// How many must.
        threshold: usize,
    },
    /// Not enough of its own keys signed the root.
    #[error("{valid} of its own keys signed the root, {threshold} must")]
    RootNotSignedByNew {
        /// Its own keys that signed.
        valid: usize,
        /// How many must.
        threshold: usize,
    },

    /// The bundle or the root is of another issuer.
    #[error("issued by {found:?}, trusted is {trusted:?}")]
    Issuer {
        /// The trusted issuer.
        trusted: String,
        /// The issuer found.
        found: String,
    },
    /// The bundle is of a list that is not followed.
    #[error("the list {found:?} is not followed")]
    List {
        /// Its name.
        found: String,
    },
    /// The bundle's time is over: somebody may be holding newer ones back.
    #[error("the bundle expired at {expires}: fetch a newer one")]
    Expired {
        /// When.
        expires: Time,
    },
    /// A newer bundle was applied before.
    #[error("version {found} is older than version {applied}, which was applied")]
    Older {
        /// Version of the bundle.
        found: u64,
        /// Version applied last.
        applied: u64,
    },
    /// A bundle of the same version and other content was applied before.
    #[error("version {version} was applied with another manifest: ask the issuer which one holds")]
    SameVersion {
        /// The version of both.
        version: u64,
    },
    /// A delta does not build on what was applied last.
    #[error(
        "the delta does not build on what was applied last: fetch those between, or a snapshot"
    )]
    Base,
    /// The payload is not the one that was signed.
    #[error("the payload is not the one that was signed: fetch it again")]
    Payload,
}

/// A [`Payload`](super::Payload) reports its fault as an error of input, which becomes itself again here.
impl From<io::Error> for BundleError {
    fn from(error: io::Error) -> Self {
        error.downcast().unwrap_or_else(Self::Io)
    }
}
