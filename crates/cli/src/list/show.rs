//! `staydown list show`.

use std::io::{self, BufWriter, Write};

use clap::Args;
use serde::Serialize;
use staydown::{Catalogue, CatalogueError, Entry, Judgement, List, ListKind, Listed, Status, Time};

use super::StoreArgs;
use crate::outcome::{Failure, Outcome};
use crate::output::{json_line, line};

/// Show the lists, or the entries of one
///
/// Of an entry its number, state, reason and categories are shown, and its key only with --keys: keys may be hashes.
#[derive(Args)]
#[command(after_help = "\
Examples:
  $ staydown list show -c lists.db
  $ staydown list show -c lists.db ncii --status quarantined --keys

Exit codes: 0 all well, 4 the catalogue cannot be used.")]
pub struct ShowArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The list whose entries are shown, a JSON object a line
    list: Option<String>,
    /// Only entries of this status: active, disabled, quarantined, withdrawn or expired
    #[arg(long, requires = "list", value_parser = ["active", "disabled", "quarantined", "withdrawn", "expired"])]
    status: Option<String>,
    /// Print keys too. Treat them as personal data
    #[arg(long, requires = "list")]
    keys: bool,
}

pub fn run(args: &ShowArgs) -> Result<Outcome, Failure> {
    let catalogue = args.store.open_to_read()?;
    match &args.list {
        None => show_lists(&catalogue)?,
        Some(name) => show_entries(&catalogue, name, args)?,
    }
    Ok(Outcome::Well)
}

fn show_lists(catalogue: &Catalogue) -> Result<(), Failure> {
    let generation = catalogue.generation().map_err(Failure::list)?;
    line(format_args!("generation {generation}"))?;
    for list in catalogue.lists().map_err(Failure::list)? {
        let count = catalogue.count(&list).map_err(Failure::list)?;
        let List { id, name, owner, threshold, .. } = &list;
        let kind = match list.kind {
            ListKind::Block => list.action.name(),
            ListKind::Allow => "allow-list",
        };
        let stale = if list.is_stale_at(Time::now()) { ", stale" } else { "" };
        let refreshed = list.refreshed.map_or("never".to_owned(), |at| at.to_string());
        line(format_args!(
            "{id} {name}: {count} entries, kept by {owner}, {kind} within {threshold} bits, refreshed {refreshed}{stale}"
        ))?;
    }
    Ok(())
}

fn show_entries(catalogue: &Catalogue, name: &str, args: &ShowArgs) -> Result<(), Failure> {
    let list = catalogue.list(name).map_err(Failure::list)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let wanted = |entry: &Entry| {
        args.status.as_deref().is_none_or(|status| entry.state.status.name() == status)
    };
    catalogue.entries(Some(list.id), |listed| match wanted(&listed.entry) {
        true => json_line(&mut out, &Shown::of(&listed, args.keys)),
        false => Ok(()),
    })?;
    Ok(out.flush()?)
}

impl From<CatalogueError> for Failure {
    fn from(error: CatalogueError) -> Self {
        Self::list(error)
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    entry: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    fingerprints: Vec<&'a str>,
    categories: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judgement: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<&'a str>,
    cases: usize,
}

impl<'a> Shown<'a> {
    fn of(listed: &'a Listed, keys: bool) -> Self {
        let entry = &listed.entry;
        let categories = entry.categories.iter();
        let judgement = entry.judgement();
        Self {
            entry: listed.id,
            key: keys.then_some(entry.key.as_str()),
            status: entry.state.status.name(),
            until: match entry.state.status {
                Status::DisabledUntil(until) => Some(until.to_string()),
                _ => None,
            },
            reason: entry.state.reason.as_deref(),
            expires: entry.expires.map(|at| at.to_string()),
            fingerprints: entry.prints.iter().map(staydown::Print::name).collect(),
            categories: categories.map(|it| format!("{}:{}", it.scheme, it.code)).collect(),
            judgement: (judgement != Judgement::Unjudged).then_some(judgement.name()),
            agency: entry.agency.as_deref(),
            cases: entry.cases.len(),
        }
    }
}
