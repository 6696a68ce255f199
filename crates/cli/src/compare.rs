//! `staydown compare`: two pictures or hashes.

use std::ffi::OsString;
use std::path::Path;

use clap::Args;
use staydown::{Orientation, Profile};

use crate::args::{self, LimitArgs, default_radius};
use crate::fingerprint::{AnyHash, Fingerprint, Recipe, fingerprint};
use crate::input::{self, Item, Kind, Walk};
use crate::outcome::{Failure, Outcome};
use crate::output::line;
use crate::progress;

/// Compare two pictures or hashes: their distance, as they are and at the best of eight turns
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct CompareArgs {
    /// A picture, - for a picture on standard input, or a hash
    a: OsString,
    /// Another
    b: OsString,
    /// The algorithm to hash pictures by, or that made the hashes [default: pdq]
    #[arg(long, value_parser = args::profile)]
    algorithm: Option<Profile>,
    /// Largest distance that counts as a match [default: 31; 8 where hashes have 64 bits]
    #[arg(short, long, value_name = "BITS")]
    radius: Option<u32>,
    #[command(flatten)]
    limits: LimitArgs,
}

const EXAMPLES: &str = "\
Example:
  $ staydown compare photo.jpg upload.jpg

Exit codes: 0 no match, 1 match, 2 the command line is wrong,
3 a picture could not be read or decoded, or its quality is below 50 and nothing can be told.";

/// Runs the command.
///
/// # Errors
/// If the arguments are not two pictures or hashes, or the output cannot be written.
pub fn run(args: &CompareArgs) -> Result<Outcome, Failure> {
    let items = items(args)?;
    let profile = args.algorithm.unwrap_or_else(|| likely_algorithm(&items));
    let [Some(a), Some(b)] = prints(&items, profile, args) else {
        return Ok(Outcome::Incomplete);
    };
    let different = || Failure::Usage("hashes of different widths".to_owned());
    let as_they_are = a.hash.distance(&b.hash).ok_or_else(different)?;
    let (best, turn) = best_turn(&a, &b).ok_or_else(different)?;
    let bits = profile.bits();
    let radius = args.radius.unwrap_or(default_radius(bits));
    let (verdict, outcome) = match best <= radius {
        _ if a.is_weak() || b.is_weak() => {
            ("cannot tell: a quality is below 50", Outcome::Incomplete)
        }
        true => ("match", Outcome::Met),
        false => ("no match", Outcome::Well),
    };
    line(format_args!("distance  {as_they_are} of {bits} bits as they are"))?;
    line(format_args!("best      {best} of {bits} bits, {turn}"))?;
    line(format_args!("quality   {}, {}", quality(&a), quality(&b)))?;
    line(format_args!("verdict   {verdict} (radius {radius})"))?;
    Ok(outcome)
}

fn items(args: &CompareArgs) -> Result<Vec<Item>, Failure> {
    let inputs = vec![args.a.clone(), args.b.clone()];
    if let Some(folder) = inputs.iter().find(|input| Path::new(input).is_dir()) {
        let reason = format!("{} is a folder; name two pictures or hashes", folder.display());
        return Err(Failure::Usage(reason));
    }
    let walk = Walk { inputs, hashes: true };
    Ok(input::items(&walk).collect())
}

/// PDQ, unless both are hashes that PDQ does not have: then only their width counts.
fn likely_algorithm(items: &[Item]) -> Profile {
    let is_narrow = |item: &Item| matches!(&item.kind, Kind::Hash(AnyHash::Narrow(_)));
    match items.iter().all(is_narrow) {
        true => Profile::PHash64,
        false => Profile::Pdq,
    }
}

/// The two prints; none for an item that was reported as lost.
fn prints(items: &[Item], profile: Profile, args: &CompareArgs) -> [Option<Fingerprint>; 2] {
    let recipe = Recipe {
        limits: args.limits.limits(),
        profiles: vec![profile],
        orientations: true,
        workers: None,
    };
    [0, 1].map(|at| {
        let item = items.get(at)?;
        let print = fingerprint(item, &recipe);
        print.map_err(|reason| progress::lost(&item.name, &reason)).ok()
    })
}

/// The least distance over the turns of whichever is a picture, and which turn that is.
fn best_turn(a: &Fingerprint, b: &Fingerprint) -> Option<(u32, String)> {
    let (fixed, turned, name) = match b.turned.is_some() {
        true => (a, b, "the second"),
        false => (b, a, "the first"),
    };
    let distances = turned.queries().into_iter().filter_map(|(turn, hash)| {
        let distance = fixed.hash.distance(&hash)?;
        Some((distance, turn))
    });
    let (distance, turn) = distances.min_by_key(|&(distance, _)| distance)?;
    Some(match turn {
        Orientation::Original => (distance, "neither turned".to_owned()),
        turn => (distance, format!("{name} turned: {}", turn.name())),
    })
}

fn quality(print: &Fingerprint) -> String {
    match print.quality {
        Some(quality) => quality.get().to_string(),
        None => "unknown".to_owned(),
    }
}
