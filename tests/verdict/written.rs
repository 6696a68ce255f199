//! Rules in a file, and verdicts in a log.

use staydown::Action::Block;
use staydown::{Policy, Profile, Quality, Record, Rules, RulesError, Why};

use crate::met::{Case, Met, now, over};

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
    let everywhere = Rules::from_json(r#"{"overrides": [{"rule": {"agree": 2}}]}"#).unwrap_err();
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
