//! The author's own lines with one thing changed, so that a correction can be pasted over them.

use crate::source::{Excerpt, Span};
use crate::syntax::node::{Entry, Origin};

/// Longer lines are not shown.
const LONGEST: usize = 1000;

/// The text in which a map was written.
#[derive(Clone)]
pub(super) struct Lines(Option<Origin>);

impl Lines {
    pub(super) fn of(origin: Option<&Origin>) -> Self {
        Self(origin.cloned())
    }

    fn source(&self) -> Option<&Excerpt> {
        self.0.as_ref().map(Origin::text)
    }

    /// The lines that hold `span`, with `text` in its place.
    pub(super) fn with(&self, span: Span, text: &str) -> Option<String> {
        let (before, written, after) = self.around(span)?;
        (written.len() <= LONGEST).then(|| format!("{before}{text}{}", after.trim_end()))
    }

    /// The line of the key at `span`, from its start up to the key: blanks and the dashes of lists. `None` where
    /// something else stands there, as in `{a: 1, b: 2}`.
    pub(super) fn lead(&self, span: Span) -> Option<&str> {
        let (before, ..) = self.around(span)?;
        before.chars().all(|c| matches!(c, ' ' | '-')).then_some(before)
    }

    /// What stands before `span` on its first line, at it, and behind it on its last line.
    pub(super) fn around(&self, span: Span) -> Option<(&str, &str, &str)> {
        let source = self.source()?;
        let (text, bytes) = (source.text.as_str(), source.text.as_bytes());
        let start = source.offset(span.start as usize)?;
        let end = start + span.range().len();
        let reach = start.min(LONGEST);
        let back = bytes.get(start - reach..start)?.iter().rposition(|&byte| byte == b'\n');
        let first = match back {
            Some(newline) => start - reach + newline + 1,
            None if reach == start => 0,
            None => return None,
        };
        let length = bytes.iter().skip(end).take(LONGEST + 1).take_while(|&&byte| byte != b'\n').count();
        let after = text.get(end..end + length).filter(|_| length <= LONGEST)?;
        Some((text.get(first..start)?, text.get(start..end)?, after))
    }
}

/// The author's lines with another value for a key.
pub fn with_value(entry: &Entry, value: &str) -> Option<String> {
    Lines::of(Some(&entry.origin)).with(entry.value.span, value)
}

/// `lines` at the column of a key: those below the first get its blanks.
pub(super) fn below(lead: &str, lines: &str) -> String {
    let blanks = format!("\n{}", " ".repeat(lead.len()));
    format!("{lead}{}", lines.replace('\n', &blanks))
}
