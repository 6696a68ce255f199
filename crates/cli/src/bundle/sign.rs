//! `staydown bundle sign`.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use staydown::bundle::{self, BundleError, Kind, Manifest, Root, Signer};
use staydown::{Catalogue, ListFormat, Time};

use super::payload::{self, Counts};
use super::{open, root, show, signers};
use crate::list::{export, time};
use crate::outcome::{Failure, Outcome};
use crate::output::publish;

/// Make a bundle of a list, and sign it
///
/// The list is exported from a catalogue as it is now, or a document in the format `staydown` is taken: the whole list, or
/// what changed since the bundle that --delta names. Other keepers add their signatures with `staydown bundle cosign`.
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown bundle sign ncii -c lists.db --root root-1.sdr --key keeper.key --number 1 \\
      --expires 2030-01-01T00:00:00Z -o ncii-1.sdb

Exit codes: 0 all well, 2 the key is none of the root's, 4 a file or the catalogue cannot be used.")]
pub struct SignArgs {
    /// The list
    list: String,
    /// The catalogue that holds it
    #[arg(short, long, value_name = "FILE", required_unless_present = "document")]
    catalogue: Option<PathBuf>,
    /// A document in the format staydown, instead of a catalogue
    #[arg(long, value_name = "FILE", conflicts_with = "catalogue")]
    document: Option<PathBuf>,
    /// The document holds only what changed since this bundle
    #[arg(long, value_name = "BUNDLE", requires = "document")]
    delta: Option<PathBuf>,
    /// The root under which it is signed
    #[arg(long)]
    root: PathBuf,
    /// A secret key that signs it now
    #[arg(long = "key", value_name = "KEY", required = true)]
    keys: Vec<PathBuf>,
    /// Its version: higher than that of any bundle of this list before
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    number: u64,
    /// From when on it is not to be applied, and the list is stale
    #[arg(long, value_name = "TIME", value_parser = time)]
    expires: Time,
    /// The file to write, for its owner alone
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub fn run(args: &SignArgs) -> Result<Outcome, Failure> {
    let root = root::read(&args.root)?;
    let signers = signers(&args.keys)?;
    require_keys(&root, &signers)?;
    let mut payload = payload(args)?;
    let source = args.document.as_deref().or(args.catalogue.as_deref()).unwrap_or(&args.output);
    let counts = count(&mut payload).map_err(|reason| Failure::document(source, reason))?;
    let manifest = manifest(args, &root, counts)?;
    publish(&args.output, |mut out| {
        let signers: Vec<&Signer> = signers.iter().collect();
        let written = bundle::write(&manifest, &signers, &mut payload, &mut out);
        written.map(|_| ()).map_err(|error| Failure::document(&args.output, error))
    })?;
    show::manifest(&manifest)?;
    Ok(Outcome::Well)
}

/// A slip of the hand must not make a bundle that nobody can apply.
fn require_keys(root: &Root, signers: &[Signer]) -> Result<(), Failure> {
    let of_root = |signer: &Signer| root.keys.contains(&signer.public_key());
    match signers.iter().find(|signer| !of_root(signer)) {
        None => Ok(()),
        Some(other) => {
            let id = other.public_key().id();
            Err(Failure::Usage(format!("the key {id} is none of the root's")))
        }
    }
}

/// The document, or the list of the catalogue in a file without a name.
fn payload(args: &SignArgs) -> Result<File, Failure> {
    let Some(catalogue) = &args.catalogue else {
        return open(args.document.as_deref().unwrap_or(Path::new("")));
    };
    let folder = args.output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = tempfile::tempfile_in(folder.unwrap_or(Path::new(".")));
    let file = file.map_err(|error| Failure::document(&args.output, error))?;
    let mut out = BufWriter::new(&file);
    let catalogue = Catalogue::open_to_read(catalogue)?;
    export(&catalogue, &args.list, ListFormat::Staydown, &mut out)?;
    out.flush()?;
    drop(out);
    Ok(file)
}

fn count(payload: &mut File) -> Result<Counts, String> {
    payload.rewind().map_err(|error| error.to_string())?;
    let read = payload::read(payload, |_| ControlFlow::Continue(()));
    read.map(|(counts, _)| counts).map_err(|error| error.to_string())
}

fn manifest(args: &SignArgs, root: &Root, counts: Counts) -> Result<Manifest, Failure> {
    let kind = args.delta.as_deref().map_or(Ok(Kind::Snapshot), since)?;
    let (list, issuer) = (args.list.as_str(), root.issuer.as_str());
    let manifest = Manifest::new(list, issuer, args.number, kind, Time::now(), args.expires);
    let Counts { puts, withdrawals } = counts;
    Ok(Manifest { puts, withdrawals, root: root.version, ..manifest })
}

fn since(path: &Path) -> Result<Kind, Failure> {
    let failed = |error: BundleError| Failure::document(path, error);
    let previous = bundle::inspect(&mut open(path)?).map_err(failed)?;
    Ok(Kind::Delta { previous: previous.digest })
}
