//! The decision.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

use super::{Basis, BasisState, Evidence, Matched, Met, Query, Rule, Rules, Verdict, Why};
use crate::action::Action;
use crate::finder::Match;
use crate::fingerprint::Quality;
use crate::index::Coverage;
use crate::list::{Judgement, ListKind, Print, Time, Trust};

/// What follows from the evidence.
///
/// - An entry that does not [count](crate::Entry::counts_at) now, or that contributors only object to, is as if it were not
///   there.
/// - A SHA-256 in an allow-list overrules everything. MD5 and SHA-1 can be forged: against a match they lead to a review.
/// - A perceptual match of an allow-list, of the whole picture and within the threshold, overrules perceptual matches;
///   against a digest it leads to a review.
/// - Else the strictest of all entries that match counts. Disputed entries, entries that match too much, lists of
///   [`Trust::Low`] and matches on which too few owners agree lead to a review at most. Owners agree whose entries match
///   undisputed, in lists of more than low trust.
/// - If nothing matches, the [`Basis`] and the [`Query`] say what that is worth.
///
/// The evidence has to be looked for under a policy as wide as [`Rules::widest`].
#[must_use]
pub fn decide(
    query: &Query,
    evidence: &[Evidence<'_>],
    rules: &Rules,
    basis: &Basis,
    now: Time,
) -> Verdict {
    let counting: Vec<_> = evidence.iter().filter(|it| counts(it, now)).collect();
    let standing: Vec<_> =
        counting.iter().filter_map(|it| Standing::of(it, rules, query)).collect();
    let owners = agreeing(&standing);
    let mut matches: Vec<_> = standing.iter().map(|it| it.matched(owners)).collect();
    let (action, why) = weighed(&matches).unwrap_or_else(|| {
        let is_poor = query.quality() < rules.default.gate(Quality::USABLE)
            || counting.iter().any(|it| is_too_poor_for(it, rules, query));
        unmatched(is_poor || query.coverage != Coverage::Complete, rules, basis)
    });
    matches.sort_by(order);
    let mut seen = HashSet::new();
    matches.retain(|it| seen.insert((it.list.clone(), it.entry)));
    Verdict { action, why, matches, query: *query, basis: basis.clone() }
}

fn counts(evidence: &Evidence<'_>, now: Time) -> bool {
    evidence.entry.counts_at(now) && evidence.entry.judgement() != Judgement::Negative
}

/// An entry that counts and that is near enough, with what each of its rules makes of it.
struct Standing<'a> {
    evidence: &'a Evidence<'a>,
    graded: Vec<Graded>,
}

/// What a rule makes of a match, and the owners that must agree before that may be a block.
struct Graded {
    action: Action,
    agree: u32,
}

impl<'a> Standing<'a> {
    fn of(evidence: &'a Evidence<'a>, rules: &Rules, query: &Query) -> Option<Self> {
        let fitting = rules.fitting(evidence.list, evidence.entry);
        let graded: Vec<_> =
            fitting.iter().filter_map(|rule| graded(evidence, rule, query)).collect();
        let stands = match evidence.list.kind {
            ListKind::Block => !graded.is_empty(),
            ListKind::Allow => graded.len() == fitting.len(),
        };
        stands.then_some(Self { evidence, graded })
    }

    /// Whether its owner is one of those that agree.
    fn agrees(&self) -> bool {
        let Evidence { list, entry, .. } = self.evidence;
        list.kind == ListKind::Block
            && list.trust > Trust::Low
            && entry.judgement() != Judgement::Disputed
            && self.graded.iter().any(|graded| graded.action > Action::Allow)
    }

    fn matched(&self, owners: u32) -> Matched {
        let Evidence { list, entry, id, by, .. } = self.evidence;
        let (action, why) = match list.kind {
            ListKind::Allow => (Action::Allow, Why::AllowListed),
            ListKind::Block => self.outcome(owners),
        };
        Matched {
            list: list.name.clone(),
            entry: *id,
            categories: entry.categories.clone(),
            judgement: entry.judgement(),
            by: by.clone(),
            action,
            why,
        }
    }

    /// The strictest of what its rules make of it.
    fn outcome(&self, owners: u32) -> (Action, Why) {
        let bounded = self.graded.iter().map(|graded| match self.bound(graded, owners) {
            Some(why) if graded.action > Action::Review => (Action::Review, why),
            _ => (graded.action, Why::Listed),
        });
        bounded.max().unwrap_or((Action::Allow, Why::Listed))
    }

    /// Why it may not block.
    fn bound(&self, graded: &Graded, owners: u32) -> Option<Why> {
        let Evidence { list, entry, tripped, .. } = self.evidence;
        match list.trust {
            _ if *tripped => Some(Why::MatchesTooMuch),
            _ if entry.judgement() == Judgement::Disputed => Some(Why::Disputed),
            Trust::Low => Some(Why::LittleTrusted),
            Trust::Usual if owners < graded.agree => Some(Why::TooFewAgree),
            Trust::Usual | Trust::Authority => None,
        }
    }
}

/// `None` if the entry is no match under this rule.
fn graded(evidence: &Evidence<'_>, rule: &Rule, query: &Query) -> Option<Graded> {
    let sure = match &evidence.by {
        Met::Digest(_) => Action::Block,
        Met::Near(found) => near(found, evidence, rule, query)?,
    };
    let action = sure.min(rule.action).min(evidence.list.action);
    Some(Graded { action, agree: rule.agree })
}

fn near(
    found: &Match,
    Evidence { list, entry, .. }: &Evidence<'_>,
    rule: &Rule,
    query: &Query,
) -> Option<Action> {
    let gate = rule.gate(list.quality);
    let stated = entry.prints.iter().filter_map(|print| match print {
        Print::Wide { quality, .. } => *quality,
        _ => None,
    });
    if stated.max().is_some_and(|quality| quality < gate) || is_gated(found, gate, query) {
        return None;
    }
    let policy = rule.policy(list);
    match list.kind {
        ListKind::Block => policy.action(found, query.quality()),
        ListKind::Allow => policy.is_direct(found).then_some(Action::Allow),
    }
}

/// A guess has a hash of its own, whose quality its expected false alarms count.
fn is_gated(found: &Match, gate: Quality, query: &Query) -> bool {
    found.whole && query.quality() < gate
}

/// Whether the picture's quality keeps the entry from being a match.
fn is_too_poor_for(evidence: &Evidence<'_>, rules: &Rules, query: &Query) -> bool {
    let Met::Near(found) = &evidence.by else { return false };
    let fitting = rules.fitting(evidence.list, evidence.entry);
    fitting.iter().any(|rule| is_gated(found, rule.gate(evidence.list.quality), query))
}

/// How many owners agree.
fn agreeing(standing: &[Standing<'_>]) -> u32 {
    let agreeing = standing.iter().filter(|it| it.agrees());
    let owners: BTreeSet<_> = agreeing.map(|it| &it.evidence.list.owner).collect();
    u32::try_from(owners.len()).unwrap_or(u32::MAX)
}

/// `None` if nothing matches.
fn weighed(matches: &[Matched]) -> Option<(Action, Why)> {
    let (allowing, listing): (Vec<_>, Vec<_>) =
        matches.iter().partition(|it| it.why == Why::AllowListed);
    if allowing.iter().any(|it| it.by.is_unforgeable()) {
        return Some((Action::Allow, Why::AllowListed));
    }
    let only_digests = allowing.iter().any(|it| !it.by.is_digest());
    let left = listing.iter().filter(|it| it.by.is_digest() || !only_digests);
    match left.map(|it| (it.action, it.why)).max() {
        Some(strictest) if allowing.is_empty() => Some(strictest),
        Some((action, _)) => Some((action.min(Action::Review), Why::Contradicted)),
        None => (!allowing.is_empty()).then_some((Action::Allow, Why::AllowListed)),
    }
}

/// What it is worth that nothing matches.
fn unmatched(cannot_tell: bool, rules: &Rules, basis: &Basis) -> (Action, Why) {
    let of_basis = match basis.state {
        BasisState::NoList => (rules.no_list, Why::NoList),
        BasisState::Partly(_) => (rules.partly, Why::PartlyLoaded),
        BasisState::Stale(_) => (rules.stale, Why::Stale),
        BasisState::Full => (Action::Allow, Why::NothingMatches),
    };
    if cannot_tell { of_basis.max((rules.cannot_tell, Why::CannotTell)) } else { of_basis }
}

/// The strictest first, of one action the surest.
fn order(a: &Matched, b: &Matched) -> Ordering {
    let by_place = (&a.list, a.entry).cmp(&(&b.list, b.entry));
    b.action.cmp(&a.action).then_with(|| surest(&a.by, &b.by)).then(by_place)
}

fn surest(a: &Met, b: &Met) -> Ordering {
    match (a, b) {
        (Met::Digest(a), Met::Digest(b)) => b.cmp(a), // SHA-256, SHA-1, MD5
        (Met::Digest(_), Met::Near(_)) => Ordering::Less,
        (Met::Near(_), Met::Digest(_)) => Ordering::Greater,
        (Met::Near(a), Met::Near(b)) => {
            let chance = a.false_alarms.total_cmp(&b.false_alarms);
            let distance = a.distance.cmp(&b.distance).then(a.weighted.total_cmp(&b.weighted));
            let guess = || a.guess.to_string().cmp(&b.guess.to_string());
            chance.then(distance).then(b.whole.cmp(&a.whole)).then_with(guess)
        }
    }
}
