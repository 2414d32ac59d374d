//! What the templates of whole pages see: one view for each, and the frame that all share.
//!
//! Names here are names in `templates/*.html` of the theme. A view holds finished HTML, plain text, numbers and
//! the marks of holes; a template has nothing else to look at.

use serde::Serialize;

use super::lists;
use crate::course::Lesson;
use crate::course::record_field::RecordField;

#[derive(Serialize)]
pub(super) struct FrameView {
    pub(super) head: String,
    /// The address of the site's mark.
    pub(super) icon: String,
    pub(super) root: String,
    pub(super) course: CourseView,
    pub(super) nav: NavView,
    pub(super) page: PageView,
    pub(super) ids: IdsView,
}

#[derive(Serialize)]
pub(super) struct CourseView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) edition: String,
    pub(super) description: String,
}

#[derive(Serialize)]
pub(super) struct NavView {
    pub(super) home: String,
    pub(super) contents: String,
    pub(super) glossary: Option<String>,
    pub(super) sources: Option<String>,
    pub(super) record: String,
    pub(super) search: String,
    /// `None` for a course that brings nothing back.
    pub(super) practice: Option<String>,
    pub(super) settings: String,
    /// The page that finds out what works.
    pub(super) check: String,
    pub(super) about: String,
}

#[derive(Serialize)]
pub(super) struct PageView {
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) description: Option<String>,
}

#[derive(Serialize)]
pub(super) struct IdsView {
    pub(super) main: String,
    pub(super) toc: String,
    pub(super) top: String,
}

/// A page's own view beside the frame that all share.
#[derive(Serialize)]
pub(super) struct Framed<V> {
    #[serde(flatten)]
    pub(super) frame: FrameView,
    #[serde(flatten)]
    pub(super) own: V,
}

#[derive(Serialize)]
pub(super) struct LessonPage {
    pub(super) lesson: LessonView,
    pub(super) siblings: Vec<SiblingView>,
    /// The lesson before this one, where the course is best taken in order.
    pub(super) before: Option<SiblingView>,
    pub(super) previous: Option<AroundView>,
    pub(super) next: Option<AroundView>,
}

#[derive(Serialize)]
pub(super) struct LessonView {
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) objectives: Vec<String>,
    pub(super) minutes: Option<u32>,
    pub(super) part: Option<PartLink>,
    pub(super) position: usize,
    pub(super) of: usize,
    pub(super) body: String,
    pub(super) has_quiz: bool,
    /// Whether some quiz shows its answers without script.
    pub(super) shows_answers: bool,
    pub(super) progress: ProgressView,
    /// Whether the learner says when it is done: it counts, and no quiz tells.
    pub(super) finish: bool,
    pub(super) sections: Vec<SectionView>,
    pub(super) notes: NotesView,
}

#[derive(Serialize)]
pub(super) struct PartLink {
    pub(super) title: String,
    pub(super) url: Option<String>,
}

#[derive(Serialize)]
pub(super) struct SectionView {
    pub(super) level: u8,
    pub(super) url: String,
    pub(super) title: String,
}

#[derive(Serialize)]
pub(super) struct TermView {
    pub(super) id: String,
    pub(super) term: String,
    pub(super) reading: Option<String>,
    pub(super) text: String,
    pub(super) url: String,
}

#[derive(Serialize)]
pub(super) struct SourceView {
    pub(super) id: String,
    pub(super) number: usize,
    pub(super) text: String,
    pub(super) url: Option<String>,
    pub(super) page: String,
}

#[derive(Serialize)]
pub(super) struct FootnoteView {
    pub(super) id: String,
    pub(super) number: usize,
    pub(super) body: String,
    pub(super) back: String,
}

#[derive(Serialize)]
pub(super) struct SiblingView {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) current: bool,
}

/// What tells the record's script of a lesson in a list.
#[derive(Serialize)]
pub(super) struct ProgressView {
    /// The name under which it is recorded.
    pub(super) id: String,
    /// Its counted quizzes, parted by blanks.
    pub(super) quizzes: String,
    /// Whether it counts for completion.
    pub(super) counts: bool,
}

impl ProgressView {
    pub(super) fn of(lesson: &Lesson) -> Self {
        let quizzes: Vec<&str> = lesson.counted_quizzes().map(|quiz| quiz.id.as_str()).collect();
        Self { id: lesson.id.clone(), quizzes: quizzes.join(" "), counts: lesson.counts && !lesson.draft }
    }
}

#[derive(Serialize)]
pub(super) struct AroundView {
    pub(super) title: String,
    pub(super) url: String,
}

#[derive(Serialize)]
pub(super) struct PartPage {
    pub(super) part: PartView,
    pub(super) previous: Option<AroundView>,
    pub(super) next: Option<AroundView>,
}

#[derive(Serialize)]
pub(super) struct PartView {
    pub(super) title: String,
    /// The page from which it is printed.
    pub(super) print: Option<String>,
    pub(super) body: String,
    pub(super) has_quiz: bool,
    pub(super) lessons: Vec<lists::LessonItem>,
    pub(super) notes: NotesView,
}

#[derive(Serialize)]
pub(super) struct HomePage {
    pub(super) home: HomeView,
    pub(super) parts: Vec<lists::PartItem>,
    pub(super) start: String,
}

#[derive(Serialize)]
pub(super) struct HomeView {
    /// Whom the course is for.
    pub(super) audience: Option<String>,
    pub(super) body: String,
    pub(super) has_quiz: bool,
    pub(super) lessons_count: usize,
    pub(super) minutes: Option<u32>,
    pub(super) questions: usize,
    /// How many lessons count for completion.
    pub(super) counted: usize,
    /// Whether the course is best taken in order.
    pub(super) in_order: bool,
    /// The last day for taking the course, in words.
    pub(super) deadline: Option<String>,
    pub(super) notes: NotesView,
}

/// What a text refers to: explained at the foot of its page.
#[derive(Serialize)]
pub(super) struct NotesView {
    pub(super) terms: Vec<TermView>,
    pub(super) sources: Vec<SourceView>,
    pub(super) footnotes: Vec<FootnoteView>,
}

#[derive(Serialize)]
pub(super) struct ContentsPage {
    pub(super) contents: ContentsView,
    pub(super) parts: Vec<lists::PartItem>,
}

#[derive(Serialize)]
pub(super) struct ContentsView {
    pub(super) lessons: usize,
    pub(super) minutes: Option<u32>,
    pub(super) questions: usize,
    /// The page from which all of it is printed.
    pub(super) print: Option<String>,
}

#[derive(Serialize)]
pub(super) struct RecordPage {
    /// The certificate, hidden until the course is done.
    pub(super) certificate: String,
    /// What the learner is asked.
    pub(super) fields: Vec<FieldView>,
    /// Whether any lesson counts for completion. How many there are is not said: the page's bytes do not depend on it.
    pub(super) counted: bool,
    /// The last day for taking the course, in words.
    pub(super) deadline: Option<String>,
}

/// Something that a learner is asked.
#[derive(Serialize)]
pub(super) struct FieldView {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) required: bool,
    pub(super) pattern: Option<String>,
    pub(super) help: Option<String>,
    /// HTML's name for what is asked, for those to whom browsers say it in their own way; `off` where it has none.
    pub(super) autocomplete: &'static str,
}

impl FieldView {
    pub(super) fn of(field: &RecordField) -> Self {
        let autocomplete = ["name", "email", "organization"].into_iter().find(|purpose| *purpose == field.id);
        Self {
            id: field.id.clone(),
            label: field.label.clone(),
            required: field.required,
            pattern: field.pattern.clone(),
            help: field.help.clone(),
            autocomplete: autocomplete.unwrap_or("off"),
        }
    }
}

#[derive(Serialize)]
pub(super) struct AboutPage {
    pub(super) about: AboutView,
}

/// What the course is, besides what every page knows of it.
#[derive(Serialize)]
pub(super) struct AboutView {
    pub(super) authors: Vec<String>,
    /// Whom it is for.
    pub(super) audience: Option<String>,
    pub(super) license: Option<String>,
    /// The day whose laws and facts it states, in words.
    pub(super) as_of: Option<String>,
    /// The last day for taking the course, in words.
    pub(super) deadline: Option<String>,
    pub(super) lessons: usize,
    pub(super) minutes: Option<u32>,
    /// A digest of all that the course is made from.
    pub(super) digest: String,
    /// Where on the record page results are handed in.
    pub(super) result: String,
    /// Where on the record page all of it is deleted.
    pub(super) delete: String,
    /// Of Terakoya.
    pub(super) version: &'static str,
}

/// It shows what its script finds in the files of the search.
#[derive(Serialize)]
pub(super) struct SearchPage {
    pub(super) form: SearchFields,
}

/// Anchors of the search's form.
#[derive(Serialize)]
pub(super) struct SearchFields {
    pub(super) field: String,
    pub(super) help: String,
}

/// Only the words of the interface; what else it shows its script finds in the record.
#[derive(Serialize)]
pub(super) struct WordsPage {}

/// The page that finds out what works.
#[derive(Serialize)]
pub(super) struct CheckPage {
    /// A hole for the digest of what the course was made from.
    pub(super) digest: String,
    /// The version of Terakoya.
    pub(super) version: &'static str,
}

impl NotesView {
    /// Of a page without a text.
    pub(super) fn none() -> Self {
        Self { terms: Vec::new(), sources: Vec::new(), footnotes: Vec::new() }
    }
}
