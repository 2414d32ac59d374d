//! Quizzes: what every question has, whatever its type, and the frame around them.
//!
//! [`read`] turns a quiz file into a [`Quiz`] whose texts are resolved; a question that cannot be asked keeps
//! its place with a message, so that the rest can be previewed. How a type is answered and judged is the
//! business of [`crate::questions`]. The frame's view, style and script lie in this folder.

pub mod chance;
mod check;
pub mod draw;
pub mod hidden;
mod settings;

pub use settings::{RESULT, Settings};

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::hidden::{ANSWERS, Answers, Published, Salt};
use crate::diagnostics::{Code, Diagnostic};
use crate::questions::{self, Question, QuestionType, Reading, State};
use crate::say;
use crate::source::{Place, SourcePath, Span};
use crate::syntax::fields::{self, Key, Kind, Record, nearest};
use crate::syntax::node::{Entry, Node, Value as NodeValue};
use crate::text::{Block, Inline, Resolver, Target, Uses};

/// The files of the default look, by their path in the theme.
pub const LOOK: &[(&str, &str)] = &[
    ("quiz/view.html", include_str!("view.html")),
    ("quiz/question.html", include_str!("question.html")),
    ("quiz/paper.html", include_str!("paper.html")),
    ("quiz/sheet.html", include_str!("sheet.html")),
    ("quiz/printed.html", include_str!("printed.html")),
    ("quiz/explanation.html", include_str!("explanation.html")),
    ("quiz/hidden/hidden.js", include_str!("hidden/hidden.js")),
    ("quiz/style.css", include_str!("style.css")),
    ("quiz/behaviour.js", include_str!("behaviour.js")),
    ("quiz/end/end.js", include_str!("end/end.js")),
    ("quiz/end/style.css", include_str!("end/style.css")),
    ("quiz/exam/start.html", include_str!("exam/start.html")),
    ("quiz/exam/outcome.html", include_str!("exam/outcome.html")),
    ("quiz/exam/after.html", include_str!("exam/after.html")),
    ("quiz/exam/attempts.js", include_str!("exam/attempts.js")),
    ("quiz/exam/clock.js", include_str!("exam/clock.js")),
    ("quiz/exam/draw.js", include_str!("exam/draw.js")),
    ("quiz/exam/map.js", include_str!("exam/map.js")),
    ("quiz/exam/result.js", include_str!("exam/result.js")),
    ("quiz/exam/stage.js", include_str!("exam/stage.js")),
    ("quiz/exam/style.css", include_str!("exam/style.css")),
];

/// The keys of a quiz file. The questions themselves are read one by one, each by its type.
pub const QUIZ: &[Key] = &[
    Key::optional("title", Kind::Text, "クイズの見出し", "the quiz's heading"),
    Key::optional(
        "id",
        Kind::Id,
        "クイズの名前（書かなければファイル名）",
        "its id; by default the file's name",
    ),
    Key::optional("pass-mark", Kind::Integer { min: 0, max: 100 }, "合格点（％）", "per cent needed to pass"),
    settings::DRAW,
    settings::SHUFFLE,
    settings::ATTEMPTS,
    settings::TIME_LIMIT,
    settings::RETRY,
    Key::optional("counts", Kind::Boolean, "修了の条件に入れるか", "whether it counts for completion")
        .or("true"),
    Key::optional(
        "practice",
        Kind::Boolean,
        "まちがえた問題を復習のページに出すか",
        "whether the practice page brings back what was missed in it",
    )
    .or("true"),
    Key::optional(
        "feedback",
        Kind::Choice(&["each", "end", "none"]),
        "正誤をいつ見せるか（1問ごと each・最後に end・見せない none）",
        "when verdicts are shown: after each question, at the end, or not at all",
    )
    .or("each"),
    ANSWERS,
    settings::RESULTS,
    settings::BANKS,
    Key::optional(QUESTIONS, Kind::List(&Kind::Record(QUESTION)), "問題", "the questions"),
];

/// The key that holds the questions. Each is read against [`QUESTION`] and the keys of its type.
pub const QUESTIONS: &str = "questions";

/// The key of a question that names its type.
pub const TYPE: &str = "type";

/// The keys of every question, whatever its type.
pub const QUESTION: &[Key] = &[
    Key::required(
        "id",
        Kind::Id,
        "問題の名前（学習記録と結びつくので変えない）",
        "its id; the learner's record hangs on it",
    )
    .such_as("q1"),
    Key::required(TYPE, Kind::Id, "問題の種類", "its type").such_as("single"),
    Key::optional(
        "points",
        Kind::Integer { min: 0, max: 1000 },
        "配点（書けない種類もある）",
        "its points; some types take none",
    )
    .or("1"),
    settings::BANK,
    Key::required("prompt", Kind::Text, "問題文", "what is asked"),
    Key::optional("hint", Kind::Text, "ヒント", "a hint"),
    Key::optional("explanation", Kind::Text, "解説", "why the answer is right"),
    Key::optional(
        "see",
        Kind::Plain,
        "読み直すところ（.mdファイルと節）",
        "where to read it again: a .md file and section",
    ),
];

/// A quiz, ready to be asked.
#[derive(Debug)]
pub struct Quiz {
    /// Unique in the course; the record is keyed by it.
    pub id: String,
    /// The file.
    pub path: SourcePath,
    /// Where the id is written; the file where it is not.
    pub id_place: Place,
    /// The heading.
    pub title: Option<Vec<Inline>>,
    /// Per cent needed to pass.
    pub pass_mark: u8,
    /// Whether it is placed as an exam: its points are the course's score.
    pub exam: bool,
    /// Whether the lesson's completion needs it.
    pub counts: bool,
    /// Whether what was missed in it is brought back on the practice page.
    pub practice: bool,
    /// When verdicts are shown.
    pub feedback: Feedback,
    /// Where the right answers are.
    pub answers: Answers,
    /// What of it is asked, in which order, how often and how long.
    pub settings: Settings,
    /// The questions in the order of the file.
    pub questions: Vec<QuizQuestion>,
    /// What its texts use.
    pub uses: Uses,
}

/// When verdicts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// After each question.
    Each,
    /// When all are submitted.
    End,
    /// Only the score.
    None,
}

impl Feedback {
    /// The word that authors write.
    pub fn name(self) -> &'static str {
        match self {
            Feedback::Each => "each",
            Feedback::End => "end",
            Feedback::None => "none",
        }
    }
}

/// A question in its place in a quiz.
#[derive(Debug)]
pub struct QuizQuestion {
    /// Unique in the quiz; the record is keyed by it.
    pub id: String,
    /// Points to earn; none where the question cannot be asked.
    pub points: u32,
    /// Where they are written; the id where they are not.
    points_span: Span,
    /// The bank that it is drawn from.
    pub bank: Option<String>,
    /// Where that is written.
    bank_span: Option<Span>,
    /// What is asked.
    pub prompt: Vec<Block>,
    /// A hint.
    pub hint: Option<Vec<Block>>,
    /// Why the answer is right.
    pub explanation: Option<Vec<Block>>,
    /// Where to read it again, with the page's title; empty for a section of the same page.
    pub see: Option<(Target, String)>,
    /// The type, and what it made of its own keys; `None` where the question cannot be asked.
    pub ask: Option<Ask>,
    /// Where it is written.
    pub span: Span,
}

/// What a type made of a question.
#[derive(Debug)]
pub struct Ask {
    /// The type's name.
    pub kind: &'static str,
    /// The question.
    pub question: Box<dyn Question>,
}

impl Quiz {
    /// The names of the types that it asks.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.questions.iter().filter_map(|question| Some(question.ask.as_ref()?.kind))
    }

    /// The word for what it is placed as.
    pub fn kind(&self) -> &'static str {
        if self.exam { "exam" } else { "quiz" }
    }

    /// What the page says of how a question of this quiz is judged; `None` where it cannot be asked. `course` is
    /// the id of the course.
    pub fn published(&self, question: &QuizQuestion, course: &str) -> Option<Published> {
        Published::of(question, self.answers, || Salt::of(course, &self.id, &question.id))
    }

    /// The questions that the practice page brings back: those that can be answered right, in a quiz that tells
    /// what was.
    pub fn practised(&self) -> impl Iterator<Item = &QuizQuestion> {
        let told = self.practice && self.feedback != Feedback::None;
        self.questions.iter().filter(move |question| told && question.can_be_right())
    }

    /// What the browser needs to grade one question; `None` where it cannot be asked.
    pub fn question_data(&self, question: &QuizQuestion, course: &str) -> Option<Value> {
        let published = self.published(question, course)?;
        let mut data = json!({
            "id": question.id,
            "type": question.ask.as_ref()?.kind,
            "points": question.points,
            "revision": published.revision,
            "key": published.key,
        });
        if let Some(hidden) = published.hidden {
            data["hidden"] = json!({ "salt": hidden.salt.text(), "digests": hidden.digests });
        }
        if let Some(bank) = &question.bank {
            data["bank"] = json!(bank);
        }
        Some(data)
    }

    /// What the browser needs to grade and keep it. `course` is the id of the course.
    pub fn data(&self, course: &str) -> Value {
        let questions = self.questions.iter().filter_map(|question| self.question_data(question, course));
        let questions: Vec<Value> = questions.collect();
        let mut data = json!({
            "quiz": self.id,
            "kind": self.kind(),
            "counts": self.counts,
            "passMark": self.pass_mark,
            "feedback": self.feedback.name(),
            "questions": questions,
        });
        if self.is_special() {
            data["stage"] = self.settings.data(self.is_staged());
        }
        data
    }
}

impl QuizQuestion {
    /// Whether any response is right: there is none to an opinion, nor to one's own words without points.
    fn can_be_right(&self) -> bool {
        self.ask.as_ref().is_some_and(|Ask { question, .. }| {
            question.grade(&question.right_response(), self.points).state == State::Right
        })
    }
}

/// Reads a quiz file. `default_pass_mark` is that of `book.toml`, in per cent.
pub fn read(
    path: &SourcePath,
    node: &Node,
    exam: bool,
    default_pass_mark: u8,
    resolver: &mut Resolver<'_>,
) -> Quiz {
    let (top, question_nodes) = split(node, path, resolver);
    let record = fields::read(&top, path, &[QUIZ], &mut resolver.diagnostics);
    let title = record.text("title").map(|title| resolver.line(title));
    let feedback = match record.choice("feedback") {
        Some("end") => Feedback::End,
        Some("none") => Feedback::None,
        _ => Feedback::Each,
    };
    let answers = Answers::of(&record);
    let settings = settings::read(&record, exam, feedback, resolver);
    let mut questions: Vec<QuizQuestion> = Vec::new();
    let mut ids: BTreeMap<String, Span> = BTreeMap::new();
    for node in question_nodes {
        let Some(question) = read_question(node, path, feedback, answers, resolver) else { continue };
        if let Some(twin) = ids.get(&question.id) {
            resolver.diagnostics.push(duplicate(&question, *twin, path));
        } else {
            ids.insert(question.id.clone(), question.span);
            questions.push(question);
        }
    }
    let stem = path.file_name().strip_suffix(".quiz.yaml").unwrap_or(path.file_name());
    let whole = questions.len() == question_nodes.len() && questions.iter().all(|one| one.ask.is_some());
    let quiz = Quiz {
        id: record.id("id").unwrap_or(stem).to_owned(),
        path: path.clone(),
        id_place: record.span("id").map_or_else(|| Place::file(path), |span| Place::new(path, span)),
        title,
        pass_mark: record
            .integer("pass-mark")
            .and_then(|mark| u8::try_from(mark).ok())
            .unwrap_or(default_pass_mark),
        exam,
        counts: record.boolean("counts").unwrap_or(true),
        practice: record.boolean("practice").unwrap_or(true),
        feedback,
        answers,
        settings,
        questions,
        uses: std::mem::take(&mut resolver.uses),
    };
    check::check(&quiz, &record, whole, &mut resolver.diagnostics);
    quiz
}

/// The keys of the quiz itself, and the questions: these are read one by one, each by its type.
fn split<'n>(node: &'n Node, path: &SourcePath, resolver: &mut Resolver<'_>) -> (Node, &'n [Node]) {
    let mut top = node.clone();
    match &mut top.value {
        NodeValue::Map(entries) => entries.retain(|entry| {
            let sealed = hidden::refuse_sealed(entry, path);
            let keep = entry.key != QUESTIONS && sealed.is_none();
            sealed.into_iter().for_each(|told| resolver.diagnostics.push(told));
            keep
        }),
        // An empty file, or questions without the line `questions:`.
        other => *other = NodeValue::Map(Vec::new()),
    }
    // `question:` is a key that is not known, of which enough is said when the keys are read.
    let is_mistyped = |entry: &Entry| {
        !QUIZ.iter().any(|key| key.name == entry.key) && nearest(&entry.key, [QUESTIONS]).is_some()
    };
    let mistyped = matches!(&node.value, NodeValue::Map(entries) if entries.iter().any(is_mistyped));
    let questions = match node.get(QUESTIONS).map(|questions| (&questions.value, questions.span)) {
        Some((NodeValue::List(questions), _)) if !questions.is_empty() => questions.as_slice(),
        found => {
            let place = match found {
                Some((_, span)) => Place::new(path, span),
                None => Place::file(path),
            };
            if !mistyped {
                resolver.diagnostics.push(
                    Diagnostic::new(
                        if found.is_some() { Code::WrongKind } else { Code::MissingKey },
                        place,
                        say!("クイズに問題（questions）がありません。", "The quiz has no questions."),
                    )
                    .help(say!(
                        "`questions:` の下に、「- 」で始まる問題を並べます。",
                        "List the questions below `questions:`, each starting with \"- \"."
                    ))
                    .correct("questions:\n  - id: q1\n    type: single\n    prompt: …"),
                );
            }
            &[]
        }
    };
    (top, questions)
}

fn read_question(
    node: &Node,
    path: &SourcePath,
    feedback: Feedback,
    answers: Answers,
    resolver: &mut Resolver<'_>,
) -> Option<QuizQuestion> {
    let written_type = node.get(TYPE).and_then(|kind| match &kind.value {
        NodeValue::Scalar(scalar) => Some((scalar.text.text.trim().to_owned(), kind.span)),
        _ => None,
    });
    let kind = written_type.as_ref().and_then(|(name, _)| questions::find(name));
    // Without a known type, the type's own keys cannot be told from mistakes, so only the shared ones are read.
    let record = match kind {
        Some(kind) => fields::read(node, path, &keys(kind), &mut resolver.diagnostics),
        None => {
            let mut shared = node.clone();
            if let NodeValue::Map(entries) = &mut shared.value {
                entries.retain(|entry| QUESTION.iter().any(|key| key.name == entry.key));
            }
            fields::read(&shared, path, &[QUESTION], &mut resolver.diagnostics)
        }
    };
    if let (None, Some((name, span))) = (kind, written_type) {
        let mut problem = unknown_type(&name, Place::new(path, span));
        let written = match &node.value {
            NodeValue::Map(entries) => entries.iter().find(|entry| entry.key == TYPE),
            _ => None,
        };
        let near = nearest(&name, questions::TYPES.iter().map(|kind| kind.name()));
        let line = written.zip(near).and_then(|(entry, near)| fields::with_value(entry, near));
        problem.correction = line.or(problem.correction);
        resolver.diagnostics.push(problem);
    }
    let id = record.id("id")?.to_owned();
    let prompt = record.text("prompt").map(|prompt| resolver.text(prompt)).unwrap_or_default();
    let ask = kind.and_then(|kind| {
        refuse(kind, &record, resolver);
        let question = kind.read(&mut Reading {
            record: &record,
            resolver,
            id: &id,
            verdicts: feedback != Feedback::None,
            hidden: answers == Answers::Hidden,
        })?;
        let refused = match answers {
            Answers::Hidden => hidden::refuse(question.as_ref(), &record),
            Answers::Open => None,
        };
        if let Some(refused) = refused {
            resolver.diagnostics.push(refused);
            return None;
        }
        Some(Ask { kind: kind.name(), question })
    });
    let written = record.span("points").and(record.integer("points"));
    let written = written.and_then(|points| u32::try_from(points).ok());
    Some(QuizQuestion {
        points: ask.as_ref().map_or(0, |ask| ask.question.points(written)),
        points_span: record.span("points").or(record.span("id")).unwrap_or(record.span),
        bank: record.id("bank").map(str::to_owned),
        bank_span: record.span("bank"),
        prompt,
        hint: record.text("hint").map(|hint| resolver.text(hint)),
        explanation: record.text("explanation").map(|explanation| match answers {
            Answers::Hidden => resolver.apart(|resolver| resolver.text(explanation)),
            Answers::Open => resolver.text(explanation),
        }),
        see: see(&record, resolver),
        ask,
        span: record.span("id").unwrap_or(record.span),
        id,
    })
}

/// The keys of a question of this type: those of every question, but for those that the type declares anew.
pub fn keys(kind: &dyn QuestionType) -> Vec<&'static [Key]> {
    let own = kind.keys();
    let is_own = |key: &Key| own.iter().any(|other| other.name == key.name);
    QUESTION.split(is_own).chain([own]).collect()
}

/// Reports keys of every question with which this type leaves nothing to say.
fn refuse(kind: &dyn QuestionType, record: &Record, resolver: &mut Resolver<'_>) {
    for (key, why) in kind.refused().into_iter().filter(|(key, _)| record.key_span(key).is_some()) {
        let name = kind.name();
        let message = say!(
            "{name} の問題に「{key}」は書けません。",
            "A question of the type {name} has no key “{key}”."
        );
        let place = record.key_place(key);
        resolver.diagnostics.push(Diagnostic::new(Code::UnknownKey, place, message).help(why));
    }
}

fn see(record: &Record, resolver: &mut Resolver<'_>) -> Option<(Target, String)> {
    let target = resolver.see(record.plain("see")?)?;
    let title = match &target {
        Target::Page(page, _) => resolver.page_title(page),
        Target::Here(_) => String::new(),
        Target::External(address) => address.clone(),
        Target::File(file) => file.file_name().to_owned(),
    };
    Some((target, title))
}

fn unknown_type(name: &str, place: Place) -> Diagnostic {
    let known = questions::TYPES.iter().map(|kind| kind.name());
    let message = say!("「{name}」という種類の問題はありません。", "There is no question type \"{name}\".");
    let diagnostic = Diagnostic::new(Code::WrongKind, place, message);
    match nearest(name, known.clone()) {
        Some(near) => diagnostic
            .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
            .correct(format!("type: {near}")),
        None => {
            let known = known.collect::<Vec<_>>().join(" ");
            diagnostic.help(say!("使える種類: {known}", "Types that exist: {known}"))
        }
    }
}

fn duplicate(question: &QuizQuestion, twin: Span, path: &SourcePath) -> Diagnostic {
    Diagnostic::new(
        Code::Duplicate,
        Place::new(path, question.span),
        say!("問題の id「{}」が2回使われています。", "The question id \"{}\" is used twice.", question.id),
    )
    .help(say!(
        "学習記録は id で結びつくので、クイズの中で1つずつ違う名前にします。",
        "The learner's record hangs on it: give every question of a quiz an id of its own."
    ))
    .related(Place::new(path, twin), say!("1つめはここです。", "The first one is here."))
}
