//! TOML to [`Node`]s: the only module that names the TOML parser.
//!
//! Strings become quoted scalars, everything else plain scalars with their source text, so that
//! [`fields`](super::fields) reads both languages alike.

mod traps;

use std::collections::HashSet;
use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::node::{Entry, Node, Origin, Scalar, Style, Value};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Excerpt, is_unwanted, unwanted, without_unwanted};

/// The longest text that is read, in bytes.
pub const MAX_LENGTH: usize = 8 << 20;
/// The deepest nesting of tables and arrays.
pub const MAX_DEPTH: usize = 64;
/// The most dots before a `=`. Far above [`MAX_DEPTH`], as a line of a text may hold dots too.
const MAX_PARTS: usize = 512;

/// Parses a TOML text. All syntax errors are reported; the value holds what could be read beside them. It is
/// `None` where the text is beyond the limits.
pub fn parse(excerpt: &Excerpt) -> Checked<Option<Node>> {
    let mut diagnostics = Diagnostics::default();
    if let Some(problem) = beyond_limits(excerpt) {
        diagnostics.push(problem);
        return Checked { value: None, diagnostics };
    }
    let (table, errors) = DeTable::parse_recoverable(&excerpt.text);
    let mut lines = HashSet::new();
    let mut twice = None;
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        // Of a table that stands twice, its keys stand twice as well.
        if twice.is_some_and(|twice| twice < at && !has_header(&excerpt.text, twice, at)) {
            continue;
        }
        twice = traps::is_header_twice(excerpt, at, error.message()).then_some(at);
        // The parser has several things to say of one line; the author has one thing to mend.
        if lines.insert(excerpt.text.get(..at).map(|before| before.matches('\n').count())) {
            diagnostics.push(traps::explain(excerpt, error.span(), error.message()));
        }
    }
    let mut tree = Tree {
        source: excerpt,
        origin: Origin::new(excerpt),
        deep: false,
        diagnostics: Diagnostics::default(),
    };
    let span = excerpt.span(0..excerpt.text.len());
    let value = tree.table(table.get_ref(), 0);
    diagnostics.extend(std::mem::take(&mut tree.diagnostics));
    if tree.deep {
        diagnostics.push(too_deep(excerpt));
    }
    Checked { value: Some(Node { span, value }), diagnostics }
}

/// A text as a TOML string.
pub fn quoted(text: &str) -> String {
    ::toml::Value::from(text).to_string()
}

/// Whether a table begins between the line of `from` and that of `to`.
fn has_header(text: &str, from: usize, to: usize) -> bool {
    let between = text.get(from..to).unwrap_or_default();
    between.split('\n').skip(1).any(|line| line.trim_start().starts_with('['))
}

/// Checked before parsing: a key of thousands of parts makes a tree that cannot even be dropped safely.
fn beyond_limits(excerpt: &Excerpt) -> Option<Diagnostic> {
    if excerpt.text.len() > MAX_LENGTH {
        let limit = MAX_LENGTH >> 20;
        let message = say!(
            "ファイルが大きすぎます（{limit} MiB まで）。",
            "The file is too large (at most {limit} MiB)."
        );
        return Some(Diagnostic::new(Code::Limit, excerpt.place(0..0), message));
    }
    let dotted = |line: &str| {
        let key = line.split('=').next().unwrap_or_default();
        key.matches('.').count() > MAX_PARTS
    };
    excerpt.text.split(['\n', ',', '{']).any(dotted).then(|| too_deep(excerpt))
}

fn too_deep(excerpt: &Excerpt) -> Diagnostic {
    let message =
        say!("入れ子が深すぎます（{MAX_DEPTH}段まで）。", "Nested too deeply (at most {MAX_DEPTH} levels).");
    Diagnostic::new(Code::Limit, excerpt.place(0..0), message)
}

struct Tree<'a> {
    source: &'a Excerpt,
    origin: Origin,
    deep: bool,
    diagnostics: Diagnostics,
}

impl Tree<'_> {
    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Value {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: without_unwanted(key.get_ref()).into_owned(),
                key_span: self.source.span(key.span()),
                value: self.node(value, depth + 1),
                origin: self.origin.clone(),
            })
            .collect();
        // The parser sorts by name; authors think in the order of the file.
        entries.sort_by_key(|entry| entry.key_span);
        Value::Map(entries)
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Node {
        let range = value.span();
        let span = self.source.span(range.clone());
        if depth > MAX_DEPTH {
            self.deep = true;
            return Node { span, value: Value::Null };
        }
        let value = match value.get_ref() {
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| self.node(item, depth + 1)).collect())
            }
            DeValue::Table(table) => self.table(table, depth),
            DeValue::String(text) => {
                Value::Scalar(Scalar { text: self.string(range, text), style: Style::Quoted })
            }
            _ => Value::Scalar(Scalar { text: self.source.slice(range), style: Style::Plain }),
        };
        Node { span, value }
    }

    /// The text of a string at `range`, quotes included, that means `value`.
    fn string(&mut self, range: Range<usize>, value: &str) -> Excerpt {
        let count = value.chars().filter(|&c| is_unwanted(c)).count();
        if count > 0 {
            self.diagnostics.push(unwanted(self.source.place(range.clone()), count));
        }
        let value = &*without_unwanted(value);
        let raw = self.source.text.get(range.clone()).unwrap_or_default();
        let inside = raw.trim_start_matches(['"', '\'']);
        let start = range.end - inside.len();
        let skip = usize::from(raw.len() - inside.len() >= 3 && inside.starts_with('\n'));
        let mut text = Excerpt::empty(&self.source.path);
        let mut at = start + skip;
        let literal = raw.starts_with('\'');
        while text.text.len() < value.len() && at < range.end {
            let rest = self.source.text.get(at..range.end).unwrap_or_default();
            let wanted = value.get(text.text.len()..).unwrap_or_default();
            if !literal && rest.starts_with('\\') {
                let Some((meaning, length)) = escape(rest) else { break };
                text.push_for(&meaning, self.source.span(at..at + length).range());
                at += length;
                continue;
            }
            let run = rest.find('\\').filter(|_| !literal).unwrap_or(rest.len());
            let run = run.min(wanted.len());
            if run == 0 || !wanted.is_char_boundary(run) || !rest.is_char_boundary(run) {
                break;
            }
            text.push_slice(self.source, at..at + run);
            at += run;
        }
        if text.text != value {
            text = Excerpt::empty(&self.source.path);
            text.push_for(value, self.source.span(range).range());
        }
        text
    }
}

/// What the escape at the start of `rest` means, and how many bytes it takes.
fn escape(rest: &str) -> Option<(String, usize)> {
    let hex = |digits: usize| {
        let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((char::from_u32(code)?.to_string(), 2 + digits))
    };
    let simple = |meaning: &str| Some((meaning.to_owned(), 2));
    match rest.chars().nth(1)? {
        'b' => simple("\x08"),
        't' => simple("\t"),
        'n' => simple("\n"),
        'f' => simple("\x0c"),
        'r' => simple("\r"),
        'e' => simple("\x1b"),
        '"' => simple("\""),
        '\\' => simple("\\"),
        'x' => hex(2),
        'u' => hex(4),
        'U' => hex(8),
        ' ' | '\t' | '\n' => {
            let after = rest.get(1..)?;
            let blanks = after.len() - after.trim_start_matches([' ', '\t', '\n']).len();
            Some((String::new(), 1 + blanks))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourcePath;

    fn check(text: &str) -> Checked<Option<Node>> {
        parse(&Excerpt::verbatim(&SourcePath::new("book.toml").unwrap(), text, 0))
    }

    fn told(text: &str) -> Vec<(Code, Option<String>)> {
        check(text).diagnostics.iter().map(|d| (d.code, d.correction.clone())).collect()
    }

    #[test]
    fn values_keep_their_source_text_and_place() {
        let text = "b = 1_0\na = \"個\\u4eba\\n情報\"\nd = 2026-03-31\n[t]\nlist = ['x', true]\n";
        let Checked { value, diagnostics } = check(text);
        assert!(diagnostics.is_empty());
        let root = value.unwrap();
        let scalar = |key: &str| match &root.get(key).unwrap().value {
            Value::Scalar(scalar) => scalar.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!((scalar("b").text.text.as_str(), scalar("b").style), ("1_0", Style::Plain));
        assert_eq!((scalar("a").text.text.as_str(), scalar("a").style), ("個人\n情報", Style::Quoted));
        assert_eq!(scalar("d").text.text, "2026-03-31");
        let excerpt = scalar("a").text;
        assert_eq!(text.get(excerpt.span(7..13).range()), Some("情報"));
        assert_eq!(text.get(excerpt.span(3..6).range()), Some("\\u4eba"));
        let Value::Map(entries) = &root.value else { panic!() };
        assert_eq!(entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["b", "a", "d", "t"]);
    }

    #[test]
    fn every_line_with_an_error_is_told_with_its_correction() {
        let fix = |line: &str| (Code::Syntax, Some(line.to_owned()));
        assert_eq!(told("title = 個人情報\n"), [fix("title = \"個人情報\"")]);
        assert_eq!(told("title: \"個人情報\"\n"), [fix("title = \"個人情報\"")]);
        assert_eq!(told("title ＝ \"個人情報\"\n"), [fix("title = \"個人情報\"")]);
        assert_eq!(told("title = “個人情報”\n"), [fix("title = \"個人情報\"")]);
        assert_eq!(told("title = \"個人情報\n"), [fix("title = \"個人情報\"")]);
        assert_eq!(told("draft = True\n"), [fix("draft = true")]);
        assert_eq!(told("a = あ\nb = 1\nc = い\n").len(), 2);
        assert_eq!(told("a = 1\na = 2\n"), [(Code::Duplicate, None)]);
    }

    #[test]
    fn depth_is_limited() {
        for text in [
            format!("a = {}", "[".repeat(20_000)),
            format!("a = {}", "{a=".repeat(20_000)),
            format!("{}b = 1", "a.".repeat(100_000)),
            format!("[{}b]", "a.".repeat(100_000)),
            format!("a = {}{}", "[".repeat(70), "]".repeat(70)),
        ] {
            assert!(!check(&text).diagnostics.is_empty());
        }
    }
}
