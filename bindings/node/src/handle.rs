//! What is open until it is closed.

use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Answer, Failure};

/// Something open. A call keeps it alive until it ends, whoever closes it meanwhile.
pub(crate) struct Handle<T> {
    what: &'static str,
    opened: Mutex<Option<Arc<T>>>,
}

impl<T> Handle<T> {
    pub(crate) fn new(what: &'static str, opened: T) -> Self {
        Self { what, opened: Mutex::new(Some(Arc::new(opened))) }
    }

    pub(crate) fn get(&self) -> Answer<Arc<T>> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.clone().ok_or_else(|| Failure::closed(self.what))
    }

    pub(crate) fn close(&self) {
        let closed = self.opened.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(closed); // outside the lock: this may take its time
    }
}
