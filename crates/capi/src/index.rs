//! Indexes of 256-bit hashes.

use std::ffi::c_char;

use staydown::{Builder256, Hash256, Hit, Index256, Profile, Searcher};

use crate::guard::guarded;
use crate::handles::{self, OpenIndex, Opened};
use crate::raw::{self, Versioned, argument};
use crate::status::StaydownStatus;
use crate::structs::{
    STAYDOWN_OPEN_MAPPED, STAYDOWN_OPEN_MEMORY, STAYDOWN_OPEN_POPULATED, StaydownHash, StaydownHit,
    StaydownIndexInfo, named,
};

/// Builds an index of `count` PDQ hashes with their ids and puts it in place of the file of that path, as a whole or not at all.
/// `lists` are numbers of lists, or NULL for 0.
///
/// # Safety
/// `path` must be a text, `hashes`, `ids` and `lists` point at `count` elements; `lists` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_index_build(
    path: *const c_char,
    hashes: *const StaydownHash,
    ids: *const u64,
    lists: *const u16,
    count: usize,
) -> StaydownStatus {
    guarded(|| {
        // SAFETY: the caller's promise.
        let (path, hashes, ids, lists) = unsafe {
            let lists = if lists.is_null() { &[] } else { raw::slice(lists, count, "lists")? };
            let hashes = raw::slice(hashes, count, "hashes")?;
            (raw::text(path, "path")?, hashes, raw::slice(ids, count, "ids")?, lists)
        };
        let mut builder = Builder256::new(Profile::Pdq)?;
        let lists = lists.iter().copied().chain(std::iter::repeat(0));
        for ((&hash, &id), list) in hashes.iter().zip(ids).zip(lists) {
            builder.push_to_list(hash.into(), id, list);
        }
        Ok(builder.publish(path)?)
    })
}

/// Opens an index of 256-bit hashes. `mode` is `STAYDOWN_OPEN_MAPPED` and so on. Close the handle with `staydown_close`.
///
/// # Safety
/// `path` must be NULL or a text, `handle` NULL or point at a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_index_open(
    path: *const c_char,
    mode: u32,
    handle: *mut u64,
) -> StaydownStatus {
    guarded(|| {
        raw::writable(handle, "handle")?;
        // SAFETY: the caller's promise, here and below.
        let path = unsafe { raw::text(path, "path") }?;
        let index = match mode {
            STAYDOWN_OPEN_MAPPED => Index256::open(path)?.boxed(),
            STAYDOWN_OPEN_POPULATED => Index256::open_populated(path)?.boxed(),
            STAYDOWN_OPEN_MEMORY => Index256::read(path)?.boxed(),
            other => return Err(argument(format!("{other} is no way to open an index"))),
        };
        // SAFETY: as above.
        unsafe { raw::put(handle, handles::opened(Opened::Index(OpenIndex::new(index))), "handle") }
    })
}

/// What an index holds.
///
/// # Safety
/// `info` must be NULL or point at as many bytes as its `size` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_index_info(
    handle: u64,
    info: *mut StaydownIndexInfo,
) -> StaydownStatus {
    guarded(|| {
        let opened = handles::find(handle)?;
        let index = opened.index()?;
        let (entries, profile) = (index.len() as u64, named(index.profile().name()));
        let found = StaydownIndexInfo { entries, profile, ..StaydownIndexInfo::DEFAULT };
        // SAFETY: the caller's promise.
        unsafe { raw::put_versioned(info, &found, "info") }
    })
}

/// Reads all of an index and compares it with its checksums: opening checks the header alone. Fails with `BAD_INDEX`.
#[unsafe(no_mangle)]
pub extern "C" fn staydown_index_verify(handle: u64) -> StaydownStatus {
    guarded(|| Ok(handles::find(handle)?.index()?.verify()?))
}

/// All entries that differ from the hash in at most `radius` bits, ordered by distance and id.
///
/// `needed` takes how many there are, also if `hits` has no room for them; then nothing is written there.
///
/// # Safety
/// `hash` must be NULL or point at a hash, `hits` at room for `capacity` hits, `needed` at a number; it may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_index_within(
    handle: u64,
    hash: *const StaydownHash,
    radius: u32,
    hits: *mut StaydownHit,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    // SAFETY: the caller's promise.
    unsafe {
        search(handle, hash, hits, capacity, needed, |searcher, hash| {
            searcher.within(hash, radius).hits
        })
    }
}

/// The `count` nearest entries, or all if there are fewer, ordered by distance and id.
///
/// # Safety
/// As for `staydown_index_within`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_index_nearest(
    handle: u64,
    hash: *const StaydownHash,
    count: usize,
    hits: *mut StaydownHit,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    // SAFETY: the caller's promise.
    unsafe {
        search(handle, hash, hits, capacity, needed, |searcher, hash| {
            searcher.nearest(hash, count).hits
        })
    }
}

/// What one hash finds.
///
/// # Safety
/// As for [`staydown_index_within`].
unsafe fn search(
    handle: u64,
    hash: *const StaydownHash,
    hits: *mut StaydownHit,
    capacity: usize,
    needed: *mut usize,
    ask: impl for<'s> FnOnce(&'s mut Searcher<'_, 4>, &Hash256) -> &'s [Hit],
) -> StaydownStatus {
    guarded(|| {
        let opened = handles::find(handle)?;
        // SAFETY: the caller's promise, here and below.
        let hash = unsafe { raw::read(hash, "hash") }?.into();
        opened.index()?.ask(|searcher| {
            let found = ask(searcher, &hash);
            let elements = found.iter().map(StaydownHit::from);
            // SAFETY: as above.
            unsafe { raw::put_all(found.len(), elements, hits, capacity, needed, "hits") }
        })
    })
}

/// Whether any entry differs from the hash in at most `radius` bits: 1 or 0.
///
/// # Safety
/// `hash` must be NULL or point at a hash, `any` NULL or at a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_index_any(
    handle: u64,
    hash: *const StaydownHash,
    radius: u32,
    any: *mut u32,
) -> StaydownStatus {
    guarded(|| {
        let opened = handles::find(handle)?;
        // SAFETY: the caller's promise, here and below.
        let hash = unsafe { raw::read(hash, "hash") }?.into();
        let (found, _) = opened.index()?.ask(|searcher| searcher.any_within(&hash, radius));
        // SAFETY: as above.
        unsafe { raw::put(any, found.into(), "any") }
    })
}

/// `staydown_index_within` for `count` hashes, on all processors.
///
/// The hits of hash `i` are those from `offsets[i]` up to `offsets[i + 1]`. If `hits` has no room for all, nothing is written
/// there, but `offsets` and `needed` are.
///
/// # Safety
/// `hashes` must point at `count` hashes, `offsets` at room for `count + 1` numbers, `hits` at room for `capacity` hits, `needed` at
/// a number; it may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_index_within_batch(
    handle: u64,
    hashes: *const StaydownHash,
    count: usize,
    radius: u32,
    offsets: *mut usize,
    hits: *mut StaydownHit,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    guarded(|| {
        let opened = handles::find(handle)?;
        // SAFETY: the caller's promise, here and below.
        let hashes = unsafe { raw::slice(hashes, count, "hashes") }?;
        let hashes: Vec<Hash256> = hashes.iter().map(|&hash| hash.into()).collect();
        let answers = opened.index()?.ask(|searcher| searcher.within_batch(&hashes, radius));
        let mut end = 0;
        let ends = answers.iter().map(|(hits, _)| {
            end += hits.len();
            end
        });
        let all = answers.iter().flat_map(|(hits, _)| hits).map(StaydownHit::from);
        let count = answers.iter().map(|(hits, _)| hits.len()).sum();
        let ends = std::iter::once(0).chain(ends);
        let room = answers.len() + 1;
        // SAFETY: as above.
        unsafe {
            raw::put_all(room, ends, offsets, room, std::ptr::null_mut(), "offsets")?;
            raw::put_all(count, all, hits, capacity, needed, "hits")
        }
    })
}
