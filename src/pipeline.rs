//! The build on one screen: sources in, site out, and everything there is to say about it.
//!
//! ```text
//!  disk ──read──▶ Sources ──assemble──▶ Course ──render──▶ Pages ──bind──▶ Site ──write──▶ folder
//!        effect    bytes      pure      meaning    pure     HTML    pure   files   effect
//! ```
//!
//! Stages never fail. A question that cannot be understood becomes a visible box and a diagnostic, and the rest
//! goes on, so that an author sees every problem at once. Whether a problem keeps a site from being written is
//! decided by the command line.

use std::collections::BTreeMap;

use crate::course::{self, AnswerFile, Book, Course};
use crate::diagnostics::{Checked, Code, Diagnostics, Language, Severity};
use crate::render::{self, Pages};
use crate::site::{self, Site};
use crate::source::Sources;
use crate::theme::{self, Theme};

/// A built course.
#[derive(Debug)]
pub struct Build {
    /// What is delivered.
    pub site: Site,
    /// Numbers for the summary.
    pub summary: Summary,
    /// Where `book.toml` wants it written, relative to the project.
    pub build_dir: String,
    /// What belongs to the course's makers alone; `None` for a course that asks nothing.
    pub answers: Option<AnswerFile>,
    /// Where `book.toml` wants that written, relative to the project.
    pub answers_dir: String,
    /// Severities that `book.toml` changes.
    pub severities: BTreeMap<Code, Severity>,
    /// The language of the course.
    pub language: Language,
}

/// What a course holds, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Lessons that are built.
    pub lessons: usize,
    /// Questions in their quizzes.
    pub questions: usize,
    /// Minutes that the lessons take, where their authors say so.
    pub minutes: u32,
}

/// What a build has come to. It is told where one stage hands over to the next; the stages know nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many files are being read for their meaning.
    Assembling(usize),
    /// So many lessons are being rendered.
    Rendering(usize),
    /// So many lessons are being made files.
    Binding(usize),
}

/// Builds the course that `sources` hold.
pub fn build(sources: &Sources) -> Checked<Build> {
    build_watched(sources, &mut |_| {})
}

/// The same, for somebody who wants to be told how far it is. What is built does not depend on `watch`.
pub fn build_watched(sources: &Sources, watch: &mut dyn FnMut(Step)) -> Checked<Build> {
    let mut diagnostics = Diagnostics::default();
    watch(Step::Assembling(sources.files.len()));
    let (course, theme) = understand(sources).drain_into(&mut diagnostics);
    let lessons = course.built().count();
    watch(Step::Rendering(lessons));
    let pages: Pages = render::render(&course, &theme).drain_into(&mut diagnostics);
    let summary = Summary { lessons, questions: course.question_count(), minutes: course.minutes() };
    let answers = AnswerFile::of(&course, sources.digest());
    let Book { build_dir, answers_dir, check: severities, language, .. } = course.book.clone();
    // A large course is as large as its pages, and they as its site: each goes as soon as the next is made.
    drop(course);
    watch(Step::Binding(lessons));
    let site: Site = site::bind(pages, language, &theme, sources);
    let build = Build { site, summary, build_dir, answers, answers_dir, severities, language };
    Checked { value: build, diagnostics: diagnostics.sorted() }
}

/// The teacher's edition of the course that `sources` hold: its answers, and with `seed` a paper that is drawn by it.
/// What is to be said of the course, [`build`] says; here is only what is to be said of the sheets.
pub fn sheets(sources: &Sources, seed: Option<&str>) -> Checked<Site> {
    let (course, theme) = understand(sources).value;
    let language = course.book.language;
    let Checked { value: sheets, diagnostics } = render::sheets(&course, &theme, seed);
    Checked { value: site::bind_sheets(sheets, language, &theme, sources), diagnostics }
}

/// Everything up to the meaning of the course, and the theme that it asks for.
fn understand(sources: &Sources) -> Checked<(Course, Theme)> {
    let mut diagnostics = Diagnostics::default();
    let book = course::book::read(sources, &mut diagnostics);
    let (name, place) = book.theme.clone();
    let theme: Theme = theme::load(sources, &name, place, book.language, &mut diagnostics);
    let course: Course = course::assemble(sources, book, &theme).drain_into(&mut diagnostics);
    Checked { value: (course, theme), diagnostics }
}
