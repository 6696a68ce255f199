//! `staydown index`: index files made, described and checked.

mod build;
mod list;
mod opened;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use staydown::IndexInfo;

use crate::outcome::{Failure, Outcome};
use crate::output::line;

pub use opened::{How, Opened};

/// Build, describe and check index files
#[derive(Args)]
pub struct IndexArgs {
    #[command(subcommand)]
    command: IndexCommand,
}

#[derive(Subcommand)]
enum IndexCommand {
    Build(build::BuildArgs),
    Info(InfoArgs),
    Verify(VerifyArgs),
}

/// Describe an index: what its header says
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown index info known.sdx

Exit codes: 0 all well, 4 the index is unusable.")]
struct InfoArgs {
    /// The index file
    index: PathBuf,
}

/// Check every byte of an index against its checksums
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown index verify known.sdx

Exit codes: 0 the index is whole, 4 it is not or cannot be opened.")]
struct VerifyArgs {
    /// The index file
    index: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// If the index cannot be opened, trusted or written.
pub fn run(args: &IndexArgs) -> Result<Outcome, Failure> {
    match &args.command {
        IndexCommand::Build(args) => build::run(args),
        IndexCommand::Info(args) => info(args),
        IndexCommand::Verify(args) => verify(args),
    }
}

fn info(args: &InfoArgs) -> Result<Outcome, Failure> {
    let info =
        IndexInfo::of_file(&args.index).map_err(|error| Failure::index(&args.index, error))?;
    line(format_args!("file      {}", args.index.display()))?;
    line(format_args!("version   {}", info.version))?;
    line(format_args!("profile   {}", info.profile.name()))?;
    line(format_args!("bits      {}", info.profile.bits()))?;
    line(format_args!("entries   {}", info.count))?;
    Ok(Outcome::Well)
}

fn verify(args: &VerifyArgs) -> Result<Outcome, Failure> {
    let index = Opened::open(&args.index)?;
    index.verify().map_err(|error| Failure::index(&args.index, error))?;
    let (shown, entries) = (args.index.display(), index.len());
    line(format_args!("{shown}: every checksum holds, {entries} entries"))?;
    Ok(Outcome::Well)
}
