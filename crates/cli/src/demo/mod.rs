//! `staydown demo`: the whole way on the photographs that come with the source.

mod alter;
mod table;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use image::RgbImage;
use rayon::prelude::*;
use staydown::{
    Builder256, CpuLevel, DecodeOptions, Finder, Hash, Hash256, Hit, Index256, Limits, Output, Pdq,
    Picture, Profile, Quality, Tier,
};
use staydown_eval::suite::Alteration;

use crate::input::{self, Item, Walk};
use crate::outcome::{Failure, Outcome};
use crate::output::line;
use table::{Row, median_ms, print_row};

/// Show what is found and what is not: altered copies of photographs against an index
///
/// Hashes the photographs that come with the source, writes an index of four fifths of them among made-up hashes to a
/// temporary folder, alters copies in memory and looks for them, as they are, in all eight turns, and in the tier
/// `framed`, which guesses what was done to them. The other photographs, altered likewise, should meet nothing.
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown demo

Exit codes: 0 all well, 2 there are no photographs, 4 the index cannot be written.")]
pub struct DemoArgs {
    /// The folder of photographs
    #[arg(long, value_name = "FOLDER", default_value = PHOTOS)]
    photos: PathBuf,
    /// How many made-up hashes surround those of the photographs
    #[arg(long, value_name = "N", default_value = "100000")]
    fill: u64,
}

/// Below the root of the sources; not where they were when this was built, which would stand in the program.
const PHOTOS: &str = "tests/data/photos";

/// Of this many photographs one is kept out of the index.
const HELD_OUT: usize = 5;

/// Where the ids of made-up hashes begin.
const MADE_UP_IDS: u64 = 1 << 32;

/// The distance at which PDQ's authors call two pictures the same.
const RADIUS: u32 = 31;

/// Runs the command.
///
/// # Errors
/// If there are too few photographs, or the index or the output cannot be written.
pub fn run(args: &DemoArgs) -> Result<Outcome, Failure> {
    let (unrelated, listed) = photos(&args.photos)?;
    let folder = tempfile::tempdir()?;
    let index = index(&folder.path().join("demo.sdx"), &listed, args.fill)?;
    let (inside, outside, fill) = (listed.len(), unrelated.len(), args.fill);
    line(format_args!(
        "{inside} photographs are in the index among {fill} made-up hashes, {outside} are not."
    ))?;
    line(format_args!(
        "As it is and in any turn a distance of up to {RADIUS} of 256 bits counts as found; in the tier framed, which\n\
         guesses what was done to a picture, whatever is blocked or sent to review.\n"
    ))?;
    table::print_head()?;
    let related = altered_copies(&index, &listed)?;
    table::print_rule()?;
    let strangers = strangers(&index, &unrelated)?;
    line(format_args!(
        "Distances are to the original in its best turn, of the unrelated to the nearest entry. The time\n\
         is from the file's bytes to the answer in eight turns, on one core.\n"
    ))?;
    admit_misses(&related)?;
    sum_up(related, &strangers)
}

/// A photograph that hashes well.
struct Photo {
    id: u64,
    pixels: RgbImage,
    hash: Hash256,
}

/// What came of one altered copy.
struct Check {
    /// Whether the copy met an entry as it is; for a copy of a listed photograph, that photograph's.
    found: bool,
    /// The same for any of the eight turns.
    found_turned: bool,
    /// The same in the tier `framed`, blocked or sent to review.
    found_framed: bool,
    /// Whether it met an entry that it does not come from.
    wrong: bool,
    /// To the original, or for an unrelated picture to the nearest entry: the least over the turns.
    distance: u32,
    decoding: Duration,
    hashing: Duration,
    searching: Duration,
    /// In the tier `framed`.
    checking: Duration,
}

impl Check {
    fn total(&self) -> Duration {
        self.decoding + self.hashing + self.searching
    }
}

/// The photographs to keep out of the index, and those to put in.
fn photos(folder: &Path) -> Result<(Vec<Photo>, Vec<Photo>), Failure> {
    let walk = Walk { inputs: vec![folder.into()], hashes: false };
    let items: Vec<Item> = input::items(&walk).collect();
    let photos: Vec<Photo> = items.par_iter().filter_map(photo).collect();
    if photos.len() < HELD_OUT {
        let (shown, found) = (folder.display(), photos.len());
        let reason = format!(
            "{found} usable photographs in {shown}, {HELD_OUT} are needed: name another folder with --photos"
        );
        return Err(Failure::Usage(reason));
    }
    let numbered = photos.into_iter().zip(1..);
    let numbered = numbered.map(|(photo, id)| Photo { id, ..photo });
    Ok(numbered.partition(|photo| photo.id % HELD_OUT as u64 == 0))
}

/// Reads a photograph; `None` if it is none, or too flat to be hashed.
fn photo(item: &Item) -> Option<Photo> {
    let bytes = input::read(item, Limits::default().bytes).ok()?;
    let options = DecodeOptions { output: Output::Rgb, ..DecodeOptions::default() };
    let plane = staydown::decode_with(&bytes, &options).ok()?.into_plane();
    let (width, height) = (plane.width().try_into().ok()?, plane.height().try_into().ok()?);
    let pdq = timed_hash(&bytes)?.pdq;
    let hashes_well = pdq.quality >= Quality::USABLE;
    hashes_well.then_some(Photo {
        id: 0,
        pixels: RgbImage::from_raw(width, height, plane.into_data())?,
        hash: pdq.hash,
    })
}

/// Writes the index to a file and maps it, as a service would.
fn index(path: &Path, listed: &[Photo], fill: u64) -> Result<Index256, Failure> {
    let built = Builder256::new(Profile::Pdq).and_then(|mut builder| {
        listed.iter().for_each(|photo| builder.push(photo.hash, photo.id));
        (0..fill).for_each(|at| builder.push(made_up(at), MADE_UP_IDS + at));
        builder.publish(path)
    });
    built.map_err(|error| Failure::index(path, error))?;
    Index256::open(path).map_err(|error| Failure::index(path, error))
}

/// The splitmix64 sequence: the same hashes in every run.
fn made_up(at: u64) -> Hash256 {
    let word = |k: u64| {
        let mut z = (4 * at + k + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    Hash([word(0), word(1), word(2), word(3)])
}

/// Looks for every altered copy of the listed photographs and prints a row for each way of altering.
fn altered_copies(
    index: &Index256,
    listed: &[Photo],
) -> Result<Vec<(&'static str, Vec<Check>)>, Failure> {
    alter::shown()
        .map(|alteration| {
            let checks = checks(index, listed, alteration, true)?;
            print_row(&Row::new(alteration.name, &checks))?;
            Ok((alteration.name, checks))
        })
        .collect()
}

/// Looks for altered copies of photographs that are not listed.
fn strangers(index: &Index256, unrelated: &[Photo]) -> Result<Vec<Check>, Failure> {
    let mut strangers = Vec::new();
    for alteration in alter::shown() {
        strangers.extend(checks(index, unrelated, alteration, false)?);
    }
    print_row(&Row::new("unrelated, altered likewise", &strangers))?;
    Ok(strangers)
}

/// Alters on all cores, then checks one copy after the other, so that the times are those of one core.
fn checks(
    index: &Index256,
    photos: &[Photo],
    alteration: &Alteration,
    listed: bool,
) -> Result<Vec<Check>, Failure> {
    let altered = photos.par_iter().map(|photo| alter::altered(alteration, &photo.pixels));
    let altered: Vec<Vec<u8>> = altered.collect::<Result<_, _>>().map_err(io::Error::other)?;
    let checked = altered.iter().zip(photos).map(|(bytes, photo)| {
        let home = listed.then_some(photo);
        check(index, bytes, home)
            .ok_or_else(|| io::Error::other("an altered copy cannot be decoded"))
    });
    Ok(checked.collect::<Result<_, _>>()?)
}

/// Checks one file's bytes; `home` is the photograph that should be found.
fn check(index: &Index256, bytes: &[u8], home: Option<&Photo>) -> Option<Check> {
    let Hashed { picture, pdq, decoding, hashing } = timed_hash(bytes)?;
    let usable = pdq.quality >= Quality::USABLE;
    let turned = pdq.orientations();
    let start = Instant::now();
    let hits = turned.map(|hash| index.within(&hash, RADIUS));
    let searching = start.elapsed();
    let start = Instant::now();
    let framed = Finder::new(index.searcher()).check(&picture, Tier::Framed).matches;
    let checking = start.elapsed();
    let is_home = |id: u64| home.is_none_or(|photo| photo.id == id);
    let is_home_hit = |hit: &Hit| is_home(hit.id);
    let distance = match home {
        Some(photo) => turned.iter().map(|hash| hash.distance(&photo.hash)).min(),
        None => turned.iter().flat_map(|hash| index.nearest(hash, 1)).map(|hit| hit.distance).min(),
    };
    let ids = || hits.iter().flatten().map(|hit| hit.id).filter(|_| usable);
    let met = ids().chain(framed.iter().map(|found| found.id));
    Some(Check {
        found: usable && hits[0].iter().any(is_home_hit),
        found_turned: ids().any(is_home),
        found_framed: framed.iter().any(|found| is_home(found.id)),
        wrong: { met }.any(|id| home.is_none() || !is_home(id)),
        distance: distance?,
        decoding,
        hashing,
        searching,
        checking,
    })
}

struct Hashed {
    picture: Picture,
    pdq: Pdq,
    decoding: Duration,
    hashing: Duration,
}

fn timed_hash(bytes: &[u8]) -> Option<Hashed> {
    let start = Instant::now();
    let picture = staydown::decode(bytes, &Limits::default()).ok()?;
    let decoding = start.elapsed();
    let pdq = staydown::pdq(&picture);
    Some(Hashed { picture, pdq, decoding, hashing: start.elapsed() - decoding })
}

/// Names what even the tier `framed` mostly does not find.
fn admit_misses(related: &[(&str, Vec<Check>)]) -> Result<(), Failure> {
    let is_missed = |checks: &[Check]| 2 * count(checks, |check| check.found_framed) < checks.len();
    let missed = related.iter().filter(|(_, checks)| is_missed(checks));
    let missed: Vec<&str> = missed.map(|&(name, _)| name).collect();
    match missed.is_empty() {
        true => Ok(()),
        false => line(format_args!("Mostly not found:\n  {}.\n", missed.join(",\n  "))),
    }
}

fn sum_up(related: Vec<(&str, Vec<Check>)>, strangers: &[Check]) -> Result<Outcome, Failure> {
    let related: Vec<Check> = related.into_iter().flat_map(|(_, checks)| checks).collect();
    let copies = related.len();
    let wrong = count(&related, |check| check.wrong) + count(strangers, |check| check.wrong);
    line(format_args!(
        "Of {copies} altered copies {} were found in any turn, {} in the tier framed; {wrong} of {} pictures met\n\
         a wrong entry. Medians: decoding {:.2} ms, hashing {:.3} ms, eight searches {:.3} ms, a check in the tier\n\
         framed {:.2} ms ({:?}).",
        count(&related, |check| check.found_turned),
        count(&related, |check| check.found_framed),
        copies + strangers.len(),
        median_ms(&related, |check| check.decoding),
        median_ms(&related, |check| check.hashing),
        median_ms(&related, |check| check.searching),
        median_ms(&related, |check| check.checking),
        CpuLevel::current()
    ))?;
    Ok(Outcome::Well)
}

fn count(checks: &[Check], of: fn(&Check) -> bool) -> usize {
    checks.iter().filter(|check| of(check)).count()
}
