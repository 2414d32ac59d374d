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
mod highlight;
mod holes;
mod lists;
mod page;
mod quiz;
mod sheets;
mod templates;
mod views;
mod writer;

pub use data::{CourseData, LessonData, PartData, QuizData};
pub use escape::escape;
pub use holes::{Hole, Segment, Veiled};
pub use sheets::sheets;
pub use templates::Templates;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::course::Course;
use crate::diagnostics::{Checked, Diagnostics};
use crate::source::SourcePath;
use crate::text::PageId;
use crate::theme::Theme;

/// What the learner reads.
#[derive(Debug, Default)]
pub struct Pages {
    /// The pages in the order of the course.
    pub pages: Vec<Page>,
    /// What scripts need to know of the whole course, for the pages that ask for it.
    pub data: CourseData,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Which page it is.
    pub id: PageId,
    /// Its HTML, complete but for the holes.
    pub html: Vec<Segment>,
    /// The looks and behaviours that it uses, besides those of every page.
    pub parts: Parts,
    /// Files of the course that it shows or links to.
    pub files: BTreeSet<SourcePath>,
    /// Those of them whose names might give an answer away.
    pub unnamed: BTreeSet<SourcePath>,
}

/// A page of the teacher's edition.
#[derive(Debug)]
pub struct Sheet {
    /// What its file is called, without an ending.
    pub name: &'static str,
    /// The page.
    pub page: Page,
}

/// Parts of the theme that a page uses.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// Renders every page of the course.
pub fn render(course: &Course, theme: &Theme) -> Checked<Pages> {
    let mut diagnostics = Diagnostics::default();
    let Some(templates) = Templates::load(theme, course.book.language).drain_into(&mut diagnostics) else {
        return Checked { value: Pages::default(), diagnostics };
    };
    let renderer = page::Renderer::new(course, theme, &templates);
    let rendered: Vec<Checked<Page>> =
        renderer.plan().into_par_iter().map(|planned| renderer.page(planned)).collect();
    let pages = rendered.into_iter().map(|checked| checked.drain_into(&mut diagnostics)).collect();
    Checked { value: Pages { pages, data: data::of(course) }, diagnostics }
}
