//! Nodes as an editor sees them: YAML by its core schema, TOML by its own types.

use serde_json::{Value as Json, json};
use terakoya::syntax::node::{Node, Scalar, Style, Value};

/// The value that an editor checks against a schema.
pub fn of(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Scalar(scalar) => of_scalar(scalar),
        Value::List(items) => items.iter().map(of).collect(),
        Value::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), of(&entry.value))).collect(),
    }
}

fn of_scalar(scalar: &Scalar) -> Json {
    let text = scalar.text.text.as_str();
    if scalar.style != Style::Plain {
        return json!(text);
    }
    match text {
        "true" | "True" | "TRUE" => json!(true),
        "false" | "False" | "FALSE" => json!(false),
        "null" | "Null" | "NULL" | "~" => Json::Null,
        _ => number(text).unwrap_or_else(|| json!(text)),
    }
}

/// `[-+]?` digits, with a fraction and an exponent or without; what else numbers may be, no course writes.
fn number(text: &str) -> Option<Json> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    if !numeric {
        return None;
    }
    let integer = text.parse::<i64>().ok().map(|number| json!(number));
    integer.or_else(|| text.parse::<f64>().ok().map(|number| json!(number)))
}
