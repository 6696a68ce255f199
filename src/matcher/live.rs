//! What is matched against at one moment: the index, and what has changed since it was made.

use std::collections::{BTreeMap, HashMap};

use super::alone;
use super::error::MatcherError;
use super::loaded::Loaded;
use crate::fingerprint::Profile;
use crate::index::{Overlay256, Searcher};
use crate::list::{Catalogue, Digest, List, ListKind, Listed, Print, Status, Time};
use crate::verdict::{BasisState, Rules};

/// Everything that an answer is given from.
pub(super) struct Live {
    loaded: Loaded,
    overlay: Overlay256,
    /// Digests of entries that changed.
    digests: HashMap<Digest, Vec<(u64, u16)>>,
    /// The generation of the catalogue that it holds.
    pub(super) generation: u64,
    pub(super) lists: BTreeMap<u16, List>,
    /// The fingerprint of rules and lists.
    pub(super) configuration: String,
    /// Entries on record of each list; of those that changed every change.
    entries: BTreeMap<u16, u64>,
}

/// What changed in a catalogue between two generations.
pub(super) struct Changes {
    since: u64,
    generation: u64,
    lists: Vec<List>,
    entries: Vec<Listed>,
}

impl Changes {
    /// To be read at one moment.
    pub(super) fn since(generation: u64, catalogue: &Catalogue) -> Result<Self, MatcherError> {
        let (mut entries, since) = (Vec::new(), generation);
        let (generation, lists) = (catalogue.generation()?, catalogue.lists()?);
        catalogue.changes_since(since, |listed| {
            entries.push(listed);
            Ok::<_, MatcherError>(())
        })?;
        Ok(Self { since, generation, lists, entries })
    }
}

impl Live {
    pub(super) fn new(
        loaded: Loaded,
        catalogue: &Catalogue,
        rules: &Rules,
    ) -> Result<Self, MatcherError> {
        let mut live = Self::of(loaded)?;
        let changes =
            catalogue.at_one_moment(|catalogue| Changes::since(live.generation, catalogue))?;
        live.take(changes, rules)?;
        Ok(live)
    }

    /// Over an index alone.
    pub(super) fn alone(loaded: Loaded, rules: &Rules) -> Result<Self, MatcherError> {
        let lists = alone::lists(loaded.stamp.entries.keys().copied());
        let configuration = rules.fingerprint(lists.values());
        Ok(Self { lists, configuration, ..Self::of(loaded)? })
    }

    /// What was loaded, without a word of its lists.
    fn of(loaded: Loaded) -> Result<Self, MatcherError> {
        Ok(Self {
            overlay: Overlay256::new(Profile::Pdq)?,
            digests: HashMap::new(),
            generation: loaded.stamp.generation,
            lists: BTreeMap::new(),
            configuration: String::new(),
            entries: loaded.stamp.entries.clone(),
            loaded,
        })
    }

    pub(super) fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// Takes changes in, unless it holds them already.
    pub(super) fn take(&mut self, changes: Changes, rules: &Rules) -> Result<(), MatcherError> {
        if changes.since != self.generation {
            return Ok(());
        }
        self.generation = changes.generation;
        self.lists = changes.lists.into_iter().map(|list| (list.id, list)).collect();
        self.configuration = rules.fingerprint(self.lists.values());
        changes.entries.iter().try_for_each(|listed| self.take_entry(listed))
    }

    fn take_entry(&mut self, listed: &Listed) -> Result<(), MatcherError> {
        let (id, list) = (listed.id, listed.list);
        *self.entries.entry(list).or_default() += 1;
        self.overlay.remove(id, list);
        let may_count =
            matches!(listed.entry.state.status, Status::Active | Status::DisabledUntil(_));
        let gate = self.lists.get(&list).map(|list| list.quality);
        for print in listed.entry.prints.iter().filter(|_| may_count) {
            match *print {
                Print::Wide { profile: Profile::Pdq, hash, quality }
                    if quality.is_none_or(|quality| gate.is_none_or(|gate| quality >= gate)) =>
                {
                    self.overlay.add(hash, id, list)?;
                }
                // One that is no longer the entry's is noticed when the entry is read.
                Print::Exact(digest) => self.digests.entry(digest).or_default().push((id, list)),
                _ => continue,
            }
        }
        Ok(())
    }

    pub(super) fn searcher(&self) -> Result<Searcher<'_, 4>, MatcherError> {
        Ok(self.loaded.searcher().over(&self.overlay)?)
    }

    /// Ids of the entries that have, or had, one of these digests, each with the digest.
    pub(super) fn met(&self, digests: &[Digest]) -> Vec<(u64, Digest)> {
        let mut met = Vec::new();
        for digest in digests {
            let changed = self.digests.get(digest).into_iter().flatten();
            let ids = self.loaded.find(digest).into_iter().chain(changed.copied());
            met.extend(ids.map(|(id, _)| (id, *digest)));
        }
        met.sort_unstable();
        met.dedup();
        met
    }

    pub(super) fn has_allow_list(&self) -> bool {
        self.lists.values().any(|list| list.kind == ListKind::Allow)
    }

    /// Whether the lists are as they should be.
    pub(super) fn state(&self, now: Time) -> BasisState {
        let blocking = || self.lists.values().filter(|list| list.kind == ListKind::Block);
        let names = |which: &dyn Fn(&List) -> bool| -> Vec<String> {
            blocking().filter(|list| which(list)).map(|list| list.name.clone()).collect()
        };
        let empty = names(&|list| self.entries.get(&list.id).is_none_or(|&entries| entries == 0));
        let stale = names(&|list| list.is_stale_at(now));
        match blocking().count() {
            lists if empty.len() == lists => BasisState::NoList,
            _ if !empty.is_empty() => BasisState::Partly(empty),
            _ if !stale.is_empty() => BasisState::Stale(stale),
            _ => BasisState::Full,
        }
    }
}
