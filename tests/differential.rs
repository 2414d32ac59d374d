//! Many random questions and responses, judged here and once more by the graders that learners' browsers run.
//!
//! `TERAKOYA_VERDICTS` names a file to which all is written as lines of JSON, which
//! `tests/browser/differential.test.mjs` reads; without it a few are judged, to see that all can be made.
#![allow(clippy::disallowed_methods, reason = "what is written is for another program")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};
use support::asked;
use support::random::{self, MAKERS, Random};
use terakoya::questions::TYPES;
use terakoya::questions::fold::Fold;

/// Responses to each question.
const RESPONSES: usize = 25;
/// Questions of which the browser's graders hear, and so at least 100,000 responses.
const QUESTIONS: usize = 4_200;

#[test]
fn verdicts_are_those_of_the_browser() {
    let file = std::env::var_os("TERAKOYA_VERDICTS");
    let count = if file.is_some() { QUESTIONS } else { 140 };
    let mut random = Random::new(20_251_001);
    let mut lines = String::new();
    let mut seen = BTreeSet::new();
    for number in 0..count {
        let maker = &MAKERS[number % MAKERS.len()];
        let written = json!({"questions": [random::question(maker, "q", &mut random)]}).to_string();
        let quiz = asked::quiz(&written);
        let question = &quiz.questions[0];
        let ask = question.ask.as_ref().unwrap_or_else(|| panic!("cannot be asked: {written}"));
        let (key, right) = (ask.question.key(), ask.question.right_response());
        let cases: Vec<Value> = (0..RESPONSES)
            .map(|_| {
                let response = random::response(&key, &right, &mut random);
                let verdict = ask.question.grade(&response, question.points).to_json();
                seen.insert(format!("{} {}", maker.kind, verdict["state"]));
                json!([response, verdict])
            })
            .collect();
        let hidden = asked::hidden(ask.question.as_ref());
        let line = json!({"type": maker.kind, "points": question.points, "key": key, "hidden": hidden, "cases": cases});
        writeln!(lines, "{line}").unwrap();
    }
    let made: BTreeSet<&str> = MAKERS.iter().map(|maker| maker.kind).collect();
    assert!(TYPES.iter().all(|kind| made.contains(kind.name())), "a type is not made: {made:?}");
    for kind in made {
        let best = if kind == "survey" { "unscored" } else { "right" };
        assert!(seen.contains(&format!("{kind} \"{best}\"")), "no right response to {kind}");
        assert!(seen.contains(&format!("{kind} \"pending\"")), "no response that is none to {kind}");
    }
    for words in
        [vec!["width"], vec!["case"], vec!["kana"], vec!["space"], vec!["width", "case", "kana", "space"]]
    {
        writeln!(lines, "{}", folded(&words)).unwrap();
    }
    if let Some(file) = file {
        std::fs::write(file, lines).unwrap();
    }
}

/// What becomes of each character of the Basic Multilingual Plane that does not stay what it is.
fn folded(words: &[&str]) -> Value {
    let fold = Fold::of(words);
    let changed = ('\0'..='\u{FFFF}').filter_map(|c| {
        let folded = fold.apply(c.encode_utf8(&mut [0; 4]));
        (!folded.chars().eq([c])).then(|| json!([u32::from(c), folded]))
    });
    json!({"fold": words, "changed": changed.collect::<Vec<Value>>()})
}
