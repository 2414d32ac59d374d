//! How a resolver asks the [`Index`]: every question is noted, so that what was resolved holds as long as the answers
//! are the same, whatever else becomes of the course.

use std::collections::{BTreeMap, BTreeSet};

use super::{BlockDeclaration, Index, MediaFile, PageId};
use crate::diagnostics::Language;
use crate::memo::Key;
use crate::source::{Hash128, SourcePath};

/// A question to the index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lookup {
    /// Which page is written in a file, and whether it is a draft.
    Page(SourcePath),
    /// Whether the page in a file has an anchor.
    Anchor(SourcePath, String),
    /// All anchors of the page in a file.
    Anchors(SourcePath),
    /// The title of a page.
    Title(PageId),
    /// The term that a form stands for.
    Term(String),
    /// Whether there is a source.
    Source(String),
    /// What a value is.
    Value(String),
    /// What a picture or another file is.
    Media(SourcePath),
    /// Whether there is a quiz file.
    Quiz(SourcePath),
    /// All names, to find the one that was meant.
    All,
}

impl Index {
    /// A hash of the answers to these questions.
    pub fn answers(&self, asked: &BTreeSet<Lookup>) -> Hash128 {
        let mut key = Key::default();
        for lookup in asked {
            key = match lookup {
                Lookup::Page(file) => key.with(self.page(file)),
                Lookup::Anchor(file, anchor) => key.with(self.has_anchor(file, anchor)),
                Lookup::Anchors(file) => key.with(self.pages.files.get(file).map(|page| &page.anchors)),
                Lookup::Title(page) => key.with(self.title(page)),
                Lookup::Term(form) => key.with(self.term(form)),
                Lookup::Source(id) => key.with(self.sources.contains(id)),
                Lookup::Value(name) => key.with(self.values.get(name)),
                Lookup::Media(file) => key.with(self.media.get(file)),
                Lookup::Quiz(file) => key.with(self.quizzes.contains(file)),
                Lookup::All => key.with(self.digest),
            };
        }
        key.done()
    }

    fn page(&self, file: &SourcePath) -> Option<(&PageId, bool)> {
        self.pages.files.get(file).map(|page| (&page.id, page.draft))
    }

    fn has_anchor(&self, file: &SourcePath, anchor: &str) -> bool {
        self.pages.files.get(file).is_some_and(|page| page.anchors.contains(anchor))
    }

    fn title(&self, page: &PageId) -> Option<&str> {
        let file = self.pages.by_page.get(page)?;
        self.pages.files.get(file).map(|page| page.title.as_str())
    }

    fn term(&self, form: &str) -> Option<&str> {
        self.terms.get(form).map(|entry| entry.term.as_str())
    }
}

/// An index, and what was asked of it. Nothing else gets at the index, so nothing is read that is not noted; but for
/// the language and the blocks of the theme, on which every text depends.
#[derive(Debug)]
pub(super) struct Asking<'a> {
    index: &'a Index,
    asked: BTreeSet<Lookup>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(index: &'a Index) -> Self {
        Self { index, asked: BTreeSet::new() }
    }

    /// All that was asked.
    pub(super) fn done(self) -> BTreeSet<Lookup> {
        self.asked
    }

    pub(super) fn language(&self) -> Language {
        self.index.language
    }

    pub(super) fn blocks(&self) -> &'a BTreeMap<String, BlockDeclaration> {
        &self.index.blocks
    }

    /// All names, to find the one that was meant.
    pub(super) fn all(&mut self) -> &'a Index {
        self.asked.insert(Lookup::All);
        self.index
    }

    pub(super) fn page(&mut self, file: &SourcePath) -> Option<(&'a PageId, bool)> {
        self.asked.insert(Lookup::Page(file.clone()));
        self.index.page(file)
    }

    pub(super) fn has_anchor(&mut self, file: &SourcePath, anchor: &str) -> bool {
        self.asked.insert(Lookup::Anchor(file.clone(), anchor.to_owned()));
        self.index.has_anchor(file, anchor)
    }

    pub(super) fn anchors(&mut self, file: &SourcePath) -> impl Iterator<Item = &'a str> {
        self.asked.insert(Lookup::Anchors(file.clone()));
        self.index.pages.files.get(file).into_iter().flat_map(|page| &page.anchors).map(String::as_str)
    }

    pub(super) fn title(&mut self, page: &PageId) -> Option<&'a str> {
        self.asked.insert(Lookup::Title(page.clone()));
        self.index.title(page)
    }

    pub(super) fn term(&mut self, form: &str) -> Option<&'a str> {
        self.asked.insert(Lookup::Term(form.to_owned()));
        self.index.term(form)
    }

    pub(super) fn has_source(&mut self, id: &str) -> bool {
        self.asked.insert(Lookup::Source(id.to_owned()));
        self.index.sources.contains(id)
    }

    pub(super) fn value(&mut self, name: &str) -> Option<&'a str> {
        self.asked.insert(Lookup::Value(name.to_owned()));
        self.index.values.get(name).map(String::as_str)
    }

    pub(super) fn media(&mut self, file: &SourcePath) -> Option<&'a MediaFile> {
        self.asked.insert(Lookup::Media(file.clone()));
        self.index.media.get(file)
    }

    pub(super) fn has_quiz(&mut self, file: &SourcePath) -> bool {
        self.asked.insert(Lookup::Quiz(file.clone()));
        self.index.quizzes.contains(file)
    }
}
