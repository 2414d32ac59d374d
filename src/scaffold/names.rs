//! Names for what is added: ASCII, usable on every system, and not yet taken.

use crate::course;

/// The longest slug that is made of a title, in bytes.
const LONGEST: usize = 40;

/// The text in one line, without what steers a terminal; `None` where nothing is left.
pub fn one_line(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control() || crate::source::is_unwanted(c));
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The ASCII letters and digits of a title, in lower case, with `-` between its words: `SNS Tips (2)` is `sns-tips-2`.
/// `None` where there is no letter among them, as in most titles in Japanese.
pub(super) fn slug(title: &str) -> Option<String> {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words.map(str::to_ascii_lowercase) {
        let dash = usize::from(!slug.is_empty());
        if slug.len() + dash + word.len() > LONGEST {
            break;
        }
        slug.push_str(if dash > 0 { "-" } else { "" });
        slug.push_str(&word);
    }
    let is_word = slug.contains(|c: char| c.is_ascii_alphabetic()) && course::is_portable(&slug);
    is_word.then_some(slug)
}

/// `name`, or where that is taken, with the first number behind it that is free: `check`, `check-2`, `check-3`.
pub(super) fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
}

/// The number for what comes behind all of `names`, as wide as theirs: after `01-a` and `03-b` comes `04`.
pub(super) fn next_number<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut next = 1;
    let mut width = 2;
    for (number, name) in names.filter_map(|name| Some((course::number(name)?, name))) {
        next = next.max(number.saturating_add(1));
        width = width.max(name.chars().take_while(char::is_ascii_digit).count());
    }
    format!("{next:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_the_ascii_words_of_a_title() {
        let slug = |title: &str| slug(title).unwrap_or_default();
        assert_eq!(slug("SNS Tips (2)"), "sns-tips-2");
        assert_eq!(slug("SNSの使い方"), "sns");
        for none in ["もしものとき", "5つの約束", "", "---", "CON", "！？"] {
            assert_eq!(slug(none), "", "{none}");
        }
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert!(slug(&"word ".repeat(100)).len() <= LONGEST);
        assert_eq!(slug(&"a".repeat(100)), "");
    }

    #[test]
    fn taken_names_are_numbered_on() {
        assert_eq!(free("check", |_| false), "check");
        assert_eq!(free("check", |name| ["check", "check-2"].contains(&name)), "check-3");
    }

    #[test]
    fn numbers_go_on_behind_the_last() {
        let next = |names: &[&str]| next_number(names.iter().copied());
        assert_eq!(next(&[]), "01");
        assert_eq!(next(&["images", "index.md"]), "01");
        assert_eq!(next(&["01-a", "03-b"]), "04");
        assert_eq!(next(&["099-a"]), "100");
        assert_eq!(next(&["001-a"]), "002");
        assert_eq!(next(&["9-a"]), "10");
        assert_eq!(next(&["18446744073709551615-a"]), u64::MAX.to_string());
    }

    #[test]
    fn lines_hold_nothing_that_breaks_them() {
        assert_eq!(one_line(" a\n b\u{1b}[2J\u{3000}c "), Some("a b [2J c".to_owned()));
        assert_eq!(one_line(" \n\u{3000}"), None);
    }
}
