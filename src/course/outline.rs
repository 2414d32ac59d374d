//! The order of the course: which files are pages, and which part each belongs to.
//!
//! A part is a folder below the content folder; a lesson is a Markdown file in it. Both are ordered by the
//! number in front of their names, then by name; the numbers do not show in addresses. `index.md` opens a part
//! or the course. A folder whose name begins with `_` holds no lessons, only what they include. Where there is a
//! `SUMMARY.md`, its order holds ([`mod@summary`]).

use std::collections::BTreeMap;

use super::summary;
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Place, SourcePath, Sources};

/// The file that says the order of lessons, where there is one.
const SUMMARY: &str = "SUMMARY.md";

/// That file in the folder `src`.
pub(super) fn summary(src: &str) -> SourcePath {
    SourcePath::new(&format!("{src}/{SUMMARY}")).unwrap_or_else(SourcePath::root)
}

/// The pages of a course by file, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// The file that opens the course.
    pub(super) home: Option<SourcePath>,
    /// Parts in order; the one without a folder comes first.
    pub(super) parts: Vec<OutlinePart>,
}

/// A part by file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OutlinePart {
    /// The folder's name; empty for lessons outside any part.
    pub(super) folder: String,
    /// Its title in `SUMMARY.md`.
    pub(super) title: Option<String>,
    /// The file that opens it.
    pub(super) opening: Option<SourcePath>,
    /// Its lessons in order.
    pub(super) lessons: Vec<SourcePath>,
}

impl Outline {
    /// All pages: the first page, and of each part its opening and its lessons.
    pub(super) fn files(&self) -> impl Iterator<Item = &SourcePath> {
        let parts = self.parts.iter().flat_map(|part| part.opening.iter().chain(&part.lessons));
        self.home.iter().chain(parts)
    }
}

/// Finds the pages below the folder `src`.
pub(super) fn find(sources: &Sources, src: &str) -> Checked<Outline> {
    let mut diagnostics = Diagnostics::default();
    let mut outline = Outline::default();
    let mut listed = None;
    let mut parts: BTreeMap<(u64, String), OutlinePart> = BTreeMap::new();
    for path in sources.paths() {
        let Some(relative) = path.below(src) else { continue };
        if let Some(right) = name_meant(relative) {
            diagnostics.push(
                Diagnostic::new(
                    Code::NoEffect,
                    Place::file(path),
                    say!("この名前のファイルは読まれません。", "A file of this name is not read."),
                )
                .help(say!("「{right}」に変えます。", "Rename it to \"{right}\".")),
            );
            continue;
        }
        if !relative.ends_with(".md") {
            continue;
        }
        let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        // What lessons include, and is none by itself.
        if folder.starts_with('_') {
            continue;
        }
        if folder.contains('/') {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadName,
                    Place::file(path),
                    say!("レッスンのフォルダーが深すぎます。", "The lesson lies too deep."),
                )
                .help(say!(
                    "レッスンは、パートのフォルダーのすぐ下に置きます（例: {src}/01-part/02-lesson.md）。",
                    "Put lessons directly into the folder of their part, such as {src}/01-part/02-lesson.md."
                )),
            );
            continue;
        }
        // mdBook's list of chapters is no page.
        if folder.is_empty() && name == SUMMARY {
            listed = Some(path.clone());
            continue;
        }
        if folder.is_empty() && name == "index.md" {
            outline.home = Some(path.clone());
            continue;
        }
        let part = parts.entry(order(folder)).or_default();
        part.folder = folder.to_owned();
        if name == "index.md" {
            part.opening = Some(path.clone());
        } else {
            part.lessons.push(path.clone());
        }
    }
    for mut part in parts.into_values() {
        part.lessons.sort_by_cached_key(|path| order(path.file_name()));
        outline.parts.push(part);
    }
    if let Some((path, text)) = listed.and_then(|path| Some((path.clone(), sources.text(path.as_str())?))) {
        outline = summary::arrange(outline, &path, text, &mut diagnostics);
    }
    if outline.parts.iter().all(|part| part.lessons.is_empty()) {
        diagnostics.push(
            Diagnostic::global(
                Code::EmptyCourse,
                say!("{src}/ にレッスンが1つもありません。", "There is no lesson in {src}/."),
            )
            .help(say!(
                "{src}/01-part/01-lesson.md のように、パートのフォルダーとMarkdownのファイルを作ります。",
                "Make a folder for a part and a Markdown file in it, such as {src}/01-part/01-lesson.md."
            )),
        );
    }
    Checked { value: outline, diagnostics }
}

/// The name under which a file would be read, where it is nearly one that is.
fn name_meant(relative: &str) -> Option<String> {
    let name = relative.rsplit('/').next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    let lower = extension.to_ascii_lowercase();
    let data = |stem: &str| stem.ends_with(".quiz") || matches!(stem, "glossary" | "sources");
    match lower.as_str() {
        "md" | "markdown" | "mdown" | "mkd" => (extension != "md").then(|| format!("{stem}.md")),
        "yaml" | "yml" => {
            (extension != "yaml" && data(&stem.to_ascii_lowercase())).then(|| format!("{stem}.yaml"))
        }
        _ => None,
    }
}

/// The name without the number in front of it and without `.md`.
pub fn without_prefix(name: &str) -> &str {
    let name = name.strip_suffix(".md").unwrap_or(name);
    split_number(name).map_or(name, |(_, rest)| rest)
}

/// The number in front of the name of a part or a lesson, where it has one.
pub fn number(name: &str) -> Option<u64> {
    split_number(name).map(|(number, _)| number)
}

/// What names are ordered by: numbered ones first, in the order of their numbers.
fn order(name: &str) -> (u64, String) {
    // The part without a folder stands before all others.
    let number = if name.is_empty() { 0 } else { split_number(name).map_or(u64::MAX, |(number, _)| number) };
    (number, name.to_owned())
}

fn split_number(name: &str) -> Option<(u64, &str)> {
    let digits = name.find(|c: char| !c.is_ascii_digit())?;
    let number = name.get(..digits)?.parse().ok()?;
    let rest = name.get(digits..)?.trim_start_matches(['-', '_', '.', ' ']);
    (name.get(digits..) != Some(rest) && !rest.is_empty()).then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_order_names_and_do_not_show() {
        assert_eq!(without_prefix("03-leak.md"), "leak");
        assert_eq!(without_prefix("10_risks.md"), "risks");
        assert_eq!(without_prefix("2026.md"), "2026");
        assert_eq!(without_prefix("5s-method.md"), "5s-method");
        let mut names = vec!["b.md", "10-a.md", "2-z.md", "a.md"];
        names.sort_by_key(|name| order(name));
        assert_eq!(names, ["2-z.md", "10-a.md", "a.md", "b.md"]);
    }
}
