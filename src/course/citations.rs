//! `sources.yaml`: the laws, guidelines, news and books that the course rests on.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Excerpt, Place, SourcePath};
use crate::syntax::date::Date;
use crate::syntax::fields::{self, Key, Kind};
use crate::syntax::node::{Node, Value};

/// A source that the course cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedSource {
    /// Its place in the file, from 0: sources of a kind are listed in the author's order.
    pub order: usize,
    /// What it is.
    pub kind: SourceKind,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub date: Option<String>,
    /// Where it can be read; learners may follow it, nothing is loaded from it.
    pub url: Option<String>,
    /// The article, section or page.
    pub article: Option<String>,
    /// The day on which the author last checked it, and where that is written.
    pub checked_on: Option<(Date, Place)>,
}

/// What a source is; the list of sources is ordered by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A law or regulation.
    Law,
    /// A guideline of an authority.
    Guideline,
    /// A report in the press.
    News,
    /// A web page.
    Web,
    /// A book.
    Book,
}

impl SourceKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [SourceKind; 5] =
        [SourceKind::Law, SourceKind::Guideline, SourceKind::News, SourceKind::Web, SourceKind::Book];

    /// The word that authors write.
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::Law => "law",
            SourceKind::Guideline => "guideline",
            SourceKind::News => "news",
            SourceKind::Web => "web",
            SourceKind::Book => "book",
        }
    }
}

/// The keys of a source.
pub const SOURCE: &[Key] = &[
    Key::required("kind", Kind::Choice(&["law", "guideline", "news", "web", "book"]), "種類", "what it is"),
    Key::required("title", Kind::Plain, "題名", "its title"),
    Key::optional("publisher", Kind::Plain, "発行者", "who published it"),
    Key::optional("date", Kind::Any(&[Kind::Date, Kind::Plain]), "公表日", "when it was published"),
    Key::optional("url", Kind::Plain, "ウェブアドレス", "its address"),
    Key::optional("article", Kind::Plain, "条・節・ページ", "the article, section or page"),
    Key::optional("checked-on", Kind::Date, "最後に確かめた日", "the day on which it was last checked"),
];

/// Reads the file.
pub(super) fn read(
    path: &SourcePath,
    node: &Node,
    language: crate::diagnostics::Language,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, CitedSource> {
    let Value::Map(entries) = &node.value else {
        diagnostics.push(
            Diagnostic::new(
                Code::WrongKind,
                Place::new(path, node.span),
                say!(
                    "出典は「名前:」の下に1つずつ書きます。",
                    "Sources are written one by one below a name of their own."
                ),
            )
            .correct("appi:\n  kind: law\n  title: 個人情報の保護に関する法律"),
        );
        return BTreeMap::new();
    };
    let mut sources = BTreeMap::new();
    for (order, entry) in entries.iter().enumerate() {
        let record = fields::read(&entry.value, path, &[SOURCE], diagnostics);
        if !fields::is_id(&entry.key) {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadName,
                    Place::new(path, entry.key_span),
                    say!(
                        "「{}」は出典の名前に使えません。",
                        "\"{}\" cannot be the name of a source.",
                        entry.key
                    ),
                )
                .help(say!(
                    "英数字と - _ . を使い、英数字で始めて64字までにします（例: appi-26）。",
                    "Use at most 64 ASCII letters, digits, - _ and ., and begin with a letter or digit: appi-26."
                )),
            );
            continue;
        }
        let plain = |key: &str| record.plain(key).map(|text| text.text.trim().to_owned());
        // What is missing was said; that the source exists is seen from its name, so that citations find it.
        let kind = record.choice("kind").unwrap_or(SourceKind::Web.name());
        let title = plain("title").unwrap_or_else(|| entry.key.clone());
        let date = record.date("date").map(|date| date.in_language(language)).or_else(|| plain("date"));
        sources.insert(
            entry.key.clone(),
            CitedSource {
                order,
                kind: SourceKind::ALL
                    .into_iter()
                    .find(|known| known.name() == kind)
                    .unwrap_or(SourceKind::Web),
                title,
                publisher: plain("publisher"),
                date,
                url: record.plain("url").and_then(|url| web_address(url, diagnostics)),
                article: plain("article"),
                checked_on: record.date("checked-on").map(|day| (day, record.place("checked-on"))),
            },
        );
    }
    sources
}

/// The address, if it is one of the web.
fn web_address(written: &Excerpt, diagnostics: &mut Diagnostics) -> Option<String> {
    let address = written.text.trim();
    if address.starts_with("https://") || address.starts_with("http://") {
        return Some(address.to_owned());
    }
    let diagnostic = Diagnostic::new(
        Code::UnsafeLink,
        written.whole(),
        say!(
            "url は https:// で始まるアドレスにします。",
            "The url must be an address that starts with https://."
        ),
    );
    diagnostics.push(match address.contains(':') {
        true => diagnostic,
        false => diagnostic.correct(format!("url: https://{address}")),
    });
    None
}
