//! What holds for every text: the parser never panics, every place lies in the text, no mark of the pre-pass
//! is left in the tree, and no text takes more than linear time or a deep stack (robustness, T17).
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use proptest::prelude::*;
use support::walk;
use terakoya::diagnostics::{Checked, Code};
use terakoya::source::{Excerpt, SourcePath};
use terakoya::syntax::markdown;
use terakoya::syntax::tree::{Block, Document, Written};

const MARKS: [char; 3] = ['\u{1056F}', '\u{10A7F}', '\u{11FFF}'];

fn excerpt(text: &str) -> Excerpt {
    Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), text, 0)
}

fn parse(text: &str) -> Checked<Document<Written>> {
    markdown::parse(&excerpt(text))
}

/// Texts of the pieces that our syntax is made of, without digits.
fn snippets() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "*",
        "**",
        "***",
        "_",
        "~",
        "~~",
        "`",
        "```",
        "``",
        "[",
        "]",
        "(",
        ")",
        "[[",
        "]]",
        "[@",
        "{{",
        "}}",
        "$",
        "$$",
        "\\frac",
        "\\begin{x}",
        "^",
        "x^y^",
        "a~b~",
        "\n: ",
        "```quiz\n",
        "```math\n",
        "{",
        "}",
        "|",
        "\\",
        "\n",
        "\n\n",
        "\n- ",
        "\n  ",
        "\n    ",
        "\n> ",
        "\n:::",
        "\n::::",
        "\n::",
        "：：：",
        "# ",
        "\n＃ ",
        "［［",
        "［",
        "］",
        "｛",
        "｝",
        "＝",
        "“",
        "”",
        "\"",
        "=",
        "#",
        ".",
        ":",
        "!",
        "<",
        ">",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<div>",
        "&amp;",
        "[^x]",
        "\n[^x]: ",
        "\n[a]: ",
        "[[用語]]",
        "[[a|b]]",
        "{漏|ろ}",
        "{漏洩|a|b|c}",
        "[@id]",
        "{{v}}",
        "note",
        "あ",
        "「",
        "」",
        "。",
        "한",
        "a",
        " ",
        "\u{3000}",
        "\t",
        "\u{FE00}",
        "\u{E0100}",
        "😀",
        "\u{1056F}",
        "\r",
        "\n| a | b |\n|---|---|\n| ",
        "\n---\n",
        "\n===\n",
        "{#id .c}",
        "[!NOTE]",
        "[x] ",
        ":::note[a]{b=c}",
        "\n:::\n",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let checked = parse(text);
    let found = walk::document(&checked.value);
    let places = checked.diagnostics.iter().flat_map(|found| {
        found.place.iter().chain(found.related.iter().map(|(place, _)| place)).map(|place| place.span)
    });
    for span in found.spans.iter().copied().chain(places) {
        prop_assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
    }
    let marks: Vec<char> = MARKS.into_iter().filter(|&mark| !text.contains(mark)).collect();
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    for string in &found.strings {
        prop_assert!(!string.contains(marks.as_slice()), "{string:?} of {text:?}");
        prop_assert!(has_digits || !string.contains(|c: char| c.is_ascii_digit()), "{string:?} of {text:?}");
    }
    let inline = markdown::parse_inline(&excerpt(text));
    for found in inline.diagnostics.iter().filter_map(|found| found.place.as_ref()) {
        prop_assert!(text.get(found.span.range()).is_some());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_mixture_of_our_syntax_is_parsed(text in snippets()) {
        check(&text)?;
    }

    #[test]
    fn code_is_what_was_written(text in snippets()) {
        let text: String = text.replace("```", "").replace(['\r', '\t'], "");
        let checked = parse(&format!("``````\n{text}\n``````\n"));
        prop_assert_eq!(checked.value.body, [Block::Code { language: String::new(), text: format!("{text}\n") }]);
        prop_assert!(checked.diagnostics.is_empty());
    }
}

/// Deep or long texts, each repeated so often that quadratic time would be noticed by anybody.
#[test]
fn hostile_texts_are_parsed_in_time() {
    let n = 10_000;
    let repeated = |text: &str| text.repeat(n);
    let quotes: String = (0..300).map(|depth| format!("{}a\n", "> ".repeat(depth))).collect();
    let lists: String = (0..300).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    let directives: String = (0..n).map(|_| ":::a\n").chain((0..n).map(|_| "::::\n")).collect();
    let texts = [
        repeated(">"),
        repeated("> "),
        repeated("["),
        repeated("*"),
        repeated("* "),
        repeated("- ") + "a",
        repeated("- ") + "\n" + &repeated("\n"),
        repeated("[[") + &repeated("]]"),
        repeated("[[a"),
        repeated("{a|"),
        repeated("{{"),
        repeated("[@"),
        repeated("*a "),
        repeated("**あ「") + &repeated("」**"),
        repeated("*a **b ") + &repeated("c** d* "),
        repeated("[a](") + &repeated(")"),
        repeated("![") + &repeated("](a)"),
        repeated("~~a*"),
        repeated("`a``"),
        repeated("[^a"),
        repeated("[^a]: "),
        repeated("<!--"),
        repeated("<?"),
        repeated("1. "),
        repeated("&"),
        repeated("あ~"),
        repeated("\\"),
        repeated("\n::: a"),
        repeated("\n:::"),
        repeated("{a|b|c}"),
        repeated("＃ *a*"),
        repeated("[^a]*a*"),
        ":::a{".to_owned() + &repeated("="),
        ":::a{".to_owned() + &repeated("a=\"b"),
        ":::a".to_owned() + &repeated("["),
        quotes,
        lists,
        directives,
        repeated("| a ") + "|\n" + &"|---".repeat(n) + "|\n" + &"|a\n".repeat(n),
        "情報**「漏えい」**と".repeat(20_000),
    ];
    for text in texts {
        let found = walk::document(&parse(&text).value);
        assert!(found.strings.len() < 4 * text.len() + 4);
    }
}

fn limits(text: &str) -> usize {
    parse(text).diagnostics.iter().filter(|found| found.code == Code::Limit).count()
}

#[test]
fn nesting_has_a_limit_that_is_told_once() {
    for open in ["> ", "- ", "1. "] {
        assert_eq!(limits(&(open.repeat(64) + "a")), 0, "{open}");
        assert_eq!(limits(&(open.repeat(65) + "a")), 1, "{open}");
        assert_eq!(limits(&(open.repeat(10_000) + "a")), 1, "{open}");
    }
    assert_eq!(limits(&":::a\n".repeat(65)), 1);
    assert_eq!(limits(&("*a **b ".repeat(100) + &"c** d* ".repeat(100))), 1);
    assert_eq!(limits(&"- ".repeat(10_000)), 0, "a thematic break");
    assert_eq!(limits(&format!("```\n{}\n```", ">".repeat(100))), 0, "code");
}

#[test]
fn a_text_beyond_the_limit_is_refused() {
    let line = "情報**「漏えい」**".repeat(500_000);
    assert!(line.len() > 10 << 20);
    let checked = parse(&line);
    assert_eq!(checked.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [Code::Limit]);
    assert!(checked.value.body.is_empty());
}

/// A text whose indentation was taken out, as that of a YAML block scalar, still points at the file.
#[test]
fn places_go_through_the_map_of_an_excerpt() {
    let file = "text: |\n  は**「a」**と[[用語]]\n  :::note 注意\n  {漏洩|a|b|c}\n";
    let mut text = Excerpt::empty(&SourcePath::new("a.quiz.yaml").unwrap());
    let mut offset = 0;
    for line in file.split_inclusive('\n') {
        if let Some(content) = line.strip_prefix("  ") {
            text.push(content, offset + 2);
        }
        offset += line.len();
    }
    let checked = markdown::parse(&text);
    let at = |span: terakoya::source::Span| file.get(span.range()).unwrap();
    let found: Vec<_> =
        checked.diagnostics.sorted().iter().map(|found| at(found.place.as_ref().unwrap().span)).collect();
    assert_eq!(found, [":::note 注意", "注意", "{漏洩|a|b|c}"]);
    let spans = walk::document(&checked.value).spans;
    assert!(spans.into_iter().any(|span| at(span) == "[[用語]]"));
}
