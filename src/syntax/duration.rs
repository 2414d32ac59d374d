//! A length of time as authors write it: `90s`, `30m`, `1h30m`.

use std::fmt;

/// A length of time in whole seconds: at least one, at most a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u32);

/// [`Duration::parse`] as a regular expression, but for what no time at all and more than a day would be.
pub const PATTERN: &str = "^([0-9]+h([0-9]+m)?([0-9]+s)?|[0-9]+m([0-9]+s)?|[0-9]+s)$";

const UNITS: [(char, u32); 3] = [('h', 3600), ('m', 60), ('s', 1)];
const DAY: u32 = 24 * 3600;

impl Duration {
    /// Reads numbers with the units `h`, `m` and `s`, in this order, each at most once; blanks are none of it.
    /// `None` for anything else, for no time at all and for more than a day.
    pub fn parse(text: &str) -> Option<Self> {
        let seconds = seconds(text)?;
        (1..=DAY).contains(&seconds).then_some(Self(seconds))
    }

    /// The length in seconds.
    pub fn seconds(self) -> u32 {
        self.0
    }
}

/// What `text` says in seconds, however much or little that is.
fn seconds(text: &str) -> Option<u32> {
    let (mut rest, mut sum) = (text, 0_u32);
    for (unit, worth) in UNITS {
        let Some((number, after)) = rest.split_once(unit) else { continue };
        if number.is_empty() || number.len() > 6 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        sum = sum.checked_add(number.parse::<u32>().ok()?.checked_mul(worth)?)?;
        rest = after;
    }
    (rest.is_empty() && !text.is_empty()).then_some(sum)
}

/// What was probably meant: `30分`, `1 時間 30 分`, `30 min`, and a bare number of minutes.
pub(super) fn meant(folded: &str) -> Option<Duration> {
    const WORDS: [(&str, &str); 15] = [
        ("時間", "h"),
        ("分間", "m"),
        ("分", "m"),
        ("秒間", "s"),
        ("秒", "s"),
        ("hours", "h"),
        ("hour", "h"),
        ("hrs", "h"),
        ("hr", "h"),
        ("minutes", "m"),
        ("minute", "m"),
        ("mins", "m"),
        ("min", "m"),
        ("seconds", "s"),
        ("sec", "s"),
    ];
    let mut text: String = folded.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    for (word, unit) in WORDS {
        text = text.replace(word, unit);
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.push('m');
    }
    Duration::parse(&text)
}

/// As authors write it, in the largest units: `1h30m`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        for (unit, worth) in UNITS {
            if rest >= worth {
                write!(f, "{}{unit}", rest / worth)?;
                rest %= worth;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_and_written() {
        for (text, seconds) in [("90s", 90), ("30m", 1800), ("1h30m", 5400), ("1h0m5s", 3605), ("24h", DAY)] {
            assert_eq!(Duration::parse(text).map(Duration::seconds), Some(seconds), "{text}");
        }
        for bad in
            ["", "0m", "0h0m0s", "25h", "30", "m", "30m1h", "1m1m", "1.5h", "-5m", "30 m", "9999999s", "1h30"]
        {
            assert_eq!(Duration::parse(bad), None, "{bad}");
        }
        assert_eq!(Duration(5400).to_string(), "1h30m");
        assert_eq!(Duration(90).to_string(), "1m30s");
    }

    #[test]
    fn what_was_meant_is_known() {
        for (text, meant) in [
            ("30分", "30m"),
            ("1時間30分", "1h30m"),
            ("30", "30m"),
            ("45 min", "45m"),
            ("1 Hour", "1h"),
            ("90秒", "1m30s"),
        ] {
            assert_eq!(
                super::meant(text).map(|duration| duration.to_string()).as_deref(),
                Some(meant),
                "{text}"
            );
        }
        assert_eq!(super::meant("soon"), None);
        assert_eq!(super::meant("0"), None);
    }
}
