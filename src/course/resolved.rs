//! Texts that were resolved, with what they asked of the index: such a text is remembered by what was typed, and holds
//! for as long as the index gives the same answers.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostics::Diagnostics;
use crate::memo::{Key, Shelf};
use crate::source::Hash128;
use crate::text::{Index, Lookup, Resolver};

/// What became of a text.
#[derive(Debug)]
pub(super) struct Resolved<T> {
    pub(super) value: T,
    /// What is to be said of it.
    pub(super) diagnostics: Diagnostics,
    /// A hash of what was typed and of all answers.
    pub(super) mark: Hash128,
    asked: BTreeSet<Lookup>,
    /// The digest of the last index that gave these answers, so that nothing is asked twice of the same.
    index: Mutex<Hash128>,
}

impl<T> Resolved<T> {
    /// What `make` has made with the names of `index` from what is typed under `key`.
    fn new<'i>(key: Hash128, index: &'i Index, make: impl FnOnce() -> (T, Resolver<'i>)) -> Self {
        let (value, resolver) = make();
        let (diagnostics, asked) = resolver.done();
        let mark = mark(key, index, &asked);
        Self { value, diagnostics, mark, asked, index: Mutex::new(index.digest) }
    }

    /// Whether `index` gives the same answers.
    fn holds(&self, key: Hash128, index: &Index) -> bool {
        let mut last = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == index.digest {
            return true;
        }
        let holds = mark(key, index, &self.asked) == self.mark;
        if holds {
            *last = index.digest;
        }
        holds
    }
}

fn mark(key: Hash128, index: &Index, asked: &BTreeSet<Lookup>) -> Hash128 {
    Key::of((key, index.answers(asked)))
}

/// The result for what is typed under `key`: from the shelf where the index gives the same answers, else from `make`,
/// which may read what the key holds and ask the index.
pub(super) fn resolve<'i, T>(
    shelf: &Shelf<Resolved<T>>,
    key: Hash128,
    index: &'i Index,
    make: impl FnOnce() -> (T, Resolver<'i>),
) -> Arc<Resolved<T>> {
    let key = Key::of((key, index.look));
    shelf.get_valid(key, |kept| kept.holds(key, index), || Resolved::new(key, index, make))
}
