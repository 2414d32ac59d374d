//! Numbers as people type them, read exactly: tenths and thousandths have no place in binary fractions.
//!
//! After [folding](crate::questions::fold) by width and blanks, a number is an optional sign and up to three
//! parts, `…億…万…`, each of which may hold `…千…`: `1万2千`, `3.5億`, `12万3456`, `3千万`. A part must fit below the
//! one before it (`1万20000` is none), only the last may have a decimal point, and commas stand before groups of
//! three digits or nowhere. Since the keys of `,` and `.` give `、` and `。` while Japanese is typed, these are read
//! as commas and points.
//!
//! A [`Number`] counts units of 10⁻¹¹. Authors' numbers have at most ten decimals; a learner's further decimals
//! come down to whether any of them is more than zero, which is all that a comparison with the former can ask.
//! Likewise a part of more than 16 digits is beyond what any author's number plus tolerance can reach.
//! `behaviour.js` reads numbers in the same way.

use crate::questions::fold::Fold;

/// A number in units of 10⁻¹¹.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(i128);

/// Decimals that an author's number may have.
const PLACES: usize = 10;
/// Digits before the point that an author's number may have.
const DIGITS: u32 = 15;
/// Units of one.
const ONE: i128 = 10_i128.pow(PLACES as u32 + 1);

/// How numbers and their units are folded: case counts neither in `KM` nor anywhere else.
pub const FOLD: Fold = Fold { width: true, case: true, kana: false, space: true };

impl Number {
    /// Reads what was typed, with or without `unit`, which is [folded](FOLD). `None` for what is no number.
    pub fn read(typed: &str, unit: &str) -> Option<Self> {
        let folded = FOLD.apply(typed).replace('、', ",").replace('。', ".");
        let text = folded.strip_suffix(unit).unwrap_or(&folded);
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let value = sum(&parts(text)?)?;
        Some(Self(if negative { -value } else { value }))
    }

    /// Whether an author may write it: neither too long nor too fine to be compared exactly.
    pub fn is_comparable(self) -> bool {
        self.0 % 10 == 0 && self.0.abs() < ONE * 10_i128.pow(DIGITS)
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it lies at most `tolerance` away from `other`.
    pub fn is_within(self, tolerance: Number, other: Number) -> bool {
        (self.0 - other.0).abs() <= tolerance.0
    }

    /// The number in digits, with no more of them than it needs.
    pub fn decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / ONE, self.0.abs() % ONE);
        let fraction = format!("{fraction:011}");
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }
}

/// The parts of a number without its sign, each with its power of ten.
fn parts(text: &str) -> Option<Vec<(&str, usize)>> {
    let mut parts = Vec::new();
    let mut rest = text;
    for (sign, power) in [(Some('億'), 8), (Some('万'), 4), (None, 0)] {
        let part = match sign {
            Some(sign) => match rest.split_once(sign) {
                Some((part, after)) => {
                    rest = after;
                    part
                }
                None => continue,
            },
            None => rest,
        };
        let thousands = part.split_once('千');
        if let Some((thousands, _)) = thousands {
            parts.push((thousands, power + 3));
        }
        let ones = thousands.map_or(part, |(_, ones)| ones);
        if !ones.is_empty() || (thousands.is_none() && sign.is_some()) {
            parts.push((ones, power));
        }
    }
    (!parts.is_empty()).then_some(parts)
}

fn sum(parts: &[(&str, usize)]) -> Option<i128> {
    let mut value: i128 = 0;
    let mut above = usize::MAX;
    for (index, (written, power)) in parts.iter().enumerate() {
        let (whole, fraction) = digits(written)?;
        let is_last = index + 1 == parts.len();
        if whole.len() > above - power || (fraction.is_some() && !is_last) {
            return None;
        }
        above = *power;
        let fraction = fraction.unwrap_or_default();
        let places = PLACES + power;
        let (kept, finer) = fraction.split_at_checked(places).unwrap_or((fraction, ""));
        let finer = if finer.bytes().any(|digit| digit != b'0') { '5' } else { '0' };
        let whole = if whole.len() > 16 { "9999999999999999" } else { &whole };
        let part = format!("{whole}{kept:0<places$}{finer}").parse::<i128>().ok()?;
        value = value.checked_add(part)?;
    }
    Some(value)
}

/// The digits before the point, without commas and without zeros in front, and those behind it where there is
/// a point.
fn digits(written: &str) -> Option<(String, Option<&str>)> {
    let (whole, fraction) = match written.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (written, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut grouped = groups.clone().peekable();
    let is_grouped = grouped.peek().is_none()
        || ((1..=3).contains(&first.len()) && grouped.all(|group| group.len() == 3 && is_digits(group)));
    let has_some = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    if !has_some || !is_grouped || !is_digits(first) || !is_digits(fraction.unwrap_or_default()) {
        return None;
    }
    let whole = whole.replace(',', "");
    Some((whole.trim_start_matches('0').to_owned(), fraction))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(typed: &str) -> Option<String> {
        Number::read(typed, "日").map(Number::decimal)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, value) in [
            ("30", "30"),
            (" ３０　", "30"),
            ("30日", "30"),
            ("３０ 日", "30"),
            ("+5", "5"),
            ("−5", "-5"),
            ("ー５", "-5"),
            ("-0", "0"),
            ("007", "7"),
            ("1,234,567", "1234567"),
            ("１，０００", "1000"),
            ("1、000", "1000"),
            ("3.50", "3.5"),
            ("３。５", "3.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("0.0000000001", "0.0000000001"),
            ("1万2千", "12000"),
            ("1万2千日", "12000"),
            ("３．５億", "350000000"),
            ("12万", "120000"),
            ("12万3456", "123456"),
            ("12万3,456", "123456"),
            ("3千万", "30000000"),
            ("1億2千万", "120000000"),
            ("2千500", "2500"),
            ("2千.5", "2000.5"),
            ("-1.5万", "-15000"),
            ("999999999999999", "999999999999999"),
        ] {
            assert_eq!(decimal(typed).as_deref(), Some(value), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for typed in [
            "",
            "日",
            "-",
            "+-5",
            "5-",
            "三十",
            "約30",
            "30日間",
            "30円",
            "1,2",
            "1,23,456",
            ",123",
            "1234,567",
            "1.2.3",
            ".",
            "1e3",
            "0x10",
            "億",
            "千",
            "1億億",
            "1万億",
            "1万20000",
            "2千1000",
            "1.5億2000",
            "万5",
            "٣",
            "½",
            "NaN",
            "Infinity",
            "3~5",
        ] {
            assert_eq!(decimal(typed), None, "{typed}");
        }
    }

    #[test]
    fn comparison_is_exact_however_long_the_number_is() {
        let read = |typed: &str| Number::read(typed, "").unwrap();
        let (answer, tolerance) = (read("0.3"), read("0.1"));
        for (typed, within) in [
            ("0.4", true),
            ("0.2", true),
            ("0.40000000000000000000000000000000001", false),
            ("0.19999999999999999999999999999999999", false),
            ("0.39999999999999999999999999999999999", true),
            ("0.400000000000000000000000000000000000", true),
            ("99999999999999999999999999999999999999999999", false),
            ("9999999999999999999999億", false),
            ("-9999999999999999999999億9999万", false),
        ] {
            assert_eq!(read(typed).is_within(tolerance, answer), within, "{typed}");
        }
        assert!(!read("1000000000000000").is_comparable());
        assert!(!read("0.00000000001").is_comparable());
        assert!(read("999999999999999.9999999999").is_comparable());
    }
}
