//! Judging without the key, for quizzes whose answers are hidden.
//!
//! The page then has a *form* of each question: enough to tell a response from none, and nothing of what is right.
//! A response in that form becomes a list of words, the same however it was given, and is right if the salted
//! digest of this list is one of those that the page has. So it is right or wrong as a whole, and only what has few
//! right responses can be hidden. `quiz/hidden/hidden.js` reads the forms; what is hashed stands in `quiz/hidden.rs`.
//!
//! | form | the response is | the list of words |
//! |---|---|---|
//! | `one` | one of the keys `of` | that key |
//! | `set` | some of the keys `of` | these keys in the order of `of` |
//! | `order` | the keys `of` in any order | them in that order |
//! | `map` | keys of `to` by keys of `of` | one of `to` for each of `of`, in its order; right only if complete |
//! | `typed` | a text | the text, folded |
//! | `blanks` | a text by id of a blank | one for each blank, folded or a key; right only if complete |

use serde_json::{Value, json};

use crate::diagnostics::Said;

/// Whether and how a question can be judged without its key.
#[derive(Debug, Clone, PartialEq)]
pub enum Hiding {
    /// Nothing is right or wrong: its key gives nothing away.
    NoKey,
    /// By digests of the right responses.
    Digests(Canonical),
    /// Not while parts of it earn points: what the author writes instead of that.
    Partial(&'static str),
    /// Not at all, and why.
    Never(Said),
}

/// The form of a question, and the lists of words of its right responses.
#[derive(Debug, Clone, PartialEq)]
pub struct Canonical {
    /// What the page has.
    pub form: Value,
    /// What it has not.
    pub right: Vec<Vec<String>>,
}

impl Hiding {
    /// One key.
    pub fn one(of: &[&str], right: &str) -> Self {
        Self::digests(json!({ "form": "one", "of": of }), vec![vec![right.to_owned()]])
    }

    /// Some keys; both lists in the same order.
    pub fn set(of: &[&str], right: &[&str]) -> Self {
        Self::digests(json!({ "form": "set", "of": of }), vec![owned(right)])
    }

    /// Keys in this order.
    pub fn order(right: &[&str]) -> Self {
        let mut of = right.to_vec();
        of.sort_unstable();
        Self::digests(json!({ "form": "order", "of": of }), vec![owned(right)])
    }

    /// Keys by keys, `right` being in the order of `of`.
    pub fn map(of: &[&str], to: &[&str], right: &[&str]) -> Self {
        Self::digests(json!({ "form": "map", "of": of, "to": to }), vec![owned(right)])
    }

    /// Any of these texts, which are folded as `fold` says.
    pub fn typed(fold: &[&str], right: &[String]) -> Self {
        let right = right.iter().map(|text| vec![text.clone()]).collect();
        Self::digests(json!({ "form": "typed", "fold": fold }), right)
    }

    /// Blanks in this order: the form of each, and what may stand in it.
    pub fn blanks(blanks: Value, fold: &[&str], right: Vec<Vec<String>>) -> Self {
        Self::digests(json!({ "form": "blanks", "blanks": blanks, "fold": fold }), right)
    }

    fn digests(form: Value, right: Vec<Vec<String>>) -> Self {
        Hiding::Digests(Canonical { form, right })
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
