//! When two texts count as the same: what a learner types is compared with what an author accepts after both
//! were folded.
//!
//! The steps, in this order, each only where `fold` names it:
//!
//! * `width`: Unicode NFKC ([UAX #15](https://www.unicode.org/reports/tr15/)), which makes Ａ to A, ｱ to ア and ①
//!   to 1. Then the waves 〜 ∼ 〰 ⁓ (and ～, which NFKC makes to ~) become `~`, and hyphens, dashes, minus signs and
//!   ruled lines (‐ ‑ ‒ – — ― ⁃ − ─ ━ ➖ ˗) become `-`. So does the long vowel mark ー, since it is what the key of
//!   the hyphen types in Japanese: it stays a character that must be there (ビル is not ビール), but サ−バ− is
//!   サーバー. Waves and hyphens stay different from each other.
//! * `case`: every code point by itself to its lower case, where that is one code point. Neither language nor
//!   neighbours count, so that İ stays and Σ is σ at the end of a word too.
//! * `kana`: ァ to ヶ, ヽ and ヾ to hiragana. ヷ to ヺ have none.
//! * `space`: no blank counts.
//!
//! In any case all blanks are alike (those of Unicode's `White_Space`, and U+200B and U+FEFF, which nobody sees),
//! and none counts at the edges. `shared/fold.js` is the same in the browser; `fold.json` judges both.

use unicode_normalization::UnicodeNormalization;

use super::Reading;
use crate::syntax::fields::{Key, Kind};

/// The longest text that a record keeps, in UTF-16 units.
pub const LONGEST: usize = 20_000;

/// `fold` of a question.
pub const FOLD: Key = Key::optional(
    "fold",
    Kind::List(&Kind::Choice(&["width", "case", "kana", "space"])),
    "違っていても同じとみなすもの（全角と半角 width・大文字と小文字 case・ひらがなとカタカナ kana・空白 space）",
    "differences that do not count: full and half width, upper and lower case, hiragana and katakana, blanks",
)
.or("[width, case, space]");

/// What does not count when texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// Full and half width, and kinds of dashes.
    pub width: bool,
    /// Upper and lower case.
    pub case: bool,
    /// Hiragana and katakana.
    pub kana: bool,
    /// Blanks.
    pub space: bool,
}

impl Fold {
    /// That of `fold` in the question.
    pub fn read(reading: &Reading<'_, '_>) -> Self {
        let words: Vec<&str> = reading.record.list("fold").iter().filter_map(|word| word.choice()).collect();
        Self::of(&words)
    }

    /// That of the words that authors write.
    pub fn of(words: &[&str]) -> Self {
        let has = |word: &str| words.contains(&word);
        Self { width: has("width"), case: has("case"), kana: has("kana"), space: has("space") }
    }

    /// The words that authors write, in a fixed order.
    pub fn words(self) -> Vec<&'static str> {
        let all = [("width", self.width), ("case", self.case), ("kana", self.kana), ("space", self.space)];
        all.into_iter().filter_map(|(word, on)| on.then_some(word)).collect()
    }

    /// `text` without what does not count. Empty where it has nothing but blanks.
    pub fn apply(self, text: &str) -> String {
        let wide: String = if self.width { text.nfkc().map(plain_dash).collect() } else { text.to_owned() };
        let folded: String = wide
            .chars()
            .map(|c| if self.case { lower(c) } else { c })
            .map(|c| if self.kana { hiragana(c) } else { c })
            .filter_map(|c| if is_blank(c) { (!self.space).then_some(' ') } else { Some(c) })
            .collect();
        folded.trim_matches(' ').to_owned()
    }
}

/// Whether a record keeps a text of this length.
pub fn is_kept(text: &str) -> bool {
    text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

fn plain_dash(c: char) -> char {
    match c {
        '\u{2053}' | '\u{223C}' | '\u{301C}' | '\u{3030}' => '~',
        '\u{02D7}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{2500}'
        | '\u{2501}'
        | '\u{2796}'
        | '\u{30FC}' => '-',
        _ => c,
    }
}

fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn hiragana(c: char) -> char {
    match c {
        '\u{30A1}'..='\u{30F6}' | '\u{30FD}' | '\u{30FE}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn texts_fold_as_the_examples_say() {
        let examples: Vec<Value> = serde_json::from_str(include_str!("fold.json")).unwrap();
        assert!(examples.len() > 20);
        for example in examples {
            let words: Vec<&str> =
                example["fold"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let text = example["text"].as_str().unwrap();
            assert_eq!(Fold::of(&words).apply(text), example["folded"].as_str().unwrap(), "{text} {words:?}");
        }
    }

    #[test]
    fn what_is_folded_is_one_character_or_none_apart_from_width() {
        let all = Fold { width: false, case: true, kana: true, space: true };
        for c in ('\0'..=char::MAX).filter(|c| !is_blank(*c)) {
            assert_eq!(all.apply(&c.to_string()).chars().count(), 1, "{c:?}");
        }
    }
}
