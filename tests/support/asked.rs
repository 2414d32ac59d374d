//! Quizzes out of a text, without a course around them.

use std::collections::{BTreeMap, BTreeSet};

use terakoya::diagnostics::Language;
use terakoya::quiz::{self, Quiz};
use terakoya::source::{Excerpt, SourcePath};
use terakoya::syntax::yaml;
use terakoya::text::{Index, MediaFile, Resolver, Setting};

/// The quiz that this YAML holds.
pub fn quiz(text: &str) -> Quiz {
    let path = SourcePath::new("content/a.quiz.yaml").unwrap();
    let node = yaml::parse(&Excerpt::verbatim(&path, text, 0)).value.unwrap_or_else(|| panic!("{text}"));
    let index = Index {
        language: Language::Japanese,
        pages: BTreeMap::new(),
        terms: BTreeMap::new(),
        sources: BTreeMap::new(),
        values: BTreeMap::new(),
        media: BTreeMap::from([(SourcePath::known("content/desk.svg"), MediaFile::Picture(4, 3))]),
        quizzes: BTreeSet::new(),
        blocks: BTreeMap::new(),
    };
    let page = SourcePath::new("content/a.md").unwrap();
    let mut resolver = Resolver::new(&index, &page, Setting::Data);
    quiz::read(&path, &node, false, 80, &mut resolver)
}
