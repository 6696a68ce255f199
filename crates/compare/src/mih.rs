//! The crate mih-rs, for hashes of 64 bits.

use std::error::Error;
use std::fs;
use std::hint::black_box;

use crate::Answer;
use crate::lists;
use crate::timing::{Clock, timed};

pub(crate) type Peer = mih_rs::Index<u64>;

pub(crate) fn load(hashes: &str) -> Result<Peer, Box<dyn Error>> {
    Ok(Peer::new(codes(hashes)?)?)
}

pub(crate) fn search(peer: &Peer, queries: &str, radius: &str, answers: &str) -> Answer {
    let (queries, radius) = (codes(queries)?, radius.parse()?);
    let (mut searcher, mut bytes) = (peer.range_searcher(), Vec::new());
    for (query, number) in queries.into_iter().zip(0_u32..) {
        for &id in searcher.run(query, radius) {
            let distance = (peer.codes()[id as usize] ^ query).count_ones();
            bytes.extend([number, id, distance].into_iter().flat_map(u32::to_le_bytes));
        }
    }
    fs::write(answers, &bytes)?;
    Ok((bytes.len() / 12).to_string())
}

pub(crate) fn time(peer: &Peer, queries: &str, radius: &str, seconds: &str) -> Answer {
    let (queries, radius) = (codes(queries)?, radius.parse()?);
    let mut searcher = peer.range_searcher();
    Ok(timed(Clock::Cpu, seconds.parse()?, || {
        for &query in &queries {
            black_box(searcher.run(query, radius));
        }
    }))
}

fn codes(file: &str) -> Result<Vec<u64>, Box<dyn Error>> {
    Ok(lists::read::<1>(file)?.iter().map(|hash| hash.0[0]).collect())
}
