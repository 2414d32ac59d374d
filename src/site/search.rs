//! The search as files: an index that says on which pages two characters stand side by side, and the words of each
//! page, both as scripts, since a page from a disk can load nothing else.
//!
//! The search finds substrings: Japanese has no blanks between words, and cutting it into words misses what was cut
//! elsewhere. So the index has a key for each pair of neighbouring characters, folded as the learner's words are, and
//! one for each single character. Pages that hold all pairs of a word are candidates; whether they hold the word is
//! seen in their text, which is loaded for what is shown and no more. `client/search/` is the other half.
//!
//! * `search/index.js`: `{shards, version}`. The version stands behind the addresses of all others, so that no browser
//!   takes an old one from its cache; the files' names never change.
//! * `search/<n>.js`: `{keys}`, the entries of all keys that [`shard_of`] puts there, in one string.
//! * `search/t<n>.js`: the n-th page: `{kind, title, part, url, entries: [[kind, anchor, heading, also, text], …]}`. A page
//!   that is longer than [`MOST_TEXT`] is several. A change of a text changes its file and the shards of its new pairs.
//!
//! An entry is `<key><pages>[$<pages>][%<pages>]#`. A key has two characters; the second of a single one is a blank. The
//! lists are of pages that hold it anywhere, in a heading (`$`), in a title or the name of a term (`%`). A list is the
//! gaps between ascending numbers of pages, in as few bits as can be ([`List::text`]), six in a digit.

use std::collections::HashMap;

use rayon::prelude::*;
use serde_json::json;

use super::{SitePath, address, assets};
use crate::questions::fold::Fold;
use crate::render::{Entry, EntryKind, Findable, Page};
use crate::source::Hash128;
use crate::text::PageId;

/// What does not count: as in questions, but that a blank parts words.
const FOLD: Fold = Fold { width: true, case: true, kana: true, space: false };

/// Bytes of text above which a page is cut between two of its entries or blocks.
const MOST_TEXT: usize = 9_000;

/// About so many bytes has a shard of the index. A query loads at most five.
const SHARD: usize = 8_192;

/// There are no more shards than this; above, they grow.
const MOST_SHARDS: usize = 1_024;

/// Pages that are read at a time, so that their keys are not all in memory at once.
const BATCH: usize = 512;

/// The index is made in so many parts at once.
const PARTS: usize = 8;

/// Two characters, in the order of their strings.
type Key = u64;

/// All files of the search.
pub(super) fn files(pages: &[Page]) -> Vec<(SitePath, String)> {
    // Terms come first among what is found equally well.
    let (terms, others): (Vec<&Page>, Vec<&Page>) =
        pages.iter().partition(|page| page.id == PageId::Glossary);
    let texts: Vec<(&PageId, Findable)> = terms
        .into_iter()
        .chain(others)
        .flat_map(|page| cut(&page.findable).into_iter().map(|text| (&page.id, text)))
        .collect();
    let shards = Index::of(&texts).shards();
    let mut files: Vec<(SitePath, String)> = texts
        .par_iter()
        .enumerate()
        .map(|(number, (page, text))| (format!("search/t{number}.js"), script(number, page, text)))
        .collect();
    let keys = shards.iter().enumerate().map(|(number, keys)| {
        let script = assets::define(&format!("search/{number}"), &json!({ "keys": keys }));
        (format!("search/{number}.js"), script)
    });
    files.extend(keys);
    let all: String =
        files.par_iter().map(|(_, script)| Hash128::of(script.as_bytes()).to_string()).collect();
    let data = json!({ "shards": shards.len(), "version": Hash128::of(all.as_bytes()).short() });
    files.push(("search/index.js".to_owned(), assets::define("search", &data)));
    files
}

/// The words of a page as a script.
fn script(number: usize, page: &PageId, text: &Findable) -> String {
    let entry = |entry: &Entry| {
        let kind = match entry.kind {
            EntryKind::Page => "page",
            EntryKind::Section => "section",
            EntryKind::Term => "term",
            EntryKind::Question => "question",
        };
        json!([kind, entry.anchor, entry.heading, entry.also, entry.text])
    };
    let entries: Vec<_> = text.entries.iter().map(entry).collect();
    let data = json!({
        "kind": if matches!(page, PageId::Lesson(..)) { "lesson" } else { "page" },
        "title": text.title,
        "part": text.part,
        "url": address::page(page),
        "entries": entries,
    });
    assets::define(&format!("search/t{number}"), &data)
}

/// The page in pieces of which none is long, unless one of its blocks is; none for a page without words.
fn cut(page: &Findable) -> Vec<Findable> {
    let piece = || Findable { title: page.title.clone(), part: page.part.clone(), entries: Vec::new() };
    let mut pieces: Vec<Findable> = Vec::new();
    let mut length = usize::MAX;
    for entry in &page.entries {
        let mut rest = entry.text.as_str();
        loop {
            let frame = entry.heading.len() + entry.also.len();
            if length.saturating_add(frame).saturating_add(rest.len()) > MOST_TEXT && length > MOST_TEXT / 2 {
                pieces.push(piece());
                length = 0;
            }
            let (now, later) = split(rest, MOST_TEXT.saturating_sub(length + frame));
            let now = Entry { text: now.to_owned(), ..entry.clone() };
            length += frame + now.text.len();
            if let Some(last) = pieces.last_mut() {
                last.entries.push(now);
            }
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
    }
    pieces
}

/// As many whole lines as fit into `most` bytes, but at least one; and what is left.
fn split(text: &str, most: usize) -> (&str, &str) {
    if text.len() <= most {
        return (text, "");
    }
    let fitting = text.match_indices('\n').map(|(at, _)| at).take_while(|at| *at <= most).last();
    match fitting.or_else(|| text.find('\n')) {
        Some(at) => text.split_at_checked(at).map_or((text, ""), |(now, later)| (now, later.trim_start())),
        None => (text, ""),
    }
}

/// The keys of a piece: of all its words, of its headings, of its titles and terms; each list sorted.
fn keys_of(page: &Findable) -> [Vec<Key>; 3] {
    let mut keys = [const { Vec::new() }; 3];
    let [all, headings, names] = &mut keys;
    for entry in &page.entries {
        add(&entry.text, all);
        for name in [&entry.heading, &entry.also] {
            let from = all.len();
            add(name, all);
            let field = match entry.kind {
                EntryKind::Page | EntryKind::Term => &mut *names,
                EntryKind::Section => &mut *headings,
                // Its heading is only its number.
                EntryKind::Question => continue,
            };
            field.extend_from_slice(all.get(from..).unwrap_or_default());
        }
    }
    for keys in &mut keys {
        keys.sort_unstable();
        keys.dedup();
    }
    keys
}

/// Adds the keys of a text.
fn add(text: &str, keys: &mut Vec<Key>) {
    let folded = FOLD.apply(text);
    let mut before = ' ';
    for c in folded.chars() {
        if c != ' ' {
            keys.push(key(c, ' '));
            if before != ' ' {
                keys.push(key(before, c));
            }
        }
        before = c;
    }
}

fn key(first: char, second: char) -> Key {
    u64::from(u32::from(first)) << 32 | u64::from(u32::from(second))
}

fn key_text(key: Key) -> String {
    [key >> 32, key & u64::from(u32::MAX)]
        .iter()
        .filter_map(|code| char::from_u32(u32::try_from(*code).ok()?))
        .collect()
}

/// The shard of a key, by FNV-1a over its UTF-16 units, so that browsers find it too.
fn shard_of(key: &str, shards: usize) -> usize {
    let hash = key
        .encode_utf16()
        .fold(0x811C_9DC5_u32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193));
    let mixed = hash ^ (hash >> 15);
    usize::try_from(mixed).unwrap_or_default() % shards
}

/// The lists of a key.
#[derive(Debug, Default)]
struct Lists {
    all: List,
    /// In headings, and in titles and terms: most keys have neither.
    special: Option<Box<[List; 2]>>,
}

/// The index, in parts.
#[derive(Debug)]
struct Index {
    parts: Vec<HashMap<Key, Lists>>,
}

impl Index {
    fn of(texts: &[(&PageId, Findable)]) -> Self {
        let mut parts: Vec<HashMap<Key, Lists>> = (0..PARTS).map(|_| HashMap::new()).collect();
        let mut first = 0_u32;
        for batch in texts.chunks(BATCH) {
            let keys: Vec<[Vec<Key>; 3]> = batch.par_iter().map(|(_, text)| keys_of(text)).collect();
            parts.par_iter_mut().enumerate().for_each(|(part, lists)| {
                let here = |key: &&Key| usize::try_from(**key % PARTS as u64).is_ok_and(|own| own == part);
                for (number, [all, headings, names]) in (first..).zip(&keys) {
                    for key in all.iter().filter(here) {
                        lists.entry(*key).or_default().all.push(number);
                    }
                    for (field, keys) in [headings, names].into_iter().enumerate() {
                        for key in keys.iter().filter(here) {
                            let special = lists.entry(*key).or_default().special.get_or_insert_default();
                            special.iter_mut().skip(field).take(1).for_each(|list| list.push(number));
                        }
                    }
                }
            });
            first = first.saturating_add(u32::try_from(batch.len()).unwrap_or(u32::MAX));
        }
        Self { parts }
    }

    /// The entries of each shard, in the order of their keys.
    fn shards(self) -> Vec<String> {
        let entry = |(key, lists): (Key, Lists)| {
            let text = key_text(key);
            let mut entry = text.clone() + &lists.all.text();
            for (mark, list) in
                ['$', '%'].into_iter().zip(lists.special.iter().flat_map(|lists| lists.iter()))
            {
                if list.next > 0 {
                    entry.push(mark);
                    entry += &list.text();
                }
            }
            entry.push('#');
            (text, entry)
        };
        let mut entries: Vec<(String, String)> =
            self.parts.into_par_iter().flat_map_iter(|part| part.into_iter().map(entry)).collect();
        entries.par_sort_unstable();
        let length: usize = entries.iter().map(|(_, entry)| entry.len()).sum();
        let count = (length / SHARD).next_power_of_two().min(MOST_SHARDS);
        let mut shards = vec![String::new(); count];
        for (key, entry) in entries {
            if let Some(shard) = shards.get_mut(shard_of(&key, count)) {
                *shard += &entry;
            }
        }
        shards
    }
}

/// Ascending numbers: the gaps between them, seven bits in a byte, whose highest bit says that more follow.
#[derive(Debug, Default)]
struct List {
    gaps: Vec<u8>,
    /// One more than the last number; 0 for an empty list.
    next: u32,
}

impl List {
    fn push(&mut self, number: u32) {
        let mut gap = number.saturating_sub(self.next);
        while gap > 0x7F {
            self.gaps.push(low(gap, 7) | 0x80);
            gap >>= 7;
        }
        self.gaps.push(low(gap, 7));
        self.next = number.saturating_add(1);
    }

    fn gaps(&self) -> impl Iterator<Item = u32> {
        let (mut gap, mut shift) = (0_u32, 0_u32);
        self.gaps.iter().filter_map(move |byte| {
            gap |= u32::from(byte & 0x7F) << shift;
            shift += 7;
            (byte & 0x80 == 0).then(|| (std::mem::take(&mut gap), shift = 0).0)
        })
    }

    /// The gaps in Rice's code: with the number of plain bits that makes it shortest, which stands in front.
    fn text(&self) -> String {
        let bits =
            |plain: u32| self.gaps().map(|gap| u64::from(gap >> plain) + u64::from(plain) + 1).sum::<u64>();
        let plain = (0..=20).min_by_key(|plain| bits(*plain)).unwrap_or_default();
        let mut out = Bits { text: digit(plain).into(), last: 0, free: SIX };
        for gap in self.gaps() {
            (0..gap >> plain).for_each(|_| out.push(false));
            out.push(true);
            (0..plain).rev().for_each(|bit| out.push(gap >> bit & 1 == 1));
        }
        // Zeros that no one follows end the list.
        while out.free < SIX {
            out.push(false);
        }
        out.text
    }
}

/// The lowest bits of a number, at most eight.
fn low(number: u32, bits: u32) -> u8 {
    u8::try_from(number & ((1 << bits) - 1)).unwrap_or_default()
}

/// Bits, written as digits.
struct Bits {
    text: String,
    /// The digit at work, and how many of its bits are still free.
    last: u32,
    free: u32,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        self.last = self.last << 1 | u32::from(bit);
        self.free -= 1;
        if self.free == 0 {
            self.text.push(digit(self.last));
            (self.last, self.free) = (0, SIX);
        }
    }
}

/// Bits in a digit.
const SIX: u32 = 6;

/// One of 64 signs that need no escape in a script: `0` to `p` without `\`.
fn digit(value: u32) -> char {
    let code = 0x30 + value;
    char::from_u32(if code < 0x5C { code } else { code + 1 }).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of a list as a browser takes them out of its text.
    fn numbers(text: &str) -> Vec<u32> {
        let value = |sign: char| u32::from(sign) - if sign < '\\' { 0x30 } else { 0x31 };
        let plain = value(text.chars().next().unwrap());
        let mut bits =
            text.chars().skip(1).map(value).flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1));
        let (mut found, mut next, mut gap) = (Vec::new(), 0, 0);
        while let Some(bit) = bits.next() {
            if bit == 0 {
                gap += 1;
                continue;
            }
            let number = next + (0..plain).fold(gap, |gap, _| gap << 1 | bits.next().unwrap());
            found.push(number);
            (next, gap) = (number + 1, 0);
        }
        found
    }

    #[test]
    fn a_list_gives_back_what_was_put_into_it() {
        let random = |count: u32, step: u32| {
            (0..count).scan(7_u32, move |seed, at| {
                *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                Some(at * step + (*seed >> 8) % step)
            })
        };
        for (count, step) in [(1, 1), (5, 1), (600, 1), (40, 3), (300, 64), (300, 2000), (50, 40_000_000)] {
            let written: Vec<u32> = random(count, step).collect();
            let mut list = List::default();
            written.iter().for_each(|number| list.push(*number));
            let text = list.text();
            assert_eq!(numbers(&text), written);
            assert!(!text.contains(['"', '\\', '#', '$', '%']), "{text}");
            // As a map of bits and one digit more, if not shorter.
            assert!(text.len() <= 3 + *written.last().unwrap() as usize / 6, "{text}");
        }
    }

    #[test]
    fn keys_are_pairs_within_words_and_single_characters() {
        let mut keys = Vec::new();
        add(" ＳＮＳ の\nサーバー", &mut keys);
        let keys: Vec<String> = keys.into_iter().map(key_text).collect();
        assert_eq!(
            keys,
            ["s ", "n ", "sn", "s ", "ns", "の ", "さ ", "- ", "さ-", "ば ", "-ば", "- ", "ば-"]
        );
    }

    #[test]
    fn a_long_page_is_cut_between_blocks_and_loses_nothing() {
        let line = "あ".repeat(300);
        let text = |lines: usize| vec![line.as_str(); lines].join("\n");
        let entry = |heading: &str, text: String| Entry {
            kind: EntryKind::Section,
            anchor: heading.to_owned(),
            heading: heading.to_owned(),
            also: String::new(),
            text,
        };
        let lines = [1, 30, 0, 2, 9];
        let entries = lines.iter().enumerate().map(|(at, lines)| entry(&at.to_string(), text(*lines)));
        let page = Findable { title: "題".into(), part: String::new(), entries: entries.collect() };
        let pieces = cut(&page);
        assert!(pieces.len() > 2 && pieces.iter().all(|piece| !piece.entries.is_empty()));
        for (at, lines) in lines.iter().enumerate() {
            let found: Vec<&str> = pieces
                .iter()
                .flat_map(|piece| &piece.entries)
                .filter(|entry| entry.heading == at.to_string())
                .map(|entry| entry.text.as_str())
                .collect();
            assert!(!found.is_empty());
            assert_eq!(found.join("\n"), text(*lines));
        }
        for piece in &pieces {
            let length: usize =
                piece.entries.iter().map(|entry| entry.text.len() + entry.heading.len()).sum();
            assert!(length <= MOST_TEXT, "{length}");
        }
        let giant = Findable { entries: vec![entry("x", "い".repeat(MOST_TEXT))], ..page.clone() };
        assert_eq!(cut(&giant).len(), 1);
        assert_eq!(cut(&Findable::default()), []);
    }
}
