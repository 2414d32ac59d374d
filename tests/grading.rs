//! What holds for any quiz that can be asked: the right response earns all points, none is pending, and nothing
//! earns more than there is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::asked::quiz as read;
use support::random::{self, MAKERS, Random};
use terakoya::questions::State;

#[derive(Debug, Clone)]
enum Typed {
    Single {
        texts: Vec<String>,
        right: prop::sample::Index,
    },
    Multiple {
        texts: Vec<String>,
        right: Vec<bool>,
        all: bool,
    },
    Judge {
        ok: bool,
        labels: Option<[String; 2]>,
    },
    /// Whatever type the list of makers has, out of a seed.
    Made {
        maker: prop::sample::Index,
        seed: u64,
    },
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set("[ぁ-んァ-ヶ一-龠a-zA-Z0-9、。：#'\"\\\\*｛-]{1,12}", 2..8)
        .prop_map(|texts| texts.into_iter().collect())
}

fn typed() -> impl Strategy<Value = Typed> {
    prop_oneof![
        (texts(), any::<prop::sample::Index>()).prop_map(|(texts, right)| Typed::Single { texts, right }),
        (texts(), prop::collection::vec(any::<bool>(), 8), any::<bool>()).prop_map(
            |(texts, mut right, all)| {
                // Some are right, and not all.
                right.truncate(texts.len());
                right[0] = true;
                if let Some(last) = right.last_mut() {
                    *last = false;
                }
                Typed::Multiple { texts, right, all }
            }
        ),
        (any::<bool>(), prop::option::of(["[ぁ-ん]{1,4}", "[ァ-ヶ]{1,4}"]))
            .prop_map(|(ok, labels)| Typed::Judge { ok, labels }),
        (any::<prop::sample::Index>(), any::<u64>()).prop_map(|(maker, seed)| Typed::Made { maker, seed }),
    ]
}

/// A JSON string is a YAML string in double quotes.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}

fn written(number: usize, points: u32, question: &Typed) -> String {
    let choices = |texts: &[String], right: &dyn Fn(usize) -> bool| -> String {
        let choice = |(at, text): (usize, &String)| {
            format!("      - {{text: {}, correct: {}}}\n", quoted(text), right(at))
        };
        texts.iter().enumerate().map(choice).collect()
    };
    let head =
        |kind: &str| format!("  - id: q{number}\n    type: {kind}\n    points: {points}\n    prompt: 問い\n");
    match question {
        Typed::Single { texts, right } => {
            let right = right.index(texts.len());
            format!("{}    choices:\n{}", head("single"), choices(texts, &|at| at == right))
        }
        Typed::Multiple { texts, right, all } => {
            let credit = if *all { "all" } else { "partial" };
            format!(
                "{}    credit: {credit}\n    choices:\n{}",
                head("multiple"),
                choices(texts, &|at| right[at])
            )
        }
        Typed::Judge { ok, labels } => {
            let labels =
                labels.as_ref().map(|[ok, ng]| format!("    labels: [{}, {}]\n", quoted(ok), quoted(ng)));
            format!(
                "{}    answer: {}\n{}",
                head("judge"),
                if *ok { "ok" } else { "ng" },
                labels.unwrap_or_default()
            )
        }
        Typed::Made { maker, seed } => {
            let question =
                random::question(maker.get(MAKERS), &format!("q{number}"), &mut Random::new(*seed));
            format!("  - {question}\n")
        }
    }
}

/// Anything that could stand in a record, right or wrong, of this question or of none.
fn response(keys: Vec<String>) -> impl Strategy<Value = Value> {
    let key = if keys.is_empty() { Just("x".to_owned()).boxed() } else { prop::sample::select(keys).boxed() };
    prop_oneof![
        key.clone().prop_map(Value::from),
        prop::collection::vec(key, 0..6).prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!({"__proto__": {"a": 1}})),
        Just(json!([["a"], null, 1])),
        Just(json!(true)),
    ]
}

fn keys(question: &Value) -> Vec<String> {
    let listed = question["choices"].as_array().into_iter().flatten();
    let keys = listed.filter_map(|key| Some(key.as_str().or_else(|| key["key"].as_str())?.to_owned()));
    keys.chain(["ok".to_owned(), "ng".to_owned()]).collect()
}

fn quiz_and_responses() -> impl Strategy<Value = (String, Vec<Value>)> {
    prop::collection::vec((typed(), 0..1001u32), 1..5).prop_flat_map(|questions| {
        let text: String = questions
            .iter()
            .enumerate()
            .map(|(at, (question, points))| written(at, *points, question))
            .collect();
        let text = format!("questions:\n{text}");
        let quiz = read(&text);
        let asked = quiz.questions.iter().filter_map(|question| question.ask.as_ref());
        let keys: Vec<String> = asked.flat_map(|ask| keys(&ask.question.key())).collect();
        let responses = prop::collection::vec(response(keys), 12);
        (Just(text), responses)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_right_response_earns_all_points_and_no_response_earns_more((text, responses) in quiz_and_responses()) {
        let quiz = read(&text);
        prop_assert!(quiz.questions.iter().all(|question| question.ask.is_some()), "{}", text);
        for question in &quiz.questions {
            let (ask, points) = (&question.ask.as_ref().unwrap().question, question.points);
            let right = ask.grade(&ask.right_response(), points);
            prop_assert_eq!(right.state, State::Right);
            prop_assert_eq!((right.earned, right.possible), (points * 100, points * 100));
            for empty in [Value::Null, json!(""), json!([]), json!({})] {
                let verdict = ask.grade(&empty, points);
                prop_assert_eq!(verdict.state, State::Pending, "{} to {}", empty, text);
                prop_assert_eq!((verdict.earned, verdict.possible), (0, points * 100));
            }
            let mut random = Random::new(u64::from(points));
            let spoilt = (0..12).map(|_| random::response(&ask.key(), &ask.right_response(), &mut random));
            for response in responses.iter().chain(&spoilt.collect::<Vec<_>>()) {
                let verdict = ask.grade(response, points);
                prop_assert_eq!(verdict.possible, points * 100);
                prop_assert!(verdict.earned <= verdict.possible, "{:?}", verdict);
                let full = verdict.earned == verdict.possible;
                match verdict.state {
                    State::Right => prop_assert!(full),
                    State::Wrong | State::Pending | State::Unscored => prop_assert_eq!(verdict.earned, 0),
                    State::Partial => prop_assert!(points == 0 || !full, "{:?}", verdict),
                }
                prop_assert_eq!(ask.grade(response, points), verdict, "the same response, the same verdict");
            }
        }
        // What a browser gets names the same questions, and changes with the points.
        let data = quiz.data();
        prop_assert_eq!(data["questions"].as_array().unwrap().len(), quiz.questions.len());
    }
}
