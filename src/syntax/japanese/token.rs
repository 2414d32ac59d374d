//! How ruby, terms, citations and values are written (design, section 4, "Lessons").
//!
//! Recognition looks at the text alone; whether it stands in code or in running text is for the Markdown
//! parser to find out. A token lies in one line and holds no back quote, so that it cannot swallow the end of
//! a code span.

/// What a token in the marked text stands for, with what was written between its brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Token<'a> {
    /// `{漏洩|ろうえい}`: the base and its readings.
    Ruby(&'a str),
    /// `[[用語]]`, `[[用語|表示]]`.
    Term(&'a str),
    /// `[@id]`.
    Citation(&'a str),
    /// `{{name}}`.
    Value(&'a str),
    /// A single `~`, which in Japanese joins the ends of a range (9時~12時) and strikes nothing.
    Tilde,
    /// `m^2^`: what stands raised.
    Superscript(&'a str),
    /// `H~2~O`: what stands lowered.
    Subscript(&'a str),
    /// `$x^2$`: a formula in a line.
    Formula(&'a str),
    /// `$$x^2$$` on one line: a formula of its own.
    Display(&'a str),
    /// A `$` that begins and ends no formula.
    Dollar,
    /// A directive line.
    Line,
    /// The place after which lists and quotes would be nested too deeply.
    TooDeep,
}

impl<'a> Token<'a> {
    /// The token at the start of `line`, and its length. `line` ends where the source's line ends.
    pub fn at(line: &'a str) -> Option<(Token<'a>, usize)> {
        if let Some(rest) = line.strip_prefix("[[") {
            let content = until(rest, "]]")?;
            let known = !content.trim_start().starts_with(['^', '@', '|', '\\']) && !is_blank(content);
            // `[[a]](url)` is a link whose text is in brackets.
            (known && !rest.get(content.len() + 2..)?.starts_with('('))
                .then_some((Token::Term(content), content.len() + 4))
        } else if let Some(rest) = line.strip_prefix("[@") {
            let content = until(rest, "]")?;
            let known = !content.is_empty() && !content.contains(|c: char| c.is_whitespace() || c == '@');
            (known && !rest.get(content.len() + 1..)?.starts_with('('))
                .then_some((Token::Citation(content), content.len() + 3))
        } else if let Some(rest) = line.strip_prefix("{{") {
            let content = until(rest, "}}")?;
            let name = content.trim();
            // `{{#include …}}` is not a value.
            let known = !name.is_empty()
                && !name.starts_with('#')
                && !name.contains(|c: char| c.is_whitespace() || c == '|' || c == '\\');
            known.then_some((Token::Value(name), content.len() + 4))
        } else {
            let content = until(line.strip_prefix('{')?, "}")?;
            let (base, _) = split_once(content)?;
            // `{#id}` and `{.class}` are heading attributes.
            (!is_blank(base) && !base.starts_with(['#', '.']))
                .then_some((Token::Ruby(content), content.len() + 2))
        }
    }

    /// The raised or lowered text at the start of `line`, and its length with both marks. `before` is the character
    /// before it. A range (9時~12時) and a face (^o^) are none: what is raised or lowered stands behind a Latin or
    /// Greek letter, a digit or a bracket, and is short and without blanks.
    pub fn script(before: char, line: &'a str) -> Option<(Token<'a>, usize)> {
        let mark = line.chars().next()?;
        let rest = line.get(1..)?;
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "+-−=()*/,.".contains(c)))?;
        let content = rest.get(..end)?;
        let closed = rest.get(end..)?.starts_with(mark) && !rest.get(end + 1..)?.starts_with(mark);
        let letter = before.is_ascii_alphabetic() || matches!(before, 'Α'..='ω' | ')');
        let follows = letter || (mark == '^' && (before.is_ascii_digit() || before == ']'));
        if !closed || !follows || content.is_empty() || content.chars().count() > 20 {
            return None;
        }
        let token = if mark == '^' { Token::Superscript(content) } else { Token::Subscript(content) };
        Some((token, content.len() + 2))
    }

    /// Whether emphasis beside the token sees a letter. A citation is shown in brackets: punctuation.
    pub fn is_letter(self) -> bool {
        matches!(
            self,
            Token::Ruby(_)
                | Token::Term(_)
                | Token::Value(_)
                | Token::Superscript(_)
                | Token::Subscript(_)
                | Token::Formula(_)
                | Token::Display(_)
                | Token::Dollar
        )
    }
}

/// Splits at the first `|`, which may be written `\|` out of habit from tables.
pub fn split_once(content: &str) -> Option<(&str, &str)> {
    let (before, after) = content.split_once('|')?;
    Some((before.strip_suffix('\\').unwrap_or(before), after))
}

/// The text up to `close`, if no other bracket and no code comes first. Each opening bracket is looked at
/// once, up to the next bracket, so recognition is linear in the text.
fn until<'a>(rest: &'a str, close: &str) -> Option<&'a str> {
    let end = rest.find(['[', ']', '{', '}', '`'])?;
    let (content, tail) = rest.split_at_checked(end)?;
    tail.starts_with(close).then_some(content)
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_recognised() {
        let at = |text| Token::at(text).map(|(token, _)| token);
        assert_eq!(at("{漏洩|ろうえい}。"), Some(Token::Ruby("漏洩|ろうえい")));
        assert_eq!(at("[[用語|表示]]"), Some(Token::Term("用語|表示")));
        assert_eq!(at("[@ppc-guideline]"), Some(Token::Citation("ppc-guideline")));
        assert_eq!(at("{{ officer }}"), Some(Token::Value("officer")));
    }

    #[test]
    fn look_alikes_are_left_alone() {
        for text in [
            "[[a]](b)",
            "[[^1]]",
            "[[]]",
            "[[ ]]",
            "[[a`]]",
            "[a]",
            "[@a b]",
            "[@a](b)",
            "{{#include a.md}}",
            "{#id}",
            "{.a|b}",
            "{a}",
            "{|a}",
            "{{a b}}",
            "[[a",
        ] {
            assert_eq!(Token::at(text), None, "{text}");
        }
    }

    #[test]
    fn raised_and_lowered_text_is_neither_a_range_nor_a_face() {
        let at = |before, text| Token::script(before, text).map(|(token, _)| token);
        assert_eq!(at('H', "~2~O"), Some(Token::Subscript("2")));
        assert_eq!(at('m', "^2^"), Some(Token::Superscript("2")));
        assert_eq!(at('0', "^-3^"), Some(Token::Superscript("-3")));
        for (before, text) in [
            ('時', "~12時、13時~15時"),
            ('0', "~20~30"),
            ('(', "^o^)"),
            ('H', "~2 ~"),
            ('H', "~~2~~"),
            ('x', "^^"),
        ] {
            assert_eq!(at(before, text), None, "{before}{text}");
        }
    }

    #[test]
    fn a_pipe_may_be_escaped_as_in_tables() {
        assert_eq!(split_once("a\\|b|c"), Some(("a", "b|c")));
    }
}
