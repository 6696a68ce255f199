//! What is matched against at one moment: the index, and what has changed since it was made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::alone;
use super::error::MatcherError;
use super::loaded::Loaded;
use crate::fingerprint::{Hash256, Profile};
use crate::index::{Overlay256, Searcher};
use crate::list::{Catalogue, Changed, Digest, List, ListKind, Print, Time};
use crate::verdict::{BasisState, Rules};

/// Everything that an answer is given from.
#[derive(Clone)]
pub(super) struct Live {
    loaded: Arc<Loaded>,
    overlay: Overlay256,
    /// Digests of entries that changed, each with id and list.
    digests: BTreeSet<(Digest, u64, u16)>,
    /// The generation of the catalogue that it holds.
    pub(super) generation: u64,
    pub(super) lists: BTreeMap<u16, List>,
    /// The fingerprint of rules and lists.
    pub(super) configuration: String,
    /// Entries on record of each list; of those that changed every change.
    entries: BTreeMap<u16, u64>,
}

impl Live {
    pub(super) fn new(
        loaded: Loaded,
        catalogue: &Catalogue,
        rules: &Rules,
    ) -> Result<Self, MatcherError> {
        let live = Self::of(loaded)?;
        catalogue.at_one_moment(|catalogue| live.followed_by(catalogue, rules))
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
            digests: BTreeSet::new(),
            generation: loaded.stamp.generation,
            lists: BTreeMap::new(),
            configuration: String::new(),
            entries: loaded.stamp.entries.clone(),
            loaded: Arc::new(loaded),
        })
    }

    pub(super) fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// The same with what has changed in the catalogue since; to be read at one moment.
    pub(super) fn followed_by(
        &self,
        catalogue: &Catalogue,
        rules: &Rules,
    ) -> Result<Self, MatcherError> {
        let lists = catalogue.lists()?.into_iter().map(|list| (list.id, list)).collect();
        let mut next = Self { generation: catalogue.generation()?, lists, ..self.clone() };
        next.configuration = rules.fingerprint(next.lists.values());
        let mut added = Vec::new();
        catalogue.changed_prints(self.generation, |changed| next.take(changed, &mut added))?;
        next.overlay.add_all(added)?;
        Ok(next)
    }

    fn take(&mut self, changed: Changed, added: &mut Vec<(Hash256, u64, u16)>) {
        let Changed { id, list, may_count, prints } = changed;
        *self.entries.entry(list).or_default() += 1;
        self.overlay.remove(id, list);
        let gate = self.lists.get(&list).map(|list| list.quality);
        for print in prints.into_iter().filter(|_| may_count) {
            match print {
                Print::Wide { profile: Profile::Pdq, hash, quality }
                    if quality.is_none_or(|quality| gate.is_none_or(|gate| quality >= gate)) =>
                {
                    added.push((hash, id, list));
                }
                // One that is no longer the entry's is noticed when the entry is read.
                Print::Exact(digest) => drop(self.digests.insert((digest, id, list))),
                _ => continue,
            }
        }
    }

    pub(super) fn searcher(&self) -> Result<Searcher<'_, 4>, MatcherError> {
        Ok(self.loaded.searcher().over(&self.overlay)?)
    }

    /// Ids of the entries that have, or had, one of these digests, each with the digest.
    pub(super) fn met(&self, digests: &[Digest]) -> Vec<(u64, Digest)> {
        let mut met = Vec::new();
        for digest in digests {
            let changed = self.digests.range((*digest, 0, 0)..=(*digest, u64::MAX, u16::MAX));
            let changed = changed.map(|&(_, id, _)| id);
            let ids = self.loaded.find(digest).into_iter().map(|(id, _)| id);
            met.extend(ids.chain(changed).map(|id| (id, *digest)));
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
