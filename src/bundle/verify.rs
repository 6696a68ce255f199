//! Whether a bundle may be applied.

use std::io::{Read, Seek};

use super::envelope::{Envelope, What};
use super::{BundleError, Manifest, Payload, Standing, TrustState};
use crate::list::Time;

/// A bundle that may be applied.
#[derive(Debug)]
pub struct Verified<R> {
    /// What it says of itself. It is to be applied to the list of that name and to no other.
    pub manifest: Manifest,
    /// Whether there is anything to do.
    pub standing: Standing,
    /// The list or its changes.
    pub payload: Payload<R>,
    /// The state to be stored in one transaction with what the payload changes.
    pub next: TrustState,
}

/// Holds a bundle against what is trusted. It reads the whole file once, from the reader's
/// first byte to its last, and changes nothing.
///
/// # Errors
///
/// Each reason not to apply it is a variant of [`BundleError`]; the first found is given, in the order that
/// `docs/BUNDLES.md` states.
pub fn verify<R: Read + Seek>(
    mut reader: R,
    state: &TrustState,
    now: Time,
) -> Result<Verified<R>, BundleError> {
    let (envelope, rest) = Envelope::read(What::Bundle, &mut reader)?;
    state.root().require_signatures(&envelope)?;
    state.root().require_valid_at(now)?;
    let manifest = Manifest::read(envelope.document())?;
    let digest = envelope.digest();
    let standing = state.admit(&manifest, digest, now)?;
    let payload = open_payload(reader, &envelope, &manifest, rest)?;
    let next = state.after(&manifest, digest);
    Ok(Verified { manifest, standing, payload, next })
}

/// The payload behind the envelope, where so many bytes lie.
pub(super) fn open_payload<R: Read + Seek>(
    reader: R,
    envelope: &Envelope,
    manifest: &Manifest,
    rest: u64,
) -> Result<Payload<R>, BundleError> {
    let length = manifest.length;
    if rest < length {
        return Err(BundleError::Truncated { missing: length - rest });
    }
    if rest > length {
        return Err(BundleError::Trailing { extra: rest - length });
    }
    Payload::checked(reader, envelope.length(), manifest)
}
