//! Character classes from Unicode's `EastAsianWidth.txt` and `Scripts.txt`, as ranges.
//!
//! Ranges run over unassigned code points inside a block, so that a newer Unicode rarely changes an answer.

/// Whether a line break beside `c` adds no space, where the character on its other side is wide too: East
/// Asian full-width, wide or half-width forms, but not Hangul, which puts spaces between words (CSS Text 3,
/// section 4.1.3).
pub fn is_wide(c: char) -> bool {
    c >= '\u{231A}' && (holds(WIDE, c) || holds(EMOJI, c))
}

/// Whether `c` is a CJK character for the rule of emphasis: wide and no emoji, or Hangul (tats-u,
/// markdown-cjk-friendly, specification).
pub fn is_cjk(c: char) -> bool {
    c >= '\u{1100}' && (holds(WIDE, c) || holds(HANGUL, c))
}

fn holds(ranges: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let index = ranges.partition_point(|&(_, last)| last < c);
    ranges.get(index).is_some_and(|&(first, _)| first <= c)
}

/// Full-width, wide and half-width characters that are neither Hangul nor shown as emoji by default.
const WIDE: &[(u32, u32)] = &[
    (0x2329, 0x232A),
    (0x2630, 0x2637),
    (0x268A, 0x268F),
    (0x2E80, 0x302D),
    (0x3030, 0x303E),
    (0x3040, 0x3130),
    (0x3190, 0x31FF),
    (0x3220, 0x325F),
    (0x327F, 0x4DFF),
    (0x4E00, 0xA4CF),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE1F),
    (0xFE30, 0xFE6F),
    (0xFF01, 0xFF9F),
    (0xFFE0, 0xFFE6),
    (0xFFE8, 0xFFEE),
    (0x16FE0, 0x191FF),
    (0x1AFF0, 0x1B2FF),
    (0x1D300, 0x1D37F),
    (0x1F200, 0x1F2FF),
    (0x20000, 0x3FFFD),
];

/// Hangul in all its forms.
const HANGUL: &[(u32, u32)] = &[
    (0x1100, 0x11FF),
    (0x302E, 0x302F),
    (0x3131, 0x318F),
    (0x3200, 0x321F),
    (0x3260, 0x327E),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xFFA0, 0xFFDC),
];

/// Characters that are wide because they are shown as emoji.
const EMOJI: &[(u32, u32)] = &[
    (0x231A, 0x231B),
    (0x23E9, 0x23EC),
    (0x23F0, 0x23F0),
    (0x23F3, 0x23F3),
    (0x25FD, 0x25FE),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267F, 0x267F),
    (0x2693, 0x2693),
    (0x26A1, 0x26A1),
    (0x26AA, 0x26AB),
    (0x26BD, 0x26BE),
    (0x26C4, 0x26C5),
    (0x26CE, 0x26CE),
    (0x26D4, 0x26D4),
    (0x26EA, 0x26EA),
    (0x26F2, 0x26F3),
    (0x26F5, 0x26F5),
    (0x26FA, 0x26FA),
    (0x26FD, 0x26FD),
    (0x2705, 0x2705),
    (0x270A, 0x270B),
    (0x2728, 0x2728),
    (0x274C, 0x274C),
    (0x274E, 0x274E),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27B0, 0x27B0),
    (0x27BF, 0x27BF),
    (0x2B1B, 0x2B1C),
    (0x2B50, 0x2B50),
    (0x2B55, 0x2B55),
    (0x1F004, 0x1F004),
    (0x1F0CF, 0x1F0CF),
    (0x1F18E, 0x1F18E),
    (0x1F191, 0x1F19A),
    (0x1F300, 0x1F64F),
    (0x1F680, 0x1F6FF),
    (0x1F7E0, 0x1F7F0),
    (0x1F900, 0x1FAFF),
];

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthChar;

    use super::*;

    #[test]
    fn kana_kanji_and_full_width_punctuation_are_wide() {
        assert!("あア漢々ー。、「」（）！ｱ〜㈱𠮷😀".chars().all(is_wide));
        assert!("aé—…“”①×한ㄱ".chars().all(|c| !is_wide(c)));
        assert!("한ㄱ漢。".chars().all(is_cjk));
        assert!("a😀“①".chars().all(|c| !is_cjk(c)));
    }

    #[test]
    fn the_tables_are_sorted() {
        for table in [WIDE, HANGUL, EMOJI] {
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }

    /// An independent table of the same property: what takes two columns is in one of ours.
    #[test]
    fn what_takes_two_columns_is_wide_or_hangul() {
        let missing: Vec<char> = ('\u{1100}'..=char::MAX)
            .filter(|&c| c.width() == Some(2) && !is_wide(c) && !is_cjk(c))
            // Flags, which are wide in pairs only, and what terminals widen for other reasons.
            .filter(|&c| !matches!(c, '\u{1F1AE}'..='\u{1F1FF}' | '\u{17A4}' | '\u{1F7DA}'))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
