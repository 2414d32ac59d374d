//! A project in which every kind of file is used, built from the disk or from memory, and all that was said about
//! it looked at: each place must lie in its file, and each message must be fit to be shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use terakoya::diagnostics::{Diagnostics, Language, Severity, terminal};
use terakoya::pipeline::{self, Build, Memo};
use terakoya::source::{File, Hash128, SourcePath, Sources, Span, read};

/// Files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A project in which every kind of file is used.
pub fn small() -> Files {
    [
        (
            "book.toml",
            "[book]\ntitle = \"小さな教材\"\n[course]\nid = \"small\"\n[values]\nofficer = \"係\"\n[theme]\nname = \"mine\"\n[check]\nraw-html = \"error\"\n",
        ),
        (
            "content/01-part/01-lesson.md",
            "---\ntitle: 題\n---\n\n## 節 {#s}\n\n[[用語]]と{{officer}}と[@law]と[^a]。\n\n:::mine[札]{kind=b}\n中身\n:::\n\n![絵](../plan.svg)\n\n::quiz{src=check}\n\n[^a]: 注\n",
        ),
        (
            "content/01-part/check.quiz.yaml",
            "title: 確認\nquestions:\n  - id: q1\n    type: single\n    prompt: |\n      **どれ**ですか。\n    choices:\n      - text: これ\n        correct: true\n      - text: それ\n        feedback: ちがいます。\n    see: 01-lesson.md#s\n",
        ),
        ("content/glossary.yaml", "- term: 用語\n  reading: ようご\n  text: 意味。\n  source: law\n"),
        ("content/sources.yaml", "law:\n  kind: law\n  title: 法律\n  url: https://example.org/\n"),
        (
            "content/plan.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"><rect width=\"4\" height=\"3\"/></svg>",
        ),
        (
            "themes/mine/blocks/mine/block.toml",
            "label = \"optional\"\nbody = \"blocks\"\nabout = { ja = \"札\", en = \"a label\" }\n\n[attributes.kind]\nkind = \"choice\"\nvalues = [\"a\", \"b\"]\nabout = { ja = \"種類\", en = \"its kind\" }\n",
        ),
        ("themes/mine/blocks/mine/view.html", "<div>{{ block.label | safe }}{{ block.body | safe }}</div>\n"),
        ("themes/mine/strings/ja.toml", "[nav]\nhome = \"初め\"\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .into()
}

/// Builds the project from the disk, as the command does, and looks at all that was said.
pub fn build(files: &Files) -> (Build, Diagnostics) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let folders = ["content", "themes"].map(|name| (name, folder.path().join(name).exists()));
    let folders: Vec<&str> = folders.iter().filter(|(_, exists)| *exists).map(|(name, _)| *name).collect();
    let read = read::read(folder.path(), &folders, &["book.toml"]);
    let mut diagnostics = Diagnostics::default();
    let sources = read.drain_into(&mut diagnostics);
    let built = pipeline::build(&sources).drain_into(&mut diagnostics);
    inspect(&sources, &diagnostics);
    (built, diagnostics)
}

pub fn in_memory(files: &Files) -> (Build, Diagnostics) {
    in_memory_with(&mut Memo::default(), files)
}

/// The same, with what earlier builds left: what is built does not depend on it (`tests/memo.rs`), but the time does.
pub fn in_memory_with(memo: &mut Memo, files: &Files) -> (Build, Diagnostics) {
    let files = files.iter().map(|(path, bytes)| {
        let file = File::Text { text: Arc::from(str::from_utf8(bytes).unwrap()), hash: Hash128::of(bytes) };
        (SourcePath::new(path).unwrap(), file)
    });
    let sources = Sources { files: files.collect() };
    let built = pipeline::build_with(memo, &sources);
    inspect(&sources, &built.diagnostics);
    (built.value, built.diagnostics)
}

/// Every place lies in its file, between characters, and every message can be shown in both languages.
pub fn inspect(sources: &Sources, diagnostics: &Diagnostics) {
    let source = |path: &SourcePath| sources.text(path.as_str()).map(Arc::clone);
    for found in diagnostics.iter() {
        for place in found.place.iter().chain(found.related.iter().map(|(place, _)| place)) {
            match source(&place.path) {
                Some(text) => assert!(text.get(place.span.range()).is_some(), "{found:?}"),
                // A file that could not be read, or one of the theme in the binary.
                None => {
                    let whole = place.span == Span::default();
                    assert!(whole || place.path.as_str().starts_with("(default theme)/"), "{found:?}");
                }
            }
        }
        for language in [Language::Japanese, Language::English] {
            assert!(!found.message.get(language).trim().is_empty(), "{found:?}");
            for (severity, color) in [(Severity::Error, true), (Severity::Warning, false)] {
                let shown = terminal::render(found, severity, &source, language, color);
                assert!(shown.contains(found.code.name()), "{shown}");
            }
        }
    }
}
