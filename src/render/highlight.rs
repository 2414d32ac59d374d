//! Code with its parts named. The only module that knows syntect.
//!
//! A dozen short classes instead of the scopes themselves: pages stay small, and one set of colours serves
//! light, dark and print. Text that no class fits stays plain.

use std::str::FromStr;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::escape;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Scopes by their class, the most telling first.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "c"),
        ("constant.numeric", "n"),
        ("constant.character.escape", "e"),
        ("string", "s"),
        ("constant", "n"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("entity.name.tag", "k"),
        ("entity.other.attribute-name", "a"),
        ("entity.name", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("storage.type", "t"),
        ("storage", "k"),
        ("keyword.operator", "o"),
        ("keyword", "k"),
        ("variable.parameter", "v"),
        ("variable.language", "k"),
        ("meta.mapping.key", "a"),
        ("invalid", "x"),
        ("punctuation", "p"),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Some((Scope::from_str(scope).ok()?, class)))
    .collect()
});

/// Lines longer than this many bytes are data rather than code and stay plain.
const LONG_LINE: usize = 2_000;

/// Code as HTML. Plain where the language is not known or not given.
pub(super) fn highlight(code: &str, language: &str) -> String {
    let syntax = (!matches!(language, "" | "text" | "txt" | "plain"))
        .then(|| SYNTAXES.find_syntax_by_token(language))
        .flatten();
    let Some(syntax) = syntax else { return escape::escape(code) };
    let mut out = String::with_capacity(code.len() * 2);
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut writer = Spans { out: &mut out, open: None };
    for line in code.split_inclusive('\n') {
        let operations = if line.len() > LONG_LINE { None } else { state.parse_line(line, &SYNTAXES).ok() };
        let Some(operations) = operations else {
            writer.text(line, None);
            continue;
        };
        let mut start = 0;
        for (end, operation) in operations {
            writer.text(line.get(start..end).unwrap_or_default(), class(&stack));
            start = end;
            // An operation that does not fit the stack would only cost colour.
            if stack.apply(&operation).is_err() {
                stack = ScopeStack::new();
            }
        }
        writer.text(line.get(start..).unwrap_or_default(), class(&stack));
    }
    writer.close();
    out
}

/// The class of the innermost scope that has one; a comment or a string is one all through.
fn class(stack: &ScopeStack) -> Option<&'static str> {
    let of = |scope: &Scope| {
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
    };
    let scopes = stack.as_slice();
    let whole = scopes.iter().filter_map(of).find(|class| matches!(*class, "c" | "s"));
    match (whole, scopes.iter().rev().find_map(of)) {
        (Some("s"), Some("e")) => Some("e"),
        (Some(whole), _) => Some(whole),
        (None, inner) => inner,
    }
}

/// Writes spans, joining neighbours of one class.
struct Spans<'o> {
    out: &'o mut String,
    open: Option<&'static str>,
}

impl Spans<'_> {
    fn text(&mut self, text: &str, class: Option<&'static str>) {
        if text.is_empty() {
            return;
        }
        // Blanks have no colour, so they never open or close a span.
        if class != self.open && !text.trim().is_empty() {
            self.close();
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push_str(class);
                self.out.push_str("\">");
                self.open = Some(class);
            }
        }
        escape::push(self.out, text);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_code_have_short_classes() {
        let html = highlight("fn main() {\n    let x = \"a<b\"; // 注\n}\n", "rust");
        assert!(html.contains("<span class=\"s\">&quot;a&lt;b&quot;</span>"), "{html}");
        assert!(html.contains("<span class=\"c\">// 注"), "{html}");
        assert!(html.len() < 400, "{}: {html}", html.len());
    }

    #[test]
    fn unknown_languages_stay_plain() {
        assert_eq!(highlight("<b>", "nonesuch"), "&lt;b&gt;");
        assert_eq!(highlight("a\n", ""), "a\n");
    }
}
