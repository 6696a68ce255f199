//! The lists themselves.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::write::Writing;
use super::{By, Catalogue, CatalogueError, Import};
use crate::action::Action;
use crate::fingerprint::Quality;
use crate::list::{List, ListKind, Time, Trust};

const COLUMNS: &str = "id, name, owner, purpose, kind, action, threshold, quality, jurisdiction, trust, format, \
                       checkpoint, refreshed, stale_after, cap";

impl Catalogue {
    /// Makes a list and gives it its number.
    ///
    /// # Errors
    /// [`CatalogueError::ListExists`] or [`CatalogueError::Sql`].
    pub fn create_list(&mut self, list: &List, by: &By) -> Result<List, CatalogueError> {
        let taken = CatalogueError::ListExists { name: list.name.clone() };
        if self.list(&list.name).is_ok() {
            return Err(taken);
        }
        self.write(by, |writing| {
            let failed = CatalogueError::sql("create the list");
            let last = writing.sql.query_row("SELECT max(id) FROM list", (), |row| row.get(0));
            let last: Option<u16> = last.map_err(&failed)?;
            let Some(id) = last.unwrap_or(0).checked_add(1) else { return Err(taken) };
            let list = List { id, ..list.clone() };
            store(writing, &list).map_err(&failed)?;
            writing.record("list-created", Some(id), None, Some(&by.reason)).map_err(&failed)?;
            Ok(list)
        })
    }

    /// Changes what holds for a list; its number stays.
    ///
    /// # Errors
    /// [`CatalogueError::NoList`] if no list has that number, or [`CatalogueError::Sql`].
    pub fn change_list(&mut self, list: &List, by: &By) -> Result<(), CatalogueError> {
        let failed = CatalogueError::sql("change the list");
        self.write(by, |writing| {
            let gone = writing
                .sql
                .query_row("SELECT 1 FROM list WHERE id = ?", [list.id], |_| Ok(()))
                .optional()
                .map_err(&failed)?
                .is_none();
            if gone {
                return Err(CatalogueError::NoList { name: list.name.clone() });
            }
            store(writing, list).map_err(&failed)?;
            // Which of them may count may have changed with the list's gate.
            let entries = "UPDATE entry SET generation = ? WHERE list = ?";
            writing.sql.execute(entries, (writing.generation, list.id)).map_err(&failed)?;
            writing.record("list-changed", Some(list.id), None, Some(&by.reason)).map_err(&failed)
        })
    }

    /// All lists, by number.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn lists(&self) -> Result<Vec<List>, CatalogueError> {
        let failed = CatalogueError::sql("read its lists");
        let asked = format!("SELECT {COLUMNS} FROM list ORDER BY id");
        let mut asked = self.connection.prepare_cached(&asked).map_err(&failed)?;
        let lists = asked.query_map((), of_row).and_then(Iterator::collect);
        lists.map_err(&failed)
    }

    /// The list of that name.
    ///
    /// # Errors
    /// [`CatalogueError::NoList`] or [`CatalogueError::Sql`].
    pub fn list(&self, name: &str) -> Result<List, CatalogueError> {
        let asked = format!("SELECT {COLUMNS} FROM list WHERE name = ?");
        let found = self.connection.query_row(&asked, [name], of_row).optional();
        let found = found.map_err(CatalogueError::sql("read its lists"))?;
        found.ok_or_else(|| CatalogueError::NoList { name: name.to_owned() })
    }

    /// What was stored with [`Import::bundles`](super::Import) for signed bundles of a list.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn bundles(&self, list: &List) -> Result<Option<Vec<u8>>, CatalogueError> {
        bundles(&self.connection, list)
    }
}

fn bundles(sql: &Connection, list: &List) -> Result<Option<Vec<u8>>, CatalogueError> {
    let asked = "SELECT bundles FROM list WHERE id = ?";
    let stored = sql.query_row(asked, [list.id], |row| row.get(0)).optional();
    Ok(stored.map_err(CatalogueError::sql("read its lists"))?.flatten())
}

impl Writing<'_> {
    /// What [`Catalogue::bundles`] gives, in this transaction.
    pub(super) fn bundles(&self, list: &List) -> Result<Option<Vec<u8>>, CatalogueError> {
        bundles(&self.sql, list)
    }

    /// Notes how far a list has come.
    pub(super) fn refresh(
        &self,
        list: &List,
        checkpoint: Option<&str>,
        how: &Import<'_>,
    ) -> rusqlite::Result<()> {
        let refreshed = "UPDATE list SET refreshed = ?, checkpoint = coalesce(?, checkpoint), \
                         bundles = coalesce(?, bundles), stale_after = coalesce(?, stale_after) WHERE id = ?";
        let at = self.by.at.millis();
        let stale_after = how.stale_from.map(|from| from.millis().saturating_sub(at).max(0));
        let values = params![at, checkpoint, how.bundles, stale_after, list.id];
        self.sql.execute(refreshed, values).map(|_| ())
    }
}

fn store(writing: &Writing<'_>, list: &List) -> rusqlite::Result<()> {
    let kind = match list.kind {
        ListKind::Block => "block",
        ListKind::Allow => "allow",
    };
    let stored = format!(
        "INSERT INTO list ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
         ON CONFLICT (id) DO UPDATE SET name = ?2, owner = ?3, purpose = ?4, kind = ?5, action = ?6, threshold = ?7, \
         quality = ?8, jurisdiction = ?9, trust = ?10, format = ?11, checkpoint = ?12, refreshed = ?13, \
         stale_after = ?14, cap = ?15"
    );
    let stale_after = list.stale_after.map(|span| span.as_millis() as i64);
    let values = params![
        list.id,
        list.name,
        list.owner,
        list.purpose,
        kind,
        list.action.name(),
        list.threshold,
        list.quality.get(),
        list.jurisdiction,
        list.trust.name(),
        list.format,
        list.checkpoint,
        list.refreshed.map(Time::millis),
        stale_after,
        list.cap
    ];
    writing.sql.execute(&stored, values).map(|_| ())
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<List> {
    let stale_after: Option<u64> = row.get(13)?;
    Ok(List {
        id: row.get(0)?,
        name: row.get(1)?,
        owner: row.get(2)?,
        purpose: row.get(3)?,
        kind: match row.get_ref(4)?.as_str()? {
            "allow" => ListKind::Allow,
            _ => ListKind::Block,
        },
        action: match row.get_ref(5)?.as_str()? {
            "allow" => Action::Allow,
            "review" => Action::Review,
            _ => Action::Block,
        },
        threshold: row.get(6)?,
        quality: Quality::new(row.get(7)?),
        jurisdiction: row.get(8)?,
        trust: match row.get_ref(9)?.as_str()? {
            "low" => Trust::Low,
            "authority" => Trust::Authority,
            _ => Trust::Usual,
        },
        format: row.get(10)?,
        checkpoint: row.get(11)?,
        refreshed: row.get::<_, Option<i64>>(12)?.map(Time::from_millis),
        stale_after: stale_after.map(Duration::from_millis),
        cap: row.get(14)?,
    })
}
