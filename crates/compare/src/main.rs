//! Our side of `benches/compare.py`, which starts this program and talks to it line by line.
//!
//! Each line on standard input is a command, its words separated by tabs; each gets one line of words on
//! standard output, `error` and a message if it failed. Times are seconds: the best run, the median, the number.
//!
//! | command | answer |
//! |---|---|
//! | `level` | the instruction set in use |
//! | `hash` RGB-FILE WIDTH HEIGHT | hash and quality, full size; hash and quality, nearest 512 |
//! | `time-hash` RGB-FILE WIDTH HEIGHT SECONDS | times of one hash at full size |
//! | `file` PICTURE-FILE | hash and quality, full size |
//! | `time-file` PICTURE-FILE SECONDS | times of decoding and hashing the file's bytes |

mod files;
mod pixels;
mod timing;

use std::error::Error;
use std::io::{self, BufRead, Write};

use staydown::CpuLevel;

type Answer = Result<String, Box<dyn Error>>;

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split('\t').collect();
        let reply = answer(&words).unwrap_or_else(|error| {
            format!("error\t{}", error.to_string().replace(['\t', '\n'], " "))
        });
        writeln!(out, "{reply}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(words: &[&str]) -> Answer {
    match *words {
        ["level"] => Ok(format!("{:?}", CpuLevel::current())),
        ["hash", file, width, height] => pixels::hash(file, width, height),
        ["time-hash", file, width, height, seconds] => pixels::time(file, width, height, seconds),
        ["file", path] => files::hash(path),
        ["time-file", path, seconds] => files::time(path, seconds),
        _ => Err("no such command, or another number of words".into()),
    }
}
