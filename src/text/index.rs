//! All that a text can refer to, gathered before any text is resolved.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{BlockDeclaration, PageId};
use crate::diagnostics::Language;
use crate::source::{Hash128, SourcePath};

/// The names that texts may use. Read-only while texts are resolved, so that they can be resolved in parallel.
#[derive(Debug, Clone)]
pub struct Index {
    /// The language of the course; error boxes and default labels are in it.
    pub language: Language,
    /// Pages.
    pub pages: Arc<PageNames>,
    /// Terms by every form under which they may be used.
    pub terms: Arc<BTreeMap<String, TermEntry>>,
    /// Ids of sources.
    pub sources: BTreeSet<String>,
    /// Values of `book.toml` by name.
    pub values: BTreeMap<String, String>,
    /// Pictures and other files of the course.
    pub media: Arc<BTreeMap<SourcePath, MediaFile>>,
    /// Quiz files.
    pub quizzes: Arc<BTreeSet<SourcePath>>,
    /// Blocks of the theme by name.
    pub blocks: Arc<BTreeMap<String, BlockDeclaration>>,
    /// The same for an equal language and equal blocks alone: what every text depends on.
    pub look: Hash128,
    /// The same for equal names alone.
    pub digest: Hash128,
}

/// The pages that can be linked to.
#[derive(Debug, Clone, Default)]
pub struct PageNames {
    /// By the file they are written in.
    pub files: BTreeMap<SourcePath, PageEntry>,
    /// The file of each page; the first one where several claim to be the same.
    pub by_page: HashMap<PageId, SourcePath>,
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TermEntry {
    /// The form under which the glossary lists it.
    pub term: String,
}

/// A file that can be shown or linked to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MediaFile {
    /// A picture with its width and height in CSS pixels.
    Picture(u32, u32),
    /// A picture that cannot be used, with the reason in Japanese and English.
    BadPicture(String, String),
    /// Any other file.
    Other,
}
