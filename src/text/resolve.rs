//! From what was typed to what is meant: the parser's tree to the tree without dangling references.
//!
//! A [`Resolver`] works on the texts of one page, looks names up in the [`Index`], and keeps what it has to say
//! to the author. Here it walks the tree; what is looked up has a module of its own for
//! [links and pictures](super::linking), [terms, sources and values](super::named), and
//! [blocks](super::directive). What cannot be resolved stays readable: a broken link becomes its text, an unknown block an
//! error box. It also notes what the texts use, so that a page loads and lists just that.

use std::collections::{BTreeMap, BTreeSet};

use super::blanks::Blanks;
use super::join::join;
use super::lookup::{Asking, Lookup};
use super::{Block, Custom, Document, Index, Inline, QuizUse, Resolved};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Excerpt, Place, SourcePath, Span};
use crate::syntax::markdown;
use crate::syntax::tree::{self, FootnoteDefinition, Heading, Item, Name, Written};

/// What the texts of a page use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Blocks of the theme, by name.
    pub blocks: BTreeSet<String>,
    /// Terms as the glossary lists them, in order of first use.
    pub terms: Vec<String>,
    /// Ids of sources, in order of first use.
    pub sources: Vec<String>,
    /// Quizzes, in order of placement.
    pub quizzes: Vec<QuizUse>,
}

impl Uses {
    /// Adds what another text of the same page uses.
    pub fn merge(&mut self, other: Uses) {
        self.blocks.extend(other.blocks);
        other.terms.into_iter().for_each(|term| add(&mut self.terms, term));
        other.sources.into_iter().for_each(|source| add(&mut self.sources, source));
        self.quizzes.extend(other.quizzes);
    }
}

pub(super) fn add(list: &mut Vec<String>, item: String) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// Where a text stands, which decides what it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The body of a page.
    Page,
    /// Part of a quiz, of the glossary or of another file of data: no quizzes, no footnotes, no sections.
    Data,
    /// A footnote of a page: no quizzes, no sections.
    Note,
}

/// Resolves the texts of one page.
#[derive(Debug)]
pub struct Resolver<'a> {
    pub(super) index: Asking<'a>,
    /// The page whose anchors `#…` refers to: the file that the texts are shown on.
    pub(super) page: &'a SourcePath,
    pub(super) setting: Setting,
    /// What is to be said to the author.
    pub diagnostics: Diagnostics,
    /// What was used so far.
    pub uses: Uses,
    pub(super) blanks: Option<Blanks>,
    footnotes: Vec<String>,
    html_told: bool,
}

impl<'a> Resolver<'a> {
    /// A resolver for texts shown on `page`.
    pub fn new(index: &'a Index, page: &'a SourcePath, setting: Setting) -> Self {
        Self {
            index: Asking::new(index),
            page,
            setting,
            diagnostics: Diagnostics::default(),
            uses: Uses::default(),
            blanks: None,
            footnotes: Vec::new(),
            html_told: false,
        }
    }

    /// Ends the work: what is to be said to the author, and what was asked of the index.
    pub fn done(self) -> (Diagnostics, BTreeSet<Lookup>) {
        (self.diagnostics, self.index.done())
    }

    /// Resolves a parsed text written in `path`.
    pub fn document(&mut self, document: &tree::Document<Written>, path: &SourcePath) -> Document {
        let body = self.blocks(&document.body, path);
        let setting = std::mem::replace(&mut self.setting, Setting::Note);
        // Footnotes may refer to further footnotes, so the list can grow while it is walked.
        let mut footnotes: Vec<FootnoteDefinition<Resolved>> = Vec::new();
        while let Some(label) = self.footnotes.get(footnotes.len()).cloned() {
            let definition = document.footnotes.iter().find(|footnote| footnote.label.text == label);
            let body = definition.map_or_else(Vec::new, |footnote| self.blocks(&footnote.body, path));
            let span = definition.map_or_else(Span::default, |footnote| footnote.label.span);
            footnotes.push(FootnoteDefinition { label: Name { text: label, span }, body });
        }
        self.setting = setting;
        self.definitions(&document.footnotes, path);
        Document { body, footnotes }
    }

    /// Reports notes that stand twice, and those that nothing refers to.
    fn definitions(&mut self, footnotes: &[FootnoteDefinition<tree::Written>], path: &SourcePath) {
        let used: BTreeSet<&str> = self.footnotes.iter().map(String::as_str).collect();
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for Name { text, span } in footnotes.iter().map(|footnote| &footnote.label) {
            let place = Place::new(path, *span);
            if let Some(first) = seen.get(text.as_str()) {
                let message = say!("脚注「{text}」が2つあります。", "The footnote \"{text}\" stands twice.");
                self.diagnostics.push(
                    Diagnostic::new(Code::Duplicate, place, message)
                        .help(say!("どちらかの名前を変えます。", "Give one of them another name."))
                        .related(
                            Place::new(path, *first),
                            say!("1つめはここです。", "The first one is here."),
                        ),
                );
                continue;
            }
            seen.insert(text, *span);
            if !used.contains(text.as_str()) {
                let message = say!(
                    "脚注「{text}」は、どこでも使われていません。",
                    "Nothing refers to the footnote \"{text}\"."
                );
                self.diagnostics.push(Diagnostic::new(Code::NoEffect, place, message).help(say!(
                    "説明したい言葉の後に [^{text}] と書くか、この脚注を消します。",
                    "Write [^{text}] behind what it explains, or remove it."
                )));
            }
        }
    }

    /// Says that a link or picture has a title, which is not shown.
    fn link_title(&mut self, title: &str, span: Span, path: &SourcePath) {
        if title.is_empty() {
            return;
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::NoEffect,
                Place::new(path, span),
                say!("リンク先の後の「{title}」は、表示されません。", "The \"{title}\" behind the address is not shown."),
            )
            .help(say!(
                "マウスを重ねたときだけの言葉は、スマートフォンやキーボードでは読めません。文の中に書きます。",
                "Words that show only under a mouse cannot be read on a phone or by keyboard: write them in the text."
            )),
        );
    }

    /// Parses and resolves a text of a data file: a prompt, an explanation.
    pub fn text(&mut self, excerpt: &Excerpt) -> Vec<Block> {
        let document = markdown::parse(excerpt).drain_into(&mut self.diagnostics);
        if let Some(footnote) = document.footnotes.first() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BlockPlace,
                    Place::new(&excerpt.path, footnote.label.span),
                    say!(
                        "脚注は、レッスンの本文だけで使えます。",
                        "Footnotes can be used in the text of a lesson only."
                    ),
                )
                .help(say!(
                    "[^…] を消し、説明は文の中に書きます。",
                    "Remove the [^…] and say it in the text itself."
                )),
            );
        }
        self.blocks(&document.body, &excerpt.path)
    }

    /// Runs `resolve` on a text that the page does not show at first: the terms and sources that only such texts
    /// use are not explained at its foot, where they would tell of them.
    pub fn apart<T>(&mut self, resolve: impl FnOnce(&mut Self) -> T) -> T {
        let (terms, sources) = (self.uses.terms.len(), self.uses.sources.len());
        let resolved = resolve(self);
        self.uses.terms.truncate(terms);
        self.uses.sources.truncate(sources);
        resolved
    }

    /// Parses and resolves running text: a label, a choice.
    pub fn line(&mut self, excerpt: &Excerpt) -> Vec<Inline> {
        let inlines = markdown::parse_inline(excerpt).drain_into(&mut self.diagnostics);
        self.without_blanks(|resolver| resolver.inline_content(&inlines, &excerpt.path))
    }

    /// Resolves blocks written in `path`.
    pub(super) fn blocks(&mut self, blocks: &[tree::Block<Written>], path: &SourcePath) -> Vec<Block> {
        blocks.iter().map(|block| self.block(block, path)).collect()
    }

    fn block(&mut self, block: &tree::Block<Written>, path: &SourcePath) -> Block {
        match block {
            tree::Block::Paragraph(content) => Block::Paragraph(self.inline_content(content, path)),
            tree::Block::Heading(heading) => self.heading(heading, path),
            tree::Block::List { start, items } => Block::List {
                start: *start,
                items: items
                    .iter()
                    .map(|item| Item {
                        task: item.task,
                        tight: item.tight,
                        body: self.blocks(&item.body, path),
                    })
                    .collect(),
            },
            tree::Block::Quote(body) => Block::Quote(self.blocks(body, path)),
            tree::Block::Code { language, text } => {
                Block::Code { language: language.clone(), text: text.clone() }
            }
            tree::Block::Table { alignments, head, rows } => Block::Table {
                alignments: alignments.clone(),
                head: head.iter().map(|cell| self.inline_content(cell, path)).collect(),
                rows: rows
                    .iter()
                    .map(|row| row.iter().map(|cell| self.inline_content(cell, path)).collect())
                    .collect(),
            },
            tree::Block::Rule => Block::Rule,
            tree::Block::Html(html) => Block::Html(self.html(html, path)),
            tree::Block::Directive(directive) => Block::Directive(self.directive(directive, path)),
        }
    }

    /// A heading opens a section of the page, and gets its name there. Elsewhere it would be one without a name.
    fn heading(&mut self, heading: &Heading<tree::Written>, path: &SourcePath) -> Block {
        let content = self.inline_content(&heading.content, path);
        let place = Place::new(path, heading.span);
        if self.setting == Setting::Page && tree::is_safe_name(&heading.id) {
            let classes = heading.classes.iter();
            let classes = classes.filter_map(|class| self.class(class, &place)).collect();
            return Block::Heading(Heading {
                level: heading.level,
                id: heading.id.clone(),
                classes,
                content,
                span: heading.span,
            });
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::BlockPlace,
                place,
                say!(
                    "見出しは、レッスンの本文だけで使えます。",
                    "Headings can be used in the text of a lesson only."
                ),
            )
            .help(say!(
                "目立たせたいときは、# の代わりに ** で囲んで太字にします。",
                "To make words stand out, put ** around them instead of the #."
            ))
            .correct(format!("**{}**", super::plain_text(&content))),
        );
        Block::Paragraph(vec![Inline::Strong(content)])
    }

    /// A class that an author wrote, if it can stand on a page.
    pub(super) fn class(&mut self, class: &str, place: &Place) -> Option<String> {
        if tree::is_safe_name(class) {
            return Some(class.to_owned());
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::BadName,
                place.clone(),
                say!(
                    "「.{class}」は、クラスの名前に使えません。",
                    "\".{class}\" cannot be the name of a class."
                ),
            )
            .help(say!(
                "文字と数字と - と _ を使います。初めの文字に _ は使えません。",
                "Use letters, digits, - and _; the first may not be _."
            )),
        );
        None
    }

    fn html(&mut self, html: &tree::RawHtml, path: &SourcePath) -> String {
        // A closing tag goes with the opening one, of which enough was said.
        if std::mem::replace(&mut self.html_told, true) && html.text.starts_with("</") {
            return html.text.clone();
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::RawHtml,
                Place::new(path, html.span),
                say!(
                    "HTMLはタグにならず、文字としてそのまま表示されます。",
                    "HTML is shown as text and not as tags."
                ),
            )
            .help(say!(
                "Markdownの書き方かブロック（:::note など）を使うか、文字として見せたいなら `…` で囲みます。",
                "Use Markdown or a block (:::note and others), or put it between `…` to show it as code."
            )),
        );
        html.text.clone()
    }

    /// Resolves running text written in `path`.
    pub fn inline_content(&mut self, inlines: &[tree::Inline<Written>], path: &SourcePath) -> Vec<Inline> {
        let mut out = Vec::with_capacity(inlines.len());
        for inline in inlines {
            self.inline(inline, path, &mut out);
        }
        join(out)
    }

    fn inline(&mut self, inline: &tree::Inline<Written>, path: &SourcePath, out: &mut Vec<Inline>) {
        out.push(match inline {
            tree::Inline::Text(text) => Inline::Text(text.clone()),
            tree::Inline::Code(code) => Inline::Code(code.clone()),
            tree::Inline::Emphasis(content) => Inline::Emphasis(self.inline_content(content, path)),
            tree::Inline::Strong(content) => Inline::Strong(self.inline_content(content, path)),
            tree::Inline::Strikethrough(content) => Inline::Strikethrough(self.inline_content(content, path)),
            tree::Inline::Ruby(pairs) => Inline::Ruby(pairs.clone()),
            tree::Inline::SoftBreak => Inline::SoftBreak,
            tree::Inline::HardBreak => Inline::HardBreak,
            tree::Inline::Html(html) => Inline::Html(self.html(html, path)),
            tree::Inline::Link(link, content) => {
                let content = self.without_blanks(|resolver| resolver.inline_content(content, path));
                self.link_title(&link.title, link.span, path);
                match self.link(link, path) {
                    Some(target) => Inline::Link(target, content),
                    None => return out.extend(content),
                }
            }
            tree::Inline::Image(image) => {
                self.link_title(&image.title, image.span, path);
                let alt = self.filled(&image.alt, &Place::new(path, image.span));
                let image = &tree::WrittenImage { alt, ..image.clone() };
                match self.image(image, path) {
                    Some(picture) => Inline::Image(picture),
                    None => Inline::Text(image.alt.clone()),
                }
            }
            tree::Inline::Term(term) => self.term(term, path),
            tree::Inline::Citation(name) => match self.source(name, path) {
                Some(id) => Inline::Citation(id),
                None => Inline::Text(format!("[@{}]", name.text)),
            },
            tree::Inline::Value(name) => self.blank_or_value(name, path),
            tree::Inline::Footnote(name) => {
                if self.setting == Setting::Data {
                    return;
                }
                let number =
                    self.footnotes.iter().position(|label| *label == name.text).unwrap_or_else(|| {
                        self.footnotes.push(name.text.clone());
                        self.footnotes.len() - 1
                    });
                Inline::Footnote(number + 1)
            }
        });
    }

    /// Reports `message` at `place` and gives the error box that stands in its stead.
    pub(super) fn problem(&mut self, diagnostic: Diagnostic) -> Custom {
        let shown = diagnostic.message.get(self.index.language()).to_owned();
        self.diagnostics.push(diagnostic);
        Custom::Problem(shown)
    }
}
