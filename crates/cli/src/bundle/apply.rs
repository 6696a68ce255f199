//! `staydown bundle apply`.

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::Args;
use staydown::bundle::{self, BundleError, Kind, Manifest, Standing, TrustState, Verified};
use staydown::{By, Catalogue, End, Import, Summary, Time};

use super::payload::{self, PayloadError};
use super::{open, read_small, show};
use crate::list::{StoreArgs, examine, print_summary};
use crate::outcome::{Failure, Outcome};
use crate::output::line;

/// Verify a bundle and bring the list of its name up to date, in one transaction
///
/// The first time --trust names the issuer's root, which came on a way that you trust; it is stored with the list, and so is
/// what was applied. A bundle that has expired is refused. What was applied goes on matching after that time, as a stale list.
#[derive(Args)]
#[command(after_help = "\
Examples:
  $ staydown list create -c platform.db ncii --owner 'Support centre' \\
      --by operator --reason 'contract 5'
  $ staydown bundle apply ncii-1.sdb -c platform.db --trust root-1.sdr --by operator
  $ staydown bundle apply ncii-2.sdb -c platform.db --root root-2.sdr --by operator

Exit codes: 0 all well, 3 a guard set entries aside, 4 the bundle is refused or the catalogue
cannot be used.")]
pub struct ApplyArgs {
    /// The bundle
    bundle: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
    /// The first time: the issuer's root
    #[arg(long, value_name = "ROOT")]
    trust: Option<PathBuf>,
    /// Forget what was trusted before, and what was applied
    #[arg(long, requires = "trust")]
    anew: bool,
    /// A root that follows the trusted one; it is stored with the bundle that it comes with
    #[arg(long = "root", value_name = "ROOT")]
    roots: Vec<PathBuf>,
    /// The part of the list that a whole list may withdraw at most by leaving out, 0 to 1
    #[arg(long, value_name = "PART", default_value = "0.5")]
    most_withdrawn: f64,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// No guard looks at the entries
    #[arg(long)]
    no_guards: bool,
    /// Who does this, for the audit
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Why, for the audit; the bundle's version stands there anyway
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub fn run(args: &ApplyArgs) -> Result<Outcome, Failure> {
    let failed = |error: BundleError| Failure::document(&args.bundle, error);
    let mut catalogue = args.store.open()?;
    let mut file = open(&args.bundle)?;
    let claims = bundle::inspect(&mut file).map_err(failed)?;
    let list = catalogue.list(&claims.manifest.list)?;
    let now = Time::now();
    let stored = catalogue.bundles(&list)?;
    let state = rotated(args, trust(args, stored.as_deref(), &list.name)?, now)?;
    let verified = bundle::verify(file, &state, now).map_err(failed)?;
    show::manifest(&verified.manifest)?;
    if verified.standing == Standing::AlreadyApplied {
        line(format_args!("applied already: nothing to do"))?;
        return Ok(Outcome::Well);
    }
    let summary = import(args, &mut catalogue, verified, stored)?;
    print_summary(&summary, &list.name, args.dry_run, args.bundle.as_os_str())
}

fn trust(args: &ApplyArgs, stored: Option<&[u8]>, list: &str) -> Result<TrustState, Failure> {
    match (&args.trust, stored) {
        (None, stored) => stored_trust(stored, list),
        (Some(root), None) => first_trust(root, list),
        (Some(root), Some(_)) if args.anew => first_trust(root, list),
        (Some(_), Some(_)) => Err(Failure::Usage(format!(
            "a root is trusted for {list} already: follow it with --root, or begin --anew"
        ))),
    }
}

/// Trust in a root, before anything was applied.
pub fn first_trust(root: &Path, list: &str) -> Result<TrustState, Failure> {
    let state = TrustState::new(&read_small(root)?, [list]);
    state.map_err(|error| Failure::document(root, error))
}

/// What is stored with a list.
pub fn stored_trust(stored: Option<&[u8]>, list: &str) -> Result<TrustState, Failure> {
    match stored {
        Some(stored) => TrustState::from_json(stored).map_err(Failure::list),
        None => Err(Failure::List(format!(
            "no root is trusted for {list} yet: name the issuer's with --trust"
        ))),
    }
}

fn rotated(args: &ApplyArgs, state: TrustState, now: Time) -> Result<TrustState, Failure> {
    let Some(last) = args.roots.last() else { return Ok(state) };
    let roots: Vec<_> = args.roots.iter().map(|path| read_small(path)).collect::<Result<_, _>>()?;
    state.rotated(&roots, now).map_err(|error| Failure::document(last, error))
}

/// The list's changes and the new state of trust, both or neither.
fn import(
    args: &ApplyArgs,
    catalogue: &mut Catalogue,
    verified: Verified<File>,
    stored: Option<Vec<u8>>,
) -> Result<Summary, Failure> {
    let Verified { manifest, payload, next, .. } = verified;
    let mut how = Import::default();
    how.snapshot = manifest.kind == Kind::Snapshot;
    how.most_withdrawn = args.most_withdrawn;
    how.dry_run = args.dry_run;
    how.guard = (!args.no_guards).then_some(&examine);
    how.bundles = Some(next.to_json().map_err(Failure::list)?);
    how.bundles_before = stored;
    how.stale_from = Some(manifest.expires);
    let done = catalogue.import(&manifest.list, &how, &by(args, &manifest), |on_row| {
        let (counts, end) = payload::read(payload, on_row)?;
        counts.require(&manifest)?;
        Ok::<End, PayloadError>(end)
    });
    done.map_err(Failure::list)
}

fn by(args: &ApplyArgs, manifest: &Manifest) -> By {
    let bundle = format!("bundle {} under root {}", manifest.version, manifest.root);
    let reason = args.reason.iter().fold(bundle, |bundle, reason| format!("{bundle}, {reason}"));
    By::new(&args.by, reason)
}
