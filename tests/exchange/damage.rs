//! Documents wrong on purpose: whatever they are, they end with rows or an error and take little memory, and what is still
//! read of them can be carried in our own format.

use std::ops::ControlFlow;

use staydown::{End, ListFormat, ListWriter, read_list};

use crate::common::random;
use crate::counting::counted;
use crate::{DOCUMENTS, lines, staydown_lines};

/// Documents, unless the environment says another number.
const MUTATIONS: u64 = 100_000;

/// What reading a document of no length may hold, in bytes; any other twice its length beside.
const MEMORY: usize = 64 << 10;

/// What stands in the place of a word or number. Programs trip over these.
const AWKWARD: [&str; 16] = [
    "",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "0",
    "-1",
    "1e999",
    "18446744073709551616",
    "NaN",
    "\u{feff}",
    "\0",
    "\\ud800",
    "9999-99-99T99:99:99Z",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

#[test]
#[allow(clippy::print_stdout)] // the figures, with --nocapture
fn documents_wrong_on_purpose_are_read_or_refused() {
    let rounds = std::env::var("STAYDOWN_MUTATIONS").map_or(MUTATIONS, |n| n.parse().unwrap());
    let mut documents: Vec<(ListFormat, &[u8])> = DOCUMENTS.to_vec();
    documents.extend(lines::DOCUMENTS.map(|(format, _, text)| (format, text)));
    documents.push((ListFormat::Staydown, staydown_lines::DOCUMENT.as_bytes()));
    let (mut ended, mut rows, mut faults) = (0, 0, 0);
    for round in 0..rounds {
        let (format, text) = documents[round as usize % documents.len()];
        let text = mutated(text, round);
        let (end, memory) = counted(|| {
            read_list(format, &mut &text[..], &mut |row| {
                rows += 1;
                faults += u64::from(row.change.is_err());
                ControlFlow::Continue(())
            })
        });
        ended += u64::from(end.is_ok());
        assert!(memory.most <= 2 * text.len() + MEMORY, "{format} {round}: {} bytes", memory.most);
        if round % 8 == 0 {
            carried(format, &text, round);
        }
    }
    println!("{rounds} documents: {ended} read to the end, {rows} rows, {faults} of them faulty");
    assert!(
        ended > rounds / 10 && faults > rounds / 10 && rows > rounds,
        "{ended} {rows} {faults}"
    );
}

fn carried(format: ListFormat, text: &[u8], round: u64) {
    let mut written = Vec::new();
    let mut writer = ListWriter::new(ListFormat::Staydown, &mut written, &End::default()).unwrap();
    let mut changes = Vec::new();
    let _ = read_list(format, &mut &text[..], &mut |row| {
        changes.extend(row.change.ok().filter(|change| writer.put(change).is_ok()));
        ControlFlow::Continue(())
    });
    writer.finish().unwrap();
    let mut again = Vec::new();
    let end = read_list(ListFormat::Staydown, &mut &written[..], &mut |row| {
        again.push(row.change);
        ControlFlow::Continue(())
    });
    let again: Result<Vec<_>, _> = again.into_iter().collect();
    assert!(end.is_ok() && again == Ok(changes), "{format} {round}");
}

/// The text with one to three things wrong.
fn mutated(text: &[u8], round: u64) -> Vec<u8> {
    let mut text = text.to_vec();
    let mut random = random(round);
    for _ in 0..1 + random() % 3 {
        let mut below = |end: usize| random() as usize % end.max(1);
        let at = below(text.len());
        let part = at..(at + below(60)).min(text.len());
        match below(6) {
            0 | 1 => {
                let word = AWKWARD[below(AWKWARD.len())].as_bytes();
                drop(text.splice(word_at(&text, at), word.iter().copied()));
            }
            2 => drop(text.drain(part)),
            3 => {
                let copy = text[part].to_vec();
                let to = below(text.len());
                drop(text.splice(to..to, copy));
            }
            4 => text.truncate(at.max(1)),
            _ => text[at] = below(256) as u8,
        }
        if text.is_empty() {
            text.push(b' ');
        }
    }
    text
}

/// Letters, digits and what stands in numbers and times, around a place.
fn word_at(text: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-+.:_".contains(byte);
    let before = text[..at].iter().rev().take_while(|byte| is_word(byte)).count();
    let behind = text[at..].iter().take_while(|byte| is_word(byte)).count();
    at - before..at + behind
}
