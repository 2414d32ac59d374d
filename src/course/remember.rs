//! What is remembered on the way from sources to a course.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::answers::QuizAnswers;
use super::assemble::Names;
use super::citations::CitedSource;
use super::glossary::{self, Term};
use super::lesson::Parsed;
use super::outline::Outline;
use super::resolved::Resolved;
use super::{Lesson, Opening};
use crate::diagnostics::Checked;
use crate::quiz::Quiz;
use crate::source::SourcePath;
use crate::text::MediaFile;

crate::shelves! {
    /// What is remembered on the way from sources to a course.
    pub struct Memo {
        /// Which files are pages, by the names of all files.
        pub(super) outlines: Checked<Outline>,
        /// Which files are quizzes, by the same.
        pub(super) quiz_files: BTreeSet<SourcePath>,
        /// Pages as typed, by their text.
        pub(super) typed: Parsed,
        /// What pages can be referred to by, by what they say of themselves.
        pub(super) names: Checked<Names>,
        /// Whether a drawing can be shown, by its text.
        pub(super) drawings: MediaFile,
        /// Files that can be shown or linked to, by the hashes of all.
        pub(super) media: BTreeMap<SourcePath, MediaFile>,
        /// The glossary as typed, by its text.
        pub(super) glossaries: Checked<glossary::Typed>,
        /// Its terms, by its text and the names that it uses.
        pub(super) terms: Resolved<Arc<Vec<Term>>>,
        /// Sources, by the text of their file.
        pub(super) cited: Checked<Arc<BTreeMap<String, CitedSource>>>,
        /// Openings, by their text and the names that it uses.
        pub(super) openings: Resolved<Opening>,
        /// Lessons, by the same.
        pub(super) lessons: Resolved<Lesson>,
        /// Quizzes, by the same.
        pub(super) quizzes: Resolved<Option<Arc<Quiz>>>,
        /// Openings with their quizzes, by both.
        pub(super) whole_openings: Opening,
        /// Lessons with their quizzes, by both.
        pub(super) whole_lessons: Lesson,
        /// Right answers, by the page that asks.
        pub(super) answers: Vec<(String, Arc<QuizAnswers>)>,
    }
}
