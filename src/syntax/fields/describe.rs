//! Kinds in words: what is expected, and an example of it.

use super::key::{Key, Kind};
use crate::diagnostics::Said;
use crate::say;

/// What a value of this kind is, as a noun phrase.
pub fn expected(kind: &Kind) -> Said {
    match kind {
        Kind::Text => say!("文章", "a text"),
        Kind::Plain => say!("1行の文", "one line of text"),
        Kind::Id => {
            say!("半角の英数字と - _ . からなる名前", "a name of ASCII letters, digits, -, _ and .")
        }
        Kind::Integer { min: i64::MIN, max: i64::MAX } => say!("整数", "a whole number"),
        Kind::Integer { min, max: i64::MAX } => {
            say!("{min}以上の整数", "a whole number of at least {min}")
        }
        Kind::Integer { min: i64::MIN, max } => say!("{max}以下の整数", "a whole number of at most {max}"),
        Kind::Integer { min, max } => say!("{min}から{max}までの整数", "a whole number from {min} to {max}"),
        Kind::Boolean => say!("true か false", "true or false"),
        Kind::Choice(words) => choice(words),
        Kind::Date => say!("年-月-日の形の日付", "a date as year-month-day"),
        Kind::Duration => say!(
            "30m や 1h30m の形の時間（1秒から24時間まで）",
            "a length of time such as 30m or 1h30m, from 1s to 24h"
        ),
        Kind::List(Kind::Record(keys)) => {
            let first = keys.first().map_or("", |key| key.name);
            say!("「- {first}: …」で始まる行の並び", "a list of lines that start with “- {first}: …”")
        }
        Kind::List(item) => {
            let Said { ja, en } = expected(item);
            say!("「{ja}」の並び", "a list, each item {en}")
        }
        Kind::Tuple(length, item) => {
            let Said { ja, en } = expected(item);
            say!("{length}個の「{ja}」の並び", "a list of {length}, each {en}")
        }
        Kind::Record(keys) => {
            let names = keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", ");
            say!("キーと値の組（{names}）", "keys with values ({names})")
        }
        Kind::Map(_) => say!("名前と値の組", "names with values"),
        Kind::Any(kinds) => {
            let all: Vec<Said> = kinds.iter().map(expected).collect();
            let join =
                |pick: fn(&Said) -> &str, word: &str| all.iter().map(pick).collect::<Vec<_>>().join(word);
            Said { ja: join(|said| &said.ja, "、または"), en: join(|said| &said.en, ", or ") }
        }
    }
}

fn choice(words: &[&str]) -> Said {
    let (Some((last, rest)), true) = (words.split_last(), words.len() > 1) else {
        let word = words.first().copied().unwrap_or_default();
        return say!("{word}", "{word}");
    };
    let list = rest.join(", ");
    say!("{list}, {last} のいずれか", "one of {list} and {last}")
}

/// `ja` between Japanese words: with a blank where it begins or ends with a word of ASCII letters.
pub(super) fn spaced(ja: &str) -> String {
    let blank = |c: Option<char>| if c.is_some_and(|c| c.is_ascii_alphabetic()) { " " } else { "" };
    format!("{}{ja}{}", blank(ja.chars().next()), blank(ja.chars().next_back()))
}

/// How a list or map is written in a line, so that the same example serves YAML and TOML.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Yaml,
    Toml,
}

impl Notation {
    /// The notation of a file: TOML by its extension, else YAML.
    pub(super) fn of(path: &crate::source::SourcePath) -> Self {
        if path.extension() == "toml" { Self::Toml } else { Self::Yaml }
    }

    /// A key with its value.
    pub(super) fn line(self, key: &str, value: &str) -> String {
        match self {
            Self::Yaml if value.is_empty() || value.starts_with('\n') => format!("{key}:{value}"),
            Self::Yaml => format!("{key}: {value}"),
            Self::Toml => format!("{key} = {value}"),
        }
    }

    fn string(self, text: &str) -> String {
        match self {
            Self::Yaml => text.to_owned(),
            Self::Toml => format!("\"{text}\""),
        }
    }
}

/// An example of a value, on one line.
pub(super) fn example(kind: &Kind, notation: Notation) -> String {
    match kind {
        Kind::Text | Kind::Plain => notation.string("…"),
        Kind::Id => notation.string("name-1"),
        Kind::Integer { min, max } => (*min).max(1.min(*max)).to_string(),
        Kind::Boolean => "true".to_owned(),
        Kind::Choice(words) => notation.string(words.first().copied().unwrap_or_default()),
        Kind::Date => "2026-03-31".to_owned(),
        Kind::Duration => notation.string("30m"),
        Kind::List(item) => format!("[{}]", example(item, notation)),
        Kind::Tuple(length, item) => {
            format!("[{}]", vec![example(item, notation); *length].join(", "))
        }
        Kind::Record(keys) => braces(keys, notation),
        Kind::Map(item) => format!("{{{}}}", notation.line("name-1", &example(item, notation))),
        Kind::Any(kinds) => kinds.first().map_or(String::new(), |kind| example(kind, notation)),
    }
}

/// The key with an example of its value, on lines of its own.
pub(super) fn example_line(key: &Key, notation: Notation) -> String {
    let value = match (key.example, &key.kind) {
        (Some(shown), _) => notation.string(shown),
        (None, Kind::List(Kind::Record(_))) if notation == Notation::Yaml => item_lines(&key.kind),
        (None, Kind::List(item)) => {
            format!("[{}]", vec![example(item, notation); key.at_least.max(1)].join(", "))
        }
        (None, Kind::Map(item)) => {
            let value = example(item, notation);
            let pairs =
                (1..=key.at_least.max(1)).map(|number| notation.line(&format!("name-{number}"), &value));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        (None, kind) => example(kind, notation),
    };
    notation.line(key.name, &value)
}

/// A list of maps as authors write it in YAML: an item with what it must hold, on lines below the key.
pub(super) fn item_lines(kind: &Kind) -> String {
    let Kind::List(Kind::Record(keys)) = kind else { return String::new() };
    let lines = keys.iter().filter(|key| key.required).map(|key| example_line(key, Notation::Yaml));
    format!("\n  - {}", lines.collect::<Vec<_>>().join("\n    "))
}

fn braces(keys: &[Key], notation: Notation) -> String {
    // Where nothing is required, one key shows the form. Only what is required nests, so recursion ends.
    let required: Vec<&Key> = keys.iter().filter(|key| key.required).collect();
    let shown = if required.is_empty() { keys.iter().take(1).collect() } else { required };
    let inside: Vec<String> =
        shown.iter().map(|key| notation.line(key.name, &example(&key.kind, notation))).collect();
    format!("{{{}}}", inside.join(", "))
}
