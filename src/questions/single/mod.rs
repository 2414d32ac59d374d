//! `single`: one choice is right. The response is the key of a choice.

use serde_json::{Value, json};

use super::choice::{self, CHOICES, Choice};
use super::{Hiding, Question, QuestionType, Reading, Response, Verdict, Words};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::Place;
use crate::syntax::fields::Key;

/// The type.
#[derive(Debug)]
pub struct Single;

#[derive(Debug)]
struct SingleQuestion {
    id: String,
    choices: Vec<Choice>,
    correct: String,
}

impl QuestionType for Single {
    fn name(&self) -> &'static str {
        "single"
    }

    fn keys(&self) -> &'static [Key] {
        &[CHOICES]
    }

    fn look(&self) -> &'static [(&'static str, &'static str)] {
        look!()
    }

    fn snippet(&self) -> &'static str {
        include_str!("snippet.yaml")
    }

    fn about(&self) -> Said {
        say!("選択肢から1つを選びます。", "One choice is picked from several.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["choices"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let choices = choice::read(reading);
        if choices.is_empty() {
            return None;
        }
        let right: Vec<&Choice> = choices.iter().filter(|choice| choice.correct).collect();
        match right.as_slice() {
            [] => {
                let none = choice::none_right(reading);
                reading.report(none);
                None
            }
            [correct] => {
                let correct = correct.key.clone();
                Some(Box::new(SingleQuestion { id: reading.id.to_owned(), choices, correct }))
            }
            [first, second, ..] => {
                let at = |choice: &Choice| match choice.correct_at {
                    Some(span) => Place::new(&reading.record.path, span),
                    None => reading.record.key_place("choices"),
                };
                let many = Diagnostic::new(
                    Code::Key,
                    at(second),
                    say!("正解が{}個あります。", "{} choices are right.", right.len()),
                )
                .help(say!(
                    "1つだけにするか、正解がいくつもあるなら `type: multiple` にします。",
                    "Leave one, or write `type: multiple` if several are right."
                ))
                .related(at(first), say!("1つめはここです。", "The first one is here."));
                reading.report(many);
                None
            }
        }
    }
}

impl Question for SingleQuestion {
    fn key(&self) -> Value {
        json!({ "choices": choice::keys(&self.choices, |_| true), "correct": self.correct })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        match response.as_str() {
            Some(key) if self.choices.iter().any(|choice| choice.key == key) => {
                Verdict::all_or_nothing(key == self.correct, points)
            }
            _ => Verdict::pending(points),
        }
    }

    fn hiding(&self) -> Hiding {
        Hiding::one(&choice::keys(&self.choices, |_| true), &self.correct)
    }

    fn right_response(&self) -> Response {
        json!(self.correct)
    }

    fn response_from_words(&self, words: &Value) -> Response {
        choice::key_of(&self.choices, words)
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        choice::view(&self.choices, &self.id, words)
    }

    fn answer(&self, words: &mut dyn Words) -> Value {
        choice::answer(&self.choices, &self.id, words)
    }
}
