//! The teacher's edition: sheets for whoever gives a course, and never part of the site.
//!
//! One page has all quizzes with their answers, explanations and points. For a paper that is handed out, questions and
//! the order of choices are drawn as for an attempt of that seed; then there is the paper too, and the answers are
//! those of the paper. Sheets lead to no other page, and have no scripts.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::holes::Hole;
use super::page::{Renderer, source_views};
use super::quiz::QuestionData;
use super::templates::Templates;
use super::views::SourceView;
use super::writer::{Writer, own};
use super::{Findable, Memo, Page, Sheet};
use crate::course::Course;
use crate::diagnostics::{Checked, Diagnostics};
use crate::memo::Key;
use crate::quiz::chance::Seed;
use crate::quiz::draw::{self, Candidate};
use crate::quiz::hidden::Answers;
use crate::quiz::{Quiz, QuizQuestion};
use crate::source::SourcePath;
use crate::text::{PageId, Uses, plain_text};
use crate::theme::Theme;

/// What `templates/sheet.html` sees.
#[derive(Serialize)]
struct SheetPage<'a> {
    head: String,
    sheet: SheetView<'a>,
}

#[derive(Serialize)]
struct SheetView<'a> {
    course: &'a str,
    edition: &'a str,
    /// Whether it has the answers.
    key: bool,
    /// What was drawn by.
    seed: Option<&'a str>,
    quizzes: Vec<QuizView>,
    sources: Vec<SourceView>,
}

/// What `quiz/printed.html` sees as `quiz`.
#[derive(Serialize)]
pub(super) struct QuizView {
    id: String,
    /// Of its heading.
    level: u8,
    /// Whether it has boxes for a name and a score.
    handed: bool,
    title: Option<String>,
    /// The lesson that places it.
    lesson: Option<String>,
    kind: &'static str,
    counts: bool,
    course: String,
    points: u32,
    count: usize,
    pass_mark: u8,
    questions: Vec<String>,
}

/// What `quiz/printed.html` sees in a book.
#[derive(Serialize)]
struct PrintedQuiz {
    quiz: QuizView,
}

/// What `quiz/sheet.html` sees.
#[derive(Serialize)]
struct QuestionView {
    question: QuestionData,
    key: bool,
}

/// Makes the sheets: the answers, and with a seed the paper to which they belong.
pub fn sheets(course: &Course, theme: &Theme, seed: Option<&str>) -> Checked<Vec<Sheet>> {
    let mut diagnostics = Diagnostics::default();
    let Some(templates) = Templates::load(theme).drain_into(&mut diagnostics) else {
        return Checked { value: Vec::new(), diagnostics };
    };
    // Sheets are made when they are asked for, so nothing of them is remembered.
    let memo = Memo::forgetful();
    let renderer = Renderer::new(&memo, course, theme, &templates);
    let mut sheets =
        vec![Sheet { name: "index", page: renderer.sheet(seed, true).drain_into(&mut diagnostics) }];
    if seed.is_some() {
        sheets.push(Sheet { name: "paper", page: renderer.sheet(seed, false).drain_into(&mut diagnostics) });
    }
    Checked { value: sheets, diagnostics }
}

impl<'a> Renderer<'a> {
    fn sheet(&'a self, seed: Option<&str>, key: bool) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::Home, &Uses::default(), &self.no_quizzes);
        writer.alone = true;
        writer.parts.kind = "sheet";
        let drawn = seed.map(Seed::of);
        let quizzes = self.course.built_quizzes().map(|quiz| writer.sheet_quiz(quiz, drawn, key)).collect();
        let book = &self.course.book;
        let sheet = SheetView {
            course: &book.title,
            edition: &book.edition,
            key,
            seed,
            quizzes,
            sources: source_views(&mut writer),
        };
        let view = SheetPage { head: writer.holes.leave(Hole::Look), sheet };
        let html = self.templates.render("templates/sheet.html", &view, &mut writer.diagnostics);
        let Writer { page: id, holes, parts, files, unnamed, refused, diagnostics, .. } = writer;
        Checked {
            value: Page {
                id,
                html: holes.fit(&self.broken(html)),
                look: Key::of(&parts),
                parts,
                files,
                unnamed,
                refused,
                shards: Vec::new(),
                findable: Findable::default(),
            },
            diagnostics,
        }
    }
}

impl Writer<'_> {
    fn sheet_quiz(&mut self, quiz: &Quiz, seed: Option<Seed>, key: bool) -> QuizView {
        let asked = match seed {
            Some(seed) => drawn(quiz, seed),
            None => quiz.questions.iter().collect(),
        };
        let lesson = self.lesson_of(quiz);
        let order = seed.filter(|_| quiz.settings.shuffle_choices);
        QuizView { lesson, handed: !key, ..self.printed(quiz, asked, order, key) }
    }

    /// A quiz of a chapter as a question paper without answers, or where it would be read.
    pub(super) fn printed_quiz(&mut self, path: &SourcePath) -> String {
        let Some(quiz) = self.quizzes.get(path).map(Arc::clone) else { return String::new() };
        // What is begun knowingly, drawn or counted as the course's score is not read before.
        if quiz.exam || quiz.is_staged() {
            let title = quiz.title.as_ref().map(|title| plain_text(title));
            let title =
                title.unwrap_or_else(|| self.renderer.theme.string("quiz_form", "untitled").to_owned());
            let words = self.words("print", "left_out", &[("title", &title)]);
            return format!("<p class=\"print-left-out\">{words}</p>\n");
        }
        // Names of its pictures may tell what is hidden.
        self.hidden = quiz.answers == Answers::Hidden;
        let level = self.level_below();
        let view = PrintedQuiz {
            quiz: QuizView { level, ..self.printed(&quiz, quiz.questions.iter().collect(), None, false) },
        };
        self.hidden = false;
        self.renderer.templates.render("quiz/printed.html", &view, &mut self.diagnostics)
    }

    fn printed(
        &mut self,
        quiz: &Quiz,
        asked: Vec<&QuizQuestion>,
        order: Option<Seed>,
        key: bool,
    ) -> QuizView {
        self.parts.questions.extend(quiz.kinds().map(str::to_owned));
        self.quiz_count += 1;
        let points = asked.iter().map(|question| question.points).sum();
        let count = asked.len();
        let questions = asked.into_iter().zip(1..);
        let questions = questions.map(|(question, number)| self.sheet_question(question, number, order, key));
        QuizView {
            questions: questions.collect(),
            id: self.id(&own(&format!("q{}:", self.quiz_count))),
            title: quiz.title.as_ref().map(|title| self.line(title)),
            level: 2,
            handed: false,
            lesson: None,
            kind: quiz.kind(),
            counts: quiz.counts,
            course: self.renderer.course.book.title.clone(),
            points,
            count,
            pass_mark: quiz.pass_mark,
        }
    }

    fn lesson_of(&self, quiz: &Quiz) -> Option<String> {
        let lesson = self.renderer.course.built().find(|lesson| lesson.quizzes.contains_key(&quiz.path))?;
        Some(plain_text(&lesson.title))
    }

    fn sheet_question(
        &mut self,
        question: &QuizQuestion,
        number: usize,
        order: Option<Seed>,
        key: bool,
    ) -> String {
        let Some((_, question)) = self.question_data(question, number, order) else {
            return self.broken(question);
        };
        let view = QuestionView { question, key };
        self.renderer.templates.render("quiz/sheet.html", &view, &mut self.diagnostics)
    }
}

/// The questions of an attempt with this seed, in its order.
fn drawn(quiz: &Quiz, seed: Seed) -> Vec<&QuizQuestion> {
    let candidates: Vec<Candidate<'_>> = quiz
        .questions
        .iter()
        .map(|question| Candidate { id: &question.id, bank: question.bank.as_deref() })
        .collect();
    let settings = &quiz.settings;
    let places = draw::draw(seed, &candidates, &settings.draw, settings.shuffle_questions, &BTreeSet::new());
    places.into_iter().filter_map(|at| quiz.questions.get(at)).collect()
}
