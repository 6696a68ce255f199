//! Promise: the same evidence and rules give the same verdict; withdrawals and allow-lists only ever soften it, and what
//! could not be compared is never called clean.

use std::sync::LazyLock;

use proptest::prelude::*;
use staydown::Action::{Allow, Block, Review};
use staydown::{
    Action, Basis, BasisState, Builder256, By, Category, Coverage, Entry, Evidence, Finder,
    GuessKind, Limits, List, ListKind, Match, Opinion, Override, Policy, Print, Profile, Quality,
    Query, Rule, Rules, Stance, Status, Tier, Time, Trust, Verdict, Why, decide, decode, pdq,
};

fn now() -> Time {
    Time::from_secs(0)
}

/// A match of a picture with itself, as a finder gives it.
static ITSELF: LazyLock<Match> = LazyLock::new(|| {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/chelsea-cat.jpg");
    let picture = decode(&std::fs::read(file).unwrap(), &Limits::default()).unwrap().into_plane();
    let mut builder = Builder256::new(Profile::Pdq).unwrap();
    builder.push(pdq(&picture).hash, 1);
    let index = builder.into_index().unwrap();
    let findings = Finder::new(index.searcher()).check(&picture, Tier::Exact);
    findings.matches[0].clone()
});

/// One piece of evidence, with its list and entry.
#[derive(Clone, Debug)]
struct Met {
    list: List,
    entry: Entry,
    id: u64,
    by: By,
}

impl Met {
    /// An entry of a list that blocks, met by SHA-256; list and owner have one name.
    fn by_digest(list: &str) -> Self {
        let mut list = List::new(list, list);
        list.id = 1;
        Self { list, entry: Entry::new("key"), id: 1, by: By::Digest("sha256") }
    }

    /// The same, met by the whole picture at that distance, with no false alarms to speak of if within 31 bits.
    fn near(list: &str, distance: u32) -> Self {
        let mut found = ITSELF.clone();
        found.distance = distance;
        found.false_alarms = if distance <= 31 { 1e-9 } else { 1e-4 };
        Self { by: By::Near(found), ..Self::by_digest(list) }
    }

    /// The same, met by a part of the picture.
    fn guessed(list: &str, false_alarms: f64) -> Self {
        Self::near(list, 50).found(|found| {
            (found.false_alarms, found.whole) = (false_alarms, false);
            found.guess.kind = GuessKind::Panel;
        })
    }

    fn found(mut self, change: impl FnOnce(&mut Match)) -> Self {
        if let By::Near(found) = &mut self.by {
            change(found);
        }
        self
    }

    fn kind(self, digest: &'static str) -> Self {
        Self { by: By::Digest(digest), ..self }
    }

    fn list(mut self, change: impl FnOnce(&mut List)) -> Self {
        change(&mut self.list);
        self
    }

    fn entry(mut self, change: impl FnOnce(&mut Entry)) -> Self {
        change(&mut self.entry);
        self
    }

    fn allowing(self) -> Self {
        self.list(|list| list.kind = ListKind::Allow)
    }

    fn trust(self, trust: Trust) -> Self {
        self.list(|list| list.trust = trust)
    }

    fn owner(self, owner: &str) -> Self {
        self.list(|list| list.owner = owner.to_owned())
    }

    fn status(self, status: Status) -> Self {
        self.entry(|entry| entry.state.status = status)
    }

    fn of(self, code: &str) -> Self {
        self.entry(|entry| entry.categories.push(category(code)))
    }

    fn opinions(self, stances: &[Stance]) -> Self {
        let opinion = |&stance| {
            let contributor = "somebody".to_owned();
            Opinion { contributor, stance, reason: None, at: None }
        };
        self.entry(|entry| entry.opinions.extend(stances.iter().map(opinion)))
    }

    fn stated(self, quality: u32) -> Self {
        let quality = Some(Quality::new(quality));
        let hash = staydown::Hash256::ZERO;
        let print = Print::Wide { profile: Profile::Pdq, hash, quality };
        self.entry(|entry| entry.prints.push(print))
    }
}

fn category(code: &str) -> Category {
    Category { scheme: "iwf".to_owned(), code: code.to_owned() }
}

/// What is decided, from what.
struct Case {
    name: &'static str,
    met: Vec<Met>,
    query: Query,
    rules: Rules,
    state: BasisState,
    expected: (Action, Why),
}

impl Case {
    fn new<const N: usize>(name: &'static str, met: [Met; N], action: Action, why: Why) -> Self {
        let query = Query { quality: Some(Quality::new(100)), coverage: Coverage::Complete };
        let (rules, state) = (Rules::default(), BasisState::Full);
        Self { name, met: met.into(), query, rules, state, expected: (action, why) }
    }

    fn quality(mut self, quality: u32) -> Self {
        self.query.quality = Some(Quality::new(quality));
        self
    }

    fn query(mut self, change: impl FnOnce(&mut Query)) -> Self {
        change(&mut self.query);
        self
    }

    fn rules(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(&mut self.rules);
        self
    }

    fn agree(self, owners: u32) -> Self {
        self.rules(|rules| rules.default.agree = owners)
    }

    fn state(self, state: BasisState) -> Self {
        Self { state, ..self }
    }

    fn decide(&self) -> Verdict {
        verdict(&self.query, &self.met, &self.rules, self.state.clone())
    }
}

fn verdict(query: &Query, met: &[Met], rules: &Rules, state: BasisState) -> Verdict {
    let evidence = met.iter().map(|Met { list, entry, id, by }| {
        let (id, by) = (*id, by.clone());
        Evidence { list, entry, id, by }
    });
    let evidence: Vec<_> = evidence.collect();
    let basis = Basis { generation: 7, state, configuration: "test".to_owned() };
    decide(query, &evidence, rules, &basis, now())
}

/// A rule that overrides, for a list, a category, or both.
fn over(list: Option<&str>, code: Option<&str>, change: impl FnOnce(&mut Rule)) -> Override {
    let mut rule = Rule::default();
    change(&mut rule);
    Override { list: list.map(str::to_owned), category: code.map(category), rule }
}

fn reviewing(list: Option<&str>, code: Option<&str>) -> Override {
    over(list, code, |rule| rule.action = Review)
}

fn policy(change: impl FnOnce(&mut Policy)) -> Option<Policy> {
    let mut policy = Policy::default();
    change(&mut policy);
    Some(policy)
}

fn day(days: i64) -> Option<Time> {
    Some(Time::from_secs(days * 86_400))
}

fn matches() -> Vec<Case> {
    vec![
        Case::new("a digest", [Met::by_digest("a")], Block, Why::Listed),
        Case::new("an MD5 too", [Met::by_digest("a").kind("md5")], Block, Why::Listed),
        Case::new("the picture itself", [Met::near("a", 0)], Block, Why::Listed),
        Case::new("at the threshold", [Met::near("a", 31)], Block, Why::Listed),
        Case::new("beyond it, few chances", [Met::near("a", 32)], Review, Why::Listed),
        Case::new(
            "beyond it, many chances",
            [Met::near("a", 32).found(|found| found.false_alarms = 0.1)],
            Allow,
            Why::NothingMatches,
        ),
        Case::new("a sure guess", [Met::guessed("a", 1e-9)], Review, Why::Listed),
        Case::new("a guess that may block", [Met::guessed("a", 1e-9)], Block, Why::Listed)
            .rules(|rules| rules.default.policy = policy(|policy| policy.guesses_block = true)),
        Case::new("an unsure guess", [Met::guessed("a", 0.1)], Allow, Why::NothingMatches),
        Case::new(
            "inverted is not as it is",
            [Met::near("a", 10)
                .found(|found| (found.guess.complement, found.false_alarms) = (true, 1e-4))],
            Review,
            Why::Listed,
        ),
        Case::new(
            "the list's threshold",
            [Met::near("a", 20).found(|it| it.false_alarms = 1.0).list(|it| it.threshold = 10)],
            Allow,
            Why::NothingMatches,
        ),
        Case::new(
            "the rule's policy before the list's threshold",
            [Met::near("a", 20).found(|it| it.false_alarms = 1.0).list(|it| it.threshold = 10)],
            Block,
            Why::Listed,
        )
        .rules(|rules| rules.default.policy = policy(|policy| policy.direct = 25)),
        Case::new(
            "the list's action",
            [Met::by_digest("a").list(|it| it.action = Review)],
            Review,
            Why::Listed,
        ),
        Case::new("the rule's action", [Met::by_digest("a")], Review, Why::Listed)
            .rules(|rules| rules.default.action = Review),
        Case::new(
            "a list only watched",
            [Met::by_digest("a").list(|it| it.action = Allow)],
            Allow,
            Why::Listed,
        ),
        Case::new(
            "the strictest counts",
            [Met::guessed("a", 1e-9), Met::by_digest("b")],
            Block,
            Why::Listed,
        ),
    ]
}

fn entries_that_do_not_count() -> Vec<Case> {
    let none = |name, met| Case::new(name, [met], Allow, Why::NothingMatches);
    let listed = || Met::by_digest("a");
    vec![
        none("withdrawn", listed().status(Status::Withdrawn)),
        none("expired", listed().status(Status::Expired)),
        none("quarantined", listed().status(Status::Quarantined)),
        none("over", listed().entry(|entry| entry.expires = day(-1))),
        none("not yet effective", listed().entry(|entry| entry.effective = day(1))),
        none("disabled until tomorrow", listed().status(Status::DisabledUntil(day(1).unwrap()))),
        none("only objections", listed().opinions(&[Stance::Negative, Stance::Seed])),
        none("an allow-list's withdrawn entry", listed().allowing().status(Status::Withdrawn)),
        Case::new(
            "disabled until yesterday",
            [listed().status(Status::DisabledUntil(day(-1).unwrap()))],
            Block,
            Why::Listed,
        ),
        Case::new(
            "a withdrawn allowance",
            [listed(), Met::by_digest("b").allowing().status(Status::Withdrawn)],
            Block,
            Why::Listed,
        ),
        Case::new("a seed", [listed().opinions(&[Stance::Seed])], Block, Why::Listed),
    ]
}

fn disputes_trust_and_agreement() -> Vec<Case> {
    let disputed = || Met::by_digest("a").opinions(&[Stance::Positive, Stance::Negative]);
    vec![
        Case::new("disputed", [disputed()], Review, Why::Disputed),
        Case::new(
            "disputed by an authority",
            [disputed().trust(Trust::Authority)],
            Review,
            Why::Disputed,
        ),
        Case::new(
            "disputed here, clear there",
            [disputed(), Met::near("b", 5)],
            Block,
            Why::Listed,
        ),
        Case::new(
            "little trust",
            [Met::by_digest("a").trust(Trust::Low)],
            Review,
            Why::LittleTrusted,
        ),
        Case::new("one of two", [Met::by_digest("a")], Review, Why::TooFewAgree).agree(2),
        Case::new("two of two", [Met::by_digest("a"), Met::near("b", 9)], Block, Why::Listed)
            .agree(2),
        Case::new(
            "two lists of one owner",
            [Met::by_digest("a"), Met::by_digest("b").owner("a")],
            Review,
            Why::TooFewAgree,
        )
        .agree(2),
        Case::new(
            "an authority alone",
            [Met::by_digest("a").trust(Trust::Authority)],
            Block,
            Why::Listed,
        )
        .agree(3),
        Case::new(
            "little trust does not agree",
            [Met::by_digest("a"), Met::by_digest("b").trust(Trust::Low)],
            Review,
            Why::TooFewAgree,
        )
        .agree(2),
        Case::new(
            "who is disputed does not agree",
            [disputed(), Met::by_digest("b")],
            Review,
            Why::TooFewAgree,
        )
        .agree(2),
        Case::new(
            "who only watches does not agree",
            [Met::by_digest("a"), Met::by_digest("b").list(|it| it.action = Allow)],
            Review,
            Why::TooFewAgree,
        )
        .agree(2),
        Case::new(
            "who took it back does not agree",
            [Met::by_digest("a"), Met::by_digest("b").status(Status::Withdrawn)],
            Review,
            Why::TooFewAgree,
        )
        .agree(2),
    ]
}

fn allow_lists() -> Vec<Case> {
    let allowed = || Met::by_digest("good").allowing();
    let alike = |distance| Met::near("good", distance).allowing();
    let case = |name, met: [Met; 2], action, why| Case::new(name, met, action, why);
    vec![
        Case::new("allowed", [allowed()], Allow, Why::AllowListed),
        case(
            "a digest overrules a digest",
            [Met::by_digest("a"), allowed()],
            Allow,
            Why::AllowListed,
        ),
        case("a digest overrules a hash", [Met::near("a", 0), allowed()], Allow, Why::AllowListed),
        case(
            "even an authority",
            [Met::by_digest("a").trust(Trust::Authority), allowed()],
            Allow,
            Why::AllowListed,
        ),
        case(
            "MD5 can be forged",
            [Met::near("a", 0), allowed().kind("md5")],
            Review,
            Why::Contradicted,
        ),
        case(
            "so can SHA-1",
            [Met::by_digest("a"), allowed().kind("sha1")],
            Review,
            Why::Contradicted,
        ),
        case("a hash overrules a hash", [Met::near("a", 0), alike(9)], Allow, Why::AllowListed),
        case(
            "a hash overrules a guess",
            [Met::guessed("a", 1e-9), alike(9)],
            Allow,
            Why::AllowListed,
        ),
        case("a hash against a digest", [Met::by_digest("a"), alike(9)], Review, Why::Contradicted),
        case("too far to allow", [Met::near("a", 0), alike(32)], Block, Why::Listed),
        case(
            "a guess allows nothing",
            [Met::near("a", 0), Met::guessed("good", 1e-9).allowing()],
            Block,
            Why::Listed,
        ),
        case(
            "an allowance of low quality",
            [Met::near("a", 0), alike(9).stated(49)],
            Block,
            Why::Listed,
        ),
        Case::new(
            "an allowance has to pass all its rules",
            [Met::near("a", 0), alike(9).of("A").of("B")],
            Block,
            Why::Listed,
        )
        .rules(|rules| {
            rules.overrides = vec![
                over(Some("good"), Some("A"), |rule| {
                    rule.policy = policy(|policy| policy.direct = 5)
                }),
                over(Some("good"), Some("B"), |rule| {
                    rule.policy = policy(|policy| policy.direct = 15)
                }),
            ];
        }),
        case(
            "watched and allowed",
            [Met::by_digest("a").list(|it| it.action = Allow), alike(9)],
            Allow,
            Why::Contradicted,
        ),
    ]
}

fn quality_and_basis() -> Vec<Case> {
    let none = |name, action, why| Case::new(name, [], action, why);
    let partly = || BasisState::Partly(vec!["a".to_owned()]);
    let stale = || BasisState::Stale(vec!["a".to_owned()]);
    vec![
        none("nothing", Allow, Why::NothingMatches),
        none("just good enough", Allow, Why::NothingMatches).quality(50),
        none("too poor to tell", Allow, Why::CannotTell).quality(49),
        none("too poor, to be looked at", Review, Why::CannotTell)
            .quality(49)
            .rules(|rules| rules.cannot_tell = Review),
        none("too poor for this operator", Allow, Why::CannotTell)
            .quality(60)
            .rules(|rules| rules.default.quality = Some(Quality::new(70))),
        none("no hash", Allow, Why::CannotTell).query(|query| query.quality = None),
        none("cut short", Allow, Why::CannotTell).query(|query| query.coverage = Coverage::Work),
        Case::new("cut short after a match", [Met::near("a", 0)], Block, Why::Listed)
            .query(|query| query.coverage = Coverage::Hits),
        Case::new("a poor picture by its hash", [Met::near("a", 0)], Allow, Why::CannotTell)
            .quality(30),
        Case::new("a poor picture by its digest", [Met::by_digest("a")], Block, Why::Listed)
            .quality(30),
        Case::new("a part of a poor picture", [Met::guessed("a", 1e-9)], Review, Why::Listed)
            .quality(30),
        Case::new(
            "too poor for this list",
            [Met::near("a", 0).list(|list| list.quality = Quality::new(70))],
            Allow,
            Why::CannotTell,
        )
        .quality(60),
        Case::new(
            "too poor for a withdrawn entry",
            [Met::near("a", 0).list(|it| it.quality = Quality::new(70)).status(Status::Withdrawn)],
            Allow,
            Why::NothingMatches,
        )
        .quality(60),
        Case::new("a gate below the usable never blocks", [Met::near("a", 0)], Review, Why::Listed)
            .quality(40)
            .rules(|rules| rules.default.quality = Some(Quality::new(30))),
        Case::new(
            "a poor entry by its hash",
            [Met::near("a", 0).stated(49)],
            Allow,
            Why::NothingMatches,
        ),
        Case::new("a good entry by its hash", [Met::near("a", 0).stated(50)], Block, Why::Listed),
        Case::new(
            "a poor entry by its digest",
            [Met::by_digest("a").stated(0)],
            Block,
            Why::Listed,
        ),
        none("no list", Review, Why::NoList).state(BasisState::NoList),
        none("no list, as the rules say", Block, Why::NoList)
            .state(BasisState::NoList)
            .rules(|rules| rules.no_list = Block),
        none("partly", Allow, Why::PartlyLoaded).state(partly()),
        none("partly, as the rules say", Review, Why::PartlyLoaded)
            .state(partly())
            .rules(|rules| rules.partly = Review),
        none("the stricter of two doubts", Review, Why::PartlyLoaded)
            .state(partly())
            .quality(10)
            .rules(|rules| rules.partly = Review),
        none("stale", Allow, Why::Stale).state(stale()),
        none("stale, as the rules say", Review, Why::Stale)
            .state(stale())
            .rules(|rules| rules.stale = Review),
        Case::new("a match in a stale list", [Met::near("a", 0)], Block, Why::Listed)
            .state(stale()),
        Case::new("a match though others are missing", [Met::near("a", 0)], Block, Why::Listed)
            .state(partly()),
    ]
}

fn overrides() -> Vec<Case> {
    let with = |name, met, overrides: Vec<Override>, action| {
        Case::new(name, [met], action, Why::Listed).rules(|rules| rules.overrides = overrides)
    };
    let listed = || Met::by_digest("a").of("A");
    let blocking = |list, code| over(list, code, |_| ());
    vec![
        with("of the list", listed(), vec![reviewing(Some("a"), None)], Review),
        with("of another list", listed(), vec![reviewing(Some("b"), None)], Block),
        with("of the category", listed(), vec![reviewing(None, Some("A"))], Review),
        with("of another category", listed(), vec![reviewing(None, Some("B"))], Block),
        with(
            "the list before the category",
            listed(),
            vec![blocking(None, Some("A")), reviewing(Some("a"), None)],
            Review,
        ),
        with(
            "both before the list",
            listed(),
            vec![reviewing(Some("a"), None), blocking(Some("a"), Some("A"))],
            Block,
        ),
        with(
            "a category of another list is less than the list",
            listed(),
            vec![reviewing(Some("a"), None), blocking(Some("b"), Some("A"))],
            Review,
        ),
        with(
            "the strictest of equals",
            listed().of("B"),
            vec![reviewing(None, Some("A")), blocking(None, Some("B"))],
            Block,
        ),
        with(
            "an override does not inherit",
            listed(),
            vec![over(Some("a"), None, |rule| rule.agree = 1)],
            Block,
        )
        .rules(|rules| rules.default.action = Review),
    ]
}

#[test]
fn each_case_is_decided_as_the_table_says() {
    let cases: Vec<Case> = [
        matches(),
        entries_that_do_not_count(),
        disputes_trust_and_agreement(),
        allow_lists(),
        quality_and_basis(),
        overrides(),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert!(cases.len() >= 80, "{} cases", cases.len());
    let decided = cases.iter().map(|case| (case, case.decide()));
    let wrong: Vec<_> = decided
        .filter(|(case, verdict)| (verdict.action, verdict.why) != case.expected)
        .map(|(case, verdict)| format!("{}: {:?}, {:?}", case.name, verdict.action, verdict.why))
        .collect();
    assert_eq!(wrong, [""; 0]);
}

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

#[cfg(feature = "catalogue")]
mod written {
    use super::*;
    use staydown::{Record, RulesError};

    #[test]
    fn rules_are_read_back_and_what_is_unknown_is_refused() {
        let mut rules = Rules::default();
        rules.default.quality = Some(Quality::new(60));
        rules.overrides =
            vec![over(Some("a"), Some("A"), |rule| rule.policy = Some(Policy::default()))];
        assert_eq!(Rules::from_json(&rules.to_json()).unwrap(), rules);
        assert_eq!(Rules::from_json("{}").unwrap(), Rules::default());
        for wrong in [
            "",
            "[1]",
            r#"{"defualt": {}}"#,
            r#"{"default": {"agreement": 2}}"#,
            r#"{"default": {"quality": 101}}"#,
            r#"{"default": {"quality": -1}}"#,
            r#"{"default": {"action": "delete"}}"#,
            r#"{"default": {"policy": {"radius": 31}}}"#,
            r#"{"overrides": [{"list": "a"}]}"#,
            r#"{"overrides": [{"lists": "a", "rule": {}}]}"#,
            r#"{"overrides": [{"category": {"scheme": "iwf", "code": "A", "x": 1}, "rule": {}}]}"#,
        ] {
            assert!(matches!(Rules::from_json(wrong), Err(RulesError::Json(_))), "{wrong}");
        }
        let everywhere =
            Rules::from_json(r#"{"overrides": [{"rule": {"agree": 2}}]}"#).unwrap_err();
        assert!(everywhere.to_string().contains("override 1"), "{everywhere}");
    }

    #[test]
    fn a_record_is_one_line_without_a_hash() {
        let met = [Met::by_digest("a").of("A").stated(90), Met::guessed("list\n2", 1e-5)];
        let mut case = Case::new("", met, Block, Why::Listed);
        case.met[1].id = 12;
        let record = Record::new(&case.decide(), "content-9", Profile::Pdq, now());
        let line = record.to_line();
        assert!(!line.contains('\n') && !line.contains("0000000000000000"), "{line}");
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |field: &str| value[field].as_str().unwrap().to_owned();
        assert_eq!(text("time"), "1970-01-01T00:00:00Z");
        assert_eq!((text("content"), text("profile")), ("content-9".into(), "pdq".into()));
        assert_eq!((text("action"), text("why")), ("block".into(), "listed".into()));
        assert_eq!((text("lists"), text("configuration")), ("full".into(), "test".into()));
        assert_eq!(value["generation"], 7);
        let entries = value["entries"].as_array().unwrap();
        assert_eq!((&entries[0]["list"], &entries[0]["digest"]), (&"a".into(), &"sha256".into()));
        assert_eq!((&entries[1]["entry"], &entries[1]["distance"]), (&12.into(), &50.into()));
        assert_eq!(
            (&entries[1]["false_alarms"], &entries[1]["action"]),
            (&1e-5.into(), &"review".into())
        );
        assert_eq!(entries[1]["guess"], "panel");
    }
}

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
