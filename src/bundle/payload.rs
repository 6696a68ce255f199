//! The list in a bundle, as a reader.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

use super::{BundleError, Manifest};

/// The payload of a bundle that was verified. It is checked once more as it is read: if the file was changed meanwhile,
/// the read that would reach its end fails, and what was imported from it must be undone.
pub struct Payload<R> {
    reader: R,
    left: u64,
    hasher: Sha256,
    sha256: [u8; 32],
}

impl<R: Read + Seek> Payload<R> {
    /// The payload that begins there, read once to see that it is the one that the manifest states.
    pub(super) fn checked(
        mut reader: R,
        begin: u64,
        manifest: &Manifest,
    ) -> Result<Self, BundleError> {
        reader.seek(SeekFrom::Start(begin))?;
        let mut payload = Payload::new(&mut reader, manifest);
        io::copy(&mut payload, &mut io::sink())?;
        reader.seek(SeekFrom::Start(begin))?;
        Ok(Payload::new(reader, manifest))
    }
}

impl<R> Payload<R> {
    /// The payload that begins where the reader is, not yet checked.
    pub(super) fn new(reader: R, manifest: &Manifest) -> Self {
        let Manifest { length, sha256, .. } = *manifest;
        Self { reader, left: length, hasher: Sha256::new(), sha256 }
    }

    fn is_as_signed(&self) -> bool {
        self.hasher.clone().finalize()[..] == self.sha256
    }
}

impl<R: Read> Read for Payload<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let buffer = &mut buffer[..room];
        let count = self.reader.read(buffer)?;
        if count == 0 && room > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.hasher.update(&buffer[..count]);
        self.left -= count as u64;
        match self.left == 0 && !self.is_as_signed() {
            true => Err(io::Error::other(BundleError::Payload)),
            false => Ok(count),
        }
    }
}

impl<R> fmt::Debug for Payload<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload").field("left", &self.left).finish_non_exhaustive()
    }
}
