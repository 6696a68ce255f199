//! Withdrawn entries leave the file.

use super::{By, Catalogue, CatalogueError};

/// What a compaction did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compaction {
    /// Entries of which nothing but their number, state and history is left.
    pub entries: u64,
}

impl Catalogue {
    /// Removes all fingerprints, keys and descriptions of what is withdrawn, or expired at the time of `by`, from the
    /// file and what SQLite keeps beside it. That they were there, since when and why they are not, stays on record; so
    /// does a keyed digest of their keys, by which an import knows what was withdrawn here.
    ///
    /// # Errors
    /// [`CatalogueError::Busy`] as long as somebody reads: what was removed may still stand in the file then, and
    /// another call finishes the work.
    pub fn compact(&mut self, by: &By) -> Result<Compaction, CatalogueError> {
        let entries = self.write(by, |writing| {
            let expired = "SELECT id FROM entry WHERE key IS NOT NULL AND \
                           (status IN ('withdrawn', 'expired') OR expires <= ?)";
            let failed = CatalogueError::sql("compact");
            let gone = |sql: &rusqlite::Connection| -> rusqlite::Result<Vec<u64>> {
                sql.prepare(expired)?.query_map([by.at.millis()], |row| row.get(0))?.collect()
            };
            let ids = gone(&writing.sql).map_err(&failed)?;
            for &id in &ids {
                writing.compact(id).map_err(&failed)?;
            }
            Ok::<_, CatalogueError>(ids.len() as u64)
        })?;
        let rewritten = self.rewrite();
        self.broken = rewritten.as_ref().is_err_and(CatalogueError::leaves_doubt);
        rewritten?;
        Ok(Compaction { entries })
    }

    /// Makes the file anew, and empties the write-ahead log.
    fn rewrite(&mut self) -> Result<(), CatalogueError> {
        let failed = CatalogueError::sql("rewrite its file");
        self.connection.execute_batch("VACUUM").map_err(&failed)?;
        let emptied = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: i64 =
            self.connection.query_row(emptied, (), |row| row.get(0)).map_err(&failed)?;
        match busy {
            0 => Ok(()),
            _ => Err(CatalogueError::Busy { what: "empty its log" }),
        }
    }
}

impl super::write::Writing<'_> {
    fn compact(&mut self, id: u64) -> rusqlite::Result<()> {
        for removed in [
            "DELETE FROM print WHERE entry = ?",
            "DELETE FROM category WHERE entry = ?",
            "DELETE FROM tag WHERE entry = ?",
            "DELETE FROM opinion WHERE entry = ?",
            "DELETE FROM case_reference WHERE entry = ? AND NOT withdrawn",
        ] {
            self.sql.prepare_cached(removed)?.execute([id])?;
        }
        let emptied = "UPDATE entry SET key = NULL, extra = NULL, generation = ?2, \
                       status = iif(status = 'withdrawn', status, 'expired') WHERE id = ?1";
        self.sql.prepare_cached(emptied)?.execute((id, self.generation))?;
        let list: u16 = self
            .sql
            .prepare_cached("SELECT list FROM entry WHERE id = ?")?
            .query_row([id], |row| row.get(0))?;
        self.record("compacted", Some(list), Some(id), None)
    }
}
