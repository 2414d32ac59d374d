//! Lists of the whole course: parts and lessons, the glossary, the sources, the outline.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::escape::escape;
use super::holes::Hole;
use super::page::title_text;
use super::views::ProgressView;
use super::writer::{Writer, own};
use crate::course::{CitedSource, Course, Part, SourceKind, Term};
use crate::text::{PageId, Uses, plain_text};

/// A part in a list.
#[derive(Serialize)]
pub(super) struct PartItem {
    /// Its name in addresses; empty for lessons outside any part.
    id: String,
    /// How many of its lessons count for completion.
    counted: usize,
    title: String,
    url: Option<String>,
    /// The page from which it is printed.
    print: Option<String>,
    /// How long those of its lessons take that say so.
    minutes: Option<u32>,
    lessons: Vec<LessonItem>,
    /// Whether there are more lessons than are listed.
    more: bool,
}

/// A lesson in a list.
#[derive(Serialize)]
pub(super) struct LessonItem {
    title: String,
    /// `None` for a draft.
    url: Option<String>,
    progress: ProgressView,
    minutes: Option<u32>,
    draft: bool,
}

/// All parts, each with at most `limit` lessons.
pub(super) fn parts(course: &Course, limit: usize, writer: &mut Writer<'_>) -> Vec<PartItem> {
    course
        .parts
        .iter()
        .filter(|part| !part.lessons.is_empty() || part.opening.is_some())
        .map(|part| PartItem {
            id: part.slug.to_string(),
            counted: part.lessons.iter().filter(|lesson| lesson.counts && !lesson.draft).count(),
            title: part.title.clone(),
            url: part
                .opening
                .is_some()
                .then(|| writer.holes.leave(Hole::Page(PageId::Part(part.slug.clone()), None))),
            print: print(course, part, writer),
            minutes: Some(
                part.lessons.iter().filter(|lesson| !lesson.draft).filter_map(|lesson| lesson.minutes).sum(),
            )
            .filter(|minutes: &u32| *minutes > 0),
            lessons: lessons(part, limit, writer),
            more: part.lessons.len() > limit,
        })
        .collect()
}

/// The page from which a part is printed, where it has one.
pub(super) fn print(course: &Course, part: &Part, writer: &mut Writer<'_>) -> Option<String> {
    let page = PageId::PartPrint(part.slug.clone());
    course.prints_part(part).then(|| writer.holes.leave(Hole::Page(page, None)))
}

/// The lessons of a part, at most `limit`.
pub(super) fn lessons(part: &Part, limit: usize, writer: &mut Writer<'_>) -> Vec<LessonItem> {
    part.lessons
        .iter()
        .take(limit)
        .map(|lesson| LessonItem {
            title: title_text(&lesson.title),
            url: (!lesson.draft).then(|| writer.holes.leave(Hole::Page(lesson.page.clone(), None))),
            progress: ProgressView::of(lesson),
            minutes: lesson.minutes,
            draft: lesson.draft,
        })
        .collect()
}

/// At most so many pages are named on which a term or a source is used; the rest is a number.
const PLACES: usize = 5;

/// Where terms and sources are used.
#[derive(Debug, Default)]
pub(super) struct Usage {
    terms: HashMap<String, Places>,
    sources: HashMap<String, Places>,
}

/// The pages that use something: the first of them with their titles.
#[derive(Debug, Default, Hash)]
pub(super) struct Places {
    first: Vec<(PageId, String)>,
    more: usize,
}

impl Places {
    fn add(&mut self, page: &PageId, title: &dyn Fn() -> String) {
        if self.first.len() < PLACES {
            self.first.push((page.clone(), title()));
        } else {
            self.more += 1;
        }
    }
}

impl Usage {
    /// Where the pages of a course use them, in the order of the course.
    pub(super) fn of(course: &Course) -> Self {
        let mut usage = Self::default();
        if let Some(home) = &course.home {
            usage.add(&PageId::Home, &home.uses, &|| course.book.title.clone());
        }
        for part in &course.parts {
            if let Some(opening) = &part.opening {
                usage.add(&PageId::Part(part.slug.clone()), &opening.uses, &|| part.title.clone());
            }
            for lesson in part.lessons.iter().filter(|lesson| !lesson.draft) {
                usage.add(&lesson.page, &lesson.uses, &|| plain_text(&lesson.title));
            }
        }
        usage
    }

    fn add(&mut self, page: &PageId, uses: &Uses, title: &dyn Fn() -> String) {
        for (places, names) in [(&mut self.terms, &uses.terms), (&mut self.sources, &uses.sources)] {
            for name in names {
                match places.get_mut(name) {
                    Some(known) => known.add(page, title),
                    None => places.entry(name.clone()).or_default().add(page, title),
                }
            }
        }
    }

    /// Where each term of the glossary is used, for its key.
    pub(super) fn of_terms<'u>(&'u self, course: &'u Course) -> Vec<Option<&'u Places>> {
        course.glossary.iter().map(|term| self.terms.get(&term.term)).collect()
    }

    /// Where each source is cited, for the key of their list.
    pub(super) fn of_sources<'u>(&'u self, course: &'u Course) -> Vec<Option<&'u Places>> {
        course.sources.keys().map(|id| self.sources.get(id)).collect()
    }
}

/// Where something is used, for a list.
#[derive(Serialize)]
struct PlacesItem {
    first: Vec<LinkItem>,
    more: usize,
}

impl PlacesItem {
    fn of(places: Option<&Places>, writer: &mut Writer<'_>) -> Option<Self> {
        let places = places?;
        let link = |(page, title): &(PageId, String)| LinkItem {
            text: title.clone(),
            url: writer.holes.leave(Hole::Page(page.clone(), None)),
        };
        Some(Self { first: places.first.iter().map(link).collect(), more: places.more })
    }
}

#[derive(Serialize)]
pub(super) struct GlossaryPage {
    groups: Vec<GlossaryGroup>,
}

#[derive(Serialize)]
struct GlossaryGroup {
    head: String,
    id: String,
    terms: Vec<TermItem>,
}

#[derive(Serialize)]
struct TermItem {
    id: String,
    term: String,
    reading: Option<String>,
    also: Vec<String>,
    text: String,
    sources: Vec<LinkItem>,
    /// The pages that use it.
    places: Option<PlacesItem>,
}

#[derive(Serialize)]
struct LinkItem {
    text: String,
    url: String,
}

/// The glossary by the rows of the kana table, then by letters.
pub(super) fn glossary(writer: &mut Writer<'_>, usage: &Usage) -> GlossaryPage {
    let course = writer.renderer.course;
    let mut groups: BTreeMap<Row, Vec<(String, usize, &Term)>> = BTreeMap::new();
    for (index, term) in course.glossary.iter().enumerate() {
        let sort = fold(term.reading.as_deref().unwrap_or(&term.term));
        groups.entry(Row::of(&sort)).or_default().push((sort, index, term));
    }
    let groups = groups
        .into_iter()
        .enumerate()
        .map(|(number, (row, mut terms))| {
            terms.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
            GlossaryGroup {
                head: row.head().unwrap_or_else(|| writer.words("glossary", "other", &[])),
                id: writer.id(&own(&format!("group-{}", number + 1))),
                terms: terms
                    .into_iter()
                    .map(|(_, index, term)| term_item(term, index, usage, writer))
                    .collect(),
            }
        })
        .collect();
    GlossaryPage { groups }
}

fn term_item(term: &Term, index: usize, usage: &Usage, writer: &mut Writer<'_>) -> TermItem {
    let course = writer.renderer.course;
    TermItem {
        id: writer.id(&own(&format!("term-{}", index + 1))),
        term: term.term.clone(),
        reading: term.reading.clone(),
        also: term.also.clone(),
        text: writer.blocks(&term.text),
        sources: term
            .sources
            .iter()
            .filter_map(|id| {
                let source = course.sources.get(id)?;
                let text = match &source.article {
                    Some(article) => format!("{} {article}", source.title),
                    None => source.title.clone(),
                };
                let url = writer.holes.leave(Hole::Page(PageId::Sources, Some(own(&format!("source-{id}")))));
                Some(LinkItem { text, url })
            })
            .collect(),
        places: PlacesItem::of(usage.terms.get(&term.term), writer),
    }
}

/// A group of the glossary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    /// A row of the kana table, by its place.
    Kana(usize),
    /// A Latin letter.
    Latin(char),
    /// Anything else.
    Other,
}

/// The heads of the rows; a reading belongs to the last row whose head is not behind it.
const ROWS: [char; 10] = ['あ', 'か', 'さ', 'た', 'な', 'は', 'ま', 'や', 'ら', 'わ'];

impl Row {
    fn of(sort: &str) -> Self {
        match sort.chars().next() {
            Some(first @ 'ぁ'..='ゖ') => {
                let small = if first == 'ぁ' { 'あ' } else { first };
                Row::Kana(ROWS.iter().rposition(|head| *head <= small).unwrap_or(0))
            }
            Some(first) if first.is_ascii_alphabetic() => Row::Latin(first.to_ascii_uppercase()),
            _ => Row::Other,
        }
    }

    /// `None` for what has no letter to stand under.
    fn head(self) -> Option<String> {
        match self {
            Row::Kana(row) => ROWS.get(row).map(char::to_string),
            Row::Latin(letter) => Some(letter.to_string()),
            Row::Other => None,
        }
    }
}

/// A reading for sorting: NFKC, hiragana, lower case.
fn fold(reading: &str) -> String {
    reading
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[derive(Serialize)]
pub(super) struct SourcesPage {
    groups: Vec<SourceGroup>,
}

#[derive(Serialize)]
pub(super) struct SourceGroup {
    kind: &'static str,
    title: String,
    id: String,
    sources: Vec<SourceItem>,
}

#[derive(Serialize)]
struct SourceItem {
    id: String,
    /// In a book, by which texts refer to it.
    number: Option<usize>,
    title: String,
    article: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    url: Option<String>,
    checked_on: Option<String>,
    /// The pages that cite it.
    places: Option<PlacesItem>,
    /// The glossary, where its terms rest on it.
    glossary: Option<String>,
}

/// The sources by kind.
pub(super) fn sources(writer: &mut Writer<'_>, usage: &Usage) -> SourcesPage {
    let mut groups = source_groups(writer, |id| Some((own(&format!("source-{id}")), None)));
    let course = writer.renderer.course;
    let mut ids = ordered(course).map(|(id, _)| id);
    for source in groups.iter_mut().flat_map(|group| &mut group.sources) {
        let Some(id) = ids.next() else { break };
        source.places = PlacesItem::of(usage.sources.get(id), writer);
        let explains = course.glossary.iter().any(|term| term.sources.contains(id));
        source.glossary = explains.then(|| writer.holes.leave(Hole::Page(PageId::Glossary, None)));
    }
    SourcesPage { groups }
}

/// All sources by kind, those of a kind in the author's order.
pub(super) fn ordered(course: &Course) -> impl Iterator<Item = (&String, &CitedSource)> {
    let mut sources: Vec<_> = course.sources.iter().collect();
    sources.sort_by_key(|(_, source)| (source.kind, source.order));
    sources.into_iter()
}

/// The sources to which `named` gives an anchor, and perhaps a number, by kind.
pub(super) fn source_groups(
    writer: &mut Writer<'_>,
    named: impl Fn(&str) -> Option<(String, Option<usize>)>,
) -> Vec<SourceGroup> {
    let course = writer.renderer.course;
    let mut groups = Vec::new();
    for kind in SourceKind::ALL {
        let listed = ordered(course).filter(|(_, source)| source.kind == kind);
        let listed = listed.filter_map(|(id, source)| Some((named(id)?, source)));
        let sources: Vec<SourceItem> = listed
            .map(|((anchor, number), source)| SourceItem {
                id: writer.id(&anchor),
                number,
                title: source.title.clone(),
                article: source.article.clone(),
                publisher: source.publisher.clone(),
                date: source.date.clone(),
                url: source.url.clone(),
                checked_on: source.checked_on.as_ref().map(|(date, _)| course.book.day(*date)),
                places: None,
                glossary: None,
            })
            .collect();
        if !sources.is_empty() {
            let title = writer.renderer.theme.string("sources", kind.name()).to_owned();
            groups.push(SourceGroup {
                kind: kind.name(),
                title,
                id: writer.id(&own(&format!("kind-{}", kind.name()))),
                sources,
            });
        }
    }
    groups
}

impl Writer<'_> {
    /// A source in a few words, as HTML, with what the language sets between them.
    pub(super) fn source_text(&self, id: &str) -> String {
        let Some(source) = self.renderer.course.sources.get(id) else { return String::new() };
        let mut text = escape(&source.title);
        for more in [&source.article, &source.publisher, &source.date].into_iter().flatten() {
            text += &self.words("citation", "between", &[]);
            text += &escape(more);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_grouped_by_the_kana_table() {
        let head = |reading: &str| Row::of(&fold(reading)).head();
        let row = |letter: &str| Some(letter.to_owned());
        assert_eq!(head("こじんじょうほう"), row("か"));
        assert_eq!(head("ガイドライン"), row("か"));
        assert_eq!(head("ぱぶりっく"), row("は"));
        assert_eq!(head("ランサムウェア"), row("ら"));
        assert_eq!(head("をこと"), row("わ"));
        assert_eq!(head("ＳＮＳ"), row("S"));
        assert_eq!(head("個人"), None);
    }
}
