//! Sections that are the caller's own.

use super::ALIGN;

/// Kinds from here on are the caller's.
pub(in crate::index) const FIRST: u32 = 1 << 16;

/// What a caller puts beside the index: 8 bytes with its length, itself, and zeros.
#[derive(Clone)]
pub(in crate::index) struct Attachment {
    pub(in crate::index) kind: u32,
    bytes: Vec<u8>,
    length: [u8; 8],
}

impl Attachment {
    pub(in crate::index) fn new(kind: u32, bytes: Vec<u8>) -> Self {
        Self { kind, length: (bytes.len() as u64).to_le_bytes(), bytes }
    }

    /// The length of its section.
    pub(in crate::index) fn length(&self) -> u64 {
        (size_of::<u64>() + self.bytes.len()).next_multiple_of(ALIGN) as u64
    }

    /// The parts of its section.
    pub(in crate::index) fn parts(&self) -> [&[u8]; 3] {
        let zeros = &[0; ALIGN][..self.length() as usize - size_of::<u64>() - self.bytes.len()];
        [&self.length, &self.bytes, zeros]
    }

    /// What such a section holds; `None` if its length is not possible.
    pub(in crate::index) fn of(section: &[u8]) -> Option<&[u8]> {
        let (length, rest) = section.split_first_chunk()?;
        rest.get(..usize::try_from(u64::from_le_bytes(*length)).ok()?)
    }
}
