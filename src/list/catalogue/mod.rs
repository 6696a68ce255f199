//! The store of the lists: SQLite, one writer, many readers, every change on record.

mod allowed;
mod audit;
mod compact;
mod error;
mod import;
mod keep;
mod lists;
mod read;
mod row;
mod schema;
mod summary;
mod tree;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use audit::{AuditError, AuditReport, Checkpoint, Event};
pub use compact::Compaction;
pub use error::CatalogueError;
pub use import::{Guard, Import};
pub(crate) use read::Changed;
pub use read::Listed;
pub use summary::{Aside, ImportError, Summary};
pub use write::By;

/// Lists and their entries, in one file that survives whatever happens to the process or the machine.
///
/// What was acknowledged, that is, what a method returned [`Ok`] for, is on disk. One process writes at a time, another
/// waits for it; any number may read meanwhile. Every change raises the generation and stands in the audit.
///
/// ```
/// use staydown::{By, Catalogue, Change, Entry, Import, List, Print, Profile, Row};
/// use std::ops::ControlFlow;
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("catalogue.db");
/// let by = By::new("keeper", "opening of the list");
/// let mut catalogue = Catalogue::create(&path)?;
/// catalogue.create_list(&List::new("ncii", "Support centre"), &by)?;
///
/// let mut entry = Entry::new("case-7/1");
/// let hash = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22".parse()?;
/// entry.prints.push(Print::Wide { profile: Profile::Pdq, hash, quality: None });
/// catalogue.put("ncii", entry, &by)?;
///
/// catalogue.withdraw("ncii", "case-7/1", None, &By::new("keeper", "asked for by the victim"))?;
/// let listed = catalogue.find("ncii", "case-7/1")?.expect("it is still on record");
/// assert_eq!(listed.entry.state.status.name(), "withdrawn");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Catalogue {
    connection: Connection,
    path: PathBuf,
    secret: [u8; 32],
    name: [u8; 16],
    /// Whether a write failed in a way after which nothing that this connection says can be relied on.
    broken: bool,
}

impl Catalogue {
    /// Makes a new one. The file is for its owner alone.
    ///
    /// # Errors
    /// [`CatalogueError::Create`] if there is a file of that name, or none can be made.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, CatalogueError> {
        let path = path.as_ref();
        schema::create_file(path)?;
        let made = Self::open_to_write(path, true);
        if made.is_err() {
            schema::remove_file(path);
        }
        made
    }

    /// Opens one to change it. One of an older version is brought to this one first.
    ///
    /// # Errors
    /// [`CatalogueError::Open`], [`CatalogueError::Foreign`] or [`CatalogueError::Newer`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, CatalogueError> {
        Self::open_to_write(path.as_ref(), false)
    }

    fn open_to_write(path: &Path, new: bool) -> Result<Self, CatalogueError> {
        let mut connection = schema::connect(path, false)?;
        schema::migrate(&mut connection, path, new)?;
        schema::sync_names(path)?;
        Self::of(connection, path)
    }

    /// Opens one to read it only.
    ///
    /// # Errors
    /// As [`open`](Self::open), and [`CatalogueError::Older`] if it is of an older version.
    pub fn open_to_read(path: impl AsRef<Path>) -> Result<Self, CatalogueError> {
        let path = path.as_ref();
        let connection = schema::connect(path, true)?;
        schema::expect_current(&connection, path)?;
        Self::of(connection, path)
    }

    fn of(connection: Connection, path: &Path) -> Result<Self, CatalogueError> {
        let (name, secret) = connection
            .query_row("SELECT name, secret FROM catalogue", (), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .map_err(CatalogueError::sql("read"))?;
        Ok(Self { connection, path: path.to_owned(), secret, name, broken: false })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Which catalogue it is: 16 bytes drawn when it was made.
    #[must_use]
    pub fn name(&self) -> [u8; 16] {
        self.name
    }

    /// Rises with every transaction that changed something.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn generation(&self) -> Result<u64, CatalogueError> {
        let mut asked = self
            .connection
            .prepare_cached("SELECT generation FROM catalogue")
            .map_err(CatalogueError::sql("read"))?;
        asked.query_row((), |row| row.get(0)).map_err(CatalogueError::sql("read"))
    }
}

/// Nothing of its secret, which the digests of keys are keyed with.
impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalogue").field("path", &self.path).finish_non_exhaustive()
    }
}
