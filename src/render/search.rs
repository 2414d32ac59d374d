//! What the search looks through: the words of a page that every reader may see, by the sections that they stand in.
//!
//! Only what is named here is ever found: titles, headings, text, the terms of the glossary and what questions ask.
//! Choices, answers, hints, feedback and explanations never come this way, nor do questions of exams and others that
//! are begun knowingly, nor what a block keeps out of sight until it is opened (`search = false` in its `block.toml`).

use std::collections::BTreeMap;

use super::page::Renderer;
use super::writer::own;
use crate::course::{Lesson, Term};
use crate::quiz::Quiz;
use crate::text::{
    AttributeDeclaration, AttributeKind, AttributeValue, Block, Custom, Document, Inline, StyledBlock,
    plain_text,
};
use crate::theme::Theme;

/// What is found of a page.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Findable {
    /// The page's title.
    pub title: String,
    /// The title of the part that it belongs to; empty for none.
    pub part: String,
    /// Its sections, terms and questions in the order of the page.
    pub entries: Vec<Entry>,
}

/// A stretch of a page that a result leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// Its anchor; empty for the top of the page.
    pub anchor: String,
    /// Its heading, or the term.
    pub heading: String,
    /// What else it is called: a term's reading and other forms, one a line.
    pub also: String,
    /// Its text, one block a line.
    pub text: String,
}

/// What a result leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A page, with the text before its first heading.
    Page,
    /// A section of a page.
    Section,
    /// A term of the glossary.
    Term,
    /// A question.
    Question,
}

impl Entry {
    fn new(kind: EntryKind, anchor: String, heading: String) -> Self {
        Self { kind, anchor, heading, also: String::new(), text: String::new() }
    }

    /// Adds a line, unless there is nothing in it.
    fn add(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text += line;
        }
    }
}

impl Renderer<'_> {
    /// What is found of a page with this text.
    pub(super) fn findable(&self, title: &str, part: &str, document: Option<&Document>) -> Findable {
        let mut walk = Walk {
            theme: self.theme,
            entries: vec![Entry::new(EntryKind::Page, String::new(), title.to_owned())],
        };
        if let Some(document) = document {
            walk.blocks(&document.body);
            for (index, footnote) in document.footnotes.iter().enumerate() {
                let words = self.theme.string("footnote", "label").replace("{n}", &(index + 1).to_string());
                walk.entries.push(Entry::new(EntryKind::Section, own(&format!("fn-{}", index + 1)), words));
                walk.blocks(&footnote.body);
            }
        }
        let mut entries = walk.entries;
        // What has neither words nor a name is nothing.
        entries.retain(|entry| !entry.heading.is_empty() || !entry.text.is_empty());
        Findable { title: title.to_owned(), part: part.to_owned(), entries }
    }

    /// What is found of a lesson.
    pub(super) fn findable_lesson(&self, part: &str, lesson: &Lesson) -> Findable {
        let mut found = self.findable(&plain_text(&lesson.title), part, Some(&lesson.body));
        if let Some(top) = found.entries.first_mut() {
            let text = std::mem::take(&mut top.text);
            top.add(lesson.description.as_deref().unwrap_or_default());
            lesson.objectives.iter().for_each(|objective| top.add(&words(objective)));
            top.add(&text);
        }
        found
    }

    /// What is found of the glossary.
    pub(super) fn findable_terms(&self) -> Findable {
        let entry = |(index, term): (usize, &Term)| {
            let anchor = own(&format!("term-{}", index + 1));
            let mut entry = Entry::new(EntryKind::Term, anchor, term.term.clone());
            let also: Vec<&str> = term.reading.iter().chain(&term.also).map(|name| name.trim()).collect();
            entry.also = also.join("\n");
            Walk::whole(self.theme, entry, &term.text)
        };
        Findable {
            title: self.theme.string("glossary", "title").to_owned(),
            part: String::new(),
            entries: self.course.glossary.iter().enumerate().map(entry).collect(),
        }
    }

    /// What is found of a quiz: what its questions ask, if they stand on the page from the start. `anchor` is that
    /// of the quiz.
    pub(super) fn findable_questions(&self, quiz: &Quiz, anchor: &str) -> Vec<Entry> {
        if quiz.is_staged() {
            return Vec::new();
        }
        let title = quiz.title.as_ref().map(|title| plain_text(title));
        let title = title.unwrap_or_else(|| self.theme.string("quiz_form", "untitled").to_owned());
        let asked = quiz.questions.iter().enumerate().filter(|(_, question)| question.ask.is_some());
        asked
            .map(|(index, question)| {
                let number = index + 1;
                let heading = format!("{title} {} {number}", self.theme.string("quiz_form", "question"));
                let entry = Entry::new(EntryKind::Question, format!("{anchor}{number}:"), heading);
                Walk::whole(self.theme, entry, &question.prompt)
            })
            .collect()
    }
}

/// Goes through a text; the last entry is the one that words belong to.
struct Walk<'t> {
    theme: &'t Theme,
    entries: Vec<Entry>,
}

impl<'t> Walk<'t> {
    /// An entry with a text that has no sections of its own.
    fn whole(theme: &'t Theme, mut entry: Entry, text: &[Block]) -> Entry {
        let mut walk = Walk { theme, entries: vec![Entry::new(entry.kind, String::new(), String::new())] };
        walk.blocks(text);
        for piece in walk.entries {
            entry.add(&piece.heading);
            entry.add(&piece.text);
        }
        entry
    }

    fn add(&mut self, line: &str) {
        if let Some(entry) = self.entries.last_mut() {
            entry.add(line);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => self.add(&words(content)),
            Block::Heading(heading) => {
                let entry = Entry::new(EntryKind::Section, heading.id.clone(), words(&heading.content));
                self.entries.push(entry);
            }
            Block::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.body)),
            Block::Quote(body) => self.blocks(body),
            Block::Code { text, .. } => self.add(text),
            Block::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    let cells: Vec<String> = row.iter().map(|cell| words(cell)).collect();
                    self.add(&cells.join(" "));
                }
            }
            Block::Html(html) => self.add(html),
            Block::Directive(Custom::Styled(block)) => self.styled(block),
            Block::Rule | Block::Directive(_) => {}
        }
    }

    fn styled(&mut self, block: &StyledBlock) {
        self.label(block.label.as_deref());
        let declared = self.theme.blocks.get(&block.name);
        if declared.is_some_and(|declared| !declared.search) {
            return;
        }
        self.attributes(&block.attributes, declared.map(|declared| &declared.attributes));
        self.blocks(&block.body);
        for child in &block.children {
            self.label(child.label.as_deref());
            let declared = declared.and_then(|declared| declared.children.get(&child.name));
            self.attributes(&child.attributes, declared.map(|declared| &declared.attributes));
            self.blocks(&child.body);
        }
    }

    fn label(&mut self, label: Option<&[Inline]>) {
        if let Some(label) = label {
            self.add(&words(label));
        }
    }

    /// Words of attributes that are text. One of several declared words is for the view, not for readers.
    fn attributes(
        &mut self,
        values: &BTreeMap<String, Option<AttributeValue>>,
        declared: Option<&BTreeMap<String, AttributeDeclaration>>,
    ) {
        for (name, value) in values {
            let kind = declared.and_then(|declared| declared.get(name)).map(|declared| declared.kind);
            match value {
                Some(AttributeValue::Markdown(content)) => self.add(&words(content)),
                Some(AttributeValue::Text(text)) if kind == Some(AttributeKind::Text) => self.add(text),
                _ => {}
            }
        }
    }
}

/// Running text in one line. A blank is a gap, whatever it is called.
fn words(content: &[Inline]) -> String {
    let mut out = String::new();
    push(content, &mut out);
    out
}

fn push(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link(_, content) => push(content, out),
            Inline::Value(_) => out.push('＿'),
            other => *out += &plain_text(std::slice::from_ref(other)),
        }
    }
}
