//! Running text as a whole: line breaks between Japanese words, and the words without their markup.

use super::Inline;
use crate::syntax::japanese::is_wide;

/// Merges neighbouring texts and settles line breaks: a space between words, nothing between two full-width
/// characters, where a Japanese sentence simply goes on.
pub(super) fn join(inlines: Vec<Inline>) -> Vec<Inline> {
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
        Inline::Text(text)
        | Inline::Code(text)
        | Inline::Html(text)
        | Inline::Superscript(text)
        | Inline::Subscript(text) => pick(text),
        Inline::Math(_) => Some('x'),
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
        // So does a blank.
        Inline::Citation(_) | Inline::Footnote(_) | Inline::Value(_) => Some('。'),
        Inline::Image(_) | Inline::SoftBreak | Inline::HardBreak => None,
    }
}

/// Running text without its markup, as for a page's title.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text)
            | Inline::Code(text)
            | Inline::Html(text)
            | Inline::Superscript(text)
            | Inline::Subscript(text) => out.push_str(text),
            Inline::Math(math) => out.push_str(&math.tex),
            Inline::Term(term) => out.push_str(&term.shown),
            Inline::Ruby(pairs) => pairs.iter().for_each(|pair| out.push_str(&pair.base)),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Link(_, content) => out.push_str(&plain_text(content)),
            Inline::Image(picture) => out.push_str(&picture.alt),
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
            Inline::Citation(_) | Inline::Footnote(_) => {}
            Inline::Value(blank) => out.push_str(&format!("{{{{{}}}}}", blank.name)),
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
}
