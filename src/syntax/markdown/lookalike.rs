//! Text that was meant as a notation, but is read as ordinary characters: full-width signs, a blank too few or
//! too many, a bracket that is not closed.
//!
//! Nothing of it breaks the page, so without a word it would reach learners. Only what can hardly be meant as
//! it stands is told: 「・」 in a sentence, （注） and a lone brace are Japanese as it is written.

mod inline;
mod lines;

use std::ops::Range;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Said};
use crate::source::Excerpt;

/// What the parser made of the source, as far as look-alikes must know. Ranges are of the source excerpt, each
/// list in ascending order.
#[derive(Default)]
pub(super) struct Seen {
    /// Code, raw HTML and directive lines: read as they stand.
    pub(super) verbatim: Vec<Range<usize>>,
    /// Code that is code by its indentation.
    pub(super) indented: Vec<Range<usize>>,
    /// Tables.
    pub(super) tables: Vec<Range<usize>>,
    /// Text with `*` in it, which thus is no emphasis.
    pub(super) stars: Vec<Range<usize>>,
}

impl Seen {
    fn holds(ranges: &[Range<usize>], at: usize) -> bool {
        let index = ranges.partition_point(|range| range.start <= at);
        index.checked_sub(1).and_then(|index| ranges.get(index)).is_some_and(|range| at < range.end)
    }

    fn is_verbatim(&self, at: usize) -> bool {
        Self::holds(&self.verbatim, at) || Self::holds(&self.indented, at)
    }
}

/// A line of the source.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    start: usize,
    /// The length of the blanks and markers of quotes and lists before its text.
    prefix: usize,
}

impl<'a> Line<'a> {
    fn marks(self) -> &'a str {
        self.text.get(..self.prefix).unwrap_or_default()
    }

    fn content(self) -> &'a str {
        self.text.get(self.prefix..).unwrap_or_default()
    }
}

/// Something on a line, and what to write instead.
struct Fix {
    /// Of the line.
    range: Range<usize>,
    /// `None` where nobody can know.
    written: Option<String>,
    code: Code,
    message: Said,
    help: Option<Said>,
}

/// Longer lines are not shown, and not looked at beyond this.
const LONGEST: usize = 1000;

/// Tells of all look-alikes.
pub(super) fn report(source: &Excerpt, seen: &Seen, diagnostics: &mut Diagnostics) {
    let mut lines = Vec::new();
    let mut start = 0;
    for text in source.text.split('\n') {
        let (prefix, _) = crate::syntax::japanese::scan::prefix(text);
        lines.push(Line { text, start, prefix });
        start += text.len() + 1;
    }
    let told = lines::report(source, &lines, seen, diagnostics);
    for (index, line) in lines.iter().enumerate() {
        if line.text.len() > LONGEST || told.contains(&index) {
            continue;
        }
        let mut fixes = lines::fixes(line, seen);
        inline::fixes(line, seen, &mut fixes);
        fixes.sort_by_key(|fix| fix.range.start);
        tell(source, line, fixes, diagnostics);
    }
}

fn tell(source: &Excerpt, line: &Line<'_>, fixes: Vec<Fix>, diagnostics: &mut Diagnostics) {
    let mut corrected = String::new();
    let mut done = 0;
    for fix in &fixes {
        let Some(written) = fix.written.as_ref().filter(|_| fix.range.start >= done) else { continue };
        corrected.push_str(line.text.get(done..fix.range.start).unwrap_or_default());
        corrected.push_str(written);
        done = fix.range.end;
    }
    corrected.push_str(line.text.get(done..).unwrap_or_default());
    let corrected = corrected.trim_end().to_owned();
    let mut last = 0;
    for fix in fixes {
        // Of two that overlap, the first says enough.
        if fix.range.start < last {
            continue;
        }
        last = fix.range.end;
        let place = source.place(line.start + fix.range.start..line.start + fix.range.end);
        let mut diagnostic = Diagnostic::new(fix.code, place, fix.message);
        diagnostic.help = fix.help;
        diagnostic.correction = fix.written.map(|_| corrected.clone());
        diagnostics.push(diagnostic);
    }
}
