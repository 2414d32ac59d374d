//! The form that a learner's detail must have: an author's regular expression (`pattern` of `[[record.field]]`).
//!
//! Browsers apply it as HTML's `pattern`: to the whole value, by the `v` flag or, in older ones, by `u`. The two
//! differ in what they take between `[` and `]`, and an expression that a browser cannot read is one that it
//! passes over without a word. So only the part is taken that means the same to both, and to those who wrote it:
//! characters, `.`, `[…]`, `( )`, `|`, repetitions, `\d \w \s`, `\p{…}` for scripts and kinds of letters.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use crate::diagnostics::Said;
use crate::say;

/// Names for `\p{…}`: kinds of letters, and scripts that details are written in.
const PROPERTIES: [&str; 16] = [
    "L",
    "Lu",
    "Ll",
    "Lo",
    "N",
    "Nd",
    "P",
    "S",
    "sc=Han",
    "sc=Hiragana",
    "sc=Katakana",
    "sc=Latin",
    "Script=Han",
    "Script=Hiragana",
    "Script=Katakana",
    "Script=Latin",
];

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Its bytes.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: Said,
    /// What should stand there instead, where that is known.
    pub instead: Option<String>,
}

/// Finds the first fault of `pattern`.
pub(super) fn check(pattern: &str) -> Result<(), Fault> {
    if pattern.trim().is_empty() {
        return Err(Fault {
            range: 0..pattern.len(),
            message: say!("pattern が空です。", "The pattern is empty."),
            instead: None,
        });
    }
    if let Some(inner) = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        return Err(Fault {
            range: 0..pattern.len(),
            message: say!("正規表現を / で囲みません。", "The expression does not stand between slashes."),
            instead: Some(inner.to_owned()),
        });
    }
    let mut reader = Reader { text: pattern, rest: pattern.char_indices().peekable() };
    reader.alternatives()?;
    match reader.rest.peek() {
        None => Ok(()),
        Some(_) => {
            let range = reader.here();
            Err(reader.plain(range, ')'))
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    rest: Peekable<CharIndices<'t>>,
}

impl Reader<'_> {
    /// The bytes of the next character; empty at the end.
    fn here(&mut self) -> Range<usize> {
        self.rest.peek().map_or(self.text.len()..self.text.len(), |&(at, c)| at..at + c.len_utf8())
    }

    fn peek(&mut self) -> Option<char> {
        self.rest.peek().map(|&(_, c)| c)
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if(|&(_, c)| c == wanted).is_some()
    }

    fn upto(&mut self, start: usize) -> Range<usize> {
        start..self.here().start
    }

    /// A character that has a meaning of its own stands where it has none.
    fn plain(&self, range: Range<usize>, c: char) -> Fault {
        Fault {
            range,
            message: say!(
                "ここの「{c}」は、記号としての意味を持ちません。文字としての {c} は \\{c} と書きます。",
                "The {c} means nothing here. For {c} itself write \\{c}."
            ),
            instead: Some(format!("\\{c}")),
        }
    }

    fn open(&self, start: usize, closing: char) -> Fault {
        Fault {
            range: start..start + 1,
            message: say!(
                "ここで始まる部分に、閉じる {closing} がありません。",
                "This is never closed by {closing}."
            ),
            instead: None,
        }
    }

    fn alternatives(&mut self) -> Result<(), Fault> {
        loop {
            while self.peek().is_some_and(|c| !matches!(c, '|' | ')')) {
                self.term()?;
            }
            if !self.eat('|') {
                return Ok(());
            }
        }
    }

    fn term(&mut self) -> Result<(), Fault> {
        let range = self.here();
        let Some((start, c)) = self.rest.next() else { return Ok(()) };
        match c {
            '^' | '$' => return Ok(()),
            '(' => {
                if self.eat('?') && !self.eat(':') {
                    let end = self.here().end;
                    return Err(Fault {
                        range: start..end,
                        message: say!(
                            "「(?」で始まる書き方は (?:…) だけ使えます。",
                            "Of all that begins with (? only (?:…) can be used."
                        ),
                        instead: None,
                    });
                }
                self.alternatives()?;
                if !self.eat(')') {
                    return Err(self.open(start, ')'));
                }
            }
            '[' => self.class(start)?,
            '\\' => {
                self.escape(start, false)?;
            }
            '*' | '+' | '?' | '{' | '}' | ']' => return Err(self.plain(range, c)),
            _ => self.lookalike(range, c)?,
        }
        self.repetition()
    }

    /// `*`, `+`, `?`, `{2}`, `{2,}`, `{2,4}`, each with `?` for as few as possible.
    fn repetition(&mut self) -> Result<(), Fault> {
        let range = self.here();
        match self.peek() {
            Some('*' | '+' | '?') => {
                self.rest.next();
            }
            Some('{') => {
                self.rest.next();
                let least = self.number();
                let most = if self.eat(',') { self.number() } else { least };
                if !self.eat('}')
                    || least.is_none()
                    || most.zip(least).is_some_and(|(most, least)| most < least)
                {
                    let range = self.upto(range.start);
                    return Err(Fault {
                        range,
                        message: say!(
                            "くり返しは {{6}}（6回）、{{2,}}（2回以上）、{{2,4}}（2～4回）の形で書きます。",
                            "A repetition is {{6}} (6 times), {{2,}} (2 or more) or {{2,4}} (2 to 4)."
                        ),
                        instead: None,
                    });
                }
            }
            _ => return Ok(()),
        }
        self.eat('?');
        let range = self.here();
        match self.peek() {
            Some(c @ ('*' | '+' | '?' | '{')) => Err(self.plain(range, c)),
            _ => Ok(()),
        }
    }

    fn number(&mut self) -> Option<u16> {
        let mut digits = String::new();
        while let Some((_, digit)) = self.rest.next_if(|(_, c)| c.is_ascii_digit()) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    /// What stands after `\`: the character that it means, or `None` for a kind of characters.
    fn escape(&mut self, start: usize, in_class: bool) -> Result<Option<char>, Fault> {
        let fault = |reader: &mut Self, message: Said, instead: Option<String>| {
            Err(Fault { range: reader.upto(start), message, instead })
        };
        match self.rest.next().map(|(_, c)| c) {
            Some('d' | 'D' | 'w' | 'W' | 's' | 'S') => Ok(None),
            Some(c) if "^$\\.*+?()[]{}|/".contains(c) || (c == '-' && in_class) => Ok(Some(c)),
            Some('p' | 'P') => {
                let name = self.braced();
                if name.is_some_and(|name| PROPERTIES.contains(&name)) {
                    return Ok(None);
                }
                let known = PROPERTIES.join(", ");
                fault(
                    self,
                    say!("\\p{{…}} に書けるのは {known} です。", "\\p{{…}} takes one of {known}."),
                    None,
                )
            }
            Some('u') => {
                match self
                    .braced()
                    .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                    .and_then(char::from_u32)
                {
                    Some(c) => Ok(Some(c)),
                    None => fault(
                        self,
                        say!(
                            "文字の番号は \\u{{3042}} の形で書きます。",
                            "A character by its number is \\u{{3042}}."
                        ),
                        None,
                    ),
                }
            }
            Some(c) if !c.is_alphanumeric() => fault(
                self,
                say!("「{c}」の前に \\ は要りません。", "There is no \\ before {c}."),
                Some(c.to_string()),
            ),
            _ => fault(
                self,
                say!(
                    "\\ の後に書けるのは、d・w・s・p{{…}}・u{{…}} か、記号そのものです。",
                    "After \\ there is d, w, s, p{{…}}, u{{…}}, or a sign that is meant as it is."
                ),
                None,
            ),
        }
    }

    /// What stands between `{` and `}`.
    fn braced(&mut self) -> Option<&str> {
        if !self.eat('{') {
            return None;
        }
        let start = self.here().start;
        while self.rest.next_if(|&(_, c)| c != '}').is_some() {}
        let inner = self.upto(start);
        self.eat('}').then(|| self.text.get(inner))?
    }

    /// `[…]`, whose `[` at `start` is read.
    fn class(&mut self, start: usize) -> Result<(), Fault> {
        // A class that is never closed runs into signs of the rest, which are not what is wrong.
        let mut escaped = false;
        let closes = self.text.get(start..).unwrap_or_default().chars().any(|c| {
            let closing = c == ']' && !escaped;
            escaped = c == '\\' && !escaped;
            closing
        });
        if !closes {
            return Err(self.open(start, ']'));
        }
        self.eat('^');
        let first = self.here();
        let mut from: Option<Option<char>> = None;
        loop {
            let range = self.here();
            let Some((at, c)) = self.rest.next() else { return Err(self.open(start, ']')) };
            match c {
                ']' if range == first => {
                    return Err(Fault {
                        range: start..range.end,
                        message: say!(
                            "[ ] の中に文字がありません。",
                            "There is no character between [ and ]."
                        ),
                        instead: None,
                    });
                }
                ']' => return Ok(()),
                '-' => {
                    // Between two characters it is a range; a `-` that is meant as it is has a `\`.
                    let (Some(Some(low)), false) =
                        (from.take(), matches!(self.peek(), Some(']' | '-') | None))
                    else {
                        return Err(self.plain(range, '-'));
                    };
                    let high = self.member()?;
                    if high.is_none_or(|high| high < low) {
                        return Err(Fault {
                            range: at..self.here().start,
                            message: say!(
                                "範囲は a-z のように、小さい方から大きい方へ書きます。",
                                "A range goes from the lower character to the higher one, as in a-z."
                            ),
                            instead: None,
                        });
                    }
                }
                '\\' => from = Some(self.escape(at, true)?),
                _ => {
                    self.literal(range, c)?;
                    from = Some(Some(c));
                }
            }
        }
    }

    /// One character of a class, as the end of a range; `None` for a kind of characters.
    fn member(&mut self) -> Result<Option<char>, Fault> {
        let range = self.here();
        match self.rest.next() {
            Some((at, '\\')) => self.escape(at, true),
            Some((_, c)) => self.literal(range, c).map(|()| Some(c)),
            None => Ok(None),
        }
    }

    /// A character of a class that stands for itself.
    fn literal(&mut self, range: Range<usize>, c: char) -> Result<(), Fault> {
        if "()[{}/|".contains(c) {
            return Err(self.plain(range, c));
        }
        // Newer browsers keep pairs of these for more: a class does not need a character twice.
        if "&!#$%*+,.:;<=>?@^`~".contains(c) && self.peek() == Some(c) {
            return Err(Fault {
                range: range.start..range.end + 1,
                message: say!(
                    "[ ] の中に同じ記号を続けて書けません。",
                    "Between [ and ] no sign stands twice in a row."
                ),
                instead: Some(c.to_string()),
            });
        }
        self.lookalike(range, c)
    }

    /// A character that was typed with a Japanese keyboard and looks like a sign.
    fn lookalike(&mut self, range: Range<usize>, c: char) -> Result<(), Fault> {
        let meant = match c {
            '［' => "[",
            '］' => "]",
            '｛' => "{",
            '｝' => "}",
            '＼' | '￥' | '¥' if self.peek().is_some_and(|c| c.is_ascii_alphabetic()) => "\\",
            _ => return Ok(()),
        };
        Err(Fault {
            range,
            message: say!("「{c}」ではなく、半角の {meant} を書きます。", "Write {meant}, not {c}."),
            instead: Some(meant.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_read_alike_is_taken() {
        for pattern in [
            "[0-9]{6}",
            r"\d{6}",
            "[A-Za-z]{1,3}[0-9]{4}",
            r"^\d{3}-\d{4}$",
            r"[\-0-9]+",
            r"(?:A|B)?\d+",
            r"[\p{sc=Han}\p{sc=Hiragana}ー　 ]+",
            r"\u{3042}?",
            ".{1,40}",
            "内科|外科|（その他）",
            "[^@]+@[^@]+",
            r"[ァ-ヶ]+?",
            "[０-９]*",
        ] {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
        }
    }

    #[test]
    fn what_is_refused_has_a_place_and_a_remedy() {
        let found = |pattern: &str| {
            let Err(fault) = check(pattern) else { return (0..0, None) };
            (fault.range, fault.instead)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(found("[0-9"), (0..1, None));
        assert_eq!(found(r"[0-9\]{6}"), (0..1, None));
        assert_eq!(found("(a|b"), (0..1, None));
        assert_eq!(found("a)b"), (1..2, some("\\)")));
        assert_eq!(found("*a"), (0..1, some("\\*")));
        assert_eq!(found("a**"), (2..3, some("\\*")));
        assert_eq!(found("[0-9-]"), (4..5, some("\\-")));
        assert_eq!(found(r"\d{3}\-\d{4}"), (5..7, some("-")));
        assert_eq!(found("/[0-9]+/"), (0..8, some("[0-9]+")));
        assert_eq!(found("(?=a)"), (0..3, None));
        assert_eq!(found(r"(a)\1"), (3..5, None));
        assert_eq!(found("[9-0]"), (2..4, None));
        assert_eq!(found("a{4,2}"), (1..6, None));
        assert_eq!(found("[]"), (0..2, None));
        assert_eq!(found("[a&&b]"), (2..4, some("&")));
        assert_eq!(found(r"[\d-z]"), (3..4, some("\\-")));
        assert_eq!(found("¥d{6}"), (0..2, some("\\")));
        assert_eq!(found("［0-9］"), (0..3, some("[")));
        assert_eq!(found(r"\p{Greek}"), (0..9, None));
        assert_eq!(found(r"a\"), (1..2, None));
    }
}
