//! The file's frame: a document and the signatures under it. The only place that knows an offset; see
//! `docs/BUNDLES.md`.

use std::io::{Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

use super::{BundleError, KeyId, PublicKey, Signer, json};

const VERSION: u32 = 1;
const HEADER: usize = 16;
const SIGNATURE: usize = 32 + 64;
/// Bytes that a document takes at most.
const MAX_DOCUMENT: usize = 64 * 1024;
const TOO_LONG: &str = "its document is longer than 64 KiB";
/// Signatures at most: of all keys of a root and of the root before.
const MAX_SIGNATURES: usize = 128;

/// What the document is. The first bytes of the file say it, and are signed with the document, so that no signature of
/// one kind is one of the other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Bundle,
    Root,
}

impl What {
    const fn magic(self) -> [u8; 8] {
        match self {
            Self::Bundle => *b"\x89SDB\r\n\x1a\n",
            Self::Root => *b"\x89SDR\r\n\x1a\n",
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::Root => "root",
        }
    }
}

/// A document as it stands in its file, with the signatures under it.
pub(super) struct Envelope {
    /// The header and the document: what is signed.
    signed: Vec<u8>,
    /// In rising order of their keys, of each key one.
    signatures: Vec<(KeyId, [u8; 64])>,
}

impl Envelope {
    pub(super) fn new(what: What, document: &[u8]) -> Result<Self, BundleError> {
        json::require(document.len() <= MAX_DOCUMENT, what.name(), TOO_LONG)?;
        let mut signed = what.magic().to_vec();
        signed.extend(VERSION.to_le_bytes());
        signed.extend((document.len() as u32).to_le_bytes());
        signed.extend(document);
        Ok(Self { signed, signatures: Vec::new() })
    }

    /// Reads the frame, and gives the number of bytes that follow it.
    pub(super) fn read(
        what: What,
        reader: &mut (impl Read + Seek),
    ) -> Result<(Self, u64), BundleError> {
        let left = reader.seek(SeekFrom::End(0))?;
        reader.rewind()?;
        let mut input = Input { reader, left };
        if input.array()? != what.magic() {
            return Err(BundleError::Magic { what: what.name() });
        }
        let found = input.number()?;
        if found != VERSION {
            return Err(BundleError::Version { what: what.name(), found });
        }
        let length = input.number()? as usize;
        json::require(length <= MAX_DOCUMENT, what.name(), TOO_LONG)?;
        let mut envelope = Self::new(what, &input.bytes(length)?)?;

        let count = input.number()? as usize;
        json::require(count <= MAX_SIGNATURES, what.name(), "it has more than 128 signatures")?;
        for _ in 0..count {
            envelope.push(KeyId(input.array()?), input.array()?)?;
        }
        Ok((envelope, input.left))
    }

    /// Keeps the order that [`Self::signatures`] promises, or fails.
    fn push(&mut self, key: KeyId, signature: [u8; 64]) -> Result<(), BundleError> {
        let last = self.signatures.last().map(|&(key, _)| key);
        if last == Some(key) {
            return Err(BundleError::DuplicateSignature { key });
        }
        json::require(last < Some(key), "signatures", "they are not in the order of their keys")?;
        self.signatures.push((key, signature));
        Ok(())
    }

    /// Adds a signature.
    pub(super) fn sign(&mut self, signer: &Signer) -> Result<(), BundleError> {
        let full = self.signatures.len() >= MAX_SIGNATURES;
        json::require(!full, "signatures", "there are 128 already")?;
        let key = signer.public_key().id();
        match self.signatures.binary_search_by_key(&key, |&(key, _)| key) {
            Ok(_) => Err(BundleError::DuplicateSignature { key }),
            Err(place) => {
                self.signatures.insert(place, (key, signer.sign(&self.signed)));
                Ok(())
            }
        }
    }

    /// How many of these keys signed. Signatures of other keys are passed over.
    ///
    /// # Errors
    ///
    /// A signature of one of these keys that does not fit.
    pub(super) fn count_signed_by(&self, keys: &[PublicKey]) -> Result<usize, BundleError> {
        let mut valid = 0;
        for (id, signature) in &self.signatures {
            if let Some(key) = keys.iter().find(|key| key.id() == *id) {
                if !key.has_signed(&self.signed, signature) {
                    return Err(BundleError::Signature { key: *id });
                }
                valid += 1;
            }
        }
        Ok(valid)
    }

    pub(super) fn is_unsigned(&self) -> bool {
        self.signatures.is_empty()
    }

    pub(super) fn signers(&self) -> impl Iterator<Item = KeyId> {
        self.signatures.iter().map(|&(key, _)| key)
    }

    pub(super) fn document(&self) -> &[u8] {
        self.signed.get(HEADER..).unwrap_or_default()
    }

    /// SHA-256 of the document.
    pub(super) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.document()).into()
    }

    /// Bytes that it takes in the file.
    pub(super) fn length(&self) -> u64 {
        (self.signed.len() + 4 + self.signatures.len() * SIGNATURE) as u64
    }

    pub(super) fn write_to(&self, out: &mut impl Write) -> Result<(), BundleError> {
        out.write_all(&self.signed)?;
        out.write_all(&(self.signatures.len() as u32).to_le_bytes())?;
        for (key, signature) in &self.signatures {
            out.write_all(&key.0)?;
            out.write_all(signature)?;
        }
        Ok(())
    }
}

/// A reader and how many bytes it has left: nothing is allocated that the file does not hold.
struct Input<'r, R> {
    reader: &'r mut R,
    left: u64,
}

impl<R: Read> Input<'_, R> {
    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, BundleError> {
        self.spend(count)?;
        let mut bytes = vec![0; count];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BundleError> {
        self.spend(N)?;
        let mut bytes = [0; N];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn number(&mut self) -> Result<u32, BundleError> {
        self.array().map(u32::from_le_bytes)
    }

    fn spend(&mut self, count: usize) -> Result<(), BundleError> {
        let count = count as u64;
        let missing = count.saturating_sub(self.left);
        self.left = self.left.saturating_sub(count);
        match missing {
            0 => Ok(()),
            _ => Err(BundleError::Truncated { missing }),
        }
    }
}
