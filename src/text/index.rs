//! All that a text can refer to, gathered before any text is resolved.

use std::collections::{BTreeMap, BTreeSet};

use super::{BlockDeclaration, Captions, PageId};
use crate::diagnostics::Language;
use crate::source::SourcePath;

/// The names that texts may use. Read-only while texts are resolved, so that they can be resolved in parallel.
#[derive(Debug, Clone)]
pub struct Index {
    /// The language of the course; error boxes and default labels are in it.
    pub language: Language,
    /// Pages by the file they are written in.
    pub pages: BTreeMap<SourcePath, PageEntry>,
    /// Terms by every form under which they may be used.
    pub terms: BTreeMap<String, TermEntry>,
    /// Sources by id.
    pub sources: BTreeMap<String, SourceEntry>,
    /// Values of `book.toml` by name.
    pub values: BTreeMap<String, String>,
    /// Pictures and other files of the course.
    pub media: BTreeMap<SourcePath, MediaFile>,
    /// Quiz files.
    pub quizzes: BTreeSet<SourcePath>,
    /// Blocks of the theme by name.
    pub blocks: BTreeMap<String, BlockDeclaration>,
}

/// A page that can be linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageEntry {
    /// The page.
    pub id: PageId,
    /// Its title as plain text.
    pub title: String,
    /// The sections and blocks that can be linked to.
    pub anchors: BTreeSet<String>,
    /// Whether it is still being written, and so not built.
    pub draft: bool,
}

/// A term that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermEntry {
    /// The form under which the glossary lists it.
    pub term: String,
}

/// A source that can be cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// Its title as plain text.
    pub title: String,
}

/// A file that can be shown or linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaFile {
    /// A picture with its width and height in CSS pixels.
    Picture(u32, u32),
    /// A picture that cannot be used, with the reason in Japanese and English.
    BadPicture(String, String),
    /// Subtitles of a sound or film.
    Captions(Captions),
    /// Any other file.
    Other,
}
