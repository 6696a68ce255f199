//! The file, its settings and its version.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::CatalogueError;

/// Marks a database as ours, in `application_id`: "sdwn".
const APPLICATION: u32 = 0x7364_776e;

/// What brings a catalogue from each version to the next, from nothing on.
const STEPS: [&str; 1] = [include_str!("schema/1.sql")];

/// The version that is written.
const VERSION: u32 = STEPS.len() as u32;

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

/// An empty file that only its owner may read; what SQLite puts beside it gets the same mode.
pub(super) fn create_file(path: &Path) -> Result<(), CatalogueError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(path).and_then(|file| file.sync_all());
    made.map_err(|source| CatalogueError::Create { path: path.to_owned(), source })
}

/// Opens what is there, and never makes a new file nor follows a link.
pub(super) fn connect(path: &Path, to_read: bool) -> Result<Connection, CatalogueError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let opened = absolute(path)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
        .and_then(|path| Connection::open_with_flags(path, flags))
        .and_then(|connection| set_up(&connection, to_read).map(|()| connection));
    opened.map_err(|source| CatalogueError::Open { path: path.to_owned(), source })
}

/// The folder without links, since SQLite refuses a link anywhere in the path, and the name as it is.
fn absolute(path: &Path) -> io::Result<std::path::PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok(folder.unwrap_or(Path::new(".")).canonicalize()?.join(name))
}

/// In a WAL with full sync a commit is on disk when it returns, and deleted bytes are overwritten.
fn set_up(connection: &Connection, to_read: bool) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Statements are prepared once, not again for each value that is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    if to_read {
        return connection.pragma_update(None, "query_only", true);
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)
}

/// Brings a catalogue, or what is `new`, to the version that is written; each step is a transaction. An empty file that
/// is not new is no catalogue: it may be what is left of one.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    new: bool,
) -> Result<(), CatalogueError> {
    loop {
        let failed = CatalogueError::sql("bring itself to this version");
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let step = step.map_err(&failed)?;
        let found = version(&step, path)?;
        let sql = STEPS.get(found as usize).filter(|_| new || found > 0);
        let Some(sql) = sql else { return expect_current(&step, path) };
        let done = step.execute_batch(sql).and_then(|()| match found {
            0 => first_rows(&step),
            _ => Ok(()),
        });
        done.map_err(&failed)?;
        step.pragma_update(None, "application_id", APPLICATION).map_err(&failed)?;
        step.pragma_update(None, "user_version", found + 1).map_err(&failed)?;
        step.commit().map_err(&failed)?;
    }
}

fn first_rows(connection: &Connection) -> rusqlite::Result<()> {
    let mut random = [0; 48];
    getrandom::fill(&mut random)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let (name, secret) = random.split_at(16);
    let row = "INSERT INTO catalogue VALUES (1, ?, ?, 0, 0, x'')";
    connection.execute(row, (name, secret)).map(|_| ())
}

/// The version of a catalogue, 0 for an empty database.
fn version(connection: &Connection, path: &Path) -> Result<u32, CatalogueError> {
    let number = |name: &str| {
        let read = connection.pragma_query_value(None, name, |row| row.get::<_, u32>(0));
        read.map_err(|source| CatalogueError::Open { path: path.to_owned(), source })
    };
    let (application, version, tables) =
        (number("application_id")?, number("user_version")?, number("schema_version")?);
    match (application, version, tables) {
        (APPLICATION, version, _) => Ok(version),
        (0, 0, 0) => Ok(0),
        _ => Err(CatalogueError::Foreign { path: path.to_owned() }),
    }
}

/// An empty database is no catalogue: nobody must take it for one without lists.
pub(super) fn expect_current(connection: &Connection, path: &Path) -> Result<(), CatalogueError> {
    let (found, path) = (version(connection, path)?, path.to_owned());
    match found {
        0 => Err(CatalogueError::Foreign { path }),
        _ if found < VERSION => Err(CatalogueError::Older { path, found, known: VERSION }),
        _ if found > VERSION => Err(CatalogueError::Newer { path, found, known: VERSION }),
        _ => Ok(()),
    }
}
