//! The manual in `docs/ja` and `docs/en` cannot go stale.
//!
//! What stands between `<!-- generated:NAME -->` and `<!-- /generated -->` follows from declarations in the code;
//! `TERAKOYA_ACCEPT=1 cargo test --test manual` writes it. Every fence whose info string names a file
//! (```` ```yaml content/glossary.yaml ````) is an example marked as complete: those of one page are one
//! project, which must build without anything to be said.
#![allow(clippy::disallowed_methods, reason = "the manual is files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use support::manual;
use support::project::Project;
use support::suite::{self, Piece};
use terakoya::diagnostics::Language;
use terakoya::gallery;

const MANUALS: [(&str, Language); 2] = [("docs/ja", Language::Japanese), ("docs/en", Language::English)];

#[test]
fn tables_follow_from_the_declarations() {
    for (folder, language) in MANUALS {
        let parts = manual::parts(language);
        let files = suite::files(folder);
        suite::compare(&files, |written| regenerated(written, &parts));
    }
}

#[test]
fn every_table_stands_in_both_manuals_once() {
    for (folder, language) in MANUALS {
        let mut found: Vec<String> = suite::files(folder).iter().flat_map(|(_, text)| names(text)).collect();
        found.sort();
        let wanted: Vec<String> = manual::parts(language).into_keys().collect();
        assert_eq!(found, wanted, "{folder}");
    }
}

#[test]
fn every_complete_example_builds_without_a_word() {
    for (folder, language) in MANUALS {
        for (path, text) in suite::files(folder) {
            let mut project = Project::default();
            let mut count = 0;
            for piece in suite::pieces(&text) {
                if let Piece::Fence { info, content, .. } = piece {
                    count += usize::from(info.contains('/') || info.contains("book.toml"));
                    project.add_fence(info, &content);
                }
            }
            if count > 0 {
                assert_eq!(project.check().shown(language), "", "{}", path.display());
            }
        }
    }
}

#[test]
fn the_example_of_every_block_builds_without_a_word() {
    let theme = manual::default_theme(Language::Japanese);
    let mut project = Project::default();
    project.add_fence(
        "svg content/01-part/images/example.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"/>",
    );
    for (path, text) in gallery::FILES.iter().filter(|(path, _)| path.starts_with("media/")) {
        project.add_fence(&format!("text content/01-part/{path}"), text);
    }
    for (path, text) in gallery::FILES.iter().filter(|(path, _)| path.ends_with(".yaml")) {
        project.add_fence(&format!("yaml content/{path}"), text);
    }
    let examples = theme.blocks.keys().map(|name| theme.text(&format!("blocks/{name}/example.md")));
    let lesson = format!("# ブロック\n\n{}", examples.collect::<Vec<_>>().join("\n\n"));
    project.add_fence("markdown content/01-part/01-lesson.md", &lesson);
    assert_eq!(project.check().shown(Language::Japanese), "");
}

#[test]
fn both_manuals_have_the_same_pages_and_no_broken_links() {
    let pages = |folder| -> Vec<(PathBuf, String)> { suite::files(folder) };
    let names = |pages: &[(PathBuf, String)]| -> BTreeSet<String> {
        pages.iter().map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    };
    let (ja, en) = (pages("docs/ja"), pages("docs/en"));
    assert_eq!(names(&ja), names(&en));
    for (path, text) in ja.iter().chain(&en) {
        let prose: String = suite::pieces(text)
            .iter()
            .filter_map(|piece| match piece {
                Piece::Line(line) => Some(format!("{line}\n")),
                Piece::Fence { .. } => None,
            })
            .collect();
        // What stands between backticks shows how to write a link and is none.
        let prose: String = prose.lines().flat_map(|line| line.split('`').step_by(2)).collect();
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap();
            if target.contains("://") || file.is_empty() || !file.ends_with(".md") {
                continue;
            }
            let page = path.parent().unwrap().join(file);
            assert!(page.exists(), "{}: there is no {target}", path.display());
        }
    }
}

const END: &str = "<!-- /generated -->";

fn name(line: &str) -> Option<&str> {
    line.strip_prefix("<!-- generated:")?.strip_suffix(" -->")
}

fn names(text: &str) -> Vec<String> {
    text.lines().filter_map(name).map(str::to_owned).collect()
}

/// The page with its generated parts as they should be.
fn regenerated(written: &str, parts: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut lines = written.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(name) = name(line) {
            let part = parts.get(name).unwrap_or_else(|| panic!("there is no table {name}"));
            assert!(lines.any(|line| line == END), "{name} does not end");
            out.push_str(&format!("\n{part}\n{END}\n"));
        }
    }
    out
}
