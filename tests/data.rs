//! Properties of the readers of YAML, TOML and front matter that hold for any text.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use proptest::prelude::*;
use terakoya::diagnostics::{Code, Diagnostics};
use terakoya::source::{Excerpt, SourcePath, Span};
use terakoya::syntax::node::{Node, Style, Value};
use terakoya::syntax::{front_matter, toml, yaml};

/// Text that often comes near to being YAML or TOML.
fn near_data() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "\n", "\n  ", "\n    ", "- ", ": ", ":", "title", "a", "個人", "  ", " ", "\t", "\u{3000}", "：", "\"", "'",
            "[", "]", "{", "}", ",", "|", ">", "|-", "#", " #", "*", "&", "!", "%", "@", "`", "---\n", "---", "?", "\\",
            "\\u4e00", "=", " = ", "[[", "\"\"\"", "'''", ".", "1", "true", "~", "“", "\u{feff}", "\n\n",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn verbatim(text: &str) -> Excerpt {
    Excerpt::verbatim(&SourcePath::new("a.yaml").unwrap(), text, 0)
}

fn check_span(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
}

fn check_diagnostics(text: &str, diagnostics: &Diagnostics) {
    for diagnostic in diagnostics.iter() {
        check_span(text, diagnostic.place.clone().unwrap().span);
    }
}

fn check_node(text: &str, node: &Node) {
    check_span(text, node.span);
    match &node.value {
        Value::Null => {}
        Value::Scalar(scalar) => {
            let decoded = &scalar.text.text;
            for (start, c) in decoded.char_indices() {
                check_span(text, scalar.text.span(start..start + c.len_utf8()));
            }
            let raw = text.get(node.span.range()).unwrap();
            if scalar.style == Style::Plain && !raw.contains('\n') {
                assert_eq!(raw, decoded, "in {text:?}");
            }
        }
        Value::List(items) => items.iter().for_each(|item| check_node(text, item)),
        Value::Map(entries) => {
            for entry in entries {
                check_span(text, entry.key_span);
                check_node(text, &entry.value);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_as_yaml(text in near_data()) {
        let checked = yaml::parse(&verbatim(&text));
        check_diagnostics(&text, &checked.diagnostics);
        if let Some(node) = checked.value { check_node(&text, &node) }
    }

    #[test]
    fn any_text_is_read_as_toml(text in near_data()) {
        let checked = toml::parse(&verbatim(&text));
        check_diagnostics(&text, &checked.diagnostics);
        if let Some(node) = checked.value { check_node(&text, &node) }
    }

    #[test]
    fn any_text_has_its_front_matter_split_off(text in near_data()) {
        let text = format!("---\n{text}");
        let checked = front_matter::split(&verbatim(&text));
        check_diagnostics(&text, &checked.diagnostics);
        let (head, rest) = checked.value;
        if let Some(node) = head { check_node(&text, &node) }
        prop_assert!(text.ends_with(&rest.text));
        prop_assert_eq!(rest.whole().span.range(), text.len() - rest.text.len()..text.len());
    }

    /// What a person types in a block, quoted or folded, is found again byte for byte.
    #[test]
    fn words_of_every_style_map_back(words in prop::collection::vec("[a-zぁ-ん漢]{1,6}", 1..8), style in 0..5) {
        let join = |between: &str| words.join(between);
        let text = match style {
            0 => format!("key: |\n    {}\n", join("\n    ")),
            1 => format!("key: >-\n  {}\n", join("\n\n  ")),
            2 => format!("key: \"{}\"\n", join("\\n")),
            3 => format!("key: '{}'\n", join("''")),
            _ => format!("key: {}\n", join("\n  ")),
        };
        let node = yaml::parse(&verbatim(&text)).value.unwrap();
        let Value::Scalar(scalar) = &node.get("key").unwrap().value else { panic!("{text:?}") };
        let mut at = 0;
        for word in &words {
            let start = at + scalar.text.text.get(at..).unwrap().find(word.as_str()).unwrap();
            at = start + word.len();
            let span = scalar.text.span(start..at);
            prop_assert_eq!(text.get(span.range()), Some(word.as_str()));
        }
    }
}

#[test]
fn problems_without_end_come_to_an_end() {
    for text in ["&a a: *a\n", "- a:b\n", "- a #b\n", "　a: \n", "a: 1\n", "- !a b\n"] {
        let many = text.repeat(100_000);
        assert!(yaml::parse(&verbatim(&many)).diagnostics.iter().len() <= 501);
    }
    yaml::parse(&verbatim(&format!("[{}]", "a:b,".repeat(300_000))));
}

#[test]
fn bombs_are_refused() {
    for text in [
        "[".repeat(20_000),
        "{a: ".repeat(20_000),
        "- ".repeat(20_000),
        "? ".repeat(20_000),
        (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect(),
        format!("[{}]", "a,".repeat(1_100_000)),
        "a".repeat((8 << 20) + 1),
    ] {
        let checked = yaml::parse(&verbatim(&text));
        assert!(checked.value.is_none());
        if text.starts_with('?') {
            // The parser stops at the second mark already.
            continue;
        }
        let codes: Vec<Code> = checked.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, [Code::Limit], "{}", text.get(..20).unwrap());
    }
}
