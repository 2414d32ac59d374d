//! Choices: what several question types offer to pick from.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{Reading, Words};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{Hash128, Place, Span};
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
pub const CHOICES: Key =
    Key::required("choices", Kind::List(&Kind::Record(CHOICE)), "選択肢", "the choices").at_least(2);

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
    /// Where that is said, if it is.
    pub correct_at: Option<Span>,
    /// What those who chose it are told.
    pub feedback: Option<Vec<Block>>,
    /// Whether it stays last.
    pub last: bool,
}

/// Reads the choices, and reports fewer than two and those that stand twice. Empty where something was
/// reported, for what is left then says nothing of what the author meant.
pub fn read(reading: &mut Reading<'_, '_>) -> Vec<Choice> {
    let record = reading.record;
    let mut choices: Vec<Choice> = Vec::new();
    let (mut keys, mut texts) = (HashSet::new(), HashSet::new());
    for typed in record.list("choices") {
        let Some(fields) = typed.record() else { continue };
        let Some(choice) = read_one(fields, reading) else { continue };
        let same_text = texts.contains(&choice.written);
        if same_text || keys.contains(&choice.key) {
            reading.report(duplicate(&choice, same_text, fields));
        } else {
            keys.insert(choice.key.clone());
            texts.insert(choice.written.clone());
            choices.push(choice);
        }
    }
    let Some(span) = record.span("choices") else { return Vec::new() };
    if has_mistakes(span, reading) {
        return Vec::new();
    }
    if choices.len() < CHOICES.at_least {
        reading.report(
            Diagnostic::new(
                Code::Key,
                record.key_place("choices"),
                say!(
                    "選択肢は{0}つ以上要ります。",
                    "A question needs at least {0} choices.",
                    CHOICES.at_least
                ),
            )
            .correct("choices:\n  - text: …\n    correct: true\n  - text: …"),
        );
        return Vec::new();
    }
    choices
}

/// Whether something was said already of how what stands at `span` of this question is written.
pub fn has_mistakes(span: Span, reading: &Reading<'_, '_>) -> bool {
    let written = [Code::WrongKind, Code::MissingKey, Code::UnknownKey, Code::Duplicate];
    // Questions are read in the order of the file, so what was said of this one was said last.
    let start = reading.record.span.start;
    let of_this = |found: &&Diagnostic| {
        found
            .place
            .as_ref()
            .is_none_or(|place| place.path != reading.record.path || place.span.start >= start)
    };
    reading.resolver.diagnostics.iter().rev().take_while(of_this).any(|found| {
        let inside = |place: &Place| place.span.start >= span.start && place.span.end <= span.end;
        written.contains(&found.code)
            && found.place.as_ref().is_some_and(|place| place.path == reading.record.path && inside(place))
    })
}

fn duplicate(choice: &Choice, same_text: bool, fields: &Record) -> Diagnostic {
    let (place, message) = if same_text {
        let text = &choice.written;
        (fields.place("text"), say!("選択肢「{text}」が2つあります。", "The choice \"{text}\" stands twice."))
    } else {
        let id = &choice.key;
        (
            fields.place("id"),
            say!("選択肢の id「{id}」が2回使われています。", "The choice id \"{id}\" is used twice."),
        )
    };
    Diagnostic::new(Code::Duplicate, place, message).help(if same_text {
        say!("片方を消すか、文を変えます。", "Remove one of them, or change its text.")
    } else {
        say!("どちらかの id を変えます。", "Change one of the ids.")
    })
}

/// The report that no choice of a question is right.
pub fn none_right(reading: &Reading<'_, '_>) -> Diagnostic {
    Diagnostic::new(
        Code::Key,
        reading.record.key_place("choices"),
        say!("正解の選択肢がありません。", "No choice is right."),
    )
    .help(say!(
        "正解の選択肢の下に `correct: true` の行を足します。",
        "Add a line `correct: true` below the right choice."
    ))
    .correct("  - text: …\n    correct: true")
}

fn read_one(fields: &Record, reading: &mut Reading<'_, '_>) -> Option<Choice> {
    let written = fields.text("text")?;
    let text = reading.resolver.line(written);
    let trimmed = written.text.trim().to_owned();
    let correct = fields.boolean("correct").unwrap_or(false);
    let feedback = fields.text("feedback").map(|feedback| reading.told(feedback));
    if feedback.is_none() && !correct {
        reading.report(
            Diagnostic::new(
                Code::NoFeedback,
                Place::new(&fields.path, fields.span),
                say!(
                    "この選択肢を選んだ人への説明（feedback）がありません。",
                    "Those who choose this are told nothing (feedback)."
                ),
            )
            .correct(format!("- text: {trimmed}\n  feedback: …")),
        );
    }
    Some(Choice {
        key: fields.id("id").map_or_else(|| digest(&trimmed), str::to_owned),
        written: trimmed,
        text,
        correct,
        correct_at: fields.span("correct"),
        feedback,
        last: fields.choice("keep") == Some("last"),
    })
}

/// Six hexadecimal digits that stand for a text.
pub fn digest(text: &str) -> String {
    Hash128::of(text.as_bytes()).short()
}

/// The choices in the order in which they are shown: by a hash, so that the right one is not always the first
/// that the author thought of, yet the same in every build and on paper.
pub fn shown<'c>(choices: &'c [Choice], question: &str) -> Vec<&'c Choice> {
    let mut shown: Vec<&Choice> = choices.iter().collect();
    shown.sort_by_key(|choice| (choice.last, digest(&format!("{question}\n{}", choice.key)), &choice.key));
    shown
}

/// The keys of the choices that `wanted` picks, in an order that does not depend on the author's: moving a
/// choice changes nothing about what was answered.
pub fn keys(choices: &[Choice], wanted: impl Fn(&Choice) -> bool) -> Vec<&str> {
    let mut keys: Vec<&str> =
        choices.iter().filter(|choice| wanted(choice)).map(|choice| choice.key.as_str()).collect();
    keys.sort_unstable();
    keys
}

/// The data of `view.html`: the form.
pub fn view(choices: &[Choice], question: &str, words: &mut dyn Words) -> Value {
    let rows: Vec<Value> = shown(choices, question)
        .into_iter()
        .map(|choice| {
            json!({
                "text": words.line(&choice.text),
                "value": choice.key,
                "last": choice.last,
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
