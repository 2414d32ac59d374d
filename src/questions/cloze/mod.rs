//! `cloze`: blanks in a text are filled in, by typing or by choosing. The response is `{blank: text}`, where the
//! text is what was typed, or the key of a choice: a digest of its words.
//!
//! A typed blank is judged as in [`text`](super::text). One that was left empty earns nothing and is told as
//! such; a response in which all are empty is pending. With `credit: partial` each blank earns its share, with
//! `credit: all` only the whole text earns the points.

mod blank;

pub use blank::BLANK;

use serde_json::{Map, Value, json};

use self::blank::{Blank, Fill};
use super::choice::has_mistakes;
use super::fold::{FOLD, Fold, LONGEST, is_kept};
use super::{Hiding, Part, Piece, Question, QuestionType, Reading, Response, State, Verdict, Words};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::syntax::fields::{Key, Kind};
use crate::text::Block;

/// The type.
#[derive(Debug)]
pub struct Cloze;

/// With more ways to be right than these, a page would carry too many digests.
const MOST_HIDDEN: usize = 500;

#[derive(Debug)]
struct ClozeQuestion {
    id: String,
    text: Vec<Block>,
    /// In the order of the text.
    blanks: Vec<Blank>,
    fold: Fold,
    /// Whether only the whole text earns points.
    all: bool,
    /// Whether the learner has to be told what to do.
    lead: bool,
}

impl QuestionType for Cloze {
    fn name(&self) -> &'static str {
        "cloze"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::optional(
                "prompt",
                Kind::Text,
                "問題文（書かなければ「空欄に入る言葉を答えます。」）",
                "what is asked; by default that the blanks are to be filled in",
            ),
            Key::required(
                "text",
                Kind::Text,
                "空欄のある文。空欄は {{名前}} と書く",
                "the text with blanks, each written as {{name}}",
            ),
            Key::required(
                "blanks",
                Kind::Map(&Kind::Record(BLANK)),
                "空欄の名前と、その正解",
                "the blanks by name, with what is right",
            )
            .at_least(1),
            FOLD,
            Key::optional(
                "credit",
                Kind::Choice(&["partial", "all"]),
                "空欄ごとに点をつけるか（partial）、すべて正しいときだけ点にするか（all）",
                "whether each blank earns its part of the points (partial) or only all of them (all)",
            )
            .or("partial"),
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
        say!(
            "文の空欄を、書き入れるか選ぶかして埋めます。",
            "Blanks in a text are filled by typing or choosing."
        )
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["fields", "fold"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let record = reading.record;
        // A blank that could not be read at all would be missed in the text as well.
        if record.span("blanks").is_none_or(|span| has_mistakes(span, reading)) {
            return None;
        }
        let written = record.text("text")?;
        let fold = Fold::read(reading);
        let members = record.map("blanks");
        if members.is_empty() {
            reading.report(
                Diagnostic::new(
                    Code::Key,
                    record.key_place("blanks"),
                    say!("空欄（blanks）が1つもありません。", "There is no blank (blanks)."),
                )
                .correct("blanks:\n  名前:\n    answers: [正解]"),
            );
            return None;
        }
        let names = members.iter().map(|member| member.key.clone());
        let (text, placed) = reading.resolver.text_with_blanks(written, names);
        let is_placed = blank::check_places(members, written, &placed, reading);
        let read: Vec<Option<Blank>> =
            members.iter().map(|member| Blank::read(member, fold, reading)).collect();
        let mut read = read.into_iter().collect::<Option<Vec<Blank>>>().filter(|_| is_placed)?;
        read.sort_by_key(|blank| placed.iter().position(|name| name.text == blank.name));
        Some(Box::new(ClozeQuestion {
            id: reading.id.to_owned(),
            text,
            blanks: read,
            fold,
            all: record.choice("credit") == Some("all"),
            lead: record.text("prompt").is_none(),
        }))
    }
}

impl ClozeQuestion {
    /// The blanks in an order that does not depend on the text.
    fn sorted(&self) -> Vec<&Blank> {
        let mut sorted: Vec<&Blank> = self.blanks.iter().collect();
        sorted.sort_by_key(|blank| &blank.name);
        sorted
    }

    /// How each blank was filled; `None` for what is no response to this question.
    fn judge(&self, response: &Response) -> Option<Vec<Part>> {
        let given = response.as_object()?;
        let is_blank = |name: &String| self.blanks.iter().any(|blank| blank.name == *name);
        if !given.keys().all(is_blank) {
            return None;
        }
        let part = |blank: &Blank| {
            let text = given.get(&blank.name).map_or(Some(""), Value::as_str)?;
            let state = is_kept(text).then(|| blank.judge(text, self.fold))??;
            Some(Part { id: blank.name.clone(), state })
        };
        self.sorted().into_iter().map(part).collect()
    }
}

impl Question for ClozeQuestion {
    fn key(&self) -> Value {
        let blanks: Vec<Value> = self.sorted().into_iter().map(Blank::key).collect();
        json!({
            "blanks": blanks,
            "credit": if self.all { "all" } else { "partial" },
            "fold": self.fold.words(),
        })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        match self.judge(response) {
            Some(parts) if parts.iter().any(|part| part.state != State::Pending) => {
                let right = parts.iter().filter(|part| part.state == State::Right).count();
                let mut verdict = if self.all {
                    Verdict::all_or_nothing(right == parts.len(), points)
                } else {
                    Verdict::share(count(right), count(parts.len()), points)
                };
                verdict.parts = parts;
                verdict
            }
            _ => Verdict::pending(points),
        }
    }

    fn hiding(&self) -> Hiding {
        if !self.all {
            return Hiding::Partial("credit: all");
        }
        let blanks = self.sorted();
        // Every way to fill in the whole text rightly.
        let mut right: Vec<Vec<String>> = vec![Vec::new()];
        for blank in &blanks {
            let words = blank.all_right();
            if right.len().saturating_mul(words.len()) > MOST_HIDDEN {
                return Hiding::Never(say!(
                    "空欄に入る正解の組み合わせが{MOST_HIDDEN}通りを超えるので、答えを隠せません。",
                    "There are more than {MOST_HIDDEN} ways to fill in the blanks rightly, so the answers cannot be hidden."
                ));
            }
            let with = |start: &Vec<String>| -> Vec<Vec<String>> {
                words.iter().map(|word| [start.as_slice(), &[(*word).to_owned()]].concat()).collect()
            };
            right = right.iter().flat_map(with).collect();
        }
        let forms = blanks.into_iter().map(Blank::form).collect();
        Hiding::blanks(forms, &self.fold.words(), right)
    }

    fn right_response(&self) -> Response {
        let right = |blank: &Blank| (blank.name.clone(), Value::from(blank.right()));
        Value::Object(self.blanks.iter().map(right).collect::<Map<String, Value>>())
    }

    fn response_from_words(&self, words: &Value) -> Response {
        let Some(words) = words.as_object() else { return words.clone() };
        let from_words = |(name, word): (&String, &Value)| {
            let blank = self.blanks.iter().find(|blank| blank.name == *name);
            let key = blank.zip(word.as_str()).and_then(|(blank, word)| blank.key_of(word));
            (name.clone(), key.map_or_else(|| word.clone(), Value::from))
        };
        Value::Object(words.iter().map(from_words).collect())
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        let piece = |piece: Piece| match piece {
            Piece::Html(html) => Some(json!({ "html": html, "blank": null })),
            Piece::Blank(number) => {
                let blank = self.blanks.get(number)?;
                let choices = blank.shown(&self.id).map(|choices| -> Vec<Value> {
                    choices.iter().map(|(key, text)| json!({ "value": key, "text": text })).collect()
                });
                let blank = json!({ "id": blank.name, "number": number + 1, "choices": choices });
                Some(json!({ "html": null, "blank": blank }))
            }
        };
        let pieces: Vec<Value> = words.pieces(&self.text).into_iter().filter_map(piece).collect();
        json!({ "pieces": pieces, "lead": self.lead, "longest": LONGEST })
    }

    fn answer(&self, _: &mut dyn Words) -> Value {
        let blank = |(index, blank): (usize, &Blank)| {
            let answers = match &blank.fill {
                Fill::Typed(accepted) => accepted.written().to_vec(),
                Fill::Chosen { choices, answer } => {
                    choices.iter().filter(|(key, _)| key == answer).map(|(_, text)| text.clone()).collect()
                }
            };
            json!({ "id": blank.name, "number": index + 1, "answers": answers })
        };
        let blanks: Vec<Value> = self.blanks.iter().enumerate().map(blank).collect();
        json!({ "blanks": blanks })
    }
}
