//! `staydown bundle keygen`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use staydown::bundle::Signer;

use crate::outcome::{Failure, Outcome};
use crate::output::{create, line};

/// Make a key: the secret in a file for its owner alone, the public key beside it
///
/// Nothing is overwritten. Make it on a machine without a network if you can, and keep a copy: it cannot be made again.
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown bundle keygen keeper.key

Exit codes: 0 all well, 4 there is such a file, or it cannot be written.")]
pub struct KeygenArgs {
    /// The file of the secret key; the public key gets the same name and .pub
    #[arg(value_name = "KEY")]
    key: PathBuf,
}

pub fn run(args: &KeygenArgs) -> Result<Outcome, Failure> {
    let signer = Signer::generate().map_err(Failure::list)?;
    let public = signer.public_key();
    let mut beside = args.key.clone().into_os_string();
    beside.push(".pub");
    create(&args.key, |file| signer.write_file(file))?;
    create(&PathBuf::from(beside), |file| write!(file, "{public}"))?;
    line(format_args!("key {}", public.id()))?;
    Ok(Outcome::Well)
}
