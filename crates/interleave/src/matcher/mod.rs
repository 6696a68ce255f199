//! The library's own protocol, and what it stands on.

#[path = "../../../../src/matcher/connections.rs"]
mod connections;
#[path = "../../../../src/matcher/kept.rs"]
mod kept;
mod live;
mod loaded;
mod seen;
mod sync;
mod tests;

use sync::{Mutex, MutexGuard};

#[derive(Debug, PartialEq)]
pub(crate) enum MatcherError {
    Behind { index: u64, catalogue: u64 },
    Lost,
}

impl std::fmt::Display for MatcherError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

fn lock_if_free<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    mutex.try_lock().ok()
}
