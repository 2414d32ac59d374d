//! One directive line: `:::name[label]{key=value key="two words" #id .class flag}`, `::name…`, or `:::`.
//!
//! Here is the grammar of a line and what to say about a line that breaks it. Which lines are directives at
//! all, and which closing fence belongs to which opening one, is for `markdown` to find out; which names and
//! attributes exist, for the course.
//!
//! A line is always understood as something: what was meant is guessed, so that the closing fence of a wrong
//! opening line does not become a second problem.

mod attributes;

use std::ops::Range;

use super::tree::{Directive, Name};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics, Said};
use crate::say;
use crate::source::Excerpt;

/// What a directive line is.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// `:::name…`, with its number of colons. The body of the directive is empty.
    Open(usize, Directive),
    /// `:::`, with its number of colons.
    Close(usize),
    /// `::name…`
    Leaf(Directive),
}

/// Whether a line, after blanks and markers, is a directive line. Full-width colons count: they are what a
/// Japanese keyboard gives, and are reported by [`parse`].
pub fn starts(line: &str) -> bool {
    let mut chars = line.chars();
    let colons = chars.by_ref().take_while(|&c| half_width(c) == ':').count();
    let wide = line.starts_with('：');
    let next = line.chars().nth(colons);
    match colons {
        0 | 1 => false,
        2 if wide => next.is_some_and(|c| c.is_ascii_alphabetic()),
        2 => next.is_some_and(char::is_alphabetic),
        _ => true,
    }
}

/// Parses a line for which [`starts`] holds.
pub fn parse(line: &Excerpt) -> Checked<Line> {
    let mut parser = Parser { line, at: 0, fixes: Vec::new(), wide: None, problems: Vec::new() };
    let value = parser.line();
    Checked { value, diagnostics: parser.diagnostics() }
}

/// The character that `c` is the full-width form of, where that has a meaning in a directive line.
fn half_width(c: char) -> char {
    match c {
        '：' => ':',
        '｛' => '{',
        '｝' => '}',
        '［' => '[',
        '］' => ']',
        '＝' => '=',
        '＃' => '#',
        '．' => '.',
        '“' | '”' | '„' | '＂' => '"',
        '\u{3000}' => ' ',
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '－' | '＿' => {
            u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c)
        }
        _ => c,
    }
}

struct Parser<'a> {
    line: &'a Excerpt,
    at: usize,
    /// What to write instead of which bytes.
    fixes: Vec<(Range<usize>, String)>,
    /// The first full-width character that was read as its half-width form.
    wide: Option<(Range<usize>, char)>,
    problems: Vec<(Range<usize>, Said)>,
}

impl<'a> Parser<'a> {
    fn line(&mut self) -> Line {
        let mut colons = 0;
        while self.peek() == Some(':') {
            self.take();
            colons += 1;
        }
        self.blanks();
        if self.peek().is_none() {
            return Line::Close(colons);
        }
        let start = self.at;
        let mut name = self.name();
        self.blanks();
        // `:::end`, as other languages close.
        let is_end = matches!(name.0.to_ascii_lowercase().as_str(), "end" | "endblock" | "close")
            || matches!(name.0.as_str(), "終わり" | "おわり" | "終了" | "ここまで");
        if colons > 2 && is_end && self.peek().is_none() {
            let before = self.line.text.get(..start).unwrap_or_default().trim_end().len();
            self.problem(
                name.1.clone(),
                say!(
                    "閉じる行は {} だけです。",
                    "The line that closes is {} alone.",
                    ":".repeat(colons.min(9))
                ),
            );
            self.fixes.push((before..name.1.end, String::new()));
            return Line::Close(colons);
        }
        let name_end = name.1.end;
        let label = (self.peek() == Some('[')).then(|| self.label());
        self.blanks();
        let mut attributes = Vec::new();
        if self.peek() == Some('{') {
            let start = self.at;
            attributes = self.attributes();
            if name.0.is_empty() {
                self.name_in_braces(&mut name, &mut attributes, start);
            }
        } else if name.0.is_empty() {
            self.problem(name.1.clone(), say!("ブロックの名前がありません。", "The directive has no name."));
        }
        let rest = self.rest(name_end, label.is_none());
        let label = label.or(rest);
        let container = colons > 2;
        let name = Name { text: name.0, span: self.line.span(name.1) };
        let span = self.line.span(0..self.line.text.trim_end().len());
        let directive = Directive { name, label, attributes, body: Vec::new(), data: None, container, span };
        if container { Line::Open(colons, directive) } else { Line::Leaf(directive) }
    }

    fn name(&mut self) -> (String, Range<usize>) {
        let start = self.at;
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|&c| c.is_alphanumeric() || c == '-' || c == '_') {
            self.take();
            name.push(c);
        }
        (name, start..self.at)
    }

    /// `[label]`, with nested brackets and `\]`.
    fn label(&mut self) -> Excerpt {
        let wide = self.rest_of_line().starts_with('［');
        self.take();
        let start = self.at;
        let mut depth = 0_usize;
        let mut escaped = false;
        let mut close = None;
        for (offset, c) in self.rest_of_line().char_indices() {
            let bracket = if wide { half_width(c) } else { c };
            match bracket {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => depth += 1,
                ']' if depth == 0 => {
                    close = Some(start + offset);
                    break;
                }
                ']' => depth -= 1,
                _ => {}
            }
        }
        if let Some(close) = close {
            self.at = close;
            self.take();
            return self.line.slice(start..close);
        }
        // `[label］`, or no bracket at all: then the label ends before the attributes.
        let rest = self.rest_of_line();
        let end = rest.rfind('］').unwrap_or_else(|| {
            let label = rest.find(['{', '｛']).and_then(|brace| rest.get(..brace)).unwrap_or(rest);
            label.trim_end().len()
        });
        let end = start + end;
        self.at = end;
        if self.rest_of_line().starts_with('］') {
            self.take();
        } else {
            self.problem(
                start - if wide { '［'.len_utf8() } else { 1 }..start,
                say!("[ が閉じられていません。", "The [ is not closed."),
            );
            self.fixes.push((end..end, "]".to_owned()));
        }
        self.line.slice(start..end)
    }

    /// What stands after the attributes has no place there; as a label, it is kept.
    fn rest(&mut self, name_end: usize, needs_label: bool) -> Option<Excerpt> {
        self.blanks();
        let start = self.at;
        let text = self.rest_of_line().trim_end();
        if text.is_empty() {
            return None;
        }
        let range = start..start + text.len();
        self.problem(
            range.clone(),
            say!(
                "この行には、名前・[ラベル]・{{属性}} のほかは書けません。",
                "This line may hold a name, a [label] and {{attributes}}, and nothing else."
            ),
        );
        // A second brace is no label, and neither are colons that close nothing.
        let label = needs_label && !text.starts_with(['{', '[', ':', '：']);
        let written = self.line.text.get(..start).unwrap_or_default().trim_end().len();
        if label {
            self.fixes.push((name_end..name_end, format!("[{text}]")));
        }
        self.fixes.push((written..range.end, String::new()));
        label.then(|| self.line.slice(range))
    }

    fn unexpected(&mut self, at: Range<usize>) {
        let text = self.line.text.get(at.clone()).unwrap_or_default();
        self.problem(at.clone(), say!("ここに「{text}」は書けません。", "“{text}” cannot stand here."));
        self.fixes.push((at, String::new()));
    }

    /// Notes a problem. One line shows its correction with each, so a few must do.
    fn problem(&mut self, range: Range<usize>, message: Said) {
        if self.problems.len() < 8 {
            self.problems.push((range, message));
        }
    }

    fn rest_of_line(&self) -> &'a str {
        self.line.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest_of_line().chars().next().map(half_width)
    }

    /// Takes one character, and notes it where its half-width form is meant.
    fn take(&mut self) -> Range<usize> {
        let Some(c) = self.rest_of_line().chars().next() else { return self.at..self.at };
        let range = self.at..self.at + c.len_utf8();
        self.at = range.end;
        if half_width(c) != c {
            match &mut self.wide {
                Some((wide, first)) if *first == c && wide.end == range.start => wide.end = range.end,
                Some(_) => {}
                None => self.wide = Some((range.clone(), c)),
            }
            self.fixes.push((range.clone(), half_width(c).to_string()));
        }
        range
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.take();
        }
    }

    fn diagnostics(mut self) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let corrected = self.corrected();
        if let Some((range, c)) = self.wide.take() {
            let half = half_width(c);
            diagnostics.push(
                Diagnostic::new(
                    Code::FullWidth,
                    self.line.place(range),
                    say!(
                        "全角の「{c}」があります。ここは半角の「{half}」で書きます。",
                        "There is a full-width “{c}” where a half-width “{half}” is meant."
                    ),
                )
                .correct(corrected.clone()),
            );
        }
        for (range, message) in self.problems {
            let problem = Diagnostic::new(Code::Syntax, self.line.place(range), message);
            // Without a name there is nothing to suggest; perhaps no directive was meant.
            diagnostics.push(if corrected == self.line.text.trim_end() {
                problem.help(say!(
                    "文字としての「::」で始まる行は、「\\::」と書きます。",
                    "A line that begins with the characters “::” is written “\\::”."
                ))
            } else {
                problem.correct(corrected.clone())
            });
        }
        diagnostics
    }

    fn corrected(&mut self) -> String {
        self.fixes.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::new();
        let mut done = 0;
        for (range, fix) in &self.fixes {
            if range.start < done {
                continue;
            }
            text.push_str(self.line.text.get(done..range.start).unwrap_or_default());
            text.push_str(fix);
            done = range.end;
        }
        text.push_str(self.line.text.get(done..).unwrap_or_default());
        text.truncate(text.trim_end().len());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourcePath;

    fn excerpt(line: &str) -> Excerpt {
        Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), line, 0)
    }

    fn directive(line: &str) -> Directive {
        match parse(&excerpt(line)) {
            Checked { value: Line::Open(_, directive) | Line::Leaf(directive), diagnostics } => {
                assert!(diagnostics.is_empty(), "{line}: {diagnostics:?}");
                directive
            }
            other => panic!("{line}: {other:?}"),
        }
    }

    /// The correction and the first place, after checking that the correction has nothing wrong with it.
    fn corrected(line: &str) -> (String, usize) {
        let checked = parse(&excerpt(line));
        let mut found = checked.diagnostics.iter();
        let first = found.next().unwrap_or_else(|| panic!("{line}: nothing found"));
        let correction = first.correction.clone().unwrap();
        let again = parse(&excerpt(&correction));
        assert!(again.diagnostics.is_empty(), "{line} → {correction}: {:?}", again.diagnostics);
        (correction, first.place.as_ref().unwrap().span.start as usize)
    }

    fn pairs(directive: &Directive) -> Vec<(&str, &str)> {
        let attributes = directive.attributes.iter();
        attributes.map(|a| (a.key.text.as_str(), a.value.text.as_str())).collect()
    }

    #[test]
    fn all_parts_are_read_with_their_places() {
        let line = r#":::case[表 [1] と \] など]{source=京都 place="a \"b\" c" #x .y open}"#;
        let case = directive(line);
        assert_eq!(case.name.text, "case");
        assert_eq!(case.label.as_ref().unwrap().text, r"表 [1] と \] など");
        assert_eq!(
            pairs(&case),
            [("source", "京都"), ("place", "a \"b\" c"), ("id", "x"), ("class", "y"), ("open", "true")]
        );
        let place = &case.attributes[1].value;
        assert_eq!(&line[place.span(0..1).range()], "a");
        assert_eq!(&line[place.span(place.text.len() - 1..place.text.len()).range()], "c");
        assert!(case.container);
    }

    #[test]
    fn blanks_are_free_and_colons_are_counted() {
        assert_eq!(directive("::: note [a] {b}").label.unwrap().text, "a");
        assert!(!directive("::quiz{src=a}").container);
        assert_eq!(parse(&excerpt("::::  ")).value, Line::Close(4));
        assert!(matches!(parse(&excerpt("::::a")).value, Line::Open(4, _)));
    }

    #[test]
    fn full_width_signs_are_read_as_meant() {
        let wide = "：：：note［見出し］｛date＝“2025 年”　＃x｝";
        assert_eq!(corrected(wide), (":::note[見出し]{date=\"2025 年\" #x}".to_owned(), 0));
        assert_eq!(corrected(":::note{a=\"b”}"), (":::note{a=\"b\"}".to_owned(), 12));
        assert_eq!(corrected(":::ｎote[a］").0, ":::note[a]");
        assert_eq!(corrected("：：：").0, ":::");
    }

    #[test]
    fn what_is_not_closed_is_closed_in_the_correction() {
        assert_eq!(corrected(":::note[a"), (":::note[a]".to_owned(), 7));
        assert_eq!(corrected(":::note[a {b=c}").0, ":::note[a] {b=c}");
        assert_eq!(corrected(":::note{a=b"), (":::note{a=b}".to_owned(), 7));
        assert_eq!(corrected(":::note{a=\"b c}"), (":::note{a=\"b c\"}".to_owned(), 10));
    }

    #[test]
    fn text_after_the_attributes_becomes_the_label() {
        assert_eq!(corrected(":::note 注意 点"), (":::note[注意 点]".to_owned(), 8));
        assert_eq!(corrected(":::note{a=b} 注意").0, ":::note[注意]{a=b}");
        assert_eq!(corrected(":::note[a] b :::").0, ":::note[a]");
        assert_eq!(corrected(":::note :::").0, ":::note");
    }

    #[test]
    fn other_dialects_are_corrected() {
        assert_eq!(corrected("::: {.note}").0, "::: note");
        assert_eq!(corrected(":::{note}").0, ":::note");
        assert_eq!(corrected(":::note{a= b}").0, ":::note{a=\"\" b}");
        assert_eq!(corrected(":::note{=a}").0, ":::note{a}");
    }

    #[test]
    fn only_lines_that_look_like_directives_are() {
        assert!([":::", "::quiz", "::::a", "：：：", "::: a", "：：quiz"].iter().all(|line| starts(line)));
        assert!(["::", ":", "::1", "：：あ", ":: a", "a"].iter().all(|line| !starts(line)));
    }
}
