//! Questions of several parts, each of which takes one of the same options: `matching` (a left side takes a right
//! side), `sorting` (a thing takes a bin), `matrix` (a row takes a column).
//!
//! The response is `{part: option}` in keys. A question is pending until one part was given; parts that were not
//! given then earn nothing. With `credit: partial` each part earns its share, with `credit: all` only all of them
//! earn the points.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::item::{self, Item};
use super::{Hiding, Part, Question, Reading, Response, State, Verdict, Words};
use crate::syntax::fields::{Key, Kind};

/// `credit` of a question of several parts.
pub(super) const CREDIT: Key = Key::optional(
    "credit",
    Kind::Choice(&["partial", "all"]),
    "1つずつ点をつけるか（partial）、すべて正しいときだけ点にするか（all）",
    "whether each part earns its share (partial) or only all of them earn the points (all)",
)
.or("partial");

/// A question of several parts.
#[derive(Debug)]
pub(super) struct Parts {
    /// The parts in the order in which they are shown.
    parts: Vec<Item>,
    /// The options in the order in which they are shown.
    options: Vec<Item>,
    /// The key of the right option by that of its part.
    answers: BTreeMap<String, String>,
    /// Whether only all parts together earn points.
    all: bool,
}

impl Parts {
    /// The question whose parts and options are shown in this order. `pairs` holds parts with their right option.
    pub(super) fn new<'p>(
        parts: Vec<Item>,
        options: Vec<Item>,
        pairs: impl IntoIterator<Item = (&'p Item, &'p Item)>,
        reading: &Reading<'_, '_>,
    ) -> Self {
        let answers =
            pairs.into_iter().map(|(part, option)| (part.key.clone(), option.key.clone())).collect();
        Self { parts, options, answers, all: reading.record.choice("credit") == Some("all") }
    }

    /// The keys of the options, in an order that does not depend on the author's.
    fn option_keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.options.iter().map(|option| option.key.as_str()).collect();
        keys.sort_unstable();
        keys
    }

    /// What was given: the key of an option by that of its part. `None` for what is no response to this question.
    fn given<'r>(&self, response: &'r Response) -> Option<&'r Map<String, Value>> {
        let given = response.as_object().filter(|given| !given.is_empty())?;
        let fits = |(part, option): (&String, &Value)| {
            let is_option = |key: &str| self.options.iter().any(|option| option.key == key);
            self.answers.contains_key(part) && option.as_str().is_some_and(is_option)
        };
        given.iter().all(fits).then_some(given)
    }
}

impl Question for Parts {
    fn key(&self) -> Value {
        json!({ "answers": self.answers, "options": self.option_keys(), "credit": if self.all { "all" } else { "partial" } })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        let Some(given) = self.given(response) else { return Verdict::pending(points) };
        let judged = self.answers.iter().map(|(part, answer)| Part {
            id: part.clone(),
            state: match given.get(part) {
                None => State::Pending,
                Some(option) if option == answer => State::Right,
                Some(_) => State::Wrong,
            },
        });
        let parts: Vec<Part> = judged.collect();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let right = count(parts.iter().filter(|part| part.state == State::Right).count());
        let all = count(parts.len());
        let verdict = if self.all {
            Verdict::all_or_nothing(right == all, points)
        } else {
            Verdict::share(right, all, points)
        };
        Verdict { parts, ..verdict }
    }

    fn hiding(&self) -> Hiding {
        if !self.all {
            return Hiding::Partial("credit: all");
        }
        let parts: Vec<&str> = self.answers.keys().map(String::as_str).collect();
        let right: Vec<&str> = self.answers.values().map(String::as_str).collect();
        Hiding::map(&parts, &self.option_keys(), &right)
    }

    fn right_response(&self) -> Response {
        json!(self.answers)
    }

    fn response_from_words(&self, words: &Value) -> Response {
        let Some(words) = words.as_object() else { return words.clone() };
        let pair = |(part, option): (&String, &Value)| {
            let option = match option.as_str() {
                Some(word) => Value::from(item::key_of(&self.options, word)),
                None => option.clone(),
            };
            (item::key_of(&self.parts, part), option)
        };
        Value::Object(words.iter().map(pair).collect())
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        let mut rows = |items: &[Item], kind: &str| -> Vec<Value> {
            let row = |item: &Item| {
                json!({
                    "key": item.key,
                    "text": words.line(&item.text),
                    "plain": item.plain,
                    "id": words.id(&format!("-{kind}{}", item.key)),
                })
            };
            items.iter().map(row).collect()
        };
        json!({ "parts": rows(&self.parts, "p"), "options": rows(&self.options, "o") })
    }

    fn answer(&self, words: &mut dyn Words) -> Value {
        let row = |part: &Item| {
            let answer = self.answers.get(&part.key);
            let option = self.options.iter().find(|option| Some(&option.key) == answer)?;
            Some(json!({
                "key": part.key,
                "text": words.line(&part.text),
                "answer": words.line(&option.text),
            }))
        };
        let rows: Vec<Value> = self.parts.iter().filter_map(row).collect();
        json!({ "parts": rows })
    }
}
