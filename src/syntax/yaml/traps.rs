//! What goes wrong when people who are no programmers write YAML, in words that help them.
//!
//! The parser's own messages name tokens. Here the raw line is looked at as its author sees it, and the
//! message says what to write. For texts that cannot be parsed; those that can, but mean something else than
//! they seem to, are the matter of [`lookalike`](super::lookalike).

use std::ops::Range;

use super::MAX_DEPTH;
use super::line::{Line, Pair, key_word, quoted};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::Excerpt;

/// What the parser stumbled over, as far as it helps to find the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Depth,
    Tab,
    Quote,
    Bracket,
    Escape,
    Other,
}

pub(super) const CLOSING_QUOTES: [char; 6] = ['”', '“', '＂', '’', '＇', '‟'];

/// Why a text could not be parsed. The parser stopped at byte `at`, after a value that began at `last`.
pub(super) fn explain(source: &Excerpt, at: usize, last: usize, fault: Fault) -> Diagnostic {
    let text = source.text.as_str();
    if fault == Fault::Depth {
        let message = say!(
            "入れ子が深すぎます（{MAX_DEPTH}段まで）。",
            "Nested too deeply (at most {MAX_DEPTH} levels)."
        );
        return Diagnostic::new(Code::Limit, source.place(at.min(text.len())..at.min(text.len())), message);
    }
    let line = Line::around(text, at);
    let line = if line.text.trim().is_empty() { line.above(text).unwrap_or(line) } else { line };
    // What is wrong is often the line above: the parser notices only when the next one does not fit.
    let mut lines = vec![line];
    lines.extend(line.above(text));
    lines.push(Line::around(text, last));
    match fault {
        Fault::Quote => lines = unclosed(text, at).into_iter().chain(lines).collect(),
        // The place is that of the last thing that was understood; the tab may stand below it.
        Fault::Tab => lines.extend(line.below(text)),
        _ => {}
    }
    let known = lines.iter().find_map(|line| tab(source, *line).or_else(|| in_line(source, *line)));
    known
        .or_else(|| by_fault(source, line, fault))
        .or_else(|| block(source, line))
        .or_else(|| bracket(source, line, 1))
        .or_else(|| indentation(source, line))
        .unwrap_or_else(|| general(source, line))
}

/// The first line with a value that opens a quote and does not close it.
fn unclosed(text: &str, at: usize) -> Option<Line<'_>> {
    let mut start = 0;
    for line in text.split('\n') {
        if start > at {
            return None;
        }
        let line = Line { text: line, start };
        let (_, content) = line.content();
        let value = line.pair().map_or(content, |pair| pair.value);
        if open_quote(value).is_some() {
            return Some(line);
        }
        start += line.text.len() + 1;
    }
    None
}

/// The quote that `value` begins with and never closes.
fn open_quote(value: &str) -> Option<char> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let rest = value.get(1..)?.replace("\\\"", "").replace("''", "");
    (!rest.contains(quote)).then_some(quote)
}

fn syntax(source: &Excerpt, range: Range<usize>, message: Said, correction: String) -> Diagnostic {
    Diagnostic::new(Code::Syntax, source.place(range), message).correct(correction)
}

fn tab(source: &Excerpt, line: Line<'_>) -> Option<Diagnostic> {
    let indentation = line.indentation();
    let visible = line.text.get(indentation.len()..).unwrap_or_default();
    let fixed = match fitting(source, line).filter(|_| indentation.contains(['\t', '\u{3000}'])) {
        Some(width) => " ".repeat(width),
        None => indentation.replace(['\t', '\u{3000}'], "  "),
    };
    let range = line.start..line.start + indentation.len();
    if indentation.contains('\t') {
        let message = say!(
            "字下げにタブは使えません。半角の空白で字下げします。",
            "Tabs cannot indent a line. Use blanks."
        );
        return Some(syntax(source, range, message, format!("{fixed}{visible}")));
    }
    if indentation.contains('\u{3000}') {
        let message = say!(
            "字下げに全角の空白は使えません。半角の空白で字下げします。",
            "Full-width blanks cannot indent a line. Use half-width blanks."
        );
        return Some(syntax(source, range, message, format!("{fixed}{visible}")));
    }
    None
}

/// How many blanks fit before a line by the line above it.
fn fitting(source: &Excerpt, line: Line<'_>) -> Option<usize> {
    let above = line.above(&source.text)?;
    let (lead, content) = above.content();
    if !lead.is_ascii() || lead.contains('\t') {
        return None;
    }
    let is_item = line.content().0.contains('-');
    match content.trim_end().ends_with(':') {
        true => Some(lead.len() + 2),
        false if is_item && lead.contains('-') => Some(above.indentation().len()),
        // Which list goes on, the line above does not tell.
        false if is_item => None,
        false => Some(lead.len()),
    }
}

/// What can be wrong inside one line.
fn in_line(source: &Excerpt, line: Line<'_>) -> Option<Diagnostic> {
    let (lead, content) = line.content();
    colon(source, line.start + lead.len(), lead, content, Code::Syntax)
        .or_else(|| value(source, line, &line.pair_or_item()))
        .or_else(|| dash(source, line))
}

/// `key：value`, `key:value`, `key　: value`.
pub(super) fn colon(
    source: &Excerpt,
    at: usize,
    lead: &str,
    content: &str,
    code: Code,
) -> Option<Diagnostic> {
    let (word, rest) = key_word(content)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\u{3000}']).len();
    let after = rest.get(blanks..)?;
    let (message, value, length) = if let Some(value) = after.strip_prefix('：') {
        let message = say!(
            "「{word}」の後のコロンが全角（：）です。半角のコロンと空白を書きます。",
            "The colon after “{word}” is full-width (：). Write a half-width colon and a blank."
        );
        (message, value, blanks + '：'.len_utf8())
    } else if let Some(value) = after.strip_prefix(":\u{3000}") {
        let message = say!(
            "コロンの後の空白が全角です。半角の空白を書きます。",
            "The blank after the colon is full-width. Write a half-width blank."
        );
        (message, value, blanks + 1 + '\u{3000}'.len_utf8())
    } else if let (true, Some(value)) = (blanks > 0 && rest.contains('\u{3000}'), after.strip_prefix(':')) {
        let message = say!(
            "「{word}」の後に全角の空白があります。コロンをすぐ後に書きます。",
            "There is a full-width blank after “{word}”. Put the colon right behind it."
        );
        (message, value, blanks + 1)
    } else {
        let value = after.strip_prefix(':').filter(|value| blanks == 0 && !value.starts_with("//"))?;
        let first = value.chars().next().filter(|c| !c.is_whitespace())?;
        let message = say!("コロン（:）の後に半角の空白が必要です。", "A blank is needed after the colon.");
        (message, value, 1 + first.len_utf8())
    };
    let start = at + word.len();
    let fixed = format!("{lead}{word}: {}", value.trim_start_matches([' ', '\u{3000}']));
    Some(Diagnostic::new(code, source.place(start..start + length), message).correct(fixed.trim_end()))
}

/// A value that YAML takes for something else than text.
pub(super) fn value(source: &Excerpt, line: Line<'_>, pair: &Pair<'_>) -> Option<Diagnostic> {
    let Pair { lead, key, value } = *pair;
    // The value ends the line, so it is found from the back: a key may hold the same letters.
    let start = line.start + line.text.rfind(value).filter(|_| !value.is_empty())?;
    let range = start..start + value.len();
    let fixed = |value: &str| {
        if key.is_empty() { format!("{lead}{value}") } else { format!("{lead}{key}: {value}") }
    };
    let first = value.chars().next()?;
    if let Some(quote) = open_quote(value) {
        let full_width = value.ends_with(CLOSING_QUOTES);
        let inner = value.trim_start_matches(quote).trim_end_matches(CLOSING_QUOTES);
        let message = if full_width {
            say!(
                "閉じる引用符が全角です。半角の {quote} で閉じます。",
                "The closing quote is full-width. Close with {quote}."
            )
        } else {
            say!("引用符 {quote} が閉じられていません。", "The quote {quote} is not closed.")
        };
        return Some(syntax(source, range, message, fixed(&format!("{quote}{inner}{quote}"))));
    }
    if matches!(first, '"' | '\'') {
        let inner = value.get(1..)?;
        let close = inner.find(first).map(|found| found + 2)?;
        let after = value.get(close..)?.trim_start();
        if after.is_empty() || after.starts_with('#') {
            return None;
        }
        let message = say!(
            "引用符を閉じた後に文が続いています。全体を引用符で囲みます。",
            "Text follows the closing quote. Put quotes around the whole."
        );
        return Some(syntax(source, range, message, fixed(&quoted(value))));
    }
    let special = ["{{", "[[", "**"].into_iter().find(|special| value.starts_with(special));
    let special = special
        .map(str::to_owned)
        .or_else(|| matches!(first, '*' | '@' | '`' | '%' | '&' | '!').then(|| first.to_string()));
    let special = special.or_else(|| {
        // `[注意] 戸締まり`: a bracket that closes before the line ends.
        let close = match first {
            '[' => ']',
            '{' => '}',
            _ => return None,
        };
        (value.contains(close) && !value.ends_with(close)).then(|| first.to_string())
    });
    if let Some(special) = special {
        let message = say!(
            "値が {special} で始まるときは、全体を引用符で囲みます。",
            "A value that begins with {special} stands in quotes."
        );
        return Some(syntax(source, range, message, fixed(&quoted(value))));
    }
    if !key.is_empty()
        && !matches!(first, '[' | '{' | '|' | '>')
        && (value.contains(": ") || value.ends_with(':'))
    {
        let message = say!(
            "値の中に「: 」があるときは、全体を引用符で囲みます。",
            "A value that holds “: ” stands in quotes."
        );
        return Some(syntax(source, range, message, fixed(&quoted(value))));
    }
    None
}

/// `-text`, where a list item was meant.
fn dash(source: &Excerpt, line: Line<'_>) -> Option<Diagnostic> {
    let (lead, content) = line.content();
    let item = content.strip_prefix('-')?;
    let first = item.chars().next().filter(|c| !c.is_whitespace() && *c != '-' && !c.is_ascii_digit())?;
    let at = line.start + lead.len();
    let message = say!("「-」の後に半角の空白が必要です。", "A blank is needed after “-”.");
    let item = item.trim_start_matches('\u{3000}');
    Some(syntax(source, at..at + 1 + first.len_utf8(), message, format!("{lead}- {item}")))
}

fn by_fault(source: &Excerpt, line: Line<'_>, fault: Fault) -> Option<Diagnostic> {
    let message = match fault {
        Fault::Tab => {
            say!("ここにタブは使えません。半角の空白を使います。", "A tab cannot stand here. Use blanks.")
        }
        Fault::Quote => say!(
            "引用符が閉じられていません。この前の引用符 \" や ' を確かめてください。",
            "A quote is not closed. Look at the quotes \" and ' before this place."
        ),
        Fault::Bracket => return bracket(source, line, 200),
        Fault::Escape => say!(
            "\"…\" の中の \\ は特別な意味を持ちます。そのまま書くには '…' で囲みます。",
            "Inside \"…\" a backslash has a meaning of its own. Use '…' to write it as it is."
        ),
        Fault::Depth | Fault::Other => return None,
    };
    let diagnostic = Diagnostic::new(Code::Syntax, source.place(line.range()), message);
    let Pair { lead, key, value } = line.pair_or_item();
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    Some(match inner {
        Some(inner) if fault == Fault::Escape && !key.is_empty() => {
            diagnostic.correct(format!("{lead}{key}: '{}'", inner.replace('\'', "''")))
        }
        _ => diagnostic,
    })
}

/// A bracket that is not closed, looked for in `line` and so many lines above.
fn bracket(source: &Excerpt, line: Line<'_>, reach: usize) -> Option<Diagnostic> {
    let mut candidate = Some(line);
    for _ in 0..=reach {
        let line = candidate?;
        let mut open = Vec::new();
        for (at, c) in line.text.char_indices() {
            match c {
                '[' => open.push((at, ']')),
                '{' => open.push((at, '}')),
                ']' | '}' => drop(open.pop()),
                _ => {}
            }
        }
        if let Some((at, close)) = open.first() {
            let start = line.start + at;
            let opening = if *close == ']' { '[' } else { '{' };
            let closing: String = open.iter().rev().map(|(_, close)| close).collect();
            let message = say!(
                "「{opening}」が「{close}」で閉じられていません。",
                "“{opening}” is not closed by “{close}”."
            );
            let fixed = format!("{}{closing}", line.text.trim_end().trim_end_matches(','));
            return Some(syntax(source, start..start + 1, message, fixed));
        }
        candidate = line.above(&source.text);
    }
    None
}

/// A text below `|` or `>` that is not indented.
fn block(source: &Excerpt, line: Line<'_>) -> Option<Diagnostic> {
    let above = line.above(&source.text)?;
    let sign = above.pair_or_item().value.chars().next().filter(|c| matches!(c, '|' | '>'))?;
    let width = above.indentation().len() + 2;
    if line.indentation().len() >= width {
        return None;
    }
    let message = say!(
        "{sign} の下の文は、半角の空白で字下げします。",
        "The text below {sign} is indented with blanks."
    );
    Some(syntax(source, line.range(), message, format!("{}{}", " ".repeat(width), line.text.trim_start())))
}

/// A line that begins at another column than the lines it belongs to.
fn indentation(source: &Excerpt, line: Line<'_>) -> Option<Diagnostic> {
    let text = source.text.as_str();
    let own = line.indentation().len();
    // An item lines up with items, a key with keys, also with one that stands behind a `- `.
    let item = line.content().0.contains('-');
    let mut above = line.above(text);
    let mut widths = Vec::new();
    while let Some(line) = above {
        let (lead, _) = line.content();
        match (item, lead.contains('-')) {
            (true, true) => widths.push(line.indentation().len()),
            (true, false) => {}
            (false, _) => widths.push(lead.len()),
        }
        if lead.is_empty() || widths.len() >= 200 {
            break;
        }
        above = line.above(text);
    }
    if own == 0 || widths.contains(&own) {
        return None;
    }
    let nearest = widths.iter().copied().min_by_key(|width| width.abs_diff(own))?;
    let visible = line.text.trim_start();
    let message = say!(
        "字下げがそろっていません。同じ段の行は同じ数の空白で始めます。",
        "The indentation does not match. Lines of one level begin with the same number of blanks."
    );
    Some(syntax(source, line.range(), message, format!("{}{visible}", " ".repeat(nearest))))
}

fn general(source: &Excerpt, line: Line<'_>) -> Diagnostic {
    let message = say!("この行は YAML として読めません。", "This line cannot be read as YAML.");
    Diagnostic::new(Code::Syntax, source.place(line.range()), message).help(say!(
        "この行と上の行について、字下げ、引用符、括弧の閉じ忘れ、コロンの後の半角の空白を確かめてください。",
        "Look at this line and the one above: indentation, quotes, brackets, the blank after a colon."
    ))
}
