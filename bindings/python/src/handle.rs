//! What is open until it is closed.

use std::sync::{Arc, PoisonError, RwLock};

use crate::error::Failure;

/// Something open. A call keeps it alive until it ends, whoever closes it meanwhile.
pub(crate) struct Handle<T> {
    what: &'static str,
    opened: RwLock<Option<Arc<T>>>,
}

impl<T> Handle<T> {
    pub(crate) fn new(what: &'static str, opened: T) -> Self {
        Self { what, opened: RwLock::new(Some(Arc::new(opened))) }
    }

    pub(crate) fn get(&self) -> Result<Arc<T>, Failure> {
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        opened.clone().ok_or_else(|| Failure::closed(self.what))
    }

    pub(crate) fn close(&self) {
        let closed = self.opened.write().unwrap_or_else(PoisonError::into_inner).take();
        drop(closed); // outside the lock: this may take its time
    }
}
