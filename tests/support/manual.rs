//! The generated parts of the manual: tables of keys, blocks and diagnostic codes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use terakoya::cli::{Described, described};
use terakoya::diagnostics::{Code, Diagnostics, Language, Said, Severity};
use terakoya::manual::key_tables;
use terakoya::schema::Schema;
use terakoya::source::Sources;
use terakoya::syntax::fields::{Key, Kind, expected};
use terakoya::text::{AttributeDeclaration, BlockDeclaration, Body, LabelUse};
use terakoya::theme::{self, Theme};

/// Every generated part by its name.
pub fn parts(language: Language) -> BTreeMap<String, String> {
    let mut parts: BTreeMap<String, String> = key_tables()
        .into_iter()
        .map(|table| {
            let written = keys(&table.name, table.keys, language);
            (table.name, written)
        })
        .collect();
    parts.insert("blocks".to_owned(), blocks(language));
    parts.insert("codes".to_owned(), codes(language));
    parts.insert("commands".to_owned(), commands(language));
    parts.insert("options".to_owned(), options(language));
    parts.insert("schemas".to_owned(), schemas(language));
    parts
}

/// The default theme.
pub fn default_theme(language: Language) -> Theme {
    theme::load(&Sources::default(), theme::DEFAULT_NAME, None, language, &mut Diagnostics::default())
}

fn word<'w>(language: Language, ja: &'w str, en: &'w str) -> &'w str {
    match language {
        Language::Japanese => ja,
        Language::English => en,
    }
}

fn row(out: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    writeln!(out, "| {} |", cells.join(" | ")).unwrap();
}

fn head(out: &mut String, cells: &[&str]) {
    row(out, cells);
    row(out, &vec!["---"; cells.len()]);
}

fn keys(name: &str, keys: &[Key], language: Language) -> String {
    let mut out = String::new();
    let words = match language {
        Language::Japanese => ["キー", "意味", "書けるもの", "書かないとき"],
        Language::English => ["Key", "Meaning", "Value", "Where left out"],
    };
    head(&mut out, &words);
    for key in keys {
        let (ja, en) = key.about;
        let default = match key.default {
            Some(default) => format!("`{default}`"),
            None if key.required => word(language, "（必ず書きます）", "(must be written)").to_owned(),
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
        let key = if name == "book" { format!("`[{}]`", key.name) } else { format!("`{}`", key.name) };
        row(&mut out, &[&key, word(language, ja, en), &value, &default]);
    }
    out
}

fn schemas(language: Language) -> String {
    let mut out = String::new();
    head(
        &mut out,
        &[
            word(language, "名前", "Name"),
            word(language, "何のため", "For"),
            word(language, "書き出すファイル", "File"),
        ],
    );
    for schema in Schema::ALL {
        let about = schema.about();
        row(
            &mut out,
            &[&format!("`{}`", schema.name()), about.get(language), &format!("`{}`", schema.file_name())],
        );
    }
    out
}

/// The commands, each with its own arguments.
fn commands(language: Language) -> String {
    let mut out = String::new();
    for Described { name, about, arguments: own } in described(language).iter().skip(1) {
        writeln!(out, "### {name}\n\n{about}\n").unwrap();
        if !own.is_empty() {
            arguments(&mut out, own, language);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The arguments of all commands.
fn options(language: Language) -> String {
    let mut out = String::new();
    for described in described(language).iter().take(1) {
        arguments(&mut out, &described.arguments, language);
    }
    out
}

fn arguments(out: &mut String, arguments: &[(String, String)], language: Language) {
    head(out, &[word(language, "書き方", "Written"), word(language, "意味", "Meaning")]);
    for (written, about) in arguments {
        row(out, &[&format!("`{written}`"), about]);
    }
}

fn blocks(language: Language) -> String {
    let theme = default_theme(language);
    let mut out = String::new();
    for block in theme.blocks.values() {
        writeln!(out, "### {}\n\n{}\n", block.name, block.about.get(language)).unwrap();
        let label = match (block.label, block.default_label(language)) {
            (LabelUse::None, _) => word(language, "ラベルはありません。", "It has no label.").to_owned(),
            (LabelUse::Required, _) => {
                word(language, "ラベルを必ず書きます。", "A label must be written.").to_owned()
            }
            (LabelUse::Optional, None) => {
                word(language, "ラベルを書けます。", "It may have a label.").to_owned()
            }
            (LabelUse::Optional, Some(default)) => match language {
                Language::Japanese => format!("ラベルを書けます。書かなければ「{default}」になります。"),
                Language::English => format!("It may have a label; without one it is “{default}”."),
            },
        };
        writeln!(out, "{label}{}{}\n", word(language, "", " "), body(block, language)).unwrap();
        attributes(&mut out, &block.attributes, language);
        for (name, child) in &block.children {
            writeln!(out, "`{name}`: {}\n", child.about.get(language)).unwrap();
            attributes(&mut out, &child.attributes, language);
        }
        let example = theme.text(&format!("blocks/{}/example.md", block.name));
        write!(out, "````markdown\n{}````\n\n", example).unwrap();
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn body(block: &BlockDeclaration, language: Language) -> String {
    let names = block.children.keys().map(|name| format!("`:::{name}`")).collect::<Vec<_>>().join(", ");
    if !names.is_empty() {
        return match language {
            Language::Japanese => format!("中には {names} だけを並べます。"),
            Language::English => format!("It consists of {names}."),
        };
    }
    let said = match block.body {
        Body::Blocks => ("`:::` で閉じるまでが中身です。", "Its content ends with `:::`."),
        Body::List => ("中身は箇条書き1つだけです。", "It holds exactly one list."),
        Body::None => {
            ("コロン2つで1行に書き、中身はありません。", "It is one line with two colons, without content.")
        }
    };
    word(language, said.0, said.1).to_owned()
}

fn attributes(out: &mut String, attributes: &BTreeMap<String, AttributeDeclaration>, language: Language) {
    if attributes.is_empty() {
        return;
    }
    let words = match language {
        Language::Japanese => ["属性", "意味", "書けるもの", ""],
        Language::English => ["Attribute", "Meaning", "Value", ""],
    };
    head(out, &words);
    for (name, attribute) in attributes {
        let kind = kind(attribute, language);
        let required =
            if attribute.required { word(language, "必ず書きます", "must be written") } else { "" };
        row(out, &[&format!("`{name}`"), attribute.about.get(language), &kind, required]);
    }
    out.push('\n');
}

fn kind(attribute: &AttributeDeclaration, language: Language) -> String {
    let (ja, en) = match attribute.kind.name() {
        "text" => ("文", "text"),
        "markdown" => ("文（太字などの記法を使えます）", "text with markup"),
        "integer" => ("整数", "a whole number"),
        "boolean" => ("`true` か `false`", "`true` or `false`"),
        "choice" => {
            return attribute.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" / ");
        }
        "date" => ("日付（`2026-03-31`）", "a day (`2026-03-31`)"),
        "image" => ("画像のファイル", "the file of a picture"),
        "media" => ("ファイル", "a file"),
        "lesson" => ("レッスンの .md ファイル", "the .md file of a lesson"),
        "source" => ("出典の名前", "the id of a source"),
        "block" => ("同じページのブロックの id", "the id of a block on the page"),
        "region" => ("画像の中の位置（％）", "a place in the picture, in per cent"),
        other => panic!("the manual does not know the kind {other}"),
    };
    word(language, ja, en).to_owned()
}

fn codes(language: Language) -> String {
    let mut out = String::new();
    let words = match language {
        Language::Japanese => ["名前", "内容", "重さ"],
        Language::English => ["Code", "What it is about", "Severity"],
    };
    head(&mut out, &words);
    for code in Code::ALL {
        let Said { ja, en } = code.about();
        let severity = match code.severity() {
            Severity::Error => word(language, "エラー", "error"),
            Severity::Warning => word(language, "注意", "warning"),
            Severity::Off => word(language, "なし", "off"),
        };
        let fixed =
            if code.is_fixed() { word(language, "（変えられません）", " (fixed)") } else { "" };
        row(
            &mut out,
            &[&format!("`{}`", code.name()), word(language, &ja, &en), &format!("{severity}{fixed}")],
        );
    }
    out
}
