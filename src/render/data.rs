//! What scripts need to know of the whole course: one file, loaded by those pages and dialogs that ask for it.
//! Pages themselves know nothing that grows with the number of lessons.

use std::sync::Arc;

use super::keys::Card;
use crate::course::record_field::RecordField;
use crate::course::{Course, Lesson, Part};
use crate::memo::Key;
use crate::quiz::Quiz;
use crate::source::Hash128;
use crate::text::{PageId, plain_text};

/// The whole course in a few words.
#[derive(Debug, Default)]
pub struct CourseData {
    /// Its title.
    pub title: String,
    /// Its edition.
    pub edition: String,
    /// Whether its lessons are best taken in order.
    pub in_order: bool,
    /// The last day for taking it, as `2026-03-31`.
    pub deadline: Option<String>,
    /// What learners are asked about themselves.
    pub fields: Vec<RecordField>,
    /// Its parts.
    pub parts: Vec<PartData>,
}

/// A part.
#[derive(Debug)]
pub struct PartData {
    /// Its name in addresses; empty for lessons outside any part.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its opening page, if it has one.
    pub page: Option<PageId>,
    /// Its lessons.
    pub lessons: Vec<Arc<Card>>,
    /// The same for equal parts alone.
    pub mark: Hash128,
}

/// A lesson.
#[derive(Debug, Hash)]
pub struct LessonData {
    /// Its title.
    pub title: String,
    /// Its page; `None` for a draft.
    pub page: Option<PageId>,
    /// The name under which it is recorded.
    pub id: String,
    /// About how many minutes it takes.
    pub minutes: Option<u32>,
    /// Whether it counts for completion.
    pub counts: bool,
    /// Its quizzes in the order in which it places them.
    pub quizzes: Vec<QuizData>,
}

/// A quiz.
#[derive(Debug, Hash)]
pub struct QuizData {
    /// The name under which it is recorded.
    pub id: String,
    /// Its heading; empty where it has none.
    pub title: String,
    /// `quiz` or `exam`.
    pub kind: &'static str,
    /// Whether it counts for completion.
    pub counts: bool,
    /// Points that can be earned.
    pub points: u32,
    /// Per cent needed to pass.
    pub pass_mark: u8,
}

/// The course in a few words, given those of its lessons in order.
pub(super) fn of(course: &Course, cards: Vec<Arc<Card>>) -> CourseData {
    let mut cards = cards.into_iter();
    CourseData {
        title: course.book.title.clone(),
        edition: course.book.edition.clone(),
        in_order: course.book.in_order,
        deadline: course.book.deadline.map(|date| date.to_string()),
        fields: course.book.record_fields.clone(),
        parts: course.parts.iter().map(|part| self::part(part, &mut cards)).collect(),
    }
}

fn part(part: &Part, cards: &mut impl Iterator<Item = Arc<Card>>) -> PartData {
    let lessons: Vec<Arc<Card>> = cards.take(part.lessons.len()).collect();
    let page = part.opening.is_some().then(|| PageId::Part(part.slug.clone()));
    let marks: Vec<Hash128> = lessons.iter().map(|card| card.mark).collect();
    let mark = Key::of((&part.slug, &part.title, &page, marks));
    PartData { id: part.slug.to_string(), title: part.title.clone(), page, lessons, mark }
}

pub(super) fn lesson(lesson: &Lesson) -> LessonData {
    let placed = lesson.uses.quizzes.iter().filter_map(|used| lesson.quizzes.get(&used.file));
    LessonData {
        title: plain_text(&lesson.title),
        page: (!lesson.draft).then(|| lesson.page.clone()),
        id: lesson.id.clone(),
        minutes: lesson.minutes,
        counts: lesson.counts && !lesson.draft,
        quizzes: placed.map(|quiz| self::quiz(quiz)).collect(),
    }
}

fn quiz(quiz: &Quiz) -> QuizData {
    QuizData {
        id: quiz.id.clone(),
        title: quiz.title.as_deref().map(plain_text).unwrap_or_default(),
        kind: quiz.kind(),
        counts: quiz.counts,
        points: quiz.points(),
        pass_mark: quiz.pass_mark,
    }
}
