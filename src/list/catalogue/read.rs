//! What the catalogue holds.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Statement};
use sha2::{Digest as _, Sha256};

use super::row::{self, COLUMNS, Head};
use super::{Catalogue, CatalogueError};
use crate::fingerprint::{Hash, Profile};
use crate::list::{Digest, Entry, List, Print};

/// An entry as the catalogue holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listed {
    /// Its id in the catalogue, which no other entry ever gets.
    pub id: u64,
    /// The number of its list.
    pub list: u16,
    /// The generation that last changed it.
    pub generation: u64,
    /// Whether its state was set here, so that no import changes it.
    pub held: bool,
    /// What it says; of an entry that was compacted little is left.
    pub entry: Entry,
}

impl Listed {
    fn of(sql: &Connection, head: Head) -> rusqlite::Result<Self> {
        let Head { id, list, held, generation, mut entry, .. } = head;
        row::complete(sql, id, &mut entry)?;
        Ok(Self { id, list, generation, held, entry })
    }
}

/// What changed of an entry, as far as it matters to who looks for it.
pub(crate) struct Changed {
    pub(crate) id: u64,
    pub(crate) list: u16,
    /// Whether it counts now or may at another time.
    pub(crate) may_count: bool,
    pub(crate) prints: Vec<Print>,
}

impl Changed {
    /// Still without fingerprints, and the one of the row.
    fn of(row: &Row<'_>) -> rusqlite::Result<(Self, Option<Print>)> {
        let print = match row.get_ref(0)? {
            ValueRef::Null => None,
            _ => Some(row::print_of(row)?),
        };
        let (id, list, may_count) = (row.get(3)?, row.get(4)?, row.get(5)?);
        Ok((Self { id, list, may_count, prints: Vec::new() }, print))
    }
}

impl Catalogue {
    /// The entry of that id.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn entry(&self, id: u64) -> Result<Option<Listed>, CatalogueError> {
        entry(&self.connection, id).map_err(CatalogueError::sql("read an entry"))
    }

    /// The entry of that list and key.
    ///
    /// # Errors
    /// [`CatalogueError::NoList`] or [`CatalogueError::Sql`].
    pub fn find(&self, list: &str, key: &str) -> Result<Option<Listed>, CatalogueError> {
        let list = self.list(list)?;
        let failed = CatalogueError::sql("look for an entry");
        let head = find(&self.connection, &self.secret, list.id, key).map_err(&failed)?;
        head.map(|head| Listed::of(&self.connection, head)).transpose().map_err(&failed)
    }

    /// Hands over every entry, or those of one list, by id.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`], or what `take` returns.
    pub fn entries<E: From<CatalogueError>>(
        &self,
        list: Option<u16>,
        take: impl FnMut(Listed) -> Result<(), E>,
    ) -> Result<(), E> {
        let which = match list {
            Some(list) => format!("list = {list}"),
            None => "1".to_owned(),
        };
        self.each(&which, take)
    }

    /// Hands over every entry that changed after a generation, by id.
    ///
    /// # Errors
    /// As [`entries`](Self::entries).
    pub fn changes_since<E: From<CatalogueError>>(
        &self,
        generation: u64,
        take: impl FnMut(Listed) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(&changed_since(generation), take)
    }

    /// The same with nothing but their fingerprints, which is ten times as fast.
    pub(crate) fn changed_prints(
        &self,
        generation: u64,
        mut take: impl FnMut(Changed),
    ) -> Result<(), CatalogueError> {
        let failed = CatalogueError::sql("read its entries");
        let asked = format!(
            "SELECT kind, bytes, print.quality, id, list, status IN ('active', 'disabled') \
             FROM entry LEFT JOIN print ON print.entry = id WHERE {} ORDER BY id",
            changed_since(generation)
        );
        let mut asked = self.connection.prepare(&asked).map_err(&failed)?;
        let mut rows = asked.query(()).map_err(&failed)?;
        let mut last: Option<Changed> = None;
        while let Some(row) = rows.next().map_err(&failed)? {
            let (changed, print) = Changed::of(row).map_err(&failed)?;
            match &mut last {
                Some(last) if last.id == changed.id => last.prints.extend(print),
                _ => {
                    let changed = Changed { prints: print.into_iter().collect(), ..changed };
                    last.replace(changed).into_iter().for_each(&mut take);
                }
            }
        }
        last.into_iter().for_each(take);
        Ok(())
    }

    /// Number of entries of a list that are not withdrawn or expired.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn count(&self, list: &List) -> Result<u64, CatalogueError> {
        let asked =
            "SELECT count(*) FROM entry WHERE list = ? AND status NOT IN ('withdrawn', 'expired')";
        let count = self.connection.query_row(asked, [list.id], |row| row.get(0));
        count.map_err(CatalogueError::sql("count its entries"))
    }

    /// Number of entries on record, whether they count or not, by the number of their list.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn on_record(&self) -> Result<BTreeMap<u16, u64>, CatalogueError> {
        let failed = CatalogueError::sql("count its entries");
        let asked = "SELECT list, count(*) FROM entry GROUP BY list";
        let mut asked = self.connection.prepare(asked).map_err(&failed)?;
        let counts = asked.query_map((), |row| Ok((row.get(0)?, row.get(1)?)));
        counts.and_then(Iterator::collect).map_err(&failed)
    }

    /// Of some ids, in order, how many cannot be explained: those of no entry, and those of entries that have not changed
    /// after a generation, unless they may count and that is `enough`.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn unaccounted(
        &self,
        ids: &[u64],
        since: u64,
        enough: bool,
    ) -> Result<u64, CatalogueError> {
        let failed = CatalogueError::sql("read its entries");
        if ids.is_empty() {
            return Ok(0); // without a look at all entries
        }
        let asked = "SELECT id, generation > ?1 OR (?2 AND status IN ('active', 'disabled')) FROM entry ORDER BY id";
        let mut asked = self.connection.prepare(asked).map_err(&failed)?;
        let mut rows = asked.query((since, enough)).map_err(&failed)?;
        let (mut ids, mut lost) = (ids.iter().copied().peekable(), 0);
        while let (Some(_), Some(row)) = (ids.peek(), rows.next().map_err(&failed)?) {
            let id: u64 = row.get(0).map_err(&failed)?;
            while ids.next_if(|&next| next < id).is_some() {
                lost += 1;
            }
            if ids.next_if_eq(&id).is_some() {
                lost += u64::from(!row.get::<_, bool>(1).map_err(&failed)?);
            }
        }
        Ok(lost + ids.count() as u64)
    }

    fn each<E: From<CatalogueError>>(
        &self,
        which: &str,
        mut take: impl FnMut(Listed) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = CatalogueError::sql("read its entries");
        let asked = format!("SELECT {COLUMNS} FROM entry WHERE {which} ORDER BY id");
        let mut asked = self.connection.prepare(&asked).map_err(&failed)?;
        let mut rows = asked.query(()).map_err(&failed)?;
        while let Some(row) = rows.next().map_err(&failed)? {
            let listed = Head::of(row).and_then(|head| Listed::of(&self.connection, head));
            take(listed.map_err(&failed)?)?;
        }
        Ok(())
    }

    /// Hands over the perceptual hashes that may count now or at another time, with the id and the list of each, by id.
    /// Those of less quality than their list asks for are left out.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn hashes<const W: usize>(
        &self,
        profile: Profile,
        mut take: impl FnMut(Hash<W>, u64, u16),
    ) -> Result<(), CatalogueError> {
        let failed = CatalogueError::sql("read its hashes");
        let asked = "SELECT bytes, entry.id, list.id FROM entry CROSS JOIN print ON print.entry = entry.id \
                     JOIN list ON list.id = entry.list WHERE status IN ('active', 'disabled') AND print.kind = ? \
                     AND coalesce(print.quality, 100) >= list.quality ORDER BY entry.id";
        let mut asked = self.connection.prepare(asked).map_err(&failed)?;
        let mut rows = asked.query([profile.name()]).map_err(&failed)?;
        while let Some(row) = rows.next().map_err(&failed)? {
            let hash = row.get_ref(0).map_err(&failed)?.as_blob().ok().and_then(Hash::from_bytes);
            if let Some(hash) = hash {
                take(hash, row.get(1).map_err(&failed)?, row.get(2).map_err(&failed)?);
            }
        }
        Ok(())
    }

    /// Hands over the digests that may count now or at another time, with the id and the list of each, by id.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn digests(&self, mut take: impl FnMut(Digest, u64, u16)) -> Result<(), CatalogueError> {
        let failed = CatalogueError::sql("read its digests");
        let asked = "SELECT bytes, entry.id, list FROM entry CROSS JOIN print ON print.entry = entry.id \
                     WHERE status IN ('active', 'disabled') AND print.kind IN ('md5', 'sha1', 'sha256') ORDER BY entry.id";
        let mut asked = self.connection.prepare(asked).map_err(&failed)?;
        let mut rows = asked.query(()).map_err(&failed)?;
        while let Some(row) = rows.next().map_err(&failed)? {
            let digest =
                row.get_ref(0).map_err(&failed)?.as_blob().ok().and_then(Digest::of_length);
            if let Some(digest) = digest {
                take(digest, row.get(1).map_err(&failed)?, row.get(2).map_err(&failed)?);
            }
        }
        Ok(())
    }

    /// Calls `read` with everything it reads at one moment, whatever a writer does meanwhile.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`], or what `read` returns.
    pub fn at_one_moment<T, E: From<CatalogueError>>(
        &self,
        read: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let still = self.connection.unchecked_transaction();
        let _still = still.map_err(CatalogueError::sql("begin to read"))?;
        read(self)
    }
}

/// The entries that changed after a generation. SQLite by itself would rather read all in the order of their ids.
fn changed_since(generation: u64) -> String {
    format!(
        "id IN (SELECT id FROM entry INDEXED BY entry_generation WHERE generation > {generation})"
    )
}

pub(super) fn entry(sql: &Connection, id: u64) -> rusqlite::Result<Option<Listed>> {
    let asked = format!("SELECT {COLUMNS} FROM entry WHERE id = ?");
    let head = sql.prepare_cached(&asked)?.query_row([id], Head::of).optional()?;
    head.map(|head| Listed::of(sql, head)).transpose()
}

/// The row of the entry of that key.
pub(super) fn find(
    sql: &Connection,
    secret: &[u8; 32],
    list: u16,
    key: &str,
) -> rusqlite::Result<Option<Head>> {
    find_by(&mut *sql.prepare_cached(&FIND)?, digest(secret, list, key), list, key)
}

pub(super) static FIND: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {COLUMNS} FROM entry WHERE digest = ?1 AND list = ?2 AND coalesce(key, ?3) = ?3"
    )
});

/// The same through [`FIND`], by the digest of list and key. The key itself is compared unless it was compacted away.
pub(super) fn find_by(
    asked: &mut Statement<'_>,
    digest: i64,
    list: u16,
    key: &str,
) -> rusqlite::Result<Option<Head>> {
    let mut rows = asked.query((digest, list, key))?;
    let mut found = None;
    while let Some(row) = rows.next()? {
        let head = Head::of(row)?;
        if !head.compacted {
            return Ok(Some(head));
        }
        found.get_or_insert(head);
    }
    Ok(found)
}

/// What an entry is looked up by: 64 bits that say nothing of the key to who does not have the catalogue's secret.
pub(super) fn digest(secret: &[u8; 32], list: u16, key: &str) -> i64 {
    let hasher = Sha256::new_with_prefix(secret).chain_update(list.to_le_bytes());
    let digest: [u8; 32] = hasher.chain_update(key).finalize().into();
    i64::from_le_bytes(std::array::from_fn(|at| digest[at]))
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::list::By;

    #[test]
    fn what_changed_is_found_without_a_look_at_all_entries() {
        let folder = tempfile::tempdir().unwrap();
        let mut catalogue = Catalogue::create(folder.path().join("catalogue.db")).unwrap();
        let by = By::new("a keeper", "because");
        catalogue.create_list(&List::new("ncii", "A centre"), &by).unwrap();
        for key in ["a", "b", "c"] {
            catalogue.put("ncii", Entry::new(key), &by).unwrap();
        }
        let generation = catalogue.generation().unwrap();
        catalogue.withdraw("ncii", "b", None, &by).unwrap();
        let asked = format!("SELECT id FROM entry WHERE {} ORDER BY id", changed_since(generation));
        let mut asked = catalogue.connection.prepare(&asked).unwrap();
        let found: Vec<u64> =
            asked.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(found, [2]);
        assert_eq!(asked.get_status(StatementStatus::FullscanStep), 0);
        let mut changed = Vec::new();
        catalogue
            .changed_prints(generation, |one| {
                changed.push((one.id, one.list, one.may_count, one.prints.len()));
            })
            .unwrap();
        assert_eq!(changed, [(2, 1, false, 0)]);
    }
}
