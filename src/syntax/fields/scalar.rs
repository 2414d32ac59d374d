//! Values without parts. Nothing is guessed: what is almost right is an error with its correction.

use unicode_normalization::UnicodeNormalization;

use super::super::date::Date;
use super::super::duration::{self, Duration};
use super::super::node::{Scalar, Style};
use super::describe::{expected, spaced};
use super::key::Kind;
use super::nearest::nearest;
use super::record::Datum;
use crate::diagnostics::Said;
use crate::say;

/// Why a scalar is not what was asked for.
pub(super) struct Refusal {
    /// What is wrong with it.
    pub(super) problem: Problem,
    /// The value as it should be written, where that is known.
    pub(super) correction: Option<String>,
}

/// What is wrong with a scalar.
pub(super) enum Problem {
    Empty,
    SeveralLines,
    /// A day that no calendar has.
    NoSuchDay(String),
    /// Something else than what was asked for.
    Other(String),
}

impl Problem {
    /// The problem of the value of `name`, as a sentence.
    pub(super) fn said(&self, name: &str, kind: &Kind) -> Said {
        match self {
            Self::Empty => say!("「{name}」の値が空です。", "The value of “{name}” is empty."),
            Self::SeveralLines => {
                say!("「{name}」には1行の文だけを書けます。", "“{name}” takes only one line of text.")
            }
            Self::NoSuchDay(shown) => say!(
                "「{name}」: 「{shown}」という日は暦にありません。",
                "“{name}”: there is no day “{shown}” in the calendar."
            ),
            Self::Other(shown) => {
                let Said { ja, en } = expected(kind);
                let ja = spaced(&ja);
                say!(
                    "「{name}」には{ja}を書きますが、「{shown}」とあります。",
                    "“{name}” takes {en}, but here is “{shown}”."
                )
            }
        }
    }
}

/// Reads a scalar as `kind`. `None` where the kind is none of scalars.
pub(super) fn read(scalar: &Scalar, kind: &Kind) -> Option<Result<Datum, Refusal>> {
    let blanks = [' ', '\t', '\n'];
    let text = scalar.text.text.trim_matches(blanks);
    if text.is_empty() && !matches!(kind, Kind::List(_) | Kind::Record(_) | Kind::Map(_) | Kind::Any(_)) {
        return Some(Err(Refusal { problem: Problem::Empty, correction: None }));
    }
    // Numbers and booleans are bare words in YAML and TOML; in quotes they are texts.
    let quoted = scalar.style != Style::Plain && matches!(kind, Kind::Integer { .. } | Kind::Boolean);
    let read = match kind {
        Kind::Text => Some(Datum::Text(scalar.text.clone())),
        Kind::Plain if text.contains('\n') => {
            return Some(Err(Refusal {
                problem: Problem::SeveralLines,
                correction: Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            }));
        }
        Kind::Plain => {
            let start = scalar.text.text.len() - scalar.text.text.trim_start_matches(blanks).len();
            Some(Datum::Plain(scalar.text.slice(start..start + text.len())))
        }
        Kind::List(_) | Kind::Tuple(..) | Kind::Record(_) | Kind::Map(_) | Kind::Any(_) => return None,
        _ if quoted => None,
        _ => exact(text, kind),
    };
    Some(read.ok_or_else(|| refuse(text, kind)))
}

/// Reads a text that must be exactly right.
fn exact(text: &str, kind: &Kind) -> Option<Datum> {
    match kind {
        Kind::Id => is_id(text).then(|| Datum::Id(text.to_owned())),
        Kind::Integer { min, max } => {
            integer(text).filter(|value| (min..=max).contains(&value)).map(Datum::Integer)
        }
        Kind::Boolean => text.parse().ok().map(Datum::Boolean),
        Kind::Choice(words) => words.iter().find(|word| **word == text).map(|word| Datum::Choice(word)),
        Kind::Date => Date::parse(text).map(Datum::Date),
        Kind::Duration => Duration::parse(text).map(Datum::Duration),
        _ => None,
    }
}

fn refuse(text: &str, kind: &Kind) -> Refusal {
    let shown: String = text.chars().take(40).collect();
    let shown = if shown.len() < text.len() { format!("{shown}…") } else { shown };
    let missing_day = matches!(kind, Kind::Date) && {
        let parts: Vec<&str> = text.split('-').collect();
        parts.iter().map(|part| part.len()).eq([4, 2, 2])
            && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let problem = if missing_day { Problem::NoSuchDay(shown) } else { Problem::Other(shown) };
    Refusal { problem, correction: meant(text, kind) }
}

/// What was probably meant, in the form in which it should be written.
pub fn meant(text: &str, kind: &Kind) -> Option<String> {
    let folded: String = text.nfkc().collect();
    let folded = folded.trim();
    let candidate = match kind {
        Kind::Id => {
            folded.chars().map(|c| if c.is_whitespace() || c == '/' { '-' } else { c }).collect::<String>()
        }
        Kind::Integer { min, max } => {
            let number = number_text(without_unit(folded));
            number.parse::<i64>().map_or(number, |number| number.clamp(*min, *max).to_string())
        }
        Kind::Boolean => match folded.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" | "1" | "はい" | "○" => "true".to_owned(),
            "no" | "off" | "n" | "false" | "0" | "いいえ" | "×" => "false".to_owned(),
            _ => return None,
        },
        Kind::Choice(words) => {
            let near = nearest(text, words.iter().copied());
            let longer = || words.iter().copied().find(|word| word.len() > 2 && folded.starts_with(*word));
            return near.or_else(longer).map(str::to_owned);
        }
        Kind::Date => dashed(folded),
        Kind::Duration => duration::meant(folded)?.to_string(),
        _ => return None,
    };
    exact(&candidate, kind).map(|_| candidate)
}

/// `約15分` and `80%` without what stands around the number.
fn without_unit(folded: &str) -> &str {
    folded
        .trim_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '.' | '−' | 'ー' | '‐' | '–' | '+'))
}

fn number_text(folded: &str) -> String {
    if folded.is_empty() {
        return String::new();
    }
    let text: String = folded
        .chars()
        .filter(|c| *c != ',' && *c != '_')
        .map(|c| if matches!(c, '−' | 'ー' | '‐' | '–') { '-' } else { c })
        .collect();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let digits = digits.trim_start_matches('+');
    let stripped = digits.trim_start_matches('0');
    let zero = if stripped.is_empty() || stripped.starts_with('.') { "0" } else { "" };
    format!("{sign}{zero}{stripped}")
}

/// `2026/3/1`, `2026年3月1日` and `令和8年3月1日` as `2026-03-01`.
fn dashed(folded: &str) -> String {
    /// The year before the first of each era.
    const ERAS: [(&str, u16); 7] =
        [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("R", 2018), ("r", 2018), ("H", 1988), ("S", 1925)];
    let in_era = |(name, before): (&str, u16)| {
        let rest = folded.strip_prefix(name)?.trim_start();
        let end = rest.find(['年', '.', '/', '-'])?;
        let (year, rest) = rest.split_at_checked(end)?;
        let year = if year == "元" { 1 } else { year.trim().parse::<u16>().ok()? };
        Some(format!("{}{rest}", before.checked_add(year)?))
    };
    let western = ERAS.into_iter().find_map(in_era);
    let folded = western.as_deref().unwrap_or(folded);
    // `2026年12月31日(木)`: the day of the week says nothing new.
    let folded = folded.split('(').next().unwrap_or(folded);
    let parts: Vec<&str> = folded
        .split(['-', '/', '.', '年', '月', '日', 'ー', '−'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [year, month, day] => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => folded.to_owned(),
    }
}

/// [`is_id`] as a regular expression.
pub const ID_PATTERN: &str = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

/// Whether `text` can be a name for machines ([`Kind::Id`]).
pub fn is_id(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Digits with an optional minus; no zeros in front, which in other languages mean octal.
fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Excerpt, SourcePath};

    fn scalar(text: &str, style: Style) -> Scalar {
        Scalar { text: Excerpt::verbatim(&SourcePath::new("a.yaml").unwrap(), text, 0), style }
    }

    fn bare(text: &str, kind: Kind) -> Result<Datum, Option<String>> {
        read(&scalar(text, Style::Plain), &kind).unwrap().map_err(|refusal| refusal.correction)
    }

    const POINTS: Kind = Kind::Integer { min: 0, max: 100 };

    #[test]
    fn right_values_are_read() {
        assert_eq!(bare("10", POINTS), Ok(Datum::Integer(10)));
        assert_eq!(bare("true", Kind::Boolean), Ok(Datum::Boolean(true)));
        assert_eq!(bare("ng", Kind::Choice(&["ok", "ng"])), Ok(Datum::Choice("ng")));
        assert_eq!(bare("sns-security.v2", Kind::Id), Ok(Datum::Id("sns-security.v2".into())));
        assert_eq!(bare("2026-03-31", Kind::Date), Ok(Datum::Date(Date::new(2026, 3, 31).unwrap())));
    }

    #[test]
    fn almost_right_values_are_refused_with_what_to_write() {
        let corrected =
            |text, kind, meant: &str| assert_eq!(bare(text, kind), Err(Some(meant.to_owned())), "{text}");
        corrected("１０", POINTS, "10");
        corrected("007", POINTS, "7");
        corrected("101", POINTS, "100");
        corrected("８０％", POINTS, "80");
        corrected("1,0", POINTS, "10");
        corrected("約15分", POINTS, "15");
        corrected("warning", Kind::Choice(&["error", "warn", "off"]), "warn");
        corrected("yes", Kind::Boolean, "true");
        corrected("Off", Kind::Boolean, "false");
        corrected("True", Kind::Boolean, "true");
        corrected("2026/3/1", Kind::Date, "2026-03-01");
        corrected("２０２６年３月１日", Kind::Date, "2026-03-01");
        corrected("令和８年４月１日", Kind::Date, "2026-04-01");
        corrected("平成元年12月31日（日）", Kind::Date, "1989-12-31");
        corrected("R8.4.1", Kind::Date, "2026-04-01");
        corrected("2026年 4月 1日", Kind::Date, "2026-04-01");
        corrected("ｑ１", Kind::Id, "q1");
        corrected("NG", Kind::Choice(&["ok", "ng"]), "ng");
    }

    #[test]
    fn wrong_values_are_refused() {
        for (text, kind) in [
            ("ten", POINTS),
            ("1e3", POINTS),
            ("9".repeat(400).as_str(), POINTS),
            ("maybe", Kind::Boolean),
            ("2025-02-29", Kind::Date),
            ("個人情報", Kind::Id),
            ("-a", Kind::Id),
            ("third", Kind::Choice(&["ok", "ng"])),
            ("", Kind::Text),
        ] {
            assert_eq!(bare(text, kind), Err(None), "{text}");
        }
    }

    #[test]
    fn a_number_in_quotes_is_a_text() {
        let Some(Err(refusal)) = read(&scalar("10", Style::Quoted), &POINTS) else { panic!("accepted") };
        assert_eq!(refusal.correction.as_deref(), Some("10"));
    }
}
