//! Whole pages: which there are, and the view that each one's template sees.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::escape::escape;
use super::holes::Hole;
use super::templates::Templates;
use super::writer::{Writer, own};
use super::{Page, lists};
use crate::course::{Course, Lesson, Opening, Part};
use crate::diagnostics::Checked;
use crate::quiz::Quiz;
use crate::source::SourcePath;
use crate::text::{Block, Document, Inline, PageId, Target, Uses, plain_text};
use crate::theme::Theme;

/// At most so many lessons of its part are listed on a page, so that its size does not depend on their number.
const SIBLINGS: usize = 30;

/// What every page is made from.
#[derive(Debug)]
pub(super) struct Renderer<'a> {
    pub(super) course: &'a Course,
    pub(super) theme: &'a Theme,
    pub(super) templates: &'a Templates,
    /// Titles of sections that texts may name, by page and anchor.
    sections: HashMap<(&'a PageId, &'a str), String>,
    no_quizzes: BTreeMap<SourcePath, Arc<Quiz>>,
}

/// A page to be rendered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Planned<'a> {
    Home,
    Contents,
    Glossary,
    Sources,
    Part { part: &'a Part, previous: Option<Around<'a>>, next: Option<Around<'a>> },
    Lesson { part: &'a Part, index: usize, previous: Option<Around<'a>>, next: Option<Around<'a>> },
}

/// A page before or after another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Around<'a> {
    Part(&'a Part),
    Lesson(&'a Lesson),
}

#[derive(Serialize)]
struct FrameView {
    head: String,
    root: String,
    course: CourseView,
    nav: NavView,
    page: PageView,
    ids: IdsView,
}

#[derive(Serialize)]
struct CourseView {
    id: String,
    title: String,
    edition: String,
    description: String,
}

#[derive(Serialize)]
struct NavView {
    home: String,
    contents: String,
    glossary: Option<String>,
    sources: Option<String>,
    outline: String,
}

#[derive(Serialize)]
struct PageView {
    kind: &'static str,
    title: String,
    description: Option<String>,
}

#[derive(Serialize)]
struct IdsView {
    main: String,
    toc: String,
    top: String,
}

/// A page's own view beside the frame that all share.
#[derive(Serialize)]
struct Framed<V> {
    #[serde(flatten)]
    frame: FrameView,
    #[serde(flatten)]
    own: V,
}

#[derive(Serialize)]
struct LessonPage {
    lesson: LessonView,
    siblings: Vec<SiblingView>,
    previous: Option<AroundView>,
    next: Option<AroundView>,
}

#[derive(Serialize)]
struct LessonView {
    id: String,
    title: String,
    description: Option<String>,
    objectives: Vec<String>,
    minutes: Option<u32>,
    part: Option<PartLink>,
    position: usize,
    of: usize,
    body: String,
    has_quiz: bool,
    counted: bool,
    sections: Vec<SectionView>,
    notes: NotesView,
}

#[derive(Serialize)]
struct PartLink {
    title: String,
    url: Option<String>,
}

#[derive(Serialize)]
struct SectionView {
    level: u8,
    url: String,
    title: String,
}

#[derive(Serialize)]
struct TermView {
    id: String,
    term: String,
    reading: Option<String>,
    text: String,
    url: String,
}

#[derive(Serialize)]
struct SourceView {
    id: String,
    number: usize,
    text: String,
    url: Option<String>,
    page: String,
}

#[derive(Serialize)]
struct FootnoteView {
    id: String,
    number: usize,
    body: String,
    back: String,
}

#[derive(Serialize)]
struct SiblingView {
    title: String,
    url: String,
    current: bool,
}

#[derive(Serialize)]
pub(super) struct AroundView {
    title: String,
    url: String,
}

#[derive(Serialize)]
struct PartPage {
    part: PartView,
    previous: Option<AroundView>,
    next: Option<AroundView>,
}

#[derive(Serialize)]
struct PartView {
    title: String,
    body: String,
    has_quiz: bool,
    lessons: Vec<lists::LessonItem>,
    notes: NotesView,
}

#[derive(Serialize)]
struct HomePage {
    home: HomeView,
    parts: Vec<lists::PartItem>,
    start: String,
}

#[derive(Serialize)]
struct HomeView {
    body: String,
    has_quiz: bool,
    lessons_count: usize,
    minutes: Option<u32>,
    questions: usize,
    notes: NotesView,
}

/// What a text refers to: explained at the foot of its page.
#[derive(Serialize)]
struct NotesView {
    terms: Vec<TermView>,
    sources: Vec<SourceView>,
    footnotes: Vec<FootnoteView>,
}

#[derive(Serialize)]
struct ContentsPage {
    parts: Vec<lists::PartItem>,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(course: &'a Course, theme: &'a Theme, templates: &'a Templates) -> Self {
        let sections = course
            .lessons()
            .flat_map(|lesson| {
                lesson.body.body.iter().filter_map(move |block| match block {
                    Block::Heading(heading) => {
                        Some(((&lesson.page, heading.id.as_str()), plain_text(&heading.content)))
                    }
                    _ => None,
                })
            })
            .collect();
        Self { course, theme, templates, sections, no_quizzes: BTreeMap::new() }
    }

    /// The heading of a section of a lesson.
    pub(super) fn section_title(&self, page: &PageId, anchor: &str) -> Option<String> {
        self.sections.get(&(page, anchor)).cloned()
    }

    /// Every page, in the order of the course.
    pub(super) fn plan(&'a self) -> Vec<Planned<'a>> {
        let mut stops: Vec<(&'a Part, Option<usize>)> = Vec::new();
        for part in &self.course.parts {
            if part.opening.is_some() {
                stops.push((part, None));
            }
            let built = part.lessons.iter().enumerate().filter(|(_, lesson)| !lesson.draft);
            stops.extend(built.map(|(index, _)| (part, Some(index))));
        }
        let around = |stop: Option<&(&'a Part, Option<usize>)>| -> Option<Around<'a>> {
            match stop? {
                (part, None) => Some(Around::Part(part)),
                (part, Some(index)) => part.lessons.get(*index).map(|lesson| Around::Lesson(lesson)),
            }
        };
        let mut plan = vec![Planned::Home, Planned::Contents];
        if !self.course.glossary.is_empty() {
            plan.push(Planned::Glossary);
        }
        if !self.course.sources.is_empty() {
            plan.push(Planned::Sources);
        }
        for (at, (part, index)) in stops.iter().enumerate() {
            let previous = around(at.checked_sub(1).and_then(|before| stops.get(before)));
            let next = around(stops.get(at + 1));
            plan.push(match index {
                None => Planned::Part { part, previous, next },
                Some(index) => Planned::Lesson { part, index: *index, previous, next },
            });
        }
        plan
    }

    /// Renders one page.
    pub(super) fn page(&'a self, planned: Planned<'a>) -> Checked<Page> {
        match planned {
            Planned::Home => self.home(),
            Planned::Contents => self.contents(),
            Planned::Glossary => {
                self.list("glossary", PageId::Glossary, &self.glossary_uses(), lists::glossary)
            }
            Planned::Sources => self.list("sources", PageId::Sources, &Uses::default(), lists::sources),
            Planned::Part { part, previous, next } => self.part(part, previous, next),
            Planned::Lesson { part, index, previous, next } => self.lesson(part, index, previous, next),
        }
    }

    fn lesson(
        &'a self,
        part: &'a Part,
        index: usize,
        previous: Option<Around<'a>>,
        next: Option<Around<'a>>,
    ) -> Checked<Page> {
        let Some(lesson) = part.lessons.get(index) else { return Checked::from(Page::empty(PageId::Home)) };
        let mut writer = Writer::new(self, lesson.page.clone(), &lesson.uses, &lesson.quizzes);
        let body = writer.document(&lesson.body);
        let sections = sections(&lesson.body, &mut writer);
        let notes = notes(&lesson.body, &mut writer);
        let built = || part.lessons.iter().filter(|lesson| !lesson.draft);
        let view = LessonPage {
            lesson: LessonView {
                id: lesson.id.clone(),
                title: writer.line(&lesson.title),
                description: lesson.description.clone(),
                objectives: lesson.objectives.iter().map(|objective| writer.line(objective)).collect(),
                minutes: lesson.minutes,
                part: (!part.title.is_empty()).then(|| PartLink {
                    title: part.title.clone(),
                    url: part
                        .opening
                        .is_some()
                        .then(|| writer.holes.leave(Hole::Page(PageId::Part(Arc::clone(&part.slug)), None))),
                }),
                position: built().position(|other| other.id == lesson.id).map_or(1, |position| position + 1),
                of: built().count(),
                body,
                has_quiz: !lesson.quizzes.is_empty(),
                counted: lesson.counts,
                sections,
                notes,
            },
            siblings: siblings(part, index, &mut writer),
            previous: previous.map(|around| around.view(&mut writer)),
            next: next.map(|around| around.view(&mut writer)),
        };
        let title = plain_text(&lesson.title);
        self.finish(writer, "lesson", title, lesson.description.clone(), view)
    }

    fn part(
        &'a self,
        part: &'a Part,
        previous: Option<Around<'a>>,
        next: Option<Around<'a>>,
    ) -> Checked<Page> {
        let Some(opening) = &part.opening else { return Checked::from(Page::empty(PageId::Home)) };
        let mut writer = self.opening_writer(PageId::Part(Arc::clone(&part.slug)), opening);
        let body = writer.document(&opening.body);
        let view = PartPage {
            part: PartView {
                title: part.title.clone(),
                body,
                has_quiz: !opening.quizzes.is_empty(),
                lessons: lists::lessons(part, usize::MAX, &mut writer),
                notes: notes(&opening.body, &mut writer),
            },
            previous: previous.map(|around| around.view(&mut writer)),
            next: next.map(|around| around.view(&mut writer)),
        };
        self.finish(writer, "part", part.title.clone(), opening.description.clone(), view)
    }

    fn home(&'a self) -> Checked<Page> {
        let course = self.course;
        let mut writer = match &course.home {
            Some(home) => self.opening_writer(PageId::Home, home),
            None => Writer::new(self, PageId::Home, &Uses::default(), &self.no_quizzes),
        };
        let document = course.home.as_ref().map(|home| &home.body);
        let body = document.map(|document| writer.document(document)).unwrap_or_default();
        let first = course.lessons().find(|lesson| !lesson.draft).map(|lesson| lesson.page.clone());
        let view = HomePage {
            home: HomeView {
                body,
                has_quiz: course.home.as_ref().is_some_and(|home| !home.quizzes.is_empty()),
                lessons_count: course.lessons().filter(|lesson| !lesson.draft).count(),
                minutes: Some(course.minutes()).filter(|minutes| *minutes > 0),
                questions: course.question_count(),
                notes: document.map(|document| notes(document, &mut writer)).unwrap_or_else(NotesView::none),
            },
            parts: lists::parts(course, SIBLINGS, &mut writer),
            start: writer.holes.leave(Hole::Page(first.unwrap_or(PageId::Contents), None)),
        };
        let description = Some(course.book.description.clone()).filter(|description| !description.is_empty());
        self.finish(writer, "home", course.book.title.clone(), description, view)
    }

    fn contents(&'a self) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::Contents, &Uses::default(), &self.no_quizzes);
        let view = ContentsPage { parts: lists::parts(self.course, usize::MAX, &mut writer) };
        let title = self.theme.string("contents", "title").to_owned();
        self.finish(writer, "contents", title, None, view)
    }

    fn list<V: Serialize>(
        &'a self,
        kind: &'static str,
        page: PageId,
        uses: &Uses,
        view: impl Fn(&mut Writer<'a>) -> V,
    ) -> Checked<Page> {
        let mut writer = Writer::new(self, page, uses, &self.no_quizzes);
        let view = view(&mut writer);
        let title = self.theme.string(kind, "title").to_owned();
        self.finish(writer, kind, title, None, view)
    }

    /// In the glossary, every term is at hand.
    fn glossary_uses(&self) -> Uses {
        Uses { terms: self.course.glossary.iter().map(|term| term.term.clone()).collect(), ..Uses::default() }
    }

    fn opening_writer(&'a self, page: PageId, opening: &'a Opening) -> Writer<'a> {
        Writer::new(self, page, &opening.uses, &opening.quizzes)
    }

    fn finish(
        &self,
        mut writer: Writer<'a>,
        kind: &'static str,
        title: String,
        description: Option<String>,
        view: impl Serialize,
    ) -> Checked<Page> {
        let course = self.course;
        let page = |writer: &mut Writer<'_>, page: PageId| writer.holes.leave(Hole::Page(page, None));
        let frame = FrameView {
            head: writer.holes.leave(Hole::Head),
            root: writer.holes.leave(Hole::Root),
            course: CourseView {
                id: course.book.id.clone(),
                title: course.book.title.clone(),
                edition: course.book.edition.clone(),
                description: course.book.description.clone(),
            },
            nav: NavView {
                home: page(&mut writer, PageId::Home),
                contents: page(&mut writer, PageId::Contents),
                glossary: (!course.glossary.is_empty()).then(|| page(&mut writer, PageId::Glossary)),
                sources: (!course.sources.is_empty()).then(|| page(&mut writer, PageId::Sources)),
                outline: writer.holes.leave(Hole::Outline),
            },
            page: PageView { kind, title, description },
            ids: IdsView {
                main: writer.id(&own("main")),
                toc: writer.id(&own("toc")),
                top: writer.id(&own("top")),
            },
        };
        let view = Framed { frame, own: view };
        let html = self.templates.render(&format!("templates/{kind}.html"), &view, &mut writer.diagnostics);
        let Writer { page, holes, mut parts, files, diagnostics, .. } = writer;
        parts.kind = kind;
        Checked { value: Page { id: page, html: holes.split(&html), parts, files }, diagnostics }
    }
}

impl Page {
    fn empty(id: PageId) -> Self {
        Self {
            id,
            html: Vec::new(),
            parts: super::Parts::default(),
            files: std::collections::BTreeSet::new(),
        }
    }
}

impl Around<'_> {
    fn view(self, writer: &mut Writer<'_>) -> AroundView {
        let (page, title) = match self {
            Around::Part(part) => (PageId::Part(Arc::clone(&part.slug)), escape(&part.title)),
            Around::Lesson(lesson) => (lesson.page.clone(), title_text(&lesson.title)),
        };
        AroundView { title, url: writer.holes.leave(Hole::Page(page, None)) }
    }
}

/// A title for a list: without links and references, which would lead away from where the list leads.
pub(super) fn title_text(title: &[Inline]) -> String {
    escape(&plain_text(title))
}

/// The sections of a page, for its list of contents.
fn sections(document: &Document, writer: &mut Writer<'_>) -> Vec<SectionView> {
    document
        .body
        .iter()
        .filter_map(|block| match block {
            Block::Heading(heading) if matches!(heading.level, 2 | 3) => Some(SectionView {
                level: heading.level,
                url: writer.here(&heading.id),
                title: title_text(&heading.content),
            }),
            _ => None,
        })
        .collect()
}

/// What the page refers to. Called last, when all references were made.
fn notes(document: &Document, writer: &mut Writer<'_>) -> NotesView {
    let footnotes = document
        .footnotes
        .iter()
        .enumerate()
        .map(|(index, footnote)| FootnoteView {
            id: writer.id(&own(&format!("fn-{}", index + 1))),
            number: index + 1,
            body: writer.blocks(&footnote.body),
            back: writer.here(&own(&format!("fnref-{}", index + 1))),
        })
        .collect();
    let course = writer.renderer.course;
    let mut terms = Vec::new();
    // A term's text may use further terms; only those of the page itself are explained here.
    for (index, name) in writer.terms.clone().iter().enumerate() {
        let Some((number, term)) = course.glossary.iter().enumerate().find(|(_, term)| term.term == *name)
        else {
            continue;
        };
        terms.push(TermView {
            id: writer.id(&own(&format!("term-{}", index + 1))),
            term: escape(&term.term),
            reading: term.reading.clone(),
            text: writer.blocks(&term.text),
            url: writer.holes.leave(Hole::Page(PageId::Glossary, Some(own(&format!("term-{}", number + 1))))),
        });
    }
    let sources = writer
        .sources
        .clone()
        .iter()
        .enumerate()
        .map(|(index, id)| SourceView {
            id: writer.id(&own(&format!("source-{}", index + 1))),
            number: index + 1,
            text: writer.source_text(id),
            url: course.sources.get(id).and_then(|source| source.url.clone()),
            page: writer.holes.leave(Hole::Page(PageId::Sources, Some(own(&format!("source-{id}"))))),
        })
        .collect();
    NotesView { terms, sources, footnotes }
}

impl NotesView {
    fn none() -> Self {
        Self { terms: Vec::new(), sources: Vec::new(), footnotes: Vec::new() }
    }
}

/// Lessons of the same part, around this one where there are many.
fn siblings(part: &Part, index: usize, writer: &mut Writer<'_>) -> Vec<SiblingView> {
    let from = index.saturating_sub(SIBLINGS / 2).min(part.lessons.len().saturating_sub(SIBLINGS));
    part.lessons
        .iter()
        .enumerate()
        .skip(from)
        .take(SIBLINGS)
        .filter(|(_, lesson)| !lesson.draft)
        .map(|(at, lesson)| SiblingView {
            title: title_text(&lesson.title),
            url: writer.url(&Target::Page(lesson.page.clone(), None)),
            current: at == index,
        })
        .collect()
}
