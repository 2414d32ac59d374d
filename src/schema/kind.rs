//! From kinds of values to schemas. Whoever adds a kind is asked by the compiler for its schema.

use serde_json::{Value, json};

use super::json::{Json, Object, object};
use crate::diagnostics::{Language, Said};
use crate::say;
use crate::source::{SourcePath, Span};
use crate::syntax::duration;
use crate::syntax::fields::{ID_PATTERN, Key, Kind, default_node, expected};
use crate::syntax::node::{Node, Value as NodeValue};

/// Who reads a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Editor {
    /// The language of explanations and messages.
    pub(super) language: Language,
    /// What is written there.
    pub(super) notation: Notation,
}

/// The notation of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Yaml,
    Toml,
}

/// A text with something in it. Blanks of full width count as something, as they do for the reader.
const SOME_TEXT: &str = "[^ \\t\\n]";
/// The same, on one line.
const ONE_LINE: &str = "^[ \\t\\n]*[^ \\t\\n][^\\n]*[ \\t\\n]*$";
/// A day, to show how one is written.
const DAY: &str = "2026-03-31";
const DAYS: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// The schema of a value of this kind.
pub(super) fn of_kind(kind: &Kind, editor: Editor) -> Object {
    let inner = |kind: &Kind| Json::Sorted(of_kind(kind, editor));
    let message = || message(&expected(kind), editor.language);
    match kind {
        Kind::Text => bare(SOME_TEXT, message(), editor),
        Kind::Plain => bare(ONE_LINE, message(), editor),
        Kind::Id => bare(ID_PATTERN, message(), editor),
        Kind::Integer { min, max } => {
            let mut schema = object([("type", "integer".into()), ("errorMessage", message())]);
            if *min != i64::MIN {
                schema.insert("minimum".to_owned(), (*min).into());
            }
            if *max != i64::MAX {
                schema.insert("maximum".to_owned(), (*max).into());
            }
            schema
        }
        Kind::Boolean => object([("type", "boolean".into()), ("errorMessage", message())]),
        Kind::Choice(words) => object([("enum", json!(words).into()), ("errorMessage", message())]),
        Kind::Date => object([
            ("type", "string".into()),
            ("pattern", DAYS.into()),
            ("patternErrorMessage", message()),
            ("errorMessage", message()),
        ]),
        Kind::Duration => object([
            ("type", "string".into()),
            ("pattern", duration::PATTERN.into()),
            ("patternErrorMessage", message()),
            ("errorMessage", message()),
        ]),
        Kind::List(item) => object([("type", "array".into()), ("items", inner(item))]),
        Kind::Tuple(length, item) => object([
            ("type", "array".into()),
            ("items", inner(item)),
            ("minItems", (*length).into()),
            ("maxItems", (*length).into()),
        ]),
        Kind::Record(keys) => record(&[keys], editor),
        Kind::Map(item) => object([("type", "object".into()), ("additionalProperties", inner(item))]),
        Kind::Any(kinds) => object([("anyOf", kinds.iter().map(inner).collect())]),
    }
}

/// A text, which the reader takes without quotes as well, as `100` or `true`, though an editor takes these for a
/// number and a truth value. In YAML the latter is let through by a detour, for an editor that hears of truth
/// values proposes `true` wherever a text may begin with a t. In TOML a text stands in quotes anyway, and Taplo loses
/// the explanation of a key behind a detour.
fn bare(pattern: &str, message: Json, editor: Editor) -> Object {
    let text = object([
        ("type", json!(["string", "number"]).into()),
        ("pattern", pattern.into()),
        ("patternErrorMessage", message.clone()),
        ("errorMessage", message),
    ]);
    if editor.notation == Notation::Toml {
        return text;
    }
    let truth = json!({ "not": { "type": ["string", "number", "array", "object", "null"] } });
    object([("anyOf", [Json::Sorted(text), truth.into()].into_iter().collect())])
}

/// What an editor shows at a wrong value.
fn message(expected: &Said, language: Language) -> Json {
    let Said { ja, en } = expected;
    say!("{ja}を書きます。", "Expected here: {en}").get(language).into()
}

/// The schema of a map with these keys and no others.
pub(super) fn record(keys: &[&[Key]], editor: Editor) -> Object {
    let all = || keys.iter().copied().flatten();
    let properties = all().map(|one| (one.name.to_owned(), Json::Sorted(key(one, editor)))).collect();
    let required: Vec<&str> = all().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = object([
        ("type", "object".into()),
        ("properties", Json::Sorted(properties)),
        ("additionalProperties", false.into()),
    ]);
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

/// The schema of a key's value, with what is known of the key.
pub(super) fn key(key: &Key, editor: Editor) -> Object {
    let mut schema = of_kind(&key.kind, editor);
    entitle(&mut schema, key.meaning(editor.language));
    schema.insert("description".to_owned(), about(key, editor).into());
    if key.at_least > 0 {
        let least = if matches!(key.kind, Kind::Map(_)) { "minProperties" } else { "minItems" };
        schema.insert(least.to_owned(), key.at_least.into());
    }
    let default = |default| default_node(default, &SourcePath::known("default"), Span::default());
    if let Some(default) = key.default.and_then(default) {
        schema.insert("default".to_owned(), written(&default, &key.kind).into());
    }
    if let Some(example) = key.example.or(matches!(key.kind, Kind::Date).then_some(DAY)) {
        schema.insert("examples".to_owned(), vec![example].into());
    }
    schema
}

/// Names the maps that a schema consists of, without which editors call them by the title of the whole.
fn entitle(schema: &mut Object, name: &str) {
    if schema.contains_key("properties") {
        schema.insert("title".to_owned(), name.into());
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(Json::Sorted(inner)) = schema.get_mut(inner) {
            entitle(inner, name);
        }
    }
    if let Some(Json::List(kinds)) = schema.get_mut("anyOf") {
        for kind in kinds {
            if let Json::Sorted(kind) = kind {
                entitle(kind, name);
            }
        }
    }
}

/// What the key is for, what is written there, and what counts where it is left out; a line each.
fn about(key: &Key, editor: Editor) -> String {
    let mut lines = Vec::new();
    // A list or map shows by itself what it consists of.
    if !matches!(key.kind, Kind::Record(_) | Kind::Map(_) | Kind::List(Kind::Record(_))) {
        lines.push(expected(&key.kind));
    }
    if key.at_least > 0 {
        let least = key.at_least;
        lines.push(say!("{least}つ以上", "at least {least}"));
    }
    if let Some(default) = key.default {
        lines.push(say!("書かなければ {default}", "{default} where left out"));
    }
    let lines = lines.iter().map(|line| line.get(editor.language));
    std::iter::once(key.meaning(editor.language)).chain(lines).collect::<Vec<_>>().join("\n")
}

/// A value that was written for `kind`, as JSON.
fn written(node: &Node, kind: &Kind) -> Value {
    match (&node.value, kind) {
        (NodeValue::List(items), Kind::List(item) | Kind::Tuple(_, item)) => {
            items.iter().map(|node| written(node, item)).collect()
        }
        (NodeValue::Scalar(scalar), Kind::Integer { .. } | Kind::Boolean) => {
            serde_json::from_str(&scalar.text.text).unwrap_or_default()
        }
        (
            NodeValue::Scalar(scalar),
            Kind::Text | Kind::Plain | Kind::Id | Kind::Choice(_) | Kind::Date | Kind::Duration,
        ) => {
            json!(scalar.text.text)
        }
        (NodeValue::Map(entries), Kind::Map(item)) => {
            entries.iter().map(|entry| (entry.key.clone(), written(&entry.value, item))).collect()
        }
        (NodeValue::Map(entries), Kind::Record(keys)) => {
            let kind_of = |name: &str| keys.iter().find(|key| key.name == name).map(|key| key.kind);
            let entries = entries.iter().filter_map(|entry| Some((entry, kind_of(&entry.key)?)));
            entries.map(|(entry, kind)| (entry.key.clone(), written(&entry.value, &kind))).collect()
        }
        (_, Kind::Any(kinds)) => {
            kinds.iter().map(|kind| written(node, kind)).find(|value| !value.is_null()).unwrap_or_default()
        }
        _ => Value::Null,
    }
}
