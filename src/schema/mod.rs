//! JSON Schemas of the files that authors write, so that editors complete keys, explain them and mark mistakes
//! while they are typed.
//!
//! A schema follows from the keys that the reader itself reads ([`fields`](crate::syntax::fields)), so it cannot
//! say anything else. Two promises hold between them: what the reader takes, the schema takes, since an editor that
//! marks what is right is worse than none; and what the schema cannot know (that the right answer is one of the
//! choices) it leaves to `terakoya check`. `tests/schema.rs` holds both.
//!
//! The dialect is draft-07, the newest that both kinds of editors read in full: the YAML extension of VS Code came
//! to understand 2020-12 only in 2026, while hospital computers keep old versions, and Taplo, which is behind the
//! TOML extension, ends at draft-07. For Taplo's sake there is no `$ref` either, and none of `allOf`, `anyOf`
//! and `if` where a file is TOML: it completes nothing, or without explanations, behind them.

mod json;
mod kind;
mod question;
mod snippet;

use serde_json::Value;

use crate::course::{self, book};
use crate::diagnostics::{Code, Language, Said};
use crate::say;
use crate::syntax::fields::{ID_PATTERN, Kind, expected};
use crate::text;
use json::{Json, Object, object};
use kind::{Editor, Notation, key, of_kind, record};

/// A sort of file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Quiz files.
    Quiz,
    /// `book.toml`.
    Book,
    /// `block.toml` of a theme.
    Block,
    /// The glossary.
    Glossary,
    /// The cited sources.
    Sources,
    /// What stands at the start of a lesson.
    FrontMatter,
}

impl Schema {
    /// All of them, in the order of the manual.
    pub const ALL: [Schema; 6] =
        [Schema::Quiz, Schema::Book, Schema::Glossary, Schema::Sources, Schema::FrontMatter, Schema::Block];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Schema::Quiz => "quiz",
            Schema::Book => "book",
            Schema::Block => "block",
            Schema::Glossary => "glossary",
            Schema::Sources => "sources",
            Schema::FrontMatter => "front-matter",
        }
    }

    /// The schema called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|schema| schema.name() == name)
    }

    /// The name of the file that it is written to.
    pub fn file_name(self) -> String {
        format!("{}.schema.json", self.name())
    }

    /// What it describes, as a noun phrase.
    pub fn about(self) -> Said {
        match self {
            Schema::Quiz => say!("クイズ（.quiz.yaml）", "quizzes (.quiz.yaml)"),
            Schema::Book => say!("コースの設定（book.toml）", "the settings of a course (book.toml)"),
            Schema::Block => {
                say!(
                    "テーマのブロックの宣言（block.toml）",
                    "the declaration of a theme's block (block.toml)"
                )
            }
            Schema::Glossary => say!("用語集（glossary.yaml）", "the glossary (glossary.yaml)"),
            Schema::Sources => say!("出典（sources.yaml）", "the cited sources (sources.yaml)"),
            Schema::FrontMatter => {
                say!("レッスンの初めの設定（--- の間）", "the settings between --- at the start of a lesson")
            }
        }
    }

    /// The files that it is for, as editors write it; `None` where it is for a part of a file.
    pub fn files(self) -> Option<&'static str> {
        match self {
            Schema::Quiz => Some("*.quiz.yaml"),
            Schema::Book => Some("book.toml"),
            Schema::Block => Some("block.toml"),
            Schema::Glossary => Some("glossary.yaml"),
            Schema::Sources => Some("sources.yaml"),
            Schema::FrontMatter => None,
        }
    }

    /// The schema as a JSON text, with explanations in `language`. The same for the same edition of the tool.
    pub fn text(self, language: Language) -> String {
        let notation = match self {
            Schema::Book | Schema::Block => Notation::Toml,
            Schema::Quiz | Schema::Glossary | Schema::Sources | Schema::FrontMatter => Notation::Yaml,
        };
        let editor = Editor { language, notation };
        let mut schema = match self {
            Schema::Quiz => question::quiz(editor),
            Schema::Book => book(editor),
            Schema::Block => record(&[text::BLOCK], editor),
            Schema::Glossary => of_kind(&Kind::List(&Kind::Record(course::TERM)), editor),
            Schema::Sources => sources(editor),
            Schema::FrontMatter => record(&[course::FRONT_MATTER], editor),
        };
        let note = say!(
            "terakoya schema が書き出したファイルです。書きかえても、次に書き出すと元に戻ります。",
            "Written by terakoya schema. What is changed here is lost when it is written again."
        );
        schema.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
        schema.insert("$id".to_owned(), self.id().into());
        schema.insert("$comment".to_owned(), note.get(language).into());
        schema.insert("title".to_owned(), self.about().get(language).into());
        // Values of our own making cannot fail to be written.
        let text = serde_json::to_string_pretty(&Json::Sorted(schema)).unwrap_or_default();
        format!("{text}\n")
    }

    /// Whether `text` is this schema, of whatever edition and in whatever language: such a file is ours.
    pub fn is_written_in(self, text: &[u8]) -> bool {
        let value: Value = serde_json::from_slice(text).unwrap_or_default();
        value.get("$id").and_then(Value::as_str) == Some(&self.id())
    }

    fn id(self) -> String {
        format!("urn:terakoya:schema:{}", self.name())
    }
}

/// `book.toml`: its keys, the severities by their codes, and what only mdBook reads, which is taken and not
/// proposed.
fn book(editor: Editor) -> Object {
    let mut schema = record(&[book::KEYS], editor);
    let check = book::KEYS.iter().find(|key| key.name == book::CHECK);
    if let Some((check, Kind::Map(severity))) = check.map(|check| (check, check.kind)) {
        let mut table = key(check, editor);
        let codes = Code::ALL.iter().filter(|code| !code.is_fixed());
        let codes = codes.map(|code| {
            let mut schema = of_kind(severity, editor);
            schema.insert("description".to_owned(), code.about().get(editor.language).into());
            (code.name().to_owned(), Json::Sorted(schema))
        });
        table.insert("properties".to_owned(), Json::Sorted(codes.collect()));
        table.insert("additionalProperties".to_owned(), false.into());
        property(&mut schema, check.name, Json::Sorted(table));
    }
    for table in book::MDBOOK_TABLES {
        property(&mut schema, table, true.into());
    }
    for (table, key) in book::MDBOOK_KEYS {
        if let Some(Json::Sorted(tables)) = schema.get_mut("properties")
            && let Some(Json::Sorted(table)) = tables.get_mut(table)
        {
            property(table, key, true.into());
        }
    }
    schema
}

/// `sources.yaml`: a source under each name.
fn sources(editor: Editor) -> Object {
    let mut schema = of_kind(&Kind::Map(&Kind::Record(course::SOURCE)), editor);
    let message = expected(&Kind::Id);
    let names = object([
        ("pattern", ID_PATTERN.into()),
        ("patternErrorMessage", message.get(editor.language).into()),
    ]);
    schema.insert("propertyNames".to_owned(), Json::Sorted(names));
    schema
}

/// Replaces the schema of the property `name`, or adds it.
fn property(schema: &mut Object, name: &str, value: Json) {
    if let Some(Json::Sorted(properties)) = schema.get_mut("properties") {
        properties.insert(name.to_owned(), value);
    }
}
