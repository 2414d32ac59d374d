//! `scenario`: a story in steps, in which each choice leads on. The response is the list of option keys along the
//! path; it is judged when the path has reached an end.
//!
//! Options have points of their own, so what can be earned is what the best path earns, and the question has no
//! `points`. How steps hang together, and what can be wrong with that, is in `steps.rs`.

mod steps;

use serde_json::{Map, Value, json};

use super::{Hiding, Question, QuestionType, Reading, Response, State, Verdict, Words};
use crate::diagnostics::Said;
use crate::say;
use crate::syntax::fields::{Key, Kind};
use steps::{Choice, Step};

/// How a story can end.
const ENDS: [&str; 3] = ["good", "fair", "poor"];

/// The keys of an option.
pub const OPTION: &[Key] = &[
    Key::required("text", Kind::Text, "選択肢の文", "the option's text"),
    Key::required("to", Kind::Plain, "次の場面の名前", "the name of the step that it leads to"),
    Key::optional("points", Kind::Integer { min: 0, max: 1000 }, "選んだときの得点", "what it earns").or("0"),
    Key::optional("feedback", Kind::Text, "選んだ人に見せる説明", "what those who chose it are told"),
    Key::optional(
        "id",
        Kind::Id,
        "選択肢の名前（書かなければ文から作られます）",
        "its id; made from the text where none is written",
    ),
];

/// The keys of a step.
pub const STEP: &[Key] = &[
    Key::required("text", Kind::Text, "場面の説明", "what happens"),
    Key::optional("options", Kind::List(&Kind::Record(OPTION)), "選択肢", "what can be done"),
    Key::optional(
        "end",
        Kind::Choice(&ENDS),
        "終わりの場面なら、どんな終わりか（よい good・もう一歩 fair・よくない poor）",
        "of a last step, how the story ends",
    ),
];

/// The type.
#[derive(Debug)]
pub struct Scenario;

/// The steps in an order in which every path goes down the list; the first is where the story begins.
#[derive(Debug)]
struct ScenarioQuestion {
    steps: Vec<Step>,
}

impl QuestionType for Scenario {
    fn name(&self) -> &'static str {
        "scenario"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required("start", Kind::Plain, "初めの場面の名前", "the name of the first step"),
            Key::required(
                "steps",
                Kind::Map(&Kind::Record(STEP)),
                "場面（名前と中身の組）",
                "the steps by name",
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
            "場面ごとに行動を選び、その結果をたどります。",
            "At each step of a story an action is picked, and its outcome followed."
        )
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn refused(&self) -> Vec<(&'static str, Said)> {
        let why = say!(
            "得点は options の points で決まり、満点はいちばんよい道すじの合計です。この行を消します。",
            "Points stand with the options, and the best path makes the full marks. Remove the line."
        );
        vec![("points", why)]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let steps = steps::read(reading)?;
        Some(Box::new(ScenarioQuestion { steps }))
    }
}

impl ScenarioQuestion {
    /// The points of a path that reaches an end; `None` for what is no such path.
    fn walk(&self, response: &Response) -> Option<u32> {
        let mut at = self.steps.first()?;
        let mut points = 0_u32;
        for key in response.as_array()? {
            let chosen = at.options.iter().find(|option| Some(&*option.key) == key.as_str())?;
            points = points.saturating_add(chosen.points);
            at = self.steps.get(chosen.to)?;
        }
        at.end.map(|_| points)
    }

    /// What the best path from a step earns, for every step. Paths go down the list, so it is read from its end.
    fn best(&self) -> Vec<u32> {
        let mut best = vec![0; self.steps.len()];
        for (index, step) in self.steps.iter().enumerate().rev() {
            best[index] = step.options.iter().map(|option| gain(option, &best)).max().unwrap_or(0);
        }
        best
    }
}

/// What an option earns together with the best path behind it.
fn gain(option: &Choice, best: &[u32]) -> u32 {
    option.points.saturating_add(best.get(option.to).copied().unwrap_or(0))
}

impl Question for ScenarioQuestion {
    fn points(&self, _: Option<u32>) -> u32 {
        self.best().first().copied().unwrap_or(0)
    }

    fn key(&self) -> Value {
        let name = |index: usize| self.steps.get(index).map_or("", |step| &step.name);
        let options = |step: &Step| -> Map<String, Value> {
            let option = |option: &Choice| (option.key.clone(), json!([name(option.to), option.points]));
            step.options.iter().map(option).collect()
        };
        let steps: Map<String, Value> =
            self.steps.iter().map(|step| (step.name.clone(), options(step).into())).collect();
        json!({ "start": name(0), "steps": steps })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        let Some(earned) = self.walk(response).map(|earned| earned.min(points)) else {
            return Verdict::pending(points);
        };
        let state = match earned {
            _ if points == 0 => State::Unscored,
            0 => State::Wrong,
            _ if earned == points => State::Right,
            _ => State::Partial,
        };
        Verdict { state, earned: earned * 100, ..Verdict::pending(points) }
    }

    fn hiding(&self) -> Hiding {
        Hiding::Never(say!(
            "物語（scenario）は、選ぶたびに点と説明が変わるので、答えを隠せません。",
            "A scenario earns points and tells something with each option, so its answers cannot be hidden."
        ))
    }

    fn right_response(&self) -> Response {
        let best = self.best();
        let mut path = Vec::new();
        let mut at = self.steps.first();
        while let Some(option) =
            at.and_then(|step| step.options.iter().rev().max_by_key(|option| gain(option, &best)))
        {
            path.push(option.key.as_str());
            at = self.steps.get(option.to);
        }
        json!(path)
    }

    fn response_from_words(&self, words: &Value) -> Response {
        let Some(list) = words.as_array() else { return words.clone() };
        let mut at = self.steps.first();
        let key_of = |word: &Value| {
            let named = |option: &&Choice| {
                word.as_str().is_some_and(|word| option.key == word || option.written == word.trim())
            };
            let chosen = at.and_then(|step| step.options.iter().find(named));
            at = chosen.and_then(|option| self.steps.get(option.to));
            chosen.map_or_else(|| word.clone(), |option| json!(option.key))
        };
        list.iter().map(key_of).collect()
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        let anchor = |index: usize| format!("step:{}", index + 1);
        let steps: Vec<Value> = self
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| {
                let options: Vec<Value> = step
                    .options
                    .iter()
                    .map(|option| {
                        json!({
                            "key": option.key,
                            "text": words.line(&option.text),
                            "to": self.steps.get(option.to).map(|step| &step.name),
                            "number": option.to + 1,
                            "url": words.here(&anchor(option.to)),
                        })
                    })
                    .collect();
                json!({
                    "name": step.name,
                    "id": words.id(&anchor(index)),
                    "text": words.text(&step.text),
                    "options": options,
                })
            })
            .collect();
        json!({ "steps": steps })
    }

    fn answer(&self, words: &mut dyn Words) -> Value {
        let best = self.best();
        let steps: Vec<Value> = self
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| {
                let most = best.get(index).copied().unwrap_or(0);
                // Where nothing is lost whatever one does, no option is the better one.
                let matters = step.options.iter().any(|option| gain(option, &best) < most);
                let options: Vec<Value> = step
                    .options
                    .iter()
                    .map(|option| {
                        json!({
                            "key": option.key,
                            "text": words.line(&option.text),
                            "points": option.points,
                            "best": matters && gain(option, &best) == most,
                            "feedback": option.feedback.as_ref().map(|feedback| words.text(feedback)),
                        })
                    })
                    .collect();
                json!({ "name": step.name, "number": index + 1, "options": options, "end": step.end })
            })
            .collect();
        json!({ "steps": steps })
    }
}
