//! `glossary.yaml`: terms, how they are read, and what they mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Excerpt, Place, SourcePath};
use crate::syntax::fields::{self, Key, Kind, Record};
use crate::syntax::node::{Node, Value};
use crate::text::{Block, Resolver, TermEntry};

/// A term of the glossary.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The term.
    pub term: String,
    /// How it is read, in kana; terms are ordered by it.
    pub reading: Option<String>,
    /// Other forms under which it is used.
    pub also: Vec<String>,
    /// What it means.
    pub text: Vec<Block>,
    /// Ids of sources.
    pub sources: Vec<String>,
}

/// The keys of a term.
pub const TERM: &[Key] = &[
    Key::required("term", Kind::Plain, "用語", "the term"),
    Key::optional("reading", Kind::Plain, "読みがな（並び順に使う）", "its reading, by which it is ordered"),
    Key::optional("also", Kind::List(&Kind::Plain), "別の言い方", "other forms under which it is used"),
    Key::required("text", Kind::Text, "意味", "what it means"),
    Key::optional(
        "source",
        Kind::Any(&[Kind::Id, Kind::List(&Kind::Id)]),
        "出典の名前",
        "the id of a source, or several",
    ),
];

/// A glossary whose texts are not yet resolved.
#[derive(Debug, Default)]
pub(super) struct Typed {
    terms: Vec<Record>,
    /// The forms under which terms may be used.
    pub(super) entries: Arc<BTreeMap<String, TermEntry>>,
}

/// Reads the file, and reports terms that stand twice.
pub(super) fn read(path: &SourcePath, node: &Node, diagnostics: &mut Diagnostics) -> Typed {
    let Value::List(nodes) = &node.value else {
        diagnostics.push(
            Diagnostic::new(
                Code::WrongKind,
                Place::new(path, node.span),
                say!(
                    "用語集は「- 」で始まる用語の並びです。",
                    "The glossary is a list of terms, each starting with \"- \"."
                ),
            )
            .correct("- term: …\n  text: …"),
        );
        return Typed::default();
    };
    let terms: Vec<Record> =
        nodes.iter().map(|node| fields::read(node, path, &[TERM], diagnostics)).collect();
    Typed { entries: Arc::new(entries(&terms, diagnostics)), terms }
}

/// The forms under which terms may be used.
fn entries(terms: &[Record], diagnostics: &mut Diagnostics) -> BTreeMap<String, TermEntry> {
    let mut entries: BTreeMap<String, (TermEntry, Place)> = BTreeMap::new();
    for record in terms {
        let Some(term) = record.plain("term") else { continue };
        let also = record.list("also").iter().filter_map(|also| also.plain());
        for form in std::iter::once(term).chain(also) {
            let name = trimmed(form);
            let entry = TermEntry { term: trimmed(term) };
            if let Some((_, first)) = entries.get(&name) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::Duplicate,
                        form.whole(),
                        say!("用語「{name}」が2回出てきます。", "The term \"{name}\" stands twice."),
                    )
                    .help(say!(
                        "片方を消すか、別の用語にします。",
                        "Remove one of them, or make it another term."
                    ))
                    .related(first.clone(), say!("1つめはここです。", "The first one is here.")),
                );
            } else {
                entries.insert(name, (entry, form.whole()));
            }
        }
    }
    entries.into_iter().map(|(name, (entry, _))| (name, entry)).collect()
}

impl Typed {
    /// The terms with their texts resolved.
    pub(super) fn resolve(&self, resolver: &mut Resolver<'_>) -> Vec<Term> {
        let mut seen = BTreeSet::new();
        self.terms
            .iter()
            .filter_map(|record| {
                let term = trimmed(record.plain("term")?);
                if !seen.insert(term.clone()) {
                    return None;
                }
                let ids = record.get("source").map(|source| match source.id() {
                    Some(_) => std::slice::from_ref(source),
                    None => source.list(),
                });
                Some(Term {
                    reading: record.plain("reading").map(trimmed),
                    also: record.list("also").iter().filter_map(|also| also.plain().map(trimmed)).collect(),
                    text: record.text("text").map(|text| resolver.text(text)).unwrap_or_default(),
                    sources: ids
                        .unwrap_or_default()
                        .iter()
                        .filter_map(|typed| {
                            let name =
                                crate::syntax::tree::Name { text: typed.id()?.to_owned(), span: typed.span };
                            resolver.source(&name, &record.path)
                        })
                        .collect(),
                    term,
                })
            })
            .collect()
    }
}

fn trimmed(excerpt: &Excerpt) -> String {
    excerpt.text.trim().to_owned()
}
