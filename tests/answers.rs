//! What belongs to the makers of a course alone: the answer file and the teacher's edition, where they lie and where
//! they do not.
#![allow(clippy::disallowed_methods, reason = "a test looks at the disk")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;
use support::command::{Project, SMALL};

const QUIZ: &str = "content/01-part/check.quiz.yaml";

fn answers(project: &Project, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(project.path(&format!("answers/{name}"))).unwrap()).unwrap()
}

/// Runs a build that must be refused, and sees to it that nothing changed anywhere.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], words: &str) {
    let before = project.surroundings();
    project.run(&[&["build"], arguments].concat()).exits(2).tells(words);
    let mut after = project.surroundings();
    after.retain(|path, bytes| before.contains_key(path) || !path.ends_with("-lock") || !bytes.is_empty());
    assert_eq!(after, before);
}

#[test]
fn answers_lie_outside_the_site_and_are_told_in_one_line() {
    let project = Project::small();
    let ran = project.run(&["build"]).exits(0);
    let line = ran.out.lines().find(|line| line.contains("answers")).unwrap_or_default();
    assert_eq!(line, "Answers, not to be handed out: ./answers/small-1.json");
    let file = answers(&project, "small-1.json");
    assert_eq!((&file["course"], &file["edition"]), (&"small".into(), &"1".into()));
    assert_eq!(file["digest"].as_str().unwrap().len(), 32);
    let entries = file["quizzes"]["check"]["q1"].as_object().unwrap();
    let (revision, entry) = entries.iter().next().unwrap();
    assert_eq!(revision.len(), 6);
    assert_eq!(*entry, serde_json::json!({"type": "judge", "points": 1, "key": {"answer": "ok"}}));
    assert!(project.tree("book").keys().all(|path| !path.contains("answers") && !path.contains("small-1")));
    // The same once more, byte for byte, and no file is touched.
    let stamps = project.stamps("answers");
    project.run(&["build"]).exits(0);
    assert_eq!(project.stamps("answers"), stamps);
}

#[test]
fn revisions_add_up_and_editions_have_files_of_their_own() {
    let project = Project::small();
    project.run(&["build"]).exits(0);
    project.edit(QUIZ, "answer: ok", "answer: ng");
    project.run(&["build"]).exits(0);
    project.edit(QUIZ, "id: q2", "id: q3");
    project.run(&["build"]).exits(0);
    let quiz = answers(&project, "small-1.json")["quizzes"]["check"].clone();
    assert_eq!(quiz["q1"].as_object().unwrap().len(), 2);
    assert_eq!(quiz.as_object().unwrap().keys().collect::<Vec<_>>(), ["q1", "q2", "q3"]);
    project.edit("book.toml", "id = \"small\"", "id = \"small\"\nedition = \"2\"");
    project.run(&["build"]).exits(0);
    assert_eq!(answers(&project, "small-2.json")["quizzes"]["check"]["q1"].as_object().unwrap().len(), 1);
    assert_eq!(answers(&project, "small-1.json")["quizzes"]["check"], quiz);
}

#[test]
fn the_revision_is_that_of_the_page() {
    let project = Project::small();
    for answers in ["open", "hidden"] {
        project.write(QUIZ, format!("answers: {answers}\n{}", SMALL[3].1));
        project.run(&["build"]).exits(0);
        let page = fs::read_to_string(project.path("book/part/first.html")).unwrap();
        let file = self::answers(&project, "small-1.json");
        let known = file["quizzes"]["check"]["q1"].as_object().unwrap();
        assert!(known.keys().any(|revision| page.contains(&format!("\"revision\":\"{revision}\""))));
    }
}

#[test]
fn only_a_build_that_succeeds_writes_answers() {
    let project = Project::small();
    project.run(&["check"]).exits(0);
    project.edit(QUIZ, "answer: ok", "answer: perhaps");
    project.run(&["build"]).exits(1);
    assert!(!project.path("answers").exists());
}

#[test]
fn places_that_learners_see_or_builds_read_are_refused() {
    let settings = |folder: &str| format!("{}\n[build]\nanswers-dir = \"{folder}\"\n", SMALL[0].1);
    for folder in ["book", "book/private", "content/../book"] {
        let project = Project::small();
        project.write("book.toml", settings(folder));
        refused(&project, &[], "that is part of the course that learners get");
    }
    // A link is followed, and one that leads nowhere yet would lead into the site once that is there.
    let project = Project::small();
    symlink("book", project.path("linked")).unwrap();
    project.write("book.toml", settings("linked"));
    refused(&project, &[], "a link on the way there leads nowhere");
    fs::create_dir(project.path("book")).unwrap();
    refused(&project, &[], "that is part of the course that learners get");
    let project = Project::small();
    refused(&project, &["-d", "answers"], "that is part of the course that learners get");
    project.write("book.toml", settings("content/answers"));
    refused(&project, &[], "it lies among the course's own files");
    project.write("book.toml", settings("private/answers"));
    project.run(&["build"]).exits(0);
    assert!(project.path("private/answers/small-1.json").exists());
}

#[test]
fn a_file_that_is_not_ours_stays() {
    let project = Project::small();
    project.write("answers/small-1.json", "{\"mine\": true}");
    let ran = project.run(&["build"]).exits(2).tells("small-1.json");
    assert!(ran.err.contains("answers-dir"), "{}", ran.err);
    assert_eq!(fs::read_to_string(project.path("answers/small-1.json")).unwrap(), "{\"mine\": true}");
}

#[test]
fn the_teachers_edition_has_answers_and_no_scripts() {
    let project = Project::small();
    let ran = project.run(&["build", "--answer-key", "../teacher"]).exits(0);
    assert!(ran.out.contains("For teachers, not to be handed out: ../teacher/index.html"), "{}", ran.out);
    let tree = support::command::tree(&project.path("../teacher"));
    let html = String::from_utf8(tree["index.html"].clone()).unwrap();
    assert_eq!(html.matches("class=\"sheet-answer\"").count(), 2);
    assert!(!html.contains("<script") && !tree.contains_key("paper.html"));
    assert!(tree.keys().all(|path| !path.ends_with(".js") && !path.contains("store")));
    // The same again changes nothing, and what somebody wrote there stays.
    project.run(&["build", "--answer-key", "../teacher"]).exits(0);
    project.write("../teacher/notes.txt", "mine");
    project.run(&["build", "--answer-key", "../teacher"]).exits(0);
    assert_eq!(fs::read_to_string(project.path("../teacher/notes.txt")).unwrap(), "mine");
}

#[test]
fn the_teachers_edition_keeps_away_from_the_site() {
    let project = Project::small();
    for folder in ["book", "book/teacher", "."] {
        refused(&project, &["--answer-key", folder], "overlaps the folder of the course");
    }
    project.run(&["build", "--answer-key", "content/teacher"]).exits(2).tells("among the course's own files");
    project.run(&["build", "--draw", "x"]).exits(2).tells("--answer-key");
}

#[test]
fn a_seed_draws_the_same_paper_again() {
    let mut quiz = "title: Exam\ndraw: 5\nshuffle: [questions, choices]\nquestions:\n".to_owned();
    for number in 0..20 {
        quiz += &format!(
            "  - id: q{number}\n    type: single\n    prompt: Question-{number}.\n    choices:\n      - {{text: right, correct: true}}\n      - {{text: wrong}}\n      - {{text: neither, keep: last}}\n"
        );
    }
    let project = Project::small();
    project.write(QUIZ, &quiz);
    project.edit("content/01-part/01-first.md", "::quiz", "::exam");
    let draw = |seed: &str| {
        project.run(&["build", "--answer-key", "../teacher", "--draw", seed]).exits(0);
        ["index.html", "paper.html"]
            .map(|name| fs::read_to_string(project.path(&format!("../teacher/{name}"))).unwrap())
    };
    let order = |html: &str| -> Vec<String> {
        html.split("Question-").skip(1).map(|rest| rest.split('.').next().unwrap().to_owned()).collect()
    };
    let [key, paper] = draw("spring");
    assert_eq!(order(&paper).len(), 5);
    assert_eq!(order(&key), order(&paper), "the answers are those of the paper");
    assert!(!paper.contains("sheet-answer") && !paper.contains("answer-mark"));
    assert!(paper.contains("<dt>Name</dt>") && paper.contains("<dt>Score</dt><dd>/ 5</dd>"));
    assert_eq!(draw("spring"), [key, paper.clone()]);
    // The start of SHA-256 of "spring" is the same seed in hexadecimal digits.
    assert_eq!(order(&draw("622a494d3ea8c7ba2fed4f37909f14d9")[1]), order(&paper));
    assert_ne!(order(&draw("autumn")[1]), order(&paper));
}
