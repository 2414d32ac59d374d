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

use support::dump;
use support::suite::{self, Piece};
use terakoya::source::{Excerpt, SourcePath, Span};
use terakoya::syntax::markdown;

#[test]
fn the_suites_hold() {
    let files = suite::files("tests/suites/syntax");
    suite::compare(&files, run);
}

/// The suite with what was found in its fences.
fn run(written: &str) -> String {
    let mut out = String::new();
    let mut example: Option<(String, String)> = None;
    for piece in suite::pieces(written) {
        match piece {
            Piece::Line(line) => {
                if !line.trim().is_empty() {
                    unexpected(&mut out, &mut example);
                }
                writeln!(out, "{line}").unwrap();
            }
            Piece::Fence { fence, info, content } => {
                let found = match info {
                    "markdown" => {
                        unexpected(&mut out, &mut example);
                        example = Some(dump::parse(&content));
                        content
                    }
                    "tree" => example.as_ref().expect("an example above").0.clone(),
                    "diagnostics" => std::mem::take(&mut example.as_mut().expect("an example above").1),
                    other => panic!("unknown fence {other}"),
                };
                suite::write_fence(&mut out, fence, info, &found);
            }
        }
    }
    unexpected(&mut out, &mut example);
    out
}

/// Diagnostics for which the example has no fence.
fn unexpected(out: &mut String, example: &mut Option<(String, String)>) {
    if let Some((_, diagnostics)) = example.take().filter(|(_, diagnostics)| !diagnostics.is_empty()) {
        suite::write_fence(out, "```", "diagnostics", &diagnostics);
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
