//! Courses that are made rather than written, laid out for the browsers that have to bear them: a question of every
//! type in every state, and a thousand mixed questions on one page.
//!
//! `TERAKOYA_LAID_OUT` names a folder to which they are written, to be built and opened by `tests/browser/`
//! (`states.test.mjs`, `many.test.mjs`). Without it the tests see that they can be built.
#![allow(clippy::disallowed_methods, reason = "what is written is built and opened by other programs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::random::{self, MAKERS, Random};
use support::{asked, json, memory};
use terakoya::diagnostics::Severity;
use terakoya::questions::{State, TYPES};
use terakoya::source::{Excerpt, SourcePath};
use terakoya::syntax::yaml;

/// Writes a course, once it is seen that it can be built.
fn lay_out(name: &str, files: &[(&str, &str)]) {
    let page = memory::page(files, "each.html");
    let errors: Vec<_> =
        page.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    if let Some(folder) = std::env::var_os("TERAKOYA_LAID_OUT") {
        for (path, text) in files {
            let path = Path::new(&folder).join(name).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
}

/// A course with these questions on two pages: judged one by one, and all at the end.
fn course(name: &str, questions: &[Value], more: &[(&str, &str)]) {
    let quiz = |feedback: &str| json!({ "feedback": feedback, "questions": questions }).to_string();
    let (each, end) = (quiz("each"), quiz("end"));
    let files = [
        memory::BOOK,
        ("content/01-each.md", "---\ntitle: 1問ごと\n---\n\n::quiz{src=each}\n"),
        ("content/each.quiz.yaml", &each),
        ("content/02-end.md", "---\ntitle: 最後に\n---\n\n::quiz{src=end}\n"),
        ("content/end.quiz.yaml", &end),
        ("content/desk.svg", memory::PICTURE.1),
        ("content/images/desk.svg", memory::PICTURE.1),
    ];
    lay_out(name, &[&files, more].concat());
}

#[test]
fn a_thousand_mixed_questions_stand_on_one_page() {
    let mut random = Random::new(1_000);
    let question = |number: usize| -> Value {
        let maker = &MAKERS[number % MAKERS.len()];
        let mut question = random::question(maker, &format!("q{number}"), &mut random);
        question["prompt"] = json!(format!(
            "**問{number}** 患者さんから電話で病状を尋ねられました。本人かどうかを確かめる前に、何をしますか。"
        ));
        question["hint"] = json!("院内の規程の、電話での対応のところを思い出してください。");
        question["explanation"] = json!(
            "電話では相手の姿が見えません。まず、本人であることを**決められた方法**で確かめます。\n\n確かめられないときは、かけ直します。"
        );
        question
    };
    course("many", &(0..1000).map(question).collect::<Vec<_>>(), &[]);
}

/// A lesson with this question alone: what it loads is what the type weighs.
fn alone(question: &Value) -> [(String, String); 2] {
    let kind = question["type"].as_str().unwrap();
    let quiz = json!({ "questions": [question] }).to_string();
    let lesson = format!("---\ntitle: {kind}\n---\n\n::quiz{{src=only-{kind}}}\n");
    [(format!("content/only-{kind}.md"), lesson), (format!("content/only-{kind}.quiz.yaml"), quiz)]
}

/// The question that an editor inserts for each type, and a response of each sort to it.
#[test]
fn every_type_stands_on_a_page_with_responses_of_every_sort() {
    let mut random = Random::new(14);
    let (mut questions, mut responses) = (Vec::new(), json!({}));
    for kind in TYPES {
        let path = SourcePath::known("snippet.yaml");
        let both = yaml::parse(&Excerpt::verbatim(&path, kind.snippet(), 0)).value.unwrap();
        let mut question = json::of(both.get("ja").unwrap());
        question["id"] = json!(kind.name());
        question["type"] = json!(kind.name());
        question["hint"] = json!("思い出してみましょう。");
        question["explanation"] = json!("なぜそうなのかという、**少し長い**説明です。");
        let quiz = asked::quiz(&json!({ "questions": [question] }).to_string());
        let asked = quiz.questions[0].ask.as_ref().map(|ask| (&ask.question, quiz.questions[0].points));
        let (ask, points) = asked.unwrap_or_else(|| panic!("{} cannot be asked", kind.name()));
        let (key, right) = (ask.key(), ask.right_response());
        let mut found = |wanted: &[State]| {
            let response = || random::response(&key, &right, &mut random);
            std::iter::repeat_with(response)
                .take(2_000)
                .find(|response| wanted.contains(&ask.grade(response, points).state))
        };
        responses[kind.name()] = json!({
            "right": right,
            "partial": found(&[State::Partial]),
            "wrong": found(&[State::Wrong]).or_else(|| found(&[State::Unscored])),
            "misfit": [["nothing", "nothing"], {"nothing": {"a": "b"}}],
        });
        questions.push(question);
    }
    let alone: Vec<(String, String)> = questions.iter().flat_map(alone).collect();
    let responses = responses.to_string();
    let mut more: Vec<(&str, &str)> =
        alone.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    more.push(("responses.json", &responses));
    course("states", &questions, &more);
}
