//! All strings and all places of a tree.

use terakoya::source::{Excerpt, Span};
use terakoya::syntax::tree::{Block, Directive, Document, Inline, Name, Written};

/// What a tree holds, in no order.
#[derive(Default)]
pub struct Found {
    pub strings: Vec<String>,
    pub spans: Vec<Span>,
}

pub fn document(document: &Document<Written>) -> Found {
    let mut found = Found::default();
    found.blocks(&document.body);
    for note in &document.footnotes {
        found.name(&note.label);
        found.blocks(&note.body);
    }
    found
}

impl Found {
    fn blocks(&mut self, blocks: &[Block<Written>]) {
        for block in blocks {
            match block {
                Block::Paragraph(content) => self.inlines(content),
                Block::Heading(heading) => {
                    self.spans.push(heading.span);
                    self.strings.push(heading.id.clone());
                    self.strings.extend(heading.classes.iter().cloned());
                    self.inlines(&heading.content);
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.body)),
                Block::Quote(body) => self.blocks(body),
                Block::Code { language, text } => self.strings.extend([language.clone(), text.clone()]),
                Block::Table { head, rows, .. } => {
                    std::iter::once(head).chain(rows).flatten().for_each(|cell| self.inlines(cell));
                }
                Block::Definitions(definitions) => {
                    for definition in definitions {
                        self.inlines(&definition.term);
                        definition.meanings.iter().for_each(|meaning| self.blocks(&meaning.body));
                    }
                }
                Block::Rule => {}
                Block::Html(html) => self.string(&html.text, html.span),
                Block::Directive(directive) => self.directive(directive),
            }
        }
    }

    fn directive(&mut self, directive: &Directive) {
        self.spans.push(directive.span);
        self.name(&directive.name);
        directive.label.iter().for_each(|label| self.excerpt(label));
        for attribute in &directive.attributes {
            self.name(&attribute.key);
            self.excerpt(&attribute.value);
        }
        self.blocks(&directive.body);
    }

    fn inlines(&mut self, content: &[Inline<Written>]) {
        for inline in content {
            match inline {
                Inline::Text(text)
                | Inline::Code(text)
                | Inline::Superscript(text)
                | Inline::Subscript(text) => self.strings.push(text.clone()),
                Inline::Math(math) => self.strings.push(math.tex.clone()),
                Inline::Emphasis(content) | Inline::Strong(content) | Inline::Strikethrough(content) => {
                    self.inlines(content);
                }
                Inline::Link(link, content) => {
                    self.strings.push(link.title.clone());
                    self.string(&link.target, link.span);
                    self.inlines(content);
                }
                Inline::Image(image) => {
                    self.strings.extend([image.alt.clone(), image.title.clone()]);
                    self.string(&image.target, image.span);
                }
                Inline::Ruby(pairs) => {
                    self.strings
                        .extend(pairs.iter().flat_map(|pair| [pair.base.clone(), pair.reading.clone()]));
                }
                Inline::Term(term) => {
                    self.strings.push(term.term.clone());
                    self.string(&term.shown, term.span);
                }
                Inline::Citation(name) | Inline::Value(name) | Inline::Footnote(name) => self.name(name),
                Inline::SoftBreak | Inline::HardBreak => {}
                Inline::Html(html) => self.string(&html.text, html.span),
            }
        }
    }

    fn name(&mut self, name: &Name) {
        self.string(&name.text, name.span);
    }

    fn excerpt(&mut self, excerpt: &Excerpt) {
        self.string(&excerpt.text, excerpt.span(0..excerpt.text.len()));
    }

    fn string(&mut self, text: &str, span: Span) {
        self.strings.push(text.to_owned());
        self.spans.push(span);
    }
}
