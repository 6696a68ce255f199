//! A small evaluation of the photographs that come with the source.

use std::path::Path;

use staydown::{Builder256, Hash, Profile, Tier};
use staydown_eval::run::{Evaluation, FORMAT, Options, RunError, TierFigures, run};

const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/photos");

fn options() -> Options {
    Options {
        queries: 3,
        tiers: vec![Tier::Mirrored, Tier::Exact, Tier::Exact],
        only: ["unchanged", "jpeg-50", "mirror-left-right", "collage-four"].map(Into::into).into(),
        ..Options::new(PHOTOS)
    }
}

fn recall(tier: &TierFigures, name: &str) -> f64 {
    tier.alterations.iter().find(|one| one.name == name).unwrap().figures.recall
}

#[test]
fn plain_copies_are_found_and_mirrored_ones_in_the_tier_that_asks_for_them() {
    let evaluation = run(&options(), |_| ()).unwrap();
    assert_eq!((evaluation.format, evaluation.queries), (FORMAT, 3));
    assert_eq!((evaluation.entries, evaluation.photographs.listed), (25, 25));
    assert_eq!(evaluation.photographs.unreadable, 1, "the licences are no picture");
    let [exact, mirrored] = &evaluation.tiers[..] else { panic!("two tiers were asked for") };
    for tier in [exact, mirrored] {
        assert_eq!((recall(tier, "unchanged"), recall(tier, "jpeg-50")), (1.0, 1.0));
        assert_eq!((tier.all.checked, tier.all.wrong, tier.all.wrong_in_index), (12, 0, 0));
        assert_eq!(tier.all91.as_ref(), Some(&tier.all));
        assert!(
            tier.all.time.median <= tier.all.time.p95 && tier.all.time.p95 <= tier.all.time.max
        );
        let (blocked, reviewed) = (tier.all.blocked, tier.all.reviewed);
        assert_eq!(blocked + reviewed, tier.all.found);
    }
    assert_eq!(recall(exact, "mirror-left-right"), 0.0);
    assert_eq!(recall(mirrored, "mirror-left-right"), 1.0);
    assert!(exact.all.asked < mirrored.all.asked);
}

#[test]
fn the_same_options_give_the_same_answers() {
    let [first, second] = [(); 2].map(|()| timeless(run(&options(), |_| ()).unwrap()));
    assert_eq!(first, second);
    let other = Options { seed: 2, ..options() };
    assert_ne!(run(&other, |_| ()).unwrap().fingerprint, first.fingerprint);
}

fn timeless(mut evaluation: Evaluation) -> Evaluation {
    for tier in &mut evaluation.tiers {
        let alterations = tier.alterations.iter_mut().map(|one| &mut one.figures);
        let groups = tier.groups.iter_mut().map(|group| &mut group.figures);
        let all = tier.all91.iter_mut().chain([&mut tier.all]);
        for figures in alterations.chain(groups).chain(all) {
            figures.time = staydown_eval::run::Milliseconds { median: 0.0, p95: 0.0, max: 0.0 };
        }
    }
    evaluation
}

#[test]
fn photographs_are_found_among_the_entries_of_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("others.sdx");
    let mut others = Builder256::new(Profile::Pdq).unwrap();
    (1..=100u64).for_each(|word| others.push(Hash([word * 0x0123_4567_89ab_cdef; 4]), word));
    others.publish(&path).unwrap();
    let alone = run(&options(), |_| ()).unwrap();
    let among = run(&Options { index: Some(path), ..options() }, |_| ()).unwrap();
    assert_eq!((alone.entries, among.entries), (25, 125));
    assert_eq!(alone.tiers[1].all.found, among.tiers[1].all.found);
    assert_eq!(among.tiers[1].all.wrong_in_index, 0);
}

#[test]
fn strangers_are_counted() {
    let photos = tempfile::tempdir().unwrap();
    std::fs::copy(Path::new(PHOTOS).join("coffee.jpg"), photos.path().join("coffee.jpg")).unwrap();
    let options = Options {
        strangers: Some(PHOTOS.into()),
        stranger_variants: 2,
        tiers: Vec::new(),
        ..Options { photographs: photos.path().into(), ..options() }
    };
    let evaluation = run(&options, |_| ()).unwrap();
    assert_eq!(evaluation.tiers.len(), Tier::ALL.len());
    for tier in &evaluation.tiers {
        let strangers = tier.strangers.as_ref().unwrap();
        assert_eq!(strangers.pictures, 50);
        assert!((1..=2).contains(&strangers.blocked), "the listed one is among them");
    }
}

#[test]
fn what_cannot_be_evaluated_is_refused() {
    let unknown = Options { only: vec!["jpeg-51".into()], ..options() };
    assert!(
        matches!(run(&unknown, |_| ()), Err(RunError::UnknownAlteration { name }) if name == "jpeg-51")
    );
    let empty = tempfile::tempdir().unwrap();
    let nothing = Options { photographs: empty.path().into(), ..options() };
    assert!(matches!(run(&nothing, |_| ()), Err(RunError::NoPhotographs { .. })));
    let no_index = Options { index: Some(empty.path().join("none.sdx")), ..options() };
    assert!(matches!(run(&no_index, |_| ()), Err(RunError::Open { .. })));
}

#[test]
fn results_survive_json() {
    let evaluation = run(&options(), |_| ()).unwrap();
    let json = serde_json::to_string(&evaluation).unwrap();
    assert_eq!(serde_json::from_str::<Evaluation>(&json).unwrap(), evaluation);
}
