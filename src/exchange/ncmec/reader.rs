//! From XML to records. Elements are bounded in length, depth and number; declarations of entities are refused, so that
//! nothing in a document is longer than it is written.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::NAMESPACE;
use super::entry::change;
use super::node::Node;
use crate::exchange::json::{OnRow, Rows};
use crate::exchange::{ListFormat, MAX_RECORD, ReadError};
use crate::list::{End, Time};

const MAX_DEPTH: usize = 16;
/// Elements of a record: more than any record of the documentation by far.
const MAX_NODES: usize = 4096;

pub(in crate::exchange) fn read(
    from: &mut dyn BufRead,
    on_row: &mut OnRow<'_>,
) -> Result<End, ReadError> {
    let mut reader = Reader::from_reader(Metered { from, left: MAX_RECORD });
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document {
        reader,
        rows: Rows::new(on_row),
        path: Vec::new(),
        nodes: 0,
        last: None,
        more: false,
    };
    Ok(match document.read()? {
        ControlFlow::Continue(()) => document.end(),
        ControlFlow::Break(()) => End::default(),
    })
}

struct Document<'r, 'a> {
    reader: Reader<Metered<'r>>,
    rows: Rows<'a>,
    /// The open elements, outermost first; from the third on they are parts of a record.
    path: Vec<Node>,
    nodes: usize,
    last: Option<Time>,
    more: bool,
}

impl Document<'_, '_> {
    fn read(&mut self) -> Result<ControlFlow<()>, ReadError> {
        let (mut buffer, mut begun) = (Vec::new(), false);
        loop {
            if self.path.len() < 3 {
                self.reader.get_mut().left = MAX_RECORD;
            }
            buffer.clear();
            let event = match self.reader.read_event_into(&mut buffer) {
                Ok(event) => event.into_owned(),
                Err(error) => return Err(self.failed(error)),
            };
            match event {
                Event::Start(_) if begun && self.path.is_empty() => {
                    return Err(self.malformed("something follows its end"));
                }
                Event::Start(start) => {
                    self.open(&start)?;
                    begun = true;
                }
                Event::End(_) => {
                    if self.close().is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Event::Text(text) => self.add_text(&text.xml10_content())?,
                Event::CData(text) => self.add_text(&text.xml10_content())?,
                Event::GeneralRef(reference) => self.add_reference(&reference)?,
                Event::DocType(_) => return Err(self.malformed("it declares a document type")),
                Event::Eof if begun && self.path.is_empty() => {
                    return Ok(ControlFlow::Continue(()));
                }
                Event::Eof => return Err(self.malformed("it ends in the middle")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Empty(_) => {}
            }
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), ReadError> {
        let mut node = Node::new(start.local_name().as_ref());
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| self.malformed("an attribute is malformed"))?;
            let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0);
            let value =
                value.map_err(|_| self.malformed("an attribute holds an unknown reference"))?;
            node = node.with(attribute.key.as_ref(), value);
        }
        match self.path.len() {
            0 => self.begin(&node, start.name().prefix().is_some())?,
            1 => self.note_time(&node),
            MAX_DEPTH.. => return Err(self.malformed("its elements are nested too deeply")),
            _ => {}
        }
        self.nodes = if self.path.len() < 3 { 0 } else { self.nodes + 1 };
        if self.nodes > MAX_NODES {
            return Err(self.malformed("a record has too many elements"));
        }
        self.path.push(node);
        Ok(())
    }

    fn begin(&self, root: &Node, has_prefix: bool) -> Result<(), ReadError> {
        if root.name != "queryResult" {
            return Err(self.malformed("its root is not queryResult"));
        }
        let namespace = match has_prefix {
            true => root
                .attributes
                .iter()
                .find(|(name, _)| name.starts_with("xmlns:"))
                .map(|(_, value)| value.as_str()),
            false => root.attribute("xmlns"),
        };
        match namespace {
            None | Some(NAMESPACE) => Ok(()),
            Some(other) => {
                let version = other.rsplit("/v").next().filter(|version| version.len() < 4);
                let is_number = |version: &&str| version.bytes().all(|byte| byte.is_ascii_digit());
                let found = version.filter(is_number).unwrap_or("unknown").to_owned();
                Err(ReadError::Version { format: ListFormat::Ncmec, found })
            }
        }
    }

    fn note_time(&mut self, list: &Node) {
        let last = list.attribute("maxTimestamp").and_then(|text| text.parse().ok());
        self.last = self.last.max(last);
    }

    /// Ends an element: a record is handed over, a part of one goes to its parent, and lists are let go.
    fn close(&mut self) -> ControlFlow<()> {
        let Some(mut node) = self.path.pop() else { return ControlFlow::Continue(()) };
        node.text.truncate(node.text.trim_end().len());
        let list = self.path.get(1).map(|list| list.name.as_str());
        match (self.path.len(), list, node.name.as_str()) {
            (2, Some("images"), "image" | "deletedImage")
            | (2, Some("videos"), "video" | "deletedVideo") => {
                return self.rows.hand_over(change(node));
            }
            (2, Some("paging"), "next") => self.more |= !node.text.is_empty(),
            _ => {}
        }
        if let Some(parent) = self.path.get_mut(2..).and_then(|parts| parts.last_mut()) {
            parent.children.push(node);
        }
        ControlFlow::Continue(())
    }

    fn add_reference(&mut self, reference: &BytesRef<'_>) -> Result<(), ReadError> {
        let character = reference.resolve_char_ref().map_err(|error| self.failed(error))?;
        match (character, resolve_xml_entity(reference)) {
            (Some(character), _) => self.add_text(character.encode_utf8(&mut [0; 4])),
            (None, Some(text)) => self.add_text(text),
            (None, None) => Err(self.malformed("it holds an unknown reference")),
        }
    }

    /// Adds text to a part of a record; text between records means nothing.
    fn add_text(&mut self, text: &str) -> Result<(), ReadError> {
        let is_blank = text.chars().all(char::is_whitespace);
        match (self.path.len(), self.path.last_mut()) {
            (0, _) if !is_blank && text != "\u{feff}" => {
                Err(self.malformed("text stands outside its root"))
            }
            (3.., Some(node)) => {
                let text = if node.text.is_empty() { text.trim_start() } else { text };
                node.text.push_str(text);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end(&self) -> End {
        let last = self.last.filter(|_| !self.more);
        End { checkpoint: last.map(|time| time.to_string()), more: self.more }
    }

    fn failed(&self, error: quick_xml::Error) -> ReadError {
        match error {
            quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                self.malformed("a record is longer than 1 MiB")
            }
            quick_xml::Error::Io(error) => io::Error::from(error.kind()).into(),
            _ => self.malformed("it is not well-formed XML in UTF-8"),
        }
    }

    fn malformed(&self, reason: &'static str) -> ReadError {
        ReadError::Malformed { format: ListFormat::Ncmec, line: 0, column: 0, reason }
    }
}

/// Gives so many bytes and then an error, so that no element is gathered without end.
struct Metered<'r> {
    from: &'r mut dyn BufRead,
    left: usize,
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Metered<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.from.fill_buf()?;
        match bytes.get(..self.left.min(bytes.len())) {
            Some([]) if !bytes.is_empty() => Err(io::ErrorKind::FileTooLarge.into()),
            given => Ok(given.unwrap_or_default()),
        }
    }

    fn consume(&mut self, length: usize) {
        self.left -= length.min(self.left);
        self.from.consume(length);
    }
}
