//! Promise: over an index without a catalogue every entry counts, each list under its number, and a new file at once.

use std::path::Path;
use std::time::{Duration, Instant};

use staydown::{
    Action, Ask, BasisState, Breaker, Builder256, Catalogue, Hash, Hash256, Index256, Limits,
    Matcher, MatcherError, Profile, Quality, Rules, Tier, Verdict, Why, build_index, decode, pdq,
};

type Done = Result<(), Box<dyn std::error::Error>>;

const BRIDGE: &str = "tests/data/vectors/threatexchange/data/bridge-mods/aaa-orig.jpg";
const MIRRORED: &str =
    "tests/data/vectors/threatexchange/data/reg-test-input/dih/bridge-5-flipx.jpg";
const COFFEE: &str = "tests/data/photos/coffee.jpg";

fn hash_of(file: &str) -> Result<Hash256, Box<dyn std::error::Error>> {
    Ok(pdq(&decode(&std::fs::read(file)?, &Limits::default())?).hash)
}

fn publish(path: &Path, entries: &[(Hash256, u64, u16)]) -> Done {
    let mut builder = Builder256::new(Profile::Pdq)?;
    for &(hash, id, list) in entries {
        builder.push_to_list(hash, id, list);
    }
    Ok(builder.publish(path)?)
}

fn over(path: &Path) -> Result<Matcher, MatcherError> {
    Matcher::over(path, Rules::default(), Breaker::default())
}

fn verdict(
    matcher: &Matcher,
    file: &str,
    tier: Tier,
) -> Result<Verdict, Box<dyn std::error::Error>> {
    let mut ask = Ask::default();
    ask.tier = tier;
    matcher.refresh()?;
    Ok(matcher.check(&std::fs::read(file)?, &ask)?.verdict)
}

#[test]
fn every_entry_counts_and_rules_know_a_list_by_its_number() -> Done {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("known.sdx");
    // The same id in two lists: two entries.
    publish(&path, &[(hash_of(BRIDGE)?, 7, 0), (hash_of(BRIDGE)?, 7, 300), (Hash([9; 4]), 8, 1)])?;
    assert_eq!(Index256::open(&path)?.lists(), [(0, 1), (1, 1), (300, 1)].into());
    let matcher = over(&path)?;
    let found = verdict(&matcher, BRIDGE, Tier::Exact)?;
    assert_eq!((found.action, found.why), (Action::Block, Why::Listed));
    let mut met: Vec<_> =
        found.matches.iter().map(|matched| (&*matched.list, matched.entry)).collect();
    met.sort_unstable();
    assert_eq!(met, [("0", 7), ("300", 7)]);
    assert_eq!((found.basis.generation, &found.basis.state), (1, &BasisState::Full));
    assert_eq!(verdict(&matcher, MIRRORED, Tier::Exact)?.action, Action::Allow);
    assert_eq!(verdict(&matcher, MIRRORED, Tier::Mirrored)?.action, Action::Block);
    assert!(verdict(&matcher, COFFEE, Tier::Framed)?.is_clean());

    let rules = |agree: u32| -> Result<Rules, Box<dyn std::error::Error>> {
        Ok(Rules::from_json(&format!(
            r#"{{"default": {{"agree": {agree}}}, "overrides": [{{"list": "300", "rule": {{"action": "review"}}}}]}}"#
        ))?)
    };
    for (agree, action, of_300) in [(2, Action::Block, "review"), (3, Action::Review, "review")] {
        let matcher = Matcher::over(&path, rules(agree)?, Breaker::default())?;
        let found = verdict(&matcher, BRIDGE, Tier::Exact)?;
        assert_eq!(found.action, action, "{agree} owners agree");
        let of = found.matches.iter().find(|matched| matched.list == "300").expect("an entry");
        assert_eq!(of.action.name(), of_300);
    }
    Ok(())
}

#[test]
fn a_new_file_counts_and_one_that_is_broken_does_not() -> Done {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("known.sdx");
    publish(&path, &[(hash_of(BRIDGE)?, 7, 0)])?;
    assert_eq!(Index256::open(&path)?.lists(), [(0, 1)].into());
    let matcher = over(&path)?;
    publish(&path, &[(hash_of(COFFEE)?, 8, 0)])?;
    assert_eq!(verdict(&matcher, BRIDGE, Tier::Exact)?.why, Why::NothingMatches);
    let found = verdict(&matcher, COFFEE, Tier::Exact)?;
    assert_eq!((found.action, found.basis.generation), (Action::Block, 2));

    let broken = folder.path().join("broken");
    std::fs::write(&broken, "no index")?;
    std::fs::rename(&broken, &path)?;
    assert_eq!(verdict(&matcher, COFFEE, Tier::Exact)?.action, Action::Block);
    assert!(matcher.refused().is_some());
    std::fs::remove_file(&path)?;
    assert_eq!(verdict(&matcher, COFFEE, Tier::Exact)?.basis.generation, 2);

    publish(&path, &[])?;
    let found = verdict(&matcher, COFFEE, Tier::Exact)?;
    assert_eq!((found.action, found.why), (Action::Review, Why::NoList));
    assert_eq!((matcher.refused(), found.basis.state), (None, BasisState::NoList));
    Ok(())
}

#[test]
fn a_new_file_is_taken_up_while_answers_are_given() -> Done {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("known.sdx");
    publish(&path, &[(hash_of(BRIDGE)?, 7, 0)])?;
    let matcher = over(&path)?;
    publish(&path, &[(hash_of(COFFEE)?, 8, 0)])?;
    let (hash, begun) = (hash_of(COFFEE)?, Instant::now());
    let answer = || matcher.check_hash(&hash, Quality::new(90), &Ask::default());
    while answer()?.verdict.action == Action::Allow {
        assert!(begun.elapsed() < Duration::from_secs(60), "the new file is not taken up");
    }
    assert_eq!(answer()?.verdict.basis.generation, 2);
    Ok(())
}

#[test]
fn what_a_file_cannot_say_alone_is_an_error() -> Done {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("catalogue.sdx");
    let catalogue = Catalogue::create(folder.path().join("catalogue.db"))?;
    build_index(&catalogue, &path, |_| {})?;
    assert!(matches!(over(&path), Err(MatcherError::OfCatalogue { .. })));
    Builder256::new(Profile::Pdq512)?.publish(&path)?;
    assert!(matches!(over(&path), Err(MatcherError::NotPdq { profile: "pdq-512", .. })));
    assert!(matches!(over(folder.path()), Err(MatcherError::Open { .. })));
    assert!(over(&folder.path().join("none")).is_err());
    drop(catalogue);
    Ok(())
}

#[test]
fn hashes_alone_and_what_cannot_be_decoded() -> Done {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("known.sdx");
    publish(&path, &[(hash_of(BRIDGE)?, 7, 0)])?;
    let matcher = over(&path)?;
    let ask = Ask::default();
    let found = matcher.check_hash(&hash_of(BRIDGE)?, Quality::new(90), &ask)?.verdict;
    assert_eq!(found.action, Action::Block);
    let checked = matcher.check(b"no picture", &ask)?;
    assert!(checked.undecoded.is_some() && checked.verdict.why == Why::CannotTell);
    assert_eq!(matcher.basis(staydown::Time::now())?.state, BasisState::Full);
    Ok(())
}
