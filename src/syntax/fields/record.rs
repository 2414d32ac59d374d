//! What was read: typed values with their places.

use super::super::date::Date;
use super::super::duration::Duration;
use crate::source::{Excerpt, Place, SourcePath, Span};

/// A value of the kind that was asked for, and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// The value's place. Of a default: the empty span at the start of its map.
    pub span: Span,
    /// The value.
    pub datum: Datum,
}

/// A value by kind; see [`Kind`](super::Kind).
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// Markdown, not yet parsed.
    Text(Excerpt),
    /// One line of plain text.
    Plain(Excerpt),
    /// A name for machines.
    Id(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// One of the declared words.
    Choice(&'static str),
    /// A day.
    Date(Date),
    /// A length of time.
    Duration(Duration),
    /// Values in order. Those with an error are left out.
    List(Vec<Typed>),
    /// Known keys.
    Record(Record),
    /// Keys that the author chose, in the order of the source. Those whose value has an error are left out.
    Map(Vec<Member>),
}

/// A key that the author chose, with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// The key's place.
    pub key_span: Span,
    /// The value.
    pub value: Typed,
}

/// A map that was read against declared keys.
///
/// Getters give the written value or, where the key is not written or its value was wrong (which was then
/// reported), the declared default. They return `None` (an empty slice for lists and maps) where there is
/// neither, and where the key was declared with another kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The file.
    pub path: SourcePath,
    /// The whole map.
    pub span: Span,
    pub(super) fields: Vec<Field>,
}

/// A declared key in a map.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: &'static str,
    /// Key and value where they were written, be the value right or wrong.
    pub(super) written: Option<(Span, Span)>,
    pub(super) value: Option<Typed>,
}

macro_rules! getters {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $pattern:pat => $result:expr;)*) => {
        impl Typed {
            $($(#[doc = $doc])+ pub fn $name(&self) -> Option<$type> {
                match &self.datum { $pattern => Some($result), _ => None }
            })*
        }

        impl Record {
            $($(#[doc = $doc])+ pub fn $name(&self, name: &str) -> Option<$type> { self.get(name)?.$name() })*
        }
    };
}

getters! {
    /// The Markdown text.
    text: &Excerpt = Datum::Text(excerpt) => excerpt;
    /// The line of plain text.
    plain: &Excerpt = Datum::Plain(excerpt) => excerpt;
    /// The name.
    id: &str = Datum::Id(id) => id;
    /// The whole number.
    integer: i64 = Datum::Integer(integer) => *integer;
    /// Whether it is `true`.
    boolean: bool = Datum::Boolean(boolean) => *boolean;
    /// The declared word.
    choice: &'static str = Datum::Choice(word) => word;
    /// The day.
    date: Date = Datum::Date(date) => *date;
    /// The length of time.
    duration: Duration = Datum::Duration(duration) => *duration;
    /// The map with known keys.
    record: &Record = Datum::Record(record) => record;
}

impl Typed {
    /// The values of a list or tuple; empty where this is none.
    pub fn list(&self) -> &[Typed] {
        match &self.datum {
            Datum::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map with free keys; empty where this is none.
    pub fn map(&self) -> &[Member] {
        match &self.datum {
            Datum::Map(members) => members,
            _ => &[],
        }
    }
}

impl Record {
    /// A map in which no key is written and none has a default.
    pub fn empty(path: &SourcePath) -> Self {
        Self { path: path.clone(), span: Span::default(), fields: Vec::new() }
    }

    /// The value of a key, of whatever kind.
    pub fn get(&self, name: &str) -> Option<&Typed> {
        self.field(name)?.value.as_ref()
    }

    /// The values of a list or tuple; empty where there are none.
    pub fn list(&self, name: &str) -> &[Typed] {
        self.get(name).map_or(&[], Typed::list)
    }

    /// The entries of a map with free keys; empty where there are none.
    pub fn map(&self, name: &str) -> &[Member] {
        self.get(name).map_or(&[], Typed::map)
    }

    /// Where the value was written; `None` where the key was left out.
    pub fn span(&self, name: &str) -> Option<Span> {
        self.field(name)?.written.map(|(_, value)| value)
    }

    /// Where the key was written; `None` where it was left out.
    pub fn key_span(&self, name: &str) -> Option<Span> {
        self.field(name)?.written.map(|(key, _)| key)
    }

    /// What to point at when there is something to say of a key: its value or, where it was left out, the map.
    pub fn place(&self, name: &str) -> Place {
        Place::new(&self.path, self.span(name).unwrap_or(self.span))
    }

    /// What to point at when there is something to say of all that a key holds: the key or, where it was left
    /// out, the map.
    pub fn key_place(&self, name: &str) -> Place {
        Place::new(&self.path, self.key_span(name).unwrap_or(self.span))
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
