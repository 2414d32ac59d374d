//! Events of the parser to blocks.
//!
//! The parser's containers and our directives stand on one stack, so that a directive closes before the quote
//! or list item it was opened in. Inline content is collected by [`Text`]. What is nested more than
//! [`MAX_DEPTH`](crate::syntax::japanese::scan::MAX_DEPTH) deep is merged into its parent: every tree can be walked by recursion.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::inline::Text;
use super::lookalike::Seen;
use super::stack::{Frame, Kind};
use crate::diagnostics::Diagnostics;
use crate::source::{Excerpt, Span, without_unwanted};
use crate::syntax::japanese::prepass::Prepared;
use crate::syntax::math;
use crate::syntax::tree::{
    Alignment, Block, Cell, Definition, Directive, Document, FootnoteDefinition, Heading, Inline, MATH, Name,
    QUIZ, RawHtml, Written,
};

/// A document, and where its blocks start in the source excerpt.
#[derive(Default)]
pub struct Built {
    /// The tree.
    pub document: Document<Written>,
    /// The start of each block of the body.
    pub starts: Vec<usize>,
    /// What look-alikes must know.
    pub(super) seen: Seen,
}

/// Parses a marked text.
pub fn build(prepared: &Prepared<'_>, diagnostics: &mut Diagnostics) -> Built {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let mut builder = Builder {
        prepared,
        diagnostics,
        frames: vec![Frame::new(Kind::Root)],
        depth: 0,
        text: Text::new(prepared),
        heading: None,
        code: None,
        data: Excerpt::empty(&prepared.source().path),
        html: None,
        table: None,
        footnotes: Vec::new(),
        starts: Vec::new(),
        seen: Seen::default(),
        too_deep: false,
    };
    for (event, range) in Parser::new_ext(prepared.text(), options).into_offset_iter() {
        builder.event(event, range);
    }
    builder.finish()
}

pub(super) struct Builder<'p, 'd> {
    pub(super) prepared: &'p Prepared<'p>,
    pub(super) diagnostics: &'d mut Diagnostics,
    /// Open containers, the root first.
    pub(super) frames: Vec<Frame>,
    /// How many of them make the tree deeper.
    pub(super) depth: usize,
    text: Text<'p>,
    heading: Option<Heading<Written>>,
    code: Option<(String, String)>,
    /// The code as it stands in the source, where it is data.
    data: Excerpt,
    html: Option<(String, Range<usize>)>,
    table: Option<Table>,
    pub(super) footnotes: Vec<FootnoteDefinition<Written>>,
    starts: Vec<usize>,
    pub(super) seen: Seen,
    pub(super) too_deep: bool,
}

struct Table {
    alignments: Vec<Alignment>,
    head: Vec<Cell<Written>>,
    rows: Vec<Vec<Cell<Written>>>,
    row: Vec<Cell<Written>>,
}

impl Builder<'_, '_> {
    /// Notes what look-alikes must know.
    fn see(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let noted = match event {
            Event::Code(_)
            | Event::InlineHtml(_)
            | Event::Html(_)
            | Event::DisplayMath(_)
            | Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => &mut self.seen.verbatim,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => &mut self.seen.indented,
            Event::Start(Tag::Table(_)) => &mut self.seen.tables,
            Event::Text(text) if self.code.is_none() && text.contains('*') => &mut self.seen.stars,
            _ => return,
        };
        noted.push(self.prepared.source_range(range.clone()));
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        self.see(&event, &range);
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => match &mut self.code {
                Some((language, code)) => {
                    code.push_str(&text);
                    if language == QUIZ {
                        let source = self.prepared.source();
                        self.data.push_slice(source, self.prepared.source_range(range));
                    }
                }
                None => self.text.push(&text, range),
            },
            Event::Code(text) => self.text.code(&text, self.diagnostics),
            Event::Html(text) => self.html_line(&text, range),
            Event::InlineHtml(text) => self.text.html(&text, range, self.diagnostics),
            Event::FootnoteReference(label) => self.text.footnote(&label, range, self.diagnostics),
            Event::SoftBreak => self.text.add(Inline::SoftBreak, self.diagnostics),
            Event::HardBreak => self.text.add(Inline::HardBreak, self.diagnostics),
            Event::Rule => {
                self.begin(&range);
                self.block(Block::Rule);
            }
            Event::TaskListMarker(ticked) => {
                let item = self.frames.iter_mut().rev().find_map(|frame| match &mut frame.kind {
                    Kind::Item { task } => Some(task),
                    _ => None,
                });
                if let Some(task) = item {
                    *task = Some(ticked);
                }
            }
            Event::DisplayMath(text) => self.text.math(&text, range, self.diagnostics),
            // Formulas in a line are found before the parser sees them; these are other dollars.
            Event::InlineMath(_) => self.text.as_written(range, self.diagnostics),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.begin(&range);
                self.loosen();
            }
            Tag::Heading { level, id, classes, .. } => {
                self.begin(&range);
                self.heading = Some(Heading {
                    level: level_of(level),
                    id: id.map(|id| self.restored(&id)).unwrap_or_default(),
                    classes: classes.iter().map(|class| self.restored(class)).collect(),
                    content: Vec::new(),
                    span: self.span_of(&range),
                });
            }
            Tag::BlockQuote(kind) => {
                self.begin(&range);
                let kind = kind.map_or(Kind::Quote, |kind| Kind::Alert(self.alert(kind, &range)));
                self.open_at(kind, &range);
            }
            Tag::CodeBlock(kind) => {
                self.begin(&range);
                let language = match kind {
                    CodeBlockKind::Fenced(info) => language_of(&self.restored(&info)),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
                self.data = Excerpt::empty(&self.prepared.source().path);
            }
            Tag::HtmlBlock => {
                self.begin(&range);
                self.html = Some((String::new(), range));
            }
            Tag::List(start) => {
                self.begin(&range);
                self.open_at(Kind::List { start, items: Vec::new(), loose: false }, &range);
            }
            Tag::Item => {
                self.close_text();
                let in_list = matches!(self.frames.last(), Some(Frame { kind: Kind::List { .. }, .. }));
                self.open_at(if in_list { Kind::Item { task: None } } else { Kind::Merged }, &range);
            }
            Tag::FootnoteDefinition(label) => {
                self.begin(&range);
                let length = label.len() + "[^]".len();
                let name = Name {
                    text: self.restored(&label),
                    span: self.prepared.span(range.start..range.start + length.min(range.len())),
                };
                self.open_at(Kind::Footnote(name), &range);
            }
            Tag::Table(alignments) => {
                self.begin(&range);
                let alignments = alignments.into_iter().map(alignment_of).collect();
                self.table = Some(Table { alignments, head: Vec::new(), rows: Vec::new(), row: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                self.text.open(tag, range, self.diagnostics);
            }
            Tag::DefinitionList => {
                self.begin(&range);
                self.open_at(Kind::Definitions { definitions: Vec::new(), loose: false }, &range);
            }
            Tag::DefinitionListTitle => self.close_text(),
            Tag::DefinitionListDefinition => {
                self.close_text();
                let within = matches!(self.frames.last(), Some(Frame { kind: Kind::Definitions { .. }, .. }));
                self.open_at(if within { Kind::Meaning } else { Kind::Merged }, &range);
            }
            // Only with options that are not set.
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.close_text(),
            TagEnd::Heading(_) => {
                let content = self.text.take(self.diagnostics);
                if let Some(mut heading) = self.heading.take() {
                    heading.content = content;
                    self.block(Block::Heading(heading));
                }
            }
            TagEnd::DefinitionListTitle => {
                let term = self.text.take(self.diagnostics);
                match self.frames.last_mut() {
                    Some(Frame { kind: Kind::Definitions { definitions, .. }, .. }) => {
                        definitions.push(Definition { term, meanings: Vec::new() });
                    }
                    _ => self.block(Block::Paragraph(term)),
                }
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListDefinition
            | TagEnd::FootnoteDefinition => {
                self.close_text();
                self.close_fences();
                self.close();
            }
            TagEnd::CodeBlock => {
                if let Some((language, text)) = self.code.take() {
                    if language == QUIZ {
                        let directive = self.data_block(&language, &range);
                        return self.block(Block::Directive(directive));
                    }
                    let text = self.restored(&text);
                    if language == MATH
                        && let Some(problem) = math::problem(&text)
                    {
                        self.diagnostics.push(problem.told(self.prepared.place(range.clone())));
                    }
                    self.block(Block::Code { language, text });
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((text, range)) =
                    self.html.take().filter(|(text, _)| !text.is_empty() && !is_comment(text))
                {
                    let html = RawHtml { text: self.restored(&text), span: self.span_of(&range) };
                    self.block(Block::Html(html));
                }
            }
            TagEnd::Table => {
                if let Some(Table { alignments, head, rows, .. }) = self.table.take() {
                    self.block(Block::Table { alignments, head, rows });
                }
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.head = std::mem::take(&mut table.row);
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(std::mem::take(&mut table.row));
                }
            }
            TagEnd::TableCell => {
                let cell = self.text.take(self.diagnostics);
                if let Some(table) = &mut self.table {
                    table.row.push(cell);
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.text.close(&range, self.diagnostics);
            }
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// A line of an HTML block; the first may be a directive line.
    fn html_line(&mut self, text: &str, range: Range<usize>) {
        let first = self.html.as_ref().is_none_or(|(before, _)| before.is_empty());
        match self.prepared.directive_line(text, range.start).filter(|_| first) {
            Some(line) => self.fence_line(line),
            None => match &mut self.html {
                Some((before, _)) => before.push_str(text),
                None => self.html = Some((text.to_owned(), range)),
            },
        }
    }

    fn alert(&self, kind: BlockQuoteKind, range: &Range<usize>) -> Directive {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important | BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "danger",
        };
        let line = self.prepared.text().get(range.clone()).unwrap_or_default().lines().next();
        let span =
            self.prepared.span(range.start..range.start + line.map_or(0, |line| line.trim_end().len()));
        Directive {
            name: Name { text: name.to_owned(), span },
            label: None,
            attributes: Vec::new(),
            body: Vec::new(),
            data: None,
            container: true,
            span,
        }
    }

    /// A fence whose content is data, as the directive of its name.
    fn data_block(&mut self, name: &str, range: &Range<usize>) -> Directive {
        let text = self.prepared.text().get(range.clone()).unwrap_or_default();
        let first = text.lines().next().map_or(0, |line| line.trim_end().len());
        let span = self.prepared.span(range.start..range.start + first);
        let empty = Excerpt::empty(&self.prepared.source().path);
        Directive {
            name: Name { text: name.to_owned(), span },
            label: None,
            attributes: Vec::new(),
            body: Vec::new(),
            data: Some(std::mem::replace(&mut self.data, empty)),
            container: false,
            span,
        }
    }

    /// Before a block: text that stands in a tight list item without a paragraph of its own ends here.
    pub(super) fn begin(&mut self, range: &Range<usize>) {
        self.close_text();
        if self.frames.len() == 1 {
            self.starts.push(self.prepared.source_range(range.start..range.start).start);
        }
    }

    fn close_text(&mut self) {
        let content = self.text.take(self.diagnostics);
        if !content.is_empty() {
            self.block(Block::Paragraph(content));
        }
    }

    fn restored(&self, raw: &str) -> String {
        without_unwanted(&self.prepared.restore(raw)).into_owned()
    }

    /// The span of a block without the line break that the parser counts in.
    fn span_of(&self, range: &Range<usize>) -> Span {
        let text = self.prepared.text().get(range.clone()).unwrap_or_default();
        self.prepared.span(range.start..range.start + text.trim_end().len())
    }

    fn finish(mut self) -> Built {
        self.close_text();
        self.close_fences();
        self.seen.verbatim.append(&mut self.text.formulas);
        self.seen.verbatim.sort_by_key(|range| range.start);
        let body = self.frames.into_iter().next().map(|root| root.body).unwrap_or_default();
        Built { document: Document { body, footnotes: self.footnotes }, starts: self.starts, seen: self.seen }
    }
}

/// The name at the start of an info string, as in `rust,ignore`; it becomes part of a class.
fn language_of(info: &str) -> String {
    let fits = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.');
    info.trim_start().chars().take_while(fits).flat_map(char::to_lowercase).collect()
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn alignment_of(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

/// Whether all of `html` is one comment: a note among authors, which is shown to nobody.
pub(super) fn is_comment(html: &str) -> bool {
    html.trim()
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|note| !note.contains("-->"))
}
