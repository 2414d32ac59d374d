//! Runs the Markdown files of `tests/suites/yaml`: each ```` ```yaml ```` fence is parsed, and the
//! ```` ```diagnostics ```` fence behind it holds what is to be said. `TERAKOYA_ACCEPT=1` writes the latter.
#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fmt::Write as _;

use support::suite::{self, Piece};
use terakoya::diagnostics::Severity;
use terakoya::source::{Excerpt, Position, SourcePath};
use terakoya::syntax::yaml;

#[test]
fn what_is_said_of_yaml() {
    let files = suite::files("tests/suites/yaml");
    suite::compare(&files, run);
}

/// The file with a `diagnostics` fence as it should be behind every `yaml` fence.
fn run(written: &str) -> String {
    let mut out = String::new();
    for piece in suite::pieces(written) {
        match piece {
            Piece::Line(line) => writeln!(out, "{line}").unwrap(),
            Piece::Fence { fence, info: "yaml", content } => {
                suite::write_fence(&mut out, fence, "yaml", &content);
                suite::write_fence(&mut out, fence, "diagnostics", &said(&content));
            }
            Piece::Fence { info, .. } => assert_eq!(info, "diagnostics"),
        }
    }
    out
}

fn said(source: &str) -> String {
    let path = SourcePath::new("a.yaml").unwrap();
    let mut out = String::new();
    for diagnostic in yaml::parse(&Excerpt::verbatim(&path, source, 0)).diagnostics.sorted() {
        let place = diagnostic.place.unwrap();
        let Position { line, column } = Position::of(source, place.span.start);
        let level = if diagnostic.code.severity() == Severity::Warning { "warning " } else { "" };
        let marked = source.get(place.span.range()).unwrap().escape_debug().to_string();
        writeln!(
            out,
            "{level}{} {line}:{column} {} <{marked}>",
            diagnostic.code.name(),
            diagnostic.message.ja
        )
        .unwrap();
        for correction in diagnostic.correction.iter().flat_map(|lines| lines.lines()) {
            writeln!(out, "→ {correction}").unwrap();
        }
    }
    out
}
