//! What stands on disk against what should.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use clap::Args;
use rusqlite::Connection;
use staydown::{Catalogue, CatalogueError, Index256, Listed, Matcher, Status, index_path};

use crate::plan::{self, Plan, State};
use crate::{Done, Place};

#[derive(Args)]
pub struct CatalogueArgs {
    #[command(flatten)]
    place: Place,
    /// The last generation that was acknowledged; without it not even the creation was
    #[arg(long)]
    acknowledged: Option<u64>,
    /// The creation failed with an error, so that nothing may be there
    #[arg(long)]
    refused: bool,
}

/// Prints the generation, or `none`. The first word of an error is LOST, PHANTOM, EMPTY or WRONG.
pub fn catalogue(args: &CatalogueArgs) -> Done {
    let path = &args.place.catalogue;
    let catalogue = match (Catalogue::open(path), args.acknowledged) {
        (Ok(_), None) if args.refused => {
            return Err("EMPTY: what failed to be made can be opened".into());
        }
        (Ok(catalogue), _) => catalogue,
        (Err(CatalogueError::Foreign { .. } | CatalogueError::Open { .. }), None) => {
            println!("none");
            return Ok(());
        }
        (Err(error), _) => return Err(format!("LOST: the catalogue: {error}").into()),
    };
    let (generation, acknowledged) = (catalogue.generation()?, args.acknowledged.unwrap_or(0));
    if generation < acknowledged {
        return Err(format!("LOST: generation {generation} of {acknowledged}").into());
    }
    if generation > acknowledged + 1 {
        return Err(format!("PHANTOM: generation {generation} of {acknowledged}").into());
    }
    compare(&catalogue, &Plan::at(args.place.plan, generation))?;
    catalogue.verify_audit(&[]).map_err(|error| format!("WRONG: {error}"))?;
    sound(path)?;
    println!("{generation}");
    Ok(())
}

fn compare(catalogue: &Catalogue, plan: &Plan) -> Done {
    let lists = catalogue.lists()?.len();
    if lists != usize::from(plan.generation > 0) {
        return Err(format!("EMPTY: {lists} lists").into());
    }
    let mut found = BTreeMap::new();
    catalogue.entries(None, |listed| {
        found.insert(listed.id - 1, listed);
        Ok::<_, CatalogueError>(())
    })?;
    if let Some(number) = found.keys().find(|&&number| number >= plan.states.len() as u64) {
        return Err(format!("PHANTOM: entry {number}").into());
    }
    for (number, &state) in (0..).zip(&plan.states) {
        match found.get(&number) {
            None => return Err(format!("LOST: entry {number}").into()),
            Some(listed) if !fits(listed, number, state) => {
                return Err(format!("WRONG: entry {number}: {listed:?}").into());
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn fits(listed: &Listed, number: u64, state: State) -> bool {
    let (entry, planned) = (&listed.entry, plan::entry(number));
    let whole = || {
        entry.key == planned.key
            && entry.prints.len() == planned.prints.len()
            && planned.prints.iter().all(|print| entry.prints.contains(print))
    };
    match (state, entry.state.status) {
        (State::Counting, Status::Active) | (State::Withdrawn, Status::Withdrawn) => whole(),
        (State::Compacted, Status::Withdrawn) => entry.prints.is_empty(),
        _ => false,
    }
}

/// SQLite's own checks.
fn sound(path: &Path) -> Done {
    let sql = Connection::open(path)?;
    let said: String = sql.query_row("PRAGMA integrity_check", (), |row| row.get(0))?;
    let broken: u64 =
        sql.query_row("SELECT count(*) FROM pragma_foreign_key_check", (), |row| row.get(0))?;
    match (said.as_str(), broken) {
        ("ok", 0) => Ok(()),
        _ => Err("WRONG: the file's pages or references do not hold".into()),
    }
}

#[derive(Args)]
pub struct IndexArgs {
    #[command(flatten)]
    place: Place,
    /// The generations that it may be of; without any there may be none
    #[arg(long, num_args = 0.., value_delimiter = ',')]
    of: Vec<u64>,
    /// There may also be none
    #[arg(long)]
    or_none: bool,
}

/// Prints the generation, or `none`.
pub fn index(args: &IndexArgs) -> Done {
    let path = index_path(&args.place.catalogue);
    if !path.exists() && args.or_none {
        println!("none");
        return Ok(());
    }
    let found = hashes_of(&path)?;
    let of = args.of.iter().find(|&&generation| {
        let plan = Plan::at(args.place.plan, generation);
        found == numbers(&plan, State::Counting).map(|number| plan::hash(number).to_hex()).collect()
    });
    let of = of.ok_or("WRONG: the index is of neither generation")?;
    Matcher::open(&args.place.catalogue)?;
    println!("{of}");
    Ok(())
}

/// The hashes of a whole index.
fn hashes_of(path: &Path) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let index = Index256::open(path)?;
    index.verify()?;
    Ok((0..).map_while(|at| index.entry(at)).map(|(hash, ..)| hash.to_hex()).collect())
}

fn numbers(plan: &Plan, state: State) -> impl Iterator<Item = u64> {
    (0..).zip(&plan.states).filter(move |&(_, &it)| it == state).map(|(number, _)| number)
}

#[derive(Args)]
pub struct GoneArgs {
    #[command(flatten)]
    place: Place,
}

/// Looks through every file of the catalogue's folder for the entries' hashes, digests and keys. Those that count must be
/// found, so that the search is known to work; those that were compacted must not.
pub fn gone(args: &GoneArgs) -> Done {
    let path = &args.place.catalogue;
    let plan = Plan::at(args.place.plan, Catalogue::open_to_read(path)?.generation()?);
    let folder = path.parent().ok_or("no folder")?;
    let mut files = Vec::new();
    for file in std::fs::read_dir(folder)? {
        files.push(std::fs::read(file?.path())?);
    }
    let seen: BTreeSet<[u8; 8]> = files.iter().flat_map(|file| windows(file)).collect();
    let indexed = hashes_of(&index_path(path))?;
    let stands = |number: u64| {
        let needles = needles(number);
        needles.iter().any(|needle| seen.contains(needle))
            || indexed.contains(&plan::hash(number).to_hex())
    };
    let compacted: Vec<u64> = numbers(&plan, State::Compacted).collect();
    let counting: Vec<u64> = numbers(&plan, State::Counting).collect();
    let left = compacted.iter().filter(|&&number| stands(number)).count();
    let kept = counting.iter().filter(|&&number| stands(number)).count();
    println!("{} compacted, {left} found; {} count, {kept} found", compacted.len(), counting.len());
    match left == 0 && kept == counting.len() && !compacted.is_empty() {
        true => Ok(()),
        false => {
            Err("WRONG: bytes of compacted entries are left, or the search found nothing".into())
        }
    }
}

fn windows(file: &[u8]) -> impl Iterator<Item = [u8; 8]> {
    file.windows(8).filter_map(|window| window.first_chunk().copied())
}

/// The first bytes of the hash, in both orders of bytes and as text, of the digest and of what is a hash in the key.
fn needles(number: u64) -> Vec<[u8; 8]> {
    let hash = plan::hash(number);
    let mut bytes: Vec<u8> = hash.to_bytes().collect();
    let digest = staydown::digests(&plan::file(number)).sha256;
    let first = |bytes: &[u8]| bytes.first_chunk().copied();
    let mut needles = vec![first(&bytes), first(&digest), first(hash.to_hex().as_bytes())];
    bytes.reverse();
    needles.push(first(&bytes));
    needles.into_iter().flatten().collect()
}
