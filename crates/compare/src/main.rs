//! Our side of `benches/compare.py`, which starts this program and talks to it line by line.
//!
//! Each line on standard input is a command, its words separated by tabs; each gets one line of words on
//! standard output, `error` and a message if it failed. Times are seconds of processor time: the best run, the median, the number.
//!
//! | command | answer |
//! |---|---|
//! | `level` | the instruction set in use |
//! | `hash` RGB-FILE WIDTH HEIGHT | hash and quality, full size; hash and quality, nearest 512 |
//! | `time-hash` RGB-FILE WIDTH HEIGHT SECONDS | times of one hash at full size |
//! | `file` PICTURE-FILE | hash and quality, full size |
//! | `time-file` PICTURE-FILE SECONDS | times of decoding and hashing the file's bytes |
//! | `load` HASHES-FILE | number of hashes loaded: 32 bytes each, the id is the row |
//! | `search` QUERIES-FILE BATCH RADIUS ANSWERS-FILE | number of answers, written as u32: query, id, distance |
//! | `time-search` QUERIES-FILE BATCH RADIUS SECONDS CLOCK | times of asking all queries; CLOCK is `cpu` or `wall` |

mod files;
mod pixels;
mod scan;
mod timing;

use std::error::Error;
use std::io::{self, BufRead, Write};

use staydown::CpuLevel;

use crate::scan::Loaded;

type Answer = Result<String, Box<dyn Error>>;

fn main() -> io::Result<()> {
    let mut loaded = None;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split('\t').collect();
        let reply = answer(&words, &mut loaded).unwrap_or_else(|error| {
            format!("error\t{}", error.to_string().replace(['\t', '\n'], " "))
        });
        writeln!(out, "{reply}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(words: &[&str], loaded: &mut Option<Loaded>) -> Answer {
    match *words {
        ["level"] => Ok(format!("{:?}", CpuLevel::current())),
        ["hash", file, width, height] => pixels::hash(file, width, height),
        ["time-hash", file, width, height, seconds] => pixels::time(file, width, height, seconds),
        ["file", path] => files::hash(path),
        ["time-file", path, seconds] => files::time(path, seconds),
        ["load", file] => scan::load(file, loaded),
        ["search", queries, batch, radius, answers] => {
            scan::search(loaded, queries, batch, radius, answers)
        }
        ["time-search", queries, batch, radius, seconds, clock] => {
            scan::time(loaded, queries, batch, radius, seconds, clock)
        }
        _ => Err("no such command, or another number of words".into()),
    }
}
