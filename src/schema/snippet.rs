//! What an editor inserts for a question of a type: the lines that must be there, with places to fill in.

use super::json::{Json, object};
use super::kind::DAY;
use crate::diagnostics::Language;
use crate::questions::QuestionType;
use crate::quiz::{QUESTION, TYPE};
use crate::syntax::fields::{Key, Kind};

/// The snippet of a type, as the YAML extension of VS Code reads it (`defaultSnippets`).
pub(super) fn snippet(kind: &dyn QuestionType, language: Language) -> Json {
    let mut places = Places { language, last: 0 };
    let required = QUESTION.iter().chain(kind.keys()).filter(|key| key.required);
    let lines = required.map(|key| {
        let value = if key.name == TYPE { kind.name().into() } else { places.value(key, &key.kind) };
        (key.name, value)
    });
    let body = Json::InOrder(lines.collect());
    Json::Sorted(object([("label", kind.name().into()), ("body", body)]))
}

/// The places to fill in, numbered in the order of the lines.
struct Places {
    language: Language,
    last: usize,
}

impl Places {
    fn value(&mut self, key: &Key, kind: &Kind) -> Json {
        match kind {
            Kind::Text | Kind::Plain => self.place(key.example.unwrap_or(key.meaning(self.language))),
            Kind::Id => self.place(key.example.unwrap_or("name-1")),
            Kind::Date => self.place(key.example.unwrap_or(DAY)),
            Kind::Integer { min, max } => (*min).max(1.min(*max)).into(),
            Kind::Boolean => true.into(),
            Kind::Choice(words) => words.first().copied().into(),
            Kind::List(item) => (0..key.at_least.max(1)).map(|_| self.value(key, item)).collect(),
            Kind::Tuple(length, item) => (0..*length).map(|_| self.value(key, item)).collect(),
            Kind::Record(keys) => {
                let required = keys.iter().filter(|key| key.required);
                Json::InOrder(required.map(|key| (key.name, self.value(key, &key.kind))).collect())
            }
            Kind::Map(item) => Json::InOrder(vec![("name-1", self.value(key, item))]),
            Kind::Any(kinds) => kinds.first().map_or("".into(), |kind| self.value(key, kind)),
        }
    }

    /// A place that holds something to write over.
    fn place(&mut self, shown: &str) -> Json {
        self.last += 1;
        let shown = shown.replace('\\', "\\\\").replace('}', "\\}").replace('$', "\\$");
        format!("${{{}:{shown}}}", self.last).into()
    }
}
