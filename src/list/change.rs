//! What a document of a source says, one change after the other.

use super::{Entry, ParseTimeError, Time};
use crate::fingerprint::ParseHashError;

/// One record of a document.
#[derive(Debug)]
pub struct Row {
    /// Where it begins: its line in formats of lines, else its number among the records, counted from 1.
    pub at: u64,
    /// What it says, or why it cannot be used.
    pub change: Result<Change, Fault>,
}

/// What a record asks for.
#[derive(Debug, PartialEq)]
pub enum Change {
    /// The source now says this of the entry with this key, and nothing else.
    Put(Box<Entry>),
    /// The source took the entry back.
    Withdraw {
        /// The entry's key. May be a hash.
        key: String,
        /// Why.
        reason: Option<String>,
        /// When.
        at: Option<Time>,
    },
}

/// What a document says of itself as a whole, known when it was read to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// How far the source has been read, for the next request.
    pub checkpoint: Option<String>,
    /// Whether more pages follow.
    pub more: bool,
}

/// Why a record cannot be used. The message never repeats the record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A field that must be there is not.
    #[error("the field {field} is missing")]
    Missing {
        /// Its name in the format.
        field: &'static str,
    },
    /// A field does not hold what it should.
    #[error("the field {field} is not {expected}")]
    Field {
        /// Its name in the format.
        field: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// A perceptual hash cannot be read.
    #[error("the hash cannot be used: {0}")]
    Hash(#[from] ParseHashError),
    /// A digest has the wrong length or is not hexadecimal.
    #[error("the {name} is not {digits} hexadecimal digits")]
    Digest {
        /// Which one.
        name: &'static str,
        /// Digits that it should have.
        digits: usize,
    },
    /// A time cannot be read.
    #[error("the field {field} is {error}")]
    Time {
        /// Its name in the format.
        field: &'static str,
        /// Why not.
        error: ParseTimeError,
    },
    /// The record is not written as the format has it.
    #[error("the record is malformed: {0}")]
    Malformed(&'static str),
    /// There is nothing in it that a picture could be recognised by.
    #[error("the record holds no fingerprint")]
    NoPrint,
    /// A kind of fingerprint that the format allows and that is not of pictures or files.
    #[error("fingerprints of the kind {kind} are not of pictures")]
    Kind {
        /// The kind.
        kind: String,
    },
    /// The record is longer than any record should be.
    #[error("the record is longer than {limit} bytes")]
    Long {
        /// Bytes allowed.
        limit: usize,
    },
}
