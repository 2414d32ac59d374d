//! Pages to be printed: the whole course as a book, and each part as a booklet.
//!
//! A book has the lessons as chapters, all that folds lying open, addresses written out, quizzes as question papers
//! without answers, and terms and sources once, at the end. Exams and whatever else is begun knowingly are left out:
//! what is drawn from a bank is not to be read before. Chapters are remembered one by one, so that an edit makes one
//! of them anew; each has anchors of its own, so that two lessons with equal headings fit into one page.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::escape::escape;
use super::holes::{Hole, Holed};
use super::keys::Keys;
use super::lists::{self, SourceGroup};
use super::page::{Renderer, title_text};
use super::views::FootnoteView;
use super::writer::{Writer, own};
use super::{MEDIA, Page, Parts};
use crate::course::{Course, Lesson, Opening, Part};
use crate::diagnostics::Checked;
use crate::memo::{Key, Marked};
use crate::source::{Hash128, SourcePath};
use crate::text::{Block, Document, PageId, Target, Uses, plain_text};

/// What is printed together, and what it says of the rest.
#[derive(Debug)]
pub(super) struct Scope {
    /// The page that it is printed from.
    page: PageId,
    /// The pages of the course: those that are chapters, and those that can only be named.
    chapters: HashMap<PageId, Place>,
    /// The terms that are explained at the end.
    terms: Vec<String>,
    /// The sources that are listed at the end, in the order of their numbers.
    sources: Vec<String>,
    /// A hash of it all.
    pub(super) mark: Hash128,
}

/// What a book calls a page of the course.
#[derive(Debug)]
struct Place {
    /// Whether it is a chapter.
    inside: bool,
    /// The number of a lesson in the course, from 1.
    number: Option<usize>,
    title: String,
}

impl Scope {
    /// What is printed of `course`: all of it, or one part.
    pub(super) fn of(course: &Course, part: Option<&Part>) -> Self {
        let whole = part.is_none();
        let inside = |other: &Part| part.is_none_or(|part| part.slug == other.slug);
        let mut chapters = HashMap::new();
        let mut marks = Vec::new();
        let mut add = |page: PageId, inside, number, title: String| {
            marks.push(Key::of((&page, inside, number, &title)));
            chapters.insert(page, Place { inside, number, title });
        };
        if course.home.is_some() {
            add(PageId::Home, whole, None, course.book.title.clone());
        }
        let mut number = 0;
        for other in &course.parts {
            if other.opening.is_some() {
                let page = PageId::Part(Arc::clone(&other.slug));
                add(page, inside(other), None, other.title.clone());
            }
            for lesson in other.lessons.iter().filter(|lesson| !lesson.draft) {
                number += 1;
                add(lesson.page.clone(), inside(other), Some(number), plain_text(&lesson.title));
            }
        }
        let printed = || course.parts.iter().filter(|other| inside(other));
        let uses: Vec<&Uses> = printed()
            .flat_map(|part| part.opening.iter().map(|opening| &opening.uses))
            .chain(
                printed()
                    .flat_map(|part| &part.lessons)
                    .filter(|lesson| !lesson.draft)
                    .map(|lesson| &lesson.uses),
            )
            .collect();
        let used = |names: fn(&Uses) -> &Vec<String>| -> BTreeSet<&String> {
            uses.iter().flat_map(|uses| names(uses)).collect()
        };
        let (used_terms, used_sources) = (used(|uses| &uses.terms), used(|uses| &uses.sources));
        let terms = course.glossary.iter().filter(|term| whole || used_terms.contains(&term.term));
        let terms: Vec<String> = terms.map(|term| term.term.clone()).collect();
        let sources =
            lists::ordered(course).map(|(id, _)| id).filter(|id| whole || used_sources.contains(id));
        let sources: Vec<String> = sources.cloned().collect();
        let page = part.map_or(PageId::Print, |part| PageId::PartPrint(Arc::clone(&part.slug)));
        let mark = Key::of((&page, marks, &terms, &sources));
        Self { page, chapters, terms, sources, mark }
    }
}

/// Where in a book a text stands.
#[derive(Debug, Clone)]
pub(super) struct Printing {
    scope: Arc<Scope>,
    /// The page of the course that it comes from; `None` for what belongs to the book.
    chapter: Option<PageId>,
    /// The headings of that page's sections by their anchors.
    sections: Arc<HashMap<String, String>>,
}

impl Printing {
    /// What an anchor of the text is called in the book.
    pub(super) fn anchor(&self, name: &str) -> String {
        match &self.chapter {
            Some(chapter) => chapter_anchor(chapter, Some(name)),
            None => name.to_owned(),
        }
    }

    /// The anchor of a page of the course, or of a section on it, where that is a chapter.
    pub(super) fn inside(&self, page: &PageId, anchor: Option<&str>) -> Option<String> {
        let place = self.scope.chapters.get(page)?;
        place.inside.then(|| chapter_anchor(page, anchor))
    }
}

fn chapter_anchor(page: &PageId, anchor: Option<&str>) -> String {
    match anchor {
        Some(anchor) => own(&format!("{page}:{anchor}")),
        None => own(&page.to_string()),
    }
}

/// A page of the course as it stands in a book, with all that the book's page needs to know of it.
#[derive(Debug)]
pub struct Chapter {
    html: Holed,
    parts: Parts,
    files: BTreeSet<SourcePath>,
    unnamed: BTreeSet<SourcePath>,
}

/// What `templates/print.html` sees.
#[derive(Serialize)]
struct PrintPage {
    print: PrintView,
}

#[derive(Serialize)]
struct PrintView {
    /// Whether it is the whole course.
    whole: bool,
    title: String,
    /// Where whoever does not want to print goes back to.
    back: String,
    authors: Vec<String>,
    audience: Option<String>,
    license: Option<String>,
    as_of: Option<String>,
    /// A digest of all that the course is made from; a booklet does not change with other parts, so it has none.
    digest: Option<String>,
    minutes: Option<u32>,
    /// The text of the first page.
    preface: String,
    parts: Vec<PartView>,
    terms: Vec<TermView>,
    sources: Vec<SourceGroup>,
    ids: EndIds,
}

/// Anchors of what stands at the end.
#[derive(Serialize)]
struct EndIds {
    contents: String,
    terms: String,
    terms_url: String,
    sources: String,
    sources_url: String,
}

#[derive(Serialize)]
struct PartView {
    /// Empty for lessons outside any part.
    title: String,
    id: String,
    url: String,
    /// The text that opens it.
    body: String,
    lessons: Vec<LessonItem>,
}

#[derive(Serialize)]
struct LessonItem {
    number: Option<usize>,
    title: String,
    url: String,
    minutes: Option<u32>,
    html: String,
}

#[derive(Serialize)]
struct TermView {
    id: String,
    term: String,
    reading: Option<String>,
    also: Vec<String>,
    text: String,
}

/// What `templates/print-lesson.html` sees.
#[derive(Serialize)]
struct ChapterPage {
    chapter: ChapterView,
}

#[derive(Serialize)]
struct ChapterView {
    id: String,
    /// Of its heading.
    level: u8,
    number: Option<usize>,
    /// Empty for a text that has no heading of its own.
    title: String,
    description: Option<String>,
    minutes: Option<u32>,
    objectives: Vec<String>,
    body: String,
    footnotes: Vec<FootnoteView>,
    footnotes_id: String,
}

impl<'a> Renderer<'a> {
    /// The page from which the whole course is printed, or one part of it.
    pub(super) fn printed(&'a self, part: Option<&'a Part>, keys: &Keys<'a>) -> Checked<Page> {
        let course = self.course;
        let book = &course.book;
        let scope = Arc::new(Scope::of(course, part));
        let mut writer = Writer::new(self, scope.page.clone(), &Uses::default(), &self.no_quizzes);
        writer.terms.clone_from(&scope.terms);
        writer.sources.clone_from(&scope.sources);
        writer.printing =
            Some(Printing { scope: Arc::clone(&scope), chapter: None, sections: Arc::default() });
        writer.parts.features.insert("print");
        let preface = match (&course.home, part) {
            (Some(home), None) => writer.bind(&self.opening_chapter(&PageId::Home, home, 1, &scope, keys)),
            _ => String::new(),
        };
        let printed = |other: &&Part| part.is_none_or(|part| part.slug == other.slug);
        let shown = |part: &&Part| part.opening.is_some() || part.lessons.iter().any(|lesson| !lesson.draft);
        let parts: Vec<PartView> = course
            .parts
            .iter()
            .filter(printed)
            .filter(shown)
            .map(|other| writer.part(other, part.is_none(), &scope, keys))
            .collect();
        let minutes = course.parts.iter().filter(printed).flat_map(|part| &part.lessons);
        let minutes: u32 = minutes.filter(|lesson| !lesson.draft).filter_map(|lesson| lesson.minutes).sum();
        let title = part.map_or_else(|| book.title.clone(), |part| part.title.clone());
        let page = |writer: &mut Writer<'_>, page| writer.holes.leave(Hole::Page(page, None));
        let back = match part {
            Some(part) if part.opening.is_some() => page(&mut writer, PageId::Part(Arc::clone(&part.slug))),
            _ => page(&mut writer, PageId::Contents),
        };
        let explained: BTreeSet<&String> = scope.terms.iter().collect();
        let terms = course.glossary.iter().filter(|term| explained.contains(&term.term)).enumerate();
        let terms: Vec<TermView> = terms
            .map(|(index, term)| TermView {
                id: writer.id(&own(&format!("term-{}", index + 1))),
                term: term.term.clone(),
                reading: term.reading.clone(),
                also: term.also.clone(),
                text: writer.blocks(&term.text),
            })
            .collect();
        let numbers: HashMap<&str, usize> = scope.sources.iter().map(String::as_str).zip(1..).collect();
        let sources = lists::source_groups(&mut writer, |id| {
            let number = numbers.get(id)?;
            Some((own(&format!("source-{number}")), Some(*number)))
        });
        let view = PrintPage {
            print: PrintView {
                whole: part.is_none(),
                title: title.clone(),
                back,
                authors: book.authors.clone(),
                audience: book.audience.clone(),
                license: book.license.clone(),
                as_of: book.as_of.map(|date| book.day(date)),
                digest: part.is_none().then(|| writer.holes.leave(Hole::Digest)),
                minutes: Some(minutes).filter(|minutes| *minutes > 0),
                preface,
                parts,
                terms,
                sources,
                ids: EndIds {
                    contents: writer.id(&own("contents")),
                    terms: writer.id(&own("terms")),
                    terms_url: writer.listed("terms"),
                    sources: writer.id(&own("sources")),
                    sources_url: writer.listed("sources"),
                },
            },
        };
        let mut page = self.finish(writer, "print", self.print_title(&title, part), None, view);
        // The search leads to lessons, not to their copies.
        page.value.shards.clear();
        page
    }

    fn print_title(&self, title: &str, part: Option<&Part>) -> String {
        let key = if part.is_some() { "part" } else { "title" };
        self.theme.string("print", key).replace("{title}", title)
    }

    fn opening_chapter(
        &'a self,
        page: &PageId,
        opening: &'a Marked<Opening>,
        level: u8,
        scope: &Arc<Scope>,
        keys: &Keys<'a>,
    ) -> Arc<Chapter> {
        let key = keys.chapter(page, opening.mark, &opening.uses, &opening.quizzes, scope);
        self.memo.chapters.get(key, || {
            let writer = Writer::new(self, scope.page.clone(), &Uses::default(), &opening.quizzes);
            writer.chapter(page, &opening.body, level, scope, |_, view| view)
        })
    }

    fn lesson_chapter(
        &'a self,
        lesson: &'a Marked<Lesson>,
        level: u8,
        scope: &Arc<Scope>,
        keys: &Keys<'a>,
    ) -> Arc<Chapter> {
        let key = keys.chapter(&lesson.page, lesson.mark, &lesson.uses, &lesson.quizzes, scope);
        self.memo.chapters.get(Key::of((key, level)), || {
            let writer = Writer::new(self, scope.page.clone(), &Uses::default(), &lesson.quizzes);
            writer.chapter(&lesson.page, &lesson.body, level, scope, |writer, view| ChapterView {
                number: scope.chapters.get(&lesson.page).and_then(|place| place.number),
                title: writer.line(&lesson.title),
                description: lesson.description.clone(),
                minutes: lesson.minutes,
                objectives: lesson.objectives.iter().map(|objective| writer.line(objective)).collect(),
                ..view
            })
        })
    }
}

impl<'a> Writer<'a> {
    /// A part of the book; where that is the whole course, its title is one of the book's.
    fn part(&mut self, part: &'a Part, whole: bool, scope: &Arc<Scope>, keys: &Keys<'a>) -> PartView {
        let renderer = self.renderer;
        let page = PageId::Part(Arc::clone(&part.slug));
        let level = if whole && !part.title.is_empty() { 3 } else { 2 };
        let body = part.opening.as_ref().map(|opening| {
            let chapter = renderer.opening_chapter(&page, opening, level - 1, scope, keys);
            self.bind(&chapter)
        });
        let anchor = chapter_anchor(&page, Some("part"));
        let lessons: Vec<&Marked<Lesson>> = part.lessons.iter().filter(|lesson| !lesson.draft).collect();
        let chapters = lessons.par_iter().map(|lesson| renderer.lesson_chapter(lesson, level, scope, keys));
        let chapters: Vec<Arc<Chapter>> = chapters.collect();
        let lessons: Vec<LessonItem> = lessons
            .into_iter()
            .zip(chapters)
            .map(|(lesson, chapter)| LessonItem {
                number: scope.chapters.get(&lesson.page).and_then(|place| place.number),
                title: title_text(&lesson.title),
                url: self.holes.leave(Hole::Here(chapter_anchor(&lesson.page, None))),
                minutes: lesson.minutes,
                html: self.bind(&chapter),
            })
            .collect();
        PartView {
            title: part.title.clone(),
            id: self.holes.leave(Hole::Id(anchor.clone())),
            url: self.holes.leave(Hole::Here(anchor)),
            body: body.unwrap_or_default(),
            lessons,
        }
    }

    /// A chapter as a part of this page.
    fn bind(&mut self, chapter: &Chapter) -> String {
        self.parts.extend(&chapter.parts);
        self.files.extend(chapter.files.iter().cloned());
        self.unnamed.extend(chapter.unnamed.iter().cloned());
        self.holes.adopt(&chapter.html)
    }

    /// A text of the course as a chapter; `more` says what else stands at its head.
    fn chapter(
        mut self,
        page: &PageId,
        document: &'a Document,
        level: u8,
        scope: &Arc<Scope>,
        more: impl FnOnce(&mut Self, ChapterView) -> ChapterView,
    ) -> Chapter {
        let sections = document.body.iter().filter_map(|block| match block {
            Block::Heading(heading) => Some((heading.id.clone(), plain_text(&heading.content))),
            _ => None,
        });
        self.printing = Some(Printing {
            scope: Arc::clone(scope),
            chapter: Some(page.clone()),
            sections: Arc::new(sections.collect()),
        });
        self.terms.clone_from(&scope.terms);
        self.sources.clone_from(&scope.sources);
        (self.level, self.deeper) = (level, level - 1);
        let body = self.document(document);
        let view = ChapterView {
            id: self.holes.leave(Hole::Id(chapter_anchor(page, None))),
            level,
            number: None,
            title: String::new(),
            description: None,
            minutes: None,
            objectives: Vec::new(),
            body,
            footnotes: super::page::footnotes(document, &mut self),
            footnotes_id: self.id(&own("footnotes")),
        };
        let view = ChapterPage { chapter: more(&mut self, view) };
        let html =
            self.renderer.templates.render("templates/print-lesson.html", &view, &mut self.diagnostics);
        // What is wrong with a template was told of the lesson itself.
        let Writer { renderer, holes, mut parts, files, unnamed, .. } = self;
        // What lessons do besides needs scripts, but for what the policy lets play.
        parts.features.retain(|feature| *feature == MEDIA);
        Chapter { html: holes.fit(&renderer.broken(unfolded(&html))), parts, files, unnamed }
    }

    /// Where a link leads, in words: behind it, since paper cannot be clicked.
    pub(super) fn written_out(&self, target: &Target, content: &str) -> String {
        let words = match target {
            Target::External(address) => {
                let address =
                    address.strip_prefix("mailto:").or(address.strip_prefix("tel:")).unwrap_or(address);
                if content.contains(&escape(address)) {
                    return String::new();
                }
                self.words("print", "address", &[("address", address)])
            }
            Target::Page(page, _) => {
                let Some(place) = self.place(page) else { return String::new() };
                match place.number.filter(|_| place.inside) {
                    Some(number) => {
                        let fill = [("n", number.to_string()), ("title", place.title.clone())];
                        self.words(
                            "print",
                            "chapter",
                            &fill.each_ref().map(|(name, value)| (*name, value.as_str())),
                        )
                    }
                    None => self.words("print", "elsewhere", &[("title", &place.title)]),
                }
            }
            Target::Here(anchor) => {
                let title = self.printing.as_ref().and_then(|printing| printing.sections.get(anchor));
                match title.filter(|title| !content.contains(&escape(title))) {
                    Some(title) => self.words("print", "section", &[("title", title)]),
                    None => return String::new(),
                }
            }
            Target::File(_) => return String::new(),
        };
        format!("<span class=\"print-to\">{words}</span>")
    }

    fn place(&self, page: &PageId) -> Option<&Place> {
        self.printing.as_ref()?.scope.chapters.get(page)
    }
}

/// The same HTML with all that folds lying open, and pictures that are there before anybody scrolls to them. What would
/// be landmarks are groups: each lesson has its summary and its first table, and a list of twenty summaries leads nobody
/// anywhere. In text and attributes `<`, `>` and `"` are written otherwise, so only elements are met.
fn unfolded(html: &str) -> String {
    let html = html
        .replace("<details open", "<details")
        .replace("<details", "<details open")
        .replace(" loading=\"lazy\"", "")
        .replace(" role=\"region\"", " role=\"group\"")
        .replace("</section>", "</div>");
    let mut pieces = html.split("<section");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let named = piece.split('>').next().is_some_and(|element| element.contains(" role="));
        out += if named { "<div" } else { "<div role=\"group\"" };
        out += piece;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_folds_lies_open() {
        let html = "<details class=\"a\"><summary>x</summary></details><details open><img loading=\"lazy\" src=\"y\">";
        assert_eq!(
            unfolded(html),
            "<details open class=\"a\"><summary>x</summary></details><details open><img src=\"y\">"
        );
        assert_eq!(
            unfolded("<section id=\"a\">b</section><section role=\"region\"></section>"),
            "<div role=\"group\" id=\"a\">b</div><div role=\"group\"></div>"
        );
    }
}
