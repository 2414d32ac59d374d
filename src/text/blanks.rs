//! Blanks: `{{name}}` in a text whose author says what goes there.
//!
//! The notation is that of values; which of the two is meant is decided here, by the names of the blanks that
//! the text is read with. Blanks become fields, so they stand in running text only, where a field can be used:
//! not in a link, nor in the label of a block.

use std::collections::BTreeSet;

use super::resolve::Resolver;
use super::{Block, Inline};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{Excerpt, Place, SourcePath};
use crate::syntax::fields::nearest;
use crate::syntax::tree::Name;

/// A blank at its place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// How many blanks of the text stand before it.
    pub number: usize,
    /// Its name.
    pub name: String,
}

/// The blanks of the text that is being resolved.
#[derive(Debug)]
pub(super) struct Blanks {
    names: BTreeSet<String>,
    placed: Vec<Name>,
    /// Those that were probably meant where a name was mistyped.
    meant: Vec<Name>,
    /// Whether what is being resolved can hold no field.
    barred: bool,
}

impl Resolver<'_> {
    /// Parses and resolves a text with blanks: `{{name}}` is a blank where `names` has it, else a value. Gives
    /// the blanks as well, in the order of their numbers, each time that they stand in the text or were meant to.
    pub fn text_with_blanks(
        &mut self,
        excerpt: &Excerpt,
        names: impl IntoIterator<Item = String>,
    ) -> (Vec<Block>, Vec<Name>) {
        let names = names.into_iter().collect();
        self.blanks = Some(Blanks { names, placed: Vec::new(), meant: Vec::new(), barred: false });
        let blocks = self.text(excerpt);
        let Some(Blanks { mut placed, meant, .. }) = self.blanks.take() else { return (blocks, Vec::new()) };
        for name in meant {
            if !placed.iter().any(|other| other.text == name.text) {
                placed.push(name);
            }
        }
        (blocks, placed)
    }

    /// Whether `book.toml` has a value of this name.
    pub fn has_value(&mut self, name: &str) -> bool {
        self.index.value(name).is_some()
    }

    /// Runs `resolve` on what can hold no blank.
    pub(super) fn without_blanks<T>(&mut self, resolve: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.blanks.as_mut().map(|blanks| std::mem::replace(&mut blanks.barred, true));
        let resolved = resolve(self);
        if let (Some(blanks), Some(before)) = (&mut self.blanks, before) {
            blanks.barred = before;
        }
        resolved
    }

    /// What `{{name}}` stands for: a blank, or the words of a value.
    pub(super) fn blank_or_value(&mut self, name: &Name, path: &SourcePath) -> Inline {
        let Some(blanks) = &mut self.blanks else { return Inline::Text(self.value(name, path)) };
        let as_written = Inline::Text(format!("{{{{{}}}}}", name.text));
        let place = Place::new(path, name.span);
        if blanks.names.contains(&name.text) {
            let number = blanks.placed.len();
            blanks.placed.push(name.clone());
            if !blanks.barred {
                return Inline::Value(Blank { number, name: name.text.clone() });
            }
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BlockPlace,
                    place,
                    say!(
                        "空欄は、リンクの文やブロックの見出しの中には置けません。",
                        "A blank cannot stand in a link or in the label of a block."
                    ),
                )
                .help(say!("空欄を、ふつうの文の中に移します。", "Move it into the text around.")),
            );
            return as_written;
        }
        if self.index.value(&name.text).is_some() {
            return Inline::Text(self.value(name, path));
        }
        let known = blanks.names.iter().chain(self.index.all().values.keys()).map(String::as_str);
        let near = nearest(&name.text, known).map(str::to_owned);
        // A blank whose name was mistyped is not missing as well.
        if let Some(meant) = near.as_ref().filter(|near| blanks.names.contains(*near)) {
            blanks.meant.push(Name { text: meant.clone(), span: name.span });
        }
        let problem = Diagnostic::new(
            Code::Key,
            place,
            say!(
                "「{}」は、空欄（blanks）にも、book.toml の値（[values]）にもありません。",
                "\"{}\" is neither one of the blanks nor one of the [values] of book.toml.",
                name.text
            ),
        );
        self.diagnostics.push(match near {
            Some(near) => problem
                .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                .instead(&name.text, near),
            None => problem
                .help(say!("blanks に、この空欄の正解を書きます。", "Say in blanks what goes into this one."))
                .correct(format!("blanks:\n  {}:\n    answers: [正解]", name.text)),
        });
        as_written
    }
}
