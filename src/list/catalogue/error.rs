//! Why something cannot be done with a catalogue.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why something cannot be done with a catalogue. No message holds a hash or a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// No new one can be made there.
    #[error("{path}: no catalogue can be made: {source}", path = path.display())]
    Create {
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is none that can be opened.
    #[error("{path}: the catalogue cannot be opened: {source}", path = path.display())]
    Open {
        /// Where.
        path: PathBuf,
        /// Why not.
        source: rusqlite::Error,
    },
    /// The file is a database, and not a catalogue.
    #[error("{path}: not a catalogue of staydown", path = path.display())]
    Foreign {
        /// Where.
        path: PathBuf,
    },
    /// It was written by a later version.
    #[error("{path}: version {found} of the catalogue is newer than {known}: update staydown", path = path.display())]
    Newer {
        /// Where.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version that is known.
        known: u32,
    },
    /// It is of an older version and was opened to be read only.
    #[error("{path}: version {found} of the catalogue is older than {known}: open it for writing once", path = path.display())]
    Older {
        /// Where.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The version needed.
        known: u32,
    },
    /// There is no list of that name.
    #[error("there is no list {name:?}: see `staydown list show`")]
    NoList {
        /// The name given.
        name: String,
    },
    /// There is a list of that name already, or there are 65,535.
    #[error("the list {name:?} cannot be created: the name is taken or there is no number left")]
    ListExists {
        /// The name given.
        name: String,
    },
    /// The list has no entry of that key.
    #[error("the list {list:?} has no such entry")]
    NoEntry {
        /// The list.
        list: String,
    },
    /// The entry was compacted: nothing of it is left that could count again.
    #[error("the entry of the list {list:?} was compacted: import it again")]
    Compacted {
        /// The list.
        list: String,
    },
    /// The entry does not stand for that case.
    #[error("the entry of the list {list:?} does not stand for that case")]
    NoCase {
        /// The list.
        list: String,
    },
    /// A write failed before, and what the disk holds is not known: open the catalogue anew and verify its audit.
    #[error("an earlier write failed: open the catalogue anew, and verify its audit")]
    Broken,
    /// Other processes read or write, so that it cannot be done now.
    #[error("the catalogue is in use by others: {what} was not done; try again")]
    Busy {
        /// What was to be done.
        what: &'static str,
    },
    /// The database failed.
    #[error("the catalogue cannot {what}: {source}")]
    Sql {
        /// What was to be done.
        what: &'static str,
        /// Why not.
        source: rusqlite::Error,
    },
}

/// What a commit is for, in errors.
pub(super) const COMMIT: &str = "commit, or move its log into its file";

impl CatalogueError {
    /// For `map_err`.
    pub(super) fn sql(what: &'static str) -> impl Fn(rusqlite::Error) -> Self {
        move |source| match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { what },
            _ => Self::Sql { what, source },
        }
    }

    /// Whether what the disk holds is not known after it.
    pub(super) fn leaves_doubt(&self) -> bool {
        let Self::Sql { what, source } = self else { return false };
        match source.sqlite_error_code() {
            Some(
                ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase,
            ) => true,
            // What fails after a commit, as moving the log does, comes as an error without a name.
            Some(ErrorCode::Unknown) => *what == COMMIT,
            _ => false,
        }
    }
}
