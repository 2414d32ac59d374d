//! Trees as compact S-expressions, one block a line.

use std::fmt::Write as _;

use terakoya::source::{Excerpt, SourcePath};
use terakoya::syntax::markdown;
use terakoya::syntax::tree::{Block, Directive, Inline, Item, Written};

/// The tree of a text and its diagnostics as `code line:column message`, with what to write below.
pub fn parse(text: &str) -> (String, String) {
    let excerpt = Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), text, 0);
    let checked = markdown::parse(&excerpt);
    let mut tree = String::new();
    blocks(&checked.value.body, 0, &mut tree);
    for note in &checked.value.footnotes {
        writeln!(tree, "(footnote {}", note.label.text).unwrap();
        blocks(&note.body, 1, &mut tree);
        close(&mut tree);
    }
    let mut diagnostics = String::new();
    for found in checked.diagnostics.sorted().iter() {
        let place = position(text, found.place.as_ref().unwrap().span.range().start);
        writeln!(diagnostics, "{} {place} {}", found.code.name(), found.message.en).unwrap();
        if let Some(line) = &found.correction {
            writeln!(diagnostics, "  write {line}").unwrap();
        }
        for (place, why) in &found.related {
            writeln!(diagnostics, "  {} {}", position(text, place.span.range().start), why.en).unwrap();
        }
    }
    (tree, diagnostics)
}

fn position(text: &str, offset: usize) -> String {
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap();
    format!("{}:{}", before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn blocks(body: &[Block<Written>], depth: usize, out: &mut String) {
    for block in body {
        write!(out, "{:1$}", "", depth * 2).unwrap();
        match block {
            Block::Paragraph(content) => writeln!(out, "(p {})", inlines(content)).unwrap(),
            Block::Heading(heading) => {
                write!(out, "(h{}", heading.level).unwrap();
                if !heading.id.is_empty() {
                    write!(out, " #{}", heading.id).unwrap();
                }
                for class in &heading.classes {
                    write!(out, " .{class}").unwrap();
                }
                writeln!(out, " {})", inlines(&heading.content)).unwrap();
            }
            Block::List { start, items } => {
                writeln!(out, "(list{}", start.map(|start| format!(" {start}")).unwrap_or_default()).unwrap();
                items.iter().for_each(|item| list_item(item, depth + 1, out));
                close(out);
            }
            Block::Quote(body) => {
                out.push_str("(quote\n");
                blocks(body, depth + 1, out);
                close(out);
            }
            Block::Code { language, text } => writeln!(out, "(code {language:?} {text:?})").unwrap(),
            Block::Table { alignments, head, rows } => {
                writeln!(out, "(table {alignments:?}").unwrap();
                for row in std::iter::once(head).chain(rows) {
                    let cells: Vec<_> = row.iter().map(|cell| inlines(cell)).collect();
                    writeln!(out, "{:2$}({})", "", cells.join(" | "), depth * 2 + 2).unwrap();
                }
                close(out);
            }
            Block::Definitions(definitions) => {
                out.push_str("(definitions\n");
                for definition in definitions {
                    writeln!(out, "{:2$}(term {})", "", inlines(&definition.term), depth * 2 + 2).unwrap();
                    definition.meanings.iter().for_each(|meaning| list_item(meaning, depth + 1, out));
                }
                close(out);
            }
            Block::Rule => out.push_str("(rule)\n"),
            Block::Html(html) => writeln!(out, "(html {:?})", html.text).unwrap(),
            Block::Directive(directive) => directive_block(directive, depth, out),
        }
    }
}

fn list_item(item: &Item<Written>, depth: usize, out: &mut String) {
    let task = item.task.map(|ticked| if ticked { " [x]" } else { " [ ]" }).unwrap_or_default();
    let loose = if item.tight { "" } else { " loose" };
    writeln!(out, "{:1$}(item{task}{loose}", "", depth * 2).unwrap();
    blocks(&item.body, depth + 1, out);
    close(out);
}

fn directive_block(directive: &Directive, depth: usize, out: &mut String) {
    write!(out, "({}{}", if directive.container { ":::" } else { "::" }, directive.name.text).unwrap();
    if let Some(label) = &directive.label {
        write!(out, " [{}]", label.text).unwrap();
    }
    for attribute in &directive.attributes {
        write!(out, " {}={:?}", attribute.key.text, attribute.value.text).unwrap();
    }
    out.push('\n');
    blocks(&directive.body, depth + 1, out);
    close(out);
}

/// Puts the closing bracket behind the last line.
fn close(out: &mut String) {
    out.truncate(out.trim_end().len());
    out.push_str(")\n");
}

/// Running text on one line; `/` is a line break in the source.
pub fn inlines(content: &[Inline<Written>]) -> String {
    content.iter().map(inline).collect::<Vec<_>>().join(" ")
}

fn inline(inline: &Inline<Written>) -> String {
    match inline {
        Inline::Text(text) => format!("{text:?}"),
        Inline::Code(text) => format!("(code {text:?})"),
        Inline::Emphasis(content) => format!("(em {})", inlines(content)),
        Inline::Strong(content) => format!("(strong {})", inlines(content)),
        Inline::Strikethrough(content) => format!("(del {})", inlines(content)),
        Inline::Link(link, content) => {
            format!("(link {}{} {})", link.target, title(&link.title), inlines(content))
        }
        Inline::Image(image) => format!("(image {}{} {:?})", image.target, title(&image.title), image.alt),
        Inline::Superscript(text) => format!("(sup {text:?})"),
        Inline::Subscript(text) => format!("(sub {text:?})"),
        Inline::Math(math) => format!("({} {:?})", if math.display { "display" } else { "math" }, math.tex),
        Inline::Ruby(pairs) => {
            let pairs: Vec<_> = pairs.iter().map(|pair| format!("{}={}", pair.base, pair.reading)).collect();
            format!("(ruby {})", pairs.join(" "))
        }
        Inline::Term(term) if term.term == term.shown => format!("(term {})", term.term),
        Inline::Term(term) => format!("(term {} {:?})", term.term, term.shown),
        Inline::Citation(name) => format!("(cite {})", name.text),
        Inline::Value(name) => format!("(value {})", name.text),
        Inline::Footnote(name) => format!("(note {})", name.text),
        Inline::SoftBreak => "/".to_owned(),
        Inline::HardBreak => "//".to_owned(),
        Inline::Html(html) => format!("(html {:?})", html.text),
    }
}

fn title(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" {title:?}") }
}
