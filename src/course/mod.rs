//! What the author meant: the book, its parts and lessons, quizzes, glossary and sources.
//!
//! [`assemble()`] reads all of it from [`Sources`](crate::source::Sources); after it, ids are unique and no
//! reference dangles. Nothing here knows HTML, URLs or how a course is stored.

mod anchors;
mod answers;
mod assemble;
pub mod book;
mod citations;
pub mod completion;
mod glossary;
mod lesson;
mod naming;
mod outline;
mod pattern;
pub mod record_field;

pub use answers::AnswerFile;
pub use assemble::assemble;
pub use book::Book;
pub use citations::{CitedSource, SOURCE, SourceKind};
pub use glossary::{TERM, Term};
pub use lesson::{FRONT_MATTER, Lesson};
pub use naming::{is_portable, is_usable_slug};
pub use outline::{number, without_prefix};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::quiz::Quiz;
use crate::source::SourcePath;
use crate::text::{Document, Inline, MediaFile, Uses};

/// A whole course.
#[derive(Debug)]
pub struct Course {
    /// The settings.
    pub book: Book,
    /// The text of the first page; `None` where the author wrote none.
    pub home: Option<Opening>,
    /// Parts in order. Lessons outside any part form a part without a slug, which comes first.
    pub parts: Vec<Part>,
    /// Terms in the order of the glossary.
    pub glossary: Vec<Term>,
    /// Sources by id.
    pub sources: BTreeMap<String, CitedSource>,
    /// Pictures and other files that pages may use.
    pub media: BTreeMap<SourcePath, MediaFile>,
}

impl Course {
    /// All lessons in order, those that are still being written among them.
    pub fn lessons(&self) -> impl Iterator<Item = &Arc<Lesson>> {
        self.parts.iter().flat_map(|part| &part.lessons)
    }

    /// The lessons that are built.
    pub fn built(&self) -> impl Iterator<Item = &Arc<Lesson>> {
        self.lessons().filter(|lesson| !lesson.draft)
    }

    /// The quizzes of all pages that are built, in order.
    pub fn built_quizzes(&self) -> impl Iterator<Item = &Arc<Quiz>> {
        let home = self.home.iter().map(|home| (&home.uses, &home.quizzes));
        let parts = self.parts.iter().flat_map(|part| {
            let opening = part.opening.iter().map(|opening| (&opening.uses, &opening.quizzes));
            let built = part.lessons.iter().filter(|lesson| !lesson.draft);
            opening.chain(built.map(|lesson| (&lesson.uses, &lesson.quizzes)))
        });
        home.chain(parts)
            .flat_map(|(uses, quizzes)| uses.quizzes.iter().filter_map(|used| quizzes.get(&used.file)))
    }

    /// The minutes that the built lessons take together, where the authors say so.
    pub fn minutes(&self) -> u32 {
        self.built().filter_map(|lesson| lesson.minutes).sum()
    }

    /// Whether there is anything that the practice page could bring back.
    pub fn practises(&self) -> bool {
        let openings = self.home.iter().chain(self.parts.iter().filter_map(|part| part.opening.as_ref()));
        let lessons = self.built().map(|lesson| &lesson.quizzes);
        let mut quizzes = openings.map(|opening| &opening.quizzes).chain(lessons).flat_map(BTreeMap::values);
        self.book.practice && quizzes.any(|quiz| quiz.practised().next().is_some())
    }

    /// How many questions their quizzes hold.
    pub fn question_count(&self) -> usize {
        self.built().flat_map(|lesson| lesson.quizzes.values()).map(|quiz| quiz.asked()).sum()
    }
}

/// A part: a folder of lessons.
#[derive(Debug)]
pub struct Part {
    /// Its name in addresses; empty for lessons outside any part.
    pub slug: Arc<str>,
    /// Its title.
    pub title: String,
    /// The text of its opening page; `None` where the author wrote none.
    pub opening: Option<Opening>,
    /// Its lessons in order.
    pub lessons: Vec<Arc<Lesson>>,
}

/// The text of a page that opens a part or the course.
#[derive(Debug)]
pub struct Opening {
    /// The file.
    pub path: SourcePath,
    /// Its title; empty where the author gave none.
    pub title: Vec<Inline>,
    /// One sentence on it.
    pub description: Option<String>,
    /// The text.
    pub body: Document,
    /// What the text uses.
    pub uses: Uses,
    /// Quizzes that it places.
    pub quizzes: BTreeMap<SourcePath, Arc<Quiz>>,
}
