//! What each page shows, as the key under which it is remembered. Whoever lets a page show more adds it here;
//! `tests/memo.rs` compares what is remembered with what is made anew.
//!
//! Texts are known by their marks, other lessons by the few words that others see of them. So an edit of a lesson's
//! text makes that page anew, a new title those of its neighbours and the lists too, and a changed term the pages that
//! explain it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::data::{self, CourseData, LessonData};
use super::lists::Usage;
use super::page::{Around, Planned, Renderer};
use super::print::Scope;
use crate::course::{Book, Course, Lesson, Opening, Part};
use crate::memo::{Key, Marked};
use crate::quiz::Quiz;
use crate::quiz::hidden::Answers;
use crate::source::{Hash128, SourcePath};
use crate::text::{PageId, Target, Uses, plain_text};

/// What others need to know of a lesson.
#[derive(Debug)]
pub struct Card {
    /// What scripts do.
    pub data: LessonData,
    /// A hash of what lists of lessons show.
    pub mark: Hash128,
    /// A hash of what its neighbours show.
    name: Hash128,
}

impl Card {
    fn of(lesson: &Lesson) -> Self {
        let data = data::lesson(lesson);
        let name = Key::of((&lesson.page, plain_text(&lesson.title)));
        // The data of a draft does not say whether it would count.
        Self { mark: Key::of((&data, lesson.counts, name)), data, name }
    }
}

/// What others need to know of each lesson, in order.
pub(super) fn cards(renderer: &Renderer<'_>) -> Vec<Arc<Card>> {
    let lessons: Vec<&Marked<Lesson>> = renderer.course.lessons().collect();
    let card = |lesson: &Marked<Lesson>| renderer.memo.cards.get(lesson.mark, || Card::of(lesson));
    lessons.into_par_iter().map(card).collect()
}

/// Hashes of what can be explained or cited, by name.
pub(super) type References = HashMap<String, Hash128>;

/// The keys of all pages of a course.
pub(super) struct Keys<'a> {
    renderer: &'a Renderer<'a>,
    /// A hash of what all pages show.
    frame: Hash128,
    /// A hash of all parts and of what lists show of their lessons.
    outline: Hash128,
    /// The same for each part, and of the lessons that are built what their neighbours show.
    parts: Vec<(Hash128, Vec<Hash128>)>,
    /// Where terms and sources are used.
    pub(super) usage: Usage,
    terms: Arc<References>,
    sources: Arc<References>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(renderer: &'a Renderer<'a>, theme: Hash128, data: &CourseData) -> Self {
        let course = renderer.course;
        let (glossary, sources) = (course.glossary.mark, course.sources.mark);
        let built = |lessons: &[Arc<Card>]| {
            let built = lessons.iter().filter(|card| card.data.page.is_some());
            built.map(|card| card.name).collect()
        };
        Self {
            renderer,
            frame: frame(course, theme, renderer.practises),
            usage: Usage::of(course),
            outline: Key::of(data.parts.iter().map(|part| part.mark).collect::<Vec<_>>()),
            parts: data.parts.iter().map(|part| (part.mark, built(&part.lessons))).collect(),
            // The text of a term may show a source.
            terms: renderer.memo.references.get(Key::of(("terms", glossary, sources)), || {
                let terms = course.glossary.iter().enumerate();
                terms
                    .map(|(number, term)| {
                        let key = Key::default().with((number, sources)).shown(term);
                        (term.term.clone(), key.done())
                    })
                    .collect()
            }),
            sources: renderer.memo.references.get(Key::of(("sources", sources)), || {
                let sources = course.sources.iter();
                sources.map(|(id, source)| (id.clone(), Key::default().shown(source).done())).collect()
            }),
        }
    }

    /// The key of a page.
    pub(super) fn of(&self, planned: &Planned<'_>) -> Hash128 {
        let course = self.renderer.course;
        let key = Key::default().with(self.frame);
        match planned {
            Planned::Home => {
                let numbers = (course.question_count(), course.minutes());
                let home = course.home.as_ref().map(|home| self.opening(&PageId::Home, home));
                key.with(("home", self.outline, numbers, home, &course.book.audience))
            }
            Planned::Contents => {
                let numbers = (course.question_count(), course.minutes());
                key.with(("contents", self.outline, numbers, self.prints()))
            }
            Planned::Glossary => {
                let marks = (course.glossary.mark, course.sources.mark);
                key.with(("glossary", marks, self.usage.of_terms(course)))
            }
            Planned::Sources => {
                let explains: Vec<&String> = course.glossary.iter().flat_map(|term| &term.sources).collect();
                key.with(("sources", course.sources.mark, explains, self.usage.of_sources(course)))
            }
            Planned::Record => key.with(("record", course.built().any(|lesson| lesson.counts))),
            Planned::Practice => key.with("practice"),
            Planned::Search => key.with("search"),
            Planned::Settings => key.with("settings"),
            Planned::Check => key.with("check"),
            Planned::About => {
                let numbers = (course.built().count(), course.minutes());
                key.with(("about", numbers, self.made_by()))
            }
            Planned::Print(part) => {
                let scope = Scope::of(course, *part);
                let marks = (course.glossary.mark, course.sources.mark, scope.mark);
                let home = course.home.as_ref().filter(|_| part.is_none());
                let home = home
                    .map(|home| self.chapter(&PageId::Home, home.mark, &home.uses, &home.quizzes, &scope));
                let parts =
                    course.parts.iter().filter(|other| part.is_none_or(|part| part.slug == other.slug));
                let chapters: Vec<Hash128> = parts.flat_map(|part| self.chapters(part, &scope)).collect();
                key.with(("print", marks, home, chapters, self.made_by()))
            }
            Planned::Part { part: (number, part), opening, previous, next } => {
                let lessons = self.parts.get(*number).map(|(mark, _)| mark);
                let page = PageId::Part(Arc::clone(&part.slug));
                let around = [previous, next].map(|around| around.map(Around::key));
                let print = course.prints_part(part);
                key.with(("part", &part.title, lessons, self.opening(&page, opening), around, print))
            }
            Planned::Lesson { part: (number, part), lesson, at, previous, next } => {
                let built = self.parts.get(*number).map_or(&[][..], |(_, built)| built);
                let around = [previous, next].map(|around| around.map(Around::key));
                let part = (&part.slug, &part.title, part.opening.is_some());
                let text = self.text(&lesson.page, &lesson.uses, &lesson.quizzes);
                let siblings = built.get(window(*at, built.len()));
                key.with(("lesson", part, lesson.mark, text, at, built.len(), siblings, around))
            }
        }
        .done()
    }

    /// The key of a page of the course as a chapter of a book.
    pub(super) fn chapter(
        &self,
        page: &PageId,
        mark: Hash128,
        uses: &Uses,
        quizzes: &BTreeMap<SourcePath, Arc<Quiz>>,
        scope: &Scope,
    ) -> Hash128 {
        Key::of((self.frame, "chapter", page, mark, self.text(page, uses, quizzes), scope.mark))
    }

    /// What a book shows of a part.
    fn chapters(&self, part: &Part, scope: &Scope) -> Vec<Hash128> {
        let page = PageId::Part(Arc::clone(&part.slug));
        let opening = part.opening.iter();
        let opening =
            opening.map(|opening| self.chapter(&page, opening.mark, &opening.uses, &opening.quizzes, scope));
        let built = part.lessons.iter().filter(|lesson| !lesson.draft);
        let built = built.map(|lesson| {
            let chapter = self.chapter(&lesson.page, lesson.mark, &lesson.uses, &lesson.quizzes, scope);
            Key::of((chapter, lesson.minutes))
        });
        std::iter::once(Key::of(&part.title)).chain(opening).chain(built).collect()
    }

    /// What a course says of itself on the pages on which it does.
    fn made_by(&self) -> Hash128 {
        let Book { authors, license, audience, as_of, .. } = &self.renderer.course.book;
        Key::default().with((authors, license, audience)).shown(as_of).done()
    }

    /// Which pages there are to be printed.
    fn prints(&self) -> Vec<bool> {
        let course = self.renderer.course;
        let parts = course.parts.iter().map(|part| course.prints_part(part));
        std::iter::once(course.prints()).chain(parts).collect()
    }

    fn opening(&self, page: &PageId, opening: &Marked<Opening>) -> (Hash128, Hash128) {
        (opening.mark, self.text(page, &opening.uses, &opening.quizzes))
    }

    /// What a page shows because its texts name it.
    fn text(&self, page: &PageId, uses: &Uses, quizzes: &BTreeMap<SourcePath, Arc<Quiz>>) -> Hash128 {
        let course = self.renderer.course;
        let terms = uses.terms.iter().map(|term| self.terms.get(term));
        let sources = uses.sources.iter().map(|source| self.sources.get(source));
        let references: Vec<_> = terms.chain(sources).collect();
        // What is told in its time is not among what the page uses.
        let hidden = quizzes.values().any(|quiz| quiz.answers == Answers::Hidden);
        let hidden = hidden.then_some((course.glossary.mark, course.sources.mark));
        let questions = quizzes.values().flat_map(|quiz| &quiz.questions);
        let sections: Vec<_> = questions
            .filter_map(|question| match question.see.as_ref()? {
                (Target::Page(page, Some(anchor)), _) => Some(self.renderer.section_title(page, anchor)),
                (Target::Here(anchor), _) => Some(self.renderer.section_title(page, anchor)),
                _ => None,
            })
            .collect();
        Key::of((references, hidden, sections))
    }
}

impl Around<'_> {
    fn key(self) -> Hash128 {
        match self {
            Around::Part(part, _) => Key::of((&part.slug, &part.title)),
            Around::Lesson(lesson) => Key::of((&lesson.page, plain_text(&lesson.title))),
        }
    }
}

/// What the frame of every page shows, and what the settings say to any.
fn frame(course: &Course, theme: Hash128, practises: bool) -> Hash128 {
    // All fields are named, so that a new one is thought of here.
    let Book {
        title,
        description,
        language,
        tag: (tag, _),
        id,
        edition,
        in_order,
        practice,
        deadline,
        deadline_place: _,
        record_fields,
        authors: _,
        license: _,
        audience: _,
        as_of: _,
        print: _,
        src: _,
        build_dir: _,
        answers_dir: _,
        pass_mark: _,
        values: _,
        theme: _,
        check: _,
    } = &course.book;
    Key::default()
        .with((theme, title, description, (language, tag), id, edition, in_order, practice, practises))
        .with((course.glossary.is_empty(), course.sources.is_empty()))
        .shown(deadline)
        .shown(record_fields)
        .done()
}

/// At most so many lessons of its part are listed on a page, so that its size does not depend on their number.
pub(super) const SIBLINGS: usize = 30;

/// Which of the `count` lessons of a part are listed on the page of the one `at`: those around it.
pub(super) fn window(at: usize, count: usize) -> Range<usize> {
    let from = at.saturating_sub(SIBLINGS / 2).min(count.saturating_sub(SIBLINGS));
    from..(from + SIBLINGS).min(count)
}
