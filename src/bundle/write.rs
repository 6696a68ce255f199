//! The issuer's side: making bundles, signing them, looking into them.

use std::io::{self, Read, Seek, Write};

use sha2::{Digest, Sha256};

use super::envelope::{Envelope, What};
use super::verify::open_payload;
use super::{BundleError, KeyId, Manifest, Payload, Signer};

/// Writes a bundle: the manifest with the payload's length and SHA-256, signatures, and all of the payload, which is read
/// twice. Gives the SHA-256 of the manifest, which the next delta names as its previous.
///
/// # Errors
///
/// Fields outside their ranges, a signer given twice, a payload that changes meanwhile, or bytes that cannot be read or
/// written.
pub fn write(
    manifest: &Manifest,
    signers: &[&Signer],
    payload: &mut (impl Read + Seek),
    out: &mut impl Write,
) -> Result<[u8; 32], BundleError> {
    payload.rewind()?;
    let (length, sha256) = measure(payload)?;
    let manifest = Manifest { length, sha256, ..manifest.clone() };
    let mut envelope = Envelope::new(What::Bundle, &manifest.text()?)?;
    signers.iter().try_for_each(|signer| envelope.sign(signer))?;
    envelope.write_to(out)?;
    payload.rewind()?;
    io::copy(&mut Payload::new(payload, &manifest), out)?;
    Ok(envelope.digest())
}

fn measure(payload: &mut impl Read) -> io::Result<(u64, [u8; 32])> {
    let mut hasher = Hasher(Sha256::new());
    let length = io::copy(payload, &mut hasher)?;
    Ok((length, hasher.0.finalize().into()))
}

struct Hasher(Sha256);

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Copies a bundle with one more signature, that of a second keeper, who should have looked into it with [`inspect`]. A
/// manifest whose payload is not the one that it states is not signed.
///
/// # Errors
///
/// A file that is no bundle, or is damaged, or that this key signed already; bytes that cannot be read or written.
pub fn add_signature(
    bundle: &mut (impl Read + Seek),
    signer: &Signer,
    out: &mut impl Write,
) -> Result<(), BundleError> {
    let (mut envelope, rest) = Envelope::read(What::Bundle, bundle)?;
    let manifest = Manifest::read(envelope.document())?;
    let mut payload = open_payload(bundle, &envelope, &manifest, rest)?;
    envelope.sign(signer)?;
    envelope.write_to(out)?;
    io::copy(&mut payload, out)?;
    Ok(())
}

/// What a bundle claims: nobody's signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// What it says of itself.
    pub manifest: Manifest,
    /// SHA-256 of the manifest as stored, which the next delta names as its previous.
    pub digest: [u8; 32],
    /// The keys that are said to have signed it, in rising order.
    pub keys: Vec<KeyId>,
}

/// Reads what a bundle claims, to show it to somebody. Use [`verify`](super::verify()) to rely on it.
///
/// # Errors
///
/// A file that does not begin as a bundle does. What follows the signatures is not looked at.
pub fn inspect(bundle: &mut (impl Read + Seek)) -> Result<Claims, BundleError> {
    let (envelope, _) = Envelope::read(What::Bundle, bundle)?;
    let manifest = Manifest::read(envelope.document())?;
    Ok(Claims { manifest, digest: envelope.digest(), keys: envelope.signers().collect() })
}
