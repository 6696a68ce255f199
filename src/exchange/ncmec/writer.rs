//! From entries to XML: one page, the last.

use std::io::Write;

use quick_xml::escape::escape;

use super::node::Node;
use super::{NAMESPACE, VIDEO, feedback};
use crate::exchange::json::{Record, extra_of};
use crate::exchange::values::{carried, print_text};
use crate::exchange::{ListFormat, WriteError};
use crate::fingerprint::Profile;
use crate::list::{Change, End, Entry, Print, Time, scheme};

/// Writes a `queryResult`. Images and videos may come in any order; each change of kind begins a list of its own.
pub(in crate::exchange) struct NcmecWriter<'w> {
    to: &'w mut dyn Write,
    last: Option<String>,
    list: Option<&'static str>,
}

impl<'w> NcmecWriter<'w> {
    pub(in crate::exchange) fn new(to: &'w mut dyn Write, end: &End) -> Result<Self, WriteError> {
        writeln!(
            to,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<queryResult xmlns=\"{NAMESPACE}\">"
        )?;
        Ok(Self { to, last: end.checkpoint.clone(), list: None })
    }

    pub(in crate::exchange) fn put(&mut self, change: &Change) -> Result<(), WriteError> {
        let node = node(change).and_then(|node| written(&node));
        let text =
            node.map_err(|reason| WriteError::Entry { format: ListFormat::Ncmec, reason })?;
        let key = match change {
            Change::Put(entry) => &entry.key,
            Change::Withdraw { key, .. } => key,
        };
        let list = if key.starts_with(VIDEO) { "videos" } else { "images" };
        if self.list != Some(list) {
            self.close_list()?;
            self.open_list(list)?;
        }
        Ok(writeln!(self.to, "{text}")?)
    }

    pub(in crate::exchange) fn finish(mut self) -> Result<(), WriteError> {
        if self.list.is_none() {
            self.open_list("images")?;
        }
        self.close_list()?;
        Ok(writeln!(self.to, "</queryResult>")?)
    }

    fn open_list(&mut self, list: &'static str) -> Result<(), WriteError> {
        self.list = Some(list);
        match &self.last {
            Some(last) => writeln!(self.to, "<{list} maxTimestamp=\"{}\">", escape(last.as_str()))?,
            None => writeln!(self.to, "<{list}>")?,
        }
        Ok(())
    }

    fn close_list(&mut self) -> Result<(), WriteError> {
        if let Some(list) = self.list {
            writeln!(self.to, "</{list}>")?;
        }
        Ok(())
    }
}

fn node(change: &Change) -> Result<Node, &'static str> {
    let (key, kind) = match change {
        Change::Put(entry) => (&entry.key, ["image", "video"]),
        Change::Withdraw { key, .. } => (key, ["deletedImage", "deletedVideo"]),
    };
    let (rest, name) = match key.strip_prefix(VIDEO) {
        Some(rest) => (rest, kind[1]),
        None => (key.as_str(), kind[0]),
    };
    let key = rest.split_once(':').filter(|(number, id)| !number.is_empty() && !id.is_empty());
    let (number, id) = key.ok_or("the key is not a member's number, a colon and an entry's")?;
    Ok(Node::new(name).holding(match change {
        Change::Put(entry) => put(entry, number, id)?,
        Change::Withdraw { at, .. } => named(number, "", id, *at),
    }))
}

/// The elements that entries and withdrawals have in common.
fn named(number: &str, member: &str, id: &str, at: Option<Time>) -> Vec<Node> {
    let member = Node::of_text("member", member).with("id", number);
    let at = at.map(|at| Node::of_text("timestamp", at.to_string()));
    [member].into_iter().chain(at).chain([Node::of_text("id", id)]).collect()
}

/// What a reader takes out of an entry's element.
const KNOWN: [&str; 5] = ["member", "id", "timestamp", "classification", "fingerprints"];

fn put(entry: &Entry, number: &str, id: &str) -> Result<Vec<Node>, &'static str> {
    let mut extra = extra_of(entry, &KNOWN);
    let mut children =
        named(number, entry.agency.as_deref().unwrap_or_default(), id, entry.updated);
    let class = entry.categories.iter().find(|category| category.scheme == scheme::NCMEC);
    children.extend(class.map(|class| Node::of_text("classification", class.code.as_str())));
    children.push(fingerprints(entry, &mut extra)?);
    children.extend(feedback::element(entry, &mut extra));
    children.extend(Node::from_json("", extra.0.into()).children);
    Ok(children)
}

fn fingerprints(entry: &Entry, extra: &mut Record) -> Result<Node, &'static str> {
    let known = entry
        .prints
        .iter()
        .filter_map(|print| Some(Node::of_text(name_of(print)?, print_text(print))));
    let mut prints: Vec<_> = known.collect();
    let elsewhere = extra.elements("elsewhere").unwrap_or_default();
    prints.extend(elsewhere.iter().filter_map(|name| Some(Node::new(name.as_str()?))));
    match prints.is_empty() {
        true => Err("it has no place for any of the entry's fingerprints"),
        false => Ok(Node::new("fingerprints").holding(prints)),
    }
}

fn name_of(print: &Print) -> Option<&str> {
    match print {
        Print::Wide { profile: Profile::Pdq, .. } => Some("pdq"),
        Print::Exact(digest) => Some(digest.name()),
        Print::Opaque { kind, .. } if kind == "photodna" => Some("pdna"),
        Print::Opaque { .. } => carried(print),
        _ => None,
    }
}

/// The element as text, if XML has characters for what it holds.
fn written(node: &Node) -> Result<String, &'static str> {
    let is_name = |name: &str| {
        let mut bytes = name.bytes();
        let letter = bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
        letter
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    let value = |text: &str| match text.chars().all(is_character) {
        true => Ok(escape(text).into_owned()),
        false => Err("XML has no place for a character of it"),
    };
    if !is_name(&node.name) || !node.attributes.iter().all(|(name, _)| is_name(name)) {
        return Err("XML has no place for the name of a field of it");
    }
    let mut text = format!("<{}", node.name);
    for (name, content) in &node.attributes {
        text += &format!(" {name}=\"{}\"", value(content)?);
    }
    text += &format!(">{}", value(&node.text)?);
    for child in &node.children {
        text += &written(child)?;
    }
    Ok(text + &format!("</{}>", node.name))
}

/// What XML 1.0 can hold, without the line ends that readers change.
fn is_character(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
