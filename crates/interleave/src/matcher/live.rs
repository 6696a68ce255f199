//! Which entries count.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::MatcherError;
use super::loaded::Loaded;
use crate::list::Catalogue;
use crate::verdict::Rules;

#[derive(Clone)]
pub(crate) struct Live {
    loaded: Arc<Loaded>,
    pub(crate) generation: u64,
    pub(crate) counting: BTreeSet<u64>,
}

impl Live {
    pub(crate) fn new(
        loaded: Loaded,
        catalogue: &Catalogue,
        rules: &Rules,
    ) -> Result<Self, MatcherError> {
        let live = Self::alone(loaded, rules)?;
        catalogue.at_one_moment(|catalogue| live.followed_by(catalogue, rules))
    }

    pub(crate) fn alone(loaded: Loaded, _rules: &Rules) -> Result<Self, MatcherError> {
        let (generation, counting) = (loaded.stamp.generation, loaded.stamp.ids.clone());
        Ok(Self { loaded: Arc::new(loaded), generation, counting })
    }

    pub(crate) fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// With what changed since, and nothing else.
    pub(crate) fn followed_by(
        &self,
        catalogue: &Catalogue,
        _rules: &Rules,
    ) -> Result<Self, MatcherError> {
        let state = catalogue.state();
        let mut next = Self { generation: state.generation, ..self.clone() };
        for (id, (counts, changed)) in state.entries {
            if changed > self.generation {
                match counts {
                    true => next.counting.insert(id),
                    false => next.counting.remove(&id),
                };
            }
        }
        Ok(next)
    }
}
