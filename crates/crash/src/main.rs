//! The programs that `.ci/crash` runs beside each other, kills, and checks afterwards.

mod canary;
mod check;
mod plan;
mod publish;
mod read;
mod resident;
mod serve;
mod write;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use staydown::{By, Time};

type Done = Result<(), Box<dyn Error>>;

/// Writes, publishes, reads and checks a catalogue in a stated order
#[derive(Parser)]
enum Command {
    /// Creates the catalogue or goes on with it, and says what was acknowledged
    Write(write::WriteArgs),
    /// Makes its index, again and again
    Publish(publish::PublishArgs),
    /// Asks about entries, and compares each answer with the oracle of its generation
    Read(read::ReadArgs),
    /// Does all of it in one process, and looks at its memory and handles
    Serve(serve::ServeArgs),
    /// Opens the catalogue anew and compares all of it with the oracle
    #[command(subcommand)]
    Check(Checks),
    /// Takes hashes through everything that could print them
    Canary(canary::CanaryArgs),
}

#[derive(Subcommand)]
enum Checks {
    /// The catalogue: nothing acknowledged is lost, nothing else is there
    Catalogue(check::CatalogueArgs),
    /// The index: whole, and that of one of two generations
    Index(check::IndexArgs),
    /// Every file: no bytes of what was compacted
    Gone(check::GoneArgs),
}

/// Which catalogue, and what is done to it.
#[derive(Args)]
pub struct Place {
    /// The catalogue
    #[arg(long)]
    pub catalogue: PathBuf,
    #[command(flatten)]
    pub plan: plan::Shape,
}

/// The list that is written.
pub const LIST: &str = "ncii";

/// Who writes.
pub fn by() -> By {
    By::new("crash", "as planned")
}

/// Milliseconds of the clock that all processes share.
pub fn now() -> i64 {
    Time::now().millis()
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Write(args) => return write::run(&args),
        Command::Publish(args) => publish::run(&args),
        Command::Read(args) => read::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Check(Checks::Catalogue(args)) => check::catalogue(&args),
        Command::Check(Checks::Index(args)) => check::index(&args),
        Command::Check(Checks::Gone(args)) => check::gone(&args),
        Command::Canary(args) => canary::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
