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

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::course::aging::Aging;
use crate::course::{self, AnswerFile, Book, Course};
use crate::diagnostics::{Checked, Code, Diagnostics, Language, Severity};
use crate::memo::{Key, Marked, Shelf, Tally};
use crate::package::{self, Label};
use crate::render::{self, Pages};
use crate::site::single::{self, Pictures};
use crate::site::{self, Site};
use crate::source::{SourcePath, Sources};
use crate::theme::{self, Theme};

/// A built course.
#[derive(Debug)]
pub struct Build {
    /// What is delivered.
    pub site: Site,
    /// Numbers for the summary.
    pub summary: Summary,
    /// What a package says of the course.
    pub label: Label,
    /// Of one file: the pictures in it, with what each adds to it in bytes; the largest first.
    pub pictures: Vec<(SourcePath, u64)>,
    /// Where `book.toml` wants it written, relative to the project.
    pub build_dir: String,
    /// What belongs to the course's makers alone; `None` for a course that asks nothing.
    pub answers: Option<AnswerFile>,
    /// Where `book.toml` wants that written, relative to the project.
    pub answers_dir: String,
    /// Severities that `book.toml` changes.
    pub severities: BTreeMap<Code, Severity>,
    /// What of it may be over by the day on which it is read; no byte of the site depends on that.
    pub aging: Aging,
    /// The language of the course.
    pub language: Language,
    /// What had to be made and what was remembered, by the names of shelves.
    pub made: Vec<(&'static str, Tally)>,
}

/// The shape in which a course is built.
#[derive(Debug, Clone, Copy)]
pub enum Form<'a> {
    /// A folder of many pages.
    Pages,
    /// One file, with the bytes of the pictures in it.
    Single(&'a Pictures),
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

/// What a build leaves for the next one. Each stage remembers its own calls, by a hash of all that each reads, and
/// nothing else makes a build incremental. Warm builds give what cold ones give, byte for byte, warnings too.
#[derive(Debug, Default)]
pub struct Memo {
    /// Themes, by their name, their files and the language.
    themes: Shelf<Checked<Marked<Theme>>>,
    /// Pages as typed, their names, and what became of them.
    course: course::Memo,
    /// Pages as HTML, and code with its parts named.
    render: render::Memo,
    /// Pages with their holes filled, styles and scripts.
    site: site::Memo,
}

impl Memo {
    /// A memo that keeps nothing, for a build after which there is no other.
    pub fn forgetful() -> Self {
        Self {
            themes: Shelf::forgetful(),
            course: course::Memo::forgetful(),
            render: render::Memo::forgetful(),
            site: site::Memo::forgetful(),
        }
    }

    /// Ends a build: what neither it nor the one before asked for goes. Gives what each shelf did, by its name.
    fn sweep(&mut self) -> Vec<(&'static str, Tally)> {
        // From what is made to what it is made from, which the former may still hold.
        let mut tallies = self.site.sweep();
        tallies.extend(self.render.sweep());
        tallies.extend(self.course.sweep());
        tallies.push(("themes", self.themes.sweep()));
        tallies
    }
}

/// Builds the course that `sources` hold.
pub fn build(sources: &Sources) -> Checked<Build> {
    build_with(&mut Memo::forgetful(), sources)
}

/// Builds the course that `sources` hold with what `memo` has of earlier builds, and leaves there what the next one
/// may need.
pub fn build_with(memo: &mut Memo, sources: &Sources) -> Checked<Build> {
    build_watched(memo, sources, &mut |_| {})
}

/// The same, for somebody who wants to be told how far it is. What is built does not depend on `watch`.
pub fn build_watched(memo: &mut Memo, sources: &Sources, watch: &mut dyn FnMut(Step)) -> Checked<Build> {
    build_as(memo, sources, Form::Pages, watch)
}

/// The same, in any shape.
pub fn build_as(
    memo: &mut Memo,
    sources: &Sources,
    form: Form<'_>,
    watch: &mut dyn FnMut(Step),
) -> Checked<Build> {
    let mut diagnostics = Diagnostics::default();
    watch(Step::Assembling(sources.files.len()));
    let (course, theme) = understand(memo, sources).drain_into(&mut diagnostics);
    let lessons = course.built().count();
    watch(Step::Rendering(lessons));
    let pages: Pages = render::render(&memo.render, &course, &theme).drain_into(&mut diagnostics);
    let used: BTreeSet<_> = pages.pages.iter().flat_map(|page| &page.files).collect();
    course::pictures::tell(&used, sources, &mut diagnostics);
    drop(used);
    let summary = Summary { lessons, questions: course.question_count(), minutes: course.minutes() };
    let aging = Aging::of(&course);
    let answers = AnswerFile::of(&memo.course, &course, sources.digest());
    let label = label(&course.book);
    let Book { build_dir, answers_dir, check: severities, language, .. } = course.book.clone();
    // A large course is as large as its pages, and they as its site: each goes as soon as the next is made.
    drop(course);
    watch(Step::Binding(lessons));
    let (site, pictures): (Site, _) = match form {
        Form::Pages => (site::bind(&memo.site, pages, &theme, sources), Vec::new()),
        Form::Single(pictures) => single::bind(&pages, &label.name(), &theme, sources, pictures),
    };
    let made = memo.sweep();
    let build = Build {
        site,
        summary,
        label,
        pictures,
        build_dir,
        answers,
        answers_dir,
        severities,
        aging,
        language,
        made,
    };
    Checked { value: build, diagnostics: diagnostics.sorted() }
}

/// What a package says of the course. Whom to ask is not said as long as that is to be filled in.
fn label(book: &Book) -> Label {
    let contact = book.values.get(package::CONTACT).filter(|value| !course::book::is_placeholder(value));
    Label {
        id: book.id.clone(),
        title: book.title.clone(),
        edition: book.edition.clone(),
        contact: contact.cloned(),
    }
}

/// The teacher's edition of the course that `sources` hold: its answers, and with `seed` a paper that is drawn by it.
/// What is to be said of the course, [`build`] says; here is only what is to be said of the sheets.
pub fn sheets(sources: &Sources, seed: Option<&str>) -> Checked<Site> {
    let (course, theme) = understand(&Memo::forgetful(), sources).value;
    let Checked { value: sheets, diagnostics } = render::sheets(&course, &theme, seed);
    Checked { value: site::bind_sheets(sheets, &theme, sources), diagnostics }
}

/// Everything up to the meaning of the course, and the theme that it asks for.
pub fn understand(memo: &Memo, sources: &Sources) -> Checked<(Course, Marked<Theme>)> {
    let mut diagnostics = Diagnostics::default();
    let book = course::book::read(sources, &mut diagnostics);
    let (name, place) = book.theme.clone();
    let own: Vec<_> = sources.hashes_below(&format!("themes/{name}")).collect();
    let tag = book.tag.clone();
    let mark = Key::of((&name, own, &tag.0));
    // Where it is asked for is only told where it is missing.
    let theme = memo.themes.get(Key::of((mark, &place, &tag.1)), || {
        let mut found = Diagnostics::default();
        let theme: Theme = theme::load(sources, &name, place, tag, &mut found);
        Checked { value: Marked { value: Arc::new(theme), mark }, diagnostics: found }
    });
    theme.tell(&mut diagnostics);
    let theme = theme.value.clone();
    let course: Course = course::assemble(&memo.course, sources, book, &theme).drain_into(&mut diagnostics);
    Checked { value: (course, theme), diagnostics }
}
