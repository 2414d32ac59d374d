//! Items: texts that learners put in order, match, sort or judge one by one.

use super::{Reading, choice};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::{Excerpt, Place, Span};
use crate::syntax::fields::Typed;
use crate::text::{Inline, plain_text};

/// A text that stands in responses by its key.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// What stands for it in responses: a digest of its text; never its place.
    pub key: String,
    /// The text as written, without blanks around it.
    pub written: String,
    /// The text.
    pub text: Vec<Inline>,
    /// The text where no markup can be: in a list that drops down.
    pub plain: String,
    /// Where it is written.
    pub span: Span,
}

/// Reads a text at `span`.
pub(super) fn read(written: &Excerpt, span: Span, reading: &mut Reading<'_, '_>) -> Item {
    let text = reading.resolver.line(written);
    let written = written.text.trim().to_owned();
    let plain = plain_text(&text).trim().to_owned();
    Item {
        key: choice::digest(&written),
        // A text of nothing but a reference to a source still needs a name.
        plain: if plain.is_empty() { written.clone() } else { plain },
        written,
        text,
        span,
    }
}

/// Reads a list of texts.
pub(super) fn read_all(list: &[Typed], reading: &mut Reading<'_, '_>) -> Vec<Item> {
    list.iter().filter_map(|typed| Some(read(typed.text()?, typed.span, reading))).collect()
}

/// Reports items that learners could not tell from one before; `remedy` says what to do. Whether there was none.
pub(super) fn all_differ<'i>(
    items: impl IntoIterator<Item = &'i Item>,
    remedy: &Said,
    reading: &mut Reading<'_, '_>,
) -> bool {
    let mut seen: Vec<&Item> = Vec::new();
    let mut twins = Vec::new();
    for item in items {
        // Two texts with one digest are as rare as they are impossible to tell apart.
        let twin = seen.iter().find(|twin| twin.plain == item.plain || twin.key == item.key);
        match twin {
            Some(twin) => twins.push((*twin, item)),
            None => seen.push(item),
        }
    }
    for (first, second) in &twins {
        let path = &reading.record.path;
        let twice = Diagnostic::new(
            Code::Duplicate,
            Place::new(path, second.span),
            say!("「{}」が2回書かれています。", "\"{}\" stands twice.", second.plain),
        )
        .help(remedy.clone())
        .related(Place::new(path, first.span), say!("1つめはここです。", "The first one is here."));
        reading.report(twice);
    }
    twins.is_empty()
}

/// Reports that a key of the question holds too little.
pub(super) fn too_few(key: &str, message: Said, correction: &str, reading: &mut Reading<'_, '_>) {
    let place = reading.record.key_place(key);
    reading.report(Diagnostic::new(Code::Key, place, message).correct(correction));
}

/// The items in the order in which they are shown: by a hash, the same in every build and on paper. The first
/// `own` of them never show in the order in which they are written, where that would give the answer away. Of two,
/// the other order would give it away as well, so chance alone decides.
pub(super) fn shown<'i>(items: &'i [Item], own: usize, question: &str) -> Vec<&'i Item> {
    let mut shown: Vec<(usize, &Item)> = items.iter().enumerate().collect();
    shown.sort_by_cached_key(|(_, item)| (choice::digest(&format!("{question}\n{}", item.key)), &item.key));
    let places: Vec<usize> =
        shown.iter().enumerate().filter(|(_, (at, _))| *at < own).map(|(place, _)| place).collect();
    let gives_away = shown.iter().map(|(at, _)| *at).filter(|at| *at < own).is_sorted();
    if let (true, [first, _, .., last]) = (gives_away, places.as_slice()) {
        shown.swap(*first, *last);
    }
    shown.into_iter().map(|(_, item)| item).collect()
}

/// The key of the item that `word` names: by its key, or by its text. Other words stay.
pub(super) fn key_of(items: &[Item], word: &str) -> String {
    let item = items.iter().find(|item| item.key == word || item.written == word.trim());
    item.map_or(word, |item| &item.key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(count: usize) -> Vec<Item> {
        let item = |number: usize| {
            let written = number.to_string();
            Item {
                key: choice::digest(&written),
                plain: written.clone(),
                written,
                text: Vec::new(),
                span: Span::default(),
            }
        };
        (0..count).map(item).collect()
    }

    #[test]
    fn the_order_of_two_tells_nothing() {
        let items = items(2);
        let first = |question: usize| {
            shown(&items, 2, &question.to_string()).first().map(|item| item.key == items[0].key)
        };
        let as_written = (0..300).filter(|question| first(*question) == Some(true)).count();
        assert!((100..200).contains(&as_written), "{as_written} of 300");
    }

    #[test]
    fn what_is_shown_never_stands_as_written_and_holds_everything() {
        for count in 3..6 {
            for question in 0..300 {
                for own in 3..=count {
                    let items = items(count);
                    let shown = shown(&items, own, &question.to_string());
                    let at = |item: &&Item| items.iter().position(|other| other.key == item.key);
                    let order: Vec<usize> = shown.iter().filter_map(at).collect();
                    assert!(!order.iter().filter(|at| **at < own).is_sorted(), "{order:?}");
                    let mut all = order.clone();
                    all.sort_unstable();
                    assert_eq!(all, (0..count).collect::<Vec<_>>());
                }
            }
        }
    }
}
