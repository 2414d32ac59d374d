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
        return Checked { value: (None, source.clone()), diagnostics };
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
        for text in ["", "# 本文\n---\na: b\n---\n", "\n---\na: b\n---\n", "----\na: b\n----\n"] {
            let Checked { value: (head, rest), diagnostics } = check(text);
            assert!(head.is_none() && diagnostics.is_empty(), "{text}");
            assert_eq!(rest.text, text);
        }
        let Checked { value: (head, rest), .. } = check("---\n---");
        assert!(head.is_none() && rest.text.is_empty());
        assert_eq!(rest.whole().span.start, 7);
    }

    #[test]
    fn an_open_head_is_told() {
        let checked = check("---\ntitle: a\n\n# 本文\n");
        assert_eq!(checked.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::Syntax]);
        assert!(checked.value.1.text.starts_with("---\ntitle"));
    }
}
