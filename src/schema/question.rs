//! The schema of a quiz: each question by its type.

use serde_json::json;

use super::json::{Json, Object, object};
use super::kind::{Editor, key, record};
use super::property;
use super::snippet::snippet;
use crate::questions::{QuestionType, TYPES};
use crate::quiz::{QUESTION, QUESTIONS, QUIZ, TYPE, keys};
use crate::syntax::fields::Key;

/// A quiz file. The reader takes its questions one by one, each by its type; so they are declared here as well.
pub(super) fn quiz(editor: Editor) -> Object {
    let mut schema = record(&[QUIZ], editor);
    if let Some(questions) = QUIZ.iter().find(|key| key.name == QUESTIONS) {
        let mut list = key(questions, editor);
        let mut item = question(editor);
        item.insert("title".to_owned(), questions.meaning(editor.language).into());
        list.insert("items".to_owned(), Json::Sorted(item));
        list.insert("minItems".to_owned(), 1.into());
        let snippets = TYPES.iter().map(|kind| snippet(*kind, editor.language)).collect();
        list.insert("defaultSnippets".to_owned(), snippets);
        property(&mut schema, QUESTIONS, Json::Sorted(list));
        schema.insert("required".to_owned(), vec![QUESTIONS].into());
    }
    schema
}

/// A question: what all have, and a condition for each type. Before the type is written, an editor proposes what
/// all types share; then the keys of the type, and marks all others.
fn question(editor: Editor) -> Object {
    let mut schema = record(&[QUESTION], editor);
    if let Some(kind) = QUESTION.iter().find(|key| key.name == TYPE) {
        let names: Vec<&str> = TYPES.iter().map(|kind| kind.name()).collect();
        let about = kind.meaning(editor.language);
        let names = object([("enum", names.into()), ("description", about.into())]);
        property(&mut schema, TYPE, Json::Sorted(names));
    }
    schema.remove("additionalProperties");
    // What else must be there is said by each type.
    schema.insert("required".to_owned(), vec![TYPE].into());
    schema.insert("allOf".to_owned(), TYPES.iter().map(|kind| condition(*kind, editor)).collect());
    schema
}

/// What a question of this type has. `true` stands for what was said of all types: it is taken, not proposed twice.
fn condition(kind: &dyn QuestionType, editor: Editor) -> Json {
    let keys = keys(kind);
    let mut own = record(&keys, editor);
    let is_own = |key: &Key| kind.keys().iter().any(|own| own.name == key.name);
    for key in QUESTION.iter().filter(|key| !is_own(key)) {
        property(&mut own, key.name, true.into());
    }
    if let Some(Json::Sorted(properties)) = own.get_mut("properties") {
        kind.refused().iter().for_each(|(key, _)| drop(properties.remove(*key)));
    }
    let is_this =
        json!({ "type": "object", "properties": { TYPE: { "const": kind.name() } }, "required": [TYPE] });
    Json::Sorted(object([("if", is_this.into()), ("then", Json::Sorted(own))]))
}
