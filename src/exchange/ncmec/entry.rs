//! What a record says.

use super::VIDEO;
use super::feedback::feedback;
use super::node::Node;
use crate::exchange::json::Record;
use crate::exchange::values::{md5, opaque, pdq, sha1, sha256};
use crate::list::{Category, Change, Entry, Fault, Print, Time, scheme};

pub(super) fn change(mut node: Node) -> Result<Change, Fault> {
    let member = node.take("member").ok_or(Fault::Missing { field: "member" })?;
    let number = member.attribute("id").ok_or(Fault::Missing { field: "member id" })?;
    let id = node.take("id").ok_or(Fault::Missing { field: "id" })?;
    let id = id.text().ok_or(Fault::Missing { field: "id" })?;
    let prefix = if matches!(node.name.as_str(), "video" | "deletedVideo") { VIDEO } else { "" };
    let key = format!("{prefix}{number}:{id}");
    let at = node.take("timestamp").map(|node| time(&node.text, "timestamp")).transpose();
    if node.name.starts_with("deleted") {
        return Ok(Change::Withdraw { key, reason: None, at: at.unwrap_or_default() });
    }
    let mut entry = Entry::new(key);
    entry.updated = at?;
    entry.agency = member.text().map(str::to_owned);
    let class = node.take("classification").filter(|class| class.text().is_some());
    entry
        .categories
        .extend(class.map(|class| Category { scheme: scheme::NCMEC.to_owned(), code: class.text }));
    let mut extra = Record::default();
    fingerprints(&mut entry, &mut extra, node.take("fingerprints"))?;
    feedback(&mut entry, &mut extra, node.take("feedback"))?;
    if let serde_json::Value::Object(rest) = Node::default().holding(node.children).into_json() {
        rest.into_iter().for_each(|(name, value)| extra.keep(&name, value));
    }
    entry.extra = extra.rest();
    Ok(Change::Put(Box::new(entry)))
}

pub(super) fn time(text: &str, field: &'static str) -> Result<Time, Fault> {
    text.parse().map_err(|error| Fault::Time { field, error })
}

/// Takes the fingerprints; of those that are only referred to, the names are kept.
fn fingerprints(entry: &mut Entry, extra: &mut Record, list: Option<Node>) -> Result<(), Fault> {
    let mut elsewhere = Vec::new();
    for node in list.map(|list| list.children).unwrap_or_default() {
        match node.text() {
            Some(text) => entry.prints.push(print(&node.name, text)?),
            None => elsewhere.push(node.name.into()),
        }
    }
    if entry.prints.is_empty() && elsewhere.is_empty() {
        return Err(Fault::NoPrint);
    }
    extra.keep_all("elsewhere", elsewhere);
    Ok(())
}

fn print(name: &str, text: &str) -> Result<Print, Fault> {
    match name.to_ascii_lowercase().as_str() {
        "md5" => md5(text),
        "sha1" => sha1(text),
        "sha256" => sha256(text),
        "pdq" => pdq(text),
        "pdna" => opaque("photodna", text),
        other => opaque(other, text),
    }
}
