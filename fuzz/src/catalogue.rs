//! Whatever values stand in a catalogue's tables, reading gives an error or entries, and what is put into one comes back.

use std::fs;
use std::path::Path;

use arbitrary::{Arbitrary, Result, Unstructured};
use rusqlite::Connection;
use rusqlite::types::Value;
use staydown::{
    Ask, By, Catalogue, CatalogueError, Category, Entry, Matcher, Opinion, Print, Profile, Quality,
    Stance, Status, Time,
};
use tempfile::TempDir;

/// A small catalogue with everything in it.
pub(crate) const FILE: &[u8] = include_bytes!("../../bindings/catalogue.db");

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().expect("a folder");
}

pub(crate) fn hold(bytes: &[u8]) -> bool {
    let mut given = Unstructured::new(bytes);
    let path = FOLDER.with(|folder| folder.path().join("catalogue.db"));
    for ending in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(path.with_extension(ending));
    }
    fs::write(&path, FILE).expect("room for a copy");
    let changes = given.int_in_range(0..=6).unwrap_or(0);
    for _ in 0..changes {
        let Ok(done) = change(&path, &mut given) else { return false };
        done.expect("a value is stored or refused");
    }
    let _ = read(&path);
    match entry(&mut given) {
        Ok(entry) => put(&path, entry, changes == 0),
        Err(_) => return false,
    }
    true
}

/// Puts another value into one row or several, past all that the schema forbids but the kinds of its values.
fn change(path: &Path, given: &mut Unstructured<'_>) -> Result<rusqlite::Result<()>> {
    let (at, row) = (usize::arbitrary(given)?, u8::arbitrary(given)?);
    let value = match given.int_in_range(0..=4)? {
        0 => Value::Null,
        1 => Value::Integer(Arbitrary::arbitrary(given)?),
        2 => Value::Integer(given.int_in_range(-2..=2)?),
        3 => Value::Text(Arbitrary::arbitrary(given)?),
        _ => Value::Blob(Arbitrary::arbitrary(given)?),
    };
    Ok(store(path, at, row, &value))
}

fn store(path: &Path, at: usize, row: u8, value: &Value) -> rusqlite::Result<()> {
    let sql = Connection::open(path)?;
    sql.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; \
         DROP TRIGGER IF EXISTS audit_is_not_changed",
    )?;
    let columns = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'";
    let columns: Vec<(String, String)> = sql
        .prepare(columns)?
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let (table, column) = &columns[at % columns.len()];
    let rows: u64 =
        sql.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get(0))?;
    let row = u64::from(row) % rows.max(1);
    // Rows are told apart by their place in the order of the table's own values.
    let values = format!("SELECT {column} FROM {table} LIMIT 1 OFFSET {row}");
    let change = format!("UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} IS ({values})");
    // Refused if the value is of another kind than the column's.
    let _ = sql.execute(&change, [value]);
    Ok(())
}

fn read(path: &Path) -> std::result::Result<(), CatalogueError> {
    let catalogue = Catalogue::open_to_read(path)?;
    let _ = catalogue.lists();
    let _ = catalogue.entries::<CatalogueError>(None, |listed| {
        catalogue.entry(listed.id).map(|again| assert_eq!(again, Some(listed)))
    });
    let _ = catalogue.hashes::<4>(Profile::Pdq, |_, _, _| {});
    let _ = catalogue.hashes::<1>(Profile::PHash64, |_, _, _| {});
    let _ = catalogue.digests(|_, _, _| {});
    let _ = (catalogue.on_record(), catalogue.checkpoint(), catalogue.verify_audit(&[]));
    let matcher = Matcher::open(path);
    if let Ok(matcher) = matcher {
        let hash = staydown::Hash256::ZERO;
        let _ = matcher.check_hash(&hash, Quality::new(90), &Ask::default());
        let _ = matcher.basis(Time::from_secs(1_780_000_000));
    }
    Ok(())
}

/// Puts an entry in, and takes it back; where nothing else was changed, what was said of it must be there.
fn put(path: &Path, entry: Entry, must: bool) {
    let by = By::new("fuzz", "a trial");
    let tried = || -> std::result::Result<(), CatalogueError> {
        let mut catalogue = Catalogue::open(path)?;
        let lists = catalogue.lists()?;
        let Some(list) = lists.first().map(|list| list.name.clone()) else { return Ok(()) };
        catalogue.put(&list, entry.clone(), &by)?;
        let found = catalogue.find(&list, &entry.key)?;
        if must {
            same(found.expect("it was put").entry, &entry);
        }
        catalogue.withdraw(&list, &entry.key, None, &by)?;
        let status = catalogue.find(&list, &entry.key)?.map(|listed| listed.entry.state.status);
        assert_eq!(status, Some(Status::Withdrawn));
        let _ = catalogue.verify_audit(&[]);
        catalogue.compact(&by)?;
        let found = catalogue.find(&list, &entry.key)?.expect("it stays on record");
        assert!(found.entry.prints.is_empty() && found.entry.tags.is_empty());
        Ok(())
    };
    let tried = tried();
    assert!(!must || tried.is_ok(), "{tried:?}");
}

fn same(found: Entry, said: &Entry) {
    let set = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names
    };
    assert_eq!(set(found.tags), set(said.tags.clone()));
    assert_eq!(set(found.cases), set(said.cases.clone()));
    assert_eq!((found.agency, found.extra), (said.agency.clone(), said.extra.clone()));
    assert_eq!((found.added, found.expires), (said.added, said.expires));
    assert_eq!(found.prints.len(), usize::from(!said.prints.is_empty()));
    assert_eq!(found.categories, said.categories);
    assert_eq!(found.opinions, said.opinions);
}

/// An entry of any words and times, with at most one of what it may have several of, but for names.
fn entry(given: &mut Unstructured<'_>) -> Result<Entry> {
    let time = |given: &mut Unstructured<'_>| -> Result<Option<Time>> {
        Ok(Option::<i64>::arbitrary(given)?.map(Time::from_millis))
    };
    let mut entry = Entry::new(String::arbitrary(given)?);
    entry.tags = Arbitrary::arbitrary(given)?;
    entry.cases = Arbitrary::arbitrary(given)?;
    entry.agency = Arbitrary::arbitrary(given)?;
    entry.extra = Arbitrary::arbitrary(given)?;
    (entry.added, entry.expires) = (time(given)?, time(given)?);
    if bool::arbitrary(given)? {
        let (kind, bytes) = (Arbitrary::arbitrary(given)?, Arbitrary::arbitrary(given)?);
        entry.prints.push(Print::Opaque { kind, bytes });
    }
    if bool::arbitrary(given)? {
        let (scheme, code) = (Arbitrary::arbitrary(given)?, Arbitrary::arbitrary(given)?);
        entry.categories.push(Category { scheme, code });
        let (contributor, reason) = (Arbitrary::arbitrary(given)?, Arbitrary::arbitrary(given)?);
        let stance = *given.choose(&Stance::ALL)?;
        entry.opinions.push(Opinion { contributor, stance, reason, at: time(given)? });
    }
    Ok(entry)
}
