//! `staydown eval`: how well altered copies of photographs are found.

use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use clap::Args;
use staydown::Tier;
use staydown_eval::report::{self, percent};
use staydown_eval::run::{self, Evaluation, Figures, Options, RunError, TierFigures};

use crate::outcome::{Failure, Outcome};
use crate::output::{self, line};
use crate::progress::Progress;

/// Measure how well altered copies of photographs are found
///
/// Lists the photographs of a folder, alters some of them in all the ways of a fixed suite (saved again, scaled,
/// cropped, turned, framed, in screenshots and collages) and looks for the copies in each tier. Prints the share
/// found, and can write all figures as JSON and a report as one HTML file.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct EvalArgs {
    /// A folder of photographs
    #[arg(value_name = "FOLDER")]
    photographs: PathBuf,
    /// Check in this tier only: exact, mirrored, framed, thorough; may be given several times
    #[arg(long = "tier", value_name = "TIER")]
    tiers: Vec<Tier>,
    /// How many photographs to alter
    #[arg(long, value_name = "N", default_value = "200")]
    queries: usize,
    /// An index of other hashes, among which to lay those of the photographs
    #[arg(long, value_name = "FILE")]
    index: Option<PathBuf>,
    /// A folder of photographs that are in no list, which should meet nothing
    #[arg(long, value_name = "FOLDER")]
    strangers: Option<PathBuf>,
    /// How many pictures to make of each stranger: itself, and parts of it
    #[arg(long, value_name = "N", default_value = "20", requires = "strangers")]
    stranger_variants: usize,
    /// Write all figures to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a report to this file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Leave out of the report what the first photograph looks like under each alteration
    #[arg(long, requires = "html")]
    no_thumbnails: bool,
    /// Decides which photographs are altered, and everything random in the alterations
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
    /// Keep to alterations of this name or group; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  $ staydown eval photos --queries 2 --only encoding --only crop-5
  $ staydown eval photos --queries 1 --tier mirrored --only mirror --json eval.json --html eval.html

Exit codes: 0 all well, 2 there are no photographs or a name is unknown, 3 the output cannot be
written, 4 the index is unusable.";

/// Runs the command.
///
/// # Errors
/// If there are no photographs, the index is unusable or the output cannot be written.
pub fn run(args: &EvalArgs) -> Result<Outcome, Failure> {
    let options = options(args);
    let evaluation = evaluate(&options).map_err(|error| failure(args, error))?;
    print(&evaluation)?;
    if let Some(path) = &args.json {
        let json = serde_json::to_vec_pretty(&evaluation).map_err(io::Error::from)?;
        output::file(path, &json)?;
    }
    if let Some(path) = &args.html {
        let shown = if args.no_thumbnails { Ok(Vec::new()) } else { report::thumbnails(&options) };
        let shown = shown.map_err(|error| failure(args, error))?;
        let page = report::html(&evaluation, &shown).map_err(io::Error::other)?;
        output::file(path, page.as_bytes())?;
    }
    Ok(Outcome::Well)
}

fn options(args: &EvalArgs) -> Options {
    let now = humantime::format_rfc3339_seconds(SystemTime::now());
    Options {
        photographs: args.photographs.clone(),
        queries: args.queries,
        tiers: args.tiers.clone(),
        only: args.only.clone(),
        index: args.index.clone(),
        strangers: args.strangers.clone(),
        stranger_variants: args.stranger_variants,
        seed: args.seed,
        date: now.to_string(),
    }
}

fn evaluate(options: &Options) -> Result<Evaluation, RunError> {
    let progress = Progress::of_stages();
    run::run(options, |at| progress.at(at.stage.name(), at.done, at.total))
}

fn failure(args: &EvalArgs, error: RunError) -> Failure {
    match (error, &args.index) {
        (RunError::Open { path, source }, _) => Failure::index(&path, source),
        (RunError::Profile(mismatch), Some(path)) => Failure::index(path, mismatch),
        (error @ RunError::Build(_), _) => Failure::index(&args.photographs, error),
        (error, _) => Failure::Usage(error.to_string()),
    }
}

/// Prints what was measured, recall by group and tier, and what each tier did.
fn print(evaluation: &Evaluation) -> Result<(), Failure> {
    let (listed, entries) = (evaluation.photographs.listed, evaluation.entries);
    let (queries, suite) = (evaluation.queries, &evaluation.configuration.suite);
    line(format_args!(
        "{listed} photographs listed among {entries} entries, {queries} of them altered by {suite}.\n\
         Found and blocked or sent to review, in %:\n"
    ))?;
    let tiers = &evaluation.tiers;
    row("", tiers, |tier| tier.tier.clone())?;
    for grid91 in [true, false] {
        for (at, group) in
            tiers[0].groups.iter().enumerate().filter(|(_, one)| one.grid91 == grid91)
        {
            let (name, beyond) = (&group.group, if grid91 { "" } else { ", off the grid" });
            let name = format!("{name} ({}){beyond}", group.alterations);
            row(&name, tiers, |tier| percent(tier.groups[at].figures.recall))?;
        }
        if grid91 && tiers[0].all91.is_some() {
            let recall =
                |tier: &TierFigures| tier.all91.as_ref().map(|figures| percent(figures.recall));
            row("the grid", tiers, |tier| recall(tier).unwrap_or_default())?;
        }
    }
    row("everything", tiers, |tier| percent(tier.all.recall))?;
    print_costs(tiers)
}

fn print_costs(tiers: &[TierFigures]) -> Result<(), Failure> {
    type Line = (&'static str, fn(&Figures) -> String);
    const LINES: [Line; 7] = [
        ("found and blocked", |all| all.blocked.to_string()),
        ("found and sent to review", |all| all.reviewed.to_string()),
        ("met another photograph", |all| all.wrong.to_string()),
        ("met another entry", |all| all.wrong_in_index.to_string()),
        ("hashes asked", |all| format!("{:.0}", all.asked)),
        ("time of a check, median, ms", |all| format!("{:.2}", all.time.median)),
        ("95% take at most, ms", |all| format!("{:.2}", all.time.p95)),
    ];
    line(format_args!(""))?;
    LINES.into_iter().try_for_each(|(name, value)| row(name, tiers, |tier| value(&tier.all)))?;
    let strangers = |tier: &TierFigures| tier.strangers.clone();
    if let Some(first) = strangers(&tiers[0]) {
        line(format_args!("\nOf {} pictures that are in no list:\n", first.pictures))?;
        let count = |of: fn(&run::StrangerFigures) -> usize| {
            move |tier: &TierFigures| strangers(tier).as_ref().map_or(0, of).to_string()
        };
        row("blocked", tiers, count(|strangers| strangers.blocked))?;
        row("sent to review", tiers, count(|strangers| strangers.reviewed))?;
    }
    Ok(())
}

/// A name, and a word for each tier.
fn row(
    name: &str,
    tiers: &[TierFigures],
    word: impl Fn(&TierFigures) -> String,
) -> Result<(), Failure> {
    let words: String = tiers.iter().map(|tier| format!("{:>10}", word(tier))).collect();
    line(format_args!("{name:34}{words}"))
}
