//! What an editor inserts for a question of a type: one that can be asked as it is, with places to write over.
//!
//! The editor writes it as YAML without quotes of its own, so its texts are those that need none.

use serde_json::Value;

use super::json::{Json, object};
use crate::diagnostics::Language;
use crate::questions::QuestionType;
use crate::quiz::TYPE;
use crate::source::{Excerpt, SourcePath};
use crate::syntax::node::{Node, Value as NodeValue};
use crate::syntax::yaml;

/// The snippet of a type, as the YAML extension of VS Code reads it (`defaultSnippets`).
pub(super) fn snippet(kind: &dyn QuestionType, language: Language) -> Json {
    let path = SourcePath::known("snippet.yaml");
    let both = yaml::parse(&Excerpt::verbatim(&path, kind.snippet(), 0)).value;
    let name = match language {
        Language::Japanese => "ja",
        Language::English => "en",
    };
    let question = both.as_ref().and_then(|both| both.get(name));
    let mut places = Places::default();
    question.into_iter().for_each(|question| places.name(question));
    let mut body = vec![("id".to_owned(), places.place("q1")), (TYPE.to_owned(), kind.name().into())];
    if let Some(Json::InOrder(lines)) = question.map(|question| places.value(question)) {
        body.extend(lines);
    }
    Json::Sorted(object([("label", kind.name().into()), ("body", Json::InOrder(body))]))
}

/// The places to fill in, numbered in the order of the lines. Those that hold the same words have the same number,
/// so that both are written at once.
#[derive(Default)]
struct Places {
    shown: Vec<String>,
    /// The keys of maps. Whoever names one has no place: editors keep what is before a colon as it is.
    names: Vec<String>,
}

impl Places {
    /// Collects the names in what is inserted.
    fn name(&mut self, node: &Node) {
        match &node.value {
            NodeValue::Map(entries) => {
                for entry in entries {
                    self.names.push(entry.key.clone());
                    self.name(&entry.value);
                }
            }
            NodeValue::List(items) => items.iter().for_each(|item| self.name(item)),
            _ => {}
        }
    }

    fn value(&mut self, node: &Node) -> Json {
        match &node.value {
            NodeValue::Map(entries) => Json::InOrder(
                entries.iter().map(|entry| (entry.key.clone(), self.value(&entry.value))).collect(),
            ),
            NodeValue::List(items) => items.iter().map(|item| self.item(item)).collect(),
            NodeValue::Scalar(scalar) => match serde_json::from_str(&scalar.text.text) {
                Ok(value @ (Value::Bool(_) | Value::Number(_))) => value.into(),
                _ if self.names.contains(&scalar.text.text) => scalar.text.text.as_str().into(),
                _ => self.place(&scalar.text.text),
            },
            NodeValue::Null => Value::Null.into(),
        }
    }

    /// An item of a list. The editor cannot write lists of lists, so one within another is a text in brackets.
    fn item(&mut self, node: &Node) -> Json {
        let NodeValue::List(items) = &node.value else { return self.value(node) };
        let items: Vec<String> = items
            .iter()
            .filter_map(|item| match self.value(item) {
                Json::Value(Value::String(text)) => Some(text),
                Json::Value(other) => Some(other.to_string()),
                _ => None,
            })
            .collect();
        format!("[{}]", items.join(", ")).into()
    }

    /// A place that holds something to write over.
    fn place(&mut self, shown: &str) -> Json {
        let known = self.shown.iter().position(|known| known == shown);
        let number = known.unwrap_or_else(|| {
            self.shown.push(shown.to_owned());
            self.shown.len() - 1
        });
        let shown = shown.replace('\\', "\\\\").replace('}', "\\}").replace('$', "\\$");
        format!("${{{}:{shown}}}", number + 1).into()
    }
}
