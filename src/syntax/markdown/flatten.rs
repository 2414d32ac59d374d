//! Trees made simpler where less can stand: blocks to running text, running text to a string.

use crate::syntax::japanese::is_wide;
use crate::syntax::tree::{Block, Inline, Written};

/// The running text of all blocks, a line break between two: what is shown where blocks cannot stand.
pub(super) fn gather(blocks: Vec<Block<Written>>, into: &mut Vec<Inline<Written>>) {
    let mut add = |content: Vec<Inline<Written>>| {
        if !into.is_empty() && !content.is_empty() {
            into.push(Inline::SoftBreak);
        }
        into.extend(content);
    };
    for block in blocks {
        match block {
            Block::Paragraph(content) => add(content),
            Block::Heading(heading) => add(heading.content),
            Block::Code { text, .. } => add(vec![Inline::Code(text)]),
            Block::Html(html) => add(vec![Inline::Html(html)]),
            Block::Table { head, rows, .. } => {
                head.into_iter().chain(rows.into_iter().flatten()).for_each(&mut add)
            }
            Block::List { items, .. } => {
                let mut inner = Vec::new();
                items.into_iter().for_each(|item| gather(item.body, &mut inner));
                add(inner);
            }
            Block::Quote(body) => {
                let mut inner = Vec::new();
                gather(body, &mut inner);
                add(inner);
            }
            Block::Directive(directive) => {
                let mut inner = Vec::new();
                gather(directive.body, &mut inner);
                add(inner);
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    add(definition.term);
                    let mut inner = Vec::new();
                    definition.meanings.into_iter().for_each(|meaning| gather(meaning.body, &mut inner));
                    add(inner);
                }
            }
            Block::Rule => {}
        }
    }
}

/// The text of a picture's description.
pub(super) fn plain(content: &[Inline<Written>]) -> String {
    let mut text = String::new();
    collect(content, &mut text);
    text
}

fn collect(content: &[Inline<Written>], text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(part) | Inline::Code(part) => {
                let breaks = text.ends_with('\n');
                if breaks {
                    text.pop();
                    let joined = text.chars().next_back().is_some_and(is_wide)
                        && part.chars().next().is_some_and(is_wide);
                    text.push_str(if joined { "" } else { " " });
                }
                text.push_str(part);
            }
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Link(_, inner) => collect(inner, text),
            Inline::Superscript(part) | Inline::Subscript(part) => text.push_str(part),
            Inline::Math(math) => text.push_str(&math.tex),
            Inline::Image(image) => text.push_str(&image.alt),
            Inline::Ruby(pairs) => pairs.iter().for_each(|pair| text.push_str(&pair.base)),
            Inline::Term(term) => text.push_str(&term.shown),
            // Filled in when the picture is resolved.
            Inline::Value(name) => text.push_str(&format!("{{{{{}}}}}", name.text)),
            Inline::SoftBreak | Inline::HardBreak => text.push('\n'),
            Inline::Citation(_) | Inline::Footnote(_) | Inline::Html(_) => {}
        }
    }
}
