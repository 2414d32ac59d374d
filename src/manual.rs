//! What the manual and the gallery derive from declarations: every list of keys that authors may write, in one place,
//! and what is declared in words, as Markdown.
//!
//! The lists themselves stand with whatever reads them. Blocks are declared by the [theme](crate::theme), and
//! codes of diagnostics by [`Code`](crate::diagnostics::Code); they need no list here.

use std::collections::BTreeMap;

use crate::course::{self, book};
use crate::diagnostics::{Language, Said};
use crate::questions::{self, choice, cloze, hotspot, matrix, scenario, survey};
use crate::quiz;
use crate::say;
use crate::syntax::fields::{Key, Kind, expected};
use crate::text::{AttributeDeclaration, AttributeKind, BlockDeclaration, Body, LabelUse};

/// The keys of something that authors write.
#[derive(Debug, Clone)]
pub struct KeyTable {
    /// The name of the table: `book`, `question-single`.
    pub name: String,
    /// The keys in the order in which they are explained.
    pub keys: &'static [Key],
}

/// All tables. The tables of `book.toml` have a table each, as do the types of questions.
pub fn key_tables() -> Vec<KeyTable> {
    let table = |name: &str, keys| KeyTable { name: name.to_owned(), keys };
    let mut tables = vec![table("book", book::KEYS)];
    for key in book::KEYS {
        if let Kind::Record(keys) = key.kind {
            tables.push(table(&format!("book-{}", key.name), keys));
            for inner in keys {
                if let Kind::List(Kind::Record(keys)) = inner.kind {
                    tables.push(table(&format!("book-{}-{}", key.name, inner.name), keys));
                }
            }
        }
    }
    tables.extend([
        table("front-matter", course::FRONT_MATTER),
        table("glossary", course::TERM),
        table("sources", course::SOURCE),
        table("quiz", quiz::QUIZ),
        table("result", quiz::RESULT),
        table("question", quiz::QUESTION),
        table("choice", choice::CHOICE),
        table("matrix-row", matrix::ROW),
        table("region", hotspot::REGION),
        table("step", scenario::STEP),
        table("option", scenario::OPTION),
        table("survey-choice", survey::NAMED),
        table("blank", cloze::BLANK),
    ]);
    for kind in questions::TYPES {
        tables.push(table(&format!("question-{}", kind.name()), kind.keys()));
    }
    tables
}

/// A row of a table.
pub fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// The head of a table.
pub fn head(cells: &[&str]) -> String {
    row(cells) + &row(&vec!["---"; cells.len()])
}

/// The keys of a [`KeyTable`] as a table.
pub fn keys(name: &str, keys: &[Key], language: Language) -> String {
    let mut out = match language {
        Language::Japanese => head(&["キー", "意味", "書けるもの", "書かないとき"]),
        Language::English => head(&["Key", "Meaning", "Value", "Where left out"]),
    };
    for key in keys {
        let default = match key.default {
            Some(default) => format!("`{default}`"),
            None if key.required => required().get(language).to_owned(),
            None => "—".to_owned(),
        };
        let value = expected(&key.kind);
        // `book.toml` is the one file that is not YAML.
        let value = match key.kind {
            Kind::List(Kind::Record(_)) if name.starts_with("book-") => "`[[ ]]`",
            Kind::Record(_) if name == "book" => "",
            _ => value.get(language),
        };
        let value = match (key.at_least, language) {
            (0, _) => value.to_owned(),
            (least, Language::Japanese) => format!("{value}（{least}つ以上）"),
            (least, Language::English) => format!("{value}; at least {least}"),
        };
        let written = if name == "book" { format!("`[{}]`", key.name) } else { format!("`{}`", key.name) };
        out += &row(&[&written, key.meaning(language), &value, &default]);
    }
    out
}

fn required() -> Said {
    say!("（必ず書きます）", "(must be written)")
}

/// What may be written in a block: its label, its content, its attributes and its children.
pub fn block(block: &BlockDeclaration, language: Language) -> String {
    let label = match (block.label, block.default_label(language)) {
        (LabelUse::None, _) => say!("ラベルはありません。", "It has no label."),
        (LabelUse::Required, _) => say!("ラベルを必ず書きます。", "A label must be written."),
        (LabelUse::Optional, None) => say!("ラベルを書けます。", "It may have a label."),
        (LabelUse::Optional, Some(default)) => say!(
            "ラベルを書けます。書かなければ「{default}」になります。",
            "It may have a label; without one it is “{default}”."
        ),
    };
    let between = match language {
        Language::Japanese => "",
        Language::English => " ",
    };
    let mut out = format!("{}{between}{}\n\n", label.get(language), body(block).get(language));
    out += &attributes(&block.attributes, language);
    for (name, child) in &block.children {
        out += &format!("`{name}`: {}\n\n", child.about.get(language));
        out += &attributes(&child.attributes, language);
    }
    out
}

fn body(block: &BlockDeclaration) -> Said {
    let names = block.children.keys().map(|name| format!("`:::{name}`")).collect::<Vec<_>>().join(", ");
    if !names.is_empty() {
        return say!("中には {names} だけを並べます。", "It consists of {names}.");
    }
    match block.body {
        Body::Blocks => say!("`:::` で閉じるまでが中身です。", "Its content ends with `:::`."),
        Body::List => say!("中身は箇条書き1つだけです。", "It holds exactly one list."),
        Body::None => say!(
            "コロン2つで1行に書き、中身はありません。",
            "It is one line with two colons, without content."
        ),
    }
}

fn attributes(attributes: &BTreeMap<String, AttributeDeclaration>, language: Language) -> String {
    if attributes.is_empty() {
        return String::new();
    }
    let mut out = match language {
        Language::Japanese => head(&["属性", "意味", "書けるもの", "書かないとき"]),
        Language::English => head(&["Attribute", "Meaning", "Value", "Where left out"]),
    };
    for (name, attribute) in attributes {
        let required = required();
        let left_out = if attribute.required { required.get(language) } else { "—" };
        let kind = kind(attribute);
        out += &row(&[&format!("`{name}`"), attribute.about.get(language), kind.get(language), left_out]);
    }
    out.push('\n');
    out
}

fn kind(attribute: &AttributeDeclaration) -> Said {
    match attribute.kind {
        AttributeKind::Text => say!("文", "text"),
        AttributeKind::Markdown => say!("文（太字などの記法を使えます）", "text with markup"),
        AttributeKind::Integer => say!("整数", "a whole number"),
        AttributeKind::Boolean => say!("`true` か `false`", "`true` or `false`"),
        AttributeKind::Choice => {
            let words = attribute.values.iter().map(|value| format!("`{value}`"));
            let words = words.collect::<Vec<_>>().join(" / ");
            say!("{words}", "{words}")
        }
        AttributeKind::Date => say!("日付（`2026-03-31`）", "a day (`2026-03-31`)"),
        AttributeKind::Image => say!("画像のファイル", "the file of a picture"),
        AttributeKind::Media => say!("ファイル", "a file"),
        AttributeKind::Lesson => say!("レッスンの .md ファイル", "the .md file of a lesson"),
        AttributeKind::Source => say!("出典の名前", "the id of a source"),
        AttributeKind::BlockReference => {
            say!("同じページのブロックの id", "the id of a block on the page")
        }
        AttributeKind::Region => say!("画像の中の位置（％）", "a place in the picture, in per cent"),
    }
}
