//! Which questions an attempt asks, and in which order.
//!
//! Pure, and the same in learners' browsers (`exam/draw.js`): from the attempt's seed, the questions with their banks,
//! what is to be drawn, and what the learner has answered right before.

use std::collections::BTreeSet;

use super::chance::{Chance, Seed};

/// How many questions are drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Draw {
    /// All of them.
    #[default]
    All,
    /// So many of all.
    Count(usize),
    /// So many of each bank, in this order; questions of other banks are never drawn.
    Banks(Vec<(String, usize)>),
}

/// A question that may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'q> {
    /// Its id.
    pub id: &'q str,
    /// Its bank, if it belongs to one.
    pub bank: Option<&'q str>,
}

/// The places of the drawn questions in `candidates`, in the order in which they are asked.
///
/// The stream `draw` shuffles each bank; those that the learner knows go behind the others, and the first ones are
/// taken. Then the same stream shuffles what was taken, or the order of the file is kept.
pub fn draw(
    seed: Seed,
    candidates: &[Candidate<'_>],
    draw: &Draw,
    shuffle: bool,
    known: &BTreeSet<&str>,
) -> Vec<usize> {
    let mut chance = Chance::new(seed, "draw");
    let mut take = |mut pool: Vec<usize>, count: usize| {
        chance.shuffle(&mut pool);
        pool.sort_by_key(|at| candidates.get(*at).is_some_and(|one| known.contains(one.id)));
        pool.truncate(count);
        pool
    };
    let all = || (0..candidates.len()).collect::<Vec<usize>>();
    let mut drawn: Vec<usize> = match draw {
        Draw::All => all(),
        Draw::Count(count) => take(all(), *count),
        Draw::Banks(banks) => {
            let of = |bank: &str| {
                let places = candidates.iter().enumerate();
                places.filter(|(_, one)| one.bank == Some(bank)).map(|(at, _)| at).collect::<Vec<usize>>()
            };
            banks.iter().flat_map(|(bank, count)| take(of(bank), *count)).collect()
        }
    };
    drawn.sort_unstable();
    if shuffle {
        chance.shuffle(&mut drawn);
    }
    drawn
}

/// The order in which a question's choices stand: their keys, shuffled by the stream `choices/<question>` from the
/// order of the keys themselves; those that stay last do, in that order.
pub fn order(seed: Seed, question: &str, choices: &[(&str, bool)]) -> Vec<String> {
    let mut order: Vec<(bool, &str)> = choices.iter().map(|(key, last)| (*last, *key)).collect();
    order.sort_unstable_by_key(|(_, key)| *key);
    Chance::new(seed, &format!("choices/{question}")).shuffle(&mut order);
    order.sort_by_key(|(last, _)| *last);
    order.into_iter().map(|(_, key)| key.to_owned()).collect()
}
