//! What a keeper does to single entries.

use rusqlite::params;

use super::read::{self, digest};
use super::row::{self, Head};
use super::write::Writing;
use super::{By, Catalogue, CatalogueError};
use crate::list::{Entry, Opinion, State, Status, Time};

impl Catalogue {
    /// Adds an entry, or says something new of the one with its key, and returns its id.
    ///
    /// # Errors
    /// [`CatalogueError::NoList`] or [`CatalogueError::Sql`].
    pub fn put(&mut self, list: &str, entry: Entry, by: &By) -> Result<u64, CatalogueError> {
        let list = self.list(list)?.id;
        self.write(by, |writing| {
            let put = writing.put(list, entry, None);
            put.map(|(id, _)| id).map_err(CatalogueError::sql("add an entry"))
        })
    }

    /// Takes an entry back, or one of the cases that it stands for; with its last case it is taken back itself. From then
    /// on it matches nothing, whatever its source sends, until it is restored or its source names a case that was not
    /// taken back. Returns whether it is withdrawn.
    ///
    /// # Errors
    /// [`CatalogueError::NoEntry`], [`CatalogueError::NoCase`] and those of any change.
    pub fn withdraw(
        &mut self,
        list: &str,
        key: &str,
        case: Option<&str>,
        by: &By,
    ) -> Result<bool, CatalogueError> {
        let failed = CatalogueError::sql("withdraw an entry");
        self.change(list, key, by, |writing, head, list| {
            let withdrawn =
                "UPDATE case_reference SET withdrawn = 1 WHERE entry = ? AND coalesce(name = ?, 1)";
            let count = writing.sql.execute(withdrawn, params![head.id, case]).map_err(&failed)?;
            if case.is_some() {
                if count == 0 {
                    return Err(CatalogueError::NoCase { list: list.to_owned() });
                }
                let left = "SELECT count(*) FROM case_reference WHERE entry = ? AND NOT withdrawn";
                let left: u64 =
                    writing.sql.query_row(left, [head.id], |row| row.get(0)).map_err(&failed)?;
                if left > 0 {
                    writing.touch(head, "case-withdrawn").map_err(&failed)?;
                    return Ok(false);
                }
            }
            writing.set(head, Status::Withdrawn, "withdrawn").map_err(&failed)?;
            Ok(true)
        })
    }

    /// Lets an entry count again that was withdrawn, quarantined, disabled or expired, with all its cases. Guards do not
    /// set it aside again; its source may still withdraw it.
    ///
    /// # Errors
    /// [`CatalogueError::NoEntry`], [`CatalogueError::Compacted`] and those of any change.
    pub fn restore(&mut self, list: &str, key: &str, by: &By) -> Result<(), CatalogueError> {
        let failed = CatalogueError::sql("restore an entry");
        self.change(list, key, by, |writing, head, list| {
            if head.compacted {
                return Err(CatalogueError::Compacted { list: list.to_owned() });
            }
            let cases = "UPDATE case_reference SET withdrawn = 0 WHERE entry = ?";
            writing.sql.execute(cases, [head.id]).map_err(&failed)?;
            head.entry.expires = head.entry.expires.filter(|&expires| expires > writing.by.at);
            writing.set(head, Status::Active, "restored").map_err(&failed)
        })
    }

    /// Lets an entry not count until a time.
    ///
    /// # Errors
    /// [`CatalogueError::NoEntry`] and those of any change.
    pub fn disable(
        &mut self,
        list: &str,
        key: &str,
        until: Time,
        by: &By,
    ) -> Result<(), CatalogueError> {
        self.set_status(list, key, Status::DisabledUntil(until), "disabled", by)
    }

    /// Lets an entry not count until somebody restores it.
    ///
    /// # Errors
    /// [`CatalogueError::NoEntry`] and those of any change.
    pub fn quarantine(&mut self, list: &str, key: &str, by: &By) -> Result<(), CatalogueError> {
        self.set_status(list, key, Status::Quarantined, "quarantined", by)
    }

    /// Sets when an entry counts no longer; a later time from its source does not change it.
    ///
    /// # Errors
    /// [`CatalogueError::NoEntry`] and those of any change.
    pub fn expire(
        &mut self,
        list: &str,
        key: &str,
        at: Time,
        by: &By,
    ) -> Result<(), CatalogueError> {
        self.change(list, key, by, |writing, head, _| {
            head.entry.expires = Some(at);
            head.held = true;
            writing.touch(head, "expiry-set").map_err(CatalogueError::sql("change an entry"))
        })
    }

    /// Adds what a contributor thinks of an entry, in place of what it thought before.
    ///
    /// # Errors
    /// [`CatalogueError::NoEntry`] and those of any change.
    pub fn opine(
        &mut self,
        list: &str,
        key: &str,
        opinion: &Opinion,
        by: &By,
    ) -> Result<(), CatalogueError> {
        self.change(list, key, by, |writing, head, _| {
            let before = "DELETE FROM opinion WHERE entry = ? AND contributor = ?";
            let changed = writing
                .sql
                .execute(before, params![head.id, opinion.contributor])
                .and_then(|_| row::store_opinion(&mut writing.statements, head.id, opinion, true))
                .and_then(|()| writing.touch(head, "opinion"));
            changed.map_err(CatalogueError::sql("add an opinion"))
        })
    }

    fn set_status(
        &mut self,
        list: &str,
        key: &str,
        status: Status,
        event: &str,
        by: &By,
    ) -> Result<(), CatalogueError> {
        self.change(list, key, by, |writing, head, _| {
            writing.set(head, status, event).map_err(CatalogueError::sql("change an entry"))
        })
    }

    fn change<T>(
        &mut self,
        list: &str,
        key: &str,
        by: &By,
        work: impl FnOnce(&mut Writing<'_>, &mut Head, &str) -> Result<T, CatalogueError>,
    ) -> Result<T, CatalogueError> {
        let number = self.list(list)?.id;
        self.write(by, |writing| {
            let found = read::find(&writing.sql, writing.secret, number, key);
            let head = found.map_err(CatalogueError::sql("look for an entry"))?;
            let mut head = head.ok_or_else(|| CatalogueError::NoEntry { list: list.to_owned() })?;
            if !head.compacted {
                head.entry.key = key.to_owned();
            }
            work(writing, &mut head, list)
        })
    }
}

/// What became of an entry that was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    Added,
    Changed,
    Unchanged,
    /// It was withdrawn here and stays so.
    Held,
}

impl Writing<'_> {
    /// Says an entry, in place of what its source said of it before. Under a suspicion it is quarantined, unless it was
    /// released from that here.
    pub(super) fn put(
        &mut self,
        list: u16,
        mut entry: Entry,
        suspicion: Option<String>,
    ) -> rusqlite::Result<(u64, Put)> {
        row::normalise(&mut entry);
        if let Some(reason) = suspicion {
            let at = Some(self.by.at);
            entry.state = State { status: Status::Quarantined, reason: Some(reason), at };
        }
        let digest = digest(self.secret, list, &entry.key);
        let asked = self.statements.of(&read::FIND)?;
        match read::find_by(asked, digest, list, &entry.key)? {
            None => self.add(list, digest, entry).map(|id| (id, Put::Added)),
            Some(head) => self.replace(head, entry),
        }
    }

    fn add(&mut self, list: u16, digest: i64, entry: Entry) -> rusqlite::Result<u64> {
        let generation = self.generation;
        let head = Head { id: 0, list, digest, held: false, compacted: false, generation, entry };
        row::store_head(&mut self.statements, &head)?;
        let id = self.sql.last_insert_rowid() as u64;
        row::store_rest(&mut self.statements, id, &head.entry)?;
        let status = head.entry.state.status;
        let event = if status == Status::Quarantined { "quarantined" } else { "added" };
        self.record(event, Some(list), Some(id), head.entry.state.reason.as_deref())?;
        Ok(id)
    }

    fn replace(&mut self, old: Head, mut entry: Entry) -> rusqlite::Result<(u64, Put)> {
        let id = old.id;
        let gone = matches!(entry.state.status, Status::Withdrawn | Status::Expired);
        let mut held = old.held && !gone;
        let withdrawn = self.withdrawn_cases(id)?;
        entry.cases.retain(|case| !withdrawn.contains(case));
        if held && old.entry.state.status == Status::Withdrawn {
            if withdrawn.is_empty() || entry.cases.is_empty() {
                return Ok((id, Put::Held));
            }
            held = false;
        } else if held {
            entry.state = old.entry.state.clone();
            entry.expires = [old.entry.expires, entry.expires].into_iter().flatten().min();
        }
        let mut before = Entry { key: entry.key.clone(), ..old.entry.clone() };
        row::complete(&self.sql, id, &mut before)?;
        entry.opinions.extend(self.held_opinions(id)?);
        entry.opinions.reverse(); // of two of one contributor and stance the first stays
        row::normalise(&mut entry);
        if !old.compacted && before == entry && held == old.held {
            return Ok((id, Put::Unchanged));
        }
        row::clear_rest(&self.sql, id)?;
        let generation = self.generation;
        let head = Head { held, compacted: false, generation, entry, ..old };
        row::store_head(&mut self.statements, &head)?;
        row::store_rest(&mut self.statements, id, &head.entry)?;
        let status = head.entry.state.status;
        let event = match before.state.status == status {
            _ if gone => status.name(),
            true if !old.compacted => "changed",
            _ if status == Status::Quarantined => "quarantined",
            _ => "added",
        };
        self.record(event, Some(head.list), Some(id), head.entry.state.reason.as_deref())?;
        Ok((id, Put::Changed))
    }

    fn withdrawn_cases(&self, id: u64) -> rusqlite::Result<Vec<String>> {
        let asked = "SELECT name FROM case_reference WHERE entry = ? AND withdrawn";
        self.sql.prepare_cached(asked)?.query_map([id], |row| row.get(0))?.collect()
    }

    fn held_opinions(&self, id: u64) -> rusqlite::Result<Vec<Opinion>> {
        let asked = "SELECT contributor, stance, reason, at FROM opinion WHERE entry = ? AND held";
        self.sql.prepare_cached(asked)?.query_map([id], row::opinion_of)?.collect()
    }

    /// The source took an entry back. Returns whether that changed anything; `None` if there is no such entry.
    pub(super) fn withdraw(
        &mut self,
        list: u16,
        key: &str,
        reason: Option<&str>,
        at: Option<Time>,
    ) -> rusqlite::Result<Option<bool>> {
        let Some(head) = read::find(&self.sql, self.secret, list, key)? else { return Ok(None) };
        self.withdraw_found(head, reason, at).map(Some)
    }

    /// The same for an entry at hand.
    pub(super) fn withdraw_found(
        &mut self,
        mut head: Head,
        reason: Option<&str>,
        at: Option<Time>,
    ) -> rusqlite::Result<bool> {
        if head.entry.state.status == Status::Withdrawn {
            return Ok(false);
        }
        let reason = reason.unwrap_or("withdrawn by its source");
        let at = Some(at.unwrap_or(self.by.at));
        head.entry.state = State { status: Status::Withdrawn, reason: Some(reason.to_owned()), at };
        head.held = false;
        self.store(&mut head)?;
        self.record("withdrawn", Some(head.list), Some(head.id), Some(reason))?;
        Ok(true)
    }

    /// Sets a status here, which no import changes.
    fn set(&mut self, head: &mut Head, status: Status, event: &str) -> rusqlite::Result<()> {
        let reason = Some(self.by.reason.clone());
        head.entry.state = State { status, reason, at: Some(self.by.at) };
        head.held = true;
        self.touch(head, event)
    }

    /// Writes an entry's own row again, on record.
    fn touch(&mut self, head: &mut Head, event: &str) -> rusqlite::Result<()> {
        self.store(head)?;
        self.record(event, Some(head.list), Some(head.id), Some(&self.by.reason))
    }

    fn store(&mut self, head: &mut Head) -> rusqlite::Result<()> {
        head.generation = self.generation;
        row::store_head(&mut self.statements, head)
    }
}
