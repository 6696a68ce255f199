//! `staydown bundle cosign`.

use std::io::{Read, Seek};
use std::path::PathBuf;

use clap::Args;
use staydown::bundle::{self, BundleError, Root, Signer};

use super::{open, read_small, show, signer};
use crate::outcome::{Failure, Outcome};
use crate::output::{line, publish};

/// Add a keeper's signature to a bundle or a root
///
/// Look at it first, with `staydown bundle verify`; what it says is also printed.
#[derive(Args)]
#[command(after_help = "\
Examples:
  $ staydown bundle cosign root-2.sdr --key second.key
  $ staydown bundle sign ncii -c lists.db --root root-2.sdr --key keeper.key --number 2 \\
      --expires 2030-01-01T00:00:00Z -o ncii-2.sdb
  $ staydown bundle cosign ncii-2.sdb --key second.key

Exit codes: 0 all well, 4 the file cannot be used, or this key signed it already.")]
pub struct CosignArgs {
    /// The bundle or the root; the file is replaced at once when the new one is whole
    file: PathBuf,
    /// The secret key
    #[arg(long)]
    key: PathBuf,
}

pub fn run(args: &CosignArgs) -> Result<Outcome, Failure> {
    let signer = signer(&args.key)?;
    let failed = |error: BundleError| Failure::document(&args.file, error);
    let mut file = open(&args.file)?;
    match bundle::inspect(&mut file) {
        Ok(claims) => {
            add_to_bundle(args, &mut file, &signer)?;
            show::claims(&claims)?;
        }
        Err(BundleError::Magic { .. }) => {
            let signed = Root::add_signature(&read_small(&args.file)?, &signer).map_err(failed)?;
            publish(&args.file, |out| Ok(out.write_all(&signed)?))?;
        }
        Err(error) => return Err(failed(error)),
    }
    line(format_args!("signed by {}", signer.public_key().id()))?;
    Ok(Outcome::Well)
}

fn add_to_bundle(
    args: &CosignArgs,
    file: &mut (impl Read + Seek),
    signer: &Signer,
) -> Result<(), Failure> {
    publish(&args.file, |mut out| {
        let added = bundle::add_signature(file, signer, &mut out);
        added.map_err(|error| Failure::document(&args.file, error))
    })
}
