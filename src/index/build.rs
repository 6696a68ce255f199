//! Hashes and ids → the bytes of an index.

use std::hash::Hasher;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use twox_hash::XxHash3_64;
use zerocopy::IntoBytes;
use zerocopy::little_endian::U64;

use super::format::{self, ALIGN, Kind};
use super::{Buffer, BuildError, Index, file};
use crate::hamming::{BLOCK, GROUP, Word};
use crate::{Hash, Profile};

/// Blocks whose words are gathered at a time.
const BLOCKS_AT_ONCE: usize = 64;

/// A [`Builder`] of hashes of 256 bits.
pub type Builder256 = Builder<4>;
/// A [`Builder`] of hashes of 64 bits.
pub type Builder64 = Builder<1>;

/// Collects hashes of `64 * W` bits with the caller's ids, and writes them as an index.
///
/// Entries are sorted by hash (as words, the lowest first), then id, so the order in which they are pushed leaves no
/// trace in the bytes. Nothing is merged: a hash or an id pushed twice is two entries. Memory is
/// `8 * W + 8` bytes an entry and two megabytes.
///
/// ```
/// use staydown::{Builder256, Hash, Hash256, Profile};
///
/// let mut builder = Builder256::new(Profile::Pdq)?;
/// builder.push(Hash256::ZERO, 7);
/// builder.push(Hash([1, 0, 0, 0]), 8);
/// let index = builder.into_index()?;
/// let hits = index.within(&Hash256::ZERO, 31);
/// assert_eq!(hits.iter().map(|hit| (hit.distance, hit.id)).collect::<Vec<_>>(), [(0, 7), (1, 8)]);
/// # Ok::<_, staydown::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Builder<const W: usize> {
    profile: Profile,
    entries: Vec<(Hash<W>, u64)>,
    sorted: bool,
}

impl<const W: usize> Builder<W> {
    /// A builder without entries.
    ///
    /// # Errors
    /// [`BuildError::Width`] if the profile's hashes do not have `64 * W` bits.
    pub fn new(profile: Profile) -> Result<Self, BuildError> {
        if profile.bits() != Hash::<W>::BITS {
            return Err(BuildError::Width {
                profile,
                expected: profile.bits(),
                found: Hash::<W>::BITS,
            });
        }
        Ok(Self { profile, entries: Vec::new(), sorted: true })
    }

    /// Adds an entry. Ids are the caller's; they need not be unique.
    pub fn push(&mut self, hash: Hash<W>, id: u64) {
        self.entries.push((hash, id));
        self.sorted = false;
    }

    /// Number of entries so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The index itself, in memory.
    ///
    /// # Errors
    /// [`BuildError::Write`] when there is no memory for it.
    pub fn into_index(mut self) -> Result<Index<W, Buffer>, BuildError> {
        let failed = |source| BuildError::Write { source };
        let length = format::file_length(self.len(), Hash::<W>::BITS)
            .and_then(|length| usize::try_from(length).ok())
            .ok_or_else(|| failed(io::ErrorKind::OutOfMemory.into()))?;
        let mut buffer = Buffer::zeroed(length).map_err(failed)?;
        self.write_to(&mut buffer.as_mut())?;
        Index::from_bytes(buffer).map_err(|error| failed(io::Error::other(error)))
    }

    /// Writes the index as a file that takes its place at once: beside it, synced, renamed, the folder synced.
    /// Only its owner may read the file.
    ///
    /// # Errors
    /// [`BuildError::Publish`]. If the folder's sync fails, the new file stands in its place but may not outlive a
    /// power cut; at any other failure the old file stands and nothing is left beside it.
    pub fn publish(&mut self, path: impl AsRef<Path>) -> Result<(), BuildError> {
        let path = path.as_ref();
        file::publish(path, |out| self.write_all(out))
            .map_err(|source| BuildError::Publish { path: path.to_owned(), source })
    }

    /// Writes the bytes of the index, the same for the same entries.
    ///
    /// # Errors
    /// [`BuildError::Write`] with what the writer said.
    pub fn write_to(&mut self, out: &mut impl Write) -> Result<(), BuildError> {
        self.write_all(out).map_err(|source| BuildError::Write { source })
    }

    fn write_all(&mut self, out: &mut impl Write) -> io::Result<()> {
        if !self.sorted {
            self.entries.par_sort_unstable();
            self.sorted = true;
        }
        let checksums = Kind::ALL.map(|kind| self.checksum(kind));
        let header = format::header(self.profile, self.len(), checksums)
            .ok_or(io::ErrorKind::FileTooLarge)?;
        out.write_all(&header)?;
        for kind in Kind::ALL {
            self.stream(kind, |bytes| out.write_all(bytes))?;
        }
        Ok(())
    }

    fn checksum(&self, kind: Kind) -> u64 {
        let mut hasher = XxHash3_64::new();
        let Ok(()) = self.stream(kind, |bytes| {
            hasher.write(bytes);
            Ok::<_, std::convert::Infallible>(())
        });
        hasher.finish()
    }

    /// Hands out the bytes of a section, some megabytes at a time.
    fn stream<E>(&self, kind: Kind, mut emit: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        for entries in self.entries.chunks(BLOCKS_AT_ONCE * BLOCK) {
            match kind {
                Kind::Front | Kind::Back => emit(words(entries, kind.words(W)).as_bytes())?,
                Kind::Ids => emit(ids(entries).as_bytes())?,
            }
        }
        Ok(())
    }
}

/// Some words of each hash, row after row, and zeros up to a whole group.
fn words<const W: usize>(entries: &[(Hash<W>, u64)], which: Range<usize>) -> Vec<Word> {
    let width = which.len();
    let mut words = vec![Word::ZERO; entries.len().next_multiple_of(GROUP) * width];
    let parts = words.par_chunks_mut((BLOCK * width).max(1));
    parts.zip(entries.par_chunks(BLOCK)).for_each(|(words, entries)| {
        for (row, (hash, _)) in words.chunks_exact_mut(width).zip(entries) {
            for (word, &value) in row.iter_mut().zip(&hash.0[which.clone()]) {
                word.set(value);
            }
        }
    });
    words
}

/// The ids, padded with zeros to whole lines.
fn ids<const W: usize>(entries: &[(Hash<W>, u64)]) -> Vec<U64> {
    let mut ids: Vec<U64> = entries.iter().map(|&(_, id)| id.into()).collect();
    ids.resize(ids.len().next_multiple_of(ALIGN / size_of::<U64>()), U64::ZERO);
    ids
}
