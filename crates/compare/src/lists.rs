//! Making lists, and the indexes of them.

use std::error::Error;
use std::fs;
use std::path::Path;

use staydown::{Builder, Hash, Index256, IndexInfo, Layout, Profile};

use crate::Answer;
use crate::made::{Kind, List, uniform};
use crate::timing::{Clock, timed};

pub(crate) fn make(kind: &str, count: &str, hashes: &str, asked: &str, queries: &str) -> Answer {
    let (count, asked) = (count.parse()?, asked.parse()?);
    if kind == "uniform64" {
        return write(&uniform::<1>(count, asked), hashes, queries);
    }
    let known = Kind::ALL.into_iter().find(|known| known.name() == kind);
    write(&known.ok_or("no such kind of list")?.list(count, asked), hashes, queries)
}

fn write<const W: usize>(list: &List<W>, hashes: &str, queries: &str) -> Answer {
    let bytes = |hashes: &[Hash<W>]| hashes.iter().flat_map(Hash::to_bytes).collect::<Vec<_>>();
    fs::write(hashes, bytes(&list.hashes))?;
    fs::write(queries, bytes(&list.queries))?;
    Ok(list.hashes.len().to_string())
}

pub(crate) fn build(hashes: &str, bits: &str, layout: &str, index: &str) -> Answer {
    match bits {
        "256" => builder::<4>(hashes, Profile::Pdq, layout)?.publish(index)?,
        "64" => builder::<1>(hashes, Profile::PHash64, layout)?.publish(index)?,
        _ => return Err("a hash has 64 or 256 bits".into()),
    }
    let info = IndexInfo::of_file(index)?;
    Ok(format!("{}\t{}\t{}", info.count, info.bytes, info.tables))
}

fn builder<const W: usize>(
    hashes: &str,
    profile: Profile,
    layout: &str,
) -> Result<Builder<W>, Box<dyn Error>> {
    let mut builder = Builder::new(profile)?;
    builder.set_layout(match layout {
        "fast" => Layout::Fast,
        "compact" => Layout::Compact,
        "flat" => Layout::Flat,
        _ => return Err("a layout is fast, compact or flat".into()),
    });
    builder.push_file(hashes, 0)?;
    Ok(builder)
}

/// From hashes in memory to an index in memory.
pub(crate) fn time_build(hashes: &str, seconds: &str) -> Answer {
    let hashes = read::<4>(hashes)?;
    Ok(timed(Clock::Cpu, seconds.parse()?, || {
        let mut builder = Builder::new(Profile::Pdq)?;
        builder.extend(hashes.iter().copied().zip(0..));
        builder.into_index()
    }))
}

pub(crate) fn time_open(index: &str, seconds: &str) -> Answer {
    Index256::open(index)?;
    Ok(timed(Clock::Wall, seconds.parse()?, || Index256::open(index)))
}

/// Opening, and one query: another one in every run.
pub(crate) fn time_first(index: &str, queries: &str, radius: &str, seconds: &str) -> Answer {
    Index256::open(index)?;
    let (queries, radius) = (read::<4>(queries)?, radius.parse()?);
    let mut next = queries.iter().cycle();
    Ok(timed(Clock::Wall, seconds.parse()?, || {
        Index256::open(index).map(|index| next.next().map(|query| index.within(query, radius)))
    }))
}

pub(crate) fn read<const W: usize>(file: impl AsRef<Path>) -> Result<Vec<Hash<W>>, Box<dyn Error>> {
    let bytes = fs::read(file)?;
    let hashes = bytes.chunks(8 * W).map(Hash::from_bytes);
    hashes.collect::<Option<Vec<_>>>().ok_or_else(|| "not a whole number of hashes".into())
}
