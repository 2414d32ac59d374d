//! From what was typed to what is meant: the parser's tree to the tree without dangling references.
//!
//! A [`Resolver`] works on the texts of one page, looks names up in the [`Index`], and keeps what it has to say
//! to the author. What cannot be resolved stays readable: a broken link becomes its text, an unknown block an
//! error box. It also notes what the texts use, so that a page loads and lists just that.

use std::collections::BTreeSet;

use super::{Block, Custom, Document, Index, Inline, MediaFile, PageId, Picture, Resolved, Target, TermUse};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Said};
use crate::say;
use crate::source::{Excerpt, Place, SourcePath, Span};
use crate::syntax::fields::nearest;
use crate::syntax::japanese::is_wide;
use crate::syntax::markdown;
use crate::syntax::tree::{
    self, FootnoteDefinition, Heading, Item, Name, Written, WrittenImage, WrittenLink, WrittenTerm,
};

use super::link::{Typed, sort};

/// What the texts of a page use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Blocks of the theme, by name.
    pub blocks: BTreeSet<String>,
    /// Terms as the glossary lists them, in order of first use.
    pub terms: Vec<String>,
    /// Ids of sources, in order of first use.
    pub sources: Vec<String>,
    /// Quiz files, in order of placement, each with the line that places it.
    pub quizzes: Vec<(SourcePath, Span)>,
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

fn add(list: &mut Vec<String>, item: String) {
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
}

/// Resolves the texts of one page.
#[derive(Debug)]
pub struct Resolver<'a> {
    pub(super) index: &'a Index,
    /// The page whose anchors `#…` refers to: the file that the texts are shown on.
    pub(super) page: &'a SourcePath,
    pub(super) setting: Setting,
    /// What is to be said to the author.
    pub diagnostics: Diagnostics,
    /// What was used so far.
    pub uses: Uses,
    footnotes: Vec<String>,
    html_told: bool,
}

impl<'a> Resolver<'a> {
    /// A resolver for texts shown on `page`.
    pub fn new(index: &'a Index, page: &'a SourcePath, setting: Setting) -> Self {
        Self {
            index,
            page,
            setting,
            diagnostics: Diagnostics::default(),
            uses: Uses::default(),
            footnotes: Vec::new(),
            html_told: false,
        }
    }

    /// Resolves a parsed text written in `path`.
    pub fn document(&mut self, document: &tree::Document<Written>, path: &SourcePath) -> Document {
        let body = self.blocks(&document.body, path);
        // Footnotes may refer to further footnotes, so the list can grow while it is walked.
        let mut footnotes: Vec<FootnoteDefinition<Resolved>> = Vec::new();
        while let Some(label) = self.footnotes.get(footnotes.len()).cloned() {
            let definition = document.footnotes.iter().find(|footnote| footnote.label.text == label);
            let body = definition.map_or_else(Vec::new, |footnote| self.blocks(&footnote.body, path));
            let span = definition.map_or_else(Span::default, |footnote| footnote.label.span);
            footnotes.push(FootnoteDefinition { label: Name { text: label, span }, body });
        }
        Document { body, footnotes }
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

    /// Parses and resolves running text: a label, a choice.
    pub fn line(&mut self, excerpt: &Excerpt) -> Vec<Inline> {
        let inlines = markdown::parse_inline(excerpt).drain_into(&mut self.diagnostics);
        self.inline_content(&inlines, &excerpt.path)
    }

    /// Resolves blocks written in `path`.
    pub(super) fn blocks(&mut self, blocks: &[tree::Block<Written>], path: &SourcePath) -> Vec<Block> {
        blocks.iter().map(|block| self.block(block, path)).collect()
    }

    fn block(&mut self, block: &tree::Block<Written>, path: &SourcePath) -> Block {
        match block {
            tree::Block::Paragraph(content) => Block::Paragraph(self.inline_content(content, path)),
            tree::Block::Heading(heading) => Block::Heading(Heading {
                level: heading.level,
                id: heading.id.clone(),
                classes: heading.classes.clone(),
                content: self.inline_content(&heading.content, path),
                span: heading.span,
            }),
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
                let content = self.inline_content(content, path);
                match self.link(link, path) {
                    Some(target) => Inline::Link(target, content),
                    None => return out.extend(content),
                }
            }
            tree::Inline::Image(image) => match self.image(image, path) {
                Some(picture) => Inline::Image(picture),
                None => Inline::Text(image.alt.clone()),
            },
            tree::Inline::Term(term) => self.term(term, path),
            tree::Inline::Citation(name) => match self.source(name, path) {
                Some(id) => Inline::Citation(id),
                None => Inline::Text(format!("[@{}]", name.text)),
            },
            tree::Inline::Value(name) => Inline::Text(self.value(name, path)),
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

    fn link(&mut self, link: &WrittenLink, path: &SourcePath) -> Option<Target> {
        let place = Place::new(path, link.span);
        match sort(&link.target) {
            Typed::External(address) => Some(Target::External(address)),
            Typed::Refused(scheme) => {
                let start = if scheme == "//" { scheme } else { format!("{scheme}:") };
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::UnsafeLink,
                        place,
                        say!("「{start}」で始まるリンクは使えません。", "Links that start with \"{start}\" cannot be used."),
                    )
                    .help(say!(
                        "https:// か mailto: か tel: で始まるリンク、またはこのコースのファイルへのリンクにします。",
                        "Use a link that starts with https://, mailto: or tel:, or a file of this course."
                    )),
                );
                None
            }
            Typed::Here(anchor) => {
                self.anchor(self.page.clone(), Some(anchor), &place).and_then(|target| match target {
                    Target::Page(_, Some(anchor)) => Some(Target::Here(anchor)),
                    _ => None,
                })
            }
            Typed::Path(relative, anchor) => self.path(&relative, anchor, path, &place),
        }
    }

    /// Resolves a relative path that leads to a page or to another file of the course.
    fn path(
        &mut self,
        relative: &str,
        anchor: Option<String>,
        from: &SourcePath,
        place: &Place,
    ) -> Option<Target> {
        let Some(file) = from.resolve(relative) else {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BrokenLink,
                    place.clone(),
                    say!(
                        "「{relative}」はコースのフォルダーの外を指しています。",
                        "\"{relative}\" leads out of the course's folder."
                    ),
                )
                .help(say!(
                    "ファイルをコースのフォルダーの中に写して、そこへのリンクにします。",
                    "Copy the file into the course's folder and link to it there."
                )),
            );
            return None;
        };
        if self.index.pages.contains_key(&file) {
            return self.anchor(file, anchor, place);
        }
        if self.index.media.contains_key(&file) {
            return Some(Target::File(file));
        }
        let message =
            say!("リンク先の「{relative}」が見つかりません。", "There is no \"{relative}\" to link to.");
        let diagnostic = Diagnostic::new(Code::BrokenLink, place.clone(), message);
        if relative.starts_with("www.") {
            self.diagnostics.push(
                diagnostic
                    .help(say!(
                        "ウェブのアドレスは https:// から書きます。",
                        "An address of the web starts with https://."
                    ))
                    .correct(format!("https://{relative}")),
            );
            return None;
        }
        let known = self.index.pages.keys().chain(self.index.media.keys()).map(SourcePath::as_str);
        self.diagnostics.push(suggest_path(diagnostic, &file, known, from));
        None
    }

    /// Checks the anchor on a page that exists; without a known anchor, the link still leads to the page.
    pub(super) fn anchor(
        &mut self,
        file: SourcePath,
        anchor: Option<String>,
        place: &Place,
    ) -> Option<Target> {
        let entry = self.index.pages.get(&file)?;
        if entry.draft && file != *self.page {
            let message = say!(
                "リンク先の「{file}」はまだ下書きなので、リンクにしません。",
                "{file} is still a draft, so there is no link to it."
            );
            self.diagnostics.push(Diagnostic::new(Code::DraftLink, place.clone(), message).help(say!(
                "リンク先を書き終えたら、そのファイルの draft: true の行を消します。",
                "When that page is finished, remove the line draft: true from it."
            )));
            return None;
        }
        let Some(anchor) = anchor else { return Some(Target::Page(entry.id.clone(), None)) };
        if entry.anchors.contains(&anchor) {
            return Some(Target::Page(entry.id.clone(), Some(anchor)));
        }
        let mut diagnostic = Diagnostic::new(
            Code::MissingAnchor,
            place.clone(),
            say!(
                "「{file}」に「#{anchor}」という節はありません。",
                "There is no section \"#{anchor}\" in {file}."
            ),
        );
        if let Some(near) = nearest(&anchor, entry.anchors.iter().map(String::as_str)) {
            diagnostic = diagnostic
                .help(say!("「#{near}」のことですか。", "Did you mean \"#{near}\"?"))
                .correct(format!("#{near}"));
        } else {
            diagnostic = diagnostic.help(say!(
                "見出しの終わりに {{#{anchor}}} と書くと、この名前でリンクできます。",
                "Write {{#{anchor}}} at the end of the heading to give it this name."
            ));
        }
        self.diagnostics.push(diagnostic);
        Some(Target::Page(entry.id.clone(), None))
    }

    /// The page that a data file names, as `see` does.
    pub fn see(&mut self, written: &Excerpt) -> Option<Target> {
        let link = WrittenLink {
            target: written.text.trim().to_owned(),
            title: String::new(),
            span: written.whole().span,
        };
        self.link(&link, &written.path)
    }

    /// The title of a page; empty for one without a file.
    pub fn page_title(&self, page: &PageId) -> String {
        self.index
            .pages
            .values()
            .find(|entry| entry.id == *page)
            .map(|entry| entry.title.clone())
            .unwrap_or_default()
    }

    fn image(&mut self, image: &WrittenImage, path: &SourcePath) -> Option<Picture> {
        let place = Place::new(path, image.span);
        let picture = self.picture(&image.target, path, &place)?;
        if image.alt.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::MissingAlt,
                    place,
                    say!("画像に代替テキストがありません。", "The picture has no alternative text."),
                )
                .help(say!(
                    "[ ] の中に、画像が見えない人に伝えたいことを書きます。飾りの画像なら ::figure{{src=\"{0}\" alt=\"\" decorative=true}} と書きます。",
                    "Write between [ ] what the picture says to those who cannot see it. Mere decoration is ::figure{{src=\"{0}\" alt=\"\" decorative=true}}.",
                    image.target
                ))
                .correct(format!("![…]({})", image.target)),
            );
        }
        Some(Picture { alt: image.alt.trim().to_owned(), ..picture })
    }

    /// Finds a picture by its relative path.
    pub(super) fn picture(&mut self, target: &str, path: &SourcePath, place: &Place) -> Option<Picture> {
        let relative = match sort(target) {
            Typed::Path(relative, _) => relative,
            _ => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::MissingImage,
                        place.clone(),
                        say!("画像「{target}」は、このコースのファイルではありません。", "The picture \"{target}\" is not a file of this course."),
                    )
                    .help(say!(
                        "画像をコースのフォルダーに入れて、そのファイル名を書きます（インターネットから読み込むことはできません）。",
                        "Put the picture into the course's folder and write its file name; nothing is loaded from the internet."
                    )),
                );
                return None;
            }
        };
        let file = path.resolve(&relative);
        match file.as_ref().and_then(|file| Some((file, self.index.media.get(file)?))) {
            Some((file, MediaFile::Picture(width, height))) => {
                Some(Picture { file: file.clone(), width: *width, height: *height, alt: String::new() })
            }
            Some((file, MediaFile::BadPicture(ja, en))) => {
                let message =
                    say!("画像「{file}」は使えません。{ja}。", "The picture {file} cannot be used: {en}.");
                self.diagnostics.push(Diagnostic::new(Code::BadImage, place.clone(), message).help(say!(
                    "画像のソフトで開いて書き出し直すか、PNGやJPEGの画像に変えます。",
                    "Export it again from a drawing program, or use a PNG or JPEG picture instead."
                )));
                None
            }
            Some((file, MediaFile::Other)) => {
                let message = say!("「{file}」は画像ではありません。", "{file} is not a picture.");
                self.diagnostics.push(Diagnostic::new(Code::BadImage, place.clone(), message).help(say!(
                    "開いてもらうファイルなら、初めの「!」を消してリンクにします。",
                    "For a file that learners open, remove the \"!\" and make it a link."
                )));
                None
            }
            None => {
                let message = say!("画像「{target}」が見つかりません。", "There is no picture \"{target}\".");
                let mut diagnostic = Diagnostic::new(Code::MissingImage, place.clone(), message);
                if let Some(file) = &file {
                    diagnostic =
                        suggest_path(diagnostic, file, self.index.media.keys().map(SourcePath::as_str), path);
                }
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn term(&mut self, term: &WrittenTerm, path: &SourcePath) -> Inline {
        if let Some(entry) = self.index.terms.get(&term.term) {
            add(&mut self.uses.terms, entry.term.clone());
            return Inline::Term(TermUse { term: entry.term.clone(), shown: term.shown.clone() });
        }
        let mut diagnostic = Diagnostic::new(
            Code::UnknownTerm,
            Place::new(path, term.span),
            say!("用語「{}」は用語集にありません。", "The term \"{}\" is not in the glossary.", term.term),
        );
        diagnostic = match nearest(&term.term, self.index.terms.keys().map(String::as_str)) {
            Some(near) => diagnostic
                .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                .correct(format!("[[{near}]]")),
            None => diagnostic.help(say!(
                "glossary.yaml に `- term: {0}` と `text:` を足します。用語でなければ [[ ]] を外します。",
                "Add `- term: {0}` with its `text:` to glossary.yaml, or take the [[ ]] away.",
                term.term
            )),
        };
        self.diagnostics.push(diagnostic);
        Inline::Text(term.shown.clone())
    }

    /// Checks the id of a source and notes its use.
    pub fn source(&mut self, name: &Name, path: &SourcePath) -> Option<String> {
        if self.index.sources.contains_key(&name.text) {
            add(&mut self.uses.sources, name.text.clone());
            return Some(name.text.clone());
        }
        let diagnostic = Diagnostic::new(
            Code::UnknownSource,
            Place::new(path, name.span),
            say!(
                "出典「{}」は sources.yaml にありません。",
                "The source \"{}\" is not in sources.yaml.",
                name.text
            ),
        );
        self.diagnostics.push(match nearest(&name.text, self.index.sources.keys().map(String::as_str)) {
            Some(near) => diagnostic
                .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                .correct(format!("[@{near}]")),
            None => diagnostic.help(say!(
                "sources.yaml に `{0}:` と、その kind・title・publisher を足します。",
                "Add `{0}:` with its kind, title and publisher to sources.yaml.",
                name.text
            )),
        });
        None
    }

    fn value(&mut self, name: &Name, path: &SourcePath) -> String {
        if let Some(value) = self.index.values.get(&name.text) {
            return value.clone();
        }
        let diagnostic = Diagnostic::new(
            Code::UnknownValue,
            Place::new(path, name.span),
            say!(
                "値「{}」は book.toml の [values] にありません。",
                "The value \"{}\" is not in [values] of book.toml.",
                name.text
            ),
        );
        self.diagnostics.push(match nearest(&name.text, self.index.values.keys().map(String::as_str)) {
            Some(near) => diagnostic
                .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                .correct(format!("{{{{{near}}}}}")),
            None => diagnostic.help(say!(
                "book.toml の [values] に `{0} = \"…\"` を足します。",
                "Add `{0} = \"…\"` to [values] in book.toml.",
                name.text
            )),
        });
        format!("{{{{{}}}}}", name.text)
    }

    /// Reports `message` at `place` and gives the error box that stands in its stead.
    pub(super) fn problem(&mut self, diagnostic: Diagnostic) -> Custom {
        let shown = diagnostic.message.get(self.index.language).to_owned();
        self.diagnostics.push(diagnostic);
        Custom::Problem(shown)
    }

    /// The `Said` in the language of the course.
    pub fn in_language(&self, said: &Said) -> String {
        said.get(self.index.language).to_owned()
    }
}

/// Adds the path that was probably meant, as one would write it in `from`.
fn suggest_path<'p>(
    diagnostic: Diagnostic,
    wanted: &SourcePath,
    known: impl Iterator<Item = &'p str>,
    from: &SourcePath,
) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    // Folders are long and often the same, so what counts is the name; that in the right folder comes first.
    let name = |path: &&str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let names: Vec<String> = known.iter().map(name).collect();
    let near = nearest(wanted.file_name(), names.iter().map(String::as_str));
    let folder = wanted.parent();
    let near = near.and_then(|near| {
        let named = || known.iter().filter(|path| name(path) == near);
        let beside = named().find(|path| path.rsplit_once('/').is_some_and(|(at, _)| at == folder.as_str()));
        beside.or_else(|| named().next())
    });
    match near {
        Some(near) => {
            let near = relative(near, from);
            diagnostic.help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?")).correct(near)
        }
        None => diagnostic.help(say!(
            "ファイル名と、このファイルから見たフォルダーの位置を確かめます。",
            "Check the file's name and where it lies, seen from this file."
        )),
    }
}

/// `path` as one writes it in a link of the file `from`.
pub(super) fn relative(path: &str, from: &SourcePath) -> String {
    let folder = from.parent();
    let mut folder: Vec<&str> = folder.as_str().split('/').filter(|part| !part.is_empty()).collect();
    let mut parts: Vec<&str> = path.split('/').collect();
    while parts.len() > 1 && folder.first() == parts.first() {
        folder.remove(0);
        parts.remove(0);
    }
    format!("{}{}", "../".repeat(folder.len()), parts.join("/"))
}

/// Merges neighbouring texts and settles line breaks: a space between words, nothing between two full-width
/// characters, where a Japanese sentence simply goes on.
fn join(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(inlines.len());
    let mut pending = false;
    for inline in inlines {
        if matches!(inline, Inline::SoftBreak) {
            pending = true;
            continue;
        }
        if std::mem::take(&mut pending) {
            let before = out.last().and_then(|last| edge(last, Edge::End));
            let after = edge(&inline, Edge::Start);
            if !(before.is_some_and(is_wide) && after.is_some_and(is_wide)) {
                push(&mut out, Inline::SoftBreak);
            }
        }
        push(&mut out, inline);
    }
    out
}

fn push(out: &mut Vec<Inline>, inline: Inline) {
    match (out.last_mut(), inline) {
        (Some(Inline::Text(last)), Inline::Text(text)) => last.push_str(&text),
        (_, inline) => out.push(inline),
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

/// The first or last character that a reader sees.
fn edge(inline: &Inline, which: Edge) -> Option<char> {
    let pick = |text: &str| match which {
        Edge::Start => text.chars().next(),
        Edge::End => text.chars().next_back(),
    };
    match inline {
        Inline::Text(text) | Inline::Code(text) | Inline::Html(text) => pick(text),
        Inline::Term(term) => pick(&term.shown),
        Inline::Ruby(pairs) => match which {
            Edge::Start => pick(&pairs.first()?.base),
            Edge::End => pick(&pairs.last()?.base),
        },
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Strikethrough(content)
        | Inline::Link(_, content) => match which {
            Edge::Start => edge(content.first()?, which),
            Edge::End => edge(content.last()?, which),
        },
        // A reference stands for a few words in the language around it.
        Inline::Citation(_) | Inline::Footnote(_) => Some('。'),
        Inline::Image(_) | Inline::SoftBreak | Inline::HardBreak => None,
        Inline::Value(never) => match *never {},
    }
}

/// Running text without its markup, as for a page's title.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Html(text) => out.push_str(text),
            Inline::Term(term) => out.push_str(&term.shown),
            Inline::Ruby(pairs) => pairs.iter().for_each(|pair| out.push_str(&pair.base)),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link(_, content) => out.push_str(&plain_text(content)),
            Inline::Image(picture) => out.push_str(&picture.alt),
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
            Inline::Citation(_) | Inline::Footnote(_) => {}
            Inline::Value(never) => match *never {},
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_between_full_width_characters_adds_nothing() {
        let text = |text: &str| Inline::Text(text.into());
        let joined = |before: &str, after: &str| join(vec![text(before), Inline::SoftBreak, text(after)]);
        assert_eq!(joined("漏えい", "です"), [text("漏えいです")]);
        assert_eq!(joined("です。", "「次」"), [text("です。「次」")]);
        assert_eq!(joined("USB", "メモリ"), [text("USB"), Inline::SoftBreak, text("メモリ")]);
        assert_eq!(joined("a", "b"), [text("a"), Inline::SoftBreak, text("b")]);
        assert_eq!(joined("한국", "어"), [text("한국"), Inline::SoftBreak, text("어")]);
    }

    #[test]
    fn suggested_paths_are_relative_to_the_file() {
        let from = SourcePath::new("content/01-a/03-b.md").unwrap();
        assert_eq!(relative("content/images/x.svg", &from), "../images/x.svg");
        assert_eq!(relative("content/01-a/04-c.md", &from), "04-c.md");
    }
}
