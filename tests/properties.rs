//! What holds for any input: a build comes to its end without a panic, whatever its files hold, and every place it
//! names is one that the author can be shown.
#![allow(clippy::disallowed_methods, reason = "a project lies on the disk, and time is bounded by a clock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use proptest::prelude::*;
use support::course;
use terakoya::diagnostics::{Diagnostics, Language, Severity, terminal};
use terakoya::pipeline::{self, Build};
use terakoya::source::{File, Hash128, SourcePath, Sources, Span, read};

type Files = BTreeMap<String, Vec<u8>>;

/// A project in which every kind of file is used.
fn small() -> Files {
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

/// The shipped course.
static SHIPPED: LazyLock<Files> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = read::read(root, &["content"], &["book.toml"]).value;
    let texts = sources.files().filter_map(|(path, _)| {
        Some((path.as_str().to_owned(), sources.text(path.as_str())?.as_bytes().to_vec()))
    });
    texts.collect()
});

/// Builds the project from the disk, as the command does, and looks at all that was said.
fn build(files: &Files) -> (Build, Diagnostics) {
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

fn in_memory(files: &Files) -> (Build, Diagnostics) {
    let files = files.iter().map(|(path, bytes)| {
        let file = File::Text { text: Arc::from(str::from_utf8(bytes).unwrap()), hash: Hash128::of(bytes) };
        (SourcePath::new(path).unwrap(), file)
    });
    let sources = Sources { files: files.collect() };
    let built = pipeline::build(&sources);
    inspect(&sources, &built.diagnostics);
    (built.value, built.diagnostics)
}

/// Every place lies in its file, between characters, and every message can be shown in both languages.
fn inspect(sources: &Sources, diagnostics: &Diagnostics) {
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

#[test]
fn the_small_project_is_without_fault() {
    let (built, diagnostics) = build(&small());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!((built.summary.lessons, built.summary.questions), (1, 1));
    assert!(in_memory(&SHIPPED).1.iter().all(|found| found.code.severity() == Severity::Warning));
}

/// Snippets that mean something to one of the readers, alone or beside each other.
fn snippet() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "\n",
        "\n\n",
        "  ",
        "    ",
        "\t",
        "\u{3000}",
        "---\n",
        "- ",
        "1. ",
        "> ",
        "# ",
        "#",
        "### ",
        "**",
        "*",
        "_",
        "`",
        "```\n",
        "```quiz\n",
        "~~",
        "$",
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "[^a]",
        "\n[^a]: ",
        "[[",
        "]]",
        "|",
        "\n|---|\n",
        "{",
        "}",
        "{{",
        "}}",
        "{#a}",
        "{漏洩|ろうえい}",
        "[@law]",
        "[@",
        "\n:::note\n",
        "\n:::\n",
        "\n::::tip[札]{a=1}\n",
        "::quiz{src=check}\n",
        "::figure{src=",
        ":::post{from=\"",
        "：：：",
        "＃",
        "［［",
        "、",
        "。",
        "「",
        "」",
        "（",
        "）",
        "：",
        "\u{fe0f}",
        "\u{200b}",
        "が",
        "\u{304b}\u{3099}",
        "🏥",
        "<b>",
        "<!--",
        "</script>",
        "&amp;",
        "&#0;",
        "javascript:",
        "../",
        "..\\",
        "\\",
        "\"",
        "'",
        ": ",
        " #",
        "&a ",
        "*a",
        "!!str ",
        "? ",
        "%",
        "@",
        "null",
        "true",
        "1e999",
        "0x10",
        "id: q1\n",
        "type: judge\n",
        "answer: ok\n",
        "questions:\n",
        "correct: true\n",
        "title: x\n",
        "[book]\n",
        "[[record.field]]\n",
        "= ",
        "\"\"\"",
        "'''",
        "\u{feff}",
        "\r\n",
        "\r",
        "{% if",
        "{{ block.",
        "draft: true\n",
        "label = ",
        "kind = \"lesson\"\n",
        "<svg>",
        "width=\"0\"",
        "width=\"1e40\"",
        "<!DOCTYPE svg [<!ENTITY a \"b\">]>",
    ])
    .prop_map(str::to_owned);
    prop_oneof![6 => known, 1 => "\\PC{0,6}"]
}

/// Changes to a file: where (as a share of its length), how much goes, what comes.
#[derive(Debug, Clone)]
enum Edit {
    Insert(String),
    Delete(usize),
    Duplicate(usize),
    Move(usize, f64),
}

fn edits() -> impl Strategy<Value = Vec<(f64, Edit)>> {
    let edit = prop_oneof![
        4 => snippet().prop_map(Edit::Insert),
        2 => (1..40usize).prop_map(Edit::Delete),
        1 => (1..300usize).prop_map(Edit::Duplicate),
        1 => (1..100usize, 0.0..1.0).prop_map(|(length, to)| Edit::Move(length, to)),
    ];
    prop::collection::vec((0.0..1.0, edit), 1..8)
}

fn apply(text: &str, edits: &[(f64, Edit)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (share, edit) in edits {
        let at = |share: f64, chars: &Vec<char>| (share * chars.len() as f64) as usize;
        let from = at(*share, &chars);
        match edit {
            Edit::Insert(text) => chars.splice(from..from, text.chars()).for_each(drop),
            Edit::Delete(length) => chars.drain(from..(from + length).min(chars.len())).for_each(drop),
            Edit::Duplicate(length) => {
                let again: Vec<char> = chars[from..(from + length).min(chars.len())].to_vec();
                chars.splice(from..from, again).for_each(drop);
            }
            Edit::Move(length, to) => {
                let moved: Vec<char> = chars.drain(from..(from + length).min(chars.len())).collect();
                let to = at(*to, &chars);
                chars.splice(to..to, moved).for_each(drop);
            }
        }
    }
    chars.into_iter().collect()
}

fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        prop::collection::vec(snippet(), 0..40).prop_map(|snippets| snippets.concat().into_bytes()),
        // Japanese in encodings of old, and UTF-16.
        "[ぁ-ん一-龠]{1,30}".prop_map(|text| encoding_rs::SHIFT_JIS.encode(&text).0.into_owned()),
        "[ぁ-ん一-龠]{1,30}".prop_map(|text| encoding_rs::EUC_JP.encode(&text).0.into_owned()),
        "\\PC{1,30}".prop_map(|text| [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_any_file_come_to_an_end(which in any::<prop::sample::Index>(), bytes in any_bytes()) {
        let mut files = small();
        let path = which.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        files.insert(path, bytes);
        build(&files);
    }

    #[test]
    fn any_edits_of_any_file_come_to_an_end(which in any::<prop::sample::Index>(), edits in edits()) {
        let mut files = small();
        let path = which.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        let text = apply(str::from_utf8(&files[&path]).unwrap(), &edits);
        files.insert(path, text.into_bytes());
        build(&files);
    }

    #[test]
    fn any_edits_of_the_shipped_course_come_to_an_end(
        changes in prop::collection::vec((any::<prop::sample::Index>(), edits()), 1..4)
    ) {
        let mut files = SHIPPED.clone();
        let paths: Vec<String> =
            files.keys().filter(|path| [".md", ".yaml", ".toml"].iter().any(|end| path.ends_with(end))).cloned().collect();
        for (which, edits) in changes {
            let path = which.get(&paths);
            let text = apply(str::from_utf8(&files[path]).unwrap(), &edits);
            files.insert(path.clone(), text.into_bytes());
        }
        in_memory(&files);
    }

    #[test]
    fn any_file_may_be_missing(keep in prop::collection::vec(any::<bool>(), 9)) {
        let files = small().into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(file, _)| file).collect();
        build(&files);
    }
}

/// Builds the project with one file replaced, in at most `seconds`; returns the codes of what was said.
fn bounded(path: &str, text: &str, seconds: u64) -> Vec<&'static str> {
    let mut files = small();
    files.insert(path.to_owned(), text.as_bytes().to_vec());
    let start = Instant::now();
    let (_, diagnostics) = build(&files);
    let took = start.elapsed();
    assert!(took.as_secs() < seconds, "{path} with {} bytes took {took:?}", text.len());
    let mut codes: Vec<&'static str> = diagnostics.iter().map(|found| found.code.name()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

const LESSON: &str = "content/01-part/01-lesson.md";
const QUIZ: &str = "content/01-part/check.quiz.yaml";

#[test]
fn a_line_without_end_is_refused_or_built_in_bounded_time() {
    for path in [LESSON, QUIZ, "content/glossary.yaml", "book.toml", "content/plan.svg"] {
        let codes = bounded(path, &"長".repeat(10 << 20), 60);
        assert!(codes.contains(&"limit"), "{path}: {codes:?}");
    }
    let line = format!("---\ntitle: 題\n---\n\n{}\n", "長い**行**です。".repeat((7 << 20) / 25));
    let codes = bounded(LESSON, &line, 60);
    assert!(!codes.contains(&"limit"), "{codes:?}");
}

#[test]
fn nesting_without_end_is_refused_and_the_rest_is_built() {
    const DEEP: usize = 10_000;
    let ladder: String = (0..DEEP).map(|depth| format!("{}- a\n", " ".repeat(depth * 2))).collect();
    for body in [
        "> ".repeat(DEEP) + "a",
        "- ".repeat(DEEP) + "a",
        "[".repeat(DEEP) + &"](a)".repeat(DEEP),
        "**a ".repeat(DEEP) + &" a**".repeat(DEEP),
        "*_".repeat(DEEP) + "a" + &"_*".repeat(DEEP),
        "![".repeat(DEEP) + "a" + &"](b)".repeat(DEEP),
        ":::note\n".repeat(DEEP),
        (0..3_000).map(|depth| format!("{}note\n", ":".repeat(3_003 - depth))).collect(),
        "[[".repeat(DEEP) + &"]]".repeat(DEEP),
        "{a|".repeat(DEEP) + &"}".repeat(DEEP),
        "`".repeat(DEEP),
        "|a".repeat(DEEP) + "\n" + &"|-".repeat(DEEP),
        ladder,
    ] {
        bounded(LESSON, &format!("---\ntitle: 題\n---\n\n{body}\n"), 60);
    }
    let blocks: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    for text in ["[".repeat(DEEP), "{a: ".repeat(DEEP), "- ".repeat(DEEP), blocks] {
        for path in [QUIZ, "content/glossary.yaml", "content/sources.yaml"] {
            let codes = bounded(path, &text, 60);
            assert!(codes.contains(&"limit"), "{path}: {codes:?}");
        }
        bounded(LESSON, &format!("---\n{text}\n---\n"), 60);
    }
    bounded("book.toml", &format!("a = {}", "[".repeat(DEEP)), 60);
    bounded("book.toml", &format!("{}a = 1", "a.".repeat(DEEP)), 60);
    bounded("content/plan.svg", &("<g>".repeat(DEEP) + &"</g>".repeat(DEEP)), 60);
}

#[test]
fn a_quiz_of_five_thousand_questions_is_built() {
    let question = |number: usize| {
        format!(
            "  - id: q{number}\n    type: single\n    prompt: 問{number}\n    choices:\n      - {{text: はい, correct: true}}\n      - {{text: いいえ}}\n"
        )
    };
    let mut files = small();
    let text = format!("questions:\n{}", (0..5_000).map(question).collect::<String>());
    files.insert(QUIZ.to_owned(), text.into_bytes());
    let start = Instant::now();
    let (built, _) = build(&files);
    assert_eq!(built.summary.questions, 5_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Ten times the lessons in one part may take ten times as long and not a hundred times.
#[test]
fn time_grows_with_the_course_and_not_with_its_square() {
    let time = |lessons: usize| {
        let flat = course::light(lessons).into_iter().map(|(path, text)| {
            let name = path.rsplit('/').next().unwrap().to_owned();
            let path = if path.contains("-lesson-") { format!("content/01-part/{name}") } else { path };
            (path, text.into_bytes())
        });
        let files: Files = flat.collect();
        let start = Instant::now();
        assert_eq!(in_memory(&files).0.summary.lessons, lessons);
        start.elapsed().as_secs_f64()
    };
    time(10);
    let (few, many) = (time(150), time(1_500));
    assert!(many < few * 40.0, "{few} s for 150 lessons, {many} s for 1,500");
}

/// A page holds thousands of addresses and names; making it may not search through them again and again.
#[test]
fn time_grows_with_a_page_and_not_with_its_square() {
    let time = |links: usize| {
        let list: String =
            (0..links).map(|number| format!("- [a](#h{number})\n\n## x {{#h{number}}}\n\n")).collect();
        let mut files = small();
        files.insert(
            LESSON.to_owned(),
            format!("---\ntitle: 題\n---\n\n::quiz{{src=check}}\n\n{list}").into_bytes(),
        );
        let start = Instant::now();
        build(&files);
        start.elapsed().as_secs_f64()
    };
    time(10);
    let (few, many) = (time(2_000), time(20_000));
    assert!(many < few * 25.0, "{few} s for 2,000 links, {many} s for 20,000");
}
