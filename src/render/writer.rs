//! Text to HTML: every kind of block and inline content of a page.
//!
//! A [`Writer`] belongs to one page. It leaves holes for all that points somewhere, numbers the page's sources,
//! and notes which parts of the theme the page uses. Blocks of the theme and quizzes are in the modules beside
//! this one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::escape::{escape, push};
use super::holes::{Hole, Holes};
use super::page::Renderer;
use super::print::Printing;
use super::{Entry, Findable, Parts, Shard, blanks, highlight};
use crate::diagnostics::Diagnostics;
use crate::memo::Key;
use crate::quiz::Quiz;
use crate::source::SourcePath;
use crate::syntax::math;
use crate::syntax::tree::{Alignment, Heading, Item, MATH, Math};
use crate::text::{Block, Custom, Document, Inline, PageId, Picture, Resolved, Target, Uses, plain_text};

/// What anchors made by the tool begin with, and those of authors and headings do not: the two never collide.
/// Behind it, parts are joined by `:`, which no id of an author holds.
pub(super) const OWN: char = '_';

/// The name of an anchor that no heading and no author can have.
pub(super) fn own(name: &str) -> String {
    format!("{OWN}{name}")
}

/// Writes the texts of one page.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    /// The page that is written.
    pub(super) page: PageId,
    pub(super) holes: Holes,
    pub(super) parts: Parts,
    pub(super) files: BTreeSet<SourcePath>,
    /// Files whose names might give an answer away.
    pub(super) unnamed: BTreeSet<SourcePath>,
    /// What stands in hidden answers and cannot be built.
    pub(super) refused: BTreeSet<String>,
    /// Whether the page has no others around it to lead to.
    pub(super) alone: bool,
    /// Where in a printed book the texts stand; `None` for all other pages.
    pub(super) printing: Option<Printing>,
    /// By how much headings are lower than authors wrote them.
    pub(super) deeper: u8,
    /// Whether a quiz with hidden answers is being written.
    pub(super) hidden: bool,
    /// Whether a quiz is being written, of which scripts need trees that are in one piece.
    pub(super) asking: bool,
    pub(super) diagnostics: Diagnostics,
    /// Quizzes that the page places.
    pub(super) quizzes: &'a BTreeMap<SourcePath, Arc<Quiz>>,
    /// Sources in the order of their numbers.
    pub(super) sources: Vec<String>,
    /// Terms that the page explains at its foot.
    pub(super) terms: Vec<String>,
    /// How many blocks of each name there are so far.
    pub(super) counts: BTreeMap<String, usize>,
    /// Footnotes that were referred to so far, for anchors that lead back to the first reference.
    footnotes: BTreeSet<usize>,
    /// The level of the last heading.
    pub(super) level: u8,
    /// How many tables there are so far.
    tables: usize,
    /// How many quizzes there are so far.
    pub(super) quiz_count: usize,
    /// Quizzes of which the practice page brings back what was missed.
    pub(super) shards: Vec<Shard>,
    /// What the search finds of the page's quizzes.
    pub(super) questions: Vec<Entry>,
    /// What the search finds of the page.
    pub(super) findable: Findable,
}

impl<'a> Writer<'a> {
    /// A writer for a page that uses `uses`.
    pub(super) fn new(
        renderer: &'a Renderer<'a>,
        page: PageId,
        uses: &Uses,
        quizzes: &'a BTreeMap<SourcePath, Arc<Quiz>>,
    ) -> Self {
        Self {
            renderer,
            page,
            holes: Holes::default(),
            parts: Parts::default(),
            files: BTreeSet::new(),
            unnamed: BTreeSet::new(),
            refused: BTreeSet::new(),
            alone: false,
            printing: None,
            deeper: 0,
            hidden: false,
            asking: false,
            diagnostics: Diagnostics::default(),
            quizzes,
            sources: uses.sources.clone(),
            terms: uses.terms.clone(),
            counts: BTreeMap::new(),
            footnotes: BTreeSet::new(),
            level: 1,
            tables: 0,
            quiz_count: 0,
            shards: Vec::new(),
            questions: Vec::new(),
            findable: Findable::default(),
        }
    }

    /// What is found of the page's text, and behind it the questions of its quizzes.
    pub(super) fn with_questions(&mut self, mut findable: Findable) -> Findable {
        findable.entries.append(&mut self.questions);
        findable
    }

    /// The words of the interface under `table` and `key`, as HTML, with `{name}` filled in.
    pub(super) fn words(&self, table: &str, key: &str, fill: &[(&str, &str)]) -> String {
        let mut words = self.renderer.theme.string(table, key).to_owned();
        for (name, value) in fill {
            words = words.replace(&format!("{{{name}}}"), value);
        }
        escape(&words)
    }

    /// A hole for an anchor's name.
    pub(super) fn id(&mut self, name: &str) -> String {
        let anchor = self.anchor(name);
        self.holes.leave(Hole::Id(anchor))
    }

    /// A hole for the address of an anchor on this page.
    pub(super) fn here(&mut self, name: &str) -> String {
        let anchor = self.anchor(name);
        self.holes.leave(Hole::Here(anchor))
    }

    /// What an anchor of the text is called on the page: in a book, each chapter has its own.
    fn anchor(&self, name: &str) -> String {
        match &self.printing {
            Some(printing) => printing.anchor(name),
            None => name.to_owned(),
        }
    }

    /// A hole for the address of a file of the course.
    pub(super) fn file(&mut self, path: &SourcePath) -> String {
        self.files.insert(path.clone());
        if self.hidden {
            self.unnamed.insert(path.clone());
        }
        self.holes.leave(Hole::File(path.clone()))
    }

    /// The address that a target stands for, not yet escaped.
    pub(super) fn url(&mut self, target: &Target) -> String {
        match target {
            Target::Page(page, anchor) => {
                let inside =
                    self.printing.as_ref().and_then(|printing| printing.inside(page, anchor.as_deref()));
                self.holes.leave(match inside {
                    Some(anchor) => Hole::Here(anchor),
                    None => Hole::Page(page.clone(), anchor.clone()),
                })
            }
            Target::Here(anchor) => self.here(anchor),
            Target::External(address) => address.clone(),
            Target::File(file) => self.file(file),
        }
    }

    /// The content of a document; footnotes are the page's business.
    pub(super) fn document(&mut self, document: &Document) -> String {
        self.blocks(&document.body)
    }

    /// Blocks, one a line.
    pub(super) fn blocks(&mut self, blocks: &[Block]) -> String {
        let mut out = String::new();
        for block in blocks {
            self.block(block, &mut out);
        }
        out
    }

    fn block(&mut self, block: &Block, out: &mut String) {
        match block {
            Block::Paragraph(content) => {
                let content = self.line(content);
                *out += &format!("<p>{content}</p>\n");
            }
            Block::Heading(heading) => self.heading(heading, out),
            Block::List { start, items } => self.list(*start, items, out),
            Block::Definitions(definitions) => {
                out.push_str("<dl>\n");
                for definition in definitions {
                    let term = self.line(&definition.term);
                    *out += &format!("<dt>{term}</dt>\n");
                    for meaning in &definition.meanings {
                        let meaning = self.item_body(meaning, &meaning.body, String::new());
                        *out += &format!("<dd>{meaning}</dd>\n");
                    }
                }
                out.push_str("</dl>\n");
            }
            Block::Quote(body) => {
                let body = self.blocks(body);
                *out += &format!("<blockquote>\n{body}</blockquote>\n");
            }
            Block::Code { language, text } if language == MATH => {
                out.push_str("<p>");
                self.math(&Math { tex: text.trim().to_owned(), display: true }, out);
                out.push_str("</p>\n");
            }
            Block::Code { language, text } => {
                let class = if language.is_empty() {
                    String::new()
                } else {
                    format!(" class=\"language-{}\"", escape(language))
                };
                self.parts.forms.insert("code");
                let code = self
                    .renderer
                    .memo
                    .code
                    .get(Key::of((language, text)), || highlight::highlight(text, language));
                let code = if self.asking { code.to_string() } else { self.holes.code(code) };
                *out += &format!("<pre class=\"code\" tabindex=\"0\"><code{class}>{code}</code></pre>\n");
            }
            Block::Table { alignments, head, rows } => self.table(alignments, head, rows, out),
            Block::Rule => out.push_str("<hr>\n"),
            Block::Html(html) => {
                *out += &format!("<p><code class=\"raw\">{}</code></p>\n", escape(html.trim_end()))
            }
            Block::Directive(custom) => match custom {
                Custom::Styled(block) => *out += &self.styled(block),
                Custom::Quiz(placed) => {
                    let quiz = match self.printing {
                        Some(_) => self.printed_quiz(&placed.file),
                        None => self.quiz(&placed.file),
                    };
                    *out += &match &placed.id {
                        Some(id) => format!("<div id=\"{}\">\n{quiz}</div>\n", self.id(id)),
                        None => quiz,
                    };
                }
                // Paper cannot know whether the course is done.
                Custom::Certificate(_) if self.printing.is_some() => {}
                Custom::Certificate(id) => {
                    let certificate = self.certificate();
                    *out += &match id {
                        Some(id) => format!("<div id=\"{}\">\n{certificate}</div>\n", self.id(id)),
                        None => certificate,
                    };
                }
                Custom::Problem(text) => {
                    *out += &format!("<div class=\"problem\" role=\"note\"><p>{}</p></div>\n", escape(text));
                }
            },
        }
    }

    /// The level of a heading that stands below the last one; one more must fit below it.
    pub(super) fn level_below(&self) -> u8 {
        (self.level + 1).min(5)
    }

    fn heading(&mut self, heading: &Heading<Resolved>, out: &mut String) {
        let level = (heading.level.max(2) + self.deeper).min(6);
        self.level = level;
        let content = self.line(&heading.content);
        let id = self.id(&heading.id);
        if self.printing.is_some() {
            *out += &format!("<h{level} id=\"{id}\"{}>{content}</h{level}>\n", classes(&heading.classes));
            return;
        }
        let here = self.here(&heading.id);
        let label = self.words("code", "anchor", &[("title", &plain_text(&heading.content))]);
        *out += &format!(
            "<h{level} id=\"{id}\" tabindex=\"-1\"{}>{content}<a class=\"anchor\" href=\"{here}\" aria-label=\"{label}\">#</a></h{level}>\n",
            classes(&heading.classes),
        );
    }

    fn list(&mut self, start: Option<u64>, items: &[Item<Resolved>], out: &mut String) {
        let (open, close) = match start {
            Some(1) => ("<ol>".to_owned(), "</ol>"),
            Some(start) => (format!("<ol start=\"{start}\">"), "</ol>"),
            None if items.iter().any(|item| item.task.is_some()) => {
                ("<ul class=\"tasks\">".to_owned(), "</ul>")
            }
            None => ("<ul>".to_owned(), "</ul>"),
        };
        *out += &open;
        out.push('\n');
        for item in items {
            self.item(item, out);
        }
        *out += close;
        out.push('\n');
    }

    fn item(&mut self, item: &Item<Resolved>, out: &mut String) {
        let mut body = String::new();
        let mut blocks = item.body.as_slice();
        // The box is labelled by the words beside it.
        if let Some(done) = item.task {
            let checked = if done { " checked" } else { "" };
            let words = match blocks.split_first() {
                Some((Block::Paragraph(content), rest)) => {
                    blocks = rest;
                    self.line(content)
                }
                _ => String::new(),
            };
            body += &format!("<label><input type=\"checkbox\" disabled{checked}> {words}</label>");
        }
        let body = self.item_body(item, blocks, body);
        let class = if item.task.is_some() { " class=\"task\"" } else { "" };
        *out += &format!("<li{class}>{body}</li>\n");
    }

    /// What stands in an item, behind what is in `body` already.
    fn item_body(&mut self, item: &Item<Resolved>, blocks: &[Block], mut body: String) -> String {
        for block in blocks {
            match block {
                Block::Paragraph(content) if item.tight => body += &self.line(content),
                _ => {
                    if !body.is_empty() && !body.ends_with('\n') {
                        body.push('\n');
                    }
                    self.block(block, &mut body);
                }
            }
        }
        body
    }

    fn table(
        &mut self,
        alignments: &[Alignment],
        head: &[Vec<Inline>],
        rows: &[Vec<Vec<Inline>>],
        out: &mut String,
    ) {
        self.parts.forms.insert("table");
        self.tables += 1;
        let label = self.words("code", "table", &[("n", &self.tables.to_string())]);
        *out += &format!(
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table>\n<thead><tr>"
        );
        for (column, cell) in head.iter().enumerate() {
            let content = self.line(cell);
            // A header cell without words would be read as a heading of nothing.
            let (element, scope) = if content.is_empty() { ("td", "") } else { ("th", " scope=\"col\"") };
            *out += &format!("<{element}{scope}{}>{content}</{element}>", aligned(alignments, column));
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            out.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                let content = self.line(cell);
                *out += &format!("<td{}>{content}</td>", aligned(alignments, column));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table></div>\n");
    }

    /// Running text.
    pub(super) fn line(&mut self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        for inline in inlines {
            self.inline(inline, &mut out);
        }
        out
    }

    fn inline(&mut self, inline: &Inline, out: &mut String) {
        match inline {
            Inline::Text(text) => push(out, text),
            Inline::Code(code) => *out += &format!("<code>{}</code>", escape(code)),
            Inline::Emphasis(content) => self.wrapped("em", content, out),
            Inline::Strong(content) => self.wrapped("strong", content, out),
            Inline::Strikethrough(content) => self.wrapped("del", content, out),
            Inline::Superscript(text) => *out += &format!("<sup>{}</sup>", escape(text)),
            Inline::Subscript(text) => *out += &format!("<sub>{}</sub>", escape(text)),
            Inline::Math(formula) => self.math(formula, out),
            Inline::Link(target, content) => {
                let content = self.line(content);
                if self.alone && matches!(target, Target::Page(..) | Target::Here(_)) {
                    *out += &content;
                    return;
                }
                let url = escape(&self.url(target));
                let extra = match target {
                    Target::External(_) => " rel=\"noreferrer\"",
                    _ => "",
                };
                *out += &format!("<a href=\"{url}\"{extra}>{content}</a>");
                if self.printing.is_some() {
                    *out += &self.written_out(target, &content);
                }
            }
            Inline::Image(picture) => *out += &self.picture(picture),
            Inline::Ruby(pairs) => {
                out.push_str("<ruby>");
                for pair in pairs {
                    push(out, &pair.base);
                    *out += &format!("<rp>（</rp><rt>{}</rt><rp>）</rp>", escape(&pair.reading));
                }
                out.push_str("</ruby>");
            }
            Inline::Term(term) => {
                let shown = escape(&term.shown);
                match self.terms.iter().position(|known| *known == term.term) {
                    Some(number) => {
                        let here = self.listed(&format!("term-{}", number + 1));
                        *out += &format!("<a class=\"term\" href=\"{here}\">{shown}</a>");
                    }
                    // What is told in its time is not explained at the foot of the page.
                    None => match self.glossary_entry(&term.term).filter(|_| self.hidden) {
                        Some(url) => *out += &format!("<a class=\"term\" href=\"{url}\">{shown}</a>"),
                        None => out.push_str(&shown),
                    },
                }
            }
            Inline::Citation(id) => {
                if self.alone && self.source_number(id).is_none() {
                    self.sources.push(id.clone());
                }
                let (url, label) = match self.source_number(id) {
                    Some(number) => {
                        let label = self.words("citation", "label", &[("n", &number.to_string())]);
                        (self.listed(&format!("source-{number}")), label)
                    }
                    // In the glossary, say, sources are not listed on the same page.
                    None => {
                        let url =
                            self.holes.leave(Hole::Page(PageId::Sources, Some(own(&format!("source-{id}")))));
                        (url, self.words("citation", "elsewhere", &[]))
                    }
                };
                *out += &format!("<a class=\"citation\" href=\"{url}\">{label}</a>");
            }
            Inline::Footnote(number) => {
                let here = self.here(&own(&format!("fn-{number}")));
                let label = self.words("footnote", "label", &[("n", &number.to_string())]);
                let id = match self.footnotes.insert(*number) {
                    true => format!(" id=\"{}\"", self.id(&own(&format!("fnref-{number}")))),
                    false => String::new(),
                };
                *out += &format!("<sup><a class=\"footnote\" href=\"{here}\"{id}>{label}</a></sup>");
            }
            Inline::SoftBreak => out.push('\n'),
            Inline::HardBreak => out.push_str("<br>\n"),
            Inline::Html(html) => *out += &format!("<code class=\"raw\">{}</code>", escape(html)),
            Inline::Value(blank) => *out += &blanks::mark(blank.number),
        }
    }

    /// The address of an entry among the terms or sources that the page lists: at the end of a book, whatever the
    /// chapter.
    pub(super) fn listed(&mut self, name: &str) -> String {
        self.holes.leave(Hole::Here(own(name)))
    }

    fn math(&mut self, formula: &Math, out: &mut String) {
        self.parts.forms.insert("math");
        *out += &math::mathml(formula);
    }

    fn wrapped(&mut self, element: &str, content: &[Inline], out: &mut String) {
        let content = self.line(content);
        *out += &format!("<{element}>{content}</{element}>");
    }

    /// A picture, wherever it stands.
    pub(super) fn picture(&mut self, picture: &Picture) -> String {
        let url = self.file(&picture.file);
        format!(
            "<img src=\"{url}\" width=\"{}\" height=\"{}\" alt=\"{}\" loading=\"lazy\" decoding=\"async\">",
            picture.width,
            picture.height,
            escape(&picture.alt)
        )
    }

    /// The address of a term in the glossary.
    fn glossary_entry(&mut self, term: &str) -> Option<String> {
        let number = self.renderer.course.glossary.iter().position(|known| known.term == term)?;
        Some(self.holes.leave(Hole::Page(PageId::Glossary, Some(own(&format!("term-{}", number + 1))))))
    }

    /// The number of a source on this page, from 1.
    pub(super) fn source_number(&self, id: &str) -> Option<usize> {
        self.sources.iter().position(|known| known == id).map(|position| position + 1)
    }
}

fn classes(classes: &[String]) -> String {
    if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", escape(&classes.join(" "))) }
}

fn aligned(alignments: &[Alignment], column: usize) -> &'static str {
    match alignments.get(column) {
        Some(Alignment::Left) => " class=\"align-left\"",
        Some(Alignment::Center) => " class=\"align-center\"",
        Some(Alignment::Right) => " class=\"align-right\"",
        _ => "",
    }
}
