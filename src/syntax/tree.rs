//! The tree of a Markdown text, in two stages of knowing.
//!
//! [`Written`] is what the parser sees: targets and names as they were typed. The course resolves it to a tree
//! whose references cannot dangle. Both share the shapes below; only the leaves that refer to something else
//! differ, so a stage cannot be handed the wrong tree.

use std::fmt::Debug;

use crate::source::{Excerpt, Span};

/// A stage of knowing: which types the references of a tree have.
pub trait Stage {
    /// Where a link leads.
    type Link: Debug + Clone + PartialEq;
    /// A picture.
    type Image: Debug + Clone + PartialEq;
    /// A use of a glossary term.
    type Term: Debug + Clone + PartialEq;
    /// A use of a source.
    type Citation: Debug + Clone + PartialEq;
    /// A use of a value of `book.toml`.
    type Value: Debug + Clone + PartialEq;
    /// A reference to a footnote.
    type Footnote: Debug + Clone + PartialEq;
    /// A block written as a directive or as a GFM alert.
    type Directive: Debug + Clone + PartialEq;
    /// Raw HTML.
    type Html: Debug + Clone + PartialEq;
}

/// A piece of block content.
#[derive(Debug, Clone, PartialEq)]
pub enum Block<S: Stage> {
    /// Running text.
    Paragraph(Vec<Inline<S>>),
    /// A heading, which opens a section.
    Heading(Heading<S>),
    /// A list; `start` is its first number where it is ordered.
    List {
        /// First number of an ordered list; `None` for bullets.
        start: Option<u64>,
        /// Items in order.
        items: Vec<Item<S>>,
    },
    /// Terms with what they mean.
    Definitions(Vec<Definition<S>>),
    /// A block quote.
    Quote(Vec<Block<S>>),
    /// Code as written. The language is the first word of the info string; empty where none is given.
    Code {
        /// The language, in lower case.
        language: String,
        /// The code.
        text: String,
    },
    /// A table.
    Table {
        /// One for each column.
        alignments: Vec<Alignment>,
        /// The header row.
        head: Vec<Cell<S>>,
        /// The rows below.
        rows: Vec<Vec<Cell<S>>>,
    },
    /// A thematic break.
    Rule,
    /// Raw HTML.
    Html(S::Html),
    /// A directive.
    Directive(S::Directive),
}

/// A table cell.
pub type Cell<S> = Vec<Inline<S>>;

/// A term of a definition list.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition<S: Stage> {
    /// The term.
    pub term: Vec<Inline<S>>,
    /// What it means; usually one.
    pub meanings: Vec<Item<S>>,
}

/// A list item.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<S: Stage> {
    /// For a task list: whether the box is ticked.
    pub task: Option<bool>,
    /// The content. A tight item's text is [`Block::Paragraph`] too; see [`Item::tight`].
    pub body: Vec<Block<S>>,
    /// Whether the item's paragraphs are shown without space around them.
    pub tight: bool,
}

/// A heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading<S: Stage> {
    /// 1 to 6.
    pub level: u8,
    /// The anchor: as written (`{#id}`) or empty in [`Written`] where none is given; resolved later.
    pub id: String,
    /// Classes from `{.class}`.
    pub classes: Vec<String>,
    /// The text.
    pub content: Vec<Inline<S>>,
    /// The whole heading.
    pub span: Span,
}

/// Column alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// Not given.
    None,
    /// To the start of the line.
    Left,
    /// Centred.
    Center,
    /// To the end of the line, as for numbers.
    Right,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline<S: Stage> {
    /// Text.
    Text(String),
    /// Code in a line.
    Code(String),
    /// `*…*`
    Emphasis(Vec<Inline<S>>),
    /// `**…**`
    Strong(Vec<Inline<S>>),
    /// `~~…~~`
    Strikethrough(Vec<Inline<S>>),
    /// `m^2^`
    Superscript(String),
    /// `H~2~O`
    Subscript(String),
    /// `$…$`, `$$…$$`
    Math(Math),
    /// A link and its text.
    Link(S::Link, Vec<Inline<S>>),
    /// A picture in a line.
    Image(S::Image),
    /// Base text with its reading, in the pairs that are set together.
    Ruby(Vec<RubyPair>),
    /// A glossary term.
    Term(S::Term),
    /// A source.
    Citation(S::Citation),
    /// A value.
    Value(S::Value),
    /// A reference to a footnote.
    Footnote(S::Footnote),
    /// A line break in the source; a space between words, nothing between full-width characters.
    SoftBreak,
    /// A forced line break.
    HardBreak,
    /// Raw HTML in a line.
    Html(S::Html),
}

/// The language of a code block that is a question.
pub const QUIZ: &str = "quiz";

/// The language of a code block that is a formula.
pub const MATH: &str = "math";

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Math {
    /// As it is written, in TeX.
    pub tex: String,
    /// Whether it stands on a line of its own.
    pub display: bool,
}

/// Base characters and the reading above them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RubyPair {
    /// The characters.
    pub base: String,
    /// Their reading; may be empty for a character that needs none.
    pub reading: String,
}

/// The parser's stage: everything as typed, with its place.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {}

impl Stage for Written {
    type Link = WrittenLink;
    type Image = WrittenImage;
    type Term = WrittenTerm;
    type Citation = Name;
    type Value = Name;
    type Footnote = Name;
    type Directive = Directive;
    type Html = RawHtml;
}

/// A name as typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Whether an anchor or a class may have this name: letters, digits, `-` and `_`, so that it needs no escape
/// wherever a template puts it. Names that begin with `_` are the tool's own.
pub fn is_safe_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// A link as typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WrittenLink {
    /// The target, with Markdown's escapes and entities resolved.
    pub target: String,
    /// The title; empty where none is given.
    pub title: String,
    /// The whole link.
    pub span: Span,
}

/// A picture as typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WrittenImage {
    /// The file.
    pub target: String,
    /// The alternative text.
    pub alt: String,
    /// The title; empty where none is given.
    pub title: String,
    /// The whole picture.
    pub span: Span,
}

/// A use of a glossary term as typed: `[[term]]` or `[[term|shown]]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WrittenTerm {
    /// The term.
    pub term: String,
    /// What is shown.
    pub shown: String,
    /// Where.
    pub span: Span,
}

/// Raw HTML as typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RawHtml {
    /// The source text.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A directive as typed: `:::name[label]{key=value #id .class}` … `:::`, or `::name…`, or a GFM alert; or a fence
/// ```` ```quiz ```` with a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Directive {
    /// The name.
    pub name: Name,
    /// What stands in the brackets, to be parsed as Markdown by whoever knows what it is.
    pub label: Option<Excerpt>,
    /// `key=value` in order; `#id` has the key `id`, `.class` the key `class`.
    pub attributes: Vec<Attribute>,
    /// What stands between the fences. Empty for a leaf.
    pub body: Vec<Block<Written>>,
    /// What stands in a fence of its name, which is data and not Markdown.
    pub data: Option<Excerpt>,
    /// Whether it has a body: `:::` and not `::`.
    pub container: bool,
    /// The opening line.
    pub span: Span,
}

impl Directive {
    /// Whether an attribute is written, whatever its value.
    pub fn has(&self, key: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute.key.text == key)
    }
}

/// An attribute of a directive.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// The key.
    pub key: Name,
    /// The value without its quotes; `true` for a key that stands alone.
    pub value: Excerpt,
}

/// A footnote's definition.
#[derive(Debug, Clone, PartialEq)]
pub struct FootnoteDefinition<S: Stage> {
    /// Its label.
    pub label: Name,
    /// Its text.
    pub body: Vec<Block<S>>,
}

/// A parsed text.
#[derive(Debug, Clone, PartialEq)]
pub struct Document<S: Stage> {
    /// The content.
    pub body: Vec<Block<S>>,
    /// Footnotes in order of definition.
    pub footnotes: Vec<FootnoteDefinition<S>>,
}

impl<S: Stage> Default for Document<S> {
    fn default() -> Self {
        Self { body: Vec::new(), footnotes: Vec::new() }
    }
}

/// Calls `change` for every block of a typed text, outer blocks before those that they hold.
pub fn walk_mut(blocks: &mut [Block<Written>], change: &mut impl FnMut(&mut Block<Written>)) {
    for block in blocks {
        change(block);
        match block {
            Block::List { items, .. } => items.iter_mut().for_each(|item| walk_mut(&mut item.body, change)),
            Block::Definitions(definitions) => definitions
                .iter_mut()
                .flat_map(|definition| &mut definition.meanings)
                .for_each(|meaning| walk_mut(&mut meaning.body, change)),
            Block::Quote(body) => walk_mut(body, change),
            Block::Directive(directive) => walk_mut(&mut directive.body, change),
            _ => {}
        }
    }
}
