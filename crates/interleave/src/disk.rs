//! What stands on disk: a catalogue and the file of its index.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex as Plain};

use shuttle::sync::Mutex;

/// The entries of a catalogue in one generation.
#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) generation: u64,
    /// Whether an entry counts, and the generation that last changed it.
    pub(crate) entries: BTreeMap<u64, (bool, u64)>,
}

impl State {
    pub(crate) fn counting(&self) -> BTreeSet<u64> {
        self.entries.iter().filter(|(_, (counts, _))| *counts).map(|(&id, _)| id).collect()
    }
}

/// The file of an index.
#[derive(Clone)]
pub(crate) struct File {
    /// Another for each file that is put in place.
    pub(crate) number: u64,
    pub(crate) generation: u64,
    pub(crate) ids: BTreeSet<u64>,
}

pub(crate) struct Disk {
    pub(crate) state: Mutex<State>,
    pub(crate) file: Mutex<File>,
    /// What counts in each generation, from 0 on.
    pub(crate) history: Plain<Vec<BTreeSet<u64>>>,
}

static DISKS: Plain<BTreeMap<PathBuf, Arc<Disk>>> = Plain::new(BTreeMap::new());

impl Disk {
    /// An empty catalogue and its index at a path.
    pub(crate) fn put(path: &Path) -> Arc<Self> {
        let file = File { number: 0, generation: 0, ids: BTreeSet::new() };
        let history = Plain::new(vec![BTreeSet::new()]);
        let disk = Self { state: Mutex::default(), file: Mutex::new(file), history };
        let disk = Arc::new(disk);
        DISKS.lock().unwrap().insert(path.to_owned(), Arc::clone(&disk));
        disk
    }

    pub(crate) fn at(path: &Path) -> Arc<Self> {
        Arc::clone(&DISKS.lock().unwrap()[path])
    }

    /// Lets an entry count or not, and returns the generation of that.
    pub(crate) fn change(&self, id: u64, counts: bool) -> u64 {
        let mut state = self.state.lock().unwrap();
        state.generation += 1;
        let generation = state.generation;
        state.entries.insert(id, (counts, generation));
        self.history.lock().unwrap().push(state.counting());
        generation
    }

    /// Puts an index in place, made from the catalogue as it is but without one entry.
    pub(crate) fn publish(&self, without: Option<u64>) {
        let state = self.state.lock().unwrap().clone();
        let mut ids = state.counting();
        ids.retain(|id| Some(*id) != without);
        let mut file = self.file.lock().unwrap();
        *file = File { number: file.number + 1, generation: state.generation, ids };
    }
}
