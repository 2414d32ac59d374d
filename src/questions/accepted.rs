//! Accepted answers: the texts that types with a field to type in take as right.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Reading;
use super::choice::has_mistakes;
use super::fold::{Fold, is_kept};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{Place, Span};
use crate::syntax::fields::Typed;

/// The answers that are taken as right; at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// As the author wrote them.
    written: Vec<String>,
    /// What remains of each when it is folded, without repetition, in an order that does not depend on the
    /// author's.
    folded: Vec<String>,
}

impl Accepted {
    /// Reads the list `answers`; `whole` is where to point at when there is something to say of it. `None` where
    /// there is no answer, or where something was reported that leaves open what is meant.
    pub fn read(answers: &Typed, whole: Place, fold: Fold, reading: &mut Reading<'_, '_>) -> Option<Self> {
        let path = reading.record.path.clone();
        let mut written = Vec::new();
        let mut seen: BTreeMap<String, (String, Span)> = BTreeMap::new();
        let mut sound = true;
        for typed in answers.list() {
            let Some(plain) = typed.plain() else { continue };
            let answer = plain.text.trim();
            let place = Place::new(&path, typed.span);
            let folded = fold.apply(answer);
            if folded.is_empty() || !is_kept(answer) {
                sound = false;
                reading.report(cannot_be_typed(folded.is_empty(), place));
                continue;
            }
            if let Some((twin, span)) = seen.get(&folded) {
                let first = Place::new(&path, *span);
                let same = twin == answer;
                reading.report(repeated(answer, twin, same, place, first));
                sound &= !same;
            } else {
                seen.insert(folded, (answer.to_owned(), typed.span));
                written.push(answer.to_owned());
            }
        }
        if answers.list().is_empty() && !has_mistakes(answers.span, reading) {
            reading.report(
                Diagnostic::new(
                    Code::Key,
                    whole,
                    say!("正解（answers）が1つもありません。", "There is no accepted answer (answers)."),
                )
                .correct("answers: [正解, 別の書き方]"),
            );
        }
        (sound && !written.is_empty()).then(|| Self { written, folded: seen.into_keys().collect() })
    }

    /// Whether `text` counts as one of them. `fold` is that with which they were read.
    pub fn holds(&self, text: &str, fold: Fold) -> bool {
        self.folded.binary_search(&fold.apply(text)).is_ok()
    }

    /// As the author wrote them, without those that are the same when folded.
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// What remains of each when it is folded, in an order that does not depend on the author's.
    pub fn folded(&self) -> &[String] {
        &self.folded
    }

    /// What grading needs of them.
    pub fn key(&self) -> Value {
        json!(self.folded)
    }

    /// The one that learners are shown first.
    pub fn first(&self) -> &str {
        self.written.first().map_or("", String::as_str)
    }
}

fn cannot_be_typed(empty: bool, place: Place) -> Diagnostic {
    let diagnostic = if empty {
        Diagnostic::new(
            Code::Key,
            place,
            say!("空白だけの答えは、入力できません。", "An answer of nothing but blanks cannot be typed."),
        )
    } else {
        Diagnostic::new(
            Code::Key,
            place,
            say!("この答えは、長すぎて入力できません。", "This answer is too long to be typed."),
        )
    };
    diagnostic.help(say!(
        "入力してほしい言葉を書くか、この答えを消します。",
        "Write the words that are to be typed, or remove this answer."
    ))
}

/// An answer that stands twice is probably one that should read otherwise. One that only folds to another does
/// no harm: the author is told that it need not be there.
fn repeated(answer: &str, twin: &str, same: bool, place: Place, first: Place) -> Diagnostic {
    let diagnostic = if same {
        Diagnostic::new(
            Code::Duplicate,
            place,
            say!("答え「{answer}」が2つあります。", "The answer \"{answer}\" stands twice."),
        )
        .help(say!("片方を消すか、文を変えます。", "Remove one of them, or change its text."))
    } else {
        Diagnostic::new(
            Code::NoEffect,
            place,
            say!(
                "「{answer}」は、書かなくても「{twin}」と同じとみなされます。",
                "\"{answer}\" counts as \"{twin}\" even if it is not written."
            ),
        )
        .help(say!(
            "この答えを消します。区別したいときは、fold から width・case・kana・space のどれかを外します。",
            "Remove it, or take one of width, case, kana and space out of fold to tell them apart."
        ))
    };
    diagnostic.related(first, say!("1つめはここです。", "The first one is here."))
}
