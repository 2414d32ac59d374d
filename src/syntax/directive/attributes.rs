//! `{key=value key="two words" #id .class flag}`.

use std::ops::Range;

use super::{Parser, half_width};
use crate::say;
use crate::source::Excerpt;
use crate::syntax::tree::{Attribute, Name};

impl Parser<'_> {
    pub(super) fn attributes(&mut self) -> Vec<Attribute> {
        let open = self.take();
        let mut attributes = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None => {
                    let end = self.line.text.trim_end().len();
                    self.fixes.push((end..end, "}".to_owned()));
                    self.problem(open, say!("{{ が閉じられていません。", "The {{ is not closed."));
                    return attributes;
                }
                Some('}') => {
                    self.take();
                    return attributes;
                }
                Some(sign @ ('#' | '.')) => {
                    let sign_at = self.take();
                    let key = if sign == '#' { "id" } else { "class" };
                    let value = self.bare();
                    if value.is_empty() {
                        self.unexpected(sign_at);
                        continue;
                    }
                    attributes.push(Attribute {
                        key: Name { text: key.to_owned(), span: self.line.span(sign_at) },
                        value: self.line.slice(value),
                    });
                }
                Some(_) => attributes.extend(self.pair()),
            }
        }
    }

    /// `key=value`, `key="two words"` or `flag`.
    fn pair(&mut self) -> Option<Attribute> {
        let start = self.at;
        let mut key = String::new();
        while let Some(c) = self.peek().filter(|&c| c.is_alphanumeric() || c == '-' || c == '_') {
            self.take();
            key.push(c);
        }
        if key.is_empty() {
            let at = self.take();
            self.unexpected(at);
            return None;
        }
        let span = self.line.span(start..self.at);
        let key_end = self.at;
        let key = Name { text: key, span };
        if self.peek() != Some('=') {
            let mut value = Excerpt::empty(&self.line.path);
            value.push_for("true", span.range());
            return Some(Attribute { key, value });
        }
        self.take();
        let value = if self.peek() == Some('"') {
            self.quoted()
        } else {
            let range = self.bare();
            if let Some(range) = self.goes_on(&range) {
                let text = self.line.text.get(range.clone()).unwrap_or_default();
                self.problem(
                    range.clone(),
                    say!("空白のある値は引用符 \" で囲みます。", "A value with blanks stands in quotes."),
                );
                self.fixes.push((range.clone(), format!("\"{text}\"")));
                self.at = range.end;
                return Some(Attribute { key, value: self.line.slice(range) });
            }
            if range.is_empty() {
                self.problem(
                    start..key_end,
                    say!("「{}」の値がありません。", "“{}” has no value.", key.text),
                );
                self.fixes.push((range.clone(), "\"\"".to_owned()));
            }
            self.line.slice(range)
        };
        Some(Attribute { key, value })
    }

    /// `今日 18:05` in `time=今日 18:05 likes=3}`: a value without quotes, with what can only be more of it.
    fn goes_on(&self, value: &Range<usize>) -> Option<Range<usize>> {
        if value.is_empty() {
            return None;
        }
        let mut end = value.end;
        let rest = near(self.line.text.get(end..)?);
        let rest = rest.get(..rest.find(['}', '｝', '"']).unwrap_or(rest.len()))?;
        let mut at = value.end;
        for word in rest.split([' ', '\u{3000}']) {
            let next = at + word.len();
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            let begins = word.starts_with(['#', '.'])
                || word
                    .split_once(['=', '＝'])
                    .is_some_and(|(key, _)| !key.is_empty() && key.chars().all(is_name));
            if begins {
                break;
            }
            // A word alone may be a flag.
            if !word.chars().all(is_name) || word.starts_with(|c: char| c.is_ascii_digit()) {
                end = next;
            }
            at = next
                + rest.get(next - value.end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
        (end > value.end).then_some(value.start..end)
    }

    fn bare(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = self.rest_of_line();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '}' | '｝')).unwrap_or(rest.len());
        self.at += end;
        start..self.at
    }

    /// A value in quotes; `\"` stands for a quote and `\\` for a backslash.
    fn quoted(&mut self) -> Excerpt {
        let plain = self.rest_of_line().starts_with('"');
        let open = self.take();
        let start = self.at;
        let mut value = Excerpt::empty(&self.line.path);
        let rest = self.rest_of_line();
        if let Some(end) = outer_quote(rest).filter(|_| plain) {
            return self.quotes_inside(start, end);
        }
        let mut from = 0;
        let mut escaped = false;
        let mut close = None;
        for (offset, c) in rest.char_indices() {
            match c {
                '"' | '\\' if escaped => {
                    self.append(&mut value, start + from..start + offset - 1);
                    from = offset;
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    close = Some(offset);
                    break;
                }
                // A full-width quote ends what a full-width quote began.
                _ if half_width(c) == '"' && !plain => {
                    close = Some(offset);
                    break;
                }
                _ => escaped = false,
            }
        }
        // `"value”`: the half-width quote is missing, the full-width one is not.
        let close =
            close.or_else(|| rest.find(|c| half_width(c) == '"' && c != '"').filter(|&at| at >= from));
        if let Some(close) = close {
            self.append(&mut value, start + from..start + close);
            self.at = start + close;
            self.take();
        } else {
            let trimmed = rest.trim_end();
            let end = trimmed.strip_suffix(['}', '｝']).unwrap_or(trimmed).len().max(from);
            // The next attribute is none of the value's.
            let end = next_attribute(trimmed).filter(|&next| next >= from).unwrap_or(end);
            self.problem(open, say!("引用符が閉じられていません。", "The quote is not closed."));
            self.fixes.push((start + end..start + end, "\"".to_owned()));
            self.append(&mut value, start + from..start + end);
            self.at = start + end;
        }
        if value.text.is_empty() {
            value = self.line.slice(start..start);
        }
        value
    }

    /// A value whose quotes enclose others, up to the quote at `end`.
    fn quotes_inside(&mut self, start: usize, end: usize) -> Excerpt {
        let text = self.rest_of_line().get(..end).unwrap_or_default();
        let first = text.find('"').unwrap_or_default();
        self.problem(
            start + first..start + first + 1,
            say!("引用符の中の \" は、そこで値を終わらせます。", "A \" inside quotes ends the value there."),
        );
        for (at, _) in text.match_indices('"') {
            self.fixes.push((start + at..start + at, "\\".to_owned()));
        }
        self.at = start + end;
        self.take();
        self.line.slice(start..start + end)
    }

    fn append(&self, value: &mut Excerpt, range: Range<usize>) {
        let start = self.line.span(range.clone()).range().start;
        if let Some(text) = self.line.text.get(range).filter(|text| !text.is_empty()) {
            value.push(text, start);
        }
    }

    /// `::: {.note}`, as other tools write it: the name stands in the braces.
    pub(super) fn name_in_braces(
        &mut self,
        name: &mut (String, Range<usize>),
        attributes: &mut Vec<Attribute>,
        start: usize,
    ) {
        let found = attributes.iter().position(|attribute| match attribute.key.text.as_str() {
            "class" => true,
            _ => attribute.value.text == "true",
        });
        self.problem(name.1.clone(), say!("名前は {{ の前に書きます。", "The name stands before the {{."));
        let Some(found) = found else { return };
        let attribute = attributes.remove(found);
        let class = attribute.key.text == "class";
        name.0 = if class { attribute.value.text } else { attribute.key.text };
        if attributes.is_empty() {
            self.fixes.retain(|(range, _)| range.end <= start);
            self.fixes.push((start..self.at, name.0.clone()));
        } else {
            self.fixes.push((name.1.clone(), name.0.clone()));
        }
    }
}

/// Where the value ends that begins `rest`, if quotes stand inside it: behind its first quote goes on what is no
/// attribute, and a later quote stands before the next attribute or the end.
fn outer_quote(rest: &str) -> Option<usize> {
    let rest = near(rest);
    let is_end = |after: &str| {
        let next = after.trim_start();
        next.is_empty()
            || next.starts_with(['}', '｝'])
            || (next.len() < after.len() && begins_attribute(next))
    };
    let mut quotes = rest.match_indices('"').map(|(at, _)| at);
    let behind = |at: usize| rest.get(at + 1..).unwrap_or_default();
    let first = quotes.next()?;
    if rest.get(..first)?.contains('\\') || is_end(behind(first)) || behind(first).starts_with(['“', '”'])
    {
        return None;
    }
    // Two attributes without a blank between them are not meant here.
    if begins_attribute(behind(first)) {
        return None;
    }
    quotes.find(|&at| is_end(behind(at)))
}

/// Where the blanks before the next attribute begin.
fn next_attribute(rest: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|rest| rest.find(' ')) {
        let blank = at + found;
        let word = rest.get(blank..).unwrap_or_default().trim_start();
        if begins_attribute(word) {
            return Some(rest.get(..blank).unwrap_or_default().trim_end().len());
        }
        at = blank + 1;
    }
    None
}

/// `key=`
fn begins_attribute(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.trim_start_matches(is_name).starts_with('=')
}

/// The next few hundred bytes: what was meant is not looked for further away, so that a long line takes no more
/// than linear time.
fn near(rest: &str) -> &str {
    let mut end = rest.len().min(500);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    rest.get(..end).unwrap_or_default()
}
