//! Runs `tests/suites/syntax/*.md`: prose with examples, each a ```` ```markdown ```` fence followed by what
//! the parser makes of it, as ```` ```tree ```` and ```` ```diagnostics ````. A fence that is absent expects
//! nothing there: no check of the tree, and no diagnostics.
//!
//! `TERAKOYA_ACCEPT=1 cargo test --test syntax` writes what was found into the fences that are there; reading
//! the difference is up to you.
#![allow(clippy::disallowed_methods, reason = "suites are files")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fmt::Write as _;
use std::path::Path;

use support::dump;
use terakoya::source::{Excerpt, SourcePath, Span};
use terakoya::syntax::markdown;

#[test]
fn suites() {
    let accept = std::env::var("TERAKOYA_ACCEPT").is_ok();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suites/syntax");
    let mut failures = String::new();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let suite = std::fs::read_to_string(&file).unwrap();
        let (actual, checked) = run(&suite);
        assert!(checked > 0, "{}: no example", file.display());
        if actual == suite {
            continue;
        }
        if accept {
            std::fs::write(&file, actual).unwrap();
        } else {
            let (line, (wanted, found)) =
                (1..).zip(suite.lines().zip(actual.lines())).find(|(_, (a, b))| a != b).unwrap();
            writeln!(failures, "{}:{line}\n  expected {wanted}\n  found    {found}", file.display()).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// The suite with what was found in its fences, and the number of fences compared.
fn run(suite: &str) -> (String, usize) {
    let (mut out, mut checked) = (String::new(), 0);
    let mut example: Option<(String, String)> = None;
    let mut lines = suite.lines();
    while let Some(line) = lines.next() {
        let ticks = line.chars().take_while(|&c| c == '`').count();
        if ticks < 3 {
            if !line.trim().is_empty() {
                unexpected(&mut out, &mut example);
            }
            writeln!(out, "{line}").unwrap();
            continue;
        }
        let (fence, kind) = line.split_at(ticks);
        let content: String =
            lines.by_ref().take_while(|line| *line != fence).flat_map(|line| [line, "\n"]).collect();
        let found = match kind {
            "markdown" => {
                unexpected(&mut out, &mut example);
                example = Some(dump::parse(&content));
                content
            }
            "tree" => example.as_ref().expect("an example above").0.clone(),
            "diagnostics" => std::mem::take(&mut example.as_mut().expect("an example above").1),
            other => panic!("unknown fence {other}"),
        };
        checked += 1;
        write!(out, "{line}\n{found}{fence}\n").unwrap();
    }
    unexpected(&mut out, &mut example);
    (out, checked)
}

/// Diagnostics for which the example has no fence.
fn unexpected(out: &mut String, example: &mut Option<(String, String)>) {
    if let Some((_, diagnostics)) = example.take().filter(|(_, diagnostics)| !diagnostics.is_empty()) {
        write!(out, "```diagnostics\n{diagnostics}```\n").unwrap();
    }
}

/// A label or a choice is running text, and anything else is reported with its place.
#[test]
fn running_text_takes_no_blocks() {
    let inline = |text: &str| {
        let excerpt = Excerpt::verbatim(&SourcePath::new("a.md").unwrap(), text, 0);
        let checked = markdown::parse_inline(&excerpt);
        let places: Vec<_> =
            checked.diagnostics.iter().map(|found| found.place.as_ref().unwrap().span).collect();
        (dump::inlines(&checked.value), places)
    };
    assert_eq!(inline("は**「用語」**です\n"), (r#""は" (strong "「用語」") "です""#.to_owned(), vec![]));
    assert_eq!(inline(""), (String::new(), vec![]));
    assert_eq!(inline("1. 準備"), (r#""準備""#.to_owned(), vec![Span { start: 0, end: 9 }]));
    assert_eq!(inline("一\n\n> 二"), (r#""一" / "二""#.to_owned(), vec![Span { start: 5, end: 10 }]));
}
