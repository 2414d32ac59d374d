//! The looks and the grading of everything that lies in a folder of its own.
//!
//! Every block's `example.md` is built into a lesson, and its HTML compared with `expected.html` beside it.
//! Every question type's `examples.yaml` holds questions with responses and verdicts, and broken questions with
//! the codes of what is said about them. The verdicts judge the Rust grader here; `expected/grading.json` takes
//! the same examples to the JavaScript grader, and `expected/questions.html` shows the forms.
#![allow(clippy::disallowed_methods, reason = "what is checked is files")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use support::asked;
use support::golden::compare;
use support::memory::{self, BOOK, PICTURE};
use terakoya::diagnostics::{Checked, Severity};
use terakoya::gallery;
use terakoya::questions::TYPES;
use terakoya::questions::examples::{self, Example};
use terakoya::quiz::{Quiz, QuizQuestion};

#[test]
fn every_block_looks_as_expected() {
    for folder in folders("themes/default/blocks") {
        let example = read(&format!("{folder}/example.md"));
        let lesson = format!("---\ntitle: 見本\n---\n\n{example}");
        let beside = gallery::FILES.map(|(path, text)| (format!("content/{path}"), text));
        let mut files: Vec<(&str, &str)> = beside.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        files.extend([BOOK, PICTURE, ("content/lesson.md", lesson.as_str())]);
        let page = memory::page(&files, "lesson.html");
        assert_eq!(page.diagnostics.iter().collect::<Vec<_>>(), Vec::<&_>::new(), "{folder}/example.md");
        let html = page.value;
        let start = html.find("<div class=\"prose\">").expect("the text of the lesson");
        let end = html[start..].find("\n</div>\n\n").map_or(html.len(), |end| start + end);
        let body = html[start..end].trim_start_matches("<div class=\"prose\">").trim();
        compare(&format!("{folder}/expected.html"), &format!("{body}\n"));
    }
}

#[test]
fn every_example_question_is_judged_as_it_says() {
    for kind in TYPES {
        let folder = format!("src/questions/{}", kind.name());
        let mut grading = Vec::new();
        let mut forms = String::new();
        for example in examples::of(*kind) {
            if !example.broken.is_empty() {
                continue;
            }
            let name = &example.name.en;
            let course = memory::course(&project(&example.quiz));
            let codes = codes(&course);
            assert!(codes.is_empty(), "{folder}: {name}: {codes:?}");
            let quiz = first_quiz(&course);
            let (question, points) = asked(&quiz.questions[0], name);
            let mut responses = Vec::new();
            for (words, verdict) in &example.responses {
                let response = question.response_from_words(words);
                let judged = question.grade(&response, points).to_json();
                for (key, expected) in verdict.as_object().expect("a verdict is a map") {
                    assert_eq!(&judged[key], expected, "{folder}: {name}: {words}: {key}");
                }
                responses.push(json!({ "response": response, "verdict": judged }));
            }
            let best = question.grade(&question.right_response(), points);
            assert_eq!(best.earned, best.possible, "{folder}: {name}: the right response earns all points");
            let mut graded =
                json!({ "name": name, "points": points, "key": question.key(), "responses": responses });
            if let Some(hidden) = asked::hidden(question) {
                graded["hidden"] = hidden;
            }
            grading.push(graded);
            let page = memory::page(&project(&example.quiz), "lesson.html").value;
            for form in memory::cut(&page, "<form class=\"question\"", "</form>") {
                forms += &format!("<!-- {name} -->\n{form}\n");
            }
        }
        assert!(grading.len() >= 2, "{folder} has few examples");
        let grading = serde_json::to_string_pretty(&grading).expect("JSON") + "\n";
        compare(&format!("{folder}/expected/grading.json"), &grading);
        compare(&format!("{folder}/expected/questions.html"), &forms);
    }
}

#[test]
fn every_broken_question_is_told() {
    for kind in TYPES {
        let folder = format!("src/questions/{}", kind.name());
        let broken: Vec<Example> =
            examples::of(*kind).into_iter().filter(|example| !example.broken.is_empty()).collect();
        assert!(broken.len() >= 2, "{folder} shows few mistakes");
        for example in broken {
            let course = memory::course(&project(&example.quiz));
            assert_eq!(codes(&course), example.broken, "{folder}: {}", example.name.en);
            stands_beside_a_sound_one(&folder, &example);
        }
    }
}

/// The file, the line and the question are named, and a question behind it can still be asked.
fn stands_beside_a_sound_one(folder: &str, example: &Example) {
    let sound = "  - {id: sound, type: judge, prompt: 正しいですか。, answer: ok}\n";
    let quiz = format!("{}{sound}", example.quiz);
    let [book, picture, lesson, (path, _)] = project(&example.quiz);
    let files = [book, picture, lesson, (path, &quiz)];
    let page = memory::page(&files, "lesson.html");
    let name = &example.name.en;
    for found in
        page.diagnostics.iter().filter(|found| example.broken.iter().any(|code| code == found.code.name()))
    {
        let place = found.place.as_ref().expect("a place");
        assert_eq!(place.path.as_str(), path, "{folder}: {name}");
        assert!(place.span.range().end <= example.quiz.len(), "{folder}: {name}: {found:?}");
    }
    let asked = page.value.matches("data-question=\"").count();
    assert!(page.value.contains("data-question=\"sound\""), "{folder}: {name}");
    assert!(asked == 2 || page.value.contains("<code>q</code></p></div>"), "{folder}: {name}");
}

/// A course that places this quiz.
fn project(quiz: &str) -> [(&str, &str); 4] {
    [
        BOOK,
        PICTURE,
        ("content/lesson.md", "---\ntitle: 見本\n---\n\n::quiz{src=example}\n"),
        ("content/example.quiz.yaml", quiz),
    ]
}

fn first_quiz(course: &Checked<terakoya::course::Course>) -> &Quiz {
    let lesson = course.value.lessons().next().expect("a lesson");
    lesson.quizzes.values().next().expect("a quiz")
}

fn asked<'q>(question: &'q QuizQuestion, name: &str) -> (&'q dyn terakoya::questions::Question, u32) {
    let ask = question.ask.as_ref().unwrap_or_else(|| panic!("{name} cannot be asked"));
    (&*ask.question, question.points)
}

fn codes(course: &Checked<terakoya::course::Course>) -> Vec<String> {
    let told = course.diagnostics.iter().filter(|diagnostic| diagnostic.code.severity() != Severity::Off);
    told.map(|diagnostic| diagnostic.code.name().to_owned()).collect()
}

fn folders(path: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join(path)).expect("the folder can be read");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    folders
        .iter()
        .map(|folder| format!("{path}/{}", folder.file_name().expect("a name").to_string_lossy()))
        .collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}
