//! `staydown list export`.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use staydown::{
    Catalogue, CatalogueError, Change, End, ListFormat, ListWriter, Listed, Status, WriteError,
};

use super::StoreArgs;
use crate::outcome::{Failure, Outcome};
use crate::output;

/// Export a list
///
/// What is withdrawn or expired goes out as a withdrawal; what is in quarantine stays here.
#[derive(Args)]
#[command(after_help = "\
Examples:
  $ staydown list export -c lists.db ncii
  $ staydown list export -c lists.db ncii --format pdq -o ncii.txt

Exit codes: 0 all well, 4 the catalogue cannot be used, or nobody reads the format.")]
pub struct ExportArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The list
    list: String,
    /// The format
    #[arg(long, default_value = "staydown")]
    format: ListFormat,
    /// The file to write, for its owner alone; standard output if none is given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error(transparent)]
    Write(#[from] WriteError),
}

pub fn run(args: &ExportArgs) -> Result<Outcome, Failure> {
    let catalogue = args.store.open_to_read()?;
    match &args.output {
        None => {
            export(&catalogue, &args.list, args.format, &mut BufWriter::new(io::stdout().lock()))?
        }
        Some(path) => {
            output::publish(path, |out| export(&catalogue, &args.list, args.format, out))?
        }
    }
    Ok(Outcome::Well)
}

/// Writes a list, all of one moment.
pub fn export(
    catalogue: &Catalogue,
    list: &str,
    format: ListFormat,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let written = catalogue.at_one_moment(|catalogue| {
        let list = catalogue.list(list)?;
        let end = End { checkpoint: list.checkpoint.clone(), more: false };
        let mut writer = ListWriter::new(format, out, &end)?;
        catalogue.entries(Some(list.id), |listed| {
            change(listed).map_or(Ok(()), |change| writer.put(&change)).map_err(ExportError::from)
        })?;
        writer.finish().map_err(ExportError::from)
    });
    written.map_err(|error| match error {
        ExportError::Write(WriteError::Io(error)) => Failure::Output(error),
        error => Failure::list(error),
    })
}

/// `None` if the entry stays here: it is in quarantine, or nothing is left that could be said of it.
fn change(listed: Listed) -> Option<Change> {
    let entry = listed.entry;
    match entry.state.status {
        _ if entry.key.is_empty() => None,
        Status::Quarantined => None,
        Status::Withdrawn | Status::Expired => {
            let (reason, at) = (entry.state.reason, entry.state.at);
            Some(Change::Withdraw { key: entry.key, reason, at })
        }
        Status::Active | Status::DisabledUntil(_) => Some(Change::Put(Box::new(entry))),
    }
}
