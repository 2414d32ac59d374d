//! What an attempt asks: fair, repeatable, and the same in Rust and in browsers.
//!
//! `src/quiz/expected/draw.json` takes drawn questions and orders to `tests/browser/draw.test.mjs`.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use support::golden::compare;
use terakoya::quiz::chance::Seed;
use terakoya::quiz::draw::{Candidate, Draw, draw, order};

/// Seeds that differ in all words, from a plain counter.
fn seed(number: u64) -> (String, Seed) {
    let text = digits(number);
    let seed = Seed::parse(&text).unwrap();
    (text, seed)
}

/// 32 hexadecimal digits that follow from a number: SplitMix64 twice.
fn digits(number: u64) -> String {
    let mut state = number;
    let mut word = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    format!("{:016x}{:016x}", word(), word())
}

const BANKS: [(&str, usize); 3] = [("law", 15), ("sns", 20), ("leak", 10)];

fn bank() -> Vec<(String, &'static str)> {
    BANKS.iter().flat_map(|(bank, size)| (0..*size).map(move |at| (format!("{bank}-{at}"), *bank))).collect()
}

fn candidates<'q>(bank: &'q [(String, &'static str)]) -> Vec<Candidate<'q>> {
    bank.iter().map(|(id, bank)| Candidate { id, bank: Some(bank) }).collect()
}

#[test]
fn browsers_draw_the_same() {
    let bank = bank();
    let candidates = candidates(&bank);
    let draws = [
        (Draw::All, json!(null)),
        (Draw::Count(20), json!(20)),
        (Draw::Count(0), json!(0)),
        (Draw::Banks(vec![("sns".into(), 8), ("law".into(), 7)]), json!([["sns", 8], ["law", 7]])),
    ];
    let mut cases: Vec<Value> = Vec::new();
    for number in 0..40 {
        let (text, seed) = seed(number);
        let known: BTreeSet<&str> =
            candidates.iter().skip(usize::try_from(number).unwrap()).step_by(3).map(|one| one.id).collect();
        for (spec, json) in &draws {
            for shuffle in [false, true] {
                let drawn = draw(seed, &candidates, spec, shuffle, &known);
                cases.push(
                    json!({"seed": text, "draw": json, "shuffle": shuffle, "known": known, "drawn": drawn}),
                );
            }
        }
    }
    let choices = [("b1", false), ("a9", false), ("f0", true), ("c3", false), ("0d", true)];
    let orders: Vec<Value> = (0..40)
        .map(|number| {
            let (text, seed) = seed(number);
            let id = format!("問{number}");
            json!({"seed": text, "question": id, "order": order(seed, &id, &choices)})
        })
        .collect();
    let list = |one: &Candidate<'_>| json!({"id": one.id, "bank": one.bank});
    let all = json!({
        "candidates": candidates.iter().map(list).collect::<Vec<_>>(),
        "draws": cases,
        "choices": choices.map(|(key, last)| json!({"key": key, "last": last})),
        "orders": orders,
    });
    compare("src/quiz/expected/draw.json", &format!("{all}\n"));
}

/// 10,000 draws: the counts of the banks always, never a question twice, and every question's share within chance.
#[test]
fn draws_are_fair() {
    const DRAWS: u32 = 10_000;
    let bank = bank();
    let candidates = candidates(&bank);
    let spec = Draw::Banks(vec![("law".into(), 5), ("sns".into(), 10), ("leak".into(), 5)]);
    let mut times: BTreeMap<usize, u32> = BTreeMap::new();
    let mut first: BTreeMap<usize, u32> = BTreeMap::new();
    for number in 0..DRAWS {
        let drawn = draw(seed(u64::from(number)).1, &candidates, &spec, true, &BTreeSet::new());
        assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 20, "no question twice");
        for (name, count) in [("law", 5), ("sns", 10), ("leak", 5)] {
            assert_eq!(drawn.iter().filter(|at| bank[**at].1 == name).count(), count);
        }
        *first.entry(drawn[0]).or_default() += 1;
        drawn.into_iter().for_each(|at| *times.entry(at).or_default() += 1);
    }
    for (name, count, size) in [("law", 5.0, 15.0), ("sns", 10.0, 20.0), ("leak", 5.0, 10.0)] {
        let expected = f64::from(DRAWS) * count / size;
        let of_bank = times.iter().filter(|(at, _)| bank[**at].1 == name);
        // Drawn without putting back: the variance of one count is expected * (1 - share).
        let chi: f64 = of_bank
            .map(|(_, times)| (f64::from(*times) - expected).powi(2) / (expected * (1.0 - count / size)))
            .sum();
        // Over size - 1 degrees of freedom, scaled by (size - 1) / size: beyond 3 per degree is less likely than 1 in 10,000.
        assert!(chi < 3.0 * size, "{name}: {chi}");
    }
    // Every question may come first, each as often as its bank's share says.
    assert_eq!(first.len(), bank.len());
}

#[test]
fn what_was_answered_right_is_avoided_where_it_can_be() {
    let bank = bank();
    let candidates = candidates(&bank);
    let known: BTreeSet<&str> =
        candidates.iter().map(|one| one.id).filter(|id| id.starts_with("sns-1")).collect();
    for number in 0..200 {
        let seed = seed(number).1;
        let few = draw(seed, &candidates, &Draw::Banks(vec![("sns".into(), 9)]), true, &known);
        assert!(few.iter().all(|at| !known.contains(candidates[*at].id)));
        let many = draw(seed, &candidates, &Draw::Banks(vec![("sns".into(), 15)]), true, &known);
        assert_eq!(many.len(), 15, "what is known fills up");
    }
}

#[test]
fn choices_that_stay_last_do() {
    let choices = [("a", false), ("z", true), ("b", false), ("c", false)];
    let mut seen = BTreeSet::new();
    for number in 0..200 {
        let order = order(seed(number).1, "q", &choices);
        assert_eq!(order[3], "z");
        seen.insert(order);
    }
    assert_eq!(seen.len(), 6, "all orders of the other three come up");
}
