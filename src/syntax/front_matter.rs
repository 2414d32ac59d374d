//! The YAML head of a Markdown file, between two lines `---` at its very start.

use super::node::Node;
use super::yaml;
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::Excerpt;

/// Parts a text into its front matter and the rest, which keeps its places.
///
/// A `---` further down is a line of Markdown. Where the closing line is missing, that is reported and the
/// whole text is the rest.
pub fn split(source: &Excerpt) -> Checked<(Option<Node>, Excerpt)> {
    let text = source.text.as_str();
    let mut diagnostics = Diagnostics::default();
    let mut lines = text.split_inclusive('\n');
    let Some(opening) = lines.next().filter(|line| is_fence(line)) else {
        let value = meant(source, &mut diagnostics).unwrap_or_else(|| (None, source.clone()));
        return Checked { value, diagnostics };
    };
    let mut end = opening.len();
    for line in lines {
        if is_fence(line) {
            let head = yaml::parse(&source.slice(opening.len()..end)).drain_into(&mut diagnostics);
            let rest = source.slice(end + line.len()..text.len());
            return Checked { value: (head, rest), diagnostics };
        }
        end += line.len();
    }
    diagnostics.push(
        Diagnostic::new(
            Code::Syntax,
            source.place(0..opening.trim_end().len()),
            say!(
                "ファイルの先頭の --- が閉じられていません。",
                "The --- at the start of the file is not closed."
            ),
        )
        .help(say!(
            "設定（title など）の後に、もう一度 --- だけの行を書いてください。",
            "Write another line of just --- after the settings (title and so on)."
        ))
        .correct("---"),
    );
    Checked { value: (None, source.clone()), diagnostics }
}

/// A head that does not begin as it should: below an empty line, or between `ーーー` or `----`.
fn meant(source: &Excerpt, diagnostics: &mut Diagnostics) -> Option<(Option<Node>, Excerpt)> {
    let text = source.text.as_str();
    let blank = text.len() - text.trim_start().len();
    let start = text.get(..blank)?.rfind('\n').map_or(0, |found| found + 1);
    let mut lines = text.get(start..)?.split_inclusive('\n');
    let opening = lines.next().filter(|line| is_like_fence(line))?;
    let first = start + opening.len();
    let mut end = first;
    let mut keys = 0;
    let closing = loop {
        let line = lines.next()?;
        if is_like_fence(line) {
            break line;
        }
        // Only keys, values and lists stand in a head.
        let name = line.split([':', '：']).next().unwrap_or_default();
        let is_key = name.len() < line.trim_end().len()
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_key && !line.starts_with([' ', '-', '#']) {
            return None;
        }
        keys += usize::from(is_key);
        end += line.len();
    };
    if keys == 0 {
        return None;
    }
    let fences = [(start, opening), (end, closing)];
    let wrong = fences.iter().find(|(_, line)| !is_fence(line));
    let (at, line) = wrong.copied().unwrap_or((start, opening));
    let place = source.place(at..at + line.trim_end().len());
    let message = if wrong.is_some() {
        say!(
            "設定の始まりと終わりは、半角の - を3つ並べた行です。",
            "Settings begin and end with a line of three half-width hyphens."
        )
    } else {
        say!("ファイルの1行目から --- を書きます。", "The --- stands on the first line of the file.")
    };
    let code = if line.trim_end().is_ascii() { Code::Syntax } else { Code::FullWidth };
    let mut problem = Diagnostic::new(code, place, message);
    problem = if wrong.is_some() {
        problem.correct("---")
    } else {
        problem.help(say!("--- の上の行を消してください。", "Remove what stands above the ---."))
    };
    diagnostics.push(problem);
    let head = yaml::parse(&source.slice(first..end)).drain_into(diagnostics);
    Some((head, source.slice(end + closing.len()..text.len())))
}

/// `---`, and what is taken for it.
fn is_like_fence(line: &str) -> bool {
    let line = line.trim_end();
    let dashes = ['-', 'ー', '－', '—', '―', '–', '−', '─'];
    line.chars().count() >= 3 && line.chars().all(|c| dashes.contains(&c))
}

fn is_fence(line: &str) -> bool {
    line.trim_end_matches([' ', '\t', '\n']) == "---"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourcePath;

    fn check(text: &str) -> Checked<(Option<Node>, Excerpt)> {
        split(&Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), text, 0))
    }

    #[test]
    fn head_and_rest_keep_their_places() {
        let text = "---\ntitle: 漏洩\n---\n# 本文\n\n---\n終わり\n";
        let Checked { value: (head, rest), diagnostics } = check(text);
        assert!(diagnostics.is_empty());
        assert_eq!(text.get(head.unwrap().get("title").unwrap().span.range()), Some("漏洩"));
        assert_eq!(rest.text, "# 本文\n\n---\n終わり\n");
        assert_eq!(text.get(rest.span(2..8).range()), Some("本文"));
    }

    #[test]
    fn only_the_very_start_is_front_matter() {
        for text in
            ["", "# 本文\n---\na: b\n---\n", "\n---\n本文\n---\n", "----\n本文\n----\n", "ーーー\na: b\n"]
        {
            let Checked { value: (head, rest), diagnostics } = check(text);
            assert!(head.is_none() && diagnostics.is_empty(), "{text}");
            assert_eq!(rest.text, text);
        }
        let Checked { value: (head, rest), .. } = check("---\n---");
        assert!(head.is_none() && rest.text.is_empty());
        assert_eq!(rest.whole().span.start, 7);
    }

    #[test]
    fn a_head_that_begins_otherwise_is_read_and_told() {
        for (text, code) in [
            ("\n---\ntitle: a\n---\n本文\n", Code::Syntax),
            ("----\ntitle: a\n----\n本文\n", Code::Syntax),
            ("ーーー\ntitle: a\nーーー\n本文\n", Code::FullWidth),
            ("－－－\ntitle: a\n---\n本文\n", Code::FullWidth),
        ] {
            let Checked { value: (head, rest), diagnostics } = check(text);
            assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [code], "{text}");
            assert!(head.is_some() && rest.text == "本文\n", "{text}");
        }
    }

    #[test]
    fn an_open_head_is_told() {
        let checked = check("---\ntitle: a\n\n# 本文\n");
        assert_eq!(checked.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::Syntax]);
        assert!(checked.value.1.text.starts_with("---\ntitle"));
    }
}
