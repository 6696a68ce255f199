//! What was done, in order, and the proof that nothing of it was changed afterwards.

use rusqlite::{Connection, Row};

use super::tree::Tree;
use super::{Catalogue, CatalogueError};
use crate::list::Time;

/// An event of the audit. It holds neither a hash nor an entry's key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<'a> {
    /// Its number, from 0, without gaps.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// Who.
    pub actor: &'a str,
    /// What, such as `added` or `withdrawn`.
    pub kind: &'a str,
    /// In which list.
    pub list: Option<u16>,
    /// Which entry, by its id.
    pub entry: Option<u64>,
    /// Why, or what more there is to say.
    pub detail: Option<&'a str>,
}

impl Event<'_> {
    /// The bytes that its leaf of the tree is made of: numbers of 8 bytes, the lowest first, and texts behind their lengths;
    /// what is absent is a zero byte, what is there stands behind a one.
    pub(super) fn leaf(&self) -> Vec<u8> {
        let mut leaf = Vec::with_capacity(96);
        let text = |leaf: &mut Vec<u8>, text: &str| {
            leaf.extend((text.len() as u64).to_le_bytes());
            leaf.extend(text.as_bytes());
        };
        leaf.extend(self.seq.to_le_bytes());
        leaf.extend(self.at.millis().to_le_bytes());
        text(&mut leaf, self.actor);
        text(&mut leaf, self.kind);
        for number in [self.list.map(u64::from), self.entry] {
            leaf.push(number.is_some().into());
            leaf.extend(number.unwrap_or(0).to_le_bytes());
        }
        leaf.push(self.detail.is_some().into());
        text(&mut leaf, self.detail.unwrap_or_default());
        leaf
    }
}

/// How far the audit had come, and the root of the tree over it: to be kept elsewhere, and compared later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which catalogue, as 32 hexadecimal digits.
    pub catalogue: String,
    /// Number of events.
    pub events: u64,
    /// The root, as 64 hexadecimal digits.
    pub root: String,
}

/// What a verification went through.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditReport {
    /// How far the audit has come.
    pub checkpoint: Checkpoint,
    /// Transactions whose root was found right.
    pub transactions: u64,
}

/// Why an audit does not hold.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// It cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// An event is missing, or stands where another should.
    #[error("event {expected} of the audit is missing: the next one is {found}")]
    Gap {
        /// The number that should come next.
        expected: u64,
        /// The number that does.
        found: u64,
    },
    /// Some event up to here was changed, removed or put elsewhere.
    #[error("an event before event {events} of the audit was changed, or its root at {at}")]
    Changed {
        /// Events up to the root that does not fit.
        events: u64,
        /// When that root was written.
        at: Time,
    },
    /// Events are missing at the end, or roots.
    #[error("the audit ends after {found} events and should have {expected}")]
    Cut {
        /// Events that there should be.
        expected: u64,
        /// Events that there are.
        found: u64,
    },
    /// It is not what it was when the checkpoint was made.
    #[error("the audit differs from the checkpoint made after {events} events")]
    Differs {
        /// Events at the checkpoint.
        events: u64,
    },
    /// The checkpoint is of another catalogue.
    #[error("the checkpoint is of another catalogue")]
    OtherCatalogue,
}

/// The generation, and the tree over the audit.
pub(super) fn standing(sql: &Connection) -> rusqlite::Result<(u64, Tree)> {
    sql.prepare_cached("SELECT generation, events, peaks FROM catalogue")?.query_row((), |row| {
        let (leaves, peaks): (u64, Vec<u8>) = (row.get(1)?, row.get(2)?);
        let tree = Tree::of(leaves, &peaks).ok_or(rusqlite::Error::InvalidQuery)?;
        Ok((row.get(0)?, tree))
    })
}

impl Catalogue {
    /// How far the audit has come.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`].
    pub fn checkpoint(&self) -> Result<Checkpoint, CatalogueError> {
        let (_, tree) =
            standing(&self.connection).map_err(CatalogueError::sql("read its audit"))?;
        Ok(self.checkpoint_of(&tree))
    }

    fn checkpoint_of(&self, tree: &Tree) -> Checkpoint {
        let (catalogue, root) = (hex(&self.name), hex(&tree.root()));
        Checkpoint { catalogue, events: tree.leaves, root }
    }

    /// Hands over the events from number `from` on.
    ///
    /// # Errors
    /// [`CatalogueError::Sql`], or what `event` returns.
    pub fn events<E: From<CatalogueError>>(
        &self,
        from: u64,
        mut event: impl FnMut(&Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = CatalogueError::sql("read its audit");
        let asked = "SELECT seq, at, actor, kind, list, entry, detail FROM audit WHERE seq >= ? ORDER BY seq";
        let mut asked = self.connection.prepare_cached(asked).map_err(&failed)?;
        let mut rows = asked.query([from]).map_err(&failed)?;
        while let Some(row) = rows.next().map_err(&failed)? {
            event(&of_row(row).map_err(&failed)?)?;
        }
        Ok(())
    }

    /// Computes the tree over all events anew, and compares it with the root of every transaction, with what the
    /// catalogue says, and with `checkpoints` that were kept elsewhere.
    ///
    /// Who can write to the file can make all roots anew; only a checkpoint kept elsewhere shows that.
    ///
    /// # Errors
    /// [`AuditError`]: the first thing that is wrong.
    pub fn verify_audit(&self, checkpoints: &[Checkpoint]) -> Result<AuditReport, AuditError> {
        if checkpoints.iter().any(|checkpoint| checkpoint.catalogue != hex(&self.name)) {
            return Err(AuditError::OtherCatalogue);
        }
        // One transaction, so that a writer beside it changes nothing of what is read.
        let failed = CatalogueError::sql("read its audit");
        let still = self.connection.unchecked_transaction().map_err(&failed)?;
        let heads = heads(&still).map_err(&failed)?;
        let (_, expected) = standing(&still).map_err(&failed)?;
        let mut verifier = Verifier { tree: Tree::default(), heads: &heads, checkpoints };
        self.events(0, |event| verifier.take(event))?;
        let found = verifier.tree;
        let last = checkpoints.iter().map(|checkpoint| checkpoint.events).max();
        let events = expected.leaves.max(last.unwrap_or(0));
        if found.leaves != events || heads.last().map_or(0, |head| head.0) != events {
            return Err(AuditError::Cut { expected: events, found: found.leaves });
        }
        if found != expected {
            return Err(AuditError::Changed { events, at: Time::from_millis(0) });
        }
        let transactions = heads.len() as u64;
        Ok(AuditReport { checkpoint: self.checkpoint_of(&found), transactions })
    }
}

struct Verifier<'a> {
    tree: Tree,
    heads: &'a [(u64, Time, [u8; 32])],
    checkpoints: &'a [Checkpoint],
}

impl Verifier<'_> {
    fn take(&mut self, event: &Event<'_>) -> Result<(), AuditError> {
        let (expected, found) = (self.tree.leaves, event.seq);
        if expected != found {
            return Err(AuditError::Gap { expected, found });
        }
        self.tree.push(&event.leaf());
        let events = self.tree.leaves;
        if let Some(((_, at, root), rest)) =
            self.heads.split_first().filter(|(head, _)| head.0 == events)
        {
            self.heads = rest;
            if self.tree.root() != *root {
                return Err(AuditError::Changed { events, at: *at });
            }
        }
        let mut kept = self.checkpoints.iter().filter(|checkpoint| checkpoint.events == events);
        match kept.any(|checkpoint| checkpoint.root != hex(&self.tree.root())) {
            true => Err(AuditError::Differs { events }),
            false => Ok(()),
        }
    }
}

fn heads(sql: &Connection) -> rusqlite::Result<Vec<(u64, Time, [u8; 32])>> {
    let mut asked = sql.prepare("SELECT events, at, root FROM audit_head ORDER BY events")?;
    let heads = asked
        .query_map((), |row| Ok((row.get(0)?, Time::from_millis(row.get(1)?), row.get(2)?)))?;
    heads.collect()
}

fn of_row<'r>(row: &'r Row<'_>) -> rusqlite::Result<Event<'r>> {
    Ok(Event {
        seq: row.get(0)?,
        at: Time::from_millis(row.get(1)?),
        actor: row.get_ref(2)?.as_str()?,
        kind: row.get_ref(3)?.as_str()?,
        list: row.get(4)?,
        entry: row.get(5)?,
        detail: row.get_ref(6)?.as_str_or_null()?,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
