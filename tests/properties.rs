//! What holds for any input: a build comes to its end without a panic, whatever its files hold, and every place it
//! names is one that the author can be shown ([`support::inspect`] looks at all of them).
#![allow(clippy::disallowed_methods, reason = "a project lies on the disk, and time is bounded by a clock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use proptest::prelude::*;
use support::inspect::{Files, build, in_memory, in_memory_with, small};
use terakoya::diagnostics::Severity;
use terakoya::pipeline::Memo;
use terakoya::source::read;

/// The shipped course.
static SHIPPED: LazyLock<Files> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = read::read(root, &["content"], &["book.toml"]).value;
    let texts = sources.files().filter_map(|(path, _)| {
        Some((path.as_str().to_owned(), sources.text(path.as_str())?.as_bytes().to_vec()))
    });
    texts.collect()
});

/// What its builds leave for the next one, since most of it stays as it is.
static WARM: LazyLock<Mutex<Memo>> = LazyLock::new(Mutex::default);

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
        "$",
        "$$",
        "\\sqrt",
        "x^y^",
        "a~b~",
        "\n: ",
        "```quiz\nid: a\n",
        "```math\n",
        "{{#include ",
        "{{#include 01-lesson.md}}",
        "::::tabs\n:::tab[a]\n",
        "::::decision\n:::ask[a]{#a yes=a no=b}\n",
        "::video{src=a.webm captions=a.vtt}\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n",
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
        in_memory_with(&mut WARM.lock().unwrap_or_else(PoisonError::into_inner), &files);
    }

    #[test]
    fn any_file_may_be_missing(keep in prop::collection::vec(any::<bool>(), 9)) {
        let files = small().into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(file, _)| file).collect();
        build(&files);
    }
}
