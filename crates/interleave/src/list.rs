//! A connection to a catalogue.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use crate::disk::{Disk, State};
use crate::matcher::MatcherError;

pub(crate) struct Catalogue {
    disk: Arc<Disk>,
    moment: RefCell<Option<State>>,
}

impl Catalogue {
    pub(crate) fn open_to_read(path: &Path) -> Result<Self, MatcherError> {
        Ok(Self { disk: Disk::at(path), moment: RefCell::default() })
    }

    pub(crate) fn name(&self) -> [u8; 16] {
        [7; 16]
    }

    pub(crate) fn state(&self) -> State {
        let moment = self.moment.borrow().clone();
        moment.unwrap_or_else(|| self.disk.state.lock().unwrap().clone())
    }

    pub(crate) fn generation(&self) -> Result<u64, MatcherError> {
        Ok(self.state().generation)
    }

    pub(crate) fn at_one_moment<T>(
        &self,
        read: impl FnOnce(&Self) -> Result<T, MatcherError>,
    ) -> Result<T, MatcherError> {
        let state = self.state();
        self.moment.replace(Some(state));
        let done = read(self);
        self.moment.take();
        done
    }
}
