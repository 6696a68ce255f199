//! `staydown index build`: pictures and lists in, one index file out.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use staydown::{
    Builder, Catalogue, Format, Hash, Profile, Progress as Parts, Quality, build_index, index_path,
};

use super::list::{self, Row};
use crate::args::{self, LimitArgs};
use crate::fingerprint::{Fingerprint, Recipe, fingerprint};
use crate::input::{self, Item, Walk};
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::progress::{self, Progress, say};

/// Build an index file from pictures and lists of hashes
///
/// A list is csv as `staydown hash` prints it (hash,quality,path), with a header that names its columns or without,
/// or text with a hash a line. A column `id` gives the ids; without one, an entry's id is its place among all rows
/// and pictures in the order of the inputs, counted from 1, whether the others were any good or not. A row or picture
/// that is no good is set aside and reported on standard error; the others go in. The index appears under its name
/// when it is whole, and replaces an older one at once.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct BuildArgs {
    /// The index file to write; of a catalogue, if none is given, the file beside it that ends in .sdx
    #[arg(short, long, value_name = "OUT", required_unless_present = "catalogue")]
    output: Option<PathBuf>,
    /// Pictures, folders of pictures, lists, or - for a list on standard input
    #[arg(required_unless_present = "catalogue", value_name = "INPUT")]
    inputs: Vec<OsString>,
    /// A catalogue whose PDQ hashes and digests go in, instead of inputs
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["inputs", "algorithm", "min_quality"])]
    catalogue: Option<PathBuf>,
    /// Algorithm of the hashes in the lists and of the pictures
    #[arg(long, value_parser = args::profile, default_value = "pdq")]
    algorithm: Profile,
    /// Set aside what has a lower quality than this
    #[arg(long, value_name = "0..100", default_value = "50", value_parser = clap::value_parser!(u32).range(..=100))]
    min_quality: u32,
    #[command(flatten)]
    limits: LimitArgs,
}

const EXAMPLES: &str = "\
Examples:
  $ staydown index build -o known.sdx known.csv
  $ staydown index build -o photos.sdx photos
  $ cut -d, -f1 known.csv | staydown index build -o known.sdx -
  $ staydown index build --catalogue lists.db

Exit codes: 0 all well, 3 something was set aside, 4 the index could not be written.";

impl BuildArgs {
    /// Where inputs go, which clap sees to that it is given.
    fn output(&self) -> &Path {
        self.output.as_deref().unwrap_or(Path::new(""))
    }
}

/// Runs the command.
///
/// # Errors
/// If there is nothing to write, or it cannot be written.
pub fn run(args: &BuildArgs) -> Result<Outcome, Failure> {
    if let Some(catalogue) = &args.catalogue {
        return of_catalogue(catalogue, args.output.as_deref());
    }
    match args.algorithm.bits() {
        64 => build::<1>(args),
        _ => build::<4>(args),
    }
}

fn of_catalogue(path: &Path, output: Option<&Path>) -> Result<Outcome, Failure> {
    let catalogue = Catalogue::open_to_read(path)?;
    let output = output.map_or_else(|| index_path(path), Path::to_owned);
    let progress = Progress::of_stages();
    let done = |done: Parts| progress.at("build", done.done as usize, done.of as usize);
    let built = build_index(&catalogue, &output, done).map_err(Failure::list)?;
    drop(progress);
    let (shown, hashes, digests) = (output.display(), built.hashes, built.digests);
    let generation = built.generation;
    output::line(format_args!(
        "{shown}: {hashes} hashes, {digests} digests, generation {generation}"
    ))?;
    Ok(Outcome::Well)
}

fn build<const W: usize>(args: &BuildArgs) -> Result<Outcome, Failure> {
    refuse_to_replace_an_input(args)?;
    let mut entries = Entries::<W>::new(args)?;
    let mut pictures = Vec::new();
    for input in &args.inputs {
        match list_at(input) {
            Some(list) => {
                entries.add_pictures(std::mem::take(&mut pictures), args)?;
                entries.add_list(input, list);
            }
            None => pictures.push(input.clone()),
        }
    }
    entries.add_pictures(pictures, args)?;
    entries.publish(args.output())
}

/// A slip of the hand must not put an index where the list was.
fn refuse_to_replace_an_input(args: &BuildArgs) -> Result<(), Failure> {
    let Ok(output) = args.output().canonicalize() else {
        return Ok(());
    };
    let is_input =
        |input: &OsString| Path::new(input).canonicalize().is_ok_and(|path| path == output);
    match args.inputs.iter().any(is_input) {
        true => Err(Failure::Usage(format!(
            "{} is an input; it would be replaced by the index",
            args.output().display()
        ))),
        false => Ok(()),
    }
}

/// Opens the input if it is a list: standard input, or a file that begins like text and not like a picture.
fn list_at(input: &OsStr) -> Option<Box<dyn BufRead>> {
    if input == "-" {
        return Some(Box::new(io::stdin().lock()));
    }
    let path = Path::new(input);
    if path.is_dir() {
        return None;
    }
    let mut list = BufReader::new(File::open(path).ok()?);
    let head = list.fill_buf().ok()?;
    let is_text = Format::of(head).is_none() && !head.contains(&0);
    is_text.then(|| Box::new(list) as Box<dyn BufRead>)
}

/// What goes into the index, and what was set aside.
struct Entries<const W: usize> {
    builder: Builder<W>,
    profile: Profile,
    min_quality: Quality,
    added: u64,
    aside: u64,
    /// Whether the ids come from a column; known once the first entry is in.
    ids_given: Option<bool>,
    /// Whether some entries have ids from a column and some have none.
    ids_clash: bool,
}

impl<const W: usize> Entries<W> {
    fn new(args: &BuildArgs) -> Result<Self, Failure> {
        let builder = Builder::new(args.algorithm);
        Ok(Self {
            builder: builder.map_err(|error| Failure::index(args.output(), error))?,
            profile: args.algorithm,
            min_quality: Quality::new(args.min_quality),
            added: 0,
            aside: 0,
            ids_given: None,
            ids_clash: false,
        })
    }

    fn add_list(&mut self, name: &OsStr, list: impl Read) {
        let shown = name.display();
        let end = list::read(list, self.profile, |Row { line, entry }| {
            let added = entry.and_then(|entry| self.add(entry.hash, entry.quality, entry.id));
            if let Err(reason) = added {
                say(format_args!("{shown}, line {line}: {reason}"));
                self.aside += 1;
            }
        });
        if let Err(reason) = end {
            say(format_args!("{shown}: {reason}; the rest of the list is not read"));
            self.aside += 1;
        }
    }

    fn add_pictures(&mut self, inputs: Vec<OsString>, args: &BuildArgs) -> Result<(), Failure> {
        let recipe = Recipe {
            limits: args.limits.limits(),
            profiles: vec![self.profile],
            orientations: false,
            workers: None,
        };
        let walk = Walk { inputs, hashes: false };
        let progress = Progress::over(&walk);
        let work = |item: Item| {
            let print = fingerprint(&item, &recipe);
            (item.name, print)
        };
        input::in_order(&walk, &progress, work, |results| {
            for (name, result) in results {
                let added = result.and_then(|print| self.add_print(&print));
                if let Err(reason) = added {
                    progress::lost(&name, &reason);
                    self.aside += 1;
                }
            }
            Ok(())
        })
    }

    fn add_print(&mut self, print: &Fingerprint) -> Result<(), String> {
        let hash = print.hash.of_width().ok_or("a hash of another width")?;
        self.add(hash, print.quality, None)
    }

    /// Takes one entry in, or says why not.
    fn add(
        &mut self,
        hash: Hash<W>,
        quality: Option<Quality>,
        id: Option<u64>,
    ) -> Result<(), String> {
        if quality.is_some_and(|quality| quality < self.min_quality) {
            let least = self.min_quality.get();
            return Err(format!("the quality is below {least} (--min-quality)"));
        }
        self.ids_clash |= *self.ids_given.get_or_insert(id.is_some()) != id.is_some();
        self.builder.push(hash, id.unwrap_or(self.added + self.aside + 1));
        self.added += 1;
        Ok(())
    }

    fn publish(self, path: &Path) -> Result<Outcome, Failure> {
        if self.ids_clash {
            let reason = "some inputs give ids and some do not: the ids would clash";
            return Err(Failure::Usage(reason.to_owned()));
        }
        if self.added == 0 {
            return Err(Failure::Nothing("no entry is left; no index is written"));
        }
        let interrupted = hold_interrupts().map_err(|error| Failure::index(path, error))?;
        if interrupted.load(Ordering::SeqCst) {
            return Err(Failure::Interrupted);
        }
        let published = self.builder.publish(path);
        published.map_err(|error| Failure::index(path, error))?;
        let (shown, added, aside) = (path.display(), self.added, self.aside);
        output::line(format_args!("{shown}: {added} entries, {aside} set aside"))?;
        match (interrupted.load(Ordering::SeqCst), aside) {
            (true, _) => Err(Failure::Interrupted),
            (false, 0) => Ok(Outcome::Well),
            (false, _) => Ok(Outcome::Incomplete),
        }
    }
}

/// From here on Ctrl-C and a request to end are noted and no longer end the process: the index is either not begun,
/// and then nothing is on disk, or written to its end.
fn hold_interrupts() -> Result<Arc<AtomicBool>, ctrlc::Error> {
    let noted = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&noted);
    ctrlc::set_handler(move || note.store(true, Ordering::SeqCst))?;
    Ok(noted)
}
