//! Holes: what a page points to, left open until it is known where everything will be.
//!
//! While templates run, a hole is a short mark between two noncharacters, which no text can hold, since the
//! reader of sources replaces them. [`Holes::split`] then cuts the HTML at the marks.

use std::collections::HashMap;
use std::sync::Arc;

use crate::quiz::hidden::Salt;
use crate::source::SourcePath;
use crate::text::PageId;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// HTML as it is.
    Html(String),
    /// Something to be filled in.
    Hole(Hole),
    /// Something that is not to be read before its time.
    Veiled(Veiled),
    /// Code with its parts named, in which nothing is to be filled in. It is the dearest of all to make, so it is shared
    /// with what is remembered.
    Code(Arc<String>),
}

/// What learners are told once a question of a hidden quiz is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veiled {
    /// By which it is veiled.
    pub salt: Salt,
    /// JSON: `{key, answer, explanation}`, the latter two as lists of trees (`render/tree.rs`).
    pub json: Vec<Segment>,
}

/// Something that only the shape of the site can say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Hole {
    /// The address of a page, and of a section on it.
    Page(PageId, Option<String>),
    /// The address of an anchor on this page: `#…`.
    Here(String),
    /// The name of an anchor on this page, for `id`, `for` and the like.
    Id(String),
    /// The address of a file of the course.
    File(SourcePath),
    /// The way to the site's root: empty, or `../` as often as needed.
    Root,
    /// The address of the site's mark.
    Icon,
    /// The page's policy, styles and scripts.
    Head,
    /// The same without scripts.
    Look,
}

const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';
/// What the mark of something veiled begins with.
const VEILED: char = 'v';
/// What the mark of code begins with.
const CODE: char = 'c';

/// The holes of a page while it is written.
#[derive(Debug, Default)]
pub(super) struct Holes {
    all: Vec<Hole>,
    /// The number of each, so that a page with thousands of them does not search through them.
    numbers: HashMap<Hole, usize>,
    /// What is veiled, with its JSON still in one piece.
    veiled: Vec<(Salt, String)>,
    code: Vec<Arc<String>>,
}

impl Holes {
    /// Leaves a hole, and gives the mark that stands for it.
    pub(super) fn leave(&mut self, hole: Hole) -> String {
        let number = *self.numbers.entry(hole).or_insert_with_key(|hole| {
            self.all.push(hole.clone());
            self.all.len() - 1
        });
        format!("{OPEN}{number}{CLOSE}")
    }

    /// Veils finished JSON, and gives the mark that stands for it.
    pub(super) fn veil(&mut self, salt: Salt, json: String) -> String {
        self.veiled.push((salt, json));
        format!("{OPEN}{VEILED}{}{CLOSE}", self.veiled.len() - 1)
    }

    /// Gives the mark that stands for code.
    pub(super) fn code(&mut self, code: Arc<String>) -> String {
        self.code.push(code);
        format!("{OPEN}{CODE}{}{CLOSE}", self.code.len() - 1)
    }

    /// Cuts finished HTML at its marks.
    pub(super) fn split(&self, html: &str) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once(OPEN) {
            if !before.is_empty() {
                segments.push(Segment::Html(before.to_owned()));
            }
            let Some((number, after)) = after.split_once(CLOSE) else {
                rest = after;
                continue;
            };
            segments.extend(self.segment(number));
            rest = after;
        }
        if !rest.is_empty() {
            segments.push(Segment::Html(rest.to_owned()));
        }
        segments
    }

    /// What stands for the inside of a mark.
    fn segment(&self, mark: &str) -> Option<Segment> {
        if let Some(number) = mark.strip_prefix(VEILED) {
            return self.veiled_segment(number).map(Segment::Veiled);
        }
        if let Some(number) = mark.strip_prefix(CODE) {
            return self.code.get(number.parse::<usize>().ok()?).cloned().map(Segment::Code);
        }
        self.all.get(mark.parse::<usize>().ok()?).cloned().map(Segment::Hole)
    }

    fn veiled_segment(&self, number: &str) -> Option<Veiled> {
        let (salt, json) = self.veiled.get(number.parse::<usize>().ok()?)?;
        Some(Veiled { salt: salt.clone(), json: self.split(json) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_cut_at_its_marks() {
        let mut holes = Holes::default();
        let root = holes.leave(Hole::Root);
        let id = holes.leave(Hole::Id("a".into()));
        assert_eq!(holes.leave(Hole::Root), root);
        let segments = holes.split(&format!("<a href=\"{root}x\" id=\"{id}-b\">"));
        assert_eq!(
            segments,
            [
                Segment::Html("<a href=\"".into()),
                Segment::Hole(Hole::Root),
                Segment::Html("x\" id=\"".into()),
                Segment::Hole(Hole::Id("a".into())),
                Segment::Html("-b\">".into()),
            ]
        );
    }
}
