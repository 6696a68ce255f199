//! Arguments and defaults that several subcommands share.

use clap::Args;
use staydown::{Limits, Profile};

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
