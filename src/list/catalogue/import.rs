//! A document of a source, taken in row by row.

use std::error::Error;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::allowed::Allowed;
use super::keep::Put;
use super::read;
use super::row::{COLUMNS, Head};
use super::summary::{Aside, Cause, ImportError, Summary};
use super::write::Writing;
use super::{By, Catalogue, CatalogueError};
use crate::list::{Change, End, Entry, List, ListKind, Row, Suspicion, Time};

/// Rows that are handed from the reader to the writer at a time.
const AT_ONCE: usize = 512;

/// Rows that are described one by one in a summary.
const DESCRIBED: usize = 1000;

/// Different reasons that are counted each for itself.
const REASONS: usize = 100;

/// What looks at an entry before it goes in, and says why it should be quarantined.
pub type Guard<'a> = dyn Fn(&Entry) -> Option<String> + Sync + 'a;

/// How a document is taken in.
#[derive(Clone)]
#[non_exhaustive]
pub struct Import<'a> {
    /// Whether the document is all that its source has: what it does not name is withdrawn.
    pub snapshot: bool,
    /// The part of a list that a snapshot may withdraw at most; 1 lets it withdraw everything.
    pub most_withdrawn: f64,
    /// Commit after so many rows, so that a broken document loses only what comes after the last whole batch; without,
    /// all of it goes in or nothing.
    pub batch: Option<u64>,
    /// Do everything but the last step, and say what would have changed.
    pub dry_run: bool,
    /// Looks at each entry before it goes in.
    pub guard: Option<&'a Guard<'a>>,
    /// What is trusted of signed bundles from now on; stored in the same transaction.
    pub bundles: Option<Vec<u8>>,
    /// What [`Catalogue::bundles`] gave when that was worked out: if it is another meanwhile, nothing is changed.
    pub bundles_before: Option<Vec<u8>>,
    /// From when on the list is stale if nothing newer comes; stored in the same transaction as its
    /// [`stale_after`](List::stale_after).
    pub stale_from: Option<Time>,
}

impl Default for Import<'_> {
    fn default() -> Self {
        Self {
            snapshot: false,
            most_withdrawn: 0.5,
            batch: None,
            dry_run: false,
            guard: None,
            bundles: None,
            bundles_before: None,
            stale_from: None,
        }
    }
}

impl Catalogue {
    /// Takes a document in. `read` hands its rows over, on a thread of its own: one of the readers of the feature `exchange`,
    /// or the caller's.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn import<E: Error + Send + Sync + 'static>(
        &mut self,
        list: &str,
        how: &Import<'_>,
        by: &By,
        read: impl FnOnce(&mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<End, E> + Send,
    ) -> Result<Summary, ImportError> {
        let list = self.list(list)?;
        thread::scope(|scope| {
            let (sender, parts) = sync_channel(8);
            scope.spawn(move || send_all(read, how.guard, &sender));
            Importing::new(list, how, parts).run(self, by)
        })
    }
}

/// What the reader hands to the writer.
enum Part {
    Rows(Vec<Examined>),
    End(Result<End, Cause>),
}

/// A row, and why a guard has doubts about it.
type Examined = (Row, Option<String>);

fn send_all<E: Error + Send + Sync + 'static>(
    read: impl FnOnce(&mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<End, E>,
    guard: Option<&Guard<'_>>,
    sender: &SyncSender<Part>,
) {
    let mut rows = Vec::with_capacity(AT_ONCE);
    let end = read(&mut |row| {
        let doubts = match (&row.change, guard) {
            (Ok(Change::Put(entry)), Some(guard)) => guard(entry),
            _ => None,
        };
        rows.push((row, doubts));
        if rows.len() < AT_ONCE {
            return ControlFlow::Continue(());
        }
        let full = std::mem::replace(&mut rows, Vec::with_capacity(AT_ONCE));
        match sender.send(Part::Rows(full)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()), // the writer gave up
        }
    });
    let end = end.map_err(Cause::from);
    let _ = sender.send(Part::Rows(rows)).and_then(|()| sender.send(Part::End(end)));
}

/// An import on its way.
struct Importing<'a> {
    list: List,
    how: &'a Import<'a>,
    parts: Receiver<Part>,
    /// Rows that were received and not yet dealt with.
    waiting: std::vec::IntoIter<Examined>,
    end: Option<End>,
    /// Entries that the list's cap leaves room for.
    room: u64,
    /// What entries of a list that blocks must not collide with.
    allowed: Allowed,
    summary: Summary,
    seen: Seen,
}

impl<'a> Importing<'a> {
    fn new(list: List, how: &'a Import<'a>, parts: Receiver<Part>) -> Self {
        let (waiting, summary, seen) =
            (Vec::new().into_iter(), Summary::default(), Seen::default());
        let allowed = Allowed::default();
        Self { list, how, parts, waiting, end: None, room: u64::MAX, allowed, summary, seen }
    }

    fn run(mut self, catalogue: &mut Catalogue, by: &By) -> Result<Summary, ImportError> {
        if let Some(cap) = self.list.cap {
            self.room = cap.saturating_sub(catalogue.count(&self.list)?);
        }
        if self.list.kind == ListKind::Block {
            self.allowed = catalogue.allowed()?;
        }
        let whole = self.how.batch.is_none() || self.how.dry_run;
        while self.end.is_none() {
            let most = if whole { u64::MAX } else { self.how.batch.unwrap_or(u64::MAX).max(1) };
            let kept = self.summary.rows;
            let done = catalogue.write(by, |writing| self.batch(writing, most, kept));
            match done {
                Ok(()) => {}
                Err(Stop::Rehearsed) => break,
                Err(Stop::Failed(error)) => return Err(error),
            }
        }
        self.summary.end = self.end.unwrap_or_default();
        self.summary.generation = catalogue.generation()?;
        Ok(self.summary)
    }

    /// One transaction.
    fn batch(&mut self, writing: &mut Writing<'_>, most: u64, kept: u64) -> Result<(), Stop> {
        if self.how.bundles.is_some() && writing.bundles(&self.list)? != self.how.bundles_before {
            return Err(Stop::Failed(ImportError::Overtaken));
        }
        for _ in 0..most {
            let Some((row, doubts)) = self.next(kept)? else { break };
            self.take(writing, row, doubts).map_err(CatalogueError::sql("import"))?;
        }
        if let Some(end) = &self.end {
            let checkpoint = end.checkpoint.clone();
            if self.how.snapshot && !end.more {
                self.withdraw_unnamed(writing)?;
            }
            let noted = writing.refresh(&self.list, checkpoint.as_deref(), self.how);
            noted.and_then(|()| self.record(writing)).map_err(CatalogueError::sql("import"))?;
        }
        if self.how.dry_run { Err(Stop::Rehearsed) } else { Ok(()) }
    }

    fn next(&mut self, kept: u64) -> Result<Option<Examined>, Stop> {
        loop {
            if let Some(row) = self.waiting.next() {
                return Ok(Some(row));
            }
            match self.parts.recv() {
                Ok(Part::Rows(rows)) => self.waiting = rows.into_iter(),
                Ok(Part::End(Ok(end))) => {
                    self.end = Some(end);
                    return Ok(None);
                }
                Ok(Part::End(Err(source))) => {
                    return Err(Stop::Failed(ImportError::Document { kept, source }));
                }
                Err(gone) => {
                    let source = gone.into();
                    return Err(Stop::Failed(ImportError::Document { kept, source }));
                }
            }
        }
    }

    fn take(
        &mut self,
        writing: &mut Writing<'_>,
        row: Row,
        doubts: Option<String>,
    ) -> rusqlite::Result<()> {
        self.summary.rows += 1;
        match row.change {
            Err(fault) => self.refuse(row.at, fault.to_string()),
            Ok(Change::Put(entry)) => return self.put(writing, row.at, *entry, doubts),
            Ok(Change::Withdraw { key, reason, at }) => {
                match writing.withdraw(self.list.id, &key, reason.as_deref(), at)? {
                    Some(true) => self.summary.withdrawn += 1,
                    Some(false) => self.summary.unchanged += 1,
                    None => self.summary.unknown += 1,
                }
            }
        }
        Ok(())
    }

    fn put(
        &mut self,
        writing: &mut Writing<'_>,
        at: u64,
        entry: Entry,
        doubts: Option<String>,
    ) -> rusqlite::Result<()> {
        if self.room == 0
            && read::find(&writing.sql, writing.secret, self.list.id, &entry.key)?.is_none()
        {
            let cap = self.list.cap.unwrap_or_default();
            self.refuse(at, Suspicion::OverCap { cap }.to_string());
            return Ok(());
        }
        let collision = || self.allowed.collision(&entry).map(|collision| collision.to_string());
        let doubts = doubts.or_else(collision);
        let (id, put) = writing.put(self.list.id, entry, doubts.clone())?;
        match put {
            Put::Added => {
                self.summary.added += 1;
                self.room = self.room.saturating_sub(1);
            }
            Put::Changed => self.summary.changed += 1,
            Put::Unchanged => self.summary.unchanged += 1,
            Put::Held => self.summary.held += 1,
        }
        if self.how.snapshot {
            self.seen.add(id);
        }
        if let Some(reason) = doubts.filter(|_| matches!(put, Put::Added | Put::Changed)) {
            self.summary.quarantined += 1;
            self.describe(at, reason);
        }
        Ok(())
    }

    fn refuse(&mut self, at: u64, reason: String) {
        self.summary.refused += 1;
        self.describe(at, reason);
    }

    fn describe(&mut self, at: u64, reason: String) {
        let Summary { reasons, aside, .. } = &mut self.summary;
        let is_new = reasons.len() >= REASONS && !reasons.contains_key(&reason);
        let counted = if is_new { "other reasons" } else { &reason };
        *reasons.entry(counted.to_owned()).or_default() += 1;
        if aside.len() < DESCRIBED {
            aside.push(Aside { at, reason });
        }
    }

    /// What a snapshot does not name is gone at its source.
    fn withdraw_unnamed(&mut self, writing: &mut Writing<'_>) -> Result<(), Stop> {
        let failed = CatalogueError::sql("withdraw what the snapshot does not name");
        let standing =
            "SELECT id FROM entry WHERE list = ? AND status NOT IN ('withdrawn', 'expired')";
        let unnamed = |sql: &rusqlite::Connection| -> rusqlite::Result<(u64, Vec<u64>)> {
            let mut asked = sql.prepare(standing)?;
            let mut rows = asked.query([self.list.id])?;
            let (mut entries, mut unnamed) = (0, Vec::new());
            while let Some(row) = rows.next()? {
                let id = row.get(0)?;
                entries += 1;
                unnamed.extend((!self.seen.holds(id)).then_some(id));
            }
            Ok((entries, unnamed))
        };
        let (entries, unnamed) = unnamed(&writing.sql).map_err(&failed)?;
        let withdrawn = unnamed.len() as u64;
        if withdrawn as f64 > entries as f64 * self.how.most_withdrawn {
            return Err(Stop::Failed(ImportError::TooManyWithdrawn { withdrawn, entries }));
        }
        for id in unnamed {
            let asked = format!("SELECT {COLUMNS} FROM entry WHERE id = ?");
            let head = writing
                .sql
                .prepare_cached(&asked)
                .and_then(|mut asked| asked.query_row([id], Head::of))
                .map_err(&failed)?;
            let reason = Some("not in the snapshot of its source");
            writing.withdraw_found(head, reason, None).map_err(&failed)?;
        }
        self.summary.withdrawn += withdrawn;
        Ok(())
    }

    fn record(&self, writing: &mut Writing<'_>) -> rusqlite::Result<()> {
        let Summary { rows, added, changed, withdrawn, held, quarantined, refused, .. } =
            self.summary;
        let reason = &writing.by.reason;
        let detail = format!(
            "{reason}: {rows} rows, {added} added, {changed} changed, {withdrawn} withdrawn, {held} held, \
             {quarantined} quarantined, {refused} refused"
        );
        writing.record("imported", Some(self.list.id), None, Some(&detail))
    }
}

/// Why a transaction of an import is not committed.
enum Stop {
    Failed(ImportError),
    /// It was a dry run.
    Rehearsed,
}

impl From<CatalogueError> for Stop {
    fn from(error: CatalogueError) -> Self {
        Self::Failed(error.into())
    }
}

/// A set of ids, a bit for each.
#[derive(Default)]
struct Seen(Vec<u64>);

impl Seen {
    fn add(&mut self, id: u64) {
        let word = (id / 64) as usize;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (id % 64);
    }

    fn holds(&self, id: u64) -> bool {
        self.0.get((id / 64) as usize).is_some_and(|word| word >> (id % 64) & 1 == 1)
    }
}
