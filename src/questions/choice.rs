//! Choices: what several question types offer to pick from.

use serde_json::{Value, json};

use super::{Reading, Words};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Place;
use crate::syntax::fields::{Key, Kind, Record};
use crate::text::{Block, Inline};

/// The keys of a choice.
pub const CHOICE: &[Key] = &[
    Key::required("text", Kind::Text, "選択肢の文", "the choice's text"),
    Key::optional("correct", Kind::Boolean, "正解かどうか", "whether it is right").or("false"),
    Key::optional("feedback", Kind::Text, "選んだ人に見せる説明", "what those who chose it are told"),
    Key::optional(
        "id",
        Kind::Id,
        "選択肢の名前（書かなければ文から作られます）",
        "its id; made from the text where none is written",
    ),
    Key::optional(
        "keep",
        Kind::Choice(&["last"]),
        "並べかえても最後に置く",
        "stays last when choices are shuffled",
    ),
];

/// `choices` of a question.
pub const CHOICES: Key = Key::required("choices", Kind::List(&Kind::Record(CHOICE)), "選択肢", "the choices");

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What stands for it in responses: its id, or a digest of its text; never its place.
    pub key: String,
    /// The text as written, without blanks around it.
    pub written: String,
    /// The text.
    pub text: Vec<Inline>,
    /// Whether it is right.
    pub correct: bool,
    /// What those who chose it are told.
    pub feedback: Option<Vec<Block>>,
    /// Whether it stays last.
    pub last: bool,
}

/// Reads the choices, and reports fewer than two and those that stand twice.
pub fn read(reading: &mut Reading<'_, '_>) -> Vec<Choice> {
    let record = reading.record;
    let mut choices: Vec<Choice> = Vec::new();
    for typed in record.list("choices") {
        let Some(fields) = typed.record() else { continue };
        let Some(choice) = read_one(fields, reading) else { continue };
        let twin = choices.iter().any(|other| other.key == choice.key || other.written == choice.written);
        if twin {
            reading.report(
                Diagnostic::new(
                    Code::Duplicate,
                    fields.place("text"),
                    say!("選択肢「{}」が2つあります。", "The choice \"{}\" stands twice.", choice.written),
                )
                .help(say!(
                    "文か id を変えて、見分けられるようにします。",
                    "Change the text or the id, so that they differ."
                )),
            );
        } else {
            choices.push(choice);
        }
    }
    if record.span("choices").is_some() && choices.len() < 2 {
        reading.report(Diagnostic::new(
            Code::Key,
            record.place("choices"),
            say!("選択肢は2つ以上要ります。", "A question needs at least two choices."),
        ));
    }
    choices
}

fn read_one(fields: &Record, reading: &mut Reading<'_, '_>) -> Option<Choice> {
    let written = fields.text("text")?;
    let text = reading.resolver.line(written);
    let trimmed = written.text.trim().to_owned();
    let correct = fields.boolean("correct").unwrap_or(false);
    let feedback = fields.text("feedback").map(|feedback| reading.resolver.text(feedback));
    if feedback.is_none() && !correct {
        reading.report(Diagnostic::new(
            Code::NoFeedback,
            Place::new(&fields.path, fields.span),
            say!(
                "この選択肢を選んだ人への説明（feedback）がありません。",
                "Those who choose this are told nothing (feedback)."
            ),
        ));
    }
    Some(Choice {
        key: fields.id("id").map_or_else(|| digest(&trimmed), str::to_owned),
        written: trimmed,
        text,
        correct,
        feedback,
        last: fields.choice("keep") == Some("last"),
    })
}

/// Eight hexadecimal digits that stand for a text.
fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().chars().take(8).collect()
}

/// The choices in the order in which they are shown: by a hash, so that the right one is not always the first
/// that the author thought of, yet the same in every build and on paper.
pub fn shown<'c>(choices: &'c [Choice], question: &str) -> Vec<&'c Choice> {
    let mut shown: Vec<&Choice> = choices.iter().collect();
    shown.sort_by_key(|choice| (choice.last, digest(&format!("{question}\n{}", choice.key)), &choice.key));
    shown
}

/// The data of `view.html`: the form.
pub fn view(choices: &[Choice], question: &str, words: &mut dyn Words) -> Value {
    let name = words.id("choice");
    let rows: Vec<Value> = shown(choices, question)
        .into_iter()
        .map(|choice| {
            json!({
                "text": words.line(&choice.text),
                "name": name,
                "value": choice.key,
            })
        })
        .collect();
    json!({ "choices": rows })
}

/// The data of `answer.html`: every choice with its judgement and feedback.
pub fn answer(choices: &[Choice], question: &str, words: &mut dyn Words) -> Value {
    let rows: Vec<Value> = shown(choices, question)
        .into_iter()
        .map(|choice| {
            json!({
                "key": choice.key,
                "text": words.line(&choice.text),
                "correct": choice.correct,
                "feedback": choice.feedback.as_ref().map(|feedback| words.text(feedback)),
            })
        })
        .collect();
    json!({ "choices": rows })
}

/// The key of the choice that `word` names: by its key, or by its text.
pub fn key_of(choices: &[Choice], word: &Value) -> Value {
    let Some(word) = word.as_str() else { return word.clone() };
    let choice = choices.iter().find(|choice| choice.key == word || choice.written == word.trim());
    Value::from(choice.map_or(word, |choice| &choice.key))
}
