//! A blank of a cloze: how it is written, and what is right in it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostics::{Code, Diagnostic};
use crate::questions::accepted::Accepted;
use crate::questions::choice::digest;
use crate::questions::fold::Fold;
use crate::questions::{Reading, State};
use crate::say;
use crate::source::{Excerpt, Place, Span};
use crate::syntax::fields::{Key, Kind, Member, Record, nearest};
use crate::syntax::japanese::token::Token;
use crate::syntax::tree::Name;

/// The keys of a blank: either `answers`, or `choices` with `answer`.
pub const BLANK: &[Key] = &[
    Key::optional(
        "answers",
        Kind::List(&Kind::Plain),
        "入力してもらうとき：正解とする言葉（いくつでも）",
        "where it is typed: the words that are right, any number of them",
    ),
    Key::optional(
        "choices",
        Kind::List(&Kind::Plain),
        "選んでもらうとき：選択肢",
        "where it is chosen: the choices",
    ),
    Key::optional(
        "answer",
        Kind::Plain,
        "選んでもらうとき：choices のうちの正解",
        "where it is chosen: the one that is right",
    ),
];

/// A blank.
#[derive(Debug)]
pub(super) struct Blank {
    /// Unique in the question.
    pub(super) name: String,
    /// How it is filled.
    pub(super) fill: Fill,
}

/// How a blank is filled.
#[derive(Debug)]
pub(super) enum Fill {
    /// By typing one of these.
    Typed(Accepted),
    /// By choosing.
    Chosen {
        /// Keys with texts, in the order of the file.
        choices: Vec<(String, String)>,
        /// The key of the right one.
        answer: String,
    },
}

impl Blank {
    /// Reads what goes into a blank, and reports what cannot be right.
    pub(super) fn read(member: &Member, fold: Fold, reading: &mut Reading<'_, '_>) -> Option<Self> {
        let record = member.value.record()?;
        let place = Place::new(&record.path, member.key_span);
        let fill = match (record.get("answers"), record.get("choices"), record.plain("answer")) {
            (Some(answers), None, None) => {
                Fill::Typed(Accepted::read(answers, record.key_place("answers"), fold, reading)?)
            }
            (None, Some(_), Some(answer)) => {
                let choices = read_choices(record, reading)?;
                let answer = right_choice(answer.text.trim(), &choices, record, reading)?;
                Fill::Chosen { choices, answer }
            }
            (None, Some(_), None) => {
                let message = say!(
                    "空欄「{}」の正解（answer）がありません。",
                    "The blank \"{}\" does not say which choice is right (answer).",
                    member.key
                );
                let help = say!("choices のうちの正解を書きます。", "Write which of the choices is right.");
                let first = record.list("choices").first().and_then(|choice| choice.plain());
                let first = first.map_or("…", |choice| choice.text.trim());
                reading.report(
                    Diagnostic::new(Code::Key, place, message).help(help).correct(format!("answer: {first}")),
                );
                return None;
            }
            _ => {
                let message = say!(
                    "空欄「{}」には、answers か、choices と answer の組の、どちらか一方を書きます。",
                    "The blank \"{}\" takes either answers, or choices together with answer.",
                    member.key
                );
                let help = say!(
                    "入力してもらうなら answers、選んでもらうなら choices と answer です。",
                    "answers if it is to be typed, choices and answer if it is to be chosen."
                );
                let line = match record.plain("answer") {
                    Some(answer) => format!("answers: [{}]", answer.text.trim()),
                    None => "answers: [正解]".to_owned(),
                };
                reading.report(Diagnostic::new(Code::Key, place, message).help(help).correct(line));
                return None;
            }
        };
        Some(Self { name: member.key.clone(), fill })
    }

    /// What grading needs of it.
    pub(super) fn key(&self) -> Value {
        match &self.fill {
            Fill::Typed(accepted) => json!({ "id": self.name, "answers": accepted.key() }),
            Fill::Chosen { choices, answer } => {
                json!({ "id": self.name, "choices": sorted_keys(choices), "answer": answer })
            }
        }
    }

    /// What can stand in it, and nothing of what is right.
    pub(super) fn form(&self) -> Value {
        match &self.fill {
            Fill::Typed(_) => json!({ "id": self.name }),
            Fill::Chosen { choices, .. } => json!({ "id": self.name, "choices": sorted_keys(choices) }),
        }
    }

    /// Everything that fills it rightly: folded texts, or a key.
    pub(super) fn all_right(&self) -> Vec<&str> {
        match &self.fill {
            Fill::Typed(accepted) => accepted.folded().iter().map(String::as_str).collect(),
            Fill::Chosen { answer, .. } => vec![answer],
        }
    }

    /// How it was filled; `None` for what cannot be chosen.
    pub(super) fn judge(&self, text: &str, fold: Fold) -> Option<State> {
        let judged = |right: bool| if right { State::Right } else { State::Wrong };
        match &self.fill {
            Fill::Typed(_) if fold.apply(text).is_empty() => Some(State::Pending),
            Fill::Typed(accepted) => Some(judged(accepted.holds(text, fold))),
            Fill::Chosen { .. } if text.is_empty() => Some(State::Pending),
            Fill::Chosen { choices, answer } => {
                choices.iter().any(|(key, _)| key == text).then(|| judged(text == answer))
            }
        }
    }

    /// What fills it rightly.
    pub(super) fn right(&self) -> &str {
        match &self.fill {
            Fill::Typed(accepted) => accepted.first(),
            Fill::Chosen { answer, .. } => answer,
        }
    }

    /// The key of the choice with these words.
    pub(super) fn key_of(&self, words: &str) -> Option<String> {
        let Fill::Chosen { choices, .. } = &self.fill else { return None };
        choices.iter().find(|(_, text)| text == words).map(|(key, _)| key.clone())
    }

    /// The choices in the order in which they are shown: by a hash, as those of other questions.
    pub(super) fn shown(&self, question: &str) -> Option<Vec<&(String, String)>> {
        let Fill::Chosen { choices, .. } = &self.fill else { return None };
        let mut shown: Vec<_> = choices.iter().collect();
        shown.sort_by_key(|(key, _)| (digest(&format!("{question}\n{}\n{key}", self.name)), key.clone()));
        Some(shown)
    }
}

/// The keys of choices, in an order that does not depend on the author's.
fn sorted_keys(choices: &[(String, String)]) -> Vec<&str> {
    let mut keys: Vec<&str> = choices.iter().map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    keys
}

fn read_choices(record: &Record, reading: &mut Reading<'_, '_>) -> Option<Vec<(String, String)>> {
    let mut choices: Vec<(String, String)> = Vec::new();
    let mut sound = true;
    for typed in record.list("choices") {
        let Some(text) = typed.plain().map(|plain| plain.text.trim()) else { continue };
        if choices.iter().any(|(_, other)| other == text) {
            sound = false;
            let message = say!("選択肢「{text}」が2つあります。", "The choice \"{text}\" stands twice.");
            let help = say!("片方を消すか、文を変えます。", "Remove one of them, or change its text.");
            let place = Place::new(&record.path, typed.span);
            reading.report(Diagnostic::new(Code::Duplicate, place, message).help(help));
        } else {
            choices.push((digest(text), text.to_owned()));
        }
    }
    if sound && choices.len() < 2 {
        sound = false;
        reading.report(
            Diagnostic::new(
                Code::Key,
                record.key_place("choices"),
                say!("選択肢は2つ以上要ります。", "A question needs at least two choices."),
            )
            .correct("choices: [正解, 別の選択肢]"),
        );
    }
    sound.then_some(choices)
}

fn right_choice(
    answer: &str,
    choices: &[(String, String)],
    record: &Record,
    reading: &mut Reading<'_, '_>,
) -> Option<String> {
    if let Some((key, _)) = choices.iter().find(|(_, text)| text == answer) {
        return Some(key.clone());
    }
    let message = say!(
        "正解「{answer}」が、選択肢（choices）の中にありません。",
        "The answer \"{answer}\" is not one of the choices."
    );
    let problem = Diagnostic::new(Code::Key, record.place("answer"), message);
    reading.report(match nearest(answer, choices.iter().map(|(_, text)| text.as_str())) {
        Some(near) => {
            problem.help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?")).instead(answer, near)
        }
        None => problem.help(say!(
            "選択肢のどれかを、そのまま書きます。",
            "Write one of the choices as it stands there."
        )),
    });
    None
}

/// Checks that each blank stands in the text exactly once, and that no value has its name.
pub(super) fn check_places(
    members: &[Member],
    text: &Excerpt,
    placed: &[Name],
    reading: &mut Reading<'_, '_>,
) -> bool {
    let path = reading.record.path.clone();
    let mut problems = Vec::new();
    for Member { key: name, key_span, .. } in members {
        let place = Place::new(&path, *key_span);
        let written = format!("{{{{{name}}}}}");
        if reading.resolver.has_value(name) {
            let message = say!(
                "「{name}」という名前は、空欄と、book.toml の値（[values]）の両方にあります。",
                "\"{name}\" is the name of a blank and of one of the [values] in book.toml."
            );
            let help = say!("空欄の名前を変えます。", "Give the blank another name.");
            problems.push(Diagnostic::new(Code::Duplicate, place, message).help(help));
        } else if !matches!(Token::at(&written), Some((Token::Value(found), _)) if found == name) {
            let message =
                say!("「{name}」は空欄の名前に使えません。", "\"{name}\" cannot be the name of a blank.");
            let help = say!(
                "空白や記号のない名前にします（days など）。",
                "Choose a name without blanks and signs, such as days."
            );
            problems.push(Diagnostic::new(Code::Key, place, message).help(help));
        } else if !placed.iter().any(|blank| blank.text == *name) {
            let message = say!(
                "空欄「{name}」が、文（text）の中にありません。",
                "The blank \"{name}\" does not stand in the text."
            );
            let help = if text.text.contains(&written) {
                say!(
                    "`…` の中や画像の説明では空欄になりません。ふつうの文の中に書きます。",
                    "It is none in code or in the words for a picture: write it in the text around."
                )
            } else {
                say!(
                    "text の中の、空欄にするところに {written} と書きます。",
                    "Write {written} in text, where the blank is to be."
                )
            };
            problems.push(Diagnostic::new(Code::Key, place, message).help(help));
        }
    }
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for Name { text: name, span } in placed {
        if let Some(twin) = first.get(name.as_str()) {
            let message = say!(
                "空欄「{name}」が、文の中に2つあります。",
                "The blank \"{name}\" stands twice in the text."
            );
            let help = say!(
                "空欄には1つずつ違う名前を付け、それぞれの正解を blanks に書きます。",
                "Give every blank a name of its own, and say in blanks what goes into each."
            );
            problems.push(
                Diagnostic::new(Code::Duplicate, Place::new(&path, *span), message)
                    .help(help)
                    .related(Place::new(&path, *twin), say!("1つめはここです。", "The first one is here.")),
            );
        } else {
            first.insert(name, *span);
        }
    }
    let sound = problems.is_empty();
    problems.into_iter().for_each(|problem| reading.report(problem));
    sound
}
