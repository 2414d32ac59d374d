//! A question to begin with: the snippet of its type, with what each key is for in a comment above it.

use std::collections::BTreeSet;

use crate::diagnostics::Language;
use crate::questions::QuestionType;
use crate::quiz::{TYPE, keys};
use crate::say;
use crate::source::{Excerpt, SourcePath};
use crate::syntax::fields::{Key, Kind};
use crate::syntax::node::{Node, Value};
use crate::syntax::yaml;

/// The sample of a question.
pub(super) struct Sample {
    /// As an item of `questions`, with its comments.
    pub(super) text: String,
    /// The pictures that it names.
    pub(super) pictures: Vec<String>,
}

/// A question of the type, called `id`.
pub(super) fn sample(kind: &dyn QuestionType, id: &str, language: Language) -> Sample {
    let written = format!("id: {id}\n{TYPE}: {}\n{}", kind.name(), in_language(kind.snippet(), language));
    let excerpt = Excerpt::verbatim(&SourcePath::known("snippet.yaml"), &written, 0);
    let mut notes = Notes { language, text: &written, said: BTreeSet::new(), lines: Vec::new() };
    let mut pictures = Vec::new();
    if let Some(node) = yaml::parse(&excerpt).value {
        let keys: Vec<Key> = keys(kind).into_iter().flatten().copied().collect();
        notes.record(&node, &keys, "");
        find_pictures(&node, &mut pictures);
    }
    let mut text = String::new();
    for (number, line) in written.lines().enumerate() {
        for (_, note) in notes.lines.iter().filter(|(at, _)| *at == number) {
            text += &format!("    {note}\n");
        }
        text += &format!("    {line}\n");
    }
    let first = say!("ほかに書けるキー：", "Other keys that it may have:");
    text += &format!("    # {}\n", first.get(language));
    for key in others(kind, &written) {
        text += &format!("    #   {}: {}\n", key.name, key.meaning(language));
    }
    // The first line of an item bears its mark; comments above it stay where they are.
    let first = text.replacen(&format!("    id: {id}\n"), &format!("  - id: {id}\n"), 1);
    let text = match first.strip_prefix("    #") {
        Some(rest) => format!("  #{rest}"),
        None => first,
    };
    Sample { text: text.trim_end().to_owned(), pictures }
}

/// The keys that a question of the type may have besides those that are `written`.
fn others(kind: &dyn QuestionType, written: &str) -> Vec<Key> {
    let refused: Vec<&str> = kind.refused().into_iter().map(|(name, _)| name).collect();
    let is_written = |key: &Key| written.lines().any(|line| line.starts_with(&format!("{}:", key.name)));
    let keys = keys(kind).into_iter().flatten().copied();
    keys.filter(|key| !is_written(key) && !refused.contains(&key.name)).collect()
}

/// The lines below `ja:` or `en:`.
fn in_language(snippet: &str, language: Language) -> String {
    let head = format!("{}:", language.tag());
    let lines = snippet.lines().skip_while(|line| *line != head).skip(1);
    lines
        .take_while(|line| line.starts_with("  "))
        .map(|line| format!("{}\n", line.strip_prefix("  ").unwrap_or(line)))
        .collect()
}

/// Comments by the lines that they stand above. A key is explained where it first stands.
struct Notes<'t> {
    language: Language,
    text: &'t str,
    said: BTreeSet<String>,
    lines: Vec<(usize, String)>,
}

impl Notes<'_> {
    /// A map whose keys are known. `path` names it, so that the same key elsewhere is explained as well.
    fn record(&mut self, node: &Node, keys: &[Key], path: &str) {
        let Value::Map(entries) = &node.value else { return };
        for entry in entries {
            let Some(key) = keys.iter().find(|key| key.name == entry.key) else { continue };
            let path = format!("{path}.{}", key.name);
            if self.said.insert(path.clone()) {
                self.note(entry.key_span.start as usize, key.meaning(self.language));
            }
            self.value(&entry.value, &key.kind, &path);
        }
    }

    fn value(&mut self, node: &Node, kind: &Kind, path: &str) {
        match (&node.value, kind) {
            (_, Kind::Record(keys)) => self.record(node, keys, path),
            (Value::List(items), Kind::List(kind)) => {
                items.iter().for_each(|item| self.value(item, kind, path));
            }
            (Value::Map(entries), Kind::Map(kind)) => {
                entries.iter().for_each(|entry| self.value(&entry.value, kind, path));
            }
            (_, Kind::Any(kinds)) => kinds.iter().for_each(|kind| self.value(node, kind, path)),
            _ => {}
        }
    }

    /// Above the line of a key that begins it, and not one within brackets.
    fn note(&mut self, at: usize, about: &str) {
        let before = self.text.get(..at).unwrap_or_default();
        let indent = before.rsplit('\n').next().unwrap_or_default();
        if indent.trim_start_matches([' ', '-']).is_empty() {
            let width = indent.len() - indent.trim_start_matches(' ').len();
            self.lines.push((before.matches('\n').count(), format!("{}# {about}", " ".repeat(width))));
        }
    }
}

/// Values that name a picture.
fn find_pictures(node: &Node, found: &mut Vec<String>) {
    match &node.value {
        Value::Scalar(scalar) if scalar.text.text.ends_with(".svg") => found.push(scalar.text.text.clone()),
        Value::List(items) => items.iter().for_each(|item| find_pictures(item, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| find_pictures(&entry.value, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questions;

    #[test]
    fn a_sample_explains_each_key_once() {
        let kind = questions::find("single").unwrap();
        let text = sample(kind, "q1", Language::English).text;
        assert!(text.starts_with("  # its id;"), "{text}");
        assert_eq!(text.matches("- text:").count(), 2, "{text}");
        for note in ["# the choice's text\n", "# whether it is right\n", "#   hint: a hint\n"] {
            assert_eq!(text.matches(note).count(), 1, "{note}{text}");
        }
    }

    #[test]
    fn every_type_has_a_sample_with_comments() {
        for kind in questions::TYPES {
            for language in [Language::Japanese, Language::English] {
                let Sample { text, pictures } = sample(*kind, "q1", language);
                assert!(text.contains("\n  - id: q1\n"), "{text}");
                assert!(text.contains(&format!("\n    type: {}\n", kind.name())), "{text}");
                assert!(text.matches("# ").count() >= 4, "{text}");
                assert_eq!(pictures.len(), usize::from(kind.name() == "hotspot"), "{text}");
            }
        }
    }
}
