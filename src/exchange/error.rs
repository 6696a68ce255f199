//! Why a document as a whole cannot be read or written.

use std::io;

use super::ListFormat;

/// Why a document cannot be read on. Rows before the fault were handed over. The message never repeats the document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The source of the bytes failed.
    #[error("the document cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is not of this format, or ends in the middle.
    #[error("{line}:{column}: not a document of the format {format}: {reason}", format = format.name())]
    Malformed {
        /// The format it was read as.
        format: ListFormat,
        /// Line, counted from 1; 0 if it is not known.
        line: usize,
        /// Column, counted from 1; 0 if it is not known.
        column: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// It is of a version that is not read.
    #[error("version {found} of the format {format} is not read", format = format.name())]
    Version {
        /// The format it was read as.
        format: ListFormat,
        /// The version that it states.
        found: String,
    },
}

/// Why an entry or a document cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The bytes cannot be put where they should go.
    #[error("the document cannot be written: {0}")]
    Io(#[from] io::Error),
    /// Nobody else reads documents of this format, so none are written.
    #[error("the format {format} is read only", format = format.name())]
    ReadOnly {
        /// The format.
        format: ListFormat,
    },
    /// The format has no place for an entry or a withdrawal. Nothing of it was written, and others can follow.
    #[error("an entry cannot be written as {format}: {reason}", format = format.name())]
    Entry {
        /// The format.
        format: ListFormat,
        /// Why not.
        reason: &'static str,
    },
}
