//! One record as a small tree.

use serde_json::{Map, Value};

/// An element: its name, its attributes, its children, and its text without the blanks around it.
#[derive(Default)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
    pub(super) text: String,
}

impl Node {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// An element that holds text and nothing else.
    pub(super) fn of_text(name: &str, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::new(name) }
    }

    pub(super) fn with(mut self, attribute: &str, value: impl Into<String>) -> Self {
        self.attributes.push((attribute.to_owned(), value.into()));
        self
    }

    pub(super) fn holding(mut self, children: Vec<Node>) -> Self {
        self.children = children;
        self
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The children of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn text(&self) -> Option<&str> {
        Some(self.text.as_str()).filter(|text| !text.is_empty())
    }

    /// Takes the first child of that name out.
    pub(super) fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.children.iter().position(|child| child.name == name)?;
        Some(self.children.remove(at))
    }

    /// The element as JSON: its text, or an object with `#text`, its attributes behind an `@`, and arrays of its children.
    pub(super) fn into_json(self) -> Value {
        if self.attributes.is_empty() && self.children.is_empty() {
            return self.text.into();
        }
        let mut object = Map::new();
        if !self.text.is_empty() {
            object.insert("#text".to_owned(), self.text.into());
        }
        for (name, value) in self.attributes {
            object.insert(format!("@{name}"), value.into());
        }
        for mut child in self.children {
            let name = std::mem::take(&mut child.name);
            let list = object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list {
                list.push(child.into_json());
            }
        }
        object.into()
    }

    /// The element that such JSON stands for.
    pub(super) fn from_json(name: &str, value: Value) -> Self {
        let mut node = Self::new(name);
        match value {
            Value::Object(object) => {
                object.into_iter().for_each(|(name, value)| node.add(&name, value))
            }
            Value::String(text) => node.text = text,
            other => node.text = other.to_string(),
        }
        node
    }

    fn add(&mut self, name: &str, value: Value) {
        match (name.strip_prefix('@'), value) {
            (Some(attribute), Value::String(value)) => {
                self.attributes.push((attribute.to_owned(), value));
            }
            (_, Value::String(text)) if name == "#text" => self.text = text,
            (_, Value::Array(list)) => {
                self.children.extend(list.into_iter().map(|value| Self::from_json(name, value)));
            }
            (_, value) => self.children.push(Self::from_json(name, value)),
        }
    }
}
