//! Answers that do not stand in the page for all to read.
//!
//! A hidden quiz has digests in place of the key ([`Hiding`] says of what), and what learners are told once a
//! question is judged (key, feedback, explanation) in a form that no glance and no search of the page reads. Neither
//! is secure: the page itself must be able to judge and to explain, so whoever takes the trouble can do it as well,
//! by trying out the choices or by calling the page's own functions. `hidden/hidden.js` is the other side.
//!
//! * The *salt* of a question is the first 32 hexadecimal digits of SHA-256 of `terakoya-answers-1`, a line feed
//!   and the JSON list of the ids of course, quiz and question. It keeps one list of ready-made digests from serving
//!   for all courses. It holds nothing of the key: else it would be a digest of the key itself.
//! * A *digest* is the first 16 hexadecimal digits of SHA-256 of the salt, a line feed, and the JSON list of the
//!   words of a right response. Digests are sorted.
//! * *Veiled* is the UTF-8 of a text, XOR the stream of SHA-256 of the salt, a line feed and the number of the
//!   block of 32 bytes in decimal digits, from 0; and that in Base64 (RFC 4648, section 4).
//! * The *revision* is a digest of type, points, salt, form and digests, all of which stand in the page anyway.

use serde_json::{Value, json};

use super::{QuizQuestion, TYPE};
use crate::diagnostics::{Code, Diagnostic};
use crate::questions::{Canonical, Hiding, Question};
use crate::say;
use crate::source::{Hash128, Place, Sha256, SourcePath, base64, hex};
use crate::syntax::fields::{Key, Kind, Record};
use crate::syntax::node::{Entry, Value as NodeValue};

/// Where the right answers are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Answers {
    /// In the page.
    #[default]
    Open,
    /// In the page, but not for the eye.
    Hidden,
}

/// `answers` of a quiz.
pub const ANSWERS: Key = Key::optional(
    "answers",
    Kind::Choice(&["open", "hidden"]),
    "正解と解説をページにそのまま置くか（open）、見ただけでは分からない形にするか（hidden）",
    "whether answers and explanations stand in the page as they are (open) or in a form that tells nothing at a glance (hidden)",
)
.or("open");

/// What will come with a later command, and is told so until then.
const SEALED: &str = "sealed";

impl Answers {
    /// What the author wrote.
    pub(super) fn of(record: &Record) -> Self {
        match record.choice(ANSWERS.name) {
            Some("hidden") => Answers::Hidden,
            _ => Answers::Open,
        }
    }
}

/// The report that a quiz asks for sealed answers, if `entry` does.
pub(super) fn refuse_sealed(entry: &Entry, path: &SourcePath) -> Option<Diagnostic> {
    let written = match &entry.value.value {
        NodeValue::Scalar(scalar) if entry.key == ANSWERS.name => scalar.text.text.trim(),
        _ => return None,
    };
    let told = Diagnostic::new(
        Code::WrongKind,
        Place::new(path, entry.value.span),
        say!(
            "「answers: sealed」は、まだ使えません。",
            "\"answers: sealed\" cannot be used yet."
        ),
    )
    .help(say!(
        "正解を配らず、集めた受講結果を後から採点する方法です。そのためのコマンド（report）と同じ時に使えるようになります。それまでは hidden（見ただけでは分からない形）にします。",
        "It keeps the answers with you, and results are judged once they are handed in. It comes with the command for that (report). Until then use hidden: the answers are in the page, but not for the eye."
    ))
    .correct("answers: hidden");
    (written == SEALED).then_some(told)
}

/// The report that a question cannot be asked in a hidden quiz, if it cannot.
pub(super) fn refuse(question: &dyn Question, record: &Record) -> Option<Diagnostic> {
    match question.hiding() {
        Hiding::NoKey | Hiding::Digests(_) => None,
        Hiding::Partial(all) => {
            let key = all.split(':').next().unwrap_or_default();
            let place = match record.key_span(key) {
                Some(_) => record.place(key),
                None => record.place("id"),
            };
            let message = say!(
                "正解を隠すクイズ（answers: hidden）では、部分点をつけられません。ページには、すべて正しいかどうかだけが分かるものを置くからです。",
                "A quiz with hidden answers gives no part of the points: all that its page can tell is whether everything is right."
            );
            let help = say!(
                "`{all}` と書くと、すべて正しいときだけ点になります。部分点をつけたい問題は、answers: open のクイズに置きます。",
                "With `{all}`, only all of it earns the points. A question that gives parts of its points belongs in a quiz with answers: open."
            );
            Some(Diagnostic::new(Code::Key, place, message).help(help).correct(all))
        }
        Hiding::Never(why) => {
            let help = say!(
                "この問題を answers: open のクイズに移すか、別の種類の問題にします。",
                "Move it to a quiz with answers: open, or make it a question of another type."
            );
            Some(Diagnostic::new(Code::Key, record.place(TYPE), why).help(help))
        }
    }
}

/// What a page says of how a question is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// A digest of all that affects grading: a response given to another revision is set aside.
    pub revision: String,
    /// What the grader needs: the key, or the form of a hidden question.
    pub key: Value,
    /// What stands for the key of a hidden question.
    pub hidden: Option<Hidden>,
}

/// What stands for the key.
#[derive(Debug, Clone, PartialEq)]
pub struct Hidden {
    /// By which all of it is made.
    pub salt: Salt,
    /// Of the right responses; `None` where nothing is right or wrong.
    pub digests: Option<Vec<String>>,
}

impl Published {
    /// That of a question that can be asked.
    pub(super) fn of(question: &QuizQuestion, answers: Answers, salt: impl FnOnce() -> Salt) -> Option<Self> {
        let ask = question.ask.as_ref()?;
        let graded = |parts: Value| Hash128::of(parts.to_string().as_bytes()).short();
        if answers == Answers::Open {
            let key = ask.question.key();
            let revision = graded(json!([ask.kind, question.points, key]));
            return Some(Self { revision, key, hidden: None });
        }
        let salt = salt();
        let (key, digests) = match ask.question.hiding() {
            Hiding::Digests(Canonical { form, right }) => {
                let mut digests: Vec<String> = right.iter().map(|words| salt.digest(words)).collect();
                digests.sort_unstable();
                (form, Some(digests))
            }
            // What cannot be hidden is not asked.
            _ => (ask.question.key(), None),
        };
        let revision = graded(json!([ask.kind, question.points, salt.0, key, digests]));
        Some(Self { revision, key, hidden: Some(Hidden { salt, digests }) })
    }
}

/// The salt of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salt(String);

impl Salt {
    /// That of a question of a quiz of a course, by their ids.
    pub fn of(course: &str, quiz: &str, question: &str) -> Self {
        let named = format!("terakoya-answers-1\n{}", json!([course, quiz, question]));
        Self(digits(&named, 32))
    }

    /// 32 hexadecimal digits.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The digest of a response in its form.
    pub fn digest(&self, words: &[String]) -> String {
        digits(&format!("{}\n{}", self.0, json!(words)), 16)
    }

    /// `text` in a form that neither the eye nor a search reads.
    pub fn veil(&self, text: &str) -> String {
        let blocks = text.as_bytes().chunks(32).enumerate();
        let veiled: Vec<u8> = blocks
            .flat_map(|(number, block)| {
                let stream = Sha256::of(format!("{}\n{number}", self.0).as_bytes());
                block.iter().zip(stream).map(|(byte, mask)| byte ^ mask).collect::<Vec<u8>>()
            })
            .collect();
        base64(&veiled)
    }
}

fn digits(text: &str, count: usize) -> String {
    hex(&Sha256::of(text.as_bytes())).chars().take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salts_differ_by_every_name_and_hold_nothing_else() {
        let salts = [
            Salt::of("a", "b", "c"),
            Salt::of("x", "b", "c"),
            Salt::of("a", "x", "c"),
            Salt::of("a", "b", "x"),
            Salt::of("a\",\"b", "", "c"),
        ];
        for (at, salt) in salts.iter().enumerate() {
            assert_eq!(salt.text().len(), 32);
            assert!(salts.iter().skip(at + 1).all(|other| other != salt));
        }
    }
}
