//! Indexes of 256-bit hashes.

use std::sync::{Arc, Mutex, PoisonError};

use napi_derive::napi;
use staydown::{Boxed, Builder256, Hash256, Index256, Profile};

use crate::error::{Answer, Failure, Result, at_once};
use crate::handle::Handle;
use crate::job::{Promised, promised};
use crate::picture::hash_of;

/// Collects entries for an index.
#[napi]
pub(crate) struct Builder(Mutex<Option<Builder256>>);

#[napi]
impl Builder {
    /// Without entries.
    #[napi(constructor)]
    pub fn new() -> Result<Self> {
        let builder = at_once(|| Ok(Builder256::new(Profile::Pdq)?))?;
        Ok(Self(Mutex::new(Some(builder))))
    }

    /// Adds entries: 32 bytes of hash, an id and a list for each.
    #[napi]
    pub fn push(&self, hashes: &[u8], ids: &[u64], lists: &[u16]) -> Result<()> {
        at_once(|| {
            let mut builder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let builder = builder.as_mut().ok_or_else(|| Failure::closed("builder"))?;
            for ((hash, &id), &list) in hashes_of(hashes)?.into_iter().zip(ids).zip(lists) {
                builder.push_to_list(hash, id, list);
            }
            Ok(())
        })
    }

    /// Puts the index in place of the file of that path.
    #[napi]
    pub fn publish(&self, path: String) -> Result<Promised<()>> {
        let builder = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let builder = at_once(|| builder.ok_or_else(|| Failure::closed("builder")))?;
        Ok(promised(move || Ok(builder.publish(path)?)))
    }
}

fn hashes_of(bytes: &[u8]) -> Answer<Vec<Hash256>> {
    bytes.chunks(32).map(hash_of).collect()
}

fn open(path: &str, mode: &str) -> Answer<Index256<Boxed>> {
    Ok(match mode {
        "mapped" => Index256::open(path)?.boxed(),
        "populated" => Index256::open_populated(path)?.boxed(),
        "memory" => Index256::read(path)?.boxed(),
        other => return Err(Failure::argument(format!("{other} is no way to open an index"))),
    })
}

/// An entry that was found.
#[napi(object, object_from_js = false)]
pub(crate) struct Hit {
    /// Of the entry.
    pub id: u64,
    /// Bits in which it differs.
    pub distance: u32,
    /// The number of its list.
    pub list: u32,
}

fn hits(found: &[staydown::Hit]) -> Vec<Hit> {
    let hit = |&staydown::Hit { id, distance, list }: &_| Hit { id, distance, list: list.into() };
    found.iter().map(hit).collect()
}

/// An index that is open.
#[napi]
pub(crate) struct Index(Handle<Index256<Boxed>>);

/// Opens an index: `mapped`, `populated`, or into `memory`.
#[napi]
pub(crate) fn open_index(path: String, mode: String) -> Promised<Index> {
    promised(move || Ok(Index(Handle::new("index", open(&path, &mode)?))))
}

#[napi]
impl Index {
    /// Number of entries.
    #[napi]
    pub fn length(&self) -> Result<u32> {
        at_once(|| Ok(self.0.get()?.len() as u32)) // the format has no room for more
    }

    /// The name of the hashes' profile.
    #[napi]
    pub fn profile(&self) -> Result<&'static str> {
        at_once(|| Ok(self.0.get()?.profile().name()))
    }

    /// Compares all of it with its checksums.
    #[napi]
    pub fn verify(&self) -> Result<Promised<()>> {
        let opened = at_once(|| self.0.get())?;
        Ok(promised(move || Ok(opened.verify()?)))
    }

    /// All entries within a radius.
    #[napi]
    pub fn within(&self, hash: &[u8], radius: u32) -> Result<Promised<Vec<Hit>>> {
        let (opened, hash) = self.asked(hash)?;
        Ok(promised(move || Ok(hits(opened.searcher().within(&hash, radius).hits))))
    }

    /// The same at once.
    #[napi]
    pub fn within_sync(&self, hash: &[u8], radius: u32) -> Result<Vec<Hit>> {
        let (opened, hash) = self.asked(hash)?;
        at_once(|| Ok(hits(opened.searcher().within(&hash, radius).hits)))
    }

    /// The nearest entries.
    #[napi]
    pub fn nearest(&self, hash: &[u8], count: u32) -> Result<Promised<Vec<Hit>>> {
        let (opened, hash) = self.asked(hash)?;
        Ok(promised(move || Ok(hits(opened.searcher().nearest(&hash, count as usize).hits))))
    }

    /// The same at once.
    #[napi]
    pub fn nearest_sync(&self, hash: &[u8], count: u32) -> Result<Vec<Hit>> {
        let (opened, hash) = self.asked(hash)?;
        at_once(|| Ok(hits(opened.searcher().nearest(&hash, count as usize).hits)))
    }

    /// Whether there is an entry within a radius.
    #[napi]
    pub fn any(&self, hash: &[u8], radius: u32) -> Result<Promised<bool>> {
        let (opened, hash) = self.asked(hash)?;
        Ok(promised(move || Ok(opened.searcher().any_within(&hash, radius).0)))
    }

    /// The same at once.
    #[napi]
    pub fn any_sync(&self, hash: &[u8], radius: u32) -> Result<bool> {
        let (opened, hash) = self.asked(hash)?;
        at_once(|| Ok(opened.searcher().any_within(&hash, radius).0))
    }

    /// All entries within a radius of each of many hashes, 32 bytes each.
    #[napi]
    pub fn within_batch(&self, hashes: &[u8], radius: u32) -> Result<Promised<Vec<Vec<Hit>>>> {
        let (opened, hashes) = at_once(|| Ok((self.0.get()?, hashes_of(hashes)?)))?;
        Ok(promised(move || {
            let answers = opened.searcher().within_batch(&hashes, radius);
            Ok(answers.iter().map(|(found, _)| hits(found)).collect())
        }))
    }

    /// Lets go of it; calls under way go on to their end.
    #[napi]
    pub fn close(&self) {
        self.0.close();
    }

    fn asked(&self, hash: &[u8]) -> Result<(Arc<Index256<Boxed>>, Hash256)> {
        at_once(|| Ok((self.0.get()?, hash_of(hash)?)))
    }
}
