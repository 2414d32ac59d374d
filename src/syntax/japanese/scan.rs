//! Where the pre-pass has something to do: the scan of the source, line by line, in one go.
//!
//! What the edits are for is told in [`prepass`](super::prepass).

use std::collections::HashMap;
use std::ops::Range;

use super::token::Token;
use super::wide::{is_cjk, is_wide};
use crate::syntax::directive;

/// Lists and quotes may be nested so deeply.
pub const MAX_DEPTH: usize = 64;

/// A token and what the author wrote for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Mark<'a> {
    pub(super) token: Token<'a>,
    pub(super) written: &'a str,
}

/// Replaces the bytes `at` by a token, or puts a border in at their start.
pub(super) struct Edit {
    pub(super) at: Range<usize>,
    pub(super) token: Option<usize>,
}

/// Finds all edits in ascending order.
pub(super) fn scan(text: &str) -> (Vec<Edit>, Vec<Mark<'_>>) {
    let mut scan = Scan {
        text,
        edits: Vec::new(),
        tokens: Vec::new(),
        numbers: HashMap::new(),
        math_until: 0,
        no_display: false,
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        scan.line(start..end);
        start += line.len();
    }
    (scan.edits, scan.tokens)
}

struct Scan<'a> {
    text: &'a str,
    edits: Vec<Edit>,
    tokens: Vec<Mark<'a>>,
    numbers: HashMap<Mark<'a>, usize>,
    /// The end of the formula on several lines that was found last: its dollars are left to the parser.
    math_until: usize,
    /// Whether no `$$` is left that could close one.
    no_display: bool,
}

/// What a run of `*` or `~` sees beside it.
#[derive(Clone, Copy, PartialEq)]
enum Neighbour {
    Blank,
    Cjk,
    /// CJK or other letters and digits: beside two of these a run does everything already.
    Letter {
        cjk: bool,
    },
    Other,
}

impl<'a> Scan<'a> {
    fn line(&mut self, range: Range<usize>) {
        let line = self.slice(range.clone());
        let (prefix, too_deep) = prefix(line);
        let start = range.start + prefix;
        if too_deep {
            self.token(start..start, Token::TooDeep);
        } else if directive::starts(self.slice(start..range.end)) {
            self.token(start..range.end, Token::Line);
            return;
        }
        // The markers are looked at again, since `*` among them may be emphasis after all.
        self.inline(if too_deep { start..range.end } else { range });
    }

    fn inline(&mut self, range: Range<usize>) {
        let bytes = self.text.as_bytes();
        let mut at = range.start;
        // The end of the token just before, which hides the characters that it was written with.
        let mut last: Option<(usize, Neighbour)> = None;
        while at < range.end {
            match bytes.get(at) {
                Some(b'\\') => {
                    at += 1;
                    at += self.slice(at..range.end).chars().next().map_or(0, char::len_utf8);
                }
                Some(b'[' | b'{') => match Token::at(self.slice(at..range.end)) {
                    Some((token, length)) => {
                        self.token(at..at + length, token);
                        at += length;
                        last = Some((at, neighbour_of(token)));
                    }
                    None => at += 1,
                },
                Some(b'$') => {
                    let length = self.dollars(at, &range);
                    at += length;
                    last = None;
                }
                Some(b'^' | b'~') if self.script(&range, at).is_some() => {
                    let Some((token, length)) = self.script(&range, at) else { return };
                    self.token(at..at + length, token);
                    at += length;
                    last = Some((at, neighbour_of(token)));
                }
                Some(&byte @ (b'*' | b'~' | b'_')) => {
                    let length =
                        bytes.iter().skip(at).take(range.end - at).take_while(|&&next| next == byte).count();
                    let run = at..at + length;
                    match (byte, length) {
                        (b'_', _) => self.underscore(&range, run),
                        (b'~', 1) => self.token(run, Token::Tilde),
                        _ => self.run(&range, run, last),
                    }
                    at += length;
                }
                _ => at += 1,
            }
        }
    }

    /// Puts borders around a run that must be able to open and to close.
    fn run(&mut self, line: &Range<usize>, run: Range<usize>, last: Option<(usize, Neighbour)>) {
        use Neighbour::{Blank, Cjk, Letter};
        let before = match last {
            Some((end, neighbour)) if end == run.start => neighbour,
            _ => before(self.slice(line.start..run.start)),
        };
        let rest = self.slice(run.end..line.end);
        let after = Token::at(rest).map_or_else(|| after(rest), |(token, _)| neighbour_of(token));
        let is_cjk = |neighbour| matches!(neighbour, Cjk | Letter { cjk: true });
        let both_letters = matches!(before, Letter { .. }) && matches!(after, Letter { .. });
        if before != Blank && after != Blank && (is_cjk(before) || is_cjk(after)) && !both_letters {
            self.edits.push(Edit { at: run.start..run.start, token: None });
            self.edits.push(Edit { at: run.end..run.end, token: None });
        }
    }

    /// Raised or lowered text at `at`.
    fn script(&self, line: &Range<usize>, at: usize) -> Option<(Token<'a>, usize)> {
        let before = self.slice(line.start..at).chars().next_back()?;
        Token::script(before, self.slice(at..line.end))
    }

    /// A formula that begins at `at`, or the dollars there that mean money: both are taken out of the parser's sight.
    /// Gives the length of what was looked at. A formula in a line has neither blanks nor full-width characters at
    /// its edges, no digit behind it and no code in it.
    fn dollars(&mut self, at: usize, line: &Range<usize>) -> usize {
        if at < self.math_until {
            return 1;
        }
        let rest = self.slice(at..line.end);
        let length = match rest.strip_prefix("$$") {
            Some(inner) => {
                let end = inner.find("$$").and_then(|end| inner.get(..end));
                let content = end.filter(|content| !content.trim().is_empty() && !content.contains('`'));
                if let Some(content) = content {
                    let length = content.len() + 4;
                    self.token(at..at + length, Token::Display(content));
                    return length;
                }
                if let Some(length) = self.display_on_lines(at) {
                    self.math_until = at + length;
                    return 2;
                }
                rest.len() - rest.trim_start_matches('$').len()
            }
            None => {
                let inner = rest.get(1..).unwrap_or_default();
                if let Some(content) = formula(inner) {
                    let length = content.len() + 2;
                    self.token(at..at + length, Token::Formula(content));
                    return length;
                }
                1
            }
        };
        self.token(at..at + length, Token::Dollar);
        length
    }

    /// The length of a formula on several lines that begins at `at`. It does not go on beyond its paragraph, and the
    /// parser finds it by itself.
    fn display_on_lines(&mut self, at: usize) -> Option<usize> {
        // That nothing closes it is found out once.
        let text = self.text.get(at + 2..)?;
        let end = if self.no_display { None } else { text.find("$$") };
        self.no_display |= end.is_none();
        let content = end.and_then(|end| text.get(..end))?;
        let within = !content.trim().is_empty() && !content.contains("\n\n") && !content.contains('`');
        within.then_some(content.len() + 4)
    }

    /// `_` keeps CommonMark's rule; but a variation selector hides the punctuation before it.
    fn underscore(&mut self, line: &Range<usize>, run: Range<usize>) {
        let mut chars = self.slice(line.start..run.start).chars().rev();
        let selector = chars.next().is_some_and(|c| is_selector(c) || is_ideographic_selector(c));
        if selector && chars.next().is_some_and(|c| is_wide(c) && !c.is_alphanumeric()) {
            self.edits.push(Edit { at: run.start..run.start, token: None });
        }
    }

    fn token(&mut self, at: Range<usize>, token: Token<'a>) {
        let mark = Mark { token, written: self.slice(at.clone()) };
        let next = self.tokens.len();
        let index = *self.numbers.entry(mark).or_insert(next);
        if index == next {
            self.tokens.push(mark);
        }
        self.edits.push(Edit { at, token: Some(index) });
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }
}

/// The formula that `text`, which stands behind a `$`, begins with.
fn formula(text: &str) -> Option<&str> {
    let (mut escaped, mut end) = (false, None);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '`' => return None,
            '$' => {
                end = Some(at);
                break;
            }
            _ => {}
        }
    }
    let (content, after) = text.split_at_checked(end?)?;
    let edge = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_wide(c));
    let digit = after.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    (edge(content.chars().next()) && edge(content.chars().next_back()) && !digit).then_some(content)
}

fn neighbour_of(token: Token<'_>) -> Neighbour {
    // Not a letter for the test of two letters: the parser sees the fence, which is punctuation.
    if token.is_letter() { Neighbour::Cjk } else { Neighbour::Other }
}

fn before(text: &str) -> Neighbour {
    let mut chars = text.chars().rev();
    let Some(c) = chars.next() else { return Neighbour::Blank };
    if is_ideographic_selector(c) {
        return Neighbour::Cjk;
    }
    if is_selector(c) {
        return match chars.next() {
            Some(base) if is_cjk(base) => Neighbour::Cjk,
            Some(base) if is_curly_quote(base) && is_quote_selector(c) => Neighbour::Cjk,
            _ => Neighbour::Other,
        };
    }
    classify(c)
}

fn after(text: &str) -> Neighbour {
    let mut chars = text.chars();
    match chars.next() {
        None => Neighbour::Blank,
        Some(c) if is_curly_quote(c) && chars.next().is_some_and(is_quote_selector) => Neighbour::Cjk,
        Some(c) => classify(c),
    }
}

fn classify(c: char) -> Neighbour {
    if c.is_whitespace() {
        Neighbour::Blank
    } else if c.is_alphanumeric() {
        Neighbour::Letter { cjk: is_cjk(c) }
    } else if is_cjk(c) {
        Neighbour::Cjk
    } else {
        Neighbour::Other
    }
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0E}')
}

fn is_ideographic_selector(c: char) -> bool {
    matches!(c, '\u{E0100}'..='\u{E01EF}')
}

fn is_quote_selector(c: char) -> bool {
    matches!(c, '\u{FE00}' | '\u{FE01}')
}

fn is_curly_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’')
}

/// The length of the blanks, quote markers and list markers that open `line`, and whether they were cut off
/// because what follows would be nested more than [`MAX_DEPTH`] deep. Markers count by their number; lists that
/// were opened on earlier lines show as indentation, of which each takes two columns at least.
pub fn prefix(line: &str) -> (usize, bool) {
    let bytes = line.as_bytes();
    let (mut at, mut column, mut markers) = (0, 0, 0);
    // Columns that no marker accounts for; a marker takes the blank behind it.
    let mut indentation = 0_usize;
    loop {
        let width = match bytes.get(at) {
            Some(b' ') => 1,
            Some(b'\t') => 4 - column % 4,
            _ => 0,
        };
        if width > 0 {
            at += 1;
            column += width;
            indentation += width;
            continue;
        }
        let (length, depth) = match bytes.get(at) {
            Some(b'>') => (1, markers),
            _ => (list_marker(bytes.get(at..).unwrap_or_default()), markers + indentation / 2),
        };
        if length == 0 {
            return (at, false);
        }
        if depth >= MAX_DEPTH {
            // `- - - -` is a thematic break, however long.
            let rule = ['-', '*'].into_iter().any(|c| line.chars().all(|d| d == c || d == ' ' || d == '\t'));
            return (at, !rule);
        }
        markers += 1;
        at += length;
        column += length;
        if bytes.get(at) == Some(&b' ') {
            at += 1;
            column += 1;
        }
    }
}

fn list_marker(bytes: &[u8]) -> usize {
    let length = match bytes.first() {
        Some(b'-' | b'+' | b'*') => 1,
        _ => {
            let digits = bytes.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
            match bytes.get(digits) {
                Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
                _ => return 0,
            }
        }
    };
    if matches!(bytes.get(length), None | Some(b' ' | b'\t')) { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_cut_off_but_rules_are_not() {
        assert_eq!(prefix("  > - 1. a"), (9, false));
        assert_eq!(prefix(&">".repeat(70)), (64, true));
        assert!(!prefix(&"- ".repeat(70)).1);
        assert!(prefix(&format!("{}a", "- ".repeat(70))).1);
        assert!(prefix(&format!("{}- a", " ".repeat(128))).1);
    }
}
