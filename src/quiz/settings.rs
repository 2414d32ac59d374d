//! How a quiz is taken: what of it is asked, in which order, how often, how long, and what is said at the end.
//!
//! [`read`] takes each key as it is written; [`super::check`] tells which of them cannot be right together.

use serde_json::{Value, json};

use super::draw::Draw;
use super::{Feedback, Quiz};
use crate::source::Span;
use crate::syntax::fields::{Key, Kind, Record};
use crate::text::{Block, Inline, Resolver};

/// More questions and attempts than anybody asks for.
const MANY: Kind = Kind::Integer { min: 1, max: 1000 };

pub(super) const DRAW: Key = Key::optional(
    "draw",
    Kind::Any(&[MANY, Kind::Map(&MANY)]),
    "出題する問題の数（問題バンクごとに決めるなら、バンクの名前と数の組）。書かなければ全問",
    "how many questions are drawn, of all or of each bank; by default all are asked",
)
.such_as("20");

pub(super) const SHUFFLE: Key = Key::optional(
    "shuffle",
    Kind::List(&Kind::Choice(&["questions", "choices"])),
    "受験のたびに順番を変えるもの（問題 questions・選択肢 choices）",
    "what stands in another order in every attempt",
);

pub(super) const ATTEMPTS: Key = Key::optional(
    "attempts",
    MANY,
    "受験できる回数。書かなければ何回でも",
    "how many attempts there are; by default as many as learners like",
)
.such_as("3");

pub(super) const TIME_LIMIT: Key = Key::optional(
    "time-limit",
    Kind::Duration,
    "制限時間。過ぎると、そこまでの解答で提出される",
    "how long an attempt may take; then it is submitted as it is",
);

pub(super) const RETRY: Key = Key::optional(
    "retry",
    Kind::Choice(&["wrong", "all"]),
    "もう一度受けるとき、まちがえた問題だけでもよいか（wrong）、いつもすべてか（all）。書かなければ、クイズは wrong、試験と feedback: none のクイズは all",
    "whether the next attempt may be only the questions that were not right (wrong), or is always all of them; by default wrong for a quiz, all for an exam and with feedback: none",
);

pub(super) const RESULTS: Key = Key::optional(
    "results",
    Kind::List(&Kind::Record(RESULT)),
    "成績に応じた全体へのコメント",
    "what is said of the whole, by the score",
);

pub(super) const BANKS: Key = Key::optional(
    "banks",
    Kind::Map(&Kind::Text),
    "問題バンクの名前と、結果に出す見出し",
    "the banks, each with the heading that results show",
);

pub(super) const BANK: Key = Key::optional(
    "bank",
    Kind::Id,
    "問題バンクの名前（出題と、結果の内訳の単位）",
    "the bank that it belongs to: questions are drawn and results are told by bank",
);

/// The keys of something that is said of the whole.
pub const RESULT: &[Key] = &[
    Key::required(
        "from",
        Kind::Integer { min: 0, max: 100 },
        "この成績（％）から",
        "from this score on, in per cent",
    ),
    Key::required("text", Kind::Text, "その人へのコメント", "what is said"),
];

/// How a quiz is taken.
#[derive(Debug, Default)]
pub struct Settings {
    /// Which questions an attempt asks.
    pub draw: Draw,
    /// Whether each attempt has the questions in an order of its own.
    pub shuffle_questions: bool,
    /// Whether each attempt has the choices in an order of its own.
    pub shuffle_choices: bool,
    /// How many attempts there are; `None` for any number.
    pub attempts: Option<u32>,
    /// How long an attempt may take, in seconds.
    pub time_limit: Option<u32>,
    /// Whether a new attempt may carry over what was right.
    pub retry_wrong: bool,
    /// What is said of the whole, by the score from which it is.
    pub results: Vec<Said>,
    /// Headings of banks.
    pub banks: Vec<Bank>,
}

/// What is said of the whole.
#[derive(Debug)]
pub struct Said {
    /// The score from which it is said, in per cent.
    pub from: i64,
    /// Where that is written.
    pub(super) span: Span,
    /// What is said.
    pub text: Vec<Block>,
}

/// The heading of a bank.
#[derive(Debug)]
pub struct Bank {
    /// The bank, as questions name it.
    pub name: String,
    /// Where it is written.
    pub(super) span: Span,
    /// The heading.
    pub title: Vec<Inline>,
}

/// Reads the settings. `record` holds the keys of the quiz.
pub(super) fn read(record: &Record, exam: bool, feedback: Feedback, resolver: &mut Resolver<'_>) -> Settings {
    let shuffles = |what: &str| record.list(SHUFFLE.name).iter().any(|typed| typed.choice() == Some(what));
    let said = |fields: &Record, resolver: &mut Resolver<'_>| {
        Some(Said {
            from: fields.integer("from")?,
            span: fields.span("from")?,
            text: resolver.text(fields.text("text")?),
        })
    };
    let results = record.list(RESULTS.name).iter().filter_map(|typed| said(typed.record()?, resolver));
    let results = results.collect();
    let banks = record.map(BANKS.name).iter().filter_map(|member| {
        let title = resolver.line(member.value.text()?);
        Some(Bank { name: member.key.clone(), span: member.key_span, title })
    });
    Settings {
        draw: draw(record),
        shuffle_questions: shuffles("questions"),
        shuffle_choices: shuffles("choices"),
        attempts: record.integer(ATTEMPTS.name).and_then(|attempts| u32::try_from(attempts).ok()),
        time_limit: record.duration(TIME_LIMIT.name).map(|limit| limit.seconds()),
        retry_wrong: match record.choice(RETRY.name) {
            Some(written) => written == "wrong",
            // Whoever hears only the score is not told which questions were wrong.
            None => !exam && feedback != Feedback::None,
        },
        banks: banks.collect(),
        results,
    }
}

fn draw(record: &Record) -> Draw {
    let count = |number: i64| usize::try_from(number).ok();
    let Some(written) = record.get(DRAW.name) else { return Draw::All };
    match written.integer() {
        Some(number) => count(number).map_or(Draw::All, Draw::Count),
        None => Draw::Banks(
            written
                .map()
                .iter()
                .filter_map(|member| Some((member.key.clone(), count(member.value.integer()?)?)))
                .collect(),
        ),
    }
}

impl Settings {
    /// Whether an attempt is begun knowingly: a panel says what is to come, and nothing is asked before.
    pub fn is_staged(&self) -> bool {
        self.draw != Draw::All
            || self.shuffle_questions
            || self.shuffle_choices
            || self.attempts.is_some()
            || self.time_limit.is_some()
    }

    /// What the browser needs to know of it. `staged`: an attempt is begun knowingly.
    pub(super) fn data(&self, staged: bool) -> Value {
        let draw = match &self.draw {
            Draw::All => Value::Null,
            Draw::Count(count) => json!(count),
            Draw::Banks(banks) => json!(banks),
        };
        json!({
            "gate": staged,
            "draw": draw,
            "shuffle": self.shuffle_questions,
            "choices": self.shuffle_choices,
            "attempts": self.attempts,
            "limit": self.time_limit,
        })
    }
}

/// What follows from the settings and the questions together.
impl Quiz {
    /// Points that can be earned in an attempt. Where some of a bank are drawn, all of it are worth the same.
    pub fn points(&self) -> u32 {
        let first = |bank: Option<&str>, count: usize| -> u32 {
            let of_bank = self.questions.iter().filter(|one| bank.is_none() || one.bank.as_deref() == bank);
            of_bank.take(count).map(|question| question.points).sum()
        };
        match &self.settings.draw {
            Draw::All => first(None, usize::MAX),
            Draw::Count(count) => first(None, *count),
            Draw::Banks(banks) => banks.iter().map(|(bank, count)| first(Some(bank), *count)).sum(),
        }
    }

    /// How many questions an attempt asks.
    pub fn asked(&self) -> usize {
        match &self.settings.draw {
            Draw::All => self.questions.len(),
            Draw::Count(count) => *count,
            Draw::Banks(banks) => banks.iter().map(|(_, count)| count).sum(),
        }
    }

    /// The banks of its questions, each once, in the order of the file.
    pub fn banks(&self) -> Vec<&str> {
        let mut banks = Vec::new();
        for bank in self.questions.iter().filter_map(|question| question.bank.as_deref()) {
            if !banks.contains(&bank) {
                banks.push(bank);
            }
        }
        banks
    }

    /// Whether an attempt is begun knowingly, on a panel that says what is to come.
    pub fn is_staged(&self) -> bool {
        self.exam || self.settings.is_staged()
    }

    /// Whether it needs the scripts of exams: to be staged, or for what its result says.
    pub fn is_special(&self) -> bool {
        self.is_staged() || !self.settings.results.is_empty() || !self.banks().is_empty()
    }
}
