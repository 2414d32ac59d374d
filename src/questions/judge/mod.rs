//! `judge`: is what the prompt shows all right or not? The response is `"ok"` or `"ng"`.

use serde_json::{Value, json};

use super::{Hiding, Question, QuestionType, Reading, Response, Verdict, Words};
use crate::diagnostics::Said;
use crate::say;
use crate::syntax::fields::{Key, Kind};

/// The type.
#[derive(Debug)]
pub struct Judge;

/// What can be answered, in the order of the labels.
const ANSWERS: [&str; 2] = ["ok", "ng"];

#[derive(Debug)]
struct JudgeQuestion {
    /// `ok` or `ng`.
    answer: &'static str,
    /// The words for both, in the order of [`ANSWERS`].
    labels: [String; 2],
}

impl QuestionType for Judge {
    fn name(&self) -> &'static str {
        "judge"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required(
                "answer",
                Kind::Choice(&ANSWERS),
                "正しい判断（okかng）",
                "the right judgement: ok or ng",
            ),
            Key::optional(
                "labels",
                Kind::Tuple(2, &Kind::Plain),
                "2つの選択肢の言葉（okの方から順に）",
                "the words for both, that for ok first",
            )
            .or("[OK, NG]"),
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
        say!("示されたものが、よいか、よくないかを判定します。", "What is shown is judged: right or not.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["choices"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let answer = reading.record.choice("answer")?;
        let labels: Vec<String> = reading
            .record
            .list("labels")
            .iter()
            .filter_map(|label| Some(label.plain()?.text.trim().to_owned()))
            .collect();
        let labels = <[String; 2]>::try_from(labels).unwrap_or_else(|_| ["OK".to_owned(), "NG".to_owned()]);
        Some(Box::new(JudgeQuestion { answer, labels }))
    }
}

impl Question for JudgeQuestion {
    fn key(&self) -> Value {
        json!({ "answer": self.answer })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        match response.as_str() {
            Some(answer) if ANSWERS.contains(&answer) => {
                Verdict::all_or_nothing(answer == self.answer, points)
            }
            _ => Verdict::pending(points),
        }
    }

    fn hiding(&self) -> Hiding {
        Hiding::one(&ANSWERS, self.answer)
    }

    fn right_response(&self) -> Response {
        json!(self.answer)
    }

    fn response_from_words(&self, words: &Value) -> Response {
        let word = words.as_str().unwrap_or_default();
        let by_label = ANSWERS.iter().zip(&self.labels).find(|(_, label)| *label == word);
        by_label.map_or_else(|| words.clone(), |(answer, _)| json!(answer))
    }

    fn view(&self, _: &mut dyn Words) -> Value {
        let options: Vec<Value> = ANSWERS
            .iter()
            .zip(&self.labels)
            .map(|(key, label)| json!({ "label": label, "value": key }))
            .collect();
        json!({ "options": options })
    }

    fn answer(&self, _: &mut dyn Words) -> Value {
        let options: Vec<Value> = ANSWERS
            .iter()
            .zip(&self.labels)
            .map(|(key, label)| json!({ "key": key, "label": label, "correct": *key == self.answer }))
            .collect();
        json!({ "options": options })
    }
}
