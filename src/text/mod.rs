//! Text whose references are resolved: the tree that a course is made of.
//!
//! [`Resolved`] is the second stage of the tree in [`crate::syntax::tree`]: every link has a target that
//! exists, every picture a size, every term a definition. [`Resolver`] turns the parser's stage into it, given
//! an [`Index`] of all that can be referred to. Nothing here knows HTML, URLs or files.

mod attributes;
mod blanks;
mod captions;
mod custom;
mod declaration;
mod directive;
mod index;
mod join;
mod link;
mod linking;
mod lookup;
mod named;
mod opening;
mod picture;
mod placement;
mod resolve;
mod ways;

pub use blanks::Blank;
pub use captions::{Captions, Cue};
pub use custom::{AttributeValue, Custom, PlacedQuiz, QuizUse, StyledBlock, StyledChild};
pub use declaration::{
    AttributeDeclaration, AttributeKind, BlockDeclaration, Body, ChildDeclaration, LabelUse,
};
pub use declaration::{KEYS as BLOCK, read as declare_block};
pub use directive::ENGINE;
pub use index::{Index, MediaFile, PageEntry, PageNames, TermEntry};
pub use join::plain_text;
pub use link::{Target, decode as percent_decoded};
pub use lookup::Lookup;
pub use picture::{Picture, svg_problem, svg_size};
pub use resolve::{Resolver, Setting, Uses};

use std::fmt;
use std::sync::Arc;

use crate::syntax::tree::{self, Stage};

/// The stage in which no reference dangles.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved {}

impl Stage for Resolved {
    type Link = Target;
    type Image = Picture;
    type Term = TermUse;
    /// The id of a source.
    type Citation = String;
    /// Values became words; what is left is a blank to be filled in.
    type Value = Blank;
    /// The footnote's number in order of first use, from 1.
    type Footnote = usize;
    type Directive = Custom;
    /// The HTML as it was typed, to be shown as text.
    type Html = String;
}

/// Block content without dangling references.
pub type Block = tree::Block<Resolved>;
/// Running text without dangling references.
pub type Inline = tree::Inline<Resolved>;
/// A whole text without dangling references.
pub type Document = tree::Document<Resolved>;

/// A glossary term at the place where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermUse {
    /// The term as the glossary defines it.
    pub term: String,
    /// The words that stand in the text.
    pub shown: String,
}

/// A page of the course, by what it is and not by where it will be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageId {
    /// The first page.
    Home,
    /// The list of all lessons.
    Contents,
    /// The glossary.
    Glossary,
    /// The list of sources.
    Sources,
    /// What the learner has done so far.
    Record,
    /// What was missed, brought back.
    Practice,
    /// Where words are looked for.
    Search,
    /// How the course looks and answers to keys, as the learner chooses.
    Settings,
    /// What works in this browser, for those who look after it.
    Check,
    /// What the course is, who made it, and what it keeps.
    About,
    /// The whole course as a book, to be printed.
    Print,
    /// A part's opening page, by the part's slug.
    Part(Arc<str>),
    /// A part as a booklet, to be printed, by the part's slug.
    PartPrint(Arc<str>),
    /// A lesson, by the slugs of its part (empty for a lesson outside any part) and its own.
    Lesson(Arc<str>, Arc<str>),
}

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PageId::Home => f.write_str("index"),
            PageId::Contents => f.write_str("contents"),
            PageId::Glossary => f.write_str("glossary"),
            PageId::Sources => f.write_str("sources"),
            PageId::Record => f.write_str("record"),
            PageId::Practice => f.write_str("practice"),
            PageId::Search => f.write_str("search"),
            PageId::Settings => f.write_str("settings"),
            PageId::Check => f.write_str("check"),
            PageId::About => f.write_str("about"),
            PageId::Print => f.write_str("print"),
            PageId::Part(part) => write!(f, "{part}/index"),
            PageId::PartPrint(part) => write!(f, "{part}/print"),
            PageId::Lesson(part, lesson) if part.is_empty() => f.write_str(lesson),
            PageId::Lesson(part, lesson) => write!(f, "{part}/{lesson}"),
        }
    }
}
