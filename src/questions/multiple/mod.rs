//! `multiple`: any number of choices is right. The response is the list of keys that were chosen; how it is
//! judged is told in [`several`].

use serde_json::Value;

use super::choice::{self, CHOICES, Choice};
use super::several::{self, CREDIT, Credit};
use super::{Hiding, Question, QuestionType, Reading, Response, Verdict, Words};
use crate::diagnostics::Said;
use crate::say;
use crate::syntax::fields::Key;

/// The type.
#[derive(Debug)]
pub struct Multiple;

#[derive(Debug)]
struct MultipleQuestion {
    id: String,
    choices: Vec<Choice>,
    credit: Credit,
}

impl QuestionType for Multiple {
    fn name(&self) -> &'static str {
        "multiple"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[CHOICES, CREDIT];
        KEYS
    }

    fn look(&self) -> &'static [(&'static str, &'static str)] {
        look!()
    }

    fn snippet(&self) -> &'static str {
        include_str!("snippet.yaml")
    }

    fn about(&self) -> Said {
        say!("当てはまる選択肢を、いくつでも選びます。", "All choices that apply are picked.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["choices", "several"]
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
        let credit = Credit::of(reading.record);
        Some(Box::new(MultipleQuestion { id: reading.id.to_owned(), choices, credit }))
    }
}

impl Question for MultipleQuestion {
    fn key(&self) -> Value {
        several::key(&self.choices, self.credit)
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        several::grade(&self.choices, self.credit, response, points)
    }

    fn hiding(&self) -> Hiding {
        several::hiding(&self.choices, self.credit)
    }

    fn right_response(&self) -> Response {
        several::right_response(&self.choices)
    }

    fn response_from_words(&self, words: &Value) -> Response {
        several::response_from_words(&self.choices, words)
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        choice::view(&self.choices, &self.id, words)
    }

    fn answer(&self, words: &mut dyn Words) -> Value {
        choice::answer(&self.choices, &self.id, words)
    }
}
