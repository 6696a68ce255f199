//! One answer: searched, read and decided in one generation.

use std::collections::BTreeMap;
use std::time::Instant;

use super::live::Live;
use super::{Ask, Checked, Matcher, MatcherError, alone, basis};
use crate::action::Action;
use crate::finder::{Finder, Findings};
use crate::index::{Bounds, Cancel, Coverage, Searcher};
use crate::list::{Catalogue, Digest, Entry, Listed, Print, Time};
use crate::verdict::{Evidence, Met, Query, decide};

impl Matcher {
    /// An entry of the digest alone decides, where no allow-list might speak for the picture.
    pub(super) fn blocked_by_digest(
        &self,
        digests: &[Digest],
        ask: &Ask,
    ) -> Result<Option<Checked>, MatcherError> {
        self.kept.refresh_if_due()?;
        let decides = {
            let live = self.kept.live();
            !live.has_allow_list() && !live.met(digests).is_empty()
        };
        let checked = if decides { Some(self.answer_by_digest(digests, ask)?) } else { None };
        Ok(checked.filter(|checked| checked.verdict.action == Action::Block))
    }

    pub(super) fn answer_by_digest(
        &self,
        digests: &[Digest],
        ask: &Ask,
    ) -> Result<Checked, MatcherError> {
        self.answer_with(digests, ask, |_| Ok(None))
    }

    pub(super) fn answer(
        &self,
        digests: &[Digest],
        ask: &Ask,
        started: Instant,
        find: impl Fn(&mut Finder<'_>) -> Findings,
    ) -> Result<Checked, MatcherError> {
        self.answer_with(digests, ask, |live| {
            let mut finder = self.finder(live.searcher()?, live, ask, started);
            Ok(Some(find(&mut finder)))
        })
    }

    fn finder<'l>(
        &self,
        searcher: Searcher<'l, 4>,
        live: &Live,
        ask: &Ask,
        started: Instant,
    ) -> Finder<'l> {
        let cancel = ask.budget.map(|budget| Cancel::at(started + budget));
        let bounds = Bounds { cancel, ..Bounds::default() };
        let finder = Finder::new(searcher.bounded(bounds));
        let finder = finder.with_policy(self.kept.rules.widest(live.lists.values()));
        finder.with_guesses(ask.guesses.unwrap_or(usize::MAX))
    }

    /// Searches, reads the entries that were met, and decides, all in one generation.
    fn answer_with(
        &self,
        digests: &[Digest],
        ask: &Ask,
        find: impl Fn(&Live) -> Result<Option<Findings>, MatcherError>,
    ) -> Result<Checked, MatcherError> {
        let (live, (findings, met), entries) = self.kept.in_one_generation(
            |live| Ok((find(live)?, live.met(digests))),
            |store, (findings, met)| entries(store, met, findings.as_ref()),
        )?;
        Ok(match entries {
            Some(entries) => self.decide_by(&live, findings, &met, &entries, ask),
            None => self.decide(
                &live,
                findings,
                Vec::new(),
                |_, list| Some((list, alone::entry())),
                ask,
            ),
        })
    }

    fn decide_by(
        &self,
        live: &Live,
        findings: Option<Findings>,
        met: &[(u64, Digest)],
        entries: &BTreeMap<u64, Listed>,
        ask: &Ask,
    ) -> Checked {
        let entry = |id: &u64| entries.get(id);
        let holds = |(id, digest): &(u64, Digest)| {
            entry(id).is_some_and(|listed| listed.entry.prints.contains(&Print::Exact(*digest)))
        };
        let met = met.iter().copied().filter(holds).collect();
        let known = |id, _| entry(&id).map(|listed| (listed.list, &listed.entry));
        self.decide(live, findings, met, known, ask)
    }

    /// `entry` gives list and entry for an id, and the list that the index has it in.
    pub(super) fn decide<'e>(
        &self,
        live: &Live,
        findings: Option<Findings>,
        met: Vec<(u64, Digest)>,
        entry: impl Fn(u64, u16) -> Option<(u16, &'e Entry)>,
        ask: &Ask,
    ) -> Checked {
        let now = ask.now.unwrap_or_else(Time::now);
        let (quality, coverage) = match &findings {
            Some(findings) => (Some(findings.quality), findings.coverage),
            None => (None, Coverage::Complete),
        };
        let instant = Instant::now();
        let near = findings.into_iter().flat_map(|findings| findings.matches).map(|found| {
            let tripped = self.counts.count(found.id, instant);
            (found.id, found.list, Met::Near(found), tripped)
        });
        let by_digest = |(id, digest): (u64, Digest)| (id, 0, Met::Digest(digest.name()), false);
        let all = met.into_iter().map(by_digest).chain(near);
        let evidence: Vec<_> = all
            .filter_map(|(id, list, by, tripped)| {
                let (list, entry) = entry(id, list)?;
                Some(Evidence { list: live.lists.get(&list)?, entry, id, by, tripped })
            })
            .collect();
        let query = Query { quality, coverage };
        let verdict = decide(&query, &evidence, &self.kept.rules, &basis(live, now), now);
        Checked { verdict, undecoded: None, degraded: coverage != Coverage::Complete }
    }
}

/// The entries that were met.
fn entries(
    store: &Catalogue,
    met: &[(u64, Digest)],
    findings: Option<&Findings>,
) -> Result<BTreeMap<u64, Listed>, MatcherError> {
    let near = findings.into_iter().flat_map(|findings| &findings.matches);
    let mut entries = BTreeMap::new();
    for id in met.iter().map(|&(id, _)| id).chain(near.map(|found| found.id)) {
        entries.extend(store.entry(id)?.map(|listed| (id, listed)));
    }
    Ok(entries)
}
