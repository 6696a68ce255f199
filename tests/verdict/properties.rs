//! What holds of any evidence under any rules.

use proptest::prelude::*;
use staydown::Action::{Allow, Block, Review};
use staydown::{
    BasisState, Coverage, List, ListKind, Override, Quality, Query, Rule, Rules, Stance, Status,
    Trust, Verdict,
};

use crate::met::{Met, category, policy, verdict};

/// A list of a fixed number and name, whatever else it is.
fn any_list() -> impl Strategy<Value = List> {
    let kinds = prop_oneof![3 => Just(ListKind::Block), 1 => Just(ListKind::Allow)];
    let trusts = prop::sample::select(vec![Trust::Low, Trust::Usual, Trust::Authority]);
    let actions = prop::sample::select(vec![Allow, Review, Block, Block]);
    (0u16..3, kinds, trusts, actions, 0u32..50).prop_map(
        |(owner, kind, trust, action, threshold)| {
            let mut list = List::new("", format!("owner {owner}"));
            (list.kind, list.trust, list.action, list.threshold) = (kind, trust, action, threshold);
            list
        },
    )
}

/// Evidence in one of four lists; its entry is the only one of its id.
fn any_met() -> impl Strategy<Value = Vec<Met>> {
    let by = prop_oneof![
        prop::sample::select(vec!["md5", "sha1", "sha256"])
            .prop_map(|kind| Met::by_digest("").kind(kind)),
        (0u32..60, any::<bool>()).prop_map(|(distance, complement)| {
            Met::near("", distance).found(|found| found.guess.complement = complement)
        }),
        (-10i32..1).prop_map(|power| Met::guessed("", 10f64.powi(power))),
    ];
    let stances = prop::collection::vec(prop::sample::select(Stance::ALL.to_vec()), 0..3);
    let codes = prop::sample::subsequence(vec!["A", "B"], 0..=2);
    let status = prop_oneof![4 => Just(Status::Active), 1 => Just(Status::Withdrawn)];
    let one = (by, 0usize..4, stances, codes, status, 30u32..100);
    let lists = prop::collection::vec(any_list(), 4);
    (lists, prop::collection::vec(one, 0..7)).prop_map(|(lists, ones)| {
        let numbered = ones.into_iter().zip(0u64..);
        let met = numbered.map(|((met, at, stances, codes, status, quality), id)| {
            let met = met.list(|list| *list = lists[at].clone()).opinions(&stances).status(status);
            let met = codes.into_iter().fold(met, Met::of).stated(quality);
            Met { id, ..met.list(|list| list.name = format!("list {at}")) }
        });
        met.collect()
    })
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let actions = prop::sample::select(vec![Allow, Review, Block, Block]);
    let direct = prop::option::of(0u32..60);
    (actions, 0u32..4, direct, prop::option::of(0u32..100)).prop_map(
        |(action, agree, direct, quality)| {
            let mut rule = Rule::default();
            (rule.action, rule.agree, rule.quality) = (action, agree, quality.map(Quality::new));
            rule.policy = direct.and_then(|direct| policy(|policy| policy.direct = direct));
            rule
        },
    )
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let list = prop::option::of((0usize..4).prop_map(|at| format!("list {at}")));
    let code = prop::option::of(prop::sample::select(vec!["A", "B"]).prop_map(category));
    let over = (list, code, any_rule()).prop_map(|(list, category, rule)| Override {
        list,
        category,
        rule,
    });
    (any_rule(), prop::collection::vec(over, 0..4)).prop_map(|(rule, overrides)| {
        let mut rules = Rules::default();
        (rules.default, rules.overrides, rules.no_list) = (rule, overrides, Allow);
        rules
    })
}

fn any_query() -> impl Strategy<Value = Query> {
    let coverage = prop::sample::select(vec![Coverage::Complete, Coverage::Hits]);
    (prop::option::of(0u32..120), coverage)
        .prop_map(|(quality, coverage)| Query { quality: quality.map(Quality::new), coverage })
}

fn full(query: &Query, met: &[Met], rules: &Rules) -> Verdict {
    verdict(query, met, rules, BasisState::Full)
}

fn places(verdict: &Verdict) -> Vec<(String, u64)> {
    verdict.matches.iter().map(|it| (it.list.clone(), it.entry)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn order_never_matters(
        (met, shuffled) in any_met().prop_flat_map(|met| (Just(met.clone()), Just(met).prop_shuffle())),
        rules in any_rules(),
        query in any_query(),
    ) {
        let mut other = rules.clone();
        other.overrides.reverse();
        prop_assert_eq!(full(&query, &met, &rules), full(&query, &shuffled, &other));
    }

    #[test]
    fn a_withdrawn_entry_more_changes_nothing(
        met in any_met(),
        more in any_met(),
        rules in any_rules(),
        query in any_query(),
    ) {
        let mut with = met.clone();
        let withdrawn = more.into_iter().map(|met| met.status(Status::Withdrawn));
        with.extend(withdrawn.map(|met| Met { id: met.id + 100, ..met }));
        prop_assert_eq!(full(&query, &with, &rules), full(&query, &met, &rules));
    }

    #[test]
    fn a_withdrawal_never_adds_a_match_nor_sharpens_a_verdict(
        met in any_met(),
        at in any::<prop::sample::Index>(),
        rules in any_rules(),
        query in any_query(),
    ) {
        prop_assume!(!met.is_empty());
        let before = full(&query, &met, &rules);
        let (mut after, at) = (met.clone(), at.index(met.len()));
        after[at] = after[at].clone().status(Status::Withdrawn);
        let after = full(&query, &after, &rules);
        let (had, has) = (places(&before), places(&after));
        prop_assert!(has.iter().all(|place| had.contains(place)));
        let was_allowing = met[at].list.kind == ListKind::Allow;
        prop_assert!(after.action <= before.action || was_allowing);
    }

    #[test]
    fn an_allowance_never_sharpens_a_verdict(
        met in any_met(),
        more in any_met(),
        rules in any_rules(),
        query in any_query(),
    ) {
        let mut with = met.clone();
        let allowing = more.into_iter().map(|met| met.allowing().list(|list| list.name.push('+')));
        with.extend(allowing);
        let (before, after) = (full(&query, &met, &rules), full(&query, &with, &rules));
        prop_assert!(after.action <= before.action, "{:?} {:?}", before, after);
    }
}
