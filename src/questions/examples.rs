//! The examples of the question types: what authors write, what learners give, and what comes of it.
//!
//! Each type's `examples.yaml` judges both graders (`tests/goldens.rs`, `tests/browser/grading.test.mjs`) and fills the
//! gallery. An entry has a `name` in English and, where the question can be asked, one in Japanese (`ja`); `question`
//! as an author writes it; and either `responses` with their verdicts or the `diagnostics` of a question that is wrong.

use serde_json::Value as Json;

use super::QuestionType;
use crate::diagnostics::{Language, Said};
use crate::source::{Excerpt, SourcePath};
use crate::syntax::node::{Node, Style, Value};
use crate::syntax::yaml;

/// An entry of `examples.yaml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What it shows.
    pub name: Said,
    /// A quiz file with this question alone.
    pub quiz: String,
    /// What learners may give, in authors' words, and the verdict on it.
    pub responses: Vec<(Json, Json)>,
    /// What is said of the question; empty for one that can be asked.
    pub broken: Vec<String>,
}

/// The examples of a type, in their order.
pub fn of(kind: &dyn QuestionType) -> Vec<Example> {
    let text = kind.examples();
    list(parsed(text).as_ref()).iter().filter_map(|entry| example(text, entry)).collect()
}

/// The question that an editor inserts for this type, as a quiz file with it alone.
pub fn snippet(kind: &dyn QuestionType, language: Language) -> Option<String> {
    let both = parsed(kind.snippet())?;
    let lines = lines(kind.snippet(), both.get(language.tag())?);
    let head = ["id: q1".to_owned(), format!("type: {}", kind.name())];
    Some(quiz(head.into_iter().chain(lines)))
}

fn parsed(text: &str) -> Option<Node> {
    yaml::parse(&Excerpt::verbatim(&SourcePath::known("examples.yaml"), text, 0)).value
}

fn example(text: &str, entry: &Node) -> Option<Example> {
    let said = |key: &str| entry.get(key).map(|node| words(&to_json(node)));
    let name = said("name")?.as_str()?.to_owned();
    let ja = said("ja").and_then(|ja| ja.as_str().map(str::to_owned)).unwrap_or_else(|| name.clone());
    let responses = list(entry.get("responses"))
        .iter()
        .filter_map(|given| Some((words(&to_json(given.get("response")?)), to_json(given.get("verdict")?))))
        .collect();
    let broken = list(entry.get("diagnostics"))
        .iter()
        .filter_map(|code| to_json(code).as_str().map(str::to_owned))
        .collect();
    let quiz = quiz(lines(text, entry.get("question")?));
    Some(Example { name: Said { ja, en: name }, quiz, responses, broken })
}

fn list(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::List(nodes)) => nodes,
        _ => &[],
    }
}

/// The lines of a question as they stand, without the indentation of their place.
fn lines(text: &str, question: &Node) -> Vec<String> {
    let range = question.span.range();
    let start =
        text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let indent = range.start - start;
    let lines = text.get(start..range.end).unwrap_or_default().lines();
    lines.map(|line| line.get(indent..).unwrap_or_default().to_owned()).collect()
}

/// A quiz file with the question of these lines.
fn quiz(lines: impl IntoIterator<Item = String>) -> String {
    let mut quiz = "questions:\n".to_owned();
    for (number, line) in lines.into_iter().enumerate() {
        quiz += format!("{}{line}", if number == 0 { "  - " } else { "    " }).trim_end();
        quiz.push('\n');
    }
    quiz
}

/// YAML as JSON: numbers and `null` as such, everything else as text.
fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Scalar(scalar) => {
            let text = scalar.text.text.as_str();
            match serde_json::from_str(text) {
                Ok(plain @ (Json::Null | Json::Number(_))) if scalar.style == Style::Plain => plain,
                _ => text.into(),
            }
        }
        Value::List(nodes) => nodes.iter().map(to_json).collect(),
        Value::Map(entries) => {
            Json::Object(entries.iter().map(|entry| (entry.key.clone(), to_json(&entry.value))).collect())
        }
    }
}

/// In responses, numbers are words: learners type or choose texts.
fn words(json: &Json) -> Json {
    match json {
        Json::Number(number) => number.to_string().into(),
        Json::Array(items) => items.iter().map(words).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questions::TYPES;

    #[test]
    fn every_type_shows_what_can_be_asked_in_both_languages() {
        for kind in TYPES {
            let examples = of(*kind);
            let sound: Vec<_> = examples.iter().filter(|example| example.broken.is_empty()).collect();
            assert!(sound.len() >= 2, "{} has few examples", kind.name());
            for Example { name, responses, .. } in sound {
                assert_ne!(name.ja, name.en, "{}: {} has no Japanese name", kind.name(), name.en);
                assert!(!responses.is_empty(), "{}: {}", kind.name(), name.en);
            }
            for language in [Language::Japanese, Language::English] {
                let snippet = snippet(*kind, language).unwrap_or_default();
                assert!(snippet.starts_with("questions:\n  - id: q1\n    type: "), "{snippet}");
            }
        }
    }
}
