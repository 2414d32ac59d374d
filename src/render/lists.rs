//! Lists of the whole course: parts and lessons, the glossary, the sources, the outline.

use std::collections::BTreeMap;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::escape::escape;
use super::holes::Hole;
use super::page::title_text;
use super::views::ProgressView;
use super::writer::{Writer, own};
use crate::course::{Course, Part, SourceKind, Term};
use crate::text::PageId;

/// A part in a list.
#[derive(Serialize)]
pub(super) struct PartItem {
    /// Its name in addresses; empty for lessons outside any part.
    id: String,
    /// How many of its lessons count for completion.
    counted: usize,
    title: String,
    url: Option<String>,
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
            lessons: lessons(part, limit, writer),
            more: part.lessons.len() > limit,
        })
        .collect()
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
}

#[derive(Serialize)]
struct LinkItem {
    text: String,
    url: String,
}

/// The glossary by the rows of the kana table, then by letters.
pub(super) fn glossary(writer: &mut Writer<'_>) -> GlossaryPage {
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
                head: row.head(),
                id: writer.id(&own(&format!("group-{}", number + 1))),
                terms: terms.into_iter().map(|(_, index, term)| term_item(term, index, writer)).collect(),
            }
        })
        .collect();
    GlossaryPage { groups }
}

fn term_item(term: &Term, index: usize, writer: &mut Writer<'_>) -> TermItem {
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

    fn head(self) -> String {
        match self {
            Row::Kana(row) => ROWS.get(row).map_or_else(|| "#".to_owned(), |head| format!("{head}")),
            Row::Latin(letter) => letter.to_string(),
            Row::Other => "#".to_owned(),
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
struct SourceGroup {
    kind: &'static str,
    title: String,
    id: String,
    sources: Vec<SourceItem>,
}

#[derive(Serialize)]
struct SourceItem {
    id: String,
    title: String,
    article: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    url: Option<String>,
    checked_on: Option<String>,
}

/// The sources by kind.
pub(super) fn sources(writer: &mut Writer<'_>) -> SourcesPage {
    let course = writer.renderer.course;
    let mut groups = Vec::new();
    for kind in SourceKind::ALL {
        let mut cited: Vec<_> = course.sources.iter().filter(|(_, source)| source.kind == kind).collect();
        cited.sort_by_key(|(_, source)| source.order);
        let sources: Vec<SourceItem> = cited
            .into_iter()
            .map(|(id, source)| SourceItem {
                id: writer.id(&own(&format!("source-{id}"))),
                title: source.title.clone(),
                article: source.article.clone(),
                publisher: source.publisher.clone(),
                date: source.date.clone(),
                url: source.url.clone(),
                checked_on: source.checked_on.map(|date| date.in_language(course.book.language)),
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
    SourcesPage { groups }
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
        assert_eq!(head("こじんじょうほう"), "か");
        assert_eq!(head("ガイドライン"), "か");
        assert_eq!(head("ぱぶりっく"), "は");
        assert_eq!(head("ランサムウェア"), "ら");
        assert_eq!(head("をこと"), "わ");
        assert_eq!(head("ＳＮＳ"), "S");
        assert_eq!(head("個人"), "#");
    }
}
