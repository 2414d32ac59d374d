//! What holds for any quiz that can be asked: the right response earns all points, none is pending, and nothing
//! earns more than there is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::asked::quiz as read;
use support::random::{self, MAKERS, Random};
use terakoya::questions::State;

/// Anything that could stand in a record, right or wrong, of this question or of none.
fn response(keys: Vec<String>) -> impl Strategy<Value = Value> {
    let key = if keys.is_empty() { Just("x".to_owned()).boxed() } else { prop::sample::select(keys).boxed() };
    prop_oneof![
        key.clone().prop_map(Value::from),
        prop::collection::vec(key.clone(), 0..6).prop_map(Value::from),
        prop::collection::btree_map(key.clone(), key.clone(), 0..6).prop_map(|given| json!(given)),
        ("\\PC{0,3}", prop::collection::vec(key, 0..4))
            .prop_map(|(text, met)| json!({"text": text, "met": met})),
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
    let strings = |name: &str| question[name].as_array().cloned().unwrap_or_default();
    let parts = question["answers"].as_object().into_iter().flat_map(|answers| answers.keys().cloned());
    let more = ["order", "options", "criteria"].into_iter().flat_map(strings);
    let more = more.filter_map(|key| Some(key.as_str()?.to_owned())).chain(parts);
    let steps = question["steps"].as_object().into_iter().flat_map(|steps| steps.values());
    let options = steps.filter_map(Value::as_object).flat_map(|options| options.keys().cloned());
    keys.chain(["ok".to_owned(), "ng".to_owned()]).chain(more).chain(options).collect()
}

fn quiz_and_responses() -> impl Strategy<Value = (String, Vec<Value>)> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u64>()), 1..5).prop_flat_map(|questions| {
        let write = |(at, (maker, seed)): (usize, &(prop::sample::Index, u64))| {
            random::question(maker.get(MAKERS), &format!("q{at}"), &mut Random::new(*seed))
        };
        let questions: Vec<Value> = questions.iter().enumerate().map(write).collect();
        let text = json!({ "questions": questions }).to_string();
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
            // Where there is nothing to earn, there may be nothing to judge.
            prop_assert!(right.state == State::Right || (points == 0 && right.state == State::Unscored));
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
        let data = quiz.data("course");
        prop_assert_eq!(data["questions"].as_array().unwrap().len(), quiz.questions.len());
    }
}
