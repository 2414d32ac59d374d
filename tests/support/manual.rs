//! The generated parts of the manual: tables of keys, blocks and diagnostic codes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use terakoya::cli::{Described, described};
use terakoya::diagnostics::{Code, Diagnostics, Language, Said, Severity};
use terakoya::manual::{self, head, key_tables, row};
use terakoya::schema::Schema;
use terakoya::source::Sources;
use terakoya::theme::{self, Theme};

/// Every generated part by its name.
pub fn parts(language: Language) -> BTreeMap<String, String> {
    let mut parts: BTreeMap<String, String> = key_tables()
        .into_iter()
        .map(|table| {
            let written = manual::keys(&table.name, table.keys, language);
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
    theme::load(
        &Sources::default(),
        theme::DEFAULT_NAME,
        None,
        (language.tag().to_owned(), None),
        &mut Diagnostics::default(),
    )
}

fn word<'w>(language: Language, ja: &'w str, en: &'w str) -> &'w str {
    match language {
        Language::Japanese => ja,
        Language::English => en,
    }
}

fn schemas(language: Language) -> String {
    let mut out = head(&[
        word(language, "名前", "Name"),
        word(language, "何のため", "For"),
        word(language, "書き出すファイル", "File"),
    ]);
    for schema in Schema::ALL {
        let about = schema.about();
        out += &row(&[
            &format!("`{}`", schema.name()),
            about.get(language),
            &format!("`{}`", schema.file_name()),
        ]);
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
    out.push_str(&head(&[word(language, "書き方", "Written"), word(language, "意味", "Meaning")]));
    for (written, about) in arguments {
        out.push_str(&row(&[&format!("`{written}`"), about]));
    }
}

fn blocks(language: Language) -> String {
    let theme = default_theme(language);
    let mut out = String::new();
    for block in theme.blocks.values() {
        writeln!(out, "### {}\n\n{}\n", block.name, block.about.get(language)).unwrap();
        out += &manual::block(block, language);
        let example = match language {
            Language::Japanese => "example.md",
            Language::English => "example.en.md",
        };
        let example = theme.text(&format!("blocks/{}/{example}", block.name));
        write!(out, "````markdown\n{}````\n\n", example).unwrap();
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn codes(language: Language) -> String {
    let words = match language {
        Language::Japanese => ["名前", "内容", "重さ"],
        Language::English => ["Code", "What it is about", "Severity"],
    };
    let mut out = head(&words);
    for code in Code::ALL {
        let Said { ja, en } = code.about();
        let severity = match code.severity() {
            Severity::Error => word(language, "エラー", "error"),
            Severity::Warning => word(language, "注意", "warning"),
            Severity::Off => word(language, "なし", "off"),
        };
        let fixed =
            if code.is_fixed() { word(language, "（変えられません）", " (fixed)") } else { "" };
        out +=
            &row(&[&format!("`{}`", code.name()), word(language, &ja, &en), &format!("{severity}{fixed}")]);
    }
    out
}
