//! What can go wrong when an index is built, opened and verified.

use std::io;
use std::path::PathBuf;

use crate::Profile;

/// Why an index was not built or published. After a failed publication no file is left behind.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The builder's hashes are not as wide as those of the profile.
    #[error("profile {} has hashes of {expected} bits, this builder takes {found}", profile.name())]
    Width {
        /// The profile asked for.
        profile: Profile,
        /// Bits of the profile's hashes.
        expected: u32,
        /// Bits of the builder's hashes.
        found: u32,
    },
    /// More entries than a file can number.
    #[error(
        "{count} entries are too many for one index, which holds at most 4,294,967,295 and fewer with tables: make several"
    )]
    TooMany {
        /// Entries pushed.
        count: usize,
    },
    /// A file of hashes could not be taken in.
    #[error("the hashes in {} could not be read: whole hashes and nothing else are expected", path.display())]
    Hashes {
        /// The file.
        path: PathBuf,
        /// What the system said, or that the file ends within a hash.
        #[source]
        source: io::Error,
    },
    /// The bytes could not be written.
    #[error("the index could not be written")]
    Write {
        /// What the writer said.
        #[source]
        source: io::Error,
    },
    /// The file could not be put into its place.
    #[error("the index could not be published as {}", path.display())]
    Publish {
        /// Where it should have gone.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Why bytes are not an index that can be searched. The checks are made in the order of the variants.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file could not be read.
    #[error("the index {} could not be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Fewer bytes than a header.
    #[error("an index has at least {needed} bytes, found {found}: the file was cut or is none")]
    Short {
        /// Bytes that the header takes.
        needed: usize,
        /// Bytes given.
        found: usize,
    },
    /// The first bytes are not those of an index.
    #[error(
        "the file does not begin as an index does: expected {expected:02x?}, found {found:02x?}"
    )]
    Magic {
        /// What an index begins with.
        expected: [u8; 8],
        /// What was found.
        found: [u8; 8],
    },
    /// Another version of the format.
    #[error("the index has format version {found}, this library reads {expected}: build it again")]
    Version {
        /// The version that is read.
        expected: u32,
        /// The version found.
        found: u32,
    },
    /// Hashes of another width than asked for.
    #[error("the index holds hashes of {found} bits, expected {expected}")]
    Width {
        /// Bits asked for.
        expected: u32,
        /// Bits found.
        found: u32,
    },
    /// A profile that this library does not know.
    #[error(
        "the index holds hashes of the unknown profile {found:?}: it was made by another version"
    )]
    Profile {
        /// The name found.
        found: String,
    },
    /// A profile whose hashes have another width than the file states.
    #[error("the index states {found} bits, its profile {} has {expected}", profile.name())]
    ProfileWidth {
        /// The profile found.
        profile: Profile,
        /// Bits of the profile's hashes.
        expected: u32,
        /// Bits that the file states.
        found: u32,
    },
    /// The file is longer or shorter than it says.
    #[error(
        "the index says that it has {expected} bytes, found {found}: the file was cut or added to"
    )]
    Length {
        /// Bytes stated.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// Tables that no hash of this width can be cut for.
    #[error(
        "the index states {tables} tables with keys of {key_bits} bits, which cannot be: it is damaged"
    )]
    Plan {
        /// Tables stated.
        tables: u32,
        /// Bits of a key stated.
        key_bits: u32,
    },
    /// Something else than 0 or 1 for whether there are numbers of lists.
    #[error("the index states {found} for whether its entries have lists, expected 0 or 1")]
    Lists {
        /// The number found.
        found: u32,
    },
    /// Numbers of entries, hashes and repeated hashes that do not go together.
    #[error(
        "the index states {entries} entries of {rows} hashes, {repeats} of them repeated, in {tables} tables, which cannot be: it is damaged"
    )]
    Counts {
        /// Entries stated.
        entries: u64,
        /// Different hashes stated.
        rows: u32,
        /// Hashes of more than one entry stated.
        repeats: u32,
        /// Tables stated.
        tables: u32,
    },
    /// More sections than the header has room for, or than the file has bytes.
    #[error("the index states {found} sections, at most {allowed} can be")]
    Sections {
        /// Sections allowed.
        allowed: u32,
        /// Sections stated.
        found: u32,
    },
    /// A section does not begin where the one before it ends, or passes the end of the file.
    #[error("section {section} of the index should begin at byte {expected}, found {found}")]
    Offset {
        /// Place in the section table, counted from 0.
        section: usize,
        /// Where it has to begin.
        expected: u64,
        /// Where it is said to begin.
        found: u64,
    },
    /// A section's length is not a multiple of 64, or the sections do not fill the file.
    #[error("section {section} of the index has {found} bytes, which does not fit the file")]
    SectionLength {
        /// Place in the section table, counted from 0.
        section: usize,
        /// Its stated length in bytes.
        found: u64,
    },
    /// A section that must be understood and is not.
    #[error(
        "the index needs section kind {kind}, which this version does not know: use a newer one"
    )]
    UnknownSection {
        /// The kind found.
        kind: u32,
    },
    /// A section that every index has is not there, or is there twice.
    #[error("the index has {found} sections of kind {kind}, expected 1")]
    MissingSection {
        /// The kind looked for.
        kind: u32,
        /// How many there are.
        found: usize,
    },
    /// A section is not as long as the numbers in the header have it.
    #[error(
        "section kind {kind} of the index takes {expected} bytes by its header, found {found}: it is damaged"
    )]
    KindLength {
        /// The section's kind.
        kind: u32,
        /// Bytes that it must have.
        expected: u64,
        /// Bytes that it has.
        found: u64,
    },
    /// The header's checksum is wrong although each field by itself is possible.
    #[error(
        "the header of the index has checksum {found:016x}, expected {expected:016x}: it is damaged"
    )]
    HeaderChecksum {
        /// The checksum stated.
        expected: u64,
        /// The checksum of the bytes found.
        found: u64,
    },
}

/// What [`Index::verify`](crate::Index::verify) found damaged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The bytes of a section are not those that were written.
    #[error(
        "section {section} (kind {kind}) of the index has checksum {found:016x}, expected {expected:016x}: restore or rebuild the file"
    )]
    Checksum {
        /// Place in the section table, counted from 0.
        section: usize,
        /// The section's kind.
        kind: u32,
        /// The checksum stated.
        expected: u64,
        /// The checksum of the bytes found.
        found: u64,
    },
    /// Rows out of order, or one hash in two rows.
    #[error("row {row} of the index does not come after the one before it: rebuild the file")]
    Rows {
        /// The row, counted from 0.
        row: usize,
    },
    /// The rows of several entries do not account for all entries.
    #[error("the repeated hashes of the index do not account for its entries: rebuild the file")]
    Repeats,
    /// A table that does not belong to the rows.
    #[error(
        "bucket {bucket} of table {table} of the index does not fit its rows: rebuild the file"
    )]
    Table {
        /// The table, counted from 0.
        table: u32,
        /// The bucket, counted from 0.
        bucket: usize,
    },
}
