//! What the author meant: the book, its parts and lessons, quizzes, glossary and sources.
//!
//! [`assemble()`] reads all of it from [`Sources`](crate::source::Sources); after it, ids are unique and no
//! reference dangles. Nothing here knows HTML, URLs or how a course is stored.

pub mod aging;
mod anchors;
mod answers;
mod assemble;
pub mod book;
mod citations;
pub mod completion;
mod glossary;
mod include;
mod lesson;
mod naming;
mod outline;
mod pattern;
pub mod pictures;
pub mod record_field;
mod remember;
mod resolved;
mod summary;

pub use answers::AnswerFile;
pub use assemble::assemble;
pub use book::Book;
pub use citations::{CitedSource, SOURCE, SourceKind};
pub use glossary::{TERM, Term};
pub use lesson::{FRONT_MATTER, Lesson};
pub use naming::{is_portable, is_usable_slug};
pub use outline::{number, without_prefix};
pub use remember::Memo;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::memo::Marked;
use crate::quiz::Quiz;
use crate::source::{Hash128, SourcePath};
use crate::text::{Document, Inline, QuizUse, Uses};

/// At most so many lessons are printed as one book.
pub const MOST_PRINTED: usize = 200;

/// A whole course.
#[derive(Debug)]
pub struct Course {
    /// The settings.
    pub book: Book,
    /// The text of the first page; `None` where the author wrote none.
    pub home: Option<Marked<Opening>>,
    /// Parts in order. Lessons outside any part form a part without a slug, which comes first.
    pub parts: Vec<Part>,
    /// Terms in the order of the glossary.
    pub glossary: Marked<Vec<Term>>,
    /// Sources by id.
    pub sources: Marked<BTreeMap<String, CitedSource>>,
}

impl Course {
    /// All lessons in order, those that are still being written among them.
    pub fn lessons(&self) -> impl Iterator<Item = &Marked<Lesson>> {
        self.parts.iter().flat_map(|part| &part.lessons)
    }

    /// The lessons that are built.
    pub fn built(&self) -> impl Iterator<Item = &Marked<Lesson>> {
        self.lessons().filter(|lesson| !lesson.draft)
    }

    /// The marks of all pages that are built, in order, and the quizzes that each places.
    fn built_pages(&self) -> impl Iterator<Item = (Hash128, Placed<'_>)> {
        let home = self.home.iter().map(|home| (home.mark, placed(&home.uses, &home.quizzes)));
        let parts = self.parts.iter().flat_map(|part| {
            let opening = part.opening.iter();
            let opening = opening.map(|opening| (opening.mark, placed(&opening.uses, &opening.quizzes)));
            let built = part.lessons.iter().filter(|lesson| !lesson.draft);
            opening.chain(built.map(|lesson| (lesson.mark, placed(&lesson.uses, &lesson.quizzes))))
        });
        home.chain(parts)
    }

    /// The quizzes of all pages that are built, in order.
    pub fn built_quizzes(&self) -> impl Iterator<Item = &Arc<Quiz>> {
        self.built_pages().flat_map(|(_, quizzes)| quizzes)
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

    /// Whether there are pages to print it all and each of its parts. A page of several thousand sheets would be of
    /// use to nobody, and a burden to every build; lessons of a larger course are printed one by one.
    pub fn prints(&self) -> bool {
        self.book.print && (1..=MOST_PRINTED).contains(&self.built().count())
    }

    /// Whether the part has a page to be printed.
    pub fn prints_part(&self, part: &Part) -> bool {
        let alone = || self.parts.iter().filter(|other| other.slug == part.slug).count() == 1;
        let built = part.lessons.iter().any(|lesson| !lesson.draft);
        self.prints() && !part.slug.is_empty() && built && alone()
    }

    /// How many questions their quizzes hold.
    pub fn question_count(&self) -> usize {
        self.built().flat_map(|lesson| lesson.quizzes.values()).map(|quiz| quiz.asked()).sum()
    }
}

/// The quizzes of a page, in the order in which it places them.
#[derive(Debug, Clone)]
struct Placed<'c> {
    uses: std::slice::Iter<'c, QuizUse>,
    quizzes: &'c BTreeMap<SourcePath, Arc<Quiz>>,
}

fn placed<'c>(uses: &'c Uses, quizzes: &'c BTreeMap<SourcePath, Arc<Quiz>>) -> Placed<'c> {
    Placed { uses: uses.quizzes.iter(), quizzes }
}

impl<'c> Iterator for Placed<'c> {
    type Item = &'c Arc<Quiz>;
    fn next(&mut self) -> Option<Self::Item> {
        self.uses.find_map(|used| self.quizzes.get(&used.file))
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
    pub opening: Option<Marked<Opening>>,
    /// Its lessons in order. Their marks, as those of openings, cover their quizzes too.
    pub lessons: Vec<Marked<Lesson>>,
}

/// The text of a page that opens a part or the course.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The file.
    pub path: SourcePath,
    /// Its title; empty where the author gave none.
    pub title: Vec<Inline>,
    /// One sentence on it.
    pub description: Option<String>,
    /// The text.
    pub body: Arc<Document>,
    /// What the text uses.
    pub uses: Uses,
    /// Quizzes that it places.
    pub quizzes: BTreeMap<SourcePath, Arc<Quiz>>,
}
