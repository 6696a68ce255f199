//! What threads meet through, and the clock. `crates/interleave` puts others in their place, to try the orders in which threads may
//! take their steps.

pub(super) use std::sync::atomic::{AtomicU64, Ordering};
pub(super) use std::sync::{Arc, Mutex, MutexGuard, RwLock, TryLockError};
pub(super) use std::thread;
pub(super) use std::time::Instant;
