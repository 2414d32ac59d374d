//! Small projects on the disk, and what is said of them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use encoding_rs::{EUC_JP, SHIFT_JIS};
use terakoya::cli::read_project;
use terakoya::diagnostics::{Code, Diagnostics, Language, Severity, terminal};
use terakoya::pipeline;
use terakoya::source::{SourcePath, Sources};
use terakoya::syntax::date::Date;

/// The day for which projects are looked at.
const TODAY: &str = "2026-03-31";
const BOOK: &str = "[book]\ntitle = \"個人情報の研修\"\n\n[course]\nid = \"privacy\"\n";
const LESSON: &str = "# 個人情報とは\n\n本文です。\n";

/// Files of a project by path.
#[derive(Default)]
pub struct Project {
    files: Vec<(String, Vec<u8>)>,
    alone: bool,
    links: Vec<String>,
}

/// What is said of a project.
pub struct Told {
    sources: Sources,
    diagnostics: Vec<(Severity, terakoya::diagnostics::Diagnostic)>,
}

impl Project {
    /// Adds the file that a fence holds, if its info string names one: `LANGUAGE PATH [FLAG…]`. The flags are
    /// `encoding=shift_jis|euc-jp|utf-16|hex`, `padded=` and a length in bytes, `link` for a link that leads out of the project, and `alone` for a project that gets no default files.
    pub fn add_fence(&mut self, info: &str, content: &str) -> bool {
        let mut words = info.split(' ').skip(1);
        let Some(path) = words.next() else { return false };
        let mut bytes = content.as_bytes().to_vec();
        for flag in words {
            if let Some(length) = flag.strip_prefix("padded=") {
                bytes.resize(length.parse().unwrap(), 0);
                continue;
            }
            match flag.strip_prefix("encoding=") {
                Some(encoding) => bytes = encoded(content, encoding),
                None if flag == "alone" => self.alone = true,
                None if flag == "link" => {
                    self.links.push(path.to_owned());
                    return true;
                }
                None => panic!("unknown flag {flag}"),
            }
        }
        self.files.push((path.to_owned(), bytes));
        true
    }

    /// Adds `book.toml` and a lesson where there are none; that lesson places the quizzes beside it.
    fn with_defaults(mut self) -> Self {
        if self.alone {
            return self;
        }
        if !self.files.iter().any(|(path, _)| path == "book.toml") {
            self.files.push(("book.toml".to_owned(), BOOK.into()));
        }
        if !self.files.iter().any(|(path, _)| path.ends_with(".md")) {
            let mut lesson = LESSON.to_owned();
            for (path, _) in &self.files {
                let name =
                    path.strip_prefix("content/01-part/").and_then(|name| name.strip_suffix(".quiz.yaml"));
                if let Some(name) = name {
                    lesson.push_str(&format!("\n::quiz{{src={name}}}\n"));
                }
            }
            self.files.push(("content/01-part/01-lesson.md".to_owned(), lesson.into()));
        }
        self
    }

    /// Builds the project and gives what is said of it.
    pub fn check(self) -> Told {
        let folder = tempfile::tempdir().unwrap();
        let project = self.with_defaults();
        for (path, bytes) in &project.files {
            write(&folder.path().join(path), bytes);
        }
        for path in &project.links {
            link(&folder.path().join(path));
        }
        let mut diagnostics = Diagnostics::default();
        let sources = read_project(folder.path()).unwrap().sources.drain_into(&mut diagnostics);
        let build = pipeline::build(&sources).drain_into(&mut diagnostics);
        diagnostics.extend(build.aging.told(Date::parse(TODAY).unwrap()));
        let severity = |code: Code| build.severities.get(&code).copied().unwrap_or_else(|| code.severity());
        let diagnostics = diagnostics
            .settled()
            .into_iter()
            .map(|found| (severity(found.code), found))
            .filter(|(severity, _)| *severity != Severity::Off)
            .collect();
        Told { sources, diagnostics }
    }
}

impl Told {
    /// The codes of all that is said.
    pub fn codes(&self) -> BTreeSet<Code> {
        self.diagnostics.iter().map(|(_, found)| found.code).collect()
    }

    /// What a terminal shows.
    pub fn shown(&self, language: Language) -> String {
        let source = |path: &SourcePath| self.sources.text(path.as_str()).map(Arc::clone);
        let shown = self.diagnostics.iter();
        let shown =
            shown.map(|(severity, found)| terminal::render(found, *severity, &source, language, false));
        shown.collect::<Vec<_>>().join("\n")
    }
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Makes a link to a file that exists on every machine that runs this test.
fn link(path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let target = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, path).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_file(target, path).unwrap();
}

fn encoded(content: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "shift_jis" => SHIFT_JIS.encode(content).0.into_owned(),
        "euc-jp" => EUC_JP.encode(content).0.into_owned(),
        "utf-16" => {
            std::iter::once(0xfeff).chain(content.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        "hex" => content.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect(),
        other => panic!("unknown encoding {other}"),
    }
}
