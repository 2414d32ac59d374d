//! Quizzes out of a text, without a course around them but for pictures of a desk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use terakoya::diagnostics::Language;
use terakoya::questions::{Hiding, Question};
use terakoya::quiz::hidden::Salt;
use terakoya::quiz::{self, Quiz};
use terakoya::source::{Excerpt, Hash128, SourcePath};
use terakoya::syntax::yaml;
use terakoya::text::{Index, MediaFile, Resolver, Setting};

/// The quiz that this YAML holds.
pub fn quiz(text: &str) -> Quiz {
    let path = SourcePath::new("content/a.quiz.yaml").unwrap();
    let node = yaml::parse(&Excerpt::verbatim(&path, text, 0)).value.unwrap_or_else(|| panic!("{text}"));
    let index = Index {
        language: Language::Japanese,
        pages: Arc::default(),
        terms: Arc::default(),
        sources: BTreeSet::new(),
        values: BTreeMap::new(),
        media: Arc::new(
            ["content/desk.svg", "content/images/desk.svg"]
                .map(|path| (SourcePath::known(path), MediaFile::Picture(4, 3)))
                .into(),
        ),
        quizzes: Arc::default(),
        blocks: Arc::default(),
        look: Hash128::of(b""),
        digest: Hash128::of(b""),
    };
    let page = SourcePath::new("content/a.md").unwrap();
    let mut resolver = Resolver::new(&index, &page, Setting::Data);
    quiz::read(&path, &node, false, 80, &mut resolver)
}

/// What a page has in place of the key where the answers are hidden; `None` where they cannot be.
pub fn hidden(question: &dyn Question) -> Option<Value> {
    let Hiding::Digests(canonical) = question.hiding() else { return None };
    let salt = Salt::of("course", "quiz", "question");
    let digests: Vec<String> = canonical.right.iter().map(|words| salt.digest(words)).collect();
    Some(json!({ "key": canonical.form, "salt": salt.text(), "digests": digests }))
}
