//! `staydown bundle root`.

use std::path::{Path, PathBuf};

use clap::Args;
use staydown::Time;
use staydown::bundle::{PublicKey, Root, Signer};

use super::{read_small, show, signers};
use crate::list::time;
use crate::outcome::{Failure, Outcome};
use crate::output::publish;

/// Make a root: whose signatures count, how many are needed, and until when
///
/// With --after it follows an older root: then enough keys of the older one must sign it, and enough of its own. Keys that
/// are elsewhere sign later, with `staydown bundle cosign`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  $ staydown bundle root -o root-1.sdr --issuer 'Support centre' \\
      --expires 2031-01-01T00:00:00Z --key keeper.key keeper.key.pub
  $ staydown bundle keygen second.key
  $ staydown bundle root -o root-2.sdr --after root-1.sdr --threshold 2 \\
      --expires 2032-01-01T00:00:00Z --key keeper.key keeper.key.pub second.key.pub

Exit codes: 0 all well, 4 a file cannot be used or written.")]
pub struct RootArgs {
    /// The public keys whose signatures count from now on
    #[arg(required = true, value_name = "PUBLIC")]
    keys: Vec<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Whose lists these keys sign
    #[arg(long, required_unless_present = "after")]
    issuer: Option<String>,
    /// The root that it follows
    #[arg(long, value_name = "ROOT", conflicts_with = "issuer")]
    after: Option<PathBuf>,
    /// How many of the keys must sign
    #[arg(long, value_name = "N", default_value = "1")]
    threshold: usize,
    /// From when on nothing that it vouches for is applied
    #[arg(long, value_name = "TIME", value_parser = time)]
    expires: Time,
    /// A secret key that signs it now
    #[arg(long = "key", value_name = "KEY", required = true)]
    signers: Vec<PathBuf>,
}

pub fn run(args: &RootArgs) -> Result<Outcome, Failure> {
    let keys = args.keys.iter().map(|path| public_key(path)).collect::<Result<_, _>>()?;
    let before = args.after.as_deref().map(read).transpose()?;
    let issuer = before.as_ref().map(|root| root.issuer.clone()).or_else(|| args.issuer.clone());
    let root = Root {
        issuer: issuer.unwrap_or_default(),
        version: before.map_or(1, |root| root.version.saturating_add(1)),
        threshold: args.threshold,
        keys,
        expires: args.expires,
    };
    let signers = signers(&args.signers)?;
    let signed = root.sign(&signers.iter().collect::<Vec<&Signer>>());
    let file = signed.map_err(|error| Failure::document(&args.output, error))?;
    publish(&args.output, |out| Ok(out.write_all(&file)?))?;
    show::root(&root)?;
    Ok(Outcome::Well)
}

/// A root that enough of its own keys signed.
pub fn read(path: &Path) -> Result<Root, Failure> {
    Root::from_file(&read_small(path)?).map_err(|error| Failure::document(path, error))
}

fn public_key(path: &Path) -> Result<PublicKey, Failure> {
    PublicKey::from_file(&read_small(path)?).map_err(|error| Failure::document(path, error))
}
