//! `multiple`: any number of choices is right. The response is the list of keys that were chosen.
//!
//! With `credit: partial`, each right choice adds its share and each wrong one takes one away, never below
//! zero, so that ticking everything earns nothing. With `credit: all`, exactly the right ones earn the points.

use serde_json::{Value, json};

use super::choice::{self, CHOICES, Choice};
use super::{Part, Question, QuestionType, Reading, Response, State, Verdict, Words};
use crate::syntax::fields::{Key, Kind};

/// The type.
#[derive(Debug)]
pub struct Multiple;

#[derive(Debug)]
struct MultipleQuestion {
    id: String,
    choices: Vec<Choice>,
    credit: Credit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Credit {
    Partial,
    All,
}

impl QuestionType for Multiple {
    fn name(&self) -> &'static str {
        "multiple"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            CHOICES,
            Key::optional(
                "credit",
                Kind::Choice(&["partial", "all"]),
                "部分点をつけるか（partial）、すべて正しいときだけ点にするか（all）",
                "whether part of the points can be earned (partial) or only all of them (all)",
            )
            .or("partial"),
        ];
        KEYS
    }

    fn look(&self) -> &'static [(&'static str, &'static str)] {
        look!()
    }

    fn shared(&self) -> &'static [&'static str] {
        &["choices"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let choices = choice::read(reading);
        if choices.is_empty() {
            return None;
        }
        if !choices.iter().any(|choice| choice.correct) {
            let none = choice::none_right(reading);
            reading.report(none);
            return None;
        }
        let credit = match reading.record.choice("credit") {
            Some("all") => Credit::All,
            _ => Credit::Partial,
        };
        Some(Box::new(MultipleQuestion { id: reading.id.to_owned(), choices, credit }))
    }
}

impl MultipleQuestion {
    /// The chosen keys, each once; `None` for what is no response to this question.
    fn chosen<'r>(&self, response: &'r Response) -> Option<Vec<&'r str>> {
        let mut chosen: Vec<&str> = Vec::new();
        for key in response.as_array()? {
            let key = key.as_str()?;
            if !self.choices.iter().any(|choice| choice.key == key) || chosen.contains(&key) {
                return None;
            }
            chosen.push(key);
        }
        (!chosen.is_empty()).then_some(chosen)
    }
}

impl Question for MultipleQuestion {
    fn key(&self) -> Value {
        let credit = match self.credit {
            Credit::Partial => "partial",
            Credit::All => "all",
        };
        json!({
            "choices": choice::keys(&self.choices, |_| true),
            "correct": choice::keys(&self.choices, |choice| choice.correct),
            "credit": credit,
        })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        let Some(chosen) = self.chosen(response) else { return Verdict::pending(points) };
        let is_chosen = |choice: &Choice| chosen.contains(&choice.key.as_str());
        let count = |wanted: &dyn Fn(&Choice) -> bool| {
            u32::try_from(self.choices.iter().filter(|choice| wanted(choice)).count()).unwrap_or(u32::MAX)
        };
        let all = count(&|choice| choice.correct);
        let right = count(&|choice| choice.correct && is_chosen(choice));
        let wrong = count(&|choice| !choice.correct && is_chosen(choice));
        let mut verdict = match self.credit {
            Credit::All => Verdict::all_or_nothing(right == all && wrong == 0, points),
            Credit::Partial => Verdict::share(right.saturating_sub(wrong), all, points),
        };
        verdict.parts = choice::keys(&self.choices, |_| true)
            .into_iter()
            .filter_map(|key| self.choices.iter().find(|choice| choice.key == key))
            .map(|choice| Part {
                id: choice.key.clone(),
                state: if is_chosen(choice) == choice.correct { State::Right } else { State::Wrong },
            })
            .collect();
        verdict
    }

    fn right_response(&self) -> Response {
        self.choices.iter().filter(|choice| choice.correct).map(|choice| choice.key.clone()).collect()
    }

    fn response_from_words(&self, words: &Value) -> Response {
        match words.as_array() {
            Some(words) => words.iter().map(|word| choice::key_of(&self.choices, word)).collect(),
            None => words.clone(),
        }
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        choice::view(&self.choices, &self.id, words)
    }

    fn answer(&self, words: &mut dyn Words) -> Value {
        choice::answer(&self.choices, &self.id, words)
    }
}
