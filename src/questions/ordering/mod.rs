//! `ordering`: items are put in order. The response is the list of all keys in the learner's order; it is null
//! until something was moved or the order shown was said to be right.
//!
//! With `credit: adjacent`, each neighbouring pair that is right (an item directly behind the one that it follows)
//! earns its share of n - 1, so that one item in the wrong place does not spoil the rest. With `credit: exact`,
//! only the right order earns the points. The parts of a verdict are these pairs, named by the item that follows.

use serde_json::{Value, json};

use super::item::{self, Item};
use super::{Hiding, Part, Question, QuestionType, Reading, Response, State, Verdict, Words, choice};
use crate::diagnostics::Said;
use crate::say;
use crate::syntax::fields::{Key, Kind};

/// The type.
#[derive(Debug)]
pub struct Ordering;

#[derive(Debug)]
struct OrderingQuestion {
    id: String,
    /// In the right order.
    items: Vec<Item>,
    /// Whether only the right order earns points.
    exact: bool,
}

impl QuestionType for Ordering {
    fn name(&self) -> &'static str {
        "ordering"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required(
                "items",
                Kind::List(&Kind::Text),
                "並べるもの（正しい順に書く）",
                "what is put in order, written in the right order",
            )
            .at_least(2),
            Key::optional(
                "credit",
                Kind::Choice(&["adjacent", "exact"]),
                "となり合う2つの順が正しいところの割合で点をつけるか（adjacent）、すべて正しいときだけ点にするか（exact）",
                "whether neighbours in the right order earn their share (adjacent) or only the right order earns the points (exact)",
            )
            .or("adjacent"),
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
        say!("ばらばらのものを、正しい順に並べます。", "Things are put in the right order.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["parts"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let record = reading.record;
        let span = record.span("items")?;
        let items = item::read_all(record.list("items"), reading);
        let remedy = say!(
            "同じものは正しい順が決まりません。片方を消すか、文を変えます。",
            "Equal items have no right order: remove one, or change its text."
        );
        if !item::all_differ(&items, &remedy, reading) || choice::has_mistakes(span, reading) {
            return None;
        }
        if items.len() < 2 {
            let few =
                say!("並べるものは2つ以上要ります。", "There must be at least two items to put in order.");
            item::too_few("items", few, "items:\n  - …\n  - …", reading);
            return None;
        }
        let exact = record.choice("credit") == Some("exact");
        Some(Box::new(OrderingQuestion { id: reading.id.to_owned(), items, exact }))
    }
}

impl OrderingQuestion {
    fn order(&self) -> Vec<&str> {
        self.items.iter().map(|item| item.key.as_str()).collect()
    }

    /// The keys in the learner's order; `None` for what does not hold each item once.
    fn given<'r>(&self, response: &'r Response) -> Option<Vec<&'r str>> {
        let given: Vec<&str> = response.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
        let (mut sorted, mut all) = (given.clone(), self.order());
        sorted.sort_unstable();
        all.sort_unstable();
        (sorted == all).then_some(given)
    }
}

impl Question for OrderingQuestion {
    fn key(&self) -> Value {
        json!({ "order": self.order(), "credit": if self.exact { "exact" } else { "adjacent" } })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        let Some(given) = self.given(response) else { return Verdict::pending(points) };
        let order = self.order();
        let mut parts: Vec<Part> = order
            .windows(2)
            .map(|pair| Part {
                id: pair.last().copied().unwrap_or_default().to_owned(),
                state: if given.windows(2).any(|other| other == pair) { State::Right } else { State::Wrong },
            })
            .collect();
        parts.sort_by(|one, other| one.id.cmp(&other.id));
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let right = count(parts.iter().filter(|part| part.state == State::Right).count());
        let verdict = if self.exact {
            Verdict::all_or_nothing(given == order, points)
        } else {
            Verdict::share(right, count(parts.len()), points)
        };
        Verdict { parts, ..verdict }
    }

    fn hiding(&self) -> Hiding {
        if self.exact { Hiding::order(&self.order()) } else { Hiding::Partial("credit: exact") }
    }

    fn right_response(&self) -> Response {
        json!(self.order())
    }

    fn response_from_words(&self, words: &Value) -> Response {
        let key = |word: &Value| match word.as_str() {
            Some(word) => Value::from(item::key_of(&self.items, word)),
            None => word.clone(),
        };
        match words.as_array() {
            Some(words) => words.iter().map(key).collect(),
            None => words.clone(),
        }
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        let rows: Vec<Value> = item::shown(&self.items, self.items.len(), &self.id)
            .into_iter()
            .map(|item| {
                json!({
                    "key": item.key,
                    "text": words.line(&item.text),
                    "id": words.id(&format!("-p{}", item.key)),
                })
            })
            .collect();
        json!({ "items": rows })
    }

    fn answer(&self, words: &mut dyn Words) -> Value {
        let rows: Vec<String> = self.items.iter().map(|item| words.line(&item.text)).collect();
        json!({ "items": rows })
    }
}
