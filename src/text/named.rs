//! Terms, sources and values: what is defined once and used by its name.

use super::resolve::{Resolver, add};
use super::{Inline, TermUse};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{Place, SourcePath};
use crate::syntax::fields::nearest;
use crate::syntax::japanese::token::Token;
use crate::syntax::tree::{Name, WrittenTerm};

impl Resolver<'_> {
    pub(super) fn term(&mut self, term: &WrittenTerm, path: &SourcePath) -> Inline {
        if let Some(listed) = self.index.term(&term.term) {
            add(&mut self.uses.terms, listed.to_owned());
            return Inline::Term(TermUse { term: listed.to_owned(), shown: term.shown.clone() });
        }
        let mut diagnostic = Diagnostic::new(
            Code::UnknownTerm,
            Place::new(path, term.span),
            say!("用語「{}」は用語集にありません。", "The term \"{}\" is not in the glossary.", term.term),
        );
        diagnostic = match nearest(&term.term, self.index.all().terms.keys().map(String::as_str)) {
            Some(near) => diagnostic
                .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                .instead(&term.term, near),
            None => diagnostic.help(say!(
                "glossary.yaml に `- term: {0}` と `text:` を足します。用語でなければ [[ ]] を外します。",
                "Add `- term: {0}` with its `text:` to glossary.yaml, or take the [[ ]] away.",
                term.term
            )),
        };
        self.diagnostics.push(diagnostic);
        Inline::Text(term.shown.clone())
    }

    /// Checks the id of a source and notes its use.
    pub fn source(&mut self, name: &Name, path: &SourcePath) -> Option<String> {
        if self.index.has_source(&name.text) {
            add(&mut self.uses.sources, name.text.clone());
            return Some(name.text.clone());
        }
        let diagnostic = Diagnostic::new(
            Code::UnknownSource,
            Place::new(path, name.span),
            say!(
                "出典「{}」は sources.yaml にありません。",
                "The source \"{}\" is not in sources.yaml.",
                name.text
            ),
        );
        self.diagnostics.push(
            match nearest(&name.text, self.index.all().sources.iter().map(String::as_str)) {
                Some(near) => diagnostic
                    .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                    .instead(&name.text, near),
                None => diagnostic.help(say!(
                    "sources.yaml に `{0}:` と、その kind・title・publisher を足します。",
                    "Add `{0}:` with its kind, title and publisher to sources.yaml.",
                    name.text
                )),
            },
        );
        None
    }

    /// A plain string with its values filled in: a description, the words for a picture.
    pub fn filled(&mut self, text: &str, place: &Place) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            match Token::at(rest.get(before.len()..).unwrap_or_default()) {
                Some((Token::Value(name), length)) => {
                    out.push_str(&self.value(&Name { text: name.to_owned(), span: place.span }, &place.path));
                    rest = rest.get(before.len() + length..).unwrap_or_default();
                }
                _ => {
                    out.push_str("{{");
                    rest = after;
                }
            }
        }
        out + rest
    }

    pub(super) fn value(&mut self, name: &Name, path: &SourcePath) -> String {
        if let Some(value) = self.index.value(&name.text) {
            return value.to_owned();
        }
        let diagnostic = Diagnostic::new(
            Code::UnknownValue,
            Place::new(path, name.span),
            say!(
                "値「{}」は book.toml の [values] にありません。",
                "The value \"{}\" is not in [values] of book.toml.",
                name.text
            ),
        );
        self.diagnostics.push(
            match nearest(&name.text, self.index.all().values.keys().map(String::as_str)) {
                Some(near) => diagnostic
                    .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                    .instead(&name.text, near),
                None => diagnostic.help(say!(
                    "book.toml の [values] に `{0} = \"…\"` を足します。",
                    "Add `{0} = \"…\"` to [values] in book.toml.",
                    name.text
                )),
            },
        );
        format!("{{{{{}}}}}", name.text)
    }
}
