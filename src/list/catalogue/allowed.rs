//! What allow-lists hold: entries of other lists must not collide with it.

use std::collections::HashMap;

use super::{Catalogue, CatalogueError};
use crate::fingerprint::{Hash256, Profile};
use crate::list::{Digest, Entry, List, ListKind, Print, Suspicion};

/// The PDQ hashes and digests of all allow-lists.
#[derive(Default)]
pub(super) struct Allowed {
    lists: HashMap<u16, List>,
    hashes: Vec<(Hash256, u16)>,
    digests: HashMap<Digest, u16>,
}

impl Catalogue {
    pub(super) fn allowed(&self) -> Result<Allowed, CatalogueError> {
        let mut allowed = Allowed::default();
        let lists = self.lists()?.into_iter().filter(|list| list.kind == ListKind::Allow);
        allowed.lists = lists.map(|list| (list.id, list)).collect();
        if allowed.lists.is_empty() {
            return Ok(allowed);
        }
        self.hashes(Profile::Pdq, |hash, _, list| {
            if allowed.lists.contains_key(&list) {
                allowed.hashes.push((hash, list));
            }
        })?;
        self.digests(|digest, _, list| {
            if allowed.lists.contains_key(&list) {
                allowed.digests.insert(digest, list);
            }
        })?;
        Ok(allowed)
    }
}

impl Allowed {
    /// The first allow-list that one of the entry's fingerprints is in, or so near to as a match would be.
    pub(super) fn collision(&self, entry: &Entry) -> Option<Suspicion> {
        let list = entry.prints.iter().find_map(|print| match print {
            Print::Wide { profile: Profile::Pdq, hash, .. } => self.near(hash),
            Print::Exact(digest) => self.digests.get(digest).and_then(|list| self.lists.get(list)),
            _ => None,
        });
        list.map(|list| Suspicion::AllowListed { list: list.name.clone() })
    }

    fn near(&self, hash: &Hash256) -> Option<&List> {
        self.hashes.iter().find_map(|(allowed, list)| {
            let list = self.lists.get(list)?;
            (allowed.distance(hash) <= list.threshold).then_some(list)
        })
    }
}
