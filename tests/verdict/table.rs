//! The table of cases.

use staydown::Action::{Allow, Block, Review};
use staydown::{BasisState, Coverage, Override, Quality, Stance, Status, Trust, Why};

use crate::met::{Case, Met, day, over, policy, reviewing};

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
