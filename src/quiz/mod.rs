//! Quizzes: what every question has, whatever its type, and the frame around them.
//!
//! [`read`] turns a quiz file into a [`Quiz`] whose texts are resolved; a question that cannot be asked keeps
//! its place with a message, so that the rest can be previewed. How a type is answered and judged is the
//! business of [`crate::questions`]. The frame's view, style and script lie in this folder.

pub mod chance;
pub mod draw;
pub mod hidden;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::hidden::{ANSWERS, Answers, Published, Salt};
use crate::diagnostics::{Code, Diagnostic};
use crate::questions::{self, Question, QuestionType, Reading};
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
    ("quiz/explanation.html", include_str!("explanation.html")),
    ("quiz/hidden/hidden.js", include_str!("hidden/hidden.js")),
    ("quiz/style.css", include_str!("style.css")),
    ("quiz/behaviour.js", include_str!("behaviour.js")),
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
    Key::optional("counts", Kind::Boolean, "修了の条件に入れるか", "whether it counts for completion")
        .or("true"),
    Key::optional(
        "feedback",
        Kind::Choice(&["each", "end", "none"]),
        "正誤をいつ見せるか（1問ごと each・最後に end・見せない none）",
        "when verdicts are shown: after each question, at the end, or not at all",
    )
    .or("each"),
    ANSWERS,
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
    /// When verdicts are shown.
    pub feedback: Feedback,
    /// Where the right answers are.
    pub answers: Answers,
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
    /// Points that can be earned.
    pub fn points(&self) -> u32 {
        self.questions.iter().map(|question| question.points).sum()
    }

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

    /// What the browser needs to grade and keep it. `course` is the id of the course.
    pub fn data(&self, course: &str) -> Value {
        let questions: Vec<Value> = self
            .questions
            .iter()
            .filter_map(|question| {
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
                Some(data)
            })
            .collect();
        json!({
            "quiz": self.id,
            "kind": self.kind(),
            "counts": self.counts,
            "passMark": self.pass_mark,
            "feedback": self.feedback.name(),
            "questions": questions,
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
    Quiz {
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
        feedback,
        answers,
        questions,
        uses: std::mem::take(&mut resolver.uses),
    }
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
fn keys(kind: &dyn QuestionType) -> Vec<&'static [Key]> {
    let own = kind.keys();
    let is_own = |key: &Key| own.iter().any(|other| other.name == key.name);
    QUESTION.split(is_own).chain([own]).collect()
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
