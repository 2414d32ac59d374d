//! One tree for what authors write as data, in YAML or in TOML.
//!
//! Scalars stay as they were written (`1.10`, `no` and `007` are text), since only the reader of a key knows
//! what it must be; [`fields`](super::fields) decides. Every node knows its place. Here is no parser, and
//! nothing that knows a key.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::source::{Excerpt, Span};

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// From the first to the last byte of the value.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What can be written at one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing: a key with no value behind it.
    Null,
    /// A text, a number, a date: anything without parts.
    Scalar(Scalar),
    /// Values in order.
    List(Vec<Node>),
    /// Keys with values, in the order of the source. No key stands twice.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The key, decoded.
    pub key: String,
    /// Where the key was written.
    pub key_span: Span,
    /// The value.
    pub value: Node,
    /// The text that it was read from.
    pub origin: Origin,
}

/// The text that entries were read from, so that a message can show the author's own line. It is no part of
/// what was written, so all are equal.
#[derive(Clone)]
pub struct Origin(Arc<Excerpt>);

impl Origin {
    /// The text that is parsed.
    pub fn new(source: &Excerpt) -> Self {
        Self(Arc::new(source.clone()))
    }

    /// The text.
    pub fn text(&self) -> &Excerpt {
        &self.0
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origin")
    }
}

/// A value without parts, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scalar {
    /// The decoded text, with a map back to the file.
    pub text: Excerpt,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Bare: `text`. In TOML, everything that is not a string.
    Plain,
    /// In quotes; in TOML, every string.
    Quoted,
    /// A YAML block: `|` or `>` and indented lines.
    Block,
}

impl Node {
    /// The value of `key` where this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }
}
