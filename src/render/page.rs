//! Whole pages: which there are, and the view that each one's template sees.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::escape::escape;
use super::holes::Hole;
use super::keys::{Keys, SIBLINGS, window};
use super::templates::Templates;
use super::views::{
    AboutPage, AboutView, AroundView, CheckPage, ContentsPage, ContentsView, CourseView, FieldView,
    FootnoteView, FrameView, Framed, HomePage, HomeView, IdsView, LessonPage, LessonView, NavView, NotesView,
    PageView, PartLink, PartPage, PartView, ProgressView, RecordPage, SearchFields, SearchPage, SectionView,
    SiblingView, SourceView, TermView, WordsPage,
};
use super::writer::{Writer, own};
use super::{Findable, Memo, Page, lists};
use crate::course::{Course, Lesson, Opening, Part};
use crate::diagnostics::Checked;
use crate::memo::{Key, Marked};
use crate::quiz::Quiz;
use crate::quiz::hidden::Answers;
use crate::source::SourcePath;
use crate::text::{Block, Document, Inline, PageId, Target, Uses, plain_text};
use crate::theme::Theme;

/// What every page is made from.
#[derive(Debug)]
pub(super) struct Renderer<'a> {
    pub(super) course: &'a Course,
    pub(super) theme: &'a Theme,
    pub(super) templates: &'a Templates,
    pub(super) memo: &'a Memo,
    /// Lessons by page.
    lessons: HashMap<&'a PageId, &'a Lesson>,
    /// Whether there is anything that the practice page could bring back.
    pub(super) practises: bool,
    pub(super) no_quizzes: BTreeMap<SourcePath, Arc<Quiz>>,
}

/// A page to be rendered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Planned<'a> {
    Home,
    Contents,
    Glossary,
    Sources,
    Record,
    Practice,
    Search,
    Settings,
    Check,
    About,
    /// The whole course to be printed, or a part of it.
    Print(Option<&'a Part>),
    /// The opening of a part.
    Part {
        part: Numbered<'a>,
        opening: &'a Marked<Opening>,
        previous: Option<Around<'a>>,
        next: Option<Around<'a>>,
    },
    /// The lesson that has the place `at` among those of its part that are built.
    Lesson {
        part: Numbered<'a>,
        lesson: &'a Marked<Lesson>,
        at: usize,
        previous: Option<Around<'a>>,
        next: Option<Around<'a>>,
    },
}

/// A part with its place in the course.
pub(super) type Numbered<'a> = (usize, &'a Part);

/// A page before or after another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Around<'a> {
    Part(&'a Part, &'a Marked<Opening>),
    Lesson(&'a Marked<Lesson>),
}

impl<'a> Renderer<'a> {
    pub(super) fn new(
        memo: &'a Memo,
        course: &'a Course,
        theme: &'a Theme,
        templates: &'a Templates,
    ) -> Self {
        let lessons = course.lessons().map(|lesson| (&lesson.page, &**lesson)).collect();
        let (practises, no_quizzes) = (course.practises(), BTreeMap::new());
        Self { course, theme, templates, memo, lessons, practises, no_quizzes }
    }

    /// The heading of a section of a lesson.
    pub(super) fn section_title(&self, page: &PageId, anchor: &str) -> Option<String> {
        self.lessons.get(page)?.body.body.iter().find_map(|block| match block {
            Block::Heading(heading) if heading.id == anchor => Some(plain_text(&heading.content)),
            _ => None,
        })
    }

    /// Every page, in the order of the course.
    pub(super) fn plan(&'a self) -> Vec<Planned<'a>> {
        let mut stops: Vec<(Numbered<'a>, usize, Around<'a>)> = Vec::new();
        for (number, part) in self.course.parts.iter().enumerate() {
            stops.extend(part.opening.iter().map(|opening| ((number, part), 0, Around::Part(part, opening))));
            let built = part.lessons.iter().filter(|lesson| !lesson.draft);
            stops.extend(built.enumerate().map(|(at, lesson)| ((number, part), at, Around::Lesson(lesson))));
        }
        let around = |stop: Option<&(Numbered<'a>, usize, Around<'a>)>| stop.map(|(_, _, around)| *around);
        let mut plan = vec![Planned::Home, Planned::Contents];
        if !self.course.glossary.is_empty() {
            plan.push(Planned::Glossary);
        }
        if !self.course.sources.is_empty() {
            plan.push(Planned::Sources);
        }
        plan.push(Planned::Record);
        if self.practises {
            plan.push(Planned::Practice);
        }
        plan.push(Planned::Search);
        plan.push(Planned::Settings);
        plan.push(Planned::Check);
        plan.push(Planned::About);
        if self.course.prints() {
            plan.push(Planned::Print(None));
            let parts = self.course.parts.iter().filter(|part| self.course.prints_part(part));
            plan.extend(parts.map(|part| Planned::Print(Some(part))));
        }
        for (number, (part, at, stop)) in stops.iter().enumerate() {
            let previous = around(number.checked_sub(1).and_then(|before| stops.get(before)));
            let next = around(stops.get(number + 1));
            plan.push(match stop {
                Around::Part(_, opening) => Planned::Part { part: *part, opening, previous, next },
                Around::Lesson(lesson) => Planned::Lesson { part: *part, lesson, at: *at, previous, next },
            });
        }
        plan
    }

    /// Renders one page.
    pub(super) fn page(&'a self, planned: Planned<'a>, keys: &Keys<'a>) -> Checked<Arc<Page>> {
        let page = match planned {
            Planned::Home => self.home(),
            Planned::Contents => self.contents(),
            Planned::Glossary => {
                let found = self.findable_terms();
                self.list("glossary", PageId::Glossary, &self.glossary_uses(), found, |writer| {
                    lists::glossary(writer, &keys.usage)
                })
            }
            Planned::Sources => {
                let none = (Uses::default(), Findable::default());
                self.list("sources", PageId::Sources, &none.0, none.1, |writer| {
                    lists::sources(writer, &keys.usage)
                })
            }
            Planned::Record => self.record(),
            Planned::Practice => self.practice(),
            Planned::Search => self.search(),
            Planned::Settings => self.settings(),
            Planned::Check => self.check(),
            Planned::About => self.about(),
            Planned::Print(part) => self.printed(part, keys),
            Planned::Part { part: (_, part), opening, previous, next } => {
                self.part(part, opening, previous, next)
            }
            Planned::Lesson { part: (_, part), lesson, at, previous, next } => {
                self.lesson(part, lesson, at, previous, next)
            }
        };
        Checked { value: Arc::new(page.value), diagnostics: page.diagnostics }
    }

    fn lesson(
        &'a self,
        part: &'a Part,
        lesson: &'a Lesson,
        at: usize,
        previous: Option<Around<'a>>,
        next: Option<Around<'a>>,
    ) -> Checked<Page> {
        let mut writer = Writer::new(self, lesson.page.clone(), &lesson.uses, &lesson.quizzes);
        let body = writer.document(&lesson.body);
        let sections = sections(&lesson.body, &mut writer);
        let notes = notes(&lesson.body, &mut writer);
        let finish = lesson.counts && lesson.counted_quizzes().next().is_none();
        if finish {
            writer.parts.features.extend(["finish", "progress"]);
        }
        let view = LessonPage {
            lesson: LessonView {
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
                position: at + 1,
                of: part.lessons.iter().filter(|lesson| !lesson.draft).count(),
                body,
                has_quiz: !lesson.quizzes.is_empty(),
                shows_answers: lesson.quizzes.values().any(|quiz| quiz.answers == Answers::Open),
                finish,
                progress: ProgressView::of(lesson),
                sections,
                notes,
            },
            siblings: siblings(part, lesson, at, &mut writer),
            before: match previous {
                Some(Around::Lesson(before)) if self.course.book.in_order => {
                    Some(sibling(before, false, &mut writer))
                }
                _ => None,
            },
            previous: previous.map(|around| around.view(&mut writer)),
            next: next.map(|around| around.view(&mut writer)),
        };
        let title = plain_text(&lesson.title);
        writer.findable = writer.with_questions(self.findable_lesson(&part.title, lesson));
        self.finish(writer, "lesson", title, lesson.description.clone(), view)
    }

    fn part(
        &'a self,
        part: &'a Part,
        opening: &'a Opening,
        previous: Option<Around<'a>>,
        next: Option<Around<'a>>,
    ) -> Checked<Page> {
        let mut writer = self.opening_writer(PageId::Part(Arc::clone(&part.slug)), opening);
        writer.parts.features.insert("progress");
        let body = writer.document(&opening.body);
        let view = PartPage {
            part: PartView {
                title: part.title.clone(),
                print: lists::print(self.course, part, &mut writer),
                body,
                has_quiz: !opening.quizzes.is_empty(),
                lessons: lists::lessons(part, usize::MAX, &mut writer),
                notes: notes(&opening.body, &mut writer),
            },
            previous: previous.map(|around| around.view(&mut writer)),
            next: next.map(|around| around.view(&mut writer)),
        };
        writer.findable = writer.with_questions(self.findable(&part.title, "", Some(&opening.body)));
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
        writer.parts.features.extend(["home", "progress"]);
        writer.parts.features.extend(self.practises.then_some("due"));
        let first = course.built().next().map(|lesson| lesson.page.clone());
        let view = HomePage {
            home: HomeView {
                audience: course.book.audience.clone(),
                body,
                has_quiz: course.home.as_ref().is_some_and(|home| !home.quizzes.is_empty()),
                lessons_count: course.built().count(),
                minutes: Some(course.minutes()).filter(|minutes| *minutes > 0),
                questions: course.question_count(),
                counted: self.counted(),
                in_order: course.book.in_order,
                deadline: course.book.deadline.map(|date| course.book.day(date)),
                notes: document.map(|document| notes(document, &mut writer)).unwrap_or_else(NotesView::none),
            },
            parts: lists::parts(course, SIBLINGS, &mut writer),
            start: writer.holes.leave(Hole::Page(first.unwrap_or(PageId::Contents), None)),
        };
        let description = Some(course.book.description.clone()).filter(|description| !description.is_empty());
        writer.findable = writer.with_questions(self.findable(
            &course.book.title,
            "",
            document.map(|document| &**document),
        ));
        self.finish(writer, "home", course.book.title.clone(), description, view)
    }

    fn contents(&'a self) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::Contents, &Uses::default(), &self.no_quizzes);
        writer.parts.features.insert("progress");
        let prints = self.course.prints();
        let view = ContentsPage {
            contents: ContentsView {
                lessons: self.course.built().count(),
                minutes: Some(self.course.minutes()).filter(|minutes| *minutes > 0),
                questions: self.course.question_count(),
                print: prints.then(|| writer.holes.leave(Hole::Page(PageId::Print, None))),
            },
            parts: lists::parts(self.course, usize::MAX, &mut writer),
        };
        let title = self.theme.string("contents", "title").to_owned();
        self.finish(writer, "contents", title, None, view)
    }

    /// How many lessons count for completion.
    fn counted(&self) -> usize {
        self.course.built().filter(|lesson| lesson.counts).count()
    }

    fn record(&'a self) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::Record, &Uses::default(), &self.no_quizzes);
        writer.parts.features.extend(["digest", "home", "page", "progress"]);
        writer.parts.features.extend(self.practises.then_some("due"));
        let book = &self.course.book;
        // The certificate stands below a heading of the page.
        writer.level = 2;
        let view = RecordPage {
            certificate: writer.certificate(),
            fields: book.record_fields.iter().map(FieldView::of).collect(),
            counted: self.counted() > 0,
            deadline: book.deadline.map(|date| book.day(date)),
        };
        let title = self.theme.string("record_form", "title").to_owned();
        self.finish(writer, "record", title, None, view)
    }

    /// The parts of the questions that it brings back are added when all pages are there.
    fn practice(&'a self) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::Practice, &Uses::default(), &self.no_quizzes);
        writer.parts.features.extend(["build", "due", "practice", "progress"]);
        let title = self.theme.string("practice_form", "title").to_owned();
        self.finish(writer, "practice", title, None, WordsPage {})
    }

    fn settings(&'a self) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::Settings, &Uses::default(), &self.no_quizzes);
        writer.parts.features.insert("settings");
        let title = self.theme.string("settings_form", "title").to_owned();
        self.finish(writer, "settings", title, None, WordsPage {})
    }

    /// What it finds out, its script does in the browser.
    fn check(&'a self) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::Check, &Uses::default(), &self.no_quizzes);
        writer.parts.features.insert("check");
        let title = self.theme.string("check_form", "title").to_owned();
        let digest = writer.holes.leave(Hole::Digest);
        self.finish(writer, "check", title, None, CheckPage { digest, version: env!("CARGO_PKG_VERSION") })
    }

    fn about(&'a self) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::About, &Uses::default(), &self.no_quizzes);
        let book = &self.course.book;
        let here = |writer: &mut Writer<'_>, part: &str| {
            writer.holes.leave(Hole::Page(PageId::Record, Some(own(&format!("main-{part}")))))
        };
        let view = AboutPage {
            about: AboutView {
                authors: book.authors.clone(),
                audience: book.audience.clone(),
                license: book.license.clone(),
                as_of: book.as_of.map(|date| book.day(date)),
                deadline: book.deadline.map(|date| book.day(date)),
                lessons: self.course.built().count(),
                minutes: Some(self.course.minutes()).filter(|minutes| *minutes > 0),
                digest: writer.holes.leave(Hole::Digest),
                result: here(&mut writer, "result"),
                delete: here(&mut writer, "delete"),
                version: env!("CARGO_PKG_VERSION"),
            },
        };
        let title = self.theme.string("about", "title").to_owned();
        self.finish(writer, "about", title, None, view)
    }

    /// What it finds lies in files of its own, which follow from all pages.
    fn search(&'a self) -> Checked<Page> {
        let mut writer = Writer::new(self, PageId::Search, &Uses::default(), &self.no_quizzes);
        writer.parts.features.insert("search");
        let view = SearchPage {
            form: SearchFields { field: writer.id(&own("query")), help: writer.id(&own("query-help")) },
        };
        let title = self.theme.string("search_form", "title").to_owned();
        self.finish(writer, "search", title, None, view)
    }

    fn list<V: Serialize>(
        &'a self,
        kind: &'static str,
        page: PageId,
        uses: &Uses,
        findable: Findable,
        view: impl Fn(&mut Writer<'a>) -> V,
    ) -> Checked<Page> {
        let mut writer = Writer::new(self, page, uses, &self.no_quizzes);
        writer.findable = findable;
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

    pub(super) fn finish(
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
            icon: writer.holes.leave(Hole::Icon),
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
                record: page(&mut writer, PageId::Record),
                search: page(&mut writer, PageId::Search),
                settings: page(&mut writer, PageId::Settings),
                check: page(&mut writer, PageId::Check),
                practice: self.practises.then(|| page(&mut writer, PageId::Practice)),
                about: page(&mut writer, PageId::About),
            },
            page: PageView { kind, title: title.clone(), description },
            ids: IdsView {
                main: writer.id(&own("main")),
                toc: writer.id(&own("toc")),
                top: writer.id(&own("top")),
            },
        };
        let view = Framed { frame, own: view };
        let html = self.templates.render(&format!("templates/{kind}.html"), &view, &mut writer.diagnostics);
        let Writer {
            page, holes, mut parts, files, unnamed, refused, mut shards, findable, diagnostics, ..
        } = writer;
        parts.kind = kind;
        shards.iter_mut().for_each(|shard| shard.title.clone_from(&title));
        let shards = shards.into_iter().map(Arc::new).collect();
        Checked {
            value: Page {
                id: page,
                html: holes.fit(&self.broken(html)),
                look: Key::of(&parts),
                parts,
                files,
                unnamed,
                refused,
                shards,
                findable,
            },
            diagnostics,
        }
    }
}

impl Around<'_> {
    fn view(self, writer: &mut Writer<'_>) -> AroundView {
        let (page, title) = match self {
            Around::Part(part, _) => (PageId::Part(Arc::clone(&part.slug)), escape(&part.title)),
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

/// What the page explains of its text in notes.
pub(super) fn footnotes(document: &Document, writer: &mut Writer<'_>) -> Vec<FootnoteView> {
    document
        .footnotes
        .iter()
        .enumerate()
        .map(|(index, footnote)| FootnoteView {
            id: writer.id(&own(&format!("fn-{}", index + 1))),
            number: index + 1,
            body: writer.blocks(&footnote.body),
            back: writer.here(&own(&format!("fnref-{}", index + 1))),
        })
        .collect()
}

/// What the page refers to. Called last, when all references were made.
fn notes(document: &Document, writer: &mut Writer<'_>) -> NotesView {
    let footnotes = footnotes(document, writer);
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
    let sources = source_views(writer);
    NotesView { terms, sources, footnotes }
}

/// The sources that the page refers to.
pub(super) fn source_views(writer: &mut Writer<'_>) -> Vec<SourceView> {
    let course = writer.renderer.course;
    let sources = writer.sources.clone();
    let view = |(index, id): (usize, &String)| SourceView {
        id: writer.id(&own(&format!("source-{}", index + 1))),
        number: index + 1,
        text: writer.source_text(id),
        url: course.sources.get(id).and_then(|source| source.url.clone()),
        page: writer.holes.leave(Hole::Page(PageId::Sources, Some(own(&format!("source-{id}"))))),
    };
    sources.iter().enumerate().map(view).collect()
}

/// Lessons of the same part, around this one where there are many.
fn siblings(part: &Part, lesson: &Lesson, at: usize, writer: &mut Writer<'_>) -> Vec<SiblingView> {
    let built: Vec<_> = part.lessons.iter().filter(|other| !other.draft).collect();
    built
        .get(window(at, built.len()))
        .unwrap_or_default()
        .iter()
        .map(|other| sibling(other, other.page == lesson.page, writer))
        .collect()
}

fn sibling(lesson: &Lesson, current: bool, writer: &mut Writer<'_>) -> SiblingView {
    SiblingView {
        title: title_text(&lesson.title),
        url: writer.url(&Target::Page(lesson.page.clone(), None)),
        current,
    }
}
