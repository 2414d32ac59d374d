//! What stands on pages, beyond the looks of single blocks and questions.

mod support;

use support::memory::{self, BOOK, PICTURE};

const QUIZ: &str = "questions:
  - id: q
    type: judge
    prompt: 正しいですか。
    answer: ok
    see: https://example.org/?a=1&b=2
";

#[test]
fn an_address_is_escaped_once_wherever_it_stands() {
    let lesson = "---\ntitle: 見本\n---\n\n[外](https://example.org/?a=1&b=2)\n\n::quiz{src=check}\n";
    let files = [BOOK, ("content/lesson.md", lesson), ("content/check.quiz.yaml", QUIZ)];
    let page = memory::page(&files, "lesson.html").value;
    assert_eq!(page.matches("https://example.org/?a=1&amp;b=2").count(), 3, "{page}");
    assert!(!page.contains("&amp;amp;"));
}

#[test]
fn a_draft_is_listed_and_counts_for_nothing() {
    let files = [
        BOOK,
        ("content/01-a.md", "---\ntitle: できたレッスン\nduration: 5\n---\n\n本文です。\n"),
        ("content/02-b.md", "---\ntitle: 書きかけ\nduration: 30\ndraft: true\n---\n\n::quiz{src=check}\n"),
        ("content/check.quiz.yaml", QUIZ),
    ];
    let home = memory::page(&files, "index.html").value;
    assert!(home.contains("書きかけ") && !home.contains("b.html"), "{home}");
    assert!(home.contains("約5分") && home.contains("1本") && !home.contains("確認問題"), "{home}");
    let lesson = memory::page(&files, "a.html").value;
    assert!(!lesson.contains("書きかけ"), "a lesson that is not built is no neighbour");
}

#[test]
fn moving_a_choice_changes_no_revision_and_changing_the_key_does() {
    let revision = |choices: &str| {
        let quiz =
            format!("questions:\n  - id: q\n    type: multiple\n    prompt: どれ\n    choices:\n{choices}");
        let files = [
            BOOK,
            PICTURE,
            ("content/lesson.md", "# 見本\n\n::quiz{src=check}\n"),
            ("content/check.quiz.yaml", quiz.as_str()),
        ];
        let course = memory::course(&files).value;
        let quiz = course.lessons().next().and_then(|lesson| lesson.quizzes.values().next().cloned());
        let published = quiz.and_then(|quiz| quiz.published(quiz.questions.first()?, "course"));
        published.expect("a question that can be asked").revision
    };
    let (a, b, c) = (
        "      - {text: 一, correct: true}\n",
        "      - {text: 二}\n",
        "      - {text: 二, correct: true}\n",
    );
    assert_eq!(revision(&format!("{a}{b}")), revision(&format!("{b}{a}")));
    assert_ne!(revision(&format!("{a}{b}")), revision(&format!("{a}{c}")));
}
