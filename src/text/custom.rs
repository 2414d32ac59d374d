//! Blocks written as directives, once their names and attributes are known to be right.

use std::collections::BTreeMap;

use super::{Block, Cue, Inline, PageId, Picture};
use crate::source::{SourcePath, Span};
use crate::syntax::date::Date;
use crate::syntax::node::Node;

/// What a directive turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Custom {
    /// A block that the theme declares.
    Styled(StyledBlock),
    /// A quiz or an exam placed here.
    Quiz(PlacedQuiz),
    /// The certificate, with the anchor that the author gave it.
    Certificate(Option<String>),
    /// Something that could not be understood; shown as a box with this text where the course is previewed.
    Problem(String),
}

/// A quiz where it is placed.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedQuiz {
    /// Its file.
    pub file: SourcePath,
    /// The anchor that the author gave it.
    pub id: Option<String>,
}

/// That a page places a quiz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuizUse {
    /// The quiz's file.
    pub file: SourcePath,
    /// Whether it is placed as an exam: its points are the course's score.
    pub exam: bool,
    /// The line that places it.
    pub span: Span,
    /// The question, where it stands in the page itself. [`QuizUse::file`] is then a name that no file has.
    pub question: Option<Node>,
}

/// A block of the theme: data for its view.
#[derive(Debug, Clone, PartialEq)]
pub struct StyledBlock {
    /// The declared name.
    pub name: String,
    /// The anchor that the author gave it.
    pub id: Option<String>,
    /// Classes that the author gave it.
    pub classes: Vec<String>,
    /// The label, or the declared default.
    pub label: Option<Vec<Inline>>,
    /// Every declared attribute; `None` where it was not written.
    pub attributes: BTreeMap<String, Option<AttributeValue>>,
    /// The content, for a block without children.
    pub body: Vec<Block>,
    /// The children, for a block that declares some.
    pub children: Vec<StyledChild>,
    /// The opening line.
    pub span: Span,
}

/// A child of a block: an event of a timeline, an item of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct StyledChild {
    /// The declared name.
    pub name: String,
    /// The anchor that the author gave it.
    pub id: Option<String>,
    /// The label.
    pub label: Option<Vec<Inline>>,
    /// Every declared attribute; `None` where it was not written.
    pub attributes: BTreeMap<String, Option<AttributeValue>>,
    /// The content.
    pub body: Vec<Block>,
}

/// The value of an attribute, resolved by its declared kind.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// Plain text, or one of the declared words.
    Text(String),
    /// Running text.
    Markdown(Vec<Inline>),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// A picture. Its alternative text is an attribute of its own.
    Image(Picture),
    /// A sound or film, or any other file of the course.
    Media(SourcePath),
    /// A page of the course with its title.
    Lesson(PageId, String),
    /// The id of a source.
    Source(String),
    /// Subtitles, in order.
    Captions(Vec<Cue>),
    /// The id of a block on the same page.
    BlockReference(String),
    /// Another child of the same block, by its place among them, from 0.
    Child(usize),
    /// A point in per cent of a picture, from the left and from the top.
    Point(f64, f64),
    /// A point or an area in per cent of a picture: `x,y` or `x,y,width,height`.
    Region(Vec<f64>),
}
