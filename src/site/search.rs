//! The search as files: an index that says on which pages two characters stand side by side, and the words of each
//! page, both as scripts, since a page from a disk can load nothing else.
//!
//! The search finds substrings: Japanese has no blanks between words, and cutting it into words misses what was cut
//! elsewhere. So the index has a key for each pair of neighbouring characters, folded as the learner's words are, and
//! one for each single character. Pages that hold all pairs of a word are candidates; whether they hold the word is
//! seen in their text, which is loaded for what is shown and no more. `client/search/` is the other half.
//!
//! The words and keys of a page are made with the page ([`Words`]). The index is made in parts, each of the keys that
//! fall to it by their hash, so that a build that remembers makes those anew whose keys an edit touched.
//!
//! * `search/index.js`: `{shards, version}`. The version stands behind the addresses of all others, so that no browser
//!   takes an old one from its cache; the files' names never change.
//! * `search/<n>.js`: `{keys}`, the entries of all keys that [`hash`] puts there, in one string.
//! * `search/t<n>.js`: the n-th page: `{kind, title, part, url, entries: [[kind, anchor, heading, also, text], …]}`. A page
//!   that is longer than [`MOST_TEXT`] is several. A change of a text changes its file and the shards of its new pairs.
//!
//! An entry is `<key><pages>[$<pages>][%<pages>]#`. A key has two characters; the second of a single one is a blank. The
//! lists are of pages that hold it anywhere, in a heading (`$`), in a title or the name of a term (`%`). A list is the
//! gaps between ascending numbers of pages, in as few bits as can be ([`Numbers::text`]), six in a digit.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::{Content, Memo, SitePath, address, assets};
use crate::memo::Key;
use crate::questions::fold::Fold;
use crate::render::{Entry, EntryKind, Findable};
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

/// Parts of the index.
const PARTS: u32 = 64;

/// What is found of a page, in pieces of which none is long.
#[derive(Debug)]
pub(super) struct Words {
    /// Whether it is the glossary: terms come first among what is found equally well.
    terms: bool,
    pieces: Vec<Piece>,
}

/// A file of words, but for its number.
#[derive(Debug)]
struct Piece {
    /// Its data as JSON, and the hash of that.
    json: String,
    mark: Hash128,
    /// Its keys for each part of the index, and the hash of them.
    keys: Vec<(Numbers, Hash128)>,
}

impl Words {
    /// Those of the page `id`.
    pub(super) fn of(id: &PageId, findable: &Findable) -> Self {
        let pieces = cut(findable).iter().map(|piece| Piece::of(id, piece)).collect();
        Self { terms: *id == PageId::Glossary, pieces }
    }
}

impl Piece {
    fn of(id: &PageId, text: &Findable) -> Self {
        let entry = |entry: &Entry| {
            let kind = match entry.kind {
                EntryKind::Page => "page",
                EntryKind::Section => "section",
                EntryKind::Term => "term",
                EntryKind::Question => "question",
            };
            json!([kind, entry.anchor, entry.heading, entry.also, entry.text])
        };
        let entries: Vec<Value> = text.entries.iter().map(entry).collect();
        let data = json!({
            "kind": if matches!(id, PageId::Lesson(..)) { "lesson" } else { "page" },
            "title": text.title,
            "part": text.part,
            "url": address::page(id),
            "entries": entries,
        });
        let json = data.to_string();
        let mut parts: Vec<Numbers> = (0..PARTS).map(|_| Numbers::default()).collect();
        for (pair, fields) in pairs(text) {
            let part = usize::try_from(hash(&pair_text(pair)) % PARTS).unwrap_or_default();
            parts.iter_mut().skip(part).take(1).for_each(|part| part.push(pair << 2 | fields));
        }
        let mark = Hash128::of(json.as_bytes());
        let keys = parts.into_iter().map(|part| {
            let mark = Hash128::of(&part.gaps);
            (part, mark)
        });
        Self { json, mark, keys: keys.collect() }
    }
}

/// All files of the search, by the words of all pages.
pub(super) fn files(memo: &Memo, words: &[&Words]) -> Vec<(SitePath, Content)> {
    let in_order = |terms: bool| words.iter().filter(move |words| words.terms == terms);
    let pieces: Vec<&Piece> = in_order(true).chain(in_order(false)).flat_map(|words| &words.pieces).collect();
    let parts: Vec<(Hash128, Arc<Part>)> = (0..PARTS as usize)
        .into_par_iter()
        .map(|number| {
            let keys = || pieces.iter().filter_map(move |piece| piece.keys.get(number));
            let mark = Key::of(keys().map(|(_, mark)| *mark).collect::<Vec<_>>());
            (mark, memo.search_parts.get(mark, || Part::of(keys().map(|(keys, _)| keys))))
        })
        .collect();
    let shards = shards(parts.iter().map(|(_, part)| &**part));
    let marks: (Vec<Hash128>, Vec<Hash128>) =
        (pieces.iter().map(|piece| piece.mark).collect(), parts.iter().map(|(mark, _)| *mark).collect());
    let file = |(number, piece): (usize, &&Piece)| {
        let script = || assets::define(&format!("search/t{number}"), &piece.json).into_bytes().into();
        let script = memo.search_words.get(Key::of((number, piece.mark)), script);
        (format!("search/t{number}.js"), Content::Bytes(Arc::clone(&script)))
    };
    let mut files: Vec<(SitePath, Content)> = pieces.par_iter().enumerate().map(file).collect();
    let mut add = |name: &str, path: String, data: &Value| {
        files.push((path, Content::Bytes(assets::define(name, data).into_bytes().into())));
    };
    for (number, keys) in shards.iter().enumerate() {
        add(&format!("search/{number}"), format!("search/{number}.js"), &json!({ "keys": keys }));
    }
    let data = json!({ "shards": shards.len(), "version": Key::of(marks).short() });
    add("search", "search/index.js".to_owned(), &data);
    files
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

/// Two neighbouring characters, or one and a blank, in the order of their strings.
type Pair = u64;

/// In which fields a pair stands besides the text.
const HEADING: u64 = 1;
const NAME: u64 = 2;

/// The pairs of a piece in order, each with its fields.
fn pairs(page: &Findable) -> Vec<(Pair, u64)> {
    let mut pairs = Vec::new();
    for entry in &page.entries {
        let field = match entry.kind {
            EntryKind::Page | EntryKind::Term => NAME,
            EntryKind::Section => HEADING,
            // Its heading is only its number.
            EntryKind::Question => 0,
        };
        add(&entry.text, 0, &mut pairs);
        add(&entry.heading, field, &mut pairs);
        add(&entry.also, field, &mut pairs);
    }
    pairs.sort_unstable();
    pairs.dedup_by(|again, first| {
        let same = again.0 == first.0;
        if same {
            first.1 |= again.1;
        }
        same
    });
    pairs
}

/// Adds the pairs of a text.
fn add(text: &str, field: u64, pairs: &mut Vec<(Pair, u64)>) {
    let pair =
        |first: char, second: char| (u64::from(u32::from(first)) << 21 | u64::from(u32::from(second)), field);
    let folded = FOLD.apply(text);
    let mut before = ' ';
    for c in folded.chars() {
        if c != ' ' {
            pairs.push(pair(c, ' '));
            if before != ' ' {
                pairs.push(pair(before, c));
            }
        }
        before = c;
    }
}

fn pair_text(pair: Pair) -> String {
    let code = |bits: u64| char::from_u32(u32::try_from(bits & 0x1F_FFFF).ok()?);
    [code(pair >> 21), code(pair)].into_iter().flatten().collect()
}

/// The hash of a key: FNV-1a over its UTF-16 units, so that browsers have it too.
fn hash(key: &str) -> u32 {
    let hash = key
        .encode_utf16()
        .fold(0x811C_9DC5_u32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

/// A part of the index: its entries in the order of their keys, each with the hash of its key.
#[derive(Debug)]
pub(super) struct Part {
    entries: Vec<(u32, String)>,
}

/// The lists of a key: of all pages, and, which most keys have not, of those with it in headings, titles and terms.
#[derive(Debug, Default)]
struct Lists {
    all: Numbers,
    special: Option<Box<[Numbers; 2]>>,
}

impl Part {
    /// The part of the index with these keys of each piece.
    fn of<'p>(pieces: impl Iterator<Item = &'p Numbers>) -> Self {
        let mut lists: HashMap<Pair, Lists> = HashMap::new();
        for (number, keys) in (0_u64..).zip(pieces) {
            for key in keys.iter() {
                let found = lists.entry(key >> 2).or_default();
                found.all.push(number);
                for (place, _) in [HEADING, NAME].iter().enumerate().filter(|(_, field)| key & **field > 0) {
                    let special = found.special.get_or_insert_default().iter_mut();
                    special.skip(place).take(1).for_each(|list| list.push(number));
                }
            }
        }
        let mut lists: Vec<(Pair, Lists)> = lists.into_iter().collect();
        lists.sort_unstable_by_key(|(pair, _)| *pair);
        let entry = |(pair, lists): (Pair, Lists)| {
            let key = pair_text(pair);
            let mut entry = key.clone() + &lists.all.text();
            for (mark, list) in
                ['$', '%'].into_iter().zip(lists.special.iter().flat_map(|lists| lists.iter()))
            {
                if !list.gaps.is_empty() {
                    entry.push(mark);
                    entry += &list.text();
                }
            }
            entry.push('#');
            (hash(&key), entry)
        };
        Self { entries: lists.into_iter().map(entry).collect() }
    }
}

/// The entries of all parts in shards.
fn shards<'p>(parts: impl Iterator<Item = &'p Part> + Clone) -> Vec<String> {
    let entries = parts.flat_map(|part| &part.entries);
    let length: usize = entries.clone().map(|(_, entry)| entry.len()).sum();
    let count = (length / SHARD).next_power_of_two().min(MOST_SHARDS);
    let mut shards = vec![String::new(); count];
    for (hash, entry) in entries {
        let shard = usize::try_from(*hash).unwrap_or_default() % count;
        shards.iter_mut().skip(shard).take(1).for_each(|shard| *shard += entry);
    }
    shards
}

/// Ascending numbers: the gaps between them, seven bits in a byte, whose highest bit says that more follow.
#[derive(Debug, Default)]
struct Numbers {
    gaps: Vec<u8>,
    /// One more than the last number; 0 where there is none.
    next: u64,
}

impl Numbers {
    fn push(&mut self, number: u64) {
        let mut gap = number.saturating_sub(self.next);
        loop {
            let low = u8::try_from(gap & 0x7F).unwrap_or_default();
            gap >>= 7;
            self.gaps.push(if gap > 0 { low | 0x80 } else { low });
            if gap == 0 {
                break;
            }
        }
        self.next = number.saturating_add(1);
    }

    fn gaps(&self) -> impl Iterator<Item = u64> {
        let (mut gap, mut shift) = (0_u64, 0_u32);
        self.gaps.iter().filter_map(move |byte| {
            gap |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 > 0 {
                shift += 7;
                return None;
            }
            shift = 0;
            Some(std::mem::take(&mut gap))
        })
    }

    fn iter(&self) -> impl Iterator<Item = u64> {
        let mut next = 0;
        self.gaps().map(move |gap| {
            let number = next + gap;
            next = number + 1;
            number
        })
    }

    /// The gaps in Rice's code: with the number of plain bits that makes it shortest, which stands in front.
    fn text(&self) -> String {
        let bits = |plain: u32| self.gaps().map(|gap| (gap >> plain) + u64::from(plain) + 1).sum::<u64>();
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
            let mut list = Numbers::default();
            written.iter().for_each(|number| list.push(u64::from(*number)));
            assert!(list.iter().eq(written.iter().map(|number| u64::from(*number))));
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
        add(" ＳＮＳ の\nサーバー", 0, &mut keys);
        let keys: Vec<String> = keys.into_iter().map(|(pair, _)| pair_text(pair)).collect();
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
