//! Running text: adjacent text joined, marks taken out, tokens turned into leaves.

use std::ops::Range;

use pulldown_cmark::{LinkType, Tag};

use super::build::is_comment;
use super::flatten::plain;
use super::stack::depth_exceeded;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Place, without_unwanted};
use crate::syntax::japanese::prepass::{Piece, Prepared};
use crate::syntax::japanese::scan::MAX_DEPTH;
use crate::syntax::japanese::token::{self, Token};
use crate::syntax::math;
use crate::syntax::tree::{
    Inline, Math, Name, RawHtml, RubyPair, Written, WrittenImage, WrittenLink, WrittenTerm,
};

/// The running text that is being read.
pub(super) struct Text<'p> {
    prepared: &'p Prepared<'p>,
    /// What is open, the paragraph, heading or cell itself first.
    open: Vec<Open>,
    /// Text of adjacent events, still with its marks.
    run: String,
    /// From which offset of `run` on the text stands where in the marked text.
    chunks: Vec<(usize, usize)>,
    /// How many more are open beyond the limit of nesting, whose content belongs to the last of `open`.
    merged: usize,
    too_deep: bool,
    /// Whether a formula of several lines was begun that is none.
    in_formula: bool,
    /// Where formulas stand in the source excerpt.
    pub(super) formulas: Vec<Range<usize>>,
}

struct Open {
    kind: Kind,
    content: Vec<Inline<Written>>,
}

enum Kind {
    Root,
    Emphasis,
    Strong,
    Strikethrough,
    Link { target: String, title: String },
    Image { target: String, title: String },
}

impl<'p> Text<'p> {
    pub(super) fn new(prepared: &'p Prepared<'p>) -> Self {
        Self {
            prepared,
            open: vec![Open::root()],
            run: String::new(),
            chunks: Vec::new(),
            merged: 0,
            too_deep: false,
            in_formula: false,
            formulas: Vec::new(),
        }
    }

    /// Adds the text of an event.
    pub(super) fn push(&mut self, text: &str, range: Range<usize>) {
        self.chunks.push((self.run.len(), range.start));
        let as_written = self.prepared.text().get(range) == Some(text);
        if as_written {
            self.run.push_str(text);
        } else {
            let text = self.prepared.without_marks(text);
            self.run.push_str(&without_unwanted(&text));
        }
    }

    /// Adds a leaf.
    pub(super) fn add(&mut self, leaf: Inline<Written>, diagnostics: &mut Diagnostics) {
        self.end_run(diagnostics);
        if let Some(open) = self.open.last_mut() {
            open.content.push(leaf);
        }
    }

    /// Adds code in a line.
    pub(super) fn code(&mut self, text: &str, diagnostics: &mut Diagnostics) {
        let code = self.prepared.restore(text).into_owned();
        self.add(Inline::Code(code), diagnostics);
    }

    /// Adds what stands at `range` of the marked text as text.
    pub(super) fn as_written(&mut self, range: Range<usize>, diagnostics: &mut Diagnostics) {
        self.end_run(diagnostics);
        let raw = self.prepared.text().get(range).unwrap_or_default();
        let written = without_unwanted(&self.prepared.restore(raw)).into_owned();
        self.add_text(&written);
    }

    /// Adds a formula of its own that stands on several lines.
    pub(super) fn math(&mut self, text: &str, range: Range<usize>, diagnostics: &mut Diagnostics) {
        let place = self.prepared.place(range);
        let formula = formula(&self.prepared.restore(text), true, place, diagnostics);
        self.add(formula, diagnostics);
    }

    /// Adds raw HTML in a line. A directive line that is not a block, since it goes on with a paragraph, is text.
    pub(super) fn html(&mut self, text: &str, range: Range<usize>, diagnostics: &mut Diagnostics) {
        let written = self.prepared.restore(text).into_owned();
        if self.prepared.directive_line(text, range.start).is_some() {
            self.end_run(diagnostics);
            self.add_text(&written);
        } else if !is_comment(&written) {
            let span = self.prepared.span(range);
            self.add(Inline::Html(RawHtml { text: written, span }), diagnostics);
        }
    }

    /// Adds a reference to a footnote that is defined.
    pub(super) fn footnote(&mut self, label: &str, range: Range<usize>, diagnostics: &mut Diagnostics) {
        let text = self.prepared.restore(label).into_owned();
        let span = self.prepared.span(range);
        self.add(Inline::Footnote(Name { text, span }), diagnostics);
    }

    /// Opens emphasis, a link or a picture.
    pub(super) fn open(&mut self, tag: Tag<'_>, range: Range<usize>, diagnostics: &mut Diagnostics) {
        self.end_run(diagnostics);
        if self.open.len() > MAX_DEPTH {
            self.merged += 1;
            if !std::mem::replace(&mut self.too_deep, true) {
                diagnostics.push(depth_exceeded(self.prepared.place(range.start..range.start)));
            }
            return;
        }
        let restored = |raw: &str| without_unwanted(&self.prepared.restore(raw)).into_owned();
        let kind = match tag {
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strikethrough,
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                Kind::Link { target: format!("mailto:{}", restored(&dest_url)), title: String::new() }
            }
            Tag::Link { dest_url, title, .. } => {
                Kind::Link { target: restored(&dest_url), title: restored(&title) }
            }
            Tag::Image { dest_url, title, .. } => {
                Kind::Image { target: restored(&dest_url), title: restored(&title) }
            }
            // The caller opens nothing else.
            _ => return,
        };
        self.open.push(Open { kind, content: Vec::new() });
    }

    /// Closes what was opened last; `range` is that of the whole.
    pub(super) fn close(&mut self, range: &Range<usize>, diagnostics: &mut Diagnostics) {
        self.end_run(diagnostics);
        if self.merged > 0 {
            self.merged -= 1;
            return;
        }
        let Some(Open { kind, content }) = self.open.pop() else { return };
        let span = self.prepared.span(range.clone());
        let inline = match kind {
            Kind::Emphasis => Inline::Emphasis(content),
            Kind::Strong => Inline::Strong(content),
            Kind::Strikethrough => Inline::Strikethrough(content),
            Kind::Link { target, title } => Inline::Link(WrittenLink { target, title, span }, content),
            Kind::Image { target, title } => {
                Inline::Image(WrittenImage { target, title, span, alt: plain(&content) })
            }
            // Every end has its start, so the root is never closed here.
            Kind::Root => return self.open.push(Open { kind, content }),
        };
        self.add(inline, diagnostics);
    }

    /// Ends the paragraph, heading or cell.
    pub(super) fn take(&mut self, diagnostics: &mut Diagnostics) -> Vec<Inline<Written>> {
        self.end_run(diagnostics);
        self.in_formula = false;
        self.open.first_mut().map(|root| std::mem::take(&mut root.content)).unwrap_or_default()
    }

    fn add_text(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        match open.content.last_mut() {
            _ if text.is_empty() => {}
            Some(Inline::Text(before)) => before.push_str(text),
            _ => open.content.push(Inline::Text(text.to_owned())),
        }
    }

    fn end_run(&mut self, diagnostics: &mut Diagnostics) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        self.undefined_footnotes(&run, diagnostics);
        self.includes(&run, diagnostics);
        self.open_formula(&run, diagnostics);
        if self.prepared.is_plain(&run) {
            self.add_text(&run);
        } else {
            let prepared = self.prepared;
            for (offset, piece) in prepared.pieces(&run) {
                match piece {
                    Piece::Text(text) => self.add_text(text),
                    Piece::Token(token, written) => {
                        let start = self.marked_offset(offset);
                        // Any byte of the token stands for all of it.
                        let range = prepared.source_range(start..start + 1);
                        self.token(token, written, range, diagnostics);
                    }
                }
            }
        }
        self.chunks.clear();
    }

    /// `range` is of the source excerpt.
    fn token(&mut self, token: Token<'_>, written: &str, range: Range<usize>, diagnostics: &mut Diagnostics) {
        let span = self.prepared.source().span(range.clone());
        let leaf = match token {
            Token::Tilde | Token::Dollar | Token::Line => return self.add_text(written),
            Token::TooDeep => {
                if !std::mem::replace(&mut self.too_deep, true) {
                    diagnostics.push(depth_exceeded(Place::new(&self.prepared.source().path, span)));
                }
                return;
            }
            Token::Ruby(content) => Inline::Ruby(self.ruby(content, range, diagnostics)),
            Token::Term(content) => {
                let (term, shown) = token::split_once(content).unwrap_or((content, content));
                let (term, shown) = (term.trim(), shown.trim());
                let shown = if shown.is_empty() { term } else { shown };
                Inline::Term(WrittenTerm { term: term.to_owned(), shown: shown.to_owned(), span })
            }
            Token::Superscript(text) => Inline::Superscript(text.to_owned()),
            Token::Subscript(text) => Inline::Subscript(text.to_owned()),
            Token::Formula(tex) | Token::Display(tex) => {
                self.formulas.push(range.clone());
                let display = matches!(token, Token::Display(_));
                formula(tex, display, self.prepared.source().place(range), diagnostics)
            }
            Token::Citation(id) => Inline::Citation(Name { text: id.to_owned(), span }),
            Token::Value(name) => Inline::Value(Name { text: name.to_owned(), span }),
        };
        if let Some(open) = self.open.last_mut() {
            open.content.push(leaf);
        }
    }

    /// One reading stands over the whole base, as many readings as characters over one each.
    fn ruby(&self, content: &str, range: Range<usize>, diagnostics: &mut Diagnostics) -> Vec<RubyPair> {
        let (base, readings) = token::split_once(content).unwrap_or((content, ""));
        let readings: Vec<&str> =
            readings.split('|').map(|reading| reading.strip_suffix('\\').unwrap_or(reading).trim()).collect();
        let characters = characters(base);
        let pair =
            |base: &str, reading: &str| RubyPair { base: base.to_owned(), reading: reading.to_owned() };
        match readings.as_slice() {
            [reading] if !reading.is_empty() => vec![pair(base, reading)],
            readings if readings.len() > 1 && readings.len() == characters.len() => {
                characters.iter().zip(readings).map(|(base, reading)| pair(base, reading)).collect()
            }
            readings => {
                let joined = readings.concat();
                let (count, wanted) = (readings.len(), characters.len());
                let message = if joined.is_empty() {
                    say!("「{base}」の読みがありません。", "“{base}” has no reading.")
                } else {
                    say!(
                        "「{base}」は{wanted}文字ですが、読みが{count}個あります。",
                        "“{base}” has {wanted} characters, but there are {count} readings."
                    )
                };
                let reading = if joined.is_empty() { "よみ" } else { &joined };
                let place = self.prepared.source().place(range.clone());
                let mut problem = Diagnostic::new(Code::Syntax, place, message).help(say!(
                    "読みは、全体に一つか、一文字に一つずつ書きます。",
                    "Give one reading for the whole, or one for each character."
                ));
                problem.correction = self.line_with(range, &format!("{{{base}|{reading}}}"));
                diagnostics.push(problem);
                vec![pair(base, &joined)]
            }
        }
    }

    /// The author's line with `written` in the place of `token`, unless the line is too long to be shown.
    fn line_with(&self, token: Range<usize>, written: &str) -> Option<String> {
        let (line, start) = self.short_line(token.start)?;
        let before = line.get(..token.start - start)?;
        let after = line.get(token.end - start..)?;
        Some(format!("{before}{written}{after}"))
    }

    /// The line of the source that holds the byte `at`, and its start. Nothing beyond some hundred bytes is
    /// looked at, so that many questions about one long line take no more than linear time.
    fn short_line(&self, at: usize) -> Option<(&'p str, usize)> {
        const REACH: usize = 1000;
        let bytes = self.prepared.source().text.as_bytes();
        let reach = at.min(REACH);
        let back = bytes.get(at - reach..at)?.iter().rposition(|&byte| byte == b'\n');
        let start = match back {
            Some(newline) => at - reach + newline + 1,
            None if reach == at => 0,
            None => return None,
        };
        let length = bytes.iter().skip(at).take(REACH + 1).take_while(|&&byte| byte != b'\n').count();
        let line = self.prepared.source().text.get(start..at + length)?;
        (length <= REACH).then_some((line, start))
    }

    /// The parser leaves a reference to a footnote without a definition as text.
    fn undefined_footnotes(&self, run: &str, diagnostics: &mut Diagnostics) {
        let mut at = 0;
        while let Some(found) = run.get(at..).and_then(|rest| rest.find("[^")) {
            let start = at + found;
            at = start + 2;
            let rest = run.get(at..).unwrap_or_default();
            let Some(length) = rest.find(|c: char| c == ']' || c == '[' || c.is_whitespace()) else { return };
            let Some((label, tail)) = rest.split_at_checked(length) else { return };
            let from = self.marked_offset(start);
            if label.is_empty() || !tail.starts_with(']') || self.is_escaped(from) {
                continue;
            }
            let label = self.prepared.restore(label);
            let to = self.marked_offset(at + length) + 1;
            diagnostics.push(
                Diagnostic::new(
                    Code::UnknownFootnote,
                    self.prepared.place(from..to),
                    say!("脚注「{label}」の本文がありません。", "The footnote “{label}” is not defined."),
                )
                .help(say!(
                    "空行の後に「[^{label}]: 脚注の本文」を書いてください。",
                    "After an empty line, write “[^{label}]: text of the note”."
                )),
            );
        }
    }

    /// mdBook's `{{#include …}}` and its like would stand in the page as they are.
    fn includes(&self, run: &str, diagnostics: &mut Diagnostics) {
        let mut from = 0;
        while let Some(found) = run.get(from..).and_then(|rest| rest.find("{{#")) {
            let start = from + found;
            from = start + 3;
            let marked = self.marked_offset(start);
            let rest = run.get(from..).unwrap_or_default();
            let Some(length) = rest.find("}}") else { return };
            let content = rest.get(..length).unwrap_or_default();
            if !content.starts_with(|c: char| c.is_ascii_alphabetic()) || self.is_escaped(marked) {
                continue;
            }
            from += length + 2;
            let word = content.split_whitespace().next().unwrap_or_default();
            let to = self.marked_offset(from - 1) + 1;
            let (message, help) = match word {
                "include" => (
                    say!(
                        "{{{{#include …}}}} は、レッスンの本文だけで使えます。",
                        "{{{{#include …}}}} works in the text of a lesson only."
                    ),
                    say!("内容をここに写します。", "Copy the content here."),
                ),
                _ => (
                    say!("{{{{#{word} …}}}} は使えません。", "{{{{#{word} …}}}} cannot be used."),
                    say!(
                        "ほかのファイルを取りこむには {{{{#include ファイル名}}}} と書きます。",
                        "To include another file, write {{{{#include its name}}}}."
                    ),
                ),
            };
            let place = self.prepared.place(marked..to);
            diagnostics.push(Diagnostic::new(Code::UnknownValue, place, message).help(help));
        }
    }

    /// Dollars that mean no formula were taken out; those that are left are of one whose braces do not match.
    fn open_formula(&mut self, run: &str, diagnostics: &mut Diagnostics) {
        let Some(found) = run.find("$$") else { return };
        let start = self.marked_offset(found);
        // Of its end, enough was said at its start.
        self.in_formula = !self.in_formula;
        if self.is_escaped(start) || !self.in_formula {
            return;
        }
        diagnostics.push(
            Diagnostic::new(
                Code::Math,
                self.prepared.place(start..start + 2),
                say!("数式が $$ で閉じられていません。", "The formula is not closed by $$."),
            )
            .help(say!(
                "かっこ {{ }} の対応を確かめ、間に空行や「- 」で始まる行を置かないようにします。```math と ``` で囲むこともできます。",
                "Check that each {{ has its }}, and leave no empty line and no line that begins with \"- \" between. It may also stand between ```math and ```."
            )),
        );
    }

    fn is_escaped(&self, offset: usize) -> bool {
        let before = self.prepared.text().get(..offset).unwrap_or_default();
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
    }

    /// Where in the marked text the byte `offset` of the run stands.
    fn marked_offset(&self, offset: usize) -> usize {
        let index = self.chunks.partition_point(|&(start, _)| start <= offset).saturating_sub(1);
        self.chunks.get(index).map_or(0, |&(start, marked)| marked + (offset - start))
    }
}

/// A formula, and what is wrong with it.
fn formula(written: &str, display: bool, place: Place, diagnostics: &mut Diagnostics) -> Inline<Written> {
    let tex = without_unwanted(written).trim().to_owned();
    if let Some(problem) = math::problem(&tex) {
        diagnostics.push(problem.told(place));
    }
    Inline::Math(Math { tex, display })
}

impl Open {
    fn root() -> Self {
        Self { kind: Kind::Root, content: Vec::new() }
    }
}

/// Characters as a reader counts them: marks and selectors belong to the character before.
fn characters(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text
        .char_indices()
        .filter(|&(at, c)| {
            at == 0
                || !matches!(c, '\u{3099}' | '\u{309A}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
        })
        .map(|(at, _)| at)
        .collect();
    starts.push(text.len());
    starts.windows(2).filter_map(|pair| text.get(*pair.first()?..*pair.last()?)).collect()
}
