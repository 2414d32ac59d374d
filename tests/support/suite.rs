//! Suites: Markdown files whose fences are both the tests and what is expected of them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A stretch of a suite.
pub enum Piece<'s> {
    /// A line outside any fence.
    Line(&'s str),
    /// A fence with its content; `fence` is the run of backticks.
    Fence { fence: &'s str, info: &'s str, content: String },
}

/// The pieces of a suite in order.
pub fn pieces(suite: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut lines = suite.lines();
    while let Some(line) = lines.next() {
        let ticks = line.chars().take_while(|&c| c == '`').count();
        if ticks < 3 {
            pieces.push(Piece::Line(line));
            continue;
        }
        let (fence, info) = line.split_at(ticks);
        let content =
            lines.by_ref().take_while(|line| *line != fence).flat_map(|line| [line, "\n"]).collect();
        pieces.push(Piece::Fence { fence, info, content });
    }
    pieces
}

/// A fence as it stands in a suite.
pub fn write_fence(out: &mut String, fence: &str, info: &str, content: &str) {
    write!(out, "{fence}{info}\n{content}{fence}\n").unwrap();
}

/// The Markdown files of a folder of the repository, with their texts.
pub fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    assert!(!files.is_empty());
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// Compares files with what `actual` makes of them. With `TERAKOYA_ACCEPT` set, writes that instead; reading
/// the difference is up to you.
pub fn compare(files: &[(PathBuf, String)], mut actual: impl FnMut(&str) -> String) {
    let accept = std::env::var_os("TERAKOYA_ACCEPT").is_some();
    let mut failures = String::new();
    for (path, written) in files {
        let actual = actual(written);
        if actual == *written {
            continue;
        }
        if accept {
            std::fs::write(path, actual).unwrap();
            continue;
        }
        let mut pairs = (1..).zip(written.lines().chain([""]).zip(actual.lines().chain([""])));
        let (line, (wanted, found)) = pairs.find(|(_, (a, b))| a != b).unwrap();
        writeln!(failures, "{}:{line}\n  expected {wanted}\n  found    {found}", path.display()).unwrap();
    }
    assert!(failures.is_empty(), "\n{failures}\nTERAKOYA_ACCEPT=1 writes what was found.");
}
