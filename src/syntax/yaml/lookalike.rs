//! YAML that can be parsed, but hardly means what its author meant.

use std::ops::Range;

use super::line::{Line, quoted};
use super::traps::{CLOSING_QUOTES, colon};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::Excerpt;

const OPENING_QUOTES: [char; 6] = ['“', '”', '„', '＂', '‘', '＇'];

/// Where a scalar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Root,
    Key,
    Value,
    Item,
}

/// A key: full-width blanks at its edges are reported and removed.
pub(super) fn key(
    source: &Excerpt,
    range: Range<usize>,
    value: &str,
    diagnostics: &mut Diagnostics,
) -> String {
    let trimmed = if value.contains('\u{3000}') { value.trim() } else { value };
    if trimmed.len() != value.len() {
        let line = Line::around(&source.text, range.start);
        // Before the key it indents, as wide as two blanks; behind it is nothing but an accident.
        let lead = value.len() - value.trim_start().len();
        let lead = value.get(..lead).unwrap_or_default().replace('\u{3000}', "  ");
        let fixed = line.text.replacen(value, &format!("{lead}{trimmed}"), 1);
        let message = if value.starts_with('\u{3000}') {
            say!(
                "「{trimmed}」の前に全角の空白があります。字下げは半角の空白でします。",
                "There is a full-width blank before “{trimmed}”. Indent with half-width blanks."
            )
        } else {
            say!(
                "「{trimmed}」の後に全角の空白があります。",
                "There is a full-width blank behind “{trimmed}”."
            )
        };
        diagnostics.push(Diagnostic::new(Code::FullWidth, source.place(range), message).correct(fixed));
    }
    trimmed.to_owned()
}

/// Plain text that was parsed, but hardly as it was meant.
pub(super) fn plain(source: &Excerpt, range: Range<usize>, role: Role, diagnostics: &mut Diagnostics) {
    let Some(raw) = source.text.get(range.clone()) else { return };
    // `- title：…` is an item of plain text, and a line below a text goes on with it.
    let mut at = range.start;
    for (index, part) in raw.split('\n').enumerate() {
        if index > 0 || role != Role::Value {
            let content = part.trim_start_matches([' ', '\t', '\u{3000}']);
            let start = at + part.len() - content.len();
            // Looking for the line's start takes time, which is spent only where there is something to say.
            if colon(source, start, "", content, Code::YamlTrap).is_some() {
                let line = Line::around(&source.text, start);
                let lead = source.text.get(line.start..start).unwrap_or_default();
                let lead = lead.replace(['\t', '\u{3000}'], "  ");
                diagnostics.extend(colon(source, start, &lead, content, Code::YamlTrap));
            }
        }
        at += part.len() + 1;
    }
    let replaced = |end: usize, value: &str| {
        let (first, last) = (Line::around(&source.text, range.start), Line::around(&source.text, range.end));
        let before = source.text.get(first.start..range.start).unwrap_or_default();
        let after = source.text.get(end..last.start + last.text.len()).unwrap_or_default();
        format!("{before}{value}{after}")
    };
    if let Some(end) = lost_comment(source, range.end, raw) {
        let whole = source.text.get(range.start..end).unwrap_or_default();
        diagnostics.push(
            Diagnostic::new(
                Code::YamlTrap,
                source.place(range.end..end),
                say!(
                    "空白の後の # から先は、読まれないメモになります。",
                    "From a # after a blank on, the line is a note that nobody reads."
                ),
            )
            .help(say!(
                "文の一部なら全体を引用符で囲みます。メモなら # の前に空白を2つ、後に1つ置きます。",
                "If it belongs to the text, quote the whole. If it is a note, put two blanks before # and one after."
            ))
            .correct(replaced(end, &quoted(whole))),
        );
    }
    let bare = raw.trim_start_matches(OPENING_QUOTES).trim_end_matches(CLOSING_QUOTES);
    if raw.starts_with(OPENING_QUOTES) && raw.ends_with(CLOSING_QUOTES) && !bare.is_empty() {
        diagnostics.push(
            Diagnostic::new(
                Code::YamlTrap,
                source.place(range.clone()),
                say!(
                    "全角の引用符は文の一部として表示されます。",
                    "Full-width quotes are shown as part of the text."
                ),
            )
            .help(say!("囲むには半角の引用符を使います。", "Use half-width quotes to enclose a text."))
            .correct(replaced(range.end, &quoted(bare))),
        );
    }
}

/// The end of a comment that cuts a text short: `情報 #1`. A comment set off as people do (two blanks before,
/// one after), or one after a number or a word of ASCII letters, is meant as one.
fn lost_comment(source: &Excerpt, end: usize, value: &str) -> Option<usize> {
    let rest = source.text.get(end..)?;
    let comment = rest.trim_start_matches([' ', '\t']);
    let blanks = rest.len() - comment.len();
    let body = comment.strip_prefix('#').filter(|_| blanks > 0)?.split('\n').next()?;
    let set_off = body.is_empty() || body.starts_with([' ', '\t', '\u{3000}']);
    if set_off && (blanks > 1 || value.is_ascii()) {
        return None;
    }
    Some(end + blanks + 1 + body.trim_end().len())
}
