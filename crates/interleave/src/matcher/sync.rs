//! The scheduler's locks and threads, and a clock that goes on whenever it is read.

use std::sync::atomic::AtomicU64 as Plain;
use std::time::Duration;

use shuttle::rand::Rng;
pub(super) use shuttle::sync::atomic::{AtomicU64, Ordering};
pub(super) use shuttle::sync::{Arc, Mutex, MutexGuard, RwLock};
pub(super) use shuttle::thread;

pub(super) struct Instant(Plain);

impl Instant {
    pub(super) fn now() -> Self {
        Self(Plain::new(0))
    }

    pub(super) fn elapsed(&self) -> Duration {
        let step = shuttle::rand::thread_rng().gen_range(0..80);
        Duration::from_millis(self.0.fetch_add(step, Ordering::Relaxed) + step)
    }
}
