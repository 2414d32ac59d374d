//! The declaration of keys. Data only, so that lists of keys can be constants.

use crate::diagnostics::Language;

/// A key that may stand in a map.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The name as authors write it.
    pub name: &'static str,
    /// What its value must be.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// The value where the key is not written, in YAML.
    pub default: Option<&'static str>,
    /// A value that shows what is meant, where one by its kind alone would mislead.
    pub example: Option<&'static str>,
    /// The fewest items of its list, or names of its map. Whoever reads the key tells of fewer, since it knows what an item is.
    pub at_least: usize,
    /// What it is for, as a noun phrase without a full stop: in Japanese, in English.
    pub about: (&'static str, &'static str),
}

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A Markdown text of any length.
    Text,
    /// One line of plain text.
    Plain,
    /// A name for machines: ASCII letters, digits, `-`, `_` and `.`, beginning with a letter or digit, at most
    /// 64 characters.
    Id,
    /// A whole number from `min` to `max`.
    Integer {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// `true` or `false`, and no other word.
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A day: `2026-03-31`.
    Date,
    /// A length of time: `30m`, `1h30m`, `90s`.
    Duration,
    /// A list of values of one kind.
    List(&'static Kind),
    /// A list of exactly so many values of one kind: a pair, a rectangle.
    Tuple(usize, &'static Kind),
    /// A map with known keys.
    Record(&'static [Key]),
    /// A map whose keys the author chooses.
    Map(&'static Kind),
    /// The first of these kinds that the value fits.
    Any(&'static [Kind]),
}

impl Key {
    /// A key that must be there.
    pub const fn required(
        name: &'static str,
        kind: Kind,
        about_ja: &'static str,
        about_en: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            required: true,
            default: None,
            example: None,
            at_least: 0,
            about: (about_ja, about_en),
        }
    }

    /// A key that may be left out.
    pub const fn optional(
        name: &'static str,
        kind: Kind,
        about_ja: &'static str,
        about_en: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            required: false,
            default: None,
            example: None,
            at_least: 0,
            about: (about_ja, about_en),
        }
    }

    /// What it is for.
    pub fn meaning(&self, language: Language) -> &'static str {
        let (ja, en) = self.about;
        match language {
            Language::Japanese => ja,
            Language::English => en,
        }
    }

    /// The same key with the value that counts where it is left out, in YAML.
    #[must_use]
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// The same key, whose list or map holds at least so many.
    #[must_use]
    pub const fn at_least(mut self, items: usize) -> Self {
        self.at_least = items;
        self
    }

    /// The same key with a value that messages may show.
    #[must_use]
    pub const fn such_as(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }
}
