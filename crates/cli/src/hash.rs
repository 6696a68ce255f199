//! `staydown hash`: pictures in, hashes out.

use std::ffi::{OsStr, OsString};

use clap::Args;
use serde::Serialize;
use staydown::{Digests, Orientation, Profile};

use crate::args::{self, LimitArgs};
use crate::fingerprint::{AnyHash, Fingerprint, Portrait, Recipe, portray};
use crate::input::{self, Item, Walk};
use crate::isolated;
use crate::outcome::{Failure, Outcome};
use crate::output::{Format, Output, json_line};
use crate::progress::{self, Progress};

/// Hash pictures: a line each on standard output
///
/// The format of a picture is told from its bytes, an animation is hashed by its first frame, and EXIF orientation is
/// applied first. A file that cannot be read or decoded is reported on standard error and the rest goes on.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct HashArgs {
    /// Pictures, folders of pictures, or - for a picture on standard input
    #[arg(required = true, value_name = "FILE|FOLDER|-")]
    inputs: Vec<OsString>,
    /// csv: hash,quality,path (before them the algorithm and the orientation, where there are several).
    /// jsonl: also format, size, stored orientation and the digests of the file
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Leave out the line that names the columns of csv
    #[arg(long)]
    no_header: bool,
    /// pdq, pdq-512, or ahash-, dhash-, phash- or blockhash- with 64 or 256; several with commas between them
    #[arg(long, value_delimiter = ',', value_parser = args::profile, default_value = "pdq")]
    algorithm: Vec<Profile>,
    /// Give the hashes of all eight turned and mirrored forms
    #[arg(long)]
    orientations: bool,
    /// Decode each picture in a process of its own, which may take 1 GiB and 10 seconds and open no file: what is too
    /// much for it is reported, and the rest goes on
    #[arg(long)]
    isolated: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

const EXAMPLES: &str = "\
Examples:
  $ staydown hash photos > known.csv
  $ staydown hash --format jsonl --algorithm pdq,phash-64 upload.jpg
  $ staydown hash --orientations - < upload.jpg

Exit codes: 0 all well, 3 some inputs could not be read or decoded.";

/// Runs the command.
///
/// # Errors
/// If the output cannot be written.
pub fn run(args: &HashArgs) -> Result<Outcome, Failure> {
    let recipe = Recipe {
        limits: args.limits.limits(),
        profiles: args.algorithm.clone(),
        orientations: args.orientations,
        workers: args.isolated.then(isolated::workers).transpose()?,
    };
    let walk = Walk { inputs: args.inputs.clone(), hashes: false };
    let wants_digests = args.format == Format::Jsonl;
    let mut writer = Writer::new(args)?;
    let mut outcome = Outcome::Well;
    let progress = Progress::over(&walk);
    input::in_order(
        &walk,
        &progress,
        |item| {
            let hashed = hash(&item, &recipe, wants_digests);
            (item.name, hashed)
        },
        |results| {
            for (name, result) in results {
                match result {
                    Ok(hashed) => writer.write(&name, &hashed)?,
                    Err(reason) => {
                        progress::lost(&name, &reason);
                        outcome = Outcome::Incomplete;
                    }
                }
            }
            writer.output.flush()
        },
    )?;
    Ok(outcome)
}

struct Hashed {
    portrait: Portrait,
    digests: Option<Digests>,
}

fn hash(item: &Item, recipe: &Recipe, wants_digests: bool) -> Result<Hashed, String> {
    let bytes = input::read(item, recipe.limits.bytes)?;
    Ok(Hashed {
        portrait: portray(&bytes, recipe)?,
        digests: wants_digests.then(|| staydown::digests(&bytes)),
    })
}

struct Writer {
    output: Output,
    names_algorithm: bool,
    names_orientation: bool,
}

impl Writer {
    fn new(args: &HashArgs) -> Result<Self, Failure> {
        let names_algorithm = args.algorithm.len() > 1;
        let names_orientation = args.orientations;
        let optional = [(names_algorithm, "algorithm"), (names_orientation, "orientation")];
        let named = optional.iter().filter(|(named, _)| *named);
        let mut header: Vec<&str> = named.map(|&(_, name)| name).collect();
        header.extend(["hash", "quality", "path"]);
        Ok(Self {
            output: Output::new(args.format, (!args.no_header).then_some(&header))?,
            names_algorithm,
            names_orientation,
        })
    }

    fn write(&mut self, name: &OsStr, hashed: &Hashed) -> Result<(), Failure> {
        for print in &hashed.portrait.prints {
            if let Output::Jsonl(writer) = &mut self.output {
                json_line(writer, &Record::new(name, hashed, print))?;
                continue;
            }
            for (orientation, hash) in print.queries() {
                self.write_csv(name, print, orientation, hash)?;
            }
        }
        Ok(())
    }

    fn write_csv(
        &mut self,
        name: &OsStr,
        print: &Fingerprint,
        orientation: Orientation,
        hash: AnyHash,
    ) -> Result<(), Failure> {
        let Output::Csv(writer) = &mut self.output else {
            return Ok(());
        };
        if self.names_algorithm {
            writer.write_field(print.profile.name())?;
        }
        if self.names_orientation {
            writer.write_field(orientation.name())?;
        }
        let quality = print.quality.map(|quality| quality.get().to_string());
        writer.write_field(hash.to_hex())?;
        writer.write_field(quality.unwrap_or_default())?;
        writer.write_field(name.as_encoded_bytes())?;
        writer.write_record(None::<&[u8]>)?;
        Ok(())
    }
}

/// A line of jsonl: one hash of one picture.
#[derive(Serialize)]
struct Record {
    path: String,
    format: &'static str,
    width: usize,
    height: usize,
    stored_orientation: &'static str,
    profile: &'static str,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orientations: Option<Vec<Turned>>,
    md5: Option<String>,
    sha1: Option<String>,
    sha256: Option<String>,
}

#[derive(Serialize)]
struct Turned {
    orientation: &'static str,
    hash: String,
}

impl Record {
    fn new(name: &OsStr, hashed: &Hashed, print: &Fingerprint) -> Self {
        let Hashed { portrait, digests } = hashed;
        let turned = |(orientation, hash): (Orientation, AnyHash)| Turned {
            orientation: orientation.name(),
            hash: hash.to_hex(),
        };
        let orientations = print.turned.is_some();
        Self {
            path: name.to_string_lossy().into_owned(),
            format: portrait.format.name(),
            width: portrait.width,
            height: portrait.height,
            stored_orientation: portrait.stored_orientation.name(),
            profile: print.profile.name(),
            hash: print.hash.to_hex(),
            quality: print.quality.map(|quality| quality.get()),
            orientations: orientations.then(|| print.queries().into_iter().map(turned).collect()),
            md5: digests.map(|digests| hex(&digests.md5)),
            sha1: digests.map(|digests| hex(&digests.sha1)),
            sha256: digests.map(|digests| hex(&digests.sha256)),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
