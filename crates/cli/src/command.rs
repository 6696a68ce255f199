//! The command line as a whole; each subcommand describes its own arguments.

use clap::{Parser, Subcommand};

use crate::{alarms, audit, bundle, compare, demo, eval, hash, index, isolated, list, matching};

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
    List(list::ListArgs),
    Audit(audit::AuditArgs),
    Bundle(bundle::BundleArgs),
    Compare(compare::CompareArgs),
    Demo(demo::DemoArgs),
    Eval(eval::EvalArgs),
    FalseAlarms(alarms::AlarmsArgs),
    /// Decode what another process hands over
    #[command(name = isolated::WORKER, hide = true)]
    Worker,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    all well; for match and compare: everything was compared and nothing met
  1    match, compare: something met
  2    the command line is wrong
  3    some inputs could not be read, decoded or judged, or the output could not be written;
       the output tells what was found in the others
  4    the index, the catalogue or a document cannot be opened, trusted or written
  130  interrupted; 141: whoever read the output went away";
