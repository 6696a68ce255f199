//! Roots and what bundles say of themselves, for people to read and compare.

use staydown::bundle::{Claims, Kind, Manifest, Root};

use crate::outcome::Failure;
use crate::output::line;

/// What a root says.
pub fn root(root: &Root) -> Result<(), Failure> {
    let Root { issuer, version, threshold, keys, expires } = root;
    line(format_args!("issuer    {issuer}"))?;
    line(format_args!("root      {version}, expires {expires}"))?;
    line(format_args!("needs     {threshold} of {} keys", keys.len()))?;
    keys.iter().try_for_each(|key| line(format_args!("key       {}", key.id())))
}

/// What a bundle says.
pub fn manifest(manifest: &Manifest) -> Result<(), Failure> {
    let Manifest { list, issuer, version, issued, expires, puts, withdrawals, root, .. } = manifest;
    let kind = match manifest.kind {
        Kind::Snapshot => "the whole list",
        Kind::Delta { .. } => "changes",
    };
    line(format_args!("list      {list}"))?;
    line(format_args!("issuer    {issuer}, root {root}"))?;
    line(format_args!("version   {version}, {kind}"))?;
    line(format_args!("issued    {issued}, expires {expires}"))?;
    line(format_args!("entries   {puts} put, {withdrawals} withdrawn"))
}

/// The same, and whose signatures it carries.
pub fn claims(claims: &Claims) -> Result<(), Failure> {
    manifest(&claims.manifest)?;
    claims.keys.iter().try_for_each(|key| line(format_args!("signed by {key}")))
}
