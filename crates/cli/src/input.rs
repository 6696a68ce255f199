//! What the arguments name: files, folders, standard input, hashes; one item after the other, in a stated order.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::fingerprint::AnyHash;
use crate::outcome::Failure;
use crate::progress::Progress;

/// The arguments of a walk.
#[derive(Clone)]
pub struct Walk {
    pub inputs: Vec<OsString>,
    /// Whether an argument that names no file may be a hash.
    pub hashes: bool,
}

/// One thing to be judged.
#[derive(Debug)]
pub struct Item {
    /// The path, `-`, or the argument as given.
    pub name: OsString,
    pub kind: Kind,
}

#[derive(Debug)]
pub enum Kind {
    File,
    Stdin,
    Hash(AnyHash),
    /// It could not be reached, for this reason.
    Lost(String),
}

/// All items in the order of the arguments; within a folder in the order of the paths. Links are followed.
pub fn items(walk: &Walk) -> impl Iterator<Item = Item> + use<'_> {
    let hashes = walk.hashes;
    walk.inputs.iter().flat_map(move |input| named(input, hashes))
}

/// Does `work` on all cores for as many items as are held at a time, and hands the results on in the items' order.
///
/// # Errors
/// What `done` returns.
pub fn in_order<T: Send>(
    walk: &Walk,
    progress: &Progress,
    work: impl Fn(Item) -> T + Sync,
    mut done: impl FnMut(Vec<T>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let held = 32 * rayon::current_num_threads();
    let mut items = items(walk);
    loop {
        let batch: Vec<Item> = items.by_ref().take(held).collect();
        if batch.is_empty() {
            return Ok(());
        }
        let worked = batch.into_par_iter().map(|item| {
            let result = work(item);
            progress.advance(1);
            result
        });
        let results = worked.collect();
        progress.aside(|| done(results))?;
    }
}

/// All bytes of a file or of standard input.
///
/// # Errors
/// Why they cannot be had. At most `limit` bytes are read.
pub fn read(item: &Item, limit: u64) -> Result<Vec<u8>, String> {
    match &item.kind {
        Kind::Lost(reason) => Err(reason.clone()),
        Kind::Stdin => read_limited(io::stdin().lock(), limit),
        _ => {
            let file = File::open(&item.name).map_err(|error| error.to_string())?;
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            if length > limit {
                return Err(too_long(limit));
            }
            read_limited(file, limit)
        }
    }
}

/// Reads to the end.
///
/// # Errors
/// If there are more than `limit` bytes, or reading fails.
pub fn read_limited(from: impl Read, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = from.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    match bytes.len() as u64 > limit {
        true => Err(too_long(limit)),
        false => Ok(bytes),
    }
}

fn too_long(limit: u64) -> String {
    format!("more than the {limit} bytes allowed (--max-bytes)")
}

fn named(input: &OsStr, hashes: bool) -> Box<dyn Iterator<Item = Item> + '_> {
    let path = Path::new(input);
    let kind = match input.to_str() {
        Some("-") => Kind::Stdin,
        _ if path.is_dir() => return Box::new(folder(path)),
        Some(text) if hashes && !path.exists() => match AnyHash::parse(text) {
            Some(hash) => Kind::Hash(hash),
            None => Kind::Lost("neither a file nor a hash of 16 or 64 digits".to_owned()),
        },
        _ => Kind::File,
    };
    let name = input.to_owned();
    Box::new(std::iter::once(Item { name, kind }))
}

fn folder(path: &Path) -> impl Iterator<Item = Item> + use<> {
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name();
    walk.into_iter()
        .filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir()))
        .map(entry_item)
}

fn entry_item(entry: walkdir::Result<DirEntry>) -> Item {
    match entry {
        Ok(entry) => {
            let kind = match entry.file_type().is_file() {
                true => Kind::File,
                false => Kind::Lost("not a regular file".to_owned()),
            };
            Item { name: entry.into_path().into_os_string(), kind }
        }
        Err(error) => Item {
            name: error.path().unwrap_or(Path::new("")).into(),
            kind: Kind::Lost(walk_error(&error)),
        },
    }
}

fn walk_error(error: &walkdir::Error) -> String {
    match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => format!("a link back to {}", ancestor.display()),
        (None, Some(io)) => io.to_string(),
        (None, None) => error.to_string(),
    }
}
