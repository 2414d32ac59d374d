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
    Hotspot {
        names: Vec<String>,
        right: Vec<bool>,
        all: bool,
    },
    /// For each step but the last, an end: the options as how far each leads on, and what it earns.
    Scenario {
        steps: Vec<Vec<(usize, u32)>>,
    },
    Free {
        criteria: Vec<String>,
    },
    Survey {
        texts: Vec<String>,
        many: bool,
    },
    Ordering {
        items: Vec<String>,
        exact: bool,
    },
    Matching {
        texts: Vec<String>,
        distractor: Option<String>,
        all: bool,
    },
    Sorting {
        texts: Vec<String>,
        bins: usize,
        all: bool,
    },
    Matrix {
        texts: Vec<String>,
        columns: usize,
        all: bool,
    },
}

/// Texts of questions whose parts must look different: none holds a mark that could make two look alike.
fn plain() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set("[ぁ-んァ-ヶ一-龠0-9、。：#'-][ぁ-ん]{1,8}", 2..8)
        .prop_map(|texts| texts.into_iter().collect())
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
        (plain(), any::<bool>()).prop_map(|(items, exact)| Typed::Ordering { items, exact }),
        (plain(), prop::option::of("[a-z]{3}"), any::<bool>())
            .prop_map(|(texts, distractor, all)| Typed::Matching { texts, distractor, all }),
        (plain(), 2..5usize, any::<bool>()).prop_map(|(texts, bins, all)| Typed::Sorting {
            texts,
            bins,
            all
        }),
        (plain(), 2..5usize, any::<bool>()).prop_map(|(texts, columns, all)| Typed::Matrix {
            texts,
            columns,
            all
        }),
        (texts(), prop::collection::vec(any::<bool>(), 8), any::<bool>()).prop_map(
            |(names, mut right, all)| {
                right[0] = true;
                Typed::Hotspot { names, right, all }
            }
        ),
        prop::collection::vec(prop::collection::vec((0..9usize, 0..50u32), 1..4), 1..6)
            .prop_map(|steps| Typed::Scenario { steps }),
        texts().prop_map(|criteria| Typed::Free { criteria }),
        (texts(), any::<bool>()).prop_map(|(texts, many)| Typed::Survey { texts, many }),
    ]
}

/// A JSON string is a YAML string in double quotes.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}

fn list(texts: &[String]) -> String {
    json!(texts).to_string()
}

fn credit(all: bool) -> &'static str {
    if all { "all" } else { "partial" }
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
        Typed::Ordering { items, exact } => {
            let credit = if *exact { "exact" } else { "adjacent" };
            format!("{}    credit: {credit}\n    items: {}\n", head("ordering"), list(items))
        }
        Typed::Matching { texts, distractor, all } => {
            let pairs: Vec<String> = texts
                .iter()
                .map(|text| format!("[{}, {}]", quoted(text), quoted(&format!("x{text}"))))
                .collect();
            let distractors = distractor.iter().cloned().collect::<Vec<_>>();
            format!(
                "{}    credit: {}\n    pairs: [{}]\n    distractors: {}\n",
                head("matching"),
                credit(*all),
                pairs.join(", "),
                list(&distractors)
            )
        }
        Typed::Sorting { texts, bins, all } => {
            let bin = |bin: usize| {
                let things: Vec<String> = texts.iter().skip(bin).step_by(*bins).cloned().collect();
                format!("      bin {bin}: {}\n", list(&things))
            };
            let bins: String = (0..*bins).map(bin).collect();
            format!("{}    credit: {}\n    bins:\n{bins}", head("sorting"), credit(*all))
        }
        Typed::Matrix { texts, columns, all } => {
            let row = |(at, text): (usize, &String)| {
                format!("      - {{text: {}, answer: column {}}}\n", quoted(text), at % columns)
            };
            let rows: String = texts.iter().enumerate().map(row).collect();
            let columns: Vec<String> = (0..*columns).map(|at| format!("column {at}")).collect();
            format!(
                "{}    credit: {}\n    columns: {}\n    rows:\n{rows}",
                head("matrix"),
                credit(*all),
                list(&columns)
            )
        }
        Typed::Hotspot { names, right, all } => {
            let region = |(at, name): (usize, &String)| {
                let (name, right) = (quoted(name), right[at]);
                format!("      - {{name: {name}, rect: [{at}, 10, {}, 90], correct: {right}}}\n", 100 - at)
            };
            let credit = if *all { "all" } else { "partial" };
            format!(
                "{}    image: desk.svg\n    alt: 机\n    credit: {credit}\n    regions:\n{}",
                head("hotspot"),
                names.iter().enumerate().map(region).collect::<String>()
            )
        }
        Typed::Scenario { steps } => {
            let option = |at: usize, choice: usize, (on, points): &(usize, u32)| {
                // The first option leads to the next step, so that all are reached.
                let to = if choice == 0 { at + 1 } else { (at + 1 + on).min(steps.len()) };
                format!("          - {{text: 選択{choice}, to: s{to}, points: {points}}}\n")
            };
            let step = |(at, options): (usize, &Vec<(usize, u32)>)| {
                let options: String =
                    options.iter().enumerate().map(|(choice, on)| option(at, choice, on)).collect();
                format!("      s{at}:\n        text: 場面\n        options:\n{options}")
            };
            let head = head("scenario").replace(&format!("    points: {points}\n"), "");
            let steps_written: String = steps.iter().enumerate().map(step).collect();
            let last = steps.len();
            format!(
                "{head}    start: s0\n    steps:\n{steps_written}      s{last}: {{text: 終わり, end: good}}\n"
            )
        }
        Typed::Free { criteria } => {
            let criteria: String =
                criteria.iter().map(|text| format!("      - {}\n", quoted(text))).collect();
            format!("{}    model: 例\n    criteria:\n{criteria}", head("free"))
        }
        Typed::Survey { texts, many } => {
            let head = head("survey").replace(&format!("    points: {points}\n"), "");
            let texts: String = texts.iter().map(|text| format!("      - {}\n", quoted(text))).collect();
            format!("{head}    many: {many}\n    choices:\n{texts}")
        }
    }
}

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
