//! From a course to what the learner reads: pages of HTML with typed holes.
//!
//! [`render`] makes one [`Page`] for each lesson, part and list, in parallel. A page knows which page, section,
//! file or asset it points to, but not where that will be; [`crate::site`] fills the holes. Looks come from the
//! theme's templates, each of which sees one view and nothing else.

mod blanks;
mod blocks;
mod certificate;
mod data;
mod escape;
mod exam;
mod highlight;
mod holes;
mod keys;
mod lists;
mod page;
mod phrases;
mod print;
mod quiz;
mod search;
mod sheets;
mod templates;
mod tree;
mod views;
mod writer;

pub use data::{CourseData, LessonData, PartData, QuizData};
pub use escape::escape;
pub use holes::{Hole, Holed, Segment, Veiled};
pub use search::{Entry, EntryKind, Findable};
pub use sheets::sheets;
pub use templates::Templates;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::course::Course;
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::memo::{Key, Marked};
use crate::say;
use crate::source::{Hash128, SourcePath};
use crate::text::PageId;
use crate::theme::Theme;

/// What the learner reads.
#[derive(Debug, Default)]
pub struct Pages {
    /// The pages in the order of the course.
    pub pages: Vec<Marked<Page>>,
    /// What scripts need to know of the whole course, for the pages that ask for it.
    pub data: CourseData,
    /// What the practice page brings back, in the order of the course.
    pub shards: Vec<Arc<Shard>>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Which page it is.
    pub id: PageId,
    /// Its HTML, complete but for the holes.
    pub html: Holed,
    /// The looks and behaviours that it uses, besides those of every page.
    pub parts: Parts,
    /// A hash of them.
    pub look: Hash128,
    /// Files of the course that it shows or links to.
    pub files: BTreeSet<SourcePath>,
    /// Those of them whose names might give an answer away.
    pub unnamed: BTreeSet<SourcePath>,
    /// Elements and attributes in hidden answers that a tree may not hold.
    pub refused: BTreeSet<String>,
    /// What the practice page brings back of its quizzes.
    pub shards: Vec<Arc<Shard>>,
    /// What the search finds of it.
    pub findable: Findable,
}

/// A page of the teacher's edition.
#[derive(Debug)]
pub struct Sheet {
    /// What its file is called, without an ending.
    pub name: &'static str,
    /// The page.
    pub page: Page,
}

/// The questions of one quiz for the practice page, which loads those that are due and no others.
#[derive(Debug)]
pub struct Shard {
    /// The name under which the quiz is recorded.
    pub quiz: String,
    /// Whether it is placed as an exam.
    pub exam: bool,
    /// The page that places it.
    pub page: PageId,
    /// That page's title.
    pub title: String,
    /// A JSON list of its questions: what grades them, and their HTML as a tree (`render/tree.rs`).
    pub questions: Holed,
    /// The looks and behaviours that they use.
    pub parts: Parts,
    /// Elements and attributes in them that a tree may not hold.
    pub refused: BTreeSet<String>,
}

/// The feature of pages that play sounds and films. It has no folder: it changes the page's policy.
pub const MEDIA: &str = "media";

/// Parts of the theme that a page uses.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parts {
    /// The kind of page: the name of its template.
    pub kind: &'static str,
    /// Forms of text that not every page has, and that have a style of their own: `code`, `table`.
    pub forms: BTreeSet<&'static str>,
    /// Blocks by name.
    pub blocks: BTreeSet<String>,
    /// Question types by name.
    pub questions: BTreeSet<String>,
    /// What else it does for the learner: folders of `client/`, `record/` or `quiz/` whose scripts and style it needs.
    pub features: BTreeSet<&'static str>,
}

impl Parts {
    /// Adds what `other` uses; the kind of page stays.
    pub fn extend(&mut self, other: &Parts) {
        self.forms.extend(&other.forms);
        self.blocks.extend(other.blocks.iter().cloned());
        self.questions.extend(other.questions.iter().cloned());
        self.features.extend(&other.features);
    }
}

crate::shelves! {
    /// What is remembered on the way from a course to its pages.
    pub struct Memo {
        /// The theme's templates, by the theme.
        templates: Checked<Option<Templates>>,
        /// Code with its parts named, by its language and itself.
        code: String,
        /// The terms of a glossary one by one, by all of it, and the same for sources.
        references: keys::References,
        /// Lessons as they stand in printed books, by what the book says of them.
        chapters: print::Chapter,
        /// What others need to know of a lesson, by the lesson.
        cards: keys::Card,
        /// Pages, by what they show ([`keys`]).
        pages: Checked<Arc<Page>>,
    }
}

/// Renders every page of the course.
pub fn render(memo: &Memo, course: &Course, theme: &Marked<Theme>) -> Checked<Pages> {
    let mut diagnostics = Diagnostics::default();
    let templates = memo.templates.get(theme.mark, || Templates::load(theme));
    templates.tell(&mut diagnostics);
    let Some(templates) = &templates.value else {
        return Checked { value: Pages::default(), diagnostics };
    };
    let renderer = page::Renderer::new(memo, course, theme, templates);
    let data = data::of(course, keys::cards(&renderer));
    let keys = keys::Keys::new(&renderer, theme.mark, &data);
    let rendered: Vec<(Hash128, Arc<Checked<Arc<Page>>>)> = renderer
        .plan()
        .into_par_iter()
        .map(|planned| {
            let key = keys.of(&planned);
            (key, memo.pages.get(key, || renderer.page(planned, &keys)))
        })
        .collect();
    rendered.iter().for_each(|(_, page)| page.tell(&mut diagnostics));
    let shared =
        |(mark, page): (Hash128, Arc<Checked<Arc<Page>>>)| Marked { value: Arc::clone(&page.value), mark };
    let mut pages: Vec<Marked<Page>> = rendered.into_iter().map(shared).collect();
    let shards: Vec<Arc<Shard>> = pages.iter().flat_map(|page| &page.shards).cloned().collect();
    // Whatever may be brought back, its looks and behaviours are there already.
    for page in pages.iter_mut().filter(|page| page.id == PageId::Practice) {
        let page = Arc::make_mut(&mut page.value);
        let used: HashSet<&Parts> = shards.iter().map(|shard| &shard.parts).collect();
        used.into_iter().for_each(|parts| page.parts.extend(parts));
        page.look = Key::of(&page.parts);
    }
    diagnostics.extend(refused(&shards));
    diagnostics.extend(refused_in_answers(&pages));
    Checked { value: Pages { pages, data, shards }, diagnostics }
}

/// What views of the theme put into answers and a hidden quiz cannot show, each told once.
fn refused_in_answers(pages: &[Marked<Page>]) -> impl Iterator<Item = Diagnostic> {
    let names: BTreeSet<&str> = pages.iter().flat_map(|page| &page.refused).map(String::as_str).collect();
    names.into_iter().map(|name| {
        let message = say!(
            "テーマのテンプレートが答えや解説に入れた {name} は、答えを隠すクイズ（answers: hidden）に出せません。",
            "A quiz with hidden answers cannot show {name}, which a template of the theme puts into an answer or an explanation."
        );
        Diagnostic::global(Code::Theme, message).help(say!(
            "テンプレートから外すか、クイズを answers: open にします。",
            "Leave it out of the template, or write answers: open in the quiz."
        ))
    })
}

/// What views of the theme put into questions and the practice page cannot show, each told once.
fn refused(shards: &[Arc<Shard>]) -> impl Iterator<Item = Diagnostic> {
    let names: BTreeSet<&str> = shards.iter().flat_map(|shard| &shard.refused).map(String::as_str).collect();
    names.into_iter().map(|name| {
        let message = say!(
            "テーマのテンプレートが問題に入れた {name} は、復習のページに出せません。",
            "The practice page cannot show {name}, which a template of the theme puts into a question."
        );
        Diagnostic::global(Code::Theme, message)
            .help(say!(
                "テンプレートから外すか、book.toml で復習のページを作らないようにします。",
                "Leave it out of the template, or build the course without a practice page in book.toml."
            ))
            .correct("[course]\npractice = false")
    })
}
