//! Markdown to [`tree`](crate::syntax::tree).
//!
//! 1. [`prepass`] marks the text; `pulldown-cmark` parses it (this folder is
//!    the only place that knows the crate).
//! 2. `build` turns its events into a tree with a stack of its own (`stack`), never by recursion;
//!    `inline` does so for running text, `fence` pairs the lines of directives.
//! 3. All strings have their marks taken out, all offsets are mapped to the author's file.
//!
//! Nothing here knows which directives exist or where a link leads.

mod build;
mod fence;
mod flatten;
mod inline;
mod lookalike;
mod stack;

use super::japanese::prepass;
use super::tree::{Block, Document, Inline, Written};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::Excerpt;

/// Larger texts are not parsed.
pub const MAX_BYTES: usize = 8 << 20;

/// Parses a text of blocks.
pub fn parse(excerpt: &Excerpt) -> Checked<Document<Written>> {
    let mut diagnostics = Diagnostics::default();
    let built = run(excerpt, &mut diagnostics);
    Checked { value: built.document, diagnostics }
}

/// Parses a text that can only be running text: a directive's label, a choice that is one paragraph. Block
/// content is reported, and its text kept.
pub fn parse_inline(excerpt: &Excerpt) -> Checked<Vec<Inline<Written>>> {
    let mut diagnostics = Diagnostics::default();
    let built = run(excerpt, &mut diagnostics);
    let mut blocks = built.document.body;
    let one = built.starts.len() <= 1 && built.document.footnotes.is_empty();
    if let (true, Some(Block::Paragraph(_)) | None) = (one, blocks.first()) {
        let value = match blocks.pop() {
            Some(Block::Paragraph(content)) => content,
            _ => Vec::new(),
        };
        return Checked { value, diagnostics };
    }
    let is_paragraph = matches!(blocks.first(), Some(Block::Paragraph(_)));
    let start = built.starts.get(usize::from(is_paragraph)).copied().unwrap_or_default();
    let start = start.min(excerpt.text.len());
    let line = excerpt.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    diagnostics.push(
        Diagnostic::new(
            Code::BlockPlace,
            excerpt.place(start..start + line.len()),
            say!(
                "ここには一段落の文だけを書けます。見出し・リスト・表などは書けません。",
                "Only the text of one paragraph can stand here: no heading, list, table or other block."
            ),
        )
        .help(say!(
            "行頭の記号を文字として使うときは、その前に「\\」を付けます（1\\. や \\- など）。",
            "To use a sign at the start of a line as it is, put a “\\” before it, as in 1\\. or \\-."
        )),
    );
    let mut value = Vec::new();
    flatten::gather(blocks, &mut value);
    Checked { value, diagnostics }
}

fn run(excerpt: &Excerpt, diagnostics: &mut Diagnostics) -> build::Built {
    if excerpt.text.len() > MAX_BYTES {
        let size = excerpt.text.len() >> 20;
        diagnostics.push(
            Diagnostic::new(
                Code::Limit,
                excerpt.place(0..0),
                say!(
                    "本文が大きすぎます（約 {size} MiB。上限は 8 MiB）。",
                    "The text is too large: about {size} MiB, where 8 MiB is the limit."
                ),
            )
            .help(say!("いくつかのレッスンに分けてください。", "Divide it into several lessons.")),
        );
        return build::Built::default();
    }
    let prepared = prepass::prepare(excerpt).drain_into(diagnostics);
    let built = build::build(&prepared, diagnostics);
    lookalike::report(excerpt, &built.seen, diagnostics);
    built
}
