//! `staydown false-alarms`: how near pictures that match nothing come to lists.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use staydown_eval::alarms::{self, FalseAlarms, KNOTS, Options, Row};
use staydown_eval::run::RunError;

use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::progress::{Progress, say};

/// Measure how near pictures that match nothing come to lists
///
/// Fills lists of several lengths with hashes of random parts of the listed photographs, and holds random parts and
/// altered copies of the strangers against each, in the tiers framed and thorough. Prints the table by which matches
/// are judged: for each list, the share of queries whose nearest entry is within each distance, as a logarithm to
/// base 10. What it was made from goes to standard error.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct AlarmsArgs {
    /// A folder of photographs that are in no list
    #[arg(value_name = "STRANGERS")]
    strangers: PathBuf,
    /// A folder of photographs to fill the lists with
    #[arg(value_name = "LISTED")]
    listed: PathBuf,
    /// How many parts and altered copies of strangers to make
    #[arg(long, value_name = "N", default_value = "5000")]
    queries: NonZeroUsize,
    /// Lengths of the lists
    #[arg(
        long,
        value_name = "N,…",
        value_delimiter = ',',
        default_value = "200,2000,20000,250000,1000000"
    )]
    entries: Vec<NonZeroUsize>,
    /// Decides everything random
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
    /// Write the table to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  $ staydown false-alarms strangers photos --queries 6 --entries 50,200 --csv tail.csv 2> tail.log

Exit codes: 0 all well, 2 there are no photographs or all strangers are near to listed ones, 3 the
output cannot be written.";

/// Runs the command.
///
/// # Errors
/// If there are no photographs or the output cannot be written.
pub fn run(args: &AlarmsArgs) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let alarms = measure(&options(args)).map_err(|error| failure(args, error))?;
    summarize(&alarms, start.elapsed());
    match &args.csv {
        Some(path) => output::file(path, alarms.csv().as_bytes())?,
        None => output::line(format_args!("{}", alarms.csv().trim_end()))?,
    }
    Ok(Outcome::Well)
}

fn options(args: &AlarmsArgs) -> Options {
    Options {
        strangers: args.strangers.clone(),
        listed: args.listed.clone(),
        queries: args.queries.get(),
        entries: args.entries.iter().map(|entries| entries.get()).collect(),
        seed: args.seed,
    }
}

fn measure(options: &Options) -> Result<FalseAlarms, RunError> {
    let progress = Progress::of_stages();
    alarms::run(options, |at| progress.at(at.stage.name(), at.done, at.total))
}

fn failure(args: &AlarmsArgs, error: RunError) -> Failure {
    match error {
        RunError::Build(_) => Failure::index(&args.listed, error),
        _ => Failure::Usage(error.to_string()),
    }
}

fn summarize(alarms: &FalseAlarms, time: Duration) {
    let FalseAlarms { strangers, left_out, listed, queries, pairs, .. } = alarms;
    say(format_args!(
        "{queries} queries from {strangers} strangers ({left_out} left out: near to listed ones), \
         lists from {listed} photographs\n\
         {pairs} ({pairs:.1e}) pairs of hashes compared, {:.0} s\n\n\
         Queries whose nearest entry is within each distance:",
        time.as_secs_f64()
    ));
    say(format_args!("{:24}{}", "", columns(KNOTS)));
    for row in &alarms.rows {
        let Row { tier, entries, within, .. } = row;
        let (tier, means) = (tier.name(), row.means_name());
        say(format_args!("{tier:9}{means:6}{entries:>9}{}", columns(*within)));
    }
}

fn columns(numbers: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    numbers.into_iter().map(|number| format!("{number:>6}")).collect()
}
