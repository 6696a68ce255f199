//! `staydown list create`.

use std::time::Duration;

use clap::Args;
use staydown::{Action, Catalogue, List, ListKind, Quality, Trust};

use super::{ByArgs, StoreArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::line;

/// Create a list, and the catalogue if there is none
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list create -c lists.db ncii --owner 'Support centre' --jurisdiction KR \\
      --by keeper --reason 'order 12'

Exit codes: 0 all well, 4 the catalogue cannot be used or has such a list.")]
pub struct CreateArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Its name
    name: String,
    /// The agency that keeps it
    #[arg(long)]
    owner: String,
    /// What it is for
    #[arg(long, default_value = "")]
    purpose: String,
    /// Its entries speak for a picture and not against it
    #[arg(long)]
    allow: bool,
    /// What a sure match leads to: review or block
    #[arg(long, default_value = "block", value_parser = action)]
    action: Action,
    /// Bits in which a picture as it is may differ from an entry
    #[arg(long, default_value = "31", value_parser = clap::value_parser!(u32).range(..=256))]
    threshold: u32,
    /// Entries and pictures of less quality are matched by digests only
    #[arg(long, default_value = "50", value_parser = clap::value_parser!(u32).range(..=100))]
    quality: u32,
    /// The law it rests on
    #[arg(long)]
    jurisdiction: Option<String>,
    /// How far it is relied on: low, usual or authority
    #[arg(long, default_value = "usual", value_parser = trust)]
    trust: Trust,
    /// Hours after which it is stale
    #[arg(long, value_name = "HOURS")]
    stale_after: Option<u32>,
    /// Entries that its source may have at most
    #[arg(long, value_name = "N")]
    cap: Option<u64>,
    #[command(flatten)]
    by: ByArgs,
}

fn action(name: &str) -> Result<Action, String> {
    let named = [Action::Review, Action::Block].into_iter().find(|action| action.name() == name);
    named.ok_or_else(|| "not review or block".to_owned())
}

fn trust(name: &str) -> Result<Trust, String> {
    let all = [Trust::Low, Trust::Usual, Trust::Authority];
    let named = all.into_iter().find(|trust| trust.name() == name);
    named.ok_or_else(|| "not low, usual or authority".to_owned())
}

pub fn run(args: &CreateArgs) -> Result<Outcome, Failure> {
    let path = args.store.path();
    let opened = if path.exists() { Catalogue::open(path) } else { Catalogue::create(path) };
    let mut list = List::new(&args.name, &args.owner);
    list.purpose.clone_from(&args.purpose);
    list.kind = if args.allow { ListKind::Allow } else { ListKind::Block };
    list.action = args.action;
    list.threshold = args.threshold;
    list.quality = Quality::new(args.quality);
    list.jurisdiction.clone_from(&args.jurisdiction);
    list.trust = args.trust;
    let hours = args.stale_after.map(|hours| Duration::from_secs(u64::from(hours) * 3600));
    list.stale_after = hours;
    list.cap = args.cap;
    let created = opened.and_then(|mut catalogue| catalogue.create_list(&list, &args.by.by()));
    let created = created.map_err(Failure::list)?;
    line(format_args!("list {} {}", created.id, created.name))?;
    Ok(Outcome::Well)
}
