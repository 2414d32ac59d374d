//! A thousand mixed questions on one page: they can be built, and are laid out for the browser that has to bear them.
#![allow(clippy::disallowed_methods, reason = "what is written is built and opened by other programs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use serde_json::{Value, json};
use support::memory;
use support::random::{self, MAKERS, Random};
use terakoya::diagnostics::Severity;

/// `TERAKOYA_MANY` names a folder to which the course is written, which `tests/browser/many.test.mjs` opens once it is
/// built.
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
    let questions: Vec<Value> = (0..1000).map(question).collect();
    let quiz = |feedback: &str| json!({ "feedback": feedback, "questions": questions }).to_string();
    let (each, end) = (quiz("each"), quiz("end"));
    let files = [
        memory::BOOK,
        ("content/01-each.md", "---\ntitle: 1問ごと\n---\n\n::quiz{src=each}\n"),
        ("content/each.quiz.yaml", &each),
        ("content/02-end.md", "---\ntitle: 最後に\n---\n\n::quiz{src=end}\n"),
        ("content/end.quiz.yaml", &end),
        ("content/desk.svg", memory::PICTURE.1),
    ];
    let page = memory::page(&files, "each.html");
    let errors: Vec<_> =
        page.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(memory::cut(&page.value, "<form class=\"question\"", "</form>").len(), 1000);
    if let Some(folder) = std::env::var_os("TERAKOYA_MANY") {
        for (path, text) in files {
            let path = std::path::Path::new(&folder).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
}
