//! Other people's lists in JSON and XML: what documents say, what becomes of damaged ones, and that they are written as they
//! were read.
#![cfg(feature = "exchange")]

mod arachnid;
mod beside;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/counting.rs"]
mod counting;
mod damage;
mod documents;
mod hostile;
mod lines;
mod ncmec;
mod round_trip;
mod staydown_lines;
mod stopncii;
mod tat;
mod threatexchange;
mod times;
mod vics;

use std::ops::ControlFlow;

use staydown::{
    Category, Change, Digest, End, Entry, Fault, ListFormat, Opinion, Print, Profile, ReadError,
    Stance, read_list,
};

/// Every document of the test data, with its format.
const DOCUMENTS: [(ListFormat, &[u8]); 11] = [
    (ListFormat::ThreatExchange, include_bytes!("../data/exchange/threatexchange/page.json")),
    (ListFormat::StopNcii, include_bytes!("../data/exchange/stopncii/fetch.json")),
    (ListFormat::StopNcii, include_bytes!("../data/exchange/stopncii/submit.json")),
    (ListFormat::TechAgainstTerrorism, include_bytes!("../data/exchange/tat/list.json")),
    (ListFormat::Vics, include_bytes!("../data/exchange/vics/set-1.2.json")),
    (ListFormat::Vics, include_bytes!("../data/exchange/vics/set-1.3.json")),
    (ListFormat::Vics, include_bytes!("../data/exchange/vics/cases-2.0.json")),
    (ListFormat::Arachnid, include_bytes!("../data/exchange/arachnid/file.json")),
    (ListFormat::Arachnid, include_bytes!("../data/exchange/arachnid/files.json")),
    (ListFormat::Arachnid, include_bytes!("../data/exchange/arachnid/hashes.json")),
    (ListFormat::Ncmec, include_bytes!("../data/exchange/ncmec/page.xml")),
];

/// What a document says, and of itself.
fn read(
    format: ListFormat,
    text: impl AsRef<[u8]>,
) -> (Vec<Result<Change, Fault>>, Result<End, ReadError>) {
    let mut changes = Vec::new();
    let end = read_list(format, &mut text.as_ref(), &mut |row| {
        changes.push(row.change);
        assert_eq!(row.at, changes.len() as u64, "rows are numbered");
        ControlFlow::Continue(())
    });
    (changes, end)
}

/// The same of a document that can be read to its end.
fn whole(format: ListFormat, text: impl AsRef<[u8]>) -> (Vec<Result<Change, Fault>>, End) {
    let (changes, end) = read(format, text);
    (changes, end.unwrap())
}

/// The entry that a row puts.
fn put(change: &Result<Change, Fault>) -> &Entry {
    match change {
        Ok(Change::Put(entry)) => entry,
        other => panic!("no entry but {other:?}"),
    }
}

/// The key and the reason of a withdrawal, and the seconds of its time.
fn withdrawn(change: &Result<Change, Fault>) -> (&str, Option<&str>, Option<i64>) {
    match change {
        Ok(Change::Withdraw { key, reason, at }) => {
            (key, reason.as_deref(), at.map(|at| at.secs()))
        }
        other => panic!("no withdrawal but {other:?}"),
    }
}

fn pdq(text: &str) -> Print {
    Print::Wide { profile: Profile::Pdq, hash: text.parse().unwrap(), quality: None }
}

/// A digest of lower-case hexadecimal digits, as many as it has.
fn digest(text: &str) -> Print {
    let bytes = text.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
    let bytes: Vec<_> = bytes.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    Print::Exact(Digest::of_length(&bytes).unwrap())
}

fn category(scheme: &str, code: &str) -> Category {
    Category { scheme: scheme.to_owned(), code: code.to_owned() }
}

fn opinion(contributor: &str, stance: Stance, reason: Option<&str>, secs: Option<i64>) -> Opinion {
    let at = secs.map(staydown::Time::from_secs);
    Opinion { contributor: contributor.to_owned(), stance, reason: reason.map(str::to_owned), at }
}
