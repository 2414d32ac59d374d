//! Several right options, some or all of which a learner finds: the grading that `multiple` and `hotspot` share.
//!
//! The response is the list of keys that were chosen. With `credit: partial`, each right one adds its share and
//! each wrong one takes one away, never below zero, so that choosing everything earns nothing. With
//! `credit: all`, exactly the right ones earn the points.

use serde_json::{Value, json};

use super::choice::{self, Choice};
use super::{Hiding, Part, Response, State, Verdict};
use crate::syntax::fields::{Key, Kind, Record};

/// `credit` of a question.
pub const CREDIT: Key = Key::optional(
    "credit",
    Kind::Choice(&["partial", "all"]),
    "部分点をつけるか（partial）、すべて正しいときだけ点にするか（all）",
    "whether part of the points can be earned (partial) or only all of them (all)",
)
.or("partial");

/// What a part of the right response earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credit {
    /// Its share.
    Partial,
    /// Nothing.
    All,
}

impl Credit {
    /// What the author wrote as [`CREDIT`].
    pub fn of(record: &Record) -> Self {
        match record.choice(CREDIT.name) {
            Some("all") => Credit::All,
            _ => Credit::Partial,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Credit::Partial => "partial",
            Credit::All => "all",
        }
    }
}

/// What grading needs.
pub fn key(choices: &[Choice], credit: Credit) -> Value {
    json!({
        "choices": choice::keys(choices, |_| true),
        "correct": choice::keys(choices, |choice| choice.correct),
        "credit": credit.name(),
    })
}

/// How it is judged without its key.
pub fn hiding(choices: &[Choice], credit: Credit) -> Hiding {
    match credit {
        Credit::Partial => Hiding::Partial("credit: all"),
        Credit::All => {
            Hiding::set(&choice::keys(choices, |_| true), &choice::keys(choices, |choice| choice.correct))
        }
    }
}

/// The chosen keys, each once; `None` for what is no response to this question.
fn chosen<'r>(choices: &[Choice], response: &'r Response) -> Option<Vec<&'r str>> {
    let mut chosen: Vec<&str> = Vec::new();
    for key in response.as_array()? {
        let key = key.as_str()?;
        if !choices.iter().any(|choice| choice.key == key) || chosen.contains(&key) {
            return None;
        }
        chosen.push(key);
    }
    (!chosen.is_empty()).then_some(chosen)
}

/// Judges a response.
pub fn grade(choices: &[Choice], credit: Credit, response: &Response, points: u32) -> Verdict {
    let Some(chosen) = chosen(choices, response) else { return Verdict::pending(points) };
    let is_chosen = |choice: &Choice| chosen.contains(&choice.key.as_str());
    let count = |wanted: &dyn Fn(&Choice) -> bool| {
        u32::try_from(choices.iter().filter(|choice| wanted(choice)).count()).unwrap_or(u32::MAX)
    };
    let all = count(&|choice| choice.correct);
    let right = count(&|choice| choice.correct && is_chosen(choice));
    let wrong = count(&|choice| !choice.correct && is_chosen(choice));
    let mut verdict = match credit {
        Credit::All => Verdict::all_or_nothing(right == all && wrong == 0, points),
        Credit::Partial => Verdict::share(right.saturating_sub(wrong), all, points),
    };
    verdict.parts = choice::keys(choices, |_| true)
        .into_iter()
        .filter_map(|key| choices.iter().find(|choice| choice.key == key))
        .map(|choice| Part {
            id: choice.key.clone(),
            state: if is_chosen(choice) == choice.correct { State::Right } else { State::Wrong },
        })
        .collect();
    verdict
}

/// The response that earns all points.
pub fn right_response(choices: &[Choice]) -> Response {
    choices.iter().filter(|choice| choice.correct).map(|choice| choice.key.clone()).collect()
}

/// A response in which texts are replaced by keys.
pub fn response_from_words(choices: &[Choice], words: &Value) -> Response {
    match words.as_array() {
        Some(words) => words.iter().map(|word| choice::key_of(choices, word)).collect(),
        None => words.clone(),
    }
}
