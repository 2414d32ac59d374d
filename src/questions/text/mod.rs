//! `text`: words are typed. The response is the string as typed.
//!
//! It is right if it is one of the accepted answers once both are [folded](super::fold), and pending if nothing
//! but blanks was typed. There are no parts of points: whoever wants more than one blank writes a `cloze`.

use serde_json::{Value, json};

use super::accepted::Accepted;
use super::fold::{FOLD, Fold, LONGEST, is_kept};
use super::{Hiding, Question, QuestionType, Reading, Response, Verdict, Words};
use crate::diagnostics::Said;
use crate::say;
use crate::syntax::fields::{Key, Kind};

/// The type.
#[derive(Debug)]
pub struct Text;

#[derive(Debug)]
struct TextQuestion {
    accepted: Accepted,
    fold: Fold,
}

impl QuestionType for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required(
                "answers",
                Kind::List(&Kind::Plain),
                "正解とする言葉（いくつでも）",
                "the words that are right, any number of them",
            )
            .at_least(1),
            FOLD,
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
        say!("短い言葉を書き入れます。", "A short text is typed.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["fields", "fold"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let fold = Fold::read(reading);
        let record = reading.record;
        let answers = record.get("answers")?;
        let accepted = Accepted::read(answers, record.key_place("answers"), fold, reading)?;
        Some(Box::new(TextQuestion { accepted, fold }))
    }
}

impl Question for TextQuestion {
    fn key(&self) -> Value {
        json!({ "answers": self.accepted.key(), "fold": self.fold.words() })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        match response.as_str() {
            Some(typed) if is_kept(typed) && !self.fold.apply(typed).is_empty() => {
                Verdict::all_or_nothing(self.accepted.holds(typed, self.fold), points)
            }
            _ => Verdict::pending(points),
        }
    }

    fn hiding(&self) -> Hiding {
        Hiding::typed(&self.fold.words(), self.accepted.folded())
    }

    fn right_response(&self) -> Response {
        json!(self.accepted.first())
    }

    fn response_from_words(&self, words: &Value) -> Response {
        words.clone()
    }

    fn view(&self, _: &mut dyn Words) -> Value {
        json!({ "longest": LONGEST })
    }

    fn answer(&self, _: &mut dyn Words) -> Value {
        json!({ "answers": self.accepted.written() })
    }
}
