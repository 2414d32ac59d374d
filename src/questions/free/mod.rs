//! `free`: say it in your own words. The response is `{text, met}`: the text as typed, and the keys of the
//! criteria that it meets, as the learner judges once the model answer is shown.
//!
//! Nobody else reads the text, so there are no points unless the author wants some; then the share of criteria
//! that are met earns its share. Until a criterion is met, a text is answered and not judged.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::choice::{digest, has_mistakes};
use super::{Hiding, Question, QuestionType, Reading, Response, Verdict, Words};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::syntax::fields::{Key, Kind};
use crate::text::{Block, Inline};

/// The type.
#[derive(Debug)]
pub struct Free;

#[derive(Debug)]
struct FreeQuestion {
    /// The model answer, as written and as shown.
    model: (String, Vec<Block>),
    criteria: Vec<Criterion>,
}

#[derive(Debug)]
struct Criterion {
    key: String,
    written: String,
    text: Vec<Inline>,
}

impl QuestionType for Free {
    fn name(&self) -> &'static str {
        "free"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required("model", Kind::Text, "解答例（解答した後に見せる）", "an example of a good answer"),
            Key::optional(
                "criteria",
                Kind::List(&Kind::Text),
                "自分で確かめる点",
                "what learners look for in their own answer",
            ),
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
            "自分の言葉で書き、解答例と見比べます。",
            "An answer in one’s own words is compared with a model."
        )
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["unscored"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let record = reading.record;
        let criteria = criteria(reading);
        let pointed =
            record.span("points").is_some() && record.integer("points").is_some_and(|points| points > 0);
        let problem = if pointed && record.key_span("criteria").is_none() {
            Some(
                Diagnostic::new(
                    Code::Key,
                    record.key_place("points"),
                    say!(
                        "criteria がないので、点をつけられません。",
                        "Without criteria there is nothing to earn points by."
                    ),
                )
                .help(say!(
                    "criteria に自分で確かめる点を並べるか、points の行を消します。",
                    "List what to look for as criteria, or remove the line points."
                ))
                .correct("criteria: [事実が書かれている, 個人が特定されない]"),
            )
        } else if pointed && !reading.verdicts {
            Some(
                Diagnostic::new(
                    Code::Key,
                    record.key_place("points"),
                    say!(
                        "feedback: none のクイズでは解答例が見えず、自分で採点できないので、点は得られません。",
                        "With feedback: none nobody sees the model answer to judge by, so the points cannot be earned."
                    ),
                )
                .help(say!(
                    "points の行を消すか、クイズの feedback を each か end にします。",
                    "Remove the line points, or set the quiz's feedback to each or end."
                )),
            )
        } else {
            None
        };
        let sound = problem.is_none();
        problem.into_iter().for_each(|problem| reading.report(problem));
        let written = record.text("model")?;
        let model = (written.text.trim().to_owned(), reading.resolver.text(written));
        let criteria = criteria?;
        sound.then(|| Box::new(FreeQuestion { model, criteria }) as Box<dyn Question>)
    }
}

/// Reads the criteria; `None` where something was reported.
fn criteria(reading: &mut Reading<'_, '_>) -> Option<Vec<Criterion>> {
    let record = reading.record;
    let mut criteria: Vec<Criterion> = Vec::new();
    for written in record.list("criteria").iter().filter_map(|typed| typed.text()) {
        let text = reading.resolver.line(written);
        let trimmed = written.text.trim().to_owned();
        if criteria.iter().any(|other| other.written == trimmed) {
            let message = say!("「{trimmed}」が2つあります。", "\"{trimmed}\" stands twice.");
            reading.report(
                Diagnostic::new(Code::Duplicate, written.whole(), message)
                    .help(say!("どちらか一方を消します。", "Remove one of the two.")),
            );
        } else {
            criteria.push(Criterion { key: digest(&trimmed), written: trimmed, text });
        }
    }
    let wrong = record.span("criteria").is_some_and(|span| has_mistakes(span, reading));
    (!wrong).then_some(criteria)
}

impl FreeQuestion {
    /// How many criteria are met; `None` for what is no response to this question.
    fn met(&self, response: &Response) -> Option<u32> {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{3000}');
        if response.get("text")?.as_str()?.chars().all(blank) {
            return None;
        }
        let Some(met) = response.get("met") else { return Some(0) };
        let mut seen = HashSet::new();
        for key in met.as_array()? {
            let key = key.as_str()?;
            if !self.criteria.iter().any(|criterion| criterion.key == key) || !seen.insert(key) {
                return None;
            }
        }
        u32::try_from(seen.len()).ok()
    }
}

impl Question for FreeQuestion {
    fn points(&self, written: Option<u32>) -> u32 {
        written.unwrap_or(0)
    }

    fn key(&self) -> Value {
        let mut keys: Vec<&str> = self.criteria.iter().map(|criterion| criterion.key.as_str()).collect();
        keys.sort_unstable();
        json!({ "criteria": keys })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        let all = u32::try_from(self.criteria.len()).unwrap_or(u32::MAX);
        match self.met(response) {
            None => Verdict::pending(points),
            Some(met) if met == 0 || points == 0 => Verdict::unscored(points),
            Some(met) => Verdict::share(met, all, points),
        }
    }

    fn hiding(&self) -> Hiding {
        Hiding::Never(say!(
            "自由記述（free）は、解答例を見て自分で確かめる問題なので、答えを隠せません。",
            "In a free question learners judge themselves by the model answer, so it cannot be hidden."
        ))
    }

    fn right_response(&self) -> Response {
        let met: Vec<&str> = self.criteria.iter().map(|criterion| criterion.key.as_str()).collect();
        json!({ "text": self.model.0, "met": met })
    }

    fn response_from_words(&self, words: &Value) -> Response {
        let key_of = |word: &Value| {
            let criterion = self.criteria.iter().find(|criterion| Some(&*criterion.written) == word.as_str());
            criterion.map_or_else(|| word.clone(), |criterion| json!(criterion.key))
        };
        let mut response = words.clone();
        if let Some(met) = response.get_mut("met").and_then(Value::as_array_mut) {
            met.iter_mut().for_each(|word| *word = key_of(word));
        }
        response
    }

    fn view(&self, _: &mut dyn Words) -> Value {
        json!({})
    }

    fn answer(&self, words: &mut dyn Words) -> Value {
        let criteria: Vec<Value> = self
            .criteria
            .iter()
            .map(|criterion| json!({ "text": words.line(&criterion.text), "value": criterion.key }))
            .collect();
        json!({ "model": words.text(&self.model.1), "criteria": criteria })
    }
}
