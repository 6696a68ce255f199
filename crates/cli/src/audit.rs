//! `staydown audit`: what was done to a catalogue, and the proof of it.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use staydown::{Checkpoint, Event};

use crate::list::StoreArgs;
use crate::outcome::{Failure, Outcome};
use crate::output::{json_line, line};

/// Show and verify what was done to a catalogue
#[derive(Args)]
pub struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Subcommand)]
enum AuditCommand {
    Show(ShowArgs),
    Verify(VerifyArgs),
    Checkpoint(CheckpointArgs),
}

/// Show every event, a JSON object a line. It holds neither hashes nor keys
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown audit show -c lists.db

Exit codes: 0 all well, 4 the catalogue cannot be used.")]
struct ShowArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Begin with the event of this number
    #[arg(long, value_name = "N", default_value = "0")]
    from: u64,
}

/// Verify that no event was removed, edited or put elsewhere
///
/// Who can write to the file can make all of its proofs anew: keep checkpoints elsewhere, and compare.
#[derive(Args)]
#[command(after_help = "\
Examples:
  $ staydown audit verify -c lists.db
  $ staydown audit verify -c lists.db --against checkpoint.json

Exit codes: 0 the audit holds, 4 it does not or cannot be read.")]
struct VerifyArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// A checkpoint that was printed earlier
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
}

/// Print how far the audit has come, to be kept elsewhere
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown audit checkpoint -c lists.db > checkpoint.json

Exit codes: 0 all well, 4 the catalogue cannot be used.")]
struct CheckpointArgs {
    #[command(flatten)]
    store: StoreArgs,
}

/// Runs the command.
///
/// # Errors
/// If the catalogue cannot be used, or its audit does not hold.
pub fn run(args: &AuditArgs) -> Result<Outcome, Failure> {
    match &args.command {
        AuditCommand::Show(args) => show(args)?,
        AuditCommand::Verify(args) => verify(args)?,
        AuditCommand::Checkpoint(args) => {
            let checkpoint = args.store.open_to_read()?.checkpoint()?;
            json_line(&mut io::stdout(), &Kept::of(checkpoint))?;
        }
    }
    Ok(Outcome::Well)
}

fn show(args: &ShowArgs) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let catalogue = args.store.open_to_read()?;
    catalogue.events(args.from, |event| json_line(&mut out, &Shown::of(event)))?;
    Ok(out.flush()?)
}

fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let mut checkpoints = Vec::new();
    for path in &args.against {
        let read = fs::read(path).map_err(|error| error.to_string());
        let kept = read.and_then(|bytes| {
            serde_json::from_slice::<Kept>(&bytes).map_err(|error| error.to_string())
        });
        checkpoints.push(kept.map_err(|reason| Failure::document(path, reason))?.checkpoint());
    }
    let report = args.store.open_to_read()?.verify_audit(&checkpoints).map_err(Failure::list)?;
    let (events, root) = (report.checkpoint.events, report.checkpoint.root);
    line(format_args!("the audit holds: {events} events in {} transactions", report.transactions))?;
    line(format_args!("root {root}"))
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    catalogue: String,
    events: u64,
    root: String,
}

impl Kept {
    fn of(Checkpoint { catalogue, events, root }: Checkpoint) -> Self {
        Self { catalogue, events, root }
    }

    fn checkpoint(self) -> Checkpoint {
        let Self { catalogue, events, root } = self;
        Checkpoint { catalogue, events, root }
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    event: u64,
    at: String,
    by: &'a str,
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn of(event: &Event<'a>) -> Self {
        let Event { seq, at, actor, kind, list, entry, detail, .. } = *event;
        Self { event: seq, at: at.to_string(), by: actor, what: kind, list, entry, detail }
    }
}
