//! `staydown bundle verify`.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use staydown::bundle::{self, BundleError, MinisignError, Standing, TrustState, minisign_verify};
use staydown::{Catalogue, Time};

use super::{apply, open, read_small, show};
use crate::outcome::{Failure, Outcome};
use crate::output::line;

/// Say what a bundle claims, and whether it may be applied; nothing is changed
#[derive(Args)]
#[command(group(ArgGroup::new("against").required(true).args(["trust", "catalogue", "minisign"])))]
#[command(after_help = "\
Examples:
  $ staydown bundle verify ncii-1.sdb --trust root-1.sdr
  $ staydown bundle verify ncii-2.sdb -c platform.db

Exit codes: 0 it may be applied, or was, 4 it may not, or cannot be read.")]
pub struct VerifyArgs {
    /// The bundle, or with --minisign any file
    file: PathBuf,
    /// A root that is trusted
    #[arg(long, value_name = "ROOT")]
    trust: Option<PathBuf>,
    /// The catalogue that the bundle is meant for, and what it trusts
    #[arg(short, long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// Verify a signature of minisign instead: the public key and the signature
    #[arg(long, num_args = 2, value_names = ["KEY", "SIGNATURE"])]
    minisign: Vec<PathBuf>,
}

pub fn run(args: &VerifyArgs) -> Result<Outcome, Failure> {
    if let [key, signature] = args.minisign.as_slice() {
        return minisign(&args.file, key, signature);
    }
    let failed = |error: BundleError| Failure::document(&args.file, error);
    let mut file = open(&args.file)?;
    let claims = bundle::inspect(&mut file).map_err(failed)?;
    show::claims(&claims)?;
    let state = state(args, &claims.manifest.list)?;
    let verified = bundle::verify(file, &state, Time::now()).map_err(failed)?;
    line(match verified.standing {
        Standing::New => format_args!("verified: it may be applied"),
        Standing::AlreadyApplied => format_args!("verified: it was applied already"),
    })?;
    Ok(Outcome::Well)
}

fn state(args: &VerifyArgs, list: &str) -> Result<TrustState, Failure> {
    match (&args.trust, &args.catalogue) {
        (Some(root), _) => apply::first_trust(root, list),
        (None, catalogue) => {
            let path = catalogue.as_deref().unwrap_or(Path::new(""));
            let catalogue = Catalogue::open_to_read(path)?;
            let stored = catalogue.bundles(&catalogue.list(list)?)?;
            apply::stored_trust(stored.as_deref(), list)
        }
    }
}

fn minisign(file: &Path, key: &Path, signature: &Path) -> Result<Outcome, Failure> {
    let text = |path| read_small(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let verified = minisign_verify(&text(key)?, &text(signature)?, open(file)?);
    let comment = verified.map_err(|error| {
        let path = match error {
            MinisignError::Key => key,
            MinisignError::Signature => signature,
            _ => file,
        };
        Failure::document(path, error)
    })?;
    line(format_args!("verified: {}", comment.escape_debug()))?;
    Ok(Outcome::Well)
}
