//! PDQ of pixels that somebody else decoded.

use std::error::Error;
use std::fs;
use std::hint::black_box;

use staydown::{Channels, Plane, pdq, pdq_512};

use crate::Answer;
use crate::timing::{Clock, timed};

pub(crate) fn hash(file: &str, width: &str, height: &str) -> Answer {
    let plane = read(file, width, height)?;
    let words = [pdq(&plane), pdq_512(&plane)]
        .map(|print| format!("{}\t{}", print.hash.to_hex(), print.quality.get()));
    Ok(words.join("\t"))
}

pub(crate) fn time(file: &str, width: &str, height: &str, seconds: &str) -> Answer {
    let plane = read(file, width, height)?;
    Ok(timed(Clock::Cpu, seconds.parse()?, || pdq(black_box(&plane))))
}

fn read(file: &str, width: &str, height: &str) -> Result<Plane, Box<dyn Error>> {
    let (width, height) = (width.parse()?, height.parse()?);
    Ok(Plane::new(fs::read(file)?, width, height, Channels::Rgb)?)
}
