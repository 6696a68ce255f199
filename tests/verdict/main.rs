//! Promise: the same evidence and rules give the same verdict; withdrawals and allow-lists only ever soften it, and what
//! could not be compared is never called clean.

mod met;
mod properties;
mod table;
#[cfg(feature = "catalogue")]
mod written;

use met::{Case, Met, category, over, policy, reviewing, verdict};
use staydown::Action::{Allow, Block, Review};
use staydown::{
    BasisState, Coverage, List, ListKind, Met as By, Policy, Quality, Query, Rules, Stance, Trust,
    Why,
};

#[test]
fn an_allowance_agrees_with_nothing() {
    let met = [Met::by_digest("a"), Met::by_digest("good").allowing().kind("md5")];
    let verdict = Case::new("", met, Review, Why::Contradicted).agree(2).decide();
    let whys = verdict.matches.iter().map(|it| it.why);
    assert_eq!(whys.collect::<Vec<_>>(), [Why::TooFewAgree, Why::AllowListed]);
}

#[test]
fn only_a_full_comparison_is_clean() {
    let states = [
        BasisState::NoList,
        BasisState::Partly(Vec::new()),
        BasisState::Stale(Vec::new()),
        BasisState::Full,
    ];
    let query = Query { quality: Some(Quality::new(80)), coverage: Coverage::Complete };
    let clean = |met: &[Met], query: &Query, state| {
        verdict(query, met, &Rules::default(), state).is_clean()
    };
    let allowed = [Met::by_digest("good").allowing()];
    assert_eq!(states.clone().map(|state| clean(&[], &query, state)), [false, false, false, true]);
    assert_eq!(states.map(|state| clean(&allowed, &query, state)), [false, false, false, true]);
    let watched = [Met::by_digest("a").list(|list| list.action = Allow)];
    assert!(!clean(&watched, &query, BasisState::Full));
    assert!(!clean(&[], &Query { quality: None, ..query }, BasisState::Full));
}

#[test]
fn a_verdict_tells_what_it_was_made_from() {
    let met = [
        Met::guessed("b", 1e-5).of("B"),
        Met::near("a", 3).of("A").opinions(&[Stance::Positive]),
        Met::by_digest("a").of("A").opinions(&[Stance::Positive]),
    ];
    let case = Case::new("", met, Block, Why::Listed);
    let verdict = case.decide();
    let told: Vec<_> =
        verdict.matches.iter().map(|it| (it.list.as_str(), it.entry, it.action)).collect();
    assert_eq!(told, [("a", 1, Block), ("b", 1, Review)], "each entry once, the strictest first");
    assert_eq!(verdict.matches[0].by, By::Digest("sha256"), "the surest way it was met");
    assert_eq!(verdict.matches[0].categories, [category("A")]);
    assert_eq!(verdict.matches[0].judgement, staydown::Judgement::Positive);
    assert!(matches!(&verdict.matches[1].by, By::Near(found) if found.distance == 50));
    assert_eq!((verdict.basis.generation, verdict.query), (7, case.query));
}

#[test]
fn the_widest_policy_meets_what_any_rule_and_list_may_count() {
    let mut rules = Rules::default();
    let policy = policy(|policy| (policy.review, policy.guesses_block) = (0.5, true));
    rules.overrides = vec![over(Some("a"), None, |rule| rule.policy = policy.clone())];
    let mut list = List::new("b", "b");
    list.threshold = 40;
    let widest = rules.widest([&list]);
    assert_eq!((widest.direct, widest.review, widest.guesses_block), (40, 0.5, true));
    assert_eq!(Rules::default().widest([]), Policy::default());
}

#[test]
fn the_fingerprint_changes_with_every_setting_and_with_no_order() {
    let lists = [List::new("a", "x"), List::new("b", "x")];
    let base = Rules::default().fingerprint(&lists);
    assert_eq!(base.len(), 16);
    let changes: [fn(&mut Rules); 10] = [
        |rules| rules.no_list = Block,
        |rules| rules.partly = Review,
        |rules| rules.stale = Review,
        |rules| rules.cannot_tell = Review,
        |rules| rules.default.agree = 2,
        |rules| rules.default.action = Review,
        |rules| rules.default.quality = Some(Quality::USABLE),
        |rules| rules.default.policy = policy(|policy| policy.review = 0.1),
        |rules| rules.overrides.push(reviewing(Some("a"), None)),
        |rules| rules.overrides.push(reviewing(None, Some("a"))),
    ];
    let changed = changes.map(|change| {
        let mut rules = Rules::default();
        change(&mut rules);
        rules.fingerprint(&lists)
    });
    let of_lists: [fn(&mut List); 6] = [
        |list| list.threshold = 30,
        |list| list.quality = Quality::new(60),
        |list| list.trust = Trust::Low,
        |list| list.action = Review,
        |list| list.kind = ListKind::Allow,
        |list| list.owner = "y".to_owned(),
    ];
    let changed_lists = of_lists.map(|change| {
        let mut lists = lists.clone();
        change(&mut lists[1]);
        Rules::default().fingerprint(&lists)
    });
    let mut all: Vec<_> = changed.into_iter().chain(changed_lists).chain([base.clone()]).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 17, "all differ");
    assert_eq!(Rules::default().fingerprint(lists.iter().rev()), base);
    let mut rules = Rules::default();
    rules.overrides = vec![reviewing(Some("a"), None), reviewing(None, Some("B"))];
    let there = rules.fingerprint(&lists);
    rules.overrides.reverse();
    assert_eq!(rules.fingerprint(&lists), there);
}
