//! Problems as JSON, for other programs: editors, and whatever looks after many courses.
//!
//! `docs/messages.schema.json` describes it, and `docs/en/commands.md` explains it. Texts are those of the terminal,
//! in one language; they may change, codes and keys do not.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Diagnostic, Language, Severity};
use crate::source::{Place, Position, SourcePath, Span};

/// One problem. `source` gives the text of a file.
pub fn value(
    diagnostic: &Diagnostic,
    severity: Severity,
    source: &dyn Fn(&SourcePath) -> Option<Arc<str>>,
    language: Language,
) -> Value {
    let mut object = Map::new();
    let mut set = |key: &str, value: Value| drop(object.insert(key.to_owned(), value));
    set("code", diagnostic.code.name().into());
    set(
        "severity",
        match severity {
            Severity::Error => "error",
            Severity::Warning | Severity::Off => "warning",
        }
        .into(),
    );
    set("message", diagnostic.message.get(language).into());
    if let Some(help) = &diagnostic.help {
        set("help", help.get(language).into());
    }
    if let Some(correction) = diagnostic.corrected(source) {
        set("correction", correction.into());
    }
    if let Some(place) = &diagnostic.place {
        set("place", here(place, source));
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter();
        let related =
            related.map(|(place, why)| json!({ "message": why.get(language), "place": here(place, source) }));
        set("related", related.collect());
    }
    Value::Object(object)
}

/// A place. Of a whole file, and of one whose text is not known, only the path.
fn here(place: &Place, source: &dyn Fn(&SourcePath) -> Option<Arc<str>>) -> Value {
    let path = place.path.as_str();
    let text = if place.span == Span::default() { None } else { source(&place.path) };
    let Some(text) = text else { return json!({ "path": path }) };
    let position = |byte: u32| {
        let Position { line, column } = Position::of(&text, byte);
        json!({ "byte": byte, "line": line, "column": column })
    };
    json!({ "path": path, "start": position(place.span.start), "end": position(place.span.end) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;
    use crate::say;

    #[test]
    fn places_are_told_in_bytes_lines_and_columns() {
        let path = SourcePath::known("content/a.yaml");
        let text: Arc<str> = "a: b\n- 個人: promt\n".into();
        let diagnostic = Diagnostic::new(
            Code::UnknownKey,
            Place::new(&path, Span::new(15..20)),
            say!("「promt」というキーはありません。", "There is no key “promt”."),
        )
        .help(say!("「prompt」のことですか。", "Did you mean “prompt”?"))
        .instead("promt", "prompt")
        .related(Place::file(&path), say!("ここです。", "Here."));
        let value = |language| value(&diagnostic, Severity::Error, &|_| Some(Arc::clone(&text)), language);
        assert_eq!(
            value(Language::English),
            json!({
                "code": "unknown-key",
                "severity": "error",
                "message": "There is no key “promt”.",
                "help": "Did you mean “prompt”?",
                "correction": "- 個人: prompt",
                "place": {
                    "path": "content/a.yaml",
                    "start": { "byte": 15, "line": 2, "column": 7 },
                    "end": { "byte": 20, "line": 2, "column": 12 },
                },
                "related": [{ "message": "Here.", "place": { "path": "content/a.yaml" } }],
            })
        );
        assert_eq!(value(Language::Japanese)["help"], "「prompt」のことですか。");
        let global = Diagnostic::global(Code::EmptyCourse, say!("空です。", "Empty."));
        let global = super::value(&global, Severity::Warning, &|_| None, Language::English);
        assert_eq!(global, json!({ "code": "empty-course", "severity": "warning", "message": "Empty." }));
    }
}
