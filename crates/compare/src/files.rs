//! PDQ of pictures in files.

use std::fs;
use std::hint::black_box;

use staydown::{DecodeError, Limits, Pdq, decode, pdq};

use crate::Answer;
use crate::timing::{Clock, timed};

pub(crate) fn hash(path: &str) -> Answer {
    let print = hash_bytes(&fs::read(path)?)?;
    Ok(format!("{}\t{}", print.hash.to_hex(), print.quality.get()))
}

pub(crate) fn time(path: &str, seconds: &str) -> Answer {
    let bytes = fs::read(path)?;
    hash_bytes(&bytes)?;
    Ok(timed(Clock::Cpu, seconds.parse()?, || hash_bytes(black_box(&bytes))))
}

fn hash_bytes(bytes: &[u8]) -> Result<Pdq, DecodeError> {
    decode(bytes, &Limits::default()).map(|picture| pdq(&picture))
}
