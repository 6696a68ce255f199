//! An entry as rows of several tables.

use std::borrow::Cow;
use std::sync::LazyLock;

use rusqlite::types::FromSqlError;
use rusqlite::{CachedStatement, Connection, Row, params};

use super::write::Statements;
use crate::fingerprint::{Hash, Profile, Quality};
use crate::list::{
    Category, Digest, Entry, Opinion, Print, Resolution, Stance, State, Status, Time,
};

/// Stands before the maker's name of a fingerprint that is only carried.
const OPAQUE: &str = "opaque:";

pub(super) const COLUMNS: &str = "id, list, key, status, until, reason, at, held, agency, resolution, resolution_date, \
                                  added, effective, expires, updated, extra, generation, digest";

/// An entry's own row.
pub(super) struct Head {
    pub(super) id: u64,
    pub(super) list: u16,
    /// What it is looked up by: see [`digest`](super::read::digest).
    pub(super) digest: i64,
    /// Whether it was set here that it counts or not.
    pub(super) held: bool,
    /// Whether nothing but its row is left.
    pub(super) compacted: bool,
    pub(super) generation: u64,
    /// Without what stands in other tables.
    pub(super) entry: Entry,
}

impl Head {
    pub(super) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let key: Option<String> = row.get(2)?;
        let time = |at: usize| {
            Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.map(Time::from_millis))
        };
        let status = match row.get_ref(3)?.as_str()? {
            "active" => Status::Active,
            "disabled" => Status::DisabledUntil(time(4)?.ok_or(FromSqlError::InvalidType)?),
            "quarantined" => Status::Quarantined,
            "expired" => Status::Expired,
            _ => Status::Withdrawn,
        };
        let resolution: Option<String> = row.get(9)?;
        let date = time(10)?;
        Ok(Self {
            id: row.get(0)?,
            list: row.get(1)?,
            digest: row.get(17)?,
            held: row.get(7)?,
            compacted: key.is_none(),
            generation: row.get(16)?,
            entry: Entry {
                state: State { status, reason: row.get(5)?, at: time(6)? },
                agency: row.get(8)?,
                resolution: resolution.map(|number| Resolution { number, date }),
                added: time(11)?,
                effective: time(12)?,
                expires: time(13)?,
                updated: time(14)?,
                extra: row.get(15)?,
                ..Entry::new(key.unwrap_or_default())
            },
        })
    }
}

/// Fills in what stands in other tables; of its cases those that were not withdrawn.
pub(super) fn complete(sql: &Connection, id: u64, entry: &mut Entry) -> rusqlite::Result<()> {
    let asked = |text: &str| sql.prepare_cached(text);
    entry.prints =
        all(asked("SELECT kind, bytes, quality FROM print WHERE entry = ?")?, id, print_of)?;
    entry.categories =
        all(asked("SELECT scheme, code FROM category WHERE entry = ?")?, id, |row| {
            Ok(Category { scheme: row.get(0)?, code: row.get(1)? })
        })?;
    let cases = "SELECT name FROM case_reference WHERE entry = ? AND NOT withdrawn";
    entry.cases = all(asked(cases)?, id, |row| row.get(0))?;
    entry.tags = all(asked("SELECT name FROM tag WHERE entry = ?")?, id, |row| row.get(0))?;
    let opinions = "SELECT contributor, stance, reason, at FROM opinion WHERE entry = ?";
    entry.opinions = all(asked(opinions)?, id, opinion_of)?;
    Ok(())
}

pub(super) fn opinion_of(row: &Row<'_>) -> rusqlite::Result<Opinion> {
    let name = row.get_ref(1)?.as_str()?;
    let stance = Stance::ALL.into_iter().find(|stance| stance.name() == name);
    Ok(Opinion {
        contributor: row.get(0)?,
        stance: stance.ok_or(FromSqlError::InvalidType)?,
        reason: row.get(2)?,
        at: row.get::<_, Option<i64>>(3)?.map(Time::from_millis),
    })
}

fn all<T>(
    mut asked: CachedStatement<'_>,
    id: u64,
    of: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    asked.query_map([id], of)?.collect()
}

pub(super) fn print_of(row: &Row<'_>) -> rusqlite::Result<Print> {
    let (kind, bytes) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_blob()?);
    let quality = row.get::<_, Option<u32>>(2)?.map(Quality::new);
    let print = match Profile::from_name(kind) {
        Some(profile) if profile.bits() == 64 => {
            Hash::from_bytes(bytes).map(|hash| Print::Narrow { profile, hash })
        }
        Some(profile) => Hash::from_bytes(bytes).map(|hash| Print::Wide { profile, hash, quality }),
        None => match kind.strip_prefix(OPAQUE) {
            Some(kind) => Some(Print::Opaque { kind: kind.to_owned(), bytes: bytes.to_owned() }),
            None => {
                Digest::of_length(bytes).filter(|digest| digest.name() == kind).map(Print::Exact)
            }
        },
    };
    print.ok_or_else(|| FromSqlError::InvalidType.into())
}

/// What a fingerprint is stored as: kind, bytes, quality.
pub(super) fn stored(print: &Print) -> (Cow<'_, str>, Cow<'_, [u8]>, Option<u8>) {
    match print {
        Print::Wide { profile, hash, quality } => {
            let bytes: Vec<u8> = hash.to_bytes().collect();
            (profile.name().into(), bytes.into(), quality.map(Quality::get))
        }
        Print::Narrow { profile, hash } => {
            let bytes: Vec<u8> = hash.to_bytes().collect();
            (profile.name().into(), bytes.into(), None)
        }
        Print::Exact(digest) => (digest.name().into(), digest.bytes().into(), None),
        Print::Opaque { kind, bytes } => (format!("{OPAQUE}{kind}").into(), bytes.into(), None),
    }
}

/// Puts everything into an order that does not depend on the source, and drops what is said twice.
pub(super) fn normalise(entry: &mut Entry) {
    entry.prints.sort_by(|a, b| stored(a).cmp(&stored(b)));
    entry.prints.dedup_by(|a, b| {
        let (a, b) = (stored(a), stored(b));
        (a.0, a.1) == (b.0, b.1)
    });
    entry.categories.sort();
    entry.categories.dedup();
    for names in [&mut entry.cases, &mut entry.tags] {
        names.sort();
        names.dedup();
    }
    // By the name of the stance, as the table orders them.
    entry
        .opinions
        .sort_by(|a, b| (&a.contributor, a.stance.name()).cmp(&(&b.contributor, b.stance.name())));
    entry.opinions.dedup_by(|a, b| (&a.contributor, a.stance) == (&b.contributor, b.stance));
}

/// Writes an entry's own row; with the id 0, a new one.
pub(super) fn store_head(statements: &mut Statements<'_>, head: &Head) -> rusqlite::Result<()> {
    // A plain insertion needs no journal of its own.
    static TEXTS: LazyLock<[String; 2]> = LazyLock::new(|| {
        ["INSERT", "INSERT OR REPLACE"].map(|verb| {
            format!(
                "{verb} INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            )
        })
    });
    let entry = &head.entry;
    let State { status, reason, at } = &entry.state;
    let until = match status {
        Status::DisabledUntil(until) => Some(until.millis()),
        _ => None,
    };
    let resolution = entry.resolution.as_ref();
    let millis = |time: Option<Time>| time.map(Time::millis);
    statements
        .of(&TEXTS[usize::from(head.id > 0)])?
        .execute(params![
            (head.id > 0).then_some(head.id),
            head.list,
            (!head.compacted).then_some(&entry.key),
            status.name(),
            until,
            reason,
            millis(*at),
            head.held,
            entry.agency,
            resolution.map(|resolution| &resolution.number),
            millis(resolution.and_then(|resolution| resolution.date)),
            millis(entry.added),
            millis(entry.effective),
            millis(entry.expires),
            millis(entry.updated),
            entry.extra,
            head.generation,
            head.digest
        ])
        .map(|_| ())
}

/// Writes what stands in other tables, for an entry of which they hold nothing but what is held.
pub(super) fn store_rest(
    statements: &mut Statements<'_>,
    id: u64,
    entry: &Entry,
) -> rusqlite::Result<()> {
    for print in &entry.prints {
        let (kind, bytes, quality) = stored(print);
        statements
            .of("INSERT INTO print VALUES (?, ?, ?, ?)")?
            .execute(params![id, kind, bytes, quality])?;
    }
    for Category { scheme, code } in &entry.categories {
        statements
            .of("INSERT INTO category VALUES (?, ?, ?)")?
            .execute(params![id, scheme, code])?;
    }
    for case in &entry.cases {
        statements
            .of("INSERT INTO case_reference VALUES (?, ?, 0) ON CONFLICT DO NOTHING")?
            .execute(params![id, case])?;
    }
    for tag in &entry.tags {
        statements.of("INSERT INTO tag VALUES (?, ?)")?.execute(params![id, tag])?;
    }
    entry.opinions.iter().try_for_each(|opinion| store_opinion(statements, id, opinion, false))
}

/// Writes an opinion; what is held stands against what is not.
pub(super) fn store_opinion(
    statements: &mut Statements<'_>,
    id: u64,
    opinion: &Opinion,
    held: bool,
) -> rusqlite::Result<()> {
    let Opinion { contributor, stance, reason, at } = opinion;
    statements
        .of("INSERT INTO opinion VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE \
             SET reason = ?4, at = ?5, held = ?6 WHERE held <= ?6")?
        .execute(params![id, contributor, stance.name(), reason, at.map(Time::millis), held])
        .map(|_| ())
}

/// Removes what a source said in other tables; what is held stays.
pub(super) fn clear_rest(sql: &Connection, id: u64) -> rusqlite::Result<()> {
    for cleared in [
        "DELETE FROM print WHERE entry = ?",
        "DELETE FROM category WHERE entry = ?",
        "DELETE FROM case_reference WHERE entry = ? AND NOT withdrawn",
        "DELETE FROM tag WHERE entry = ?",
        "DELETE FROM opinion WHERE entry = ? AND NOT held",
    ] {
        sql.prepare_cached(cleared)?.execute([id])?;
    }
    Ok(())
}
