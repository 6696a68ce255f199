//! `staydown list import`.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use staydown::{
    By, Catalogue, End, Entry, Guards, Import, ListFormat, ReadError, Summary, read_list,
};

use super::StoreArgs;
use crate::outcome::{Failure, Outcome};
use crate::output::line;
use crate::progress::{Progress, say};

/// Import a document of a list's source
///
/// What is good goes in. Rows that cannot be used are set aside with the reason; entries that a guard has doubts about
/// go into quarantine: see `staydown list show --status quarantined` and `staydown list restore`. What was withdrawn
/// here stays withdrawn. A document that breaks off leaves nothing, or whole batches with --batch.
#[derive(Args)]
#[command(after_help = "\
Formats: staydown (JSON lines, see docs/list-format.md), pdq, csv, file-exchange, tx-dataset,
threatexchange, ncmec, stopncii, tat, vics, icse, arachnid. See docs/LISTS.md.

Examples:
  $ staydown hash listed | sed '1s/path/id/' > listed.csv
  $ staydown list import -c lists.db ncii listed.csv --format csv --by keeper --dry-run
  $ staydown list import -c lists.db ncii listed.csv --format csv --by keeper --snapshot

Exit codes: 0 all well, 3 something was set aside, 4 the catalogue or the document cannot be used.")]
pub struct ImportArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The list
    list: String,
    /// The document, or - for standard input
    document: PathBuf,
    /// Its format
    #[arg(long)]
    format: ListFormat,
    /// It is all that its source has: withdraw what it does not name
    #[arg(long)]
    snapshot: bool,
    /// The part of the list that a snapshot may withdraw at most, 0 to 1
    #[arg(long, value_name = "PART", default_value = "0.5", requires = "snapshot")]
    most_withdrawn: f64,
    /// Commit after so many rows; what comes before a break then stays
    #[arg(long, value_name = "ROWS")]
    batch: Option<u64>,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Trust the source: no guard looks at the entries
    #[arg(long)]
    no_guards: bool,
    /// Who does this, for the audit
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Why, for the audit
    #[arg(long, value_name = "TEXT", default_value = "import")]
    reason: String,
}

pub fn run(args: &ImportArgs) -> Result<Outcome, Failure> {
    let mut catalogue = args.store.open()?;
    let mut how = Import::default();
    how.snapshot = args.snapshot;
    how.most_withdrawn = args.most_withdrawn;
    how.batch = args.batch;
    how.dry_run = args.dry_run;
    how.guard = (!args.no_guards).then_some(&examine);
    let by = By::new(&args.by, &args.reason);
    let summary = import(&mut catalogue, &args.list, &how, &by, args)?;
    print_summary(&summary, &args.list, args.dry_run, args.document.as_os_str())
}

/// Why an entry goes into quarantine.
pub fn examine(entry: &Entry) -> Option<String> {
    Guards::default().examine(entry).map(|suspicion| suspicion.to_string())
}

fn import(
    catalogue: &mut Catalogue,
    list: &str,
    how: &Import<'_>,
    by: &By,
    args: &ImportArgs,
) -> Result<Summary, Failure> {
    let (from, length) =
        open(&args.document).map_err(|error| Failure::document(&args.document, error))?;
    let progress = Progress::of_stages();
    let format = args.format;
    let done = catalogue.import(list, how, by, |on_row| -> Result<End, ReadError> {
        let mut read = 0;
        let mut from = BufReader::with_capacity(
            1 << 16,
            Counted {
                from,
                count: |bytes| {
                    read += bytes;
                    progress.at("import", read, length);
                },
            },
        );
        read_list(format, &mut from, on_row)
    });
    done.map_err(Failure::list)
}

/// The document and its length, 0 if that is not known.
fn open(path: &Path) -> io::Result<(Box<dyn Read + Send>, usize)> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(io::stdin()), 0));
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len() as usize;
    Ok((Box::new(file), length))
}

struct Counted<R, C> {
    from: R,
    count: C,
}

impl<R: Read, C: FnMut(usize)> Read for Counted<R, C> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        (self.count)(read);
        Ok(read)
    }
}

/// What an import did, on standard output; what was set aside and why, on standard error.
pub fn print_summary(
    summary: &Summary,
    list: &str,
    rehearsed: bool,
    document: &OsStr,
) -> Result<Outcome, Failure> {
    for aside in &summary.aside {
        say(format_args!("{}, row {}: {}", document.display(), aside.at, aside.reason));
    }
    let Summary { rows, added, changed, unchanged, withdrawn, held, unknown, .. } = summary;
    let would = if rehearsed { " (dry run: nothing was changed)" } else { "" };
    line(format_args!("{list}: {rows} rows{would}"))?;
    for (count, what) in [
        (added, "added"),
        (changed, "changed"),
        (unchanged, "unchanged"),
        (withdrawn, "withdrawn"),
        (held, "stay withdrawn"),
        (unknown, "withdrawals of unknown entries"),
        (&summary.quarantined, "of the added and changed in quarantine"),
        (&summary.refused, "rows set aside"),
    ] {
        if *count > 0 {
            line(format_args!("{count:>10} {what}"))?;
        }
    }
    for (reason, count) in &summary.reasons {
        line(format_args!("{count:>10} because: {reason}"))?;
    }
    match summary.reasons.is_empty() {
        true => Ok(Outcome::Well),
        false => Ok(Outcome::Incomplete),
    }
}
