//! The front door: lists, asked about pictures.

use std::ffi::c_char;
use std::path::Path;
use std::time::Duration;

use staydown::{Ask, BasisState, Breaker, Checked, Matcher, Quality, Rules, Tier};

use crate::error::Failure;
use crate::guard::guarded;
use crate::handles::{self, Opened};
use crate::hash::plane;
use crate::raw::{self, argument};
use crate::status::StaydownStatus;
use crate::structs::{
    STAYDOWN_LISTS_FULL, STAYDOWN_LISTS_NONE, STAYDOWN_LISTS_PARTLY, STAYDOWN_LISTS_STALE,
    STAYDOWN_TIER_EXACT, STAYDOWN_TIER_FRAMED, STAYDOWN_TIER_MIRRORED, STAYDOWN_TIER_THOROUGH,
    StaydownAsk, StaydownHash, StaydownPixels, StaydownVerdict, named,
};

/// Opens the lists of a catalogue. `index` is the file of its index, or NULL for the one beside it; without one, an index is made
/// in memory. `rules` are rules as JSON, or NULL for the default ones. Close the handle with `staydown_close`.
///
/// `catalogue` may be NULL for a matcher over the file `index` alone, which must not be made from a catalogue. All its entries count
/// then, a list is called by its number, there are no digests, and a generation is the number of files taken up from that path.
///
/// # Safety
/// `catalogue`, `index` and `rules` must be NULL or texts, `handle` NULL or point at a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_matcher_open(
    catalogue: *const c_char,
    index: *const c_char,
    rules: *const c_char,
    handle: *mut u64,
) -> StaydownStatus {
    guarded(|| {
        raw::writable(handle, "handle")?;
        // SAFETY: the caller's promise, here and below.
        let (catalogue, index, rules) = unsafe {
            let index = raw::optional_text(index, "index")?;
            let rules = raw::optional_text(rules, "rules")?;
            (raw::optional_text(catalogue, "catalogue")?, index, rules)
        };
        let rules = rules.map(Rules::from_json).transpose();
        let rules = rules.map_err(|error| argument(error.to_string()))?.unwrap_or_default();
        let matcher = match (catalogue.map(Path::new), index.map(Path::new)) {
            (Some(catalogue), index) => Matcher::with(catalogue, index, rules, Breaker::default()),
            (None, Some(index)) => Matcher::over(index, rules, Breaker::default()),
            (None, None) => return Err(argument("a catalogue or an index is needed")),
        }?;
        // SAFETY: as above.
        unsafe { raw::put(handle, handles::opened(Opened::Matcher(Box::new(matcher))), "handle") }
    })
}

/// Takes up what changed in the catalogue and the index now. Checks do so by themselves, every 50 milliseconds.
#[unsafe(no_mangle)]
pub extern "C" fn staydown_matcher_refresh(handle: u64) -> StaydownStatus {
    guarded(|| Ok(handles::find(handle)?.matcher()?.refresh()?))
}

/// What to do with a picture file of `length` bytes. A file that cannot be decoded is no failure: see `StaydownVerdict`.
///
/// `ask` may be NULL for the defaults. `record` takes a line of JSON for a log, without hashes and with a zero byte at its end, if
/// it is not NULL; if `capacity` is too small for it, the verdict and `needed` are written, and `record` is not.
///
/// # Safety
/// `bytes` must point at `length` bytes, `record` at `capacity` bytes, `needed` at a number; it may be NULL. `ask` and `verdict` must
/// be NULL or point at as many bytes as their `size` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_matcher_check(
    handle: u64,
    bytes: *const u8,
    length: usize,
    ask: *const StaydownAsk,
    verdict: *mut StaydownVerdict,
    record: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    // SAFETY: the caller's promise.
    unsafe {
        judge(handle, ask, verdict, record, capacity, needed, |matcher, ask| {
            Ok(matcher.check(raw::slice(bytes, length, "bytes")?, ask)?)
        })
    }
}

/// The same for pixels that the caller decoded; they have no digests.
///
/// # Safety
/// As for `staydown_matcher_check` and `staydown_pdq_pixels`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_matcher_check_pixels(
    handle: u64,
    pixels: *const StaydownPixels,
    ask: *const StaydownAsk,
    verdict: *mut StaydownVerdict,
    record: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    // SAFETY: the caller's promise.
    unsafe {
        judge(handle, ask, verdict, record, capacity, needed, |matcher, ask| {
            Ok(matcher.check_pixels(plane(pixels)?, ask)?)
        })
    }
}

/// The same for a PDQ hash alone, made from a picture of that quality (0 to 100): nothing is guessed.
///
/// # Safety
/// As for `staydown_matcher_check`; `hash` must be NULL or point at a hash.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn staydown_matcher_check_hash(
    handle: u64,
    hash: *const StaydownHash,
    quality: u32,
    ask: *const StaydownAsk,
    verdict: *mut StaydownVerdict,
    record: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> StaydownStatus {
    // SAFETY: the caller's promise.
    unsafe {
        judge(handle, ask, verdict, record, capacity, needed, |matcher, ask| {
            let hash = raw::read(hash, "hash")?.into();
            if quality > 100 {
                return Err(argument(format!("a quality is at most 100, not {quality}")));
            }
            Ok(matcher.check_hash(&hash, Quality::new(quality), ask)?)
        })
    }
}

/// What a matcher says of something.
///
/// # Safety
/// As for [`staydown_matcher_check`].
unsafe fn judge(
    handle: u64,
    ask: *const StaydownAsk,
    verdict: *mut StaydownVerdict,
    record: *mut c_char,
    capacity: usize,
    needed: *mut usize,
    check: impl FnOnce(&Matcher, &Ask) -> Result<Checked, Failure>,
) -> StaydownStatus {
    guarded(|| {
        let opened = handles::find(handle)?;
        let matcher = opened.matcher()?;
        // SAFETY: the caller's promise, here and below.
        let ask = unsafe {
            raw::size_of_versioned(verdict, "verdict")?;
            asked(ask)?
        };
        let checked = check(matcher, &ask)?;
        // SAFETY: as above.
        unsafe { put(&checked, verdict, record, capacity, needed) }
    })
}

/// # Safety
/// `pointer` must be NULL or point at as many bytes as its `size` says.
unsafe fn asked(pointer: *const StaydownAsk) -> Result<Ask, Failure> {
    // SAFETY: the caller's promise.
    let asked = unsafe { raw::versioned(pointer, "ask") }?;
    let mut ask = Ask::default();
    ask.tier = match asked.tier {
        STAYDOWN_TIER_EXACT => Tier::Exact,
        STAYDOWN_TIER_MIRRORED => Tier::Mirrored,
        STAYDOWN_TIER_FRAMED => Tier::Framed,
        STAYDOWN_TIER_THOROUGH => Tier::Thorough,
        other => return Err(argument(format!("{other} is no tier"))),
    };
    ask.budget = (asked.budget > 0).then(|| Duration::from_micros(asked.budget));
    ask.guesses = usize::try_from(asked.guesses).ok().filter(|&guesses| guesses > 0);
    ask.limits = asked.limits();
    Ok(ask)
}

/// # Safety
/// As for [`staydown_matcher_check`].
unsafe fn put(
    checked: &Checked,
    verdict: *mut StaydownVerdict,
    record: *mut c_char,
    capacity: usize,
    needed: *mut usize,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise, here and below.
    unsafe { raw::put_versioned(verdict, &said(checked), "verdict") }?;
    if record.is_null() && needed.is_null() && capacity == 0 {
        return Ok(());
    }
    // SAFETY: as above.
    unsafe { raw::put_text(&checked.record(), record, capacity, needed) }
}

fn said(checked: &Checked) -> StaydownVerdict {
    let verdict = &checked.verdict;
    let undecoded = checked.undecoded.as_ref().map(StaydownStatus::of_picture);
    StaydownVerdict {
        size: size_of::<StaydownVerdict>() as u32,
        action: verdict.action as u32,
        clean: verdict.is_clean().into(),
        lists: match verdict.basis.state {
            BasisState::NoList => STAYDOWN_LISTS_NONE,
            BasisState::Partly(_) => STAYDOWN_LISTS_PARTLY,
            BasisState::Stale(_) => STAYDOWN_LISTS_STALE,
            BasisState::Full => STAYDOWN_LISTS_FULL,
        },
        entries: u32::try_from(verdict.matches.len()).unwrap_or(u32::MAX),
        quality: verdict.query.quality.map_or(255, |quality| quality.get().into()),
        degraded: checked.degraded.into(),
        undecoded: undecoded.unwrap_or(StaydownStatus::Ok) as u32,
        generation: verdict.basis.generation,
        why: named(verdict.why.name()),
    }
}
