//! One raw line of YAML, taken apart as its author sees it.

use std::ops::Range;

/// The line that holds a byte, without its line break.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The line.
    pub(super) text: &'a str,
    /// Where it begins in the whole text.
    pub(super) start: usize,
}

/// A line of the form `key: value`, with or without list markers before it.
pub(super) struct Pair<'a> {
    /// Blanks and `- ` before the key.
    pub(super) lead: &'a str,
    /// Empty where there is none.
    pub(super) key: &'a str,
    pub(super) value: &'a str,
}

impl<'a> Line<'a> {
    /// The line around byte `at` of `text`.
    pub(super) fn around(text: &'a str, at: usize) -> Self {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1);
        let rest = text.get(start..).unwrap_or_default();
        Self { text: rest.split('\n').next().unwrap_or_default(), start }
    }

    /// The nearest line above that is not blank.
    pub(super) fn above(self, text: &'a str) -> Option<Self> {
        let mut line = self;
        while line.start > 0 {
            line = Self::around(text, line.start - 1);
            if !line.text.trim().is_empty() {
                return Some(line);
            }
        }
        None
    }

    /// The next line.
    pub(super) fn below(self, text: &'a str) -> Option<Self> {
        let next = self.start + self.text.len() + 1;
        (next < text.len()).then(|| Self::around(text, next))
    }

    /// The whole line's bytes from its first visible character on.
    pub(super) fn range(self) -> Range<usize> {
        let visible = self.text.trim();
        let lead = self.text.len() - self.text.trim_start().len();
        self.start + lead..self.start + lead + visible.len()
    }

    /// The blanks before the first visible character, full-width ones too.
    pub(super) fn indentation(self) -> &'a str {
        let length = self.text.len() - self.text.trim_start_matches([' ', '\t', '\u{3000}']).len();
        self.text.get(..length).unwrap_or_default()
    }

    /// Blanks and list markers, and what follows.
    pub(super) fn content(self) -> (&'a str, &'a str) {
        let mut rest = self.text.trim_start_matches([' ', '\t', '\u{3000}']);
        while let Some(after) = rest.strip_prefix("- ") {
            rest = after.trim_start_matches(' ');
        }
        (self.text.get(..self.text.len() - rest.len()).unwrap_or_default(), rest)
    }

    /// The line as `key: value`.
    pub(super) fn pair(self) -> Option<Pair<'a>> {
        let (lead, content) = self.content();
        let (key, value) = content.split_once(": ")?;
        let plain = !key.is_empty() && !key.contains(['"', '\'', '{', '[', ':', '#', '*', '`']);
        plain.then(|| Pair { lead, key, value: value.trim() })
    }

    /// The line as `key: value` or, where it has no key, as a value alone.
    pub(super) fn pair_or_item(self) -> Pair<'a> {
        self.pair().unwrap_or_else(|| {
            let (lead, content) = self.content();
            Pair { lead, key: "", value: content.trim() }
        })
    }
}

/// The name at the start of `content` that looks like one of our keys, and what follows it.
pub(super) fn key_word(content: &str) -> Option<(&str, &str)> {
    let length = content
        .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_'))
        .unwrap_or(content.len());
    let (word, rest) = content.split_at_checked(length)?;
    word.starts_with(|c: char| c.is_ascii_lowercase()).then_some((word, rest))
}

/// A text in quotes, so that YAML reads it as it stands.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}
