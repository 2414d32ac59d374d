//! Runs the Markdown files of `tests/suites/yaml`: each ```` ```yaml ```` fence is parsed, and the
//! ```` ```diagnostics ```` fence behind it holds what is to be said. `TERAKOYA_ACCEPT=1` writes the latter.
#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::fmt::Write as _;
use std::path::Path;

use terakoya::diagnostics::Severity;
use terakoya::source::{Excerpt, Position, SourcePath};
use terakoya::syntax::yaml;

#[test]
fn what_is_said_of_yaml() {
    let accept = std::env::var_os("TERAKOYA_ACCEPT").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suites/yaml");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let written = std::fs::read_to_string(&file).unwrap();
        let expected = run(&written);
        if accept {
            std::fs::write(&file, expected).unwrap();
        } else {
            assert!(
                written == expected,
                "{}: differs; run with TERAKOYA_ACCEPT=1 and look:\n{expected}",
                file.display()
            );
        }
    }
}

/// The file with every `diagnostics` fence as it should be.
fn run(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if line != "```yaml" {
            continue;
        }
        let mut source = String::new();
        for line in lines.by_ref().take_while(|line| *line != "```") {
            source.push_str(line);
            source.push('\n');
        }
        let mut rest = lines.clone();
        if rest.next() == Some("```diagnostics") {
            for _ in rest.by_ref().take_while(|line| *line != "```") {}
            lines = rest;
        }
        write!(out, "{source}```\n```diagnostics\n{}```\n", said(&source)).unwrap();
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
