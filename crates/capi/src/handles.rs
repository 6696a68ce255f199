//! What is open, in a table: a handle is a number that says its place, its kind and how often the place was used before.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use staydown::{Boxed, Index256, Matcher, Searcher};

use crate::error::Failure;
use crate::guard::guarded;
use crate::status::StaydownStatus;

/// What a handle stands for. A call keeps it alive until it ends, whoever closes it meanwhile.
pub(crate) enum Opened {
    Index(OpenIndex),
    Matcher(Box<Matcher>),
}

impl Opened {
    /// Part of the handle, never 0.
    fn kind(&self) -> u64 {
        match self {
            Self::Index(_) => 1,
            Self::Matcher(_) => 2,
        }
    }

    pub(crate) fn index(&self) -> Result<&OpenIndex, Failure> {
        match self {
            Self::Index(index) => Ok(index),
            Self::Matcher(_) => Err(wrong("an index")),
        }
    }

    pub(crate) fn matcher(&self) -> Result<&Matcher, Failure> {
        match self {
            Self::Matcher(matcher) => Ok(matcher),
            Self::Index(_) => Err(wrong("a matcher")),
        }
    }
}

/// An index, and searchers of it that nobody uses now: making one takes longer than all else of a call.
pub(crate) struct OpenIndex {
    /// Before the index, which they borrow: fields are dropped in their order.
    spare: Mutex<Vec<Searcher<'static, 4>>>,
    index: Arc<Index256<Boxed>>,
}

impl OpenIndex {
    pub(crate) fn new(index: Index256<Boxed>) -> Self {
        Self { spare: Mutex::default(), index: Arc::new(index) }
    }

    /// Lends a searcher. Where several threads come at once, none waits: there are new ones.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&mut Searcher<'_, 4>) -> T) -> T {
        let spare = self.spare.try_lock().ok().and_then(|mut spare| spare.pop());
        let mut searcher = spare.unwrap_or_else(|| {
            // SAFETY: the index lies where it is until `self` is dropped; searchers are lent within a borrow of `self` and kept
            // in it, where they are dropped before the index.
            let index: &'static Index256<Boxed> = unsafe { &*Arc::as_ptr(&self.index) };
            index.searcher()
        });
        let answer = question(&mut searcher);
        if let Ok(mut spare) = self.spare.try_lock() {
            spare.push(searcher);
        }
        answer
    }
}

impl Deref for OpenIndex {
    type Target = Index256<Boxed>;

    fn deref(&self) -> &Index256<Boxed> {
        &self.index
    }
}

fn wrong(wanted: &str) -> Failure {
    Failure::new(StaydownStatus::WrongHandle, format!("the handle is not that of {wanted}"))
}

/// A place in the table. It is given up for good when its generations are used up.
struct Place {
    generation: u32,
    opened: Option<Arc<Opened>>,
}

const GENERATIONS: u32 = 1 << 24;

static PLACES: RwLock<Vec<Place>> = RwLock::new(Vec::new());

pub(crate) fn opened(opened: Opened) -> u64 {
    let kind = opened.kind();
    let mut places = PLACES.write().unwrap_or_else(PoisonError::into_inner);
    let free = |place: &Place| place.opened.is_none() && place.generation < GENERATIONS;
    let at = places.iter().position(free).unwrap_or_else(|| {
        places.push(Place { generation: 0, opened: None });
        places.len() - 1
    });
    places[at].opened = Some(Arc::new(opened));
    kind << 56 | u64::from(places[at].generation) << 32 | at as u64
}

pub(crate) fn find(handle: u64) -> Result<Arc<Opened>, Failure> {
    let places = PLACES.read().unwrap_or_else(PoisonError::into_inner);
    let place = places.get(handle as u32 as usize).ok_or_else(unknown)?;
    match &place.opened {
        Some(opened) if generation(handle) == place.generation && handle >> 56 == opened.kind() => {
            Ok(Arc::clone(opened))
        }
        _ => Err(gone(handle, place)),
    }
}

fn generation(handle: u64) -> u32 {
    (handle >> 32) as u32 & (GENERATIONS - 1)
}

fn unknown() -> Failure {
    Failure::new(StaydownStatus::UnknownHandle, "the handle was never given out")
}

fn gone(handle: u64, place: &Place) -> Failure {
    if matches!(handle >> 56, 1 | 2) && generation(handle) < place.generation {
        Failure::new(StaydownStatus::ClosedHandle, "what the handle stood for has been closed")
    } else {
        unknown()
    }
}

/// Closes an index or a matcher. Calls of other threads that use it go on to their end.
///
/// Fails with `CLOSED_HANDLE` if that was done before.
#[unsafe(no_mangle)]
pub extern "C" fn staydown_close(handle: u64) -> StaydownStatus {
    guarded(|| {
        let closed = {
            find(handle)?;
            let mut places = PLACES.write().unwrap_or_else(PoisonError::into_inner);
            let place = places.get_mut(handle as u32 as usize).ok_or_else(unknown)?;
            if place.generation != generation(handle) {
                return Err(gone(handle, place)); // another thread was faster
            }
            place.generation += 1;
            place.opened.take()
        };
        drop(closed); // outside the lock: this may take its time
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use staydown::{Builder256, Hash, Profile};

    fn index() -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.sdx");
        let mut builder = Builder256::new(Profile::Pdq).unwrap();
        builder.push(Hash::ZERO, 7);
        builder.publish(&path).unwrap();
        opened(Opened::Index(OpenIndex::new(Index256::read(&path).unwrap().boxed())))
    }

    fn status(handle: u64) -> StaydownStatus {
        find(handle).err().map_or(StaydownStatus::Ok, |failure| failure.status)
    }

    #[test]
    fn a_handle_stands_for_one_thing_only() {
        let (first, second) = (index(), index());
        let held = find(first).unwrap();
        assert_eq!(staydown_close(first), StaydownStatus::Ok);
        assert_eq!(held.index().unwrap().within(&Hash::ZERO, 0).len(), 1); // still there for who holds it
        assert_eq!(staydown_close(first), StaydownStatus::ClosedHandle);
        let third = index();
        assert_ne!(first, third);
        assert_eq!(
            [first, second, third].map(status),
            [StaydownStatus::ClosedHandle, StaydownStatus::Ok, StaydownStatus::Ok,]
        );
        for never in [0, 1, u64::MAX, third + (1 << 32), third ^ 3 << 56, third | 1 << 63] {
            assert_eq!(status(never), StaydownStatus::UnknownHandle, "{never:x}");
        }
    }
}
