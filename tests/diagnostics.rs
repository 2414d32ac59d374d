//! Runs `tests/suites/diagnostics/*.md`: what an author is told about a whole project, word for word.
//!
//! A case is prose, one or more fences with a file each (```` ```yaml content/glossary.yaml ````), and the
//! fences ```` ```ja ```` or ```` ```en ```` with what the terminal shows. A `book.toml` and a lesson that a
//! case does not have are added, unless a file is marked `alone`. A case without `ja` and `en` gets a `ja`.
//!
//! `TERAKOYA_ACCEPT=1 cargo test --test diagnostics` writes what was found; reading the difference is up to you.
#![allow(clippy::disallowed_methods, reason = "suites are files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::BTreeSet;

use support::project::{Project, Told};
use support::suite::{self, Piece};
use terakoya::diagnostics::{Code, Language};

const FOLDER: &str = "tests/suites/diagnostics";

#[test]
fn every_problem_is_told_with_its_place_and_remedy() {
    let files = suite::files(FOLDER);
    let mut told = BTreeSet::new();
    suite::compare(&files, |written| run(written, &mut told));
    // Its messages hold all words of the interface, so they are looked at in `tests/themes.rs`.
    told.insert(Code::MissingWords);
    let missing: Vec<&str> =
        Code::ALL.iter().filter(|code| !told.contains(code)).map(|code| code.name()).collect();
    assert!(missing.is_empty(), "codes without a case: {missing:?}");
}

/// The suite with what was found in its fences. Adds the codes that were found to `codes`.
fn run(suite: &str, codes: &mut BTreeSet<Code>) -> String {
    let mut out = String::new();
    let mut case = Case::default();
    for piece in suite::pieces(suite) {
        match piece {
            Piece::Line(line) => {
                if line.starts_with('#') {
                    case.end(&mut out, codes);
                }
                out.push_str(line);
                out.push('\n');
            }
            Piece::Fence { fence, info, content } => {
                let content = match info {
                    "ja" => case.told(codes).shown(Language::Japanese),
                    "en" => case.told(codes).shown(Language::English),
                    _ => {
                        if case.told.is_some() {
                            case = Case::default();
                        }
                        let added = case.project.get_or_insert_default().add_fence(info, &content);
                        assert!(added, "a fence without a path: {info}");
                        content
                    }
                };
                suite::write_fence(&mut out, fence, info, &content);
            }
        }
    }
    case.end(&mut out, codes);
    out
}

#[derive(Default)]
struct Case {
    project: Option<Project>,
    told: Option<Told>,
}

impl Case {
    fn told(&mut self, codes: &mut BTreeSet<Code>) -> &Told {
        if let Some(project) = self.project.take() {
            let told = project.check();
            codes.extend(told.codes());
            self.told = Some(told);
        }
        self.told.as_ref().unwrap_or_else(|| panic!("a result without a file above"))
    }

    /// Shows what nobody has asked for yet.
    fn end(&mut self, out: &mut String, codes: &mut BTreeSet<Code>) {
        if self.project.is_some() {
            let shown = self.told(codes).shown(Language::Japanese);
            let blank = out.ends_with("\n\n");
            if blank {
                out.pop();
            }
            suite::write_fence(out, "```", "ja", &shown);
            if blank {
                out.push('\n');
            }
        }
        *self = Self::default();
    }
}
