//! The practice page as it is built: what is there for what a learner missed, and what is not there without it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::memory;
use terakoya::diagnostics::Severity;
use terakoya::pipeline;
use terakoya::site::{Content, Site};

const LESSON: &str = "---\ntitle: 題\n---\n\n## 節 {#part}\n\n[[用語]] [@law]\n\n::quiz{src=check}\n";
const GLOSSARY: &str = "- term: 用語\n  text: 意味\n";
const SOURCES: &str = "law:\n  kind: law\n  title: 法\n";
const QUIZ: &str = "questions:
  - {id: q1, type: judge, prompt: \"[[用語]]は[正しい](#part)ですか。[@law]\", answer: ok, see: \"#part\", points: 0}
  - {id: q2, type: survey, prompt: どう思いますか。, choices: [{text: よい}, {text: わるい}]}
  - {id: q3, type: free, prompt: 書いてください。, model: 例}
  - {id: q4, type: free, prompt: 書いてください。, model: 例, points: 1, criteria: [書いた]}
  - id: q5
    type: single
    prompt: |
      どれですか。

      ![写真](images/example.svg)

      :::note
      「\"」と
      :::
    choices: [{text: 一, correct: true, feedback: はい}, {text: 二}]
";

fn site(book: &str, quiz: &str) -> Site {
    let files = [
        ("book.toml", book),
        memory::PICTURE,
        ("content/01-part/01-lesson.md", LESSON),
        ("content/01-part/check.quiz.yaml", quiz),
        ("content/01-part/images/example.svg", memory::PICTURE.1),
        ("content/glossary.yaml", GLOSSARY),
        ("content/sources.yaml", SOURCES),
    ];
    let built = pipeline::build(&memory::sources(&files));
    let errors: Vec<_> =
        built.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    built.value.site
}

fn text<'s>(site: &'s Site, path: &str) -> &'s str {
    match site.files.get(path) {
        Some(Content::Bytes(bytes)) => std::str::from_utf8(bytes).unwrap(),
        found => panic!("{path}: {found:?}"),
    }
}

/// The data of a script that defines some.
fn data(script: &str) -> Value {
    let (_, json) = script.trim_end().trim_end_matches(");").split_once(", ").unwrap();
    serde_json::from_str(json).unwrap()
}

/// The questions that are brought back, and where the outline says they are.
fn shard(site: &Site) -> (String, Value) {
    let outline = data(text(site, "outline.js"));
    let path = outline["practice"]["quizzes"][0]["script"].as_str().unwrap().to_owned();
    let shard = data(text(site, &path));
    (path, shard)
}

/// All elements of a tree.
fn elements<'t>(tree: &'t Value, found: &mut Vec<&'t Value>) {
    if let Some(parts) = tree.as_array() {
        found.push(tree);
        parts.iter().skip(2).for_each(|part| elements(part, found));
    }
}

const BOOK: &str = "[book]\ntitle = \"見本\"\n[course]\nid = \"example\"\n";

#[test]
fn what_can_be_right_is_brought_back_once_for_each_quiz() {
    let site = site(BOOK, QUIZ);
    let (path, shard) = shard(&site);
    assert!(path.starts_with("practice/check-") && path.ends_with(".js"), "{path}");
    assert_eq!(site.files.keys().filter(|path| path.starts_with("practice/")).count(), 1);
    let ids: Vec<_> =
        shard["questions"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["q1", "q4", "q5"], "no opinion, and nothing without points that oneself would judge");
    assert_eq!((&shard["page"]["title"], &shard["page"]["url"]), (&"題".into(), &"part/lesson.html".into()));
    assert!(text(&site, &path).contains("「\\\"」と"), "texts stay texts");
}

#[test]
fn addresses_lead_from_the_practice_page_to_where_things_are() {
    let site = site(BOOK, QUIZ);
    let (_, shard) = shard(&site);
    let mut found = Vec::new();
    for question in shard["questions"].as_array().unwrap() {
        elements(&question["tree"], &mut found);
    }
    let mut led = BTreeSet::new();
    for attributes in found.iter().map(|element| &element[1]) {
        for address in ["href", "src"].iter().filter_map(|name| attributes[*name].as_str()) {
            let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
            if file.is_empty() {
                let named = found.iter().any(|element| element[1]["id"] == anchor);
                assert!(named, "{address}");
            } else if file.ends_with(".html") {
                let page = text(&site, file);
                assert!(page.contains(&format!("id=\"{anchor}\"")), "{address}");
            } else {
                assert!(site.files.contains_key(file), "{address}");
            }
            led.insert(file.rsplit('/').next().unwrap().rsplit('.').next().unwrap().to_owned());
        }
    }
    assert_eq!(led, BTreeSet::from(["html".to_owned(), "svg".to_owned()]));
    let page = text(&site, "practice.html");
    let style =
        page.split('"').find(|word| word.starts_with("assets/page-") && word.ends_with(".css")).unwrap();
    assert!(text(&site, style).contains(".note"), "the looks of blocks in questions are there");
}

#[test]
fn nothing_is_left_of_it_where_it_is_not_wanted_or_has_nothing_to_bring_back() {
    let off = format!("{BOOK}practice = false\n");
    let survey = "questions:\n  - {id: q, type: survey, prompt: どう思いますか。, choices: [{text: よい}, {text: わるい}]}\n";
    let silent = "feedback: none\nquestions:\n  - {id: q, type: judge, prompt: 正しいですか。, answer: ok}\n";
    let unwanted = format!("practice: false\n{QUIZ}");
    for (book, quiz) in [(off.as_str(), QUIZ), (BOOK, unwanted.as_str()), (BOOK, survey), (BOOK, silent)] {
        let site = site(book, quiz);
        assert!(!site.files.keys().any(|path| path.starts_with("practice")), "{quiz}");
        assert_eq!(data(text(&site, "outline.js"))["practice"], Value::Null);
        for path in site.files.keys().filter(|path| path.ends_with(".html")) {
            let page = text(&site, path);
            assert!(!page.contains("practice.html") && !page.contains("data-due"), "{path}");
        }
        let scripts = site.files.keys().filter(|path| path.ends_with(".js"));
        assert!(scripts.into_iter().all(|path| !text(&site, path).contains("leitner")));
    }
}

#[test]
fn a_theme_that_puts_more_into_questions_is_told() {
    let view = "<ul class=\"choices\" style=\"x\"><li><my-choice></my-choice></li></ul>";
    let files = [
        ("book.toml", "[book]\ntitle = \"見本\"\n[course]\nid = \"example\"\n[theme]\nname = \"own\"\n"),
        ("content/lesson.md", "---\ntitle: 題\n---\n\n::quiz{src=check}\n"),
        (
            "content/check.quiz.yaml",
            "questions:\n  - {id: q, type: judge, prompt: a, answer: ok}\n  - {id: r, type: judge, prompt: b, answer: ok}\n",
        ),
        ("themes/own/questions/judge/view.html", view),
    ];
    let built = pipeline::build(&memory::sources(&files));
    let told: Vec<String> = built.diagnostics.iter().map(|found| found.message.en.to_string()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("<my-choice>") && told[1].contains("style="), "{told:?}");
}
