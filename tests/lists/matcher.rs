//! Promise: an answer is that of the lists as they are, says what it rests on, and a withdrawal counts at once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use staydown::{
    Action, Ask, BasisState, Breaker, Builder256, By, Catalogue, CatalogueError, Digest, Entry,
    Hash, Hash256, Limits, List, ListKind, Matcher, MatcherError, Print, Profile, Quality, Rules,
    Tier, Time, Why, build_index, decode, digests, index_path, pdq,
};

type Done = Result<(), Box<dyn std::error::Error>>;

struct Kept {
    catalogue: Catalogue,
    _folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut catalogue = Catalogue::create(folder.path().join("catalogue.db")).unwrap();
        catalogue.create_list(&List::new("ncii", "A centre"), &by()).unwrap();
        Self { catalogue, _folder: folder }
    }

    fn put(&mut self, list: &str, key: &str, print: Print) -> u64 {
        let mut entry = Entry::new(key);
        entry.prints.push(print);
        self.catalogue.put(list, entry, &by()).unwrap()
    }

    fn matcher(&self) -> Matcher {
        Matcher::open(self.catalogue.path()).unwrap()
    }

    fn index(&self) -> PathBuf {
        index_path(self.catalogue.path())
    }

    fn build(&self) -> Result<staydown::Built, MatcherError> {
        build_index(&self.catalogue, &self.index(), |_| {})
    }
}

fn by() -> By {
    By::new("a keeper", "because")
}

fn photo(number: usize) -> Vec<u8> {
    let mut files: Vec<_> = std::fs::read_dir("tests/data/photos")
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jpg"))
        .collect();
    files.sort();
    std::fs::read(&files[number]).unwrap()
}

fn print_of(bytes: &[u8]) -> Print {
    let print = pdq(&decode(bytes, &Limits::default()).unwrap());
    Print::Wide { profile: Profile::Pdq, hash: print.hash, quality: Some(print.quality) }
}

fn made(number: u64) -> Hash256 {
    Hash(std::array::from_fn(|word| {
        (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(13 * word as u32)
    }))
}

fn made_print(number: u64) -> Print {
    Print::Wide { profile: Profile::Pdq, hash: made(number), quality: None }
}

fn why(matcher: &Matcher, bytes: &[u8]) -> (Action, Why) {
    matcher.refresh().unwrap();
    let verdict = matcher.check(bytes, &Ask::default()).unwrap().verdict;
    (verdict.action, verdict.why)
}

#[test]
fn a_withdrawal_in_another_process_counts_within_a_second() -> Done {
    let mut kept = Kept::new();
    kept.put("ncii", "one", print_of(&photo(0)));
    kept.put("ncii", "two", print_of(&photo(1)));
    kept.build()?;
    let matcher = kept.matcher();
    let verdict = |number| matcher.check(&photo(number), &Ask::default()).unwrap().verdict;
    let found = verdict(0);
    assert_eq!((found.action, found.matches[0].list.as_str()), (Action::Block, "ncii"));
    assert_eq!(verdict(2).why, Why::NothingMatches);

    kept.catalogue.withdraw("ncii", "one", None, &by())?;
    let acknowledged = Instant::now();
    while verdict(0).action != Action::Allow {
        assert!(acknowledged.elapsed() < Duration::from_secs(1));
    }
    assert_eq!(verdict(0).why, Why::NothingMatches);
    assert!(verdict(0).is_clean());
    assert_eq!(verdict(1).action, Action::Block);
    kept.catalogue.restore("ncii", "one", &by())?;
    assert_eq!(why(&matcher, &photo(0)), (Action::Block, Why::Listed));
    Ok(())
}

#[test]
fn what_is_added_after_the_index_was_built_counts() -> Done {
    let mut kept = Kept::new();
    kept.put("ncii", "one", print_of(&photo(0)));
    let built = kept.build()?;
    assert_eq!((built.hashes, built.digests), (1, 0));
    let matcher = kept.matcher();
    kept.put("ncii", "two", print_of(&photo(1)));
    let sha1 = Digest::Sha1(digests(b"not a picture").sha1);
    kept.put("ncii", "three", Print::Exact(sha1));
    assert_eq!(why(&matcher, &photo(1)), (Action::Block, Why::Listed));
    assert_eq!(why(&matcher, b"not a picture"), (Action::Block, Why::Listed));

    let built = kept.build()?;
    assert_eq!((built.hashes, built.digests), (2, 1));
    for matcher in [matcher, kept.matcher()] {
        assert_eq!(why(&matcher, &photo(1)), (Action::Block, Why::Listed));
        assert_eq!(why(&matcher, b"not a picture"), (Action::Block, Why::Listed));
        assert_eq!(matcher.refused(), None);
    }
    Ok(())
}

#[test]
fn every_digest_counts_also_of_what_cannot_be_decoded() -> Done {
    let mut kept = Kept::new();
    let all = digests(b"one");
    for (key, digest) in [
        ("a", Digest::Md5(all.md5)),
        ("b", Digest::Sha1(digests(b"two").sha1)),
        ("c", Digest::Sha256(digests(b"three").sha256)),
    ] {
        kept.put("ncii", key, Print::Exact(digest));
    }
    for built in [false, true] {
        if built {
            kept.build()?;
        }
        let matcher = kept.matcher();
        for bytes in ["one", "two", "three"] {
            assert_eq!(why(&matcher, bytes.as_bytes()), (Action::Block, Why::Listed), "{bytes}");
        }
        let checked = matcher.check(b"four", &Ask::default())?;
        assert_eq!(checked.verdict.why, Why::CannotTell);
        assert!(checked.undecoded.is_some() && !checked.verdict.is_clean());
    }
    Ok(())
}

#[test]
fn no_list_stale_and_partly_loaded_are_answers_of_their_own() -> Done {
    let mut kept = Kept::new();
    let state = |kept: &Kept| kept.matcher().basis(Time::now()).unwrap().state;
    assert_eq!(state(&kept), BasisState::NoList);
    let found = kept.matcher().check(&photo(3), &Ask::default())?.verdict;
    assert_eq!((found.action, found.why, found.is_clean()), (Action::Review, Why::NoList, false));

    kept.put("ncii", "one", made_print(1));
    assert_eq!(state(&kept), BasisState::Full);
    let mut list = List::new("police", "Police");
    list.stale_after = Some(Duration::from_secs(60));
    kept.catalogue.create_list(&list, &by())?;
    assert_eq!(state(&kept), BasisState::Partly(vec!["police".to_owned()]));
    kept.put("police", "one", made_print(2));
    assert_eq!(state(&kept), BasisState::Stale(vec!["police".to_owned()]));
    let found = kept.matcher().check(&photo(3), &Ask::default())?.verdict;
    assert_eq!((found.why, found.is_clean()), (Why::Stale, false));
    Ok(())
}

#[test]
fn a_picture_that_says_nothing_is_not_called_clean() {
    let mut kept = Kept::new();
    kept.put("ncii", "one", made_print(1));
    let matcher = kept.matcher();
    let hash = matcher.check_hash(&Hash256::ZERO, Quality::new(10), &Ask::default()).unwrap();
    assert_eq!(hash.verdict.why, Why::CannotTell);
    let hash = matcher.check_hash(&made(1), Quality::new(90), &Ask::default()).unwrap();
    assert_eq!(hash.verdict.why, Why::Listed);
}

#[test]
fn an_allow_list_overrules_and_expiry_follows_the_clock() -> Done {
    let mut kept = Kept::new();
    kept.put("ncii", "one", print_of(&photo(0)));
    kept.catalogue.expire("ncii", "one", Time::from_secs(5_000_000_000), &by())?;
    let matcher = kept.matcher();
    let mut ask = Ask::default();
    assert_eq!(matcher.check(&photo(0), &ask)?.verdict.action, Action::Block);
    ask.now = Some(Time::from_secs(5_000_000_000));
    assert_eq!(matcher.check(&photo(0), &ask)?.verdict.why, Why::NothingMatches);

    let mut list = List::new("harmless", "Us");
    list.kind = ListKind::Allow;
    kept.catalogue.create_list(&list, &by())?;
    kept.put("harmless", "one", print_of(&photo(0)));
    assert_eq!(why(&matcher, &photo(0)), (Action::Allow, Why::AllowListed));
    Ok(())
}

#[test]
fn an_entry_that_matches_too_much_is_only_good_for_a_review() -> Done {
    let mut kept = Kept::new();
    kept.put("ncii", "one", made_print(1));
    let breaker = Breaker { most: 2, within: Duration::from_secs(3600) };
    let matcher = Matcher::with(kept.catalogue.path(), None, Rules::default(), breaker)?;
    let ask = Ask::default();
    let check = || matcher.check_hash(&made(1), Quality::new(90), &ask).unwrap().verdict.why;
    assert_eq!([check(), check(), check()], [Why::Listed, Why::Listed, Why::MatchesTooMuch]);
    Ok(())
}

#[test]
fn a_budget_that_is_over_is_recorded() -> Done {
    let mut kept = Kept::new();
    kept.put("ncii", "one", print_of(&photo(0)));
    let matcher = kept.matcher();
    let mut ask = Ask::default();
    ask.tier = Tier::Thorough;
    ask.budget = Some(Duration::ZERO);
    let checked = matcher.check(&photo(4), &ask)?;
    assert!(checked.degraded);
    assert_eq!(checked.verdict.why, Why::CannotTell);
    ask.budget = Some(Duration::from_secs(60));
    assert!(!matcher.check(&photo(4), &ask)?.degraded);
    Ok(())
}

#[test]
fn an_index_that_lost_entries_is_refused_and_the_old_one_stays() -> Done {
    let mut kept = Kept::new();
    for number in 0..50 {
        kept.put("ncii", &format!("key-{number}"), made_print(number));
    }
    kept.build()?;
    let matcher = kept.matcher();
    let whole = std::fs::read(kept.index())?;
    let index = staydown::Index256::from_bytes(&whole[..])?;

    let mut short = Builder256::new(Profile::Pdq)?;
    for entry in 0..49 {
        let (hash, id, list) = index.entry(entry).expect("an entry");
        short.push_to_list(hash, id, list);
    }
    for name in 0..4 {
        short.attach(name, index.attached(name).expect("an attachment").to_vec());
    }
    short.publish(kept.index())?;
    matcher.refresh()?;
    assert!(matcher.refused().expect("a reason").contains("1 entries"), "{:?}", matcher.refused());
    let all = |matcher: &Matcher| {
        (0..50).all(|number| {
            let found = matcher.check_hash(&made(number), Quality::new(90), &Ask::default());
            found.unwrap().verdict.action == Action::Block
        })
    };
    assert!(all(&matcher));

    Builder256::new(Profile::Pdq)?.publish(kept.index())?;
    matcher.refresh()?;
    assert!(matcher.refused().is_some() && all(&matcher));
    kept.build()?;
    matcher.refresh()?;
    assert!(matcher.refused().is_none() && all(&matcher));
    Ok(())
}

#[test]
fn a_catalogue_that_lost_entries_or_was_put_back_makes_no_index() -> Done {
    let mut kept = Kept::new();
    for number in 0..10 {
        kept.put("ncii", &format!("key-{number}"), made_print(number));
    }
    let copy = kept.catalogue.path().with_extension("copy");
    rusqlite::Connection::open(kept.catalogue.path())?.execute("VACUUM INTO ?", [copy.to_str()])?;
    kept.catalogue.withdraw("ncii", "key-4", None, &by())?;
    let built = kept.build()?;
    assert_eq!(built.hashes, 9);
    assert_eq!(kept.build()?, built);

    let older = Catalogue::open(&copy)?;
    let error = build_index(&older, &kept.index(), |_| {}).unwrap_err();
    assert!(matches!(error, MatcherError::Behind { .. }), "{error}");

    let harm = "PRAGMA foreign_keys = off; DELETE FROM print WHERE entry = 3; DELETE FROM entry WHERE id = 3;";
    rusqlite::Connection::open(kept.catalogue.path())?.execute_batch(harm)?;
    let error = kept.build().unwrap_err();
    assert!(matches!(error, MatcherError::Lost { lost: 1 }), "{error}");
    let harm = "UPDATE entry SET status = 'withdrawn' WHERE id = 2";
    rusqlite::Connection::open(kept.catalogue.path())?.execute_batch(harm)?;
    let error = kept.build().unwrap_err();
    assert!(matches!(error, MatcherError::Lost { lost: 2 }), "{error}");
    Ok(())
}

#[test]
fn answers_given_while_the_lists_change_are_those_of_their_generation() -> Done {
    const ENTRIES: u64 = 40;
    let mut kept = Kept::new();
    for number in 0..ENTRIES {
        kept.put("ncii", &number.to_string(), made_print(number));
    }
    kept.build()?;
    // Which entries counted in each generation, written by the writer before it lets anybody know.
    let mut counting = vec![true; ENTRIES as usize];
    let oracle = Mutex::new(HashMap::from([(kept.catalogue.generation()?, counting.clone())]));
    let (matcher, done) = (kept.matcher(), AtomicBool::new(false));
    let (matcher, done, oracle) = (&matcher, &done, &oracle);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|reader| {
                scope.spawn(move || {
                    let mut answers = Vec::new();
                    for at in (reader..).step_by(7) {
                        if done.load(Ordering::Relaxed) {
                            break;
                        }
                        let number = at % ENTRIES;
                        let found =
                            matcher.check_hash(&made(number), Quality::new(90), &Ask::default());
                        let verdict = found.unwrap().verdict;
                        let met = !verdict.matches.is_empty();
                        answers.push((verdict.basis.generation, number, met));
                    }
                    answers
                })
            })
            .collect();
        for step in 0..200u64 {
            let number = step * 7 % ENTRIES;
            let stands = &mut counting[number as usize];
            let key = number.to_string();
            let generation = kept.catalogue.generation().unwrap() + 1;
            *stands = !*stands;
            oracle.lock().unwrap().insert(generation, counting.clone());
            match counting[number as usize] {
                true => kept.catalogue.restore("ncii", &key, &by()).unwrap(),
                false => {
                    kept.catalogue.withdraw("ncii", &key, None, &by()).unwrap();
                }
            }
            if step % 40 == 39 {
                kept.build().unwrap();
            }
        }
        done.store(true, Ordering::Relaxed);
        let oracle = oracle.lock().unwrap();
        let mut generations = std::collections::HashSet::new();
        for (generation, number, met) in readers.into_iter().flat_map(|it| it.join().unwrap()) {
            generations.insert(generation);
            assert_eq!(met, oracle[&generation][number as usize], "generation {generation}");
        }
        assert!(generations.len() > 5, "{} generations were seen", generations.len());
    });
    assert_eq!(matcher.refused(), None);
    Ok::<_, CatalogueError>(())?;
    Ok(())
}
