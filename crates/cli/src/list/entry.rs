//! `staydown list withdraw`, `restore`, `quarantine`, `disable`, `expire`, `opinion`, `allow` and `compact`.

use std::ffi::OsString;

use clap::Args;
use staydown::{
    By, Catalogue, CatalogueError, Entry, List, ListKind, Opinion, Print, Profile, Stance, Time,
    build_index, index_path,
};

use super::{ByArgs, StoreArgs, time};
use crate::args::LimitArgs;
use crate::fingerprint::{Recipe, fingerprint};
use crate::input::{self, Walk};
use crate::outcome::{Failure, Outcome};
use crate::output::line;

/// Which entry.
#[derive(Args)]
struct EntryArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The list
    list: String,
    /// The entry's key
    key: String,
    #[command(flatten)]
    by: ByArgs,
}

impl EntryArgs {
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Catalogue, &str, &str, &By) -> Result<T, CatalogueError>,
    ) -> Result<T, Failure> {
        let mut catalogue = self.store.open()?;
        Ok(change(&mut catalogue, &self.list, &self.key, &self.by.by())?)
    }
}

/// Take an entry back, or one of the cases it stands for
///
/// From then on it matches nothing, whatever its source sends, until it is restored. `staydown list compact` removes its
/// hashes from the file.
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list withdraw -c lists.db ncii listed/bridge.jpg \\
      --by keeper --reason 'asked for by the person shown'

Exit codes: 0 it is withdrawn, and that is on disk, 4 there is no such entry or the catalogue cannot be used.")]
pub struct WithdrawArgs {
    #[command(flatten)]
    entry: EntryArgs,
    /// Only this case; the entry counts as long as another is left
    #[arg(long)]
    case: Option<String>,
}

pub fn withdraw(args: &WithdrawArgs) -> Result<Outcome, Failure> {
    let case = args.case.as_deref();
    let gone =
        args.entry.change(|catalogue, list, key, by| catalogue.withdraw(list, key, case, by))?;
    line(format_args!(
        "{}",
        if gone { "withdrawn" } else { "other cases are left: it still counts" }
    ))?;
    Ok(Outcome::Well)
}

/// Let an entry count again that was withdrawn, set aside, disabled or expired
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list restore -c lists.db ncii listed/bridge.jpg \\
      --by keeper --reason 'withdrawn by mistake'

Exit codes: 0 all well, 4 there is no such entry or the catalogue cannot be used.")]
pub struct RestoreArgs {
    #[command(flatten)]
    entry: EntryArgs,
}

pub fn restore(args: &RestoreArgs) -> Result<Outcome, Failure> {
    args.entry.change(Catalogue::restore)?;
    line(format_args!("restored"))?;
    Ok(Outcome::Well)
}

/// Set an entry aside until it is restored
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list quarantine -c lists.db ncii listed/pen.png \\
      --by keeper --reason 'matches a logo'

Exit codes: 0 all well, 4 there is no such entry or the catalogue cannot be used.")]
pub struct QuarantineArgs {
    #[command(flatten)]
    entry: EntryArgs,
}

pub fn quarantine(args: &QuarantineArgs) -> Result<Outcome, Failure> {
    args.entry.change(Catalogue::quarantine)?;
    line(format_args!("in quarantine"))?;
    Ok(Outcome::Well)
}

/// Let an entry not count until a time
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list disable -c lists.db ncii listed/pen.png --until 2027-01-01T00:00:00Z \\
      --by keeper --reason 'under appeal'

Exit codes: 0 all well, 4 there is no such entry or the catalogue cannot be used.")]
pub struct DisableArgs {
    #[command(flatten)]
    entry: EntryArgs,
    /// From when on it counts again
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Time,
}

pub fn disable(args: &DisableArgs) -> Result<Outcome, Failure> {
    args.entry.change(|catalogue, list, key, by| catalogue.disable(list, key, args.until, by))?;
    line(format_args!("disabled until {}", args.until))?;
    Ok(Outcome::Well)
}

/// Set when an entry counts no longer
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list expire -c lists.db ncii listed/pen.png --at 2031-01-01T00:00:00Z \\
      --by keeper --reason 'end of the order'

Exit codes: 0 all well, 4 there is no such entry or the catalogue cannot be used.")]
pub struct ExpireArgs {
    #[command(flatten)]
    entry: EntryArgs,
    /// From when on it counts no longer
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Time,
}

pub fn expire(args: &ExpireArgs) -> Result<Outcome, Failure> {
    args.entry.change(|catalogue, list, key, by| catalogue.expire(list, key, args.at, by))?;
    line(format_args!("expires {}", args.at))?;
    Ok(Outcome::Well)
}

/// Say what a contributor thinks of an entry
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list opinion -c lists.db ncii listed/pen.png --contributor police --stance negative \\
      --by keeper --reason 'looked at'

Exit codes: 0 all well, 4 there is no such entry or the catalogue cannot be used.")]
pub struct OpinionArgs {
    #[command(flatten)]
    entry: EntryArgs,
    /// Whose opinion it is
    #[arg(long)]
    contributor: String,
    /// positive, seed or negative
    #[arg(long, value_parser = stance)]
    stance: Stance,
}

fn stance(name: &str) -> Result<Stance, String> {
    let named = Stance::ALL.into_iter().find(|stance| stance.name() == name);
    named.ok_or_else(|| "not positive, seed or negative".to_owned())
}

pub fn opine(args: &OpinionArgs) -> Result<Outcome, Failure> {
    let judgement = args.entry.change(|catalogue, list, key, by| {
        let (contributor, stance) = (args.contributor.clone(), args.stance);
        let (reason, at) = (Some(by.reason.clone()), Some(by.at));
        catalogue.opine(list, key, &Opinion { contributor, stance, reason, at }, by)?;
        Ok(catalogue.find(list, key)?.map(|listed| listed.entry.judgement()))
    })?;
    line(format_args!("{}", judgement.map_or("", staydown::Judgement::name)))?;
    Ok(Outcome::Well)
}

/// Put pictures or hashes on an allow-list, which overrules the others
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list allow -c lists.db harmless photo.jpg \\
      --by keeper --reason 'a logo that was listed'

Exit codes: 0 all well, 3 some could not be read or say too little, 4 the catalogue cannot be used.")]
pub struct AllowArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The allow-list; it is created if there is none of that name
    list: String,
    /// Pictures, folders of pictures, or PDQ hashes
    #[arg(required = true, value_name = "FILE|FOLDER|HASH")]
    inputs: Vec<OsString>,
    #[command(flatten)]
    by: ByArgs,
    #[command(flatten)]
    limits: LimitArgs,
}

pub fn allow(args: &AllowArgs) -> Result<Outcome, Failure> {
    let (mut catalogue, by) = (args.store.open()?, args.by.by());
    let list = match catalogue.list(&args.list) {
        Err(CatalogueError::NoList { .. }) => {
            let mut list = List::new(&args.list, &by.actor);
            list.kind = ListKind::Allow;
            catalogue.create_list(&list, &by)?
        }
        found => found?,
    };
    if list.kind != ListKind::Allow {
        return Err(Failure::Usage(format!("{} is no allow-list", args.list)));
    }
    let recipe = Recipe {
        limits: args.limits.limits(),
        profiles: vec![Profile::Pdq],
        orientations: false,
        workers: None,
    };
    let mut outcome = Outcome::Well;
    let mut allowed = 0;
    for item in input::items(&Walk { inputs: args.inputs.clone(), hashes: true }) {
        let print = fingerprint(&item, &recipe).and_then(|print| {
            let hash = print.hash.of_width().ok_or("not a PDQ hash")?;
            Ok(Print::Wide { profile: Profile::Pdq, hash, quality: print.quality })
        });
        match print {
            Ok(print @ Print::Wide { hash, .. }) => {
                let mut entry = Entry::new(format!("pdq:{}", hash.to_hex()));
                entry.prints.push(print);
                catalogue.put(&args.list, entry, &by)?;
                allowed += 1;
            }
            Ok(_) => {}
            Err(reason) => {
                crate::progress::lost(&item.name, &reason);
                outcome = Outcome::Incomplete;
            }
        }
    }
    line(format_args!("{}: {allowed} allowed", args.list))?;
    Ok(outcome)
}

/// Remove what is withdrawn or expired from the files
///
/// Nothing of their hashes is left in the catalogue or in its index, which is built anew if there is one. That they were
/// there, since when and why they are not, stays on record.
#[derive(Args)]
#[command(after_help = "\
Example:
  $ staydown list compact -c lists.db --by keeper --reason monthly

Exit codes: 0 all well, 4 the catalogue cannot be used, or others use it now.")]
pub struct CompactArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    by: ByArgs,
}

pub fn compact(args: &CompactArgs) -> Result<Outcome, Failure> {
    let mut catalogue = args.store.open()?;
    let compacted = catalogue.compact(&args.by.by())?;
    let index = index_path(args.store.path());
    if index.exists() {
        build_index(&catalogue, &index, |_| {}).map_err(Failure::list)?;
    }
    line(format_args!("{} entries compacted", compacted.entries))?;
    Ok(Outcome::Well)
}
