//! Search by radius in a list of hashes.

use std::error::Error;
use std::fs;

use staydown::{Buffer, Builder256, Hash256, Hit, Index256, Profile};

use crate::Answer;
use crate::timing::timed;

pub(crate) type Loaded = Index256<Buffer>;

pub(crate) fn load(file: &str, loaded: &mut Option<Loaded>) -> Answer {
    let mut builder = Builder256::new(Profile::Pdq)?;
    for (hash, id) in read(file)?.into_iter().zip(0..) {
        builder.push(hash, id);
    }
    let index = builder.into_index()?;
    Ok(loaded.insert(index).len().to_string())
}

pub(crate) fn search(
    loaded: &Option<Loaded>,
    queries: &str,
    batch: &str,
    radius: &str,
    answers: &str,
) -> Answer {
    let (index, queries) = (loaded.as_ref().ok_or("nothing is loaded")?, read(queries)?);
    let found = ask(index, &queries, batch.parse()?, radius.parse()?);
    let mut bytes = Vec::new();
    for (query, hits) in found.iter().enumerate() {
        for hit in hits {
            let triple = [u32::try_from(query)?, u32::try_from(hit.id)?, hit.distance];
            bytes.extend(triple.into_iter().flat_map(u32::to_le_bytes));
        }
    }
    fs::write(answers, &bytes)?;
    Ok((bytes.len() / 12).to_string())
}

pub(crate) fn time(
    loaded: &Option<Loaded>,
    queries: &str,
    batch: &str,
    radius: &str,
    seconds: &str,
    clock: &str,
) -> Answer {
    let (index, queries) = (loaded.as_ref().ok_or("nothing is loaded")?, read(queries)?);
    let (batch, radius) = (batch.parse()?, radius.parse()?);
    Ok(timed(clock.parse()?, seconds.parse()?, || ask(index, &queries, batch, radius)))
}

/// A batch of 1 goes through the call for one query.
fn ask(index: &Loaded, queries: &[Hash256], batch: usize, radius: u32) -> Vec<Vec<Hit>> {
    match batch {
        1 => queries.iter().map(|query| index.within(query, radius)).collect(),
        _ => queries.chunks(batch).flat_map(|chunk| index.within_batch(chunk, radius)).collect(),
    }
}

fn read(file: &str) -> Result<Vec<Hash256>, Box<dyn Error>> {
    let bytes = fs::read(file)?;
    let hashes = bytes.chunks(32).map(Hash256::from_bytes);
    hashes.collect::<Option<Vec<_>>>().ok_or_else(|| "not a whole number of hashes".into())
}
