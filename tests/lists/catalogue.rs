//! Promise: what was acknowledged is in the catalogue, says who and why, and is withdrawn when it is withdrawn.

use std::ops::ControlFlow;
use std::path::Path;

use staydown::{
    By, Catalogue, CatalogueError, Category, Change, Digest, End, Entry, Fault, Hash, Import,
    ImportError, Judgement, List, ListKind, Listed, Opinion, Print, Profile, Quality, Resolution,
    Row, Stance, Status, Summary, Time,
};

type Done = Result<(), Box<dyn std::error::Error>>;

struct Kept {
    catalogue: Catalogue,
    folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut catalogue = Catalogue::create(folder.path().join("catalogue.db")).unwrap();
        for name in ["ncii", "police"] {
            catalogue.create_list(&List::new(name, "An agency"), &by("opened")).unwrap();
        }
        Self { catalogue, folder }
    }

    fn import(&mut self, how: &Import<'_>, changes: Vec<Change>) -> Result<Summary, ImportError> {
        self.import_rows(how, changes.into_iter().map(Ok).collect())
    }

    fn import_rows(
        &mut self,
        how: &Import<'_>,
        rows: Vec<Result<Change, Fault>>,
    ) -> Result<Summary, ImportError> {
        self.catalogue.import("ncii", how, &by("fetched"), |on_row| read(rows, on_row))
    }

    fn status(&self, key: &str) -> Status {
        self.listed(key).entry.state.status
    }

    fn listed(&self, key: &str) -> Listed {
        self.catalogue.find("ncii", key).unwrap().expect("an entry of that key")
    }

    fn matchable(&self) -> Vec<u64> {
        let mut ids = Vec::new();
        self.catalogue.hashes::<4>(Profile::Pdq, |_, id, _| ids.push(id)).unwrap();
        ids
    }
}

fn read(
    rows: Vec<Result<Change, Fault>>,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<End, std::io::Error> {
    for (at, change) in rows.into_iter().enumerate() {
        if on_row(Row { at: at as u64 + 1, change }).is_break() {
            break;
        }
    }
    Ok(End { checkpoint: Some("page 2".to_owned()), more: false })
}

fn by(reason: &str) -> By {
    By::new("a keeper", reason)
}

fn entry(number: u64) -> Entry {
    let mut entry = Entry::new(format!("key-{number}."));
    let spread = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = Hash(std::array::from_fn(|word| spread.rotate_left(13 * word as u32)));
    entry.prints = vec![Print::Wide { profile: Profile::Pdq, hash, quality: None }];
    entry
}

fn put(number: u64) -> Change {
    Change::Put(Box::new(entry(number)))
}

fn withdraw(number: u64) -> Change {
    Change::Withdraw { key: format!("key-{number}."), reason: None, at: None }
}

fn full_entry() -> Entry {
    let opinion = |contributor: &str, stance| Opinion {
        contributor: contributor.to_owned(),
        stance,
        reason: Some("seen".to_owned()),
        at: Some(Time::from_secs(5)),
    };
    let mut entry = entry(9);
    entry.prints = vec![
        Print::Exact(Digest::Md5([1; 16])),
        Print::Opaque { kind: "photodna".to_owned(), bytes: vec![9; 144] },
        Print::Wide {
            profile: Profile::Pdq,
            hash: Hash([1, 2, 3, 4]),
            quality: Some(Quality::new(88)),
        },
        Print::Narrow { profile: Profile::PHash64, hash: Hash([5]) },
        Print::Exact(Digest::Sha1([2; 20])),
        Print::Exact(Digest::Sha256([3; 32])),
    ];
    let category = |scheme: &str, code: &str| Category { scheme: scheme.into(), code: code.into() };
    entry.categories = vec![category("kr", "false-video"), category("ncmec", "A1")];
    entry.agency = Some("An agency".to_owned());
    let (number, date) = ("2026-77".to_owned(), Some(Time::from_secs(86_400)));
    entry.resolution = Some(Resolution { number, date });
    entry.cases = vec!["c1".to_owned(), "c2".to_owned()];
    entry.tags = vec!["a".to_owned(), "b".to_owned()];
    entry.opinions = vec![opinion("x", Stance::Positive), opinion("y", Stance::Negative)];
    entry.state.status = Status::DisabledUntil(Time::from_secs(99));
    entry.added = Some(Time::from_secs(1));
    entry.effective = Some(Time::from_secs(2));
    entry.expires = Some(Time::from_secs(3_000_000_000));
    entry.updated = Some(Time::from_secs(4));
    entry.extra = Some("{\"a\":1}".to_owned());
    entry
}

#[test]
fn sqlite_is_a_version_without_the_bug_in_its_log() {
    let kept = Kept::new();
    let header = std::fs::read(kept.catalogue.path()).unwrap();
    let version = u32::from_be_bytes(header[96..100].try_into().unwrap());
    assert!(version >= 3_051_003, "SQLite {version}");
}

#[test]
fn an_entry_comes_back_as_it_went_in() -> Done {
    let mut kept = Kept::new();
    let full = full_entry();
    let id = kept.catalogue.put("ncii", full.clone(), &by("listed"))?;
    let mut listed = kept.catalogue.entry(id)?.expect("the entry");
    assert_eq!(listed.entry.judgement(), Judgement::Disputed);
    listed.entry.prints.sort_by_key(|print| print.name().to_owned());
    let mut expected = full;
    expected.prints.sort_by_key(|print| print.name().to_owned());
    assert_eq!(listed.entry, expected);
    let list = kept.catalogue.list("ncii")?;
    assert_eq!((list.id, listed.list, list.threshold), (1, 1, 31));
    Ok(())
}

#[test]
fn an_import_says_what_it_did_and_a_second_one_does_nothing() -> Done {
    let mut kept = Kept::new();
    let first = kept.import(&Import::default(), vec![put(1), put(2), withdraw(3)])?;
    assert_eq!((first.rows, first.added, first.unknown), (3, 2, 1));
    assert_eq!(kept.catalogue.list("ncii")?.checkpoint.as_deref(), Some("page 2"));
    let second = kept.import(&Import::default(), vec![put(1), put(2)])?;
    assert_eq!((second.unchanged, second.added, second.changed), (2, 0, 0));
    let third = kept.import(&Import::default(), vec![withdraw(1)])?;
    assert_eq!(third.withdrawn, 1);
    assert_eq!(kept.status("key-1."), Status::Withdrawn);
    assert_eq!(kept.matchable(), [2]);
    let back = kept.import(&Import::default(), vec![put(1)])?;
    assert_eq!((back.changed, kept.status("key-1.")), (1, Status::Active));
    Ok(())
}

#[test]
fn a_snapshot_replaces() -> Done {
    let mut kept = Kept::new();
    kept.catalogue.put("police", entry(1), &by("another list is not touched"))?;
    kept.import(&Import::default(), (1..=10).map(put).collect())?;
    let mut how = Import::default();
    how.snapshot = true;
    let summary = kept.import(&how, (3..=10).map(put).collect())?;
    assert_eq!((summary.withdrawn, summary.unchanged), (2, 8));
    assert_eq!(kept.status("key-2."), Status::Withdrawn);
    assert_eq!(kept.matchable().len(), 9);

    let refused = kept.import(&how, vec![put(3)]).unwrap_err();
    assert!(
        matches!(refused, ImportError::TooManyWithdrawn { withdrawn: 7, entries: 8 }),
        "{refused}"
    );
    assert_eq!(kept.matchable().len(), 9);
    how.most_withdrawn = 1.0;
    assert_eq!(kept.import(&how, vec![put(3)])?.withdrawn, 7);
    Ok(())
}

#[test]
fn bad_rows_are_set_aside_and_the_rest_goes_in() -> Done {
    let mut kept = Kept::new();
    let rows = vec![Ok(put(1)), Err(Fault::NoPrint), Ok(put(2)), Err(Fault::NoPrint)];
    let summary = kept.import_rows(&Import::default(), rows)?;
    assert_eq!((summary.added, summary.refused), (2, 2));
    assert_eq!(summary.reasons["the record holds no fingerprint"], 2);
    assert_eq!(summary.aside.iter().map(|aside| aside.at).collect::<Vec<_>>(), [2, 4]);
    Ok(())
}

#[test]
fn a_broken_document_leaves_whole_batches_or_nothing() {
    let broken = |kept: &mut Kept, how: &Import<'_>| {
        kept.catalogue.import("ncii", how, &by("fetched"), |on_row| {
            let rows = (1..=2500).map(|number| Ok(put(number))).collect();
            read(rows, on_row)?;
            Err::<End, _>(std::io::Error::other("the line was cut"))
        })
    };
    let mut kept = Kept::new();
    let error = broken(&mut kept, &Import::default()).unwrap_err();
    assert!(matches!(error, ImportError::Document { kept: 0, .. }), "{error}");
    assert_eq!(kept.matchable().len(), 0);

    let mut how = Import::default();
    how.batch = Some(1000);
    let error = broken(&mut kept, &how).unwrap_err();
    assert!(matches!(error, ImportError::Document { kept: 2000, .. }), "{error}");
    assert_eq!(kept.matchable().len(), 2000);
    kept.catalogue.verify_audit(&[]).unwrap();
}

#[test]
fn a_dry_run_changes_nothing_and_says_what_would() -> Done {
    let mut kept = Kept::new();
    let mut how = Import::default();
    how.dry_run = true;
    let before = kept.catalogue.checkpoint()?;
    let summary = kept.import(&how, vec![put(1), put(2)])?;
    assert_eq!(summary.added, 2);
    assert_eq!(kept.catalogue.checkpoint()?, before);
    assert_eq!(kept.matchable().len(), 0);
    Ok(())
}

#[test]
fn what_was_withdrawn_here_stays_withdrawn_until_it_is_restored() -> Done {
    let mut kept = Kept::new();
    kept.import(&Import::default(), vec![put(1)])?;
    assert!(kept.catalogue.withdraw("ncii", "key-1.", None, &by("asked for by the victim"))?);
    let listed = kept.listed("key-1.");
    assert_eq!(listed.entry.state.reason.as_deref(), Some("asked for by the victim"));
    assert!(!listed.entry.counts_at(Time::now()));
    assert_eq!(kept.import(&Import::default(), vec![put(1)])?.held, 1);
    assert_eq!((kept.status("key-1."), kept.matchable().len()), (Status::Withdrawn, 0));

    kept.catalogue.restore("ncii", "key-1.", &by("a mistake"))?;
    assert_eq!((kept.status("key-1."), kept.matchable().len()), (Status::Active, 1));
    assert_eq!(kept.import(&Import::default(), vec![withdraw(1)])?.withdrawn, 1);
    assert_eq!(kept.status("key-1."), Status::Withdrawn);
    Ok(())
}

#[test]
fn an_entry_is_withdrawn_with_its_last_case() -> Done {
    let mut kept = Kept::new();
    let with = |cases: &[&str]| {
        let mut entry = entry(1);
        entry.cases = cases.iter().map(|&case| case.to_owned()).collect();
        Change::Put(Box::new(entry))
    };
    kept.import(&Import::default(), vec![with(&["a", "b"])])?;
    assert!(!kept.catalogue.withdraw("ncii", "key-1.", Some("a"), &by("case a"))?);
    assert_eq!(
        (kept.status("key-1."), kept.listed("key-1.").entry.cases),
        (Status::Active, vec!["b".to_owned()])
    );
    assert_eq!(kept.import(&Import::default(), vec![with(&["a", "b"])])?.unchanged, 1);
    assert!(kept.catalogue.withdraw("ncii", "key-1.", Some("b"), &by("case b"))?);
    assert_eq!(kept.import(&Import::default(), vec![with(&["a", "b"])])?.held, 1);
    assert_eq!(kept.import(&Import::default(), vec![with(&["b", "c"])])?.changed, 1);
    assert_eq!(
        (kept.status("key-1."), kept.listed("key-1.").entry.cases),
        (Status::Active, vec!["c".to_owned()])
    );
    let unknown = kept.catalogue.withdraw("ncii", "key-1.", Some("z"), &by("?")).unwrap_err();
    assert!(matches!(unknown, CatalogueError::NoCase { .. }));
    Ok(())
}

#[test]
fn a_guard_quarantines_and_a_keeper_releases() -> Done {
    let mut kept = Kept::new();
    let guard = |entry: &Entry| entry.key.ends_with("2.").then(|| "looks made up".to_owned());
    let mut how = Import::default();
    how.guard = Some(&guard);
    let summary = kept.import(&how, vec![put(1), put(2)])?;
    assert_eq!((summary.added, summary.quarantined, summary.reasons["looks made up"]), (2, 1, 1));
    assert_eq!((kept.status("key-2."), kept.matchable().len()), (Status::Quarantined, 1));
    assert_eq!(kept.listed("key-2.").entry.state.reason.as_deref(), Some("looks made up"));

    kept.catalogue.restore("ncii", "key-2.", &by("looked at"))?;
    assert_eq!(kept.import(&how, vec![put(2)])?.quarantined, 0);
    assert_eq!((kept.status("key-2."), kept.matchable().len()), (Status::Active, 2));
    Ok(())
}

#[test]
fn a_source_may_not_have_more_than_its_cap() -> Done {
    let mut kept = Kept::new();
    let mut list = kept.catalogue.list("ncii")?;
    list.cap = Some(2);
    kept.catalogue.change_list(&list, &by("capped"))?;
    let summary = kept.import(&Import::default(), vec![put(1), put(2), put(3), put(1)])?;
    assert_eq!((summary.added, summary.refused, summary.unchanged), (2, 1, 1));
    Ok(())
}

#[test]
fn an_entry_that_collides_with_an_allow_list_is_quarantined() -> Done {
    let mut kept = Kept::new();
    let mut list = List::new("harmless", "Us");
    list.kind = ListKind::Allow;
    kept.catalogue.create_list(&list, &by("opened"))?;
    let mut harmless = entry(1);
    harmless.prints.push(Print::Exact(Digest::Md5([7; 16])));
    kept.catalogue.put("harmless", harmless, &by("a logo"))?;
    let mut same_file = entry(2);
    same_file.prints.push(Print::Exact(Digest::Md5([7; 16])));
    let changes = vec![put(1), Change::Put(Box::new(same_file)), put(3)];
    let summary = kept.import(&Import::default(), changes)?;
    assert_eq!((summary.added, summary.quarantined), (3, 2));
    let reason = kept.listed("key-1.").entry.state.reason.expect("a reason");
    assert!(reason.contains("harmless"), "{reason}");
    assert_eq!(kept.status("key-3."), Status::Active);
    Ok(())
}

#[test]
fn opinions_given_here_outlive_what_the_source_sends() -> Done {
    let mut kept = Kept::new();
    kept.import(&Import::default(), vec![Change::Put(Box::new(full_entry()))])?;
    let contributor = "x".to_owned();
    let opinion = Opinion { contributor, stance: Stance::Negative, reason: None, at: None };
    kept.catalogue.opine("ncii", "key-9.", &opinion, &by("looked at"))?;
    assert_eq!(kept.listed("key-9.").entry.judgement(), Judgement::Negative);
    let mut without = full_entry();
    without.opinions.clear();
    kept.import(&Import::default(), vec![Change::Put(Box::new(without))])?;
    assert_eq!(kept.listed("key-9.").entry.opinions, [opinion]);
    Ok(())
}

#[test]
fn expiry_and_effect_follow_the_clock_that_is_given() -> Done {
    let mut kept = Kept::new();
    kept.catalogue.put("ncii", entry(1), &by("listed"))?;
    kept.catalogue.expire("ncii", "key-1.", Time::from_secs(2000), &by("resolution ends"))?;
    let mut later = entry(1);
    later.expires = Some(Time::from_secs(3000));
    kept.import(&Import::default(), vec![Change::Put(Box::new(later))])?;
    let counts = |kept: &Kept, at| kept.listed("key-1.").entry.counts_at(Time::from_secs(at));
    assert!(counts(&kept, 1999) && !counts(&kept, 2000));
    kept.catalogue.disable("ncii", "key-1.", Time::from_secs(1500), &by("under appeal"))?;
    assert!(!counts(&kept, 1499) && counts(&kept, 1500));
    Ok(())
}

#[test]
fn compaction_leaves_no_byte_of_what_was_withdrawn() -> Done {
    let mut kept = Kept::new();
    let changes = (1..=600).map(put).collect();
    kept.import(&Import::default(), changes)?;
    let gone: Vec<u64> = (1..=600).filter(|number| number % 3 == 0).collect();
    for number in &gone[..20] {
        kept.catalogue.withdraw("ncii", &format!("key-{number}."), None, &by("withdrawn"))?;
    }
    kept.import(&Import::default(), gone[20..].iter().map(|&number| withdraw(number)).collect())?;
    assert!(gone.iter().any(|&number| is_in_files(kept.folder.path(), &needles(number))));
    let compacted = kept.catalogue.compact(&by("monthly"))?;
    assert_eq!(compacted.entries, 200);
    for &number in &gone {
        assert!(!is_in_files(kept.folder.path(), &needles(number)), "entry {number}");
    }
    assert!(is_in_files(kept.folder.path(), &needles(1)));
    kept.catalogue.verify_audit(&[])?;

    assert_eq!(kept.import(&Import::default(), vec![put(3), put(600)])?.held, 1);
    assert_eq!(
        (kept.status("key-3."), kept.status("key-600.")),
        (Status::Withdrawn, Status::Active)
    );
    let error = kept.catalogue.restore("ncii", "key-6.", &by("?")).unwrap_err();
    assert!(matches!(error, CatalogueError::Compacted { .. }), "{error}");
    Ok(())
}

/// A hash in bytes and in text, and a key.
fn needles(number: u64) -> Vec<Vec<u8>> {
    let prints = entry(number).prints;
    let [Print::Wide { hash, .. }] = prints[..] else { panic!("one hash") };
    vec![
        hash.to_bytes().collect(),
        hash.to_hex().into_bytes(),
        format!("key-{number}.").into_bytes(),
    ]
}

fn is_in_files(folder: &Path, needles: &[Vec<u8>]) -> bool {
    let files: Vec<Vec<u8>> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    assert!(!files.is_empty());
    let holds =
        |file: &Vec<u8>, needle: &Vec<u8>| file.windows(needle.len()).any(|part| part == needle);
    files.iter().any(|file| needles.iter().any(|needle| holds(file, needle)))
}

#[test]
fn several_processes_read_while_one_writes() -> Done {
    let mut kept = Kept::new();
    kept.import(&Import::default(), (1..=10).map(put).collect())?;
    let reader = Catalogue::open_to_read(kept.catalogue.path())?;
    let before = reader.generation()?;
    kept.catalogue.withdraw("ncii", "key-4.", None, &by("withdrawn"))?;
    assert_eq!(reader.generation()?, before + 1);
    let mut changed = Vec::new();
    reader.changes_since::<CatalogueError>(before, |listed| {
        changed.push(listed.id);
        Ok(())
    })?;
    assert_eq!(changed, [4]);
    Ok(())
}

#[test]
fn files_are_for_their_owner_and_links_are_not_followed() -> Done {
    let kept = Kept::new();
    let path = kept.catalogue.path();
    assert!(matches!(Catalogue::create(path), Err(CatalogueError::Create { .. })));
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        for file in std::fs::read_dir(kept.folder.path())? {
            let mode = file?.metadata()?.permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let link = kept.folder.path().join("link.db");
        symlink(path, &link)?;
        assert!(matches!(Catalogue::open(&link), Err(CatalogueError::Open { .. })));
    }
    Ok(())
}

#[test]
fn nothing_else_is_taken_for_an_empty_catalogue() -> Done {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("catalogue.db");
    assert!(matches!(Catalogue::open(&path), Err(CatalogueError::Open { .. })));
    assert!(!path.exists());
    std::fs::write(&path, "")?;
    assert!(matches!(Catalogue::open(&path), Err(CatalogueError::Foreign { .. })));
    assert!(matches!(Catalogue::open_to_read(&path), Err(CatalogueError::Foreign { .. })));
    std::fs::write(&path, [7; 4096])?;
    assert!(Catalogue::open(&path).is_err());
    Ok(())
}
