//! `survey`: what do you think? There is no right answer and there are no points. The response is the key of a
//! choice, or, with `many: true`, a list of keys.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::choice::{self, digest};
use super::{Hiding, Question, QuestionType, Reading, Response, Verdict, Words};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::syntax::fields::{Key, Kind, Record};
use crate::text::Inline;

/// The keys of a choice that has an id of its own.
pub const NAMED: &[Key] = &[
    Key::required("text", Kind::Text, "選択肢の文", "the choice's text"),
    Key::optional(
        "id",
        Kind::Id,
        "選択肢の名前（書かなければ文から作られます）",
        "its id; made from the text where none is written",
    ),
];

/// The type.
#[derive(Debug)]
pub struct Survey;

#[derive(Debug)]
struct SurveyQuestion {
    /// In the order of the author, which is often that of a scale.
    choices: Vec<Answer>,
    many: bool,
}

#[derive(Debug)]
struct Answer {
    key: String,
    written: String,
    text: Vec<Inline>,
}

impl QuestionType for Survey {
    fn name(&self) -> &'static str {
        "survey"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required(
                "choices",
                Kind::List(&Kind::Any(&[Kind::Text, Kind::Record(NAMED)])),
                "選択肢（書いた順に並ぶ）",
                "the choices, shown in this order",
            )
            .at_least(2),
            Key::optional("many", Kind::Boolean, "いくつも選べるか", "whether several can be chosen")
                .or("false"),
        ];
        KEYS
    }

    fn look(&self) -> &'static [(&'static str, &'static str)] {
        look!()
    }

    fn snippet(&self) -> &'static str {
        include_str!("snippet.yaml")
    }

    fn about(&self) -> Said {
        say!("正解のない質問に答えます。", "A question without a right answer is answered.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["choices", "unscored"]
    }

    fn refused(&self) -> Vec<(&'static str, Said)> {
        let why = say!(
            "survey には正解がないので、点はつきません。この行を消します。",
            "A survey has no right answer and earns nothing. Remove the line."
        );
        vec![("points", why)]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let record = reading.record;
        let mut choices: Vec<Answer> = Vec::new();
        for typed in record.list("choices") {
            let Some(written) = typed.text().or_else(|| typed.record()?.text("text")) else { continue };
            let text = reading.resolver.line(written);
            let trimmed = written.text.trim().to_owned();
            let id = typed.record().and_then(|fields: &Record| fields.id("id"));
            let key = id.map_or_else(|| digest(&trimmed), str::to_owned);
            if !choices.iter().any(|other| other.written == trimmed || other.key == key) {
                choices.push(Answer { key, written: trimmed, text });
                continue;
            }
            reading.report(
                Diagnostic::new(
                    Code::Duplicate,
                    written.whole(),
                    say!("選択肢「{trimmed}」が2つあります。", "The choice \"{trimmed}\" stands twice."),
                )
                .help(say!("片方を消すか、文や id を変えます。", "Remove one, or change its text or id.")),
            );
        }
        if choice::has_mistakes(record.span("choices")?, reading) {
            return None;
        }
        if choices.len() < 2 {
            reading.report(
                Diagnostic::new(
                    Code::Key,
                    record.key_place("choices"),
                    say!("選択肢は2つ以上要ります。", "A question needs at least two choices."),
                )
                .correct("choices: [とても, まあまあ, あまり]"),
            );
            return None;
        }
        Some(Box::new(SurveyQuestion { choices, many: record.boolean("many").unwrap_or(false) }))
    }
}

impl SurveyQuestion {
    fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.choices.iter().map(|choice| choice.key.as_str()).collect();
        keys.sort_unstable();
        keys
    }

    fn key_of(&self, word: &Value) -> Value {
        let Some(word) = word.as_str() else { return word.clone() };
        let named = self.choices.iter().find(|choice| choice.key == word || choice.written == word.trim());
        Value::from(named.map_or(word, |choice| &choice.key))
    }

    fn is_sound(&self, response: &Response) -> bool {
        let keys = self.keys();
        let known = |key: &Value| key.as_str().is_some_and(|key| keys.binary_search(&key).is_ok());
        match response.as_array() {
            Some(chosen) if self.many => {
                let each_once: HashSet<&str> = chosen.iter().filter_map(Value::as_str).collect();
                !chosen.is_empty() && chosen.iter().all(known) && each_once.len() == chosen.len()
            }
            Some(_) => false,
            None => !self.many && known(response),
        }
    }
}

impl Question for SurveyQuestion {
    fn points(&self, _: Option<u32>) -> u32 {
        0
    }

    fn key(&self) -> Value {
        json!({ "choices": self.keys(), "many": self.many })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        if self.is_sound(response) { Verdict::unscored(points) } else { Verdict::pending(points) }
    }

    fn hiding(&self) -> Hiding {
        Hiding::NoKey
    }

    fn right_response(&self) -> Response {
        let first = self.choices.first().map_or("", |choice| &choice.key);
        if self.many { json!([first]) } else { json!(first) }
    }

    fn response_from_words(&self, words: &Value) -> Response {
        match words.as_array() {
            Some(words) => words.iter().map(|word| self.key_of(word)).collect(),
            None => self.key_of(words),
        }
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        let choices: Vec<Value> = self
            .choices
            .iter()
            .map(|choice| json!({ "text": words.line(&choice.text), "value": choice.key }))
            .collect();
        json!({ "choices": choices, "many": self.many })
    }

    fn answer(&self, _: &mut dyn Words) -> Value {
        json!({})
    }
}
