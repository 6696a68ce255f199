//! `staydown bundle`: lists in signed files.

mod apply;
mod cosign;
mod keygen;
mod payload;
mod root;
mod show;
mod sign;
mod verify;

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use staydown::bundle::Signer;
use zeroize::Zeroizing;

use crate::input::read_limited;
use crate::outcome::{Failure, Outcome};

/// Bytes of a key, a root or a signature at most.
const SMALL: u64 = 1 << 20;

/// Make, sign, verify and apply signed bundles of lists
///
/// See docs/BUNDLES.md for what they promise, and docs/LISTS.md for a story with all commands.
#[derive(Args)]
pub struct BundleArgs {
    #[command(subcommand)]
    command: BundleCommand,
}

#[derive(Subcommand)]
enum BundleCommand {
    Keygen(keygen::KeygenArgs),
    Root(root::RootArgs),
    Sign(sign::SignArgs),
    Cosign(cosign::CosignArgs),
    Verify(verify::VerifyArgs),
    Apply(apply::ApplyArgs),
}

/// Runs the command.
///
/// # Errors
/// If a file cannot be used, trusted or written.
pub fn run(args: &BundleArgs) -> Result<Outcome, Failure> {
    match &args.command {
        BundleCommand::Keygen(args) => keygen::run(args),
        BundleCommand::Root(args) => root::run(args),
        BundleCommand::Sign(args) => sign::run(args),
        BundleCommand::Cosign(args) => cosign::run(args),
        BundleCommand::Verify(args) => verify::run(args),
        BundleCommand::Apply(args) => apply::run(args),
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| Failure::document(path, error))
}

fn read_small(path: &Path) -> Result<Vec<u8>, Failure> {
    read_limited(open(path)?, SMALL).map_err(|reason| Failure::document(path, reason))
}

fn signers(paths: &[PathBuf]) -> Result<Vec<Signer>, Failure> {
    paths.iter().map(|path| signer(path)).collect()
}

fn signer(path: &Path) -> Result<Signer, Failure> {
    let bytes = Zeroizing::new(read_small(path)?);
    Signer::from_file(&bytes).map_err(|error| Failure::document(path, error))
}
