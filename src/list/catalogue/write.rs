//! A transaction that changes something: what it writes is on record when it ends.

use rusqlite::{CachedStatement, Connection, Transaction, TransactionBehavior, params};

use super::audit::{self, Event};
use super::error::COMMIT;
use super::tree::Tree;
use super::{Catalogue, CatalogueError};
use crate::list::Time;

/// Who changes something, why and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// A person, an agency or a program.
    pub actor: String,
    /// The reason. It goes into the audit: no hashes, no names of victims.
    pub reason: String,
    /// When.
    pub at: Time,
}

impl By {
    /// Now.
    #[must_use]
    pub fn new(actor: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { actor: actor.into(), reason: reason.into(), at: Time::now() }
    }
}

/// What a transaction needs to know, and the state of the audit.
pub(super) struct Writing<'c> {
    pub(super) sql: Transaction<'c>,
    pub(super) statements: Statements<'c>,
    pub(super) secret: &'c [u8; 32],
    pub(super) by: &'c By,
    /// What entries that it changes are stamped with.
    pub(super) generation: u64,
    tree: Tree,
    before: u64,
}

impl Catalogue {
    /// Runs one transaction. If it fails nothing of it is left.
    pub(super) fn write<T, E: From<CatalogueError>>(
        &mut self,
        by: &By,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.broken {
            return Err(CatalogueError::Broken.into());
        }
        let mut writing = Writing::begin(&mut self.connection, &self.secret, by)?;
        let done = work(&mut writing)?;
        let ended = writing.end();
        self.broken = ended.as_ref().is_err_and(CatalogueError::leaves_doubt);
        ended.map(|()| done).map_err(E::from)
    }
}

impl<'c> Writing<'c> {
    fn begin(
        connection: &'c mut Connection,
        secret: &'c [u8; 32],
        by: &'c By,
    ) -> Result<Self, CatalogueError> {
        let failed = CatalogueError::sql("begin to write");
        let connection = &*connection;
        let begun = Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
        let sql = begun.map_err(&failed)?;
        let statements = Statements { connection, kept: Vec::new() };
        let (generation, tree) = audit::standing(&sql).map_err(&failed)?;
        let before = tree.leaves;
        Ok(Self { sql, statements, secret, by, generation: generation + 1, tree, before })
    }

    /// Puts an event on record.
    pub(super) fn record(
        &mut self,
        kind: &str,
        list: Option<u16>,
        entry: Option<u64>,
        detail: Option<&str>,
    ) -> rusqlite::Result<()> {
        let seq = self.tree.leaves;
        let (at, actor) = (self.by.at.millis(), self.by.actor.as_str());
        self.statements
            .of("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)")?
            .execute(params![seq, at, actor, kind, list, entry, detail])?;
        let event = Event { seq, at: self.by.at, actor, kind, list, entry, detail };
        self.tree.push(&event.leaf());
        Ok(())
    }

    /// Commits, with a new generation, if anything was put on record.
    fn end(self) -> Result<(), CatalogueError> {
        let failed = CatalogueError::sql(COMMIT);
        if self.tree.leaves > self.before {
            let (tree, root) = (&self.tree, self.tree.root());
            let stands = "UPDATE catalogue SET generation = ?, events = ?, peaks = ?";
            let head = "INSERT INTO audit_head VALUES (?, ?, ?)";
            self.sql
                .execute(stands, params![self.generation, tree.leaves, tree.peaks.as_flattened()])
                .and_then(|_| {
                    self.sql.execute(head, params![tree.leaves, self.by.at.millis(), root])
                })
                .map_err(&failed)?;
        }
        self.sql.commit().map_err(&failed)
    }
}

/// What a transaction runs again and again, kept ready: to look a statement up by its text and put it back each time takes
/// a tenth of an import.
pub(super) struct Statements<'c> {
    connection: &'c Connection,
    kept: Vec<(&'static str, CachedStatement<'c>)>,
}

impl<'c> Statements<'c> {
    /// The statement of that text. It is known again by where the text stands.
    pub(super) fn of(&mut self, text: &'static str) -> rusqlite::Result<&mut CachedStatement<'c>> {
        let at = match self.kept.iter().position(|(known, _)| std::ptr::eq(*known, text)) {
            Some(at) => at,
            None => {
                self.kept.push((text, self.connection.prepare_cached(text)?));
                self.kept.len() - 1
            }
        };
        Ok(&mut self.kept[at].1)
    }
}
