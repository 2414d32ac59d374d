//! Marks in the source that make a plain CommonMark parser do what Japanese needs.
//!
//! Two assigned but dead punctuation characters that the text does not hold are taken, the *border* and the
//! *fence*, written B and F here:
//!
//! * **Emphasis.** A run of `*` or `~~` between two characters of which one is CJK, and none is blank, must be
//!   able to both open and close (tats-u, markdown-cjk-friendly). CommonMark decides by the neighbours, and a
//!   run between two punctuation characters does both: so a B is put on both sides, `は**「重要」**で` →
//!   `はB**B「重要」B**Bで`.
//! * **Tokens.** `{漏洩|ろうえい}` becomes `F0F`, the number being that of the written text in a table. No
//!   character of it means anything to the parser, which therefore never splits it; since F is used for nothing
//!   else and does not occur in the text, nothing else looks like it, neither digits between two emphasis runs
//!   nor anything that an author can type. The same written text gets the same number, so that reference
//!   labels still match.
//! * **Directive lines.** `:::note` becomes `<?F0F?>`, a processing instruction: a block of its own that may
//!   interrupt a paragraph and ends on its line, so the parser itself decides where a line starts a block. (A
//!   comment would do the same, but its `-->` would end a comment in which the author has put a directive.)
//!
//! All marks go in everywhere and come out of every string of the parser ([`Prepared::restore`]), so code,
//! addresses and HTML are what was written, and the pass need not know where those are.

use std::borrow::Cow;
use std::ops::Range;

use super::scan::{Mark, scan};
use super::token::Token;
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Excerpt, Place, Span};

/// Punctuation of scripts that are no longer written, for border and fence.
const DEAD: [char; 3] = ['\u{1056F}', '\u{10A7F}', '\u{11FFF}'];

/// A text with its marks, and the way back to what was written.
pub struct Prepared<'a> {
    source: &'a Excerpt,
    /// `None` where the text needs no mark, which is the plain path.
    marked: Option<Marked<'a>>,
}

struct Marked<'a> {
    /// The marked text; its "file" is the source excerpt's text.
    map: Excerpt,
    border: char,
    fence: char,
    tokens: Vec<Mark<'a>>,
}

/// A stretch of a string from the parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'p> {
    /// Text without marks.
    Text(&'p str),
    /// A token, with what was written for it.
    Token(Token<'p>, &'p str),
}

/// Puts the marks into `source`.
pub fn prepare(source: &Excerpt) -> Checked<Prepared<'_>> {
    let mut diagnostics = Diagnostics::default();
    let (edits, tokens) = scan(&source.text);
    if edits.is_empty() {
        return Checked { value: Prepared { source, marked: None }, diagnostics };
    }
    let mut free = DEAD.into_iter().filter(|&c| !source.text.contains(c));
    let (Some(border), Some(fence)) = (free.next(), free.next()) else {
        let at = source.text.find(DEAD).unwrap_or_default();
        diagnostics.push(
            Diagnostic::new(
                Code::Syntax,
                source.place(at..at + 4),
                say!(
                    "この本文には U+1056F・U+10A7F・U+11FFF のうち二つ以上の文字があり、日本語の記法とディレクティブを読み取れません。",
                    "This text holds two or more of the characters U+1056F, U+10A7F and U+11FFF, so that the Japanese notations and directives cannot be read."
                ),
            )
            .help(say!(
                "その文字を文字参照（&#x1056F; など）で書いてください。",
                "Write the character as a reference, such as &#x1056F;."
            )),
        );
        return Checked { value: Prepared { source, marked: None }, diagnostics };
    };
    let mut map = Excerpt::empty(&source.path);
    map.text.reserve(source.text.len() + edits.len() * 8);
    let mut done = 0;
    let mut buffer = String::new();
    for edit in &edits {
        map.push(source.text.get(done..edit.at.start).unwrap_or_default(), done);
        buffer.clear();
        match edit.token {
            None => buffer.push(border),
            Some(index) => {
                let line = tokens.get(index).is_some_and(|mark| mark.token == Token::Line);
                let (open, close) = if line { (LINE_OPEN, LINE_CLOSE) } else { ("", "") };
                buffer.push_str(&format!("{open}{fence}{index}{fence}{close}"));
            }
        }
        map.push_for(&buffer, edit.at.clone());
        done = edit.at.end;
    }
    map.push(source.text.get(done..).unwrap_or_default(), done);
    Checked { value: Prepared { source, marked: Some(Marked { map, border, fence, tokens }) }, diagnostics }
}

const LINE_OPEN: &str = "<?";
const LINE_CLOSE: &str = "?>";

impl<'a> Prepared<'a> {
    /// The text for the parser.
    pub fn text(&self) -> &str {
        self.marked.as_ref().map_or(&self.source.text, |marked| &marked.map.text)
    }

    /// The excerpt that the marks were put into.
    pub fn source(&self) -> &'a Excerpt {
        self.source
    }

    /// The bytes of the source excerpt that `range` of the marked text stands for.
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        self.marked.as_ref().map_or(range.clone(), |marked| marked.map.span(range).range())
    }

    /// Where in the author's file `range` of the marked text was written.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.source.span(self.source_range(range))
    }

    /// [`Prepared::span`] with the file's name.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place::new(&self.source.path, self.span(range))
    }

    /// Whether `raw` holds no mark.
    pub fn is_plain(&self, raw: &str) -> bool {
        self.marked.as_ref().is_none_or(|marked| !raw.contains([marked.border, marked.fence]))
    }

    /// `raw` as it was written.
    pub fn restore<'r>(&self, raw: &'r str) -> Cow<'r, str> {
        if self.is_plain(raw) {
            return Cow::Borrowed(raw);
        }
        let mut text = String::with_capacity(raw.len());
        for (_, piece) in self.pieces(raw) {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Token(_, written) => text.push_str(written),
            }
        }
        Cow::Owned(text)
    }

    /// `raw` without any mark: for text that the parser made itself, as out of `&#x1056F;`, where a mark is
    /// none of ours.
    pub fn without_marks<'r>(&self, raw: &'r str) -> Cow<'r, str> {
        match &self.marked {
            Some(marked) if !self.is_plain(raw) => Cow::Owned(raw.replace([marked.border, marked.fence], "")),
            _ => Cow::Borrowed(raw),
        }
    }

    /// The stretches of `raw`, each with its offset.
    pub fn pieces<'p>(&'p self, raw: &'p str) -> Vec<(usize, Piece<'p>)> {
        let Some(marked) = &self.marked else { return vec![(0, Piece::Text(raw))] };
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(rest) = raw.get(at..) {
            let Some(found) = rest.find([marked.border, marked.fence]) else {
                push_text(&mut pieces, at, rest);
                break;
            };
            let (text, tail) = rest.split_at_checked(found).unwrap_or((rest, ""));
            let Some(mark) = tail.chars().next() else { break };
            let after = tail.get(mark.len_utf8()..).unwrap_or_default();
            let token = (mark == marked.fence).then(|| marked.token(after)).flatten();
            match token {
                Some((token, length)) if token.token == Token::Line => {
                    let text = text.strip_suffix(LINE_OPEN).unwrap_or(text);
                    push_text(&mut pieces, at, text);
                    pieces.push((at + text.len(), Piece::Token(token.token, token.written)));
                    at += found + mark.len_utf8() + length;
                    if raw.get(at..).is_some_and(|rest| rest.starts_with(LINE_CLOSE)) {
                        at += LINE_CLOSE.len();
                    }
                }
                Some((token, length)) => {
                    push_text(&mut pieces, at, text);
                    pieces.push((at + found, Piece::Token(token.token, token.written)));
                    at += found + mark.len_utf8() + length;
                }
                None => {
                    push_text(&mut pieces, at, text);
                    at += found + mark.len_utf8();
                }
            }
        }
        pieces
    }

    /// The bytes of the source excerpt with the directive line that `html` stands for, if `html`, which starts
    /// at `offset` of the marked text, is one and nothing else.
    pub fn directive_line(&self, html: &str, offset: usize) -> Option<Range<usize>> {
        let marked = self.marked.as_ref()?;
        let trimmed = html.trim();
        let inner = trimmed.strip_prefix(LINE_OPEN)?.strip_prefix(marked.fence)?;
        let (mark, length) = marked.token(inner)?;
        let whole = mark.token == Token::Line && inner.get(length..) == Some(LINE_CLOSE);
        let start = offset + (html.len() - html.trim_start().len());
        whole.then(|| self.source_range(start..start + trimmed.len()))
    }
}

impl<'a> Marked<'a> {
    /// The token whose number stands at the start of `after`, and the length up to behind the second fence.
    fn token(&self, after: &str) -> Option<(Mark<'a>, usize)> {
        let digits = after.find(|c: char| !c.is_ascii_digit())?;
        let (number, tail) = after.split_at_checked(digits)?;
        let mark = self.tokens.get(number.parse::<usize>().ok()?)?;
        tail.starts_with(self.fence).then_some((*mark, digits + self.fence.len_utf8()))
    }
}

fn push_text<'p>(pieces: &mut Vec<(usize, Piece<'p>)>, at: usize, text: &'p str) {
    if !text.is_empty() {
        pieces.push((at, Piece::Text(text)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourcePath;

    fn marked(text: &str) -> String {
        let excerpt = Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), text, 0);
        let prepared = prepare(&excerpt).value;
        prepared.text().replace(DEAD[0], "B").replace(DEAD[1], "F")
    }

    #[test]
    fn borders_stand_around_runs_beside_japanese_punctuation() {
        assert_eq!(marked("これは**「重要」**です"), "これはB**B「重要」B**Bです");
        assert_eq!(marked("~~「削除」~~です"), "~~「削除」B~~Bです");
        assert_eq!(marked("これは**重要**です"), "これは**重要**です");
        assert_eq!(marked("a **b** (**\"c\"**)d**"), "a **b** (**\"c\"**)d**");
        assert_eq!(marked("は\\**「重要」"), "は\\*B*B「重要」");
    }

    #[test]
    fn tokens_are_numbered_by_what_was_written() {
        assert_eq!(marked("[[a]] {b|c} [[a]] `{{d}}`"), "F0F F1F F0F `F2F`");
        assert_eq!(marked("\\[[a]] \\{{b}}"), "\\[[a]] \\{{b}}");
        assert_eq!(marked("は**[[用語]]**です"), "はB**BF0FB**Bです");
    }

    #[test]
    fn directive_lines_become_processing_instructions() {
        assert_eq!(marked("> :::note\nx\n- ::quiz{src=a}"), "> <?F0F?>\nx\n- <?F1F?>");
        assert_eq!(marked("::1 :: \\:::a"), "::1 :: \\:::a");
    }

    #[test]
    fn everything_comes_back_as_written() {
        let text = "は**「`[[a]]`」**で ~ {b|c}\n:::note[x]\n  {{d}}";
        let excerpt = Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), text, 0);
        let prepared = prepare(&excerpt).value;
        assert_eq!(prepared.restore(prepared.text()), text);
    }

    #[test]
    fn a_mark_is_a_character_that_the_text_does_not_hold() {
        let text = "\u{1056F}は**「a」**で [[b]]";
        let excerpt = Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), text, 0);
        let prepared = prepare(&excerpt).value;
        assert_eq!(prepared.restore(prepared.text()), text);
        let all: String = DEAD.iter().chain("[[b]]".chars().collect::<Vec<_>>().iter()).collect();
        let excerpt = Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), &all, 0);
        let checked = prepare(&excerpt);
        assert_eq!(checked.diagnostics.iter().count(), 1);
        assert_eq!(checked.value.text(), all);
    }
}
