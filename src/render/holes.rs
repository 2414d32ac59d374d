//! Holes: what a page points to, left open until it is known where everything will be.
//!
//! While templates run, a hole is a short mark between two noncharacters, which no text can hold, since the
//! reader of sources replaces them. [`Holed::segments`] cuts the finished HTML at the marks.

use std::collections::HashMap;
use std::sync::Arc;

use crate::quiz::hidden::Salt;
use crate::source::SourcePath;
use crate::text::PageId;

/// HTML or JSON with holes. It is kept in one piece, with the marks in it, since a large course holds many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holed {
    text: Box<str>,
    /// What the marks stand for, by their numbers.
    inlays: Box<[Inlay]>,
}

/// What stands in the place of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Inlay {
    Hole(Hole),
    Veiled(Veiled),
    Code(Arc<String>),
}

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment<'h> {
    /// HTML as it is.
    Html(&'h str),
    /// Something to be filled in.
    Hole(&'h Hole),
    /// Something that is not to be read before its time.
    Veiled(&'h Veiled),
    /// Code with its parts named, in which nothing is to be filled in. It is the dearest of all to make, so it is shared
    /// with what is remembered.
    Code(&'h str),
}

impl Holed {
    /// The pieces in order.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        pieces(&self.text).filter_map(|piece| match piece {
            Piece::Text(text) => Some(Segment::Html(text)),
            Piece::Mark(number) => Some(match self.inlays.get(number.parse::<usize>().ok()?)? {
                Inlay::Hole(hole) => Segment::Hole(hole),
                Inlay::Veiled(veiled) => Segment::Veiled(veiled),
                Inlay::Code(code) => Segment::Code(code),
            }),
        })
    }

    /// Whether it says what the course is made from.
    pub fn tells_digest(&self) -> bool {
        self.inlays.contains(&Inlay::Hole(Hole::Digest))
    }

    /// Changes holes, those in what is veiled too.
    pub(super) fn change(&mut self, change: &impl Fn(&mut Hole)) {
        for inlay in &mut self.inlays {
            match inlay {
                Inlay::Hole(hole) => change(hole),
                Inlay::Veiled(veiled) => veiled.json.change(change),
                Inlay::Code(_) => {}
            }
        }
    }
}

/// A piece of a text with marks.
enum Piece<'t> {
    Text(&'t str),
    /// What stands between the two signs of a mark.
    Mark(&'t str),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    // Every second piece that begins with a mark's first sign has the mark up to its second one.
    let mut parts = text.split(OPEN);
    let first = parts.next().filter(|text| !text.is_empty()).map(Piece::Text);
    first.into_iter().chain(parts.flat_map(|part| {
        let (mark, text) = match part.split_once(CLOSE) {
            Some((mark, text)) => (Some(Piece::Mark(mark)), text),
            None => (None, part),
        };
        mark.into_iter().chain((!text.is_empty()).then_some(Piece::Text(text)))
    }))
}

/// What learners are told once a question of a hidden quiz is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veiled {
    /// By which it is veiled.
    pub salt: Salt,
    /// JSON: `{key, answer, explanation}`, the latter two as lists of trees (`render/tree.rs`).
    pub json: Holed,
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
    /// A digest of all that the course is made from.
    Digest,
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

    /// Finished HTML of its own as a part of what is written here.
    pub(super) fn adopt(&mut self, held: &Holed) -> String {
        let mut text = String::with_capacity(held.text.len());
        for piece in pieces(&held.text) {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Mark(mark) => {
                    match mark.parse::<usize>().ok().and_then(|number| held.inlays.get(number)) {
                        Some(Inlay::Hole(hole)) => text.push_str(&self.leave(hole.clone())),
                        Some(Inlay::Code(code)) => text.push_str(&self.code(Arc::clone(code))),
                        // Nothing that is told in its time stands in a book.
                        Some(Inlay::Veiled(_)) | None => {}
                    }
                }
            }
        }
        text
    }

    /// Finished HTML with what its marks stand for, and nothing that stands elsewhere.
    pub(super) fn fit(&self, html: &str) -> Holed {
        let mut text = String::with_capacity(html.len());
        let mut inlays = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for piece in pieces(html) {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Mark(mark) => {
                    let known = numbers.get(mark).copied().or_else(|| {
                        inlays.push(self.inlay(mark)?);
                        numbers.insert(mark, inlays.len() - 1);
                        Some(inlays.len() - 1)
                    });
                    if let Some(number) = known {
                        text.push(OPEN);
                        text.push_str(&number.to_string());
                        text.push(CLOSE);
                    }
                }
            }
        }
        Holed { text: text.into(), inlays: inlays.into() }
    }

    /// What stands for the inside of a mark.
    fn inlay(&self, mark: &str) -> Option<Inlay> {
        if let Some(number) = mark.strip_prefix(VEILED) {
            let (salt, json) = self.veiled.get(number.parse::<usize>().ok()?)?;
            return Some(Inlay::Veiled(Veiled { salt: salt.clone(), json: self.fit(json) }));
        }
        if let Some(number) = mark.strip_prefix(CODE) {
            return self.code.get(number.parse::<usize>().ok()?).cloned().map(Inlay::Code);
        }
        self.all.get(mark.parse::<usize>().ok()?).cloned().map(Inlay::Hole)
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
        let code = holes.code(Arc::new("<b>".to_owned()));
        let other = holes.leave(Hole::Here("elsewhere".into()));
        let held = holes.fit(&format!("<a href=\"{root}x\" id=\"{id}-b\">{code}{root}"));
        let named = Hole::Id("a".into());
        assert_eq!(
            held.segments().collect::<Vec<_>>(),
            [
                Segment::Html("<a href=\""),
                Segment::Hole(&Hole::Root),
                Segment::Html("x\" id=\""),
                Segment::Hole(&named),
                Segment::Html("-b\">"),
                Segment::Code("<b>"),
                Segment::Hole(&Hole::Root),
            ]
        );
        assert_eq!(held.inlays.len(), 3);
        assert_eq!(holes.fit(&other).inlays.len(), 1);
        let broken = holes.fit(&format!("a{OPEN}b{OPEN}99{CLOSE}c"));
        assert_eq!(broken.segments().collect::<Vec<_>>(), [Segment::Html("abc")]);
        let mut book = Holes::default();
        book.leave(Hole::Icon);
        let adopted = book.adopt(&held);
        assert!(book.fit(&adopted).segments().eq(held.segments()));
    }
}
