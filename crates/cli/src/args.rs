//! The command line as a whole; each subcommand describes its own arguments.

use clap::{Args, Parser, Subcommand};
use staydown::{Limits, Profile};

use crate::{compare, demo, hash, index, matching};

/// Hash pictures, keep lists of hashes, and find pictures in them that look alike.
#[derive(Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    Hash(hash::HashArgs),
    Index(index::IndexArgs),
    Match(matching::MatchArgs),
    Compare(compare::CompareArgs),
    Demo(demo::DemoArgs),
}

const EXIT_CODES: &str = "\
Exit codes:
  0    all well; for match and compare: everything was compared and nothing met
  1    match, compare: something met
  2    the command line is wrong
  3    some inputs could not be read, decoded or judged, or the output could not be written;
       the output tells what was found in the others
  4    the index cannot be opened, trusted or written
  130  interrupted; 141: whoever read the output went away";

/// What a picture may cost before it is refused.
#[derive(Args)]
#[command(next_help_heading = "Limits for each picture")]
pub struct LimitArgs {
    /// Largest file, in bytes
    #[arg(long, value_name = "N")]
    max_bytes: Option<u64>,
    /// Largest picture, in pixels
    #[arg(long, value_name = "N")]
    max_pixels: Option<u64>,
}

impl LimitArgs {
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.bytes = self.max_bytes.unwrap_or(limits.bytes);
        limits.pixels = self.max_pixels.unwrap_or(limits.pixels);
        limits
    }
}

/// Takes a profile's whole name (`ahash-64/image_hasher-3.1.1`) or what stands before the slash.
pub fn profile(name: &str) -> Result<Profile, String> {
    let found = Profile::ALL
        .into_iter()
        .find(|profile| profile.name() == name || short_name(*profile) == name);
    found.ok_or_else(|| {
        let names = Profile::ALL.map(short_name).join(", ");
        format!("not one of {names}")
    })
}

/// A profile's name without the version of the crate that computes it.
pub fn short_name(profile: Profile) -> &'static str {
    let name = profile.name();
    name.split_once('/').map_or(name, |(short, _)| short)
}

/// The distance at which two pictures count as the same, for hashes of that many bits, if the caller names none.
pub fn default_radius(bits: u32) -> u32 {
    match bits {
        64 => 8,
        _ => 31,
    }
}
