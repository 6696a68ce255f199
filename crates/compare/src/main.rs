//! Our side of `benches/compare.py`, which starts this program and talks to it line by line.
//!
//! Each line on standard input is a command, its words separated by tabs; each gets one line of words on
//! standard output, `error` and a message if it failed. Times are in seconds: the best run, the median, the number of
//! runs; processor time, but for `time-open`, `time-first` and the CLOCK `wall`.
//!
//! | command | answer |
//! |---|---|
//! | `level` | the instruction set in use |
//! | `hash` RGB-FILE WIDTH HEIGHT | hash and quality, full size; hash and quality, nearest 512 |
//! | `time-hash` RGB-FILE WIDTH HEIGHT SECONDS | times of one hash at full size |
//! | `file` PICTURE-FILE | hash and quality, full size |
//! | `time-file` PICTURE-FILE SECONDS | times of decoding and hashing the file's bytes |
//! | `make` KIND COUNT HASHES-FILE QUERIES QUERIES-FILE | number of hashes; KIND is one of `made::Kind` or `uniform64` |
//! | `build` HASHES-FILE BITS LAYOUT INDEX-FILE | entries, bytes, tables; the id of a hash is its place |
//! | `time-build` HASHES-FILE SECONDS | times of building in memory, from hashes in memory |
//! | `time-open` INDEX-FILE SECONDS | times of mapping the file |
//! | `time-first` INDEX-FILE QUERIES-FILE RADIUS SECONDS | times of mapping the file and asking one query |
//! | `read` INDEX-FILE | entries of the index, which the commands below ask |
//! | `change` HASHES-FILE REMOVED | number of changes laid over: the first entries go, the hashes come |
//! | `search` QUERIES-FILE WAY TOGETHER RADIUS ANSWERS-FILE | number of answers, written as u32: query, id, distance |
//! | `time-search` QUERIES-FILE WAY TOGETHER RADIUS SECONDS CLOCK | times of asking all queries; WAY is `each`, `batch` or `approximate`, CLOCK `cpu` or `wall` |
//! | `recall` TOGETHER RADIUS DISTANCE | the share of the entries at a distance that WAY `approximate` is expected to find |
//! | `mih` HASHES-FILE | number of hashes of 64 bits in an index of mih-rs |
//! | `mih-search` QUERIES-FILE RADIUS ANSWERS-FILE | as `search`, by mih-rs |
//! | `time-mih` QUERIES-FILE RADIUS SECONDS | times of asking mih-rs all queries |

mod files;
mod lists;
#[path = "../../../benches/common/lists/mod.rs"]
mod made;
mod mih;
mod pixels;
mod search;
mod timing;

use std::error::Error;
use std::io::{self, BufRead, Write};

use staydown::CpuLevel;

use crate::search::{Loaded, Way};

type Answer = Result<String, Box<dyn Error>>;

/// What was loaded.
#[derive(Default)]
struct State {
    ours: Option<Loaded>,
    mih: Option<mih::Peer>,
}

fn main() -> io::Result<()> {
    let mut state = State::default();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split('\t').collect();
        let reply = answer(&words, &mut state).unwrap_or_else(|error| {
            format!("error\t{}", error.to_string().replace(['\t', '\n'], " "))
        });
        writeln!(out, "{reply}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(words: &[&str], state: &mut State) -> Answer {
    match *words {
        ["level"] => Ok(format!("{:?}", CpuLevel::current())),
        ["hash", file, width, height] => pixels::hash(file, width, height),
        ["time-hash", file, width, height, seconds] => pixels::time(file, width, height, seconds),
        ["file", path] => files::hash(path),
        ["time-file", path, seconds] => files::time(path, seconds),
        ["make", kind, count, hashes, asked, queries] => {
            lists::make(kind, count, hashes, asked, queries)
        }
        ["build", hashes, bits, layout, index] => lists::build(hashes, bits, layout, index),
        ["time-build", hashes, seconds] => lists::time_build(hashes, seconds),
        ["time-open", index, seconds] => lists::time_open(index, seconds),
        ["time-first", index, queries, radius, seconds] => {
            lists::time_first(index, queries, radius, seconds)
        }
        _ => answer_of_loaded(words, state),
    }
}

fn answer_of_loaded(words: &[&str], State { ours, mih }: &mut State) -> Answer {
    const NOTHING: &str = "nothing is loaded";
    match *words {
        ["read", index] => Ok(ours.insert(Loaded::read(index)?).len().to_string()),
        ["change", added, removed] => ours.as_mut().ok_or(NOTHING)?.change(added, removed),
        ["recall", together, radius, distance] => {
            ours.as_ref().ok_or(NOTHING)?.recall(together, radius, distance)
        }
        ["search", queries, way, together, radius, answers] => {
            let way = Way::new(way, together)?;
            ours.as_ref().ok_or(NOTHING)?.search(queries, way, radius, answers)
        }
        ["time-search", queries, way, together, radius, seconds, clock] => {
            let way = Way::new(way, together)?;
            ours.as_ref().ok_or(NOTHING)?.time(queries, way, radius, seconds, clock)
        }
        ["mih", hashes] => Ok(mih.insert(mih::load(hashes)?).codes().len().to_string()),
        ["mih-search", queries, radius, answers] => {
            mih::search(mih.as_ref().ok_or(NOTHING)?, queries, radius, answers)
        }
        ["time-mih", queries, radius, seconds] => {
            mih::time(mih.as_ref().ok_or(NOTHING)?, queries, radius, seconds)
        }
        _ => Err("no such command, or another number of words".into()),
    }
}
