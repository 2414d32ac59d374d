//! The search as it is built: how large it is, what is in it, and what never is.
#![allow(clippy::disallowed_methods, reason = "what is laid out is looked at by other programs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use support::memory;
use support::random::Random;
use terakoya::diagnostics::Severity;
use terakoya::site::{Content, Site};

fn built(files: &[(String, String)]) -> Site {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let built = terakoya::pipeline::build(&memory::sources(&files));
    let errors = built.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error);
    assert_eq!(errors.count(), 0, "{:?}", built.diagnostics);
    built.value.site
}

/// The files of the search by path.
fn files(site: &Site) -> BTreeMap<&str, &str> {
    let own = site.files.iter().filter(|(path, _)| path.starts_with("search/"));
    own.map(|(path, content)| match content {
        Content::Bytes(bytes) => (path.as_str(), std::str::from_utf8(bytes).unwrap()),
        Content::SourceFile(..) => panic!("{path}"),
    })
    .collect()
}

/// Whether a file of the search holds the words of a page, and not a piece of the index.
fn is_text(path: &str) -> bool {
    path.starts_with("search/t")
}

/// A course whose words are as many and as unevenly used as in real prose: lessons of about 6 KB, from a vocabulary of
/// 6,000 words of two kanji by Zipf's law, and particles between them.
fn prose(lessons: usize) -> Vec<(String, String)> {
    const PARTICLES: [&str; 12] = [
        "の",
        "を",
        "に",
        "は",
        "が",
        "と",
        "から",
        "まで",
        "について",
        "します。",
        "されます。",
        "ときは、",
    ];
    let mut random = Random::new(26);
    let kanji: Vec<char> = (0..1_400).filter_map(|at| char::from_u32(0x4E00 + at * 13)).collect();
    let mut word = || (0..2).map(|_| kanji[random.below(kanji.len())]).collect();
    let words: Vec<String> = (0..6_000).map(|_| word()).collect();
    let mut files = vec![("book.toml".to_owned(), memory::BOOK.1.to_owned())];
    for number in 0..lessons {
        let mut text = format!("---\ntitle: 題{number}\n---\n\n");
        for section in 0..5 {
            write!(text, "## 節{section}\n\n").unwrap();
            for _ in 0..95 {
                // The n-th word is used about 1/n as often as the first.
                let share = random.below(1_000_000) as f64 / 1e6;
                let at = (share * (words.len() as f64).ln()).exp() as usize;
                text += &words[at.clamp(1, words.len()) - 1];
                text += PARTICLES[random.below(PARTICLES.len())];
            }
            text += "\n\n";
        }
        let part = number / 20;
        files.push((format!("content/{part:02}-part-{part:02}/{number:05}-n{number:05}.md"), text));
    }
    files
}

/// `TERAKOYA_LAID_OUT` names a folder to which the files of the search are written, for `tests/browser/search.test.mjs`.
#[test]
fn the_index_of_a_thousand_lessons_is_small() {
    let site = built(&prose(1000));
    let files = files(&site);
    let (text, index): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| is_text(path));
    let sum = |files: &[(&&str, &&str)]| files.iter().map(|(_, text)| text.len()).sum::<usize>();
    let most = |files: &[(&&str, &&str)]| files.iter().map(|(_, text)| text.len()).max().unwrap();
    println!("index {} in {} files of at most {} bytes", sum(&index), index.len(), most(&index));
    println!("text {} in {} files of at most {} bytes", sum(&text), text.len(), most(&text));
    assert!(sum(&index) <= 1_500_000 && most(&index) <= 16_000 && most(&text) <= 12_000);
    if let Some(folder) = std::env::var_os("TERAKOYA_LAID_OUT") {
        let folder = std::path::Path::new(&folder).join("large");
        std::fs::create_dir_all(folder.join("search")).unwrap();
        for (path, text) in files {
            std::fs::write(folder.join(path), text).unwrap();
        }
    }
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn the_same_course_gives_the_same_files_and_an_edit_changes_few() {
    let lessons = prose(300);
    let (one, two) = (built(&lessons), built(&lessons));
    assert_eq!(files(&one), files(&two));
    let mut edited = lessons;
    let (_, text) = edited.iter_mut().find(|(path, _)| path.ends_with("00150-n00150.md")).unwrap();
    text.push_str("この一文を足しました。");
    let edited = built(&edited);
    let (before, after) = (files(&one), files(&edited));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<&&str> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    assert_eq!(changed.iter().filter(|path| is_text(path)).count(), 1, "{changed:?}");
    // Its shards are those of about twenty new pairs and signs, and the version.
    assert!(changed.len() < 26 && changed.len() * 2 < before.len(), "{} of {}", changed.len(), before.len());
    assert!(changed.contains(&&"search/index.js"));
    // No page changes but its own, and those that tell the digest of all files.
    let pages = |site: &Site| -> BTreeMap<String, Content> {
        let own = site.files.iter().filter(|(path, _)| path.ends_with(".html"));
        own.map(|(path, content)| (path.clone(), content.clone())).collect()
    };
    let (before, after) = (pages(&one), pages(&edited));
    let changed: Vec<&String> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    assert_eq!(changed, ["about.html", "check.html", "part-07/n00150.html"]);
}

const LESSON: &str = "---
title: 見本の題
description: 紹介の文
objectives: [目標の文]
---

初めの段落で、[[用語]]と{漢字|るび}を使います。

## 節の見出し

本文は**強い**`コード`です。[つなぐ](https://example.org/address)

:::note[枠の名前]
枠の中身
:::

:::reveal[開く前の名前]
隠した中身
:::

| 列名 | 値段 |
|---|---|
| 左の欄 | 右の欄 |

::quiz{src=asked}

::quiz{src=drawn}

::exam{src=exam}

注の付いた文。[^a]

[^a]: 注の中身
";

const ASKED: &str = "questions:
  - id: q
    type: single
    prompt: 尋ねる文
    hint: 手がかり
    choices:
      - {text: 正しい選択, correct: true, feedback: 説く文}
      - {text: 違う選択}
    explanation: 解説の文
  - id: c
    type: cloze
    prompt: 穴埋めの前書き
    text: 文中の{{blank}}です
    blanks: {blank: {answers: [穴の答え]}}
";

const DRAWN: &str = "shuffle: questions
questions:
  - {id: d, type: judge, prompt: 引かれた問い, answer: ok}
";

/// The words of all entries, with kind, anchor and heading.
fn entries(files: &BTreeMap<&str, &str>) -> Vec<[String; 5]> {
    let texts = files.iter().filter(|(path, _)| is_text(path));
    texts
        .flat_map(|(_, text)| {
            let json = text.split_once(", ").unwrap().1.trim_end().strip_suffix(");").unwrap();
            let page: serde_json::Value = serde_json::from_str(json).unwrap();
            serde_json::from_value::<Vec<[String; 5]>>(page["entries"].clone()).unwrap()
        })
        .collect()
}

#[test]
fn what_everybody_may_read_is_found_and_nothing_else() {
    let drawn = DRAWN.replace("shuffle: questions", "shuffle: [questions]");
    let exam = DRAWN.replace("shuffle: questions\n", "").replace("引かれた", "試験の");
    let draft = "---\ntitle: 書きかけの題\ndraft: true\n---\n\n書きかけの文\n";
    let glossary = "- term: 用語\n  reading: ようごのよみ\n  also: [別名]\n  text: 意味の文\n";
    let site = built(&owned(&[
        memory::BOOK,
        ("content/index.md", "# はじめ\n\n入り口の文\n"),
        ("content/01-lesson.md", LESSON),
        ("content/02-draft.md", draft),
        ("content/glossary.yaml", glossary),
        ("content/asked.quiz.yaml", ASKED),
        ("content/drawn.quiz.yaml", &drawn),
        ("content/exam.quiz.yaml", &exam),
    ]));
    let files = files(&site);
    let found = entries(&files);
    let entry = |kind: &str, heading: &str| {
        let is = |entry: &&[String; 5]| entry[0] == kind && entry[2] == heading;
        found.iter().find(is).unwrap_or_else(|| panic!("{kind} {heading} in {found:#?}"))
    };
    let term = entry("term", "用語");
    assert_eq!(term[1..], ["_term-1", "用語", "ようごのよみ\n別名", "意味の文"]);
    assert_eq!(entry("page", "見本")[4], "入り口の文");
    assert_eq!(entry("page", "見本の題")[4], "紹介の文\n目標の文\n初めの段落で、用語と漢字を使います。");
    assert_eq!(
        entry("section", "節の見出し")[4],
        "本文は強いコードです。つなぐ\n枠の名前\n枠の中身\n開く前の名前\n列名 値段\n左の欄 右の欄\n注の付いた文。"
    );
    assert_eq!(entry("section", "注1")[4], "注の中身");
    assert_eq!(entry("question", "確認テスト 問 1")[1..2], ["_q1:1:"]);
    assert_eq!(entry("question", "確認テスト 問 1")[4], "尋ねる文");
    assert_eq!(entry("question", "確認テスト 問 2")[4], "穴埋めの前書き");
    assert_eq!(found.len(), 7, "{found:#?}");
    // Every anchor is there.
    let pages: String = ["lesson.html", "glossary.html", "index.html"]
        .iter()
        .map(|path| match &site.files[*path] {
            Content::Bytes(bytes) => std::str::from_utf8(bytes).unwrap(),
            Content::SourceFile(..) => panic!("{path}"),
        })
        .collect();
    for [_, anchor, ..] in found.iter().filter(|entry| !entry[1].is_empty()) {
        assert!(pages.contains(&format!(" id=\"{anchor}\"")), "{anchor}");
    }
    // Neither as words nor as a pair of the index.
    let all: String = files.values().copied().collect();
    for hidden in [
        "手がかり",
        "正しい選択",
        "違う選択",
        "説く文",
        "解説の文",
        "穴の答え",
        "文中の",
        "隠した中身",
        "引かれた",
        "試験の",
        "書きかけ",
        "address",
        "るび",
    ] {
        let pairs: Vec<String> =
            hidden.chars().zip(hidden.chars().skip(1)).map(|(one, two)| format!("{one}{two}")).collect();
        assert!(!all.contains(hidden), "{hidden}");
        assert!(pairs.iter().any(|pair| !all.contains(pair)), "{hidden}: {pairs:?}");
    }
}
