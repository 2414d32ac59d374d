//! Lessons: a page's front matter and text, first as typed, then resolved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Opening, anchors};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::quiz::Quiz;
use crate::say;
use crate::source::{Excerpt, Hash128, Place, SourcePath, Span};
use crate::syntax::date::Date;
use crate::syntax::fields::{self, Key, Kind, Record};
use crate::syntax::tree::{self, Block, Document, Heading, Written};
use crate::syntax::{front_matter, markdown};
use crate::text::{self, Inline, PageId, Resolver, Uses};

/// A lesson: one page.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The page.
    pub page: PageId,
    /// The name under which it is recorded; unique in the course.
    pub id: String,
    /// The file.
    pub path: SourcePath,
    /// Its title.
    pub title: Vec<Inline>,
    /// One sentence on it.
    pub description: Option<String>,
    /// About how many minutes it takes.
    pub minutes: Option<u32>,
    /// What one can do after it.
    pub objectives: Vec<Vec<Inline>>,
    /// Whether it counts for the course's completion.
    pub counts: bool,
    /// Whether it is still being written: listed, but not built.
    pub draft: bool,
    /// The day on which the author last changed its substance.
    pub updated: Option<Date>,
    /// The text.
    pub body: Arc<text::Document>,
    /// What the text and its quizzes use.
    pub uses: Uses,
    /// Its quizzes by file.
    pub quizzes: BTreeMap<SourcePath, Arc<Quiz>>,
}

impl Lesson {
    /// The quizzes and exams that its completion needs, in the order in which it places them.
    pub fn counted_quizzes(&self) -> impl Iterator<Item = &Arc<Quiz>> {
        let placed = self.uses.quizzes.iter().filter_map(|used| self.quizzes.get(&used.file));
        placed.filter(|quiz| self.counts && quiz.counts)
    }
}

/// The keys of the front matter.
pub const FRONT_MATTER: &[Key] = &[
    Key::optional("title", Kind::Text, "題名", "the title"),
    Key::optional("description", Kind::Plain, "紹介の一文", "one sentence on it"),
    Key::optional(
        "duration",
        Kind::Integer { min: 1, max: 600 },
        "かかる時間の目安（分）",
        "about how many minutes it takes",
    ),
    Key::optional(
        "objectives",
        Kind::List(&Kind::Text),
        "目標（学ぶとできるようになること）",
        "what one can do after it",
    ),
    Key::optional(
        "id",
        Kind::Plain,
        "学習記録での名前（書かなければファイルの場所）",
        "its name in records; by default its path",
    ),
    Key::optional("slug", Kind::Id, "アドレスに使う名前（ASCII）", "its name in addresses, in ASCII"),
    Key::optional("counts", Kind::Boolean, "修了の条件に入れるか", "whether it counts for completion")
        .or("true"),
    Key::optional("draft", Kind::Boolean, "書きかけか", "whether it is still being written").or("false"),
    Key::optional("updated", Kind::Date, "内容を改めた日", "the day on which its substance last changed"),
];

/// A page that was parsed: what others need to know of it, and its text until it is resolved.
///
/// Large courses hold many texts, and nothing asks for one of them twice but for a rare change of names, after which
/// it is parsed again. So it is handed out and not kept.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) path: SourcePath,
    pub(super) face: Face,
    pub(super) diagnostics: Diagnostics,
    /// A hash of all that it was made from.
    pub(super) mark: Hash128,
    typed: Mutex<Option<TypedPage>>,
}

/// What pages know of each other.
#[derive(Debug, Hash)]
pub(super) struct Face {
    /// The slug that the front matter gives.
    pub(super) slug: Option<String>,
    /// The name under which the front matter wants it recorded, and where that is written.
    id: Option<(String, Place)>,
    /// The title as plain text; empty where there is none.
    pub(super) title: String,
    /// The sections and blocks that can be linked to.
    pub(super) anchors: BTreeSet<String>,
    /// Whether it is still being written.
    pub(super) draft: bool,
}

impl Face {
    /// The name under which the lesson in `path` is recorded, and where it is written if it is.
    pub(super) fn id(&self, page: &PageId, path: &SourcePath) -> (String, Place) {
        self.id.clone().unwrap_or_else(|| (page.to_string(), Place::file(path)))
    }
}

impl Parsed {
    /// Parses the page `path` in a course with these values; `mark` is a hash of them all.
    pub(super) fn new(
        path: &SourcePath,
        text: &str,
        values: &BTreeMap<String, String>,
        mark: Hash128,
    ) -> Self {
        let Checked { value: typed, diagnostics } = parse(path, text);
        let face = Face {
            slug: typed.slug().map(str::to_owned),
            id: typed.id(),
            title: typed.plain_title(values),
            anchors: typed.anchors.iter().cloned().collect(),
            draft: typed.draft(),
        };
        Self { path: path.clone(), face, diagnostics, mark, typed: Mutex::new(Some(typed)) }
    }

    /// The page as its author typed it, in `text`.
    pub(super) fn typed(&self, text: &str) -> TypedPage {
        let first = self.typed.lock().unwrap_or_else(PoisonError::into_inner).take();
        first.unwrap_or_else(|| parse(&self.path, text).value)
    }
}

/// A page as its author typed it.
#[derive(Debug)]
pub(super) struct TypedPage {
    path: SourcePath,
    front: Option<Record>,
    /// The title, from the front matter or from the first heading.
    title: Title,
    document: Document<Written>,
    anchors: Vec<String>,
}

#[derive(Debug)]
enum Title {
    FrontMatter(Excerpt),
    Heading(Vec<tree::Inline<Written>>),
    None,
}

/// Parses the page `path`.
fn parse(path: &SourcePath, text: &str) -> Checked<TypedPage> {
    let mut diagnostics = Diagnostics::default();
    let whole = Excerpt::verbatim(path, text, 0);
    let (node, body) = front_matter::split(&whole).drain_into(&mut diagnostics);
    let front = node.map(|node| fields::read(&node, path, &[FRONT_MATTER], &mut diagnostics));
    let mut document = markdown::parse(&body).drain_into(&mut diagnostics);
    let title = match front.as_ref().and_then(|front| front.text("title")) {
        Some(title) => Title::FrontMatter(title.clone()),
        None => match document.body.first() {
            Some(Block::Heading(Heading { level: 1, .. })) => match document.body.remove(0) {
                Block::Heading(heading) => {
                    if !heading.id.is_empty() || !heading.classes.is_empty() {
                        diagnostics.push(
                            Diagnostic::new(
                                Code::NoEffect,
                                Place::new(path, heading.span),
                                say!(
                                    "題名に付けた {{ }} は、はたらきません。",
                                    "What stands in {{ }} behind the title has no effect."
                                ),
                            )
                            .help(say!(
                                "ページそのものへのリンクは、ファイル名だけで書きます（例: {0}）。",
                                "A link to the page as a whole is its file name alone, such as {0}.",
                                path.file_name()
                            ))
                            .correct(format!("# {}", anchors::text_of(&heading.content))),
                        );
                    }
                    Title::Heading(heading.content)
                }
                _ => Title::None,
            },
            _ => Title::None,
        },
    };
    let anchors = anchors::assign(&mut document, path, &mut diagnostics);
    check_levels(&mut document, path, &mut diagnostics);
    Checked { value: TypedPage { path: path.clone(), front, title, document, anchors }, diagnostics }
}

/// A page has one title, so headings begin at the second level; and they skip none on the way down, since
/// those who listen find their way by levels (WCAG 2.2, technique H42).
fn check_levels(document: &mut Document<Written>, path: &SourcePath, diagnostics: &mut Diagnostics) {
    let mut last = 1;
    for block in &mut document.body {
        let Block::Heading(heading) = block else { continue };
        let place = Place::new(path, heading.span);
        let words = anchors::text_of(&heading.content);
        if heading.level == 1 {
            diagnostics.push(
                Diagnostic::new(
                    Code::HeadingOrder,
                    place,
                    say!(
                        "題名（#）は1ページに1つです。節の見出しは ## から始めます。",
                        "A page has one title (#); headings of sections start at ##."
                    ),
                )
                .correct(format!("## {words}")),
            );
            heading.level = 2;
        } else if heading.level > last + 1 {
            let right = "#".repeat(usize::from(last) + 1);
            diagnostics.push(
                Diagnostic::new(
                    Code::HeadingOrder,
                    place,
                    say!(
                        "見出しの段が飛んでいます。ここは {right} にします。",
                        "The heading skips a level; make it {right}."
                    ),
                )
                .correct(format!("{right} {words}")),
            );
        }
        last = heading.level;
    }
}

impl TypedPage {
    /// The title as plain text, for links that need one before anything is resolved.
    fn plain_title(&self, values: &BTreeMap<String, String>) -> String {
        match &self.title {
            Title::FrontMatter(excerpt) => {
                anchors::text_with(&markdown::parse_inline(excerpt).value, values).trim().to_owned()
            }
            Title::Heading(content) => anchors::text_with(content, values),
            Title::None => String::new(),
        }
    }

    /// The slug that the front matter gives.
    fn slug(&self) -> Option<&str> {
        self.front.as_ref()?.id("slug")
    }

    /// Whether the page is still being written.
    fn draft(&self) -> bool {
        self.front.as_ref().and_then(|front| front.boolean("draft")).unwrap_or(false)
    }

    /// The name under which the front matter wants it recorded, and where that is written.
    fn id(&self) -> Option<(String, Place)> {
        let front = self.front.as_ref()?;
        Some((front.plain("id")?.text.trim().to_owned(), front.place("id")))
    }

    fn title(&self, resolver: &mut Resolver<'_>) -> Vec<Inline> {
        match &self.title {
            Title::FrontMatter(excerpt) => resolver.line(excerpt),
            Title::Heading(content) => resolver.inline_content(content, &self.path),
            Title::None => Vec::new(),
        }
    }

    fn description(&self, resolver: &mut Resolver<'_>) -> Option<String> {
        let written = self.front.as_ref()?.plain("description")?;
        Some(resolver.filled(written.text.trim(), &written.whole()))
    }

    /// Resolves the page as a lesson.
    pub(super) fn lesson(&self, page: PageId, resolver: &mut Resolver<'_>) -> Lesson {
        if matches!(self.title, Title::None) {
            resolver.diagnostics.push(
                Diagnostic::new(
                    Code::MissingKey,
                    Place::new(&self.path, Span::default()),
                    say!("レッスンに題名がありません。", "The lesson has no title."),
                )
                .help(say!("ファイルの初めに題名を書きます。", "Write the title at the start of the file."))
                .correct("---\ntitle: …\n---"),
            );
        }
        let title = self.title(resolver);
        let description = self.description(resolver);
        let body = resolver.document(&self.document, &self.path);
        let front = self.front.as_ref();
        let objectives = front
            .map_or(&[][..], |front| front.list("objectives"))
            .iter()
            .filter_map(|objective| Some(resolver.line(objective.text()?)))
            .collect();
        let minutes = front.and_then(|front| front.integer("duration"));
        Lesson {
            id: self.id().map_or_else(|| page.to_string(), |(id, _)| id),
            page,
            path: self.path.clone(),
            title: if title.is_empty() {
                vec![Inline::Text(self.path.file_name().to_owned())]
            } else {
                title
            },
            description,
            minutes: minutes.and_then(|minutes| u32::try_from(minutes).ok()),
            objectives,
            counts: front.and_then(|front| front.boolean("counts")).unwrap_or(true),
            draft: self.draft(),
            updated: front.and_then(|front| front.date("updated")),
            body: Arc::new(body),
            uses: std::mem::take(&mut resolver.uses),
            quizzes: BTreeMap::new(),
        }
    }

    /// Resolves the page as the opening of a part or of the course.
    pub(super) fn opening(&self, resolver: &mut Resolver<'_>) -> Opening {
        let title = self.title(resolver);
        let description = self.description(resolver);
        let body = resolver.document(&self.document, &self.path);
        Opening {
            path: self.path.clone(),
            title,
            description,
            body: Arc::new(body),
            uses: std::mem::take(&mut resolver.uses),
            quizzes: BTreeMap::new(),
        }
    }
}
