//! Input of hostile size: it is refused by name or built, and the time it takes grows with it and not faster.
#![allow(clippy::disallowed_methods, reason = "a project lies on the disk, and time is bounded by a clock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::time::Instant;

use support::course;
use support::inspect::{Files, build, in_memory, small};
use terakoya::pipeline;
use terakoya::source::{File, Hash128, SourcePath, Sources};

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

#[test]
fn many_of_a_kind_take_time_in_proportion() {
    // Problems are not shown here: to find the line of each takes a look at the file.
    let made = |path: &str, text: &str, seconds: u64| {
        let mut files = small();
        files.insert(path.to_owned(), text.as_bytes().to_vec());
        let files = files.iter().map(|(path, bytes)| {
            let file = File::Text { text: str::from_utf8(bytes).unwrap().into(), hash: Hash128::of(bytes) };
            (SourcePath::new(path).unwrap(), file)
        });
        let sources = Sources { files: files.collect() };
        let start = Instant::now();
        pipeline::build(&sources);
        assert!(start.elapsed().as_secs() < seconds, "{path}: {:?}", start.elapsed());
    };
    let many = 20_000;
    let headings = format!("---\ntitle: 題\n---\n\n{}", "## a\n\n".repeat(many));
    made(LESSON, &headings, 30);
    let terms: String = (0..many).map(|n| format!("- term: 用語{n}\n  text: 意味\n")).collect();
    made("content/glossary.yaml", &terms, 30);
    let question = |n: usize, id: usize| {
        format!(
            "  - id: q{id}\n    type: single\n    prompt: 問{n}\n    choices:\n      - text: あ\n      - txt: い\n"
        )
    };
    let questions: String = (0..many).map(|n| question(n, n / 2)).collect();
    made(QUIZ, &format!("questions:\n{questions}"), 30);
    let choices: String = (0..many).map(|n| format!("      - text: 選択肢{}\n", n / 2)).collect();
    let one = "questions:\n  - id: q1\n    type: single\n    prompt: 問\n    choices:\n";
    made(QUIZ, &format!("{one}{choices}"), 30);
}
