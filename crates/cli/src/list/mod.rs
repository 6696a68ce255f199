//! `staydown list`: what the keeper of a list does.

mod create;
mod entry;
mod export;
mod import;
mod show;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use staydown::{By, Catalogue, Time};

use crate::outcome::{Failure, Outcome};

pub use export::export;
pub use import::{examine, print_summary};

/// Keep lists: create them, import and export, withdraw entries and let them count again
#[derive(Args)]
pub struct ListArgs {
    #[command(subcommand)]
    command: ListCommand,
}

#[derive(Subcommand)]
enum ListCommand {
    Create(create::CreateArgs),
    Show(show::ShowArgs),
    Import(import::ImportArgs),
    Export(export::ExportArgs),
    Withdraw(entry::WithdrawArgs),
    Restore(entry::RestoreArgs),
    Quarantine(entry::QuarantineArgs),
    Disable(entry::DisableArgs),
    Expire(entry::ExpireArgs),
    Opinion(entry::OpinionArgs),
    Allow(entry::AllowArgs),
    Compact(entry::CompactArgs),
}

/// Runs the command.
///
/// # Errors
/// If the catalogue or a document cannot be used.
pub fn run(args: &ListArgs) -> Result<Outcome, Failure> {
    match &args.command {
        ListCommand::Create(args) => create::run(args),
        ListCommand::Show(args) => show::run(args),
        ListCommand::Import(args) => import::run(args),
        ListCommand::Export(args) => export::run(args),
        ListCommand::Withdraw(args) => entry::withdraw(args),
        ListCommand::Restore(args) => entry::restore(args),
        ListCommand::Quarantine(args) => entry::quarantine(args),
        ListCommand::Disable(args) => entry::disable(args),
        ListCommand::Expire(args) => entry::expire(args),
        ListCommand::Opinion(args) => entry::opine(args),
        ListCommand::Allow(args) => entry::allow(args),
        ListCommand::Compact(args) => entry::compact(args),
    }
}

/// Which catalogue.
#[derive(Args)]
pub struct StoreArgs {
    /// The catalogue
    #[arg(short, long, value_name = "FILE")]
    pub catalogue: PathBuf,
}

impl StoreArgs {
    pub fn open(&self) -> Result<Catalogue, Failure> {
        Catalogue::open(&self.catalogue).map_err(Failure::list)
    }

    pub fn open_to_read(&self) -> Result<Catalogue, Failure> {
        Catalogue::open_to_read(&self.catalogue).map_err(Failure::list)
    }

    pub fn path(&self) -> &Path {
        &self.catalogue
    }
}

/// Who does something, and why; both go into the audit.
#[derive(Args)]
pub struct ByArgs {
    /// Who does this, for the audit
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Why, for the audit. No hashes, no names of victims
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl ByArgs {
    pub fn by(&self) -> By {
        By::new(&self.by, &self.reason)
    }
}

/// A time such as `2026-11-25T09:30:00Z`.
pub fn time(text: &str) -> Result<Time, String> {
    text.parse().map_err(|error: staydown::ParseTimeError| error.to_string())
}
