//! The text of a scalar with its way back to the file.
//!
//! The parser tells what a scalar means and where it stands, not which of its bytes came from where. So the
//! text is read a second time here, piece by piece, and compared with the parser's: where the two differ, the
//! parser is right and the text maps to the scalar as a whole.

use std::ops::Range;

use crate::source::Excerpt;

/// How YAML writes a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}

/// The scalar at `range` of `source`, which means `value`.
pub(super) fn excerpt(source: &Excerpt, range: Range<usize>, value: &str, notation: Notation) -> Excerpt {
    let Some(raw) = source.text.get(range.clone()) else { return whole(source, range, value) };
    if raw == value {
        return source.slice(range);
    }
    let mut reader = Reader { source, end: range.end, text: Excerpt::empty(&source.path) };
    match notation {
        Notation::Plain => reader.flow(range.start, None),
        Notation::SingleQuoted => reader.flow(range.start + 1, Some('\'')),
        Notation::DoubleQuoted => reader.flow(range.start + 1, Some('"')),
        Notation::Literal => reader.literal(first_line(&source.text, range.start), value),
        Notation::Folded => reader.folded(first_line(&source.text, range.start), value),
    }
    if reader.text.text == value { reader.text } else { whole(source, range, value) }
}

fn whole(source: &Excerpt, range: Range<usize>, value: &str) -> Excerpt {
    let mut text = Excerpt::empty(&source.path);
    text.push_for(value, source.span(range).range());
    text
}

/// The start of a block's first line. The parser's range begins after the indentation of the first line that is
/// not blank, and lines that are blank belong to the text too.
fn first_line(text: &str, start: usize) -> usize {
    let line_start =
        |at: usize| text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1);
    let mut first = line_start(start);
    while first > 0 {
        let above = line_start(first - 1);
        if !text.get(above..first).is_some_and(|line| line.trim().is_empty()) {
            break;
        }
        first = above;
    }
    first
}

struct Reader<'a> {
    source: &'a Excerpt,
    end: usize,
    text: Excerpt,
}

impl Reader<'_> {
    fn rest(&self, at: usize) -> &str {
        self.source.text.get(at..self.end).unwrap_or_default()
    }

    /// Appends `text` as standing for the bytes `range` of the source.
    fn push_for(&mut self, text: &str, range: Range<usize>) {
        self.text.push_for(text, self.source.span(range).range());
    }

    /// A plain or quoted scalar from `at` on: lines are folded, and `quote` has its own escapes.
    fn flow(&mut self, mut at: usize, quote: Option<char>) {
        let source = self.source;
        loop {
            let rest = source.text.get(at..self.end).unwrap_or_default();
            let Some(next) = rest.chars().next() else { return };
            if matches!(next, ' ' | '\t' | '\n') {
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\n']).len();
                let breaks = rest.get(..blanks).unwrap_or_default().matches('\n').count();
                match breaks {
                    0 => self.text.push_slice(source, at..at + blanks),
                    1 => self.push_for(" ", at..at + blanks),
                    more => self.push_for(&"\n".repeat(more - 1), at..at + blanks),
                }
                at += blanks;
            } else if quote == Some(next) {
                if next == '\'' && rest.starts_with("''") {
                    self.push_for("'", at..at + 2);
                    at += 2;
                } else {
                    return;
                }
            } else if quote == Some('"') && next == '\\' {
                let Some((meaning, length)) = escape(rest) else { return };
                self.push_for(&meaning, at..at + length);
                at += length;
            } else {
                let run = rest.find([' ', '\t', '\n', '\'', '"', '\\']).unwrap_or(rest.len());
                let run = run.max(next.len_utf8());
                self.text.push_slice(source, at..at + run);
                at += run;
            }
        }
    }

    /// The first byte of the line after the one at `at`.
    fn next_line(&self, at: usize) -> usize {
        self.rest(at).find('\n').map_or(self.end, |length| at + length + 1)
    }

    /// A `|` block: each line of the value is the end of a line of the source.
    fn literal(&mut self, mut at: usize, value: &str) {
        for line in value.split_inclusive('\n') {
            let next = self.next_line(at);
            let raw = self.source.text.get(at..next).unwrap_or_default();
            if raw.ends_with(line) {
                self.text.push_slice(self.source, next - line.len()..next);
            } else {
                self.push_for(line, at..next);
            }
            at = next;
        }
    }

    /// A `>` block: the lines of the source are found one after the other in the value, and what stands
    /// between them in the value stands for the line breaks.
    fn folded(&mut self, mut at: usize, value: &str) {
        let mut done = 0;
        let mut gap = at;
        while at < self.end {
            let next = self.next_line(at);
            let line = self.source.text.get(at..next).unwrap_or_default().trim_end_matches('\n');
            let words = line.trim_matches([' ', '\t']);
            if !words.is_empty() {
                let rest = value.get(done..).unwrap_or_default();
                let Some(found) = rest.find(words) else { return };
                if found > 0 {
                    let between = rest.get(..found).unwrap_or_default();
                    self.push_for(between, gap..at);
                }
                let from = at + (line.len() - line.trim_start_matches([' ', '\t']).len());
                self.text.push_slice(self.source, from..from + words.len());
                done += found + words.len();
                gap = from + words.len();
            }
            at = next;
        }
        let rest = value.get(done..).unwrap_or_default();
        if !rest.is_empty() {
            self.push_for(rest, gap.min(self.end)..self.end);
        }
    }
}

/// What the escape at the start of `rest` means, and how many bytes it takes.
fn escape(rest: &str) -> Option<(String, usize)> {
    let letter = rest.chars().nth(1)?;
    let hex = |digits: usize| {
        let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
        Some((char::from_u32(code)?.to_string(), 2 + digits))
    };
    let simple = |meaning: &str| Some((meaning.to_owned(), 2));
    match letter {
        '0' => simple("\0"),
        'a' => simple("\x07"),
        'b' => simple("\x08"),
        't' | '\t' => simple("\t"),
        'n' => simple("\n"),
        'v' => simple("\x0b"),
        'f' => simple("\x0c"),
        'r' => simple("\r"),
        'e' => simple("\x1b"),
        ' ' => simple(" "),
        '"' => simple("\""),
        '/' => simple("/"),
        '\\' => simple("\\"),
        'N' => simple("\u{85}"),
        '_' => simple("\u{a0}"),
        'L' => simple("\u{2028}"),
        'P' => simple("\u{2029}"),
        'x' => hex(2),
        'u' => hex(4),
        'U' => hex(8),
        // A line break that is not to be seen, with the blanks of the next line.
        '\n' => {
            let after = rest.get(2..)?;
            Some((String::new(), 2 + after.len() - after.trim_start_matches([' ', '\t']).len()))
        }
        _ => None,
    }
}
