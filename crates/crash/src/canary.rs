//! Hashes taken through everything that could print them. Whatever is printed here is looked through by `.ci/crash`.

use std::fmt::{Debug, Display};
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use rusqlite::Connection;
use staydown::{
    Ask, By, Catalogue, CatalogueError, Change, End, Entry, Guards, Hash256, Import, ImportError,
    Index256, List, ListFormat, ListWriter, Matcher, Overlay256, Print, Profile, Quality, Record,
    Row, Time, build_index, index_path, read_list,
};

use crate::{Done, LIST, Place, by, plan};

#[derive(Args)]
pub struct CanaryArgs {
    #[command(flatten)]
    place: Place,
    /// Where documents with the hashes, whole and broken, are left for other programs, and the hashes themselves
    #[arg(long)]
    documents: PathBuf,
    /// Prints one hash: to see the search find it
    #[arg(long)]
    leak: bool,
}

const CANARIES: u64 = 1000;

pub fn run(args: &CanaryArgs) -> Done {
    let numbers: Vec<u64> = (0..CANARIES).map(|number| 1 << 40 | number).collect();
    let text: String = numbers.iter().map(|&number| plan::hash(number).to_hex() + "\n").collect();
    std::fs::write(args.documents.join("canaries"), text)?;
    if args.leak {
        println!("{}", plan::hash(numbers[0]).to_hex());
    }
    let mut catalogue = Catalogue::create(&args.place.catalogue)?;
    for name in [LIST, "documents"] {
        catalogue.create_list(&List::new(name, "A centre"), &by())?;
    }
    let documents = documents(&numbers);
    for (name, document) in &documents {
        std::fs::write(args.documents.join(name), document)?;
    }
    import_all(&mut catalogue, &documents)?;
    keep(&mut catalogue, &numbers)?;
    matched(&catalogue, &numbers)?;
    fail(&mut catalogue, &numbers)
}

fn said(what: &(impl Debug + ?Sized)) {
    println!("{what:?}");
    println!("{what:#?}");
}

/// Prints an outcome, and how an error reads.
fn tried<T: Debug, E: Debug + Display>(outcome: Result<T, E>) {
    if let Err(error) = &outcome {
        println!("{error}");
    }
    said(&outcome);
}

/// A document of every format that is written, whole, with a wrong digit in every line, with a part of each line gone, and
/// broken off.
fn documents(numbers: &[u64]) -> Vec<(String, Vec<u8>)> {
    let mut documents = Vec::new();
    for format in ListFormat::ALL {
        let whole = written(format, numbers).unwrap_or_else(|| lines(numbers));
        let text = String::from_utf8_lossy(&whole).into_owned();
        let wrong: String = text.lines().map(|line| wrong_digit(line) + "\n").collect();
        let short: String = text.lines().map(|line| format!("{}\n", half(line))).collect();
        let broken = whole[..whole.len() * 2 / 3].to_vec();
        let all = [
            ("whole", whole),
            ("wrong", wrong.into()),
            ("short", short.into()),
            ("broken", broken),
        ];
        let named = all.map(|(kind, bytes)| (format!("{}.{kind}", format.name()), bytes));
        documents.extend(named);
    }
    documents
}

fn written(format: ListFormat, numbers: &[u64]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = ListWriter::new(format, &mut bytes, &End::default()).ok()?;
    for &number in numbers {
        writer.put(&Change::Put(Box::new(entry(number)))).ok()?;
    }
    writer.finish().ok()?;
    Some(bytes)
}

fn lines(numbers: &[u64]) -> Vec<u8> {
    let line = |&number: &u64| plan::hash(number).to_hex() + "\n";
    numbers.iter().map(line).collect::<String>().into_bytes()
}

/// The key too is a hash, as in some formats.
fn entry(number: u64) -> Entry {
    let mut entry = plan::entry(number);
    entry.key = plan::hash(number).to_hex();
    entry
}

fn wrong_digit(line: &str) -> String {
    let mut run = 0;
    let changed = line.chars().map(|digit| {
        run = if digit.is_ascii_hexdigit() { run + 1 } else { 0 };
        if run == 40 { 'g' } else { digit }
    });
    changed.collect()
}

fn half(line: &str) -> String {
    line.chars().take(line.chars().count() * 2 / 3).collect()
}

/// Each document as what it is and as every other format.
fn import_all(catalogue: &mut Catalogue, documents: &[(String, Vec<u8>)]) -> Done {
    let (guards, by) = (Guards::default(), By::new("canary", "import"));
    let guard = |entry: &Entry| guards.examine(entry).map(|suspicion| suspicion.to_string());
    let mut how = Import::default();
    how.guard = Some(&guard);
    for (name, document) in documents {
        for format in ListFormat::ALL {
            how.dry_run = !name.starts_with(format.name());
            let document =
                &document[..document.len().min(if how.dry_run { 20_000 } else { usize::MAX })];
            let done = catalogue.import("documents", &how, &by, |take| {
                read_list(format, &mut &document[..], &mut |row: Row| {
                    if row.at < 4 {
                        said(&row);
                    }
                    take(row)
                })
            });
            tried(done);
        }
    }
    Ok(())
}

/// A keeper's ways with entries, right and wrong.
fn keep(catalogue: &mut Catalogue, numbers: &[u64]) -> Done {
    for &number in numbers {
        catalogue.put(LIST, entry(number), &by())?;
    }
    let keys: Vec<String> = numbers.iter().map(|&number| entry(number).key).collect();
    for key in &keys[..200] {
        tried(catalogue.withdraw(LIST, key, Some("no such case"), &by()));
        tried(catalogue.withdraw(LIST, key, None, &by()));
        tried(catalogue.withdraw("no list", key, None, &by()));
        tried(catalogue.find(LIST, key));
        tried(catalogue.restore(LIST, &format!("{key}0"), &by()));
    }
    tried(catalogue.compact(&by()));
    for key in &keys[..20] {
        tried(catalogue.restore(LIST, key, &by()));
        tried(catalogue.find(LIST, key));
    }
    tried(catalogue.events(0, |event| {
        said(event);
        Ok::<_, CatalogueError>(())
    }));
    tried(catalogue.verify_audit(&[]));
    Ok(())
}

/// Answers, and what they are made from.
fn matched(catalogue: &Catalogue, numbers: &[u64]) -> Done {
    tried(build_index(catalogue, &index_path(catalogue.path()), |_| {}));
    let matcher = Matcher::open(catalogue.path())?;
    let index = Index256::open(index_path(catalogue.path()))?;
    let mut overlay = Overlay256::new(Profile::Pdq)?;
    for &number in numbers {
        let (hash, file) = (plan::hash(number), plan::file(number));
        overlay.add(hash, number, 1)?;
        said(&(hash, staydown::digests(&file), &plan::entry(number).prints));
        said(&index.searcher().within(&hash, 40));
        let checked = matcher.check_hash(&hash, Quality::new(90), &Ask::default());
        if let Ok(checked) = &checked {
            let record = Record::new(&checked.verdict, "content", Profile::Pdq, Time::now());
            println!("{}", record.to_line());
            said(&record);
        }
        tried(checked);
        tried(matcher.check(&file, &Ask::default()));
        tried(wrong_digit(&hash.to_hex()).parse::<Hash256>());
        tried(hash.to_hex()[1..].parse::<Hash256>());
    }
    said(catalogue);
    said(&index);
    Ok(())
}

/// Constraints that fail, tables that are gone, files that are no lists.
fn fail(catalogue: &mut Catalogue, numbers: &[u64]) -> Done {
    let sql = Connection::open(catalogue.path())?;
    let by = by();
    let mut tall = List::new("tall", "A centre");
    tall.threshold = 999;
    tried(catalogue.create_list(&tall, &by));
    let last: u64 = sql.query_row("SELECT max(id) FROM entry", (), |row| row.get(0))?;
    sql.pragma_update(None, "foreign_keys", false)?;
    for harm in [
        "CREATE TRIGGER harm BEFORE INSERT ON print BEGIN SELECT RAISE(ABORT, 'refused'); END",
        &format!(
            "DROP TRIGGER harm; CREATE UNIQUE INDEX harm ON print (kind) WHERE entry > {last}"
        ),
        "DROP TABLE print",
        "DROP TABLE entry",
    ] {
        sql.execute_batch(harm)?;
        for &number in &numbers[..5] {
            let mut new = entry(number);
            new.key.push_str(" anew");
            tried(catalogue.put(LIST, new.clone(), &by));
            let done: Result<_, ImportError> =
                catalogue.import(LIST, &Import::default(), &by, |take| {
                    let _: ControlFlow<()> =
                        take(Row { at: 1, change: Ok(Change::Put(Box::new(new))) });
                    Ok::<_, std::convert::Infallible>(End::default())
                });
            tried(done);
            tried(catalogue.find(LIST, &entry(number).key));
        }
    }
    let path = catalogue.path().with_extension("none");
    std::fs::write(&path, lines(numbers))?;
    tried(Catalogue::open(&path));
    tried(Index256::open(&path));
    let narrow = Print::Wide { profile: Profile::Pdq, hash: plan::hash(numbers[0]), quality: None };
    said(&narrow);
    Ok(())
}
