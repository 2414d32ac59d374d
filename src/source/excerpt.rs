//! Text that was taken out of a file but still knows where each of its bytes was written.
//!
//! A lesson's body after its front matter, a YAML block scalar with its indentation removed, or a Markdown
//! text after the Japanese pre-pass are all excerpts. Parsers work on [`Excerpt::text`] and ask
//! [`Excerpt::span`] when they have something to say to the author.

use std::ops::Range;

use super::{Place, SourcePath, Span};

/// A text with a map from its byte offsets to those of the file it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Excerpt {
    /// The file that the text was taken from.
    pub path: SourcePath,
    /// The text as it is to be parsed.
    pub text: String,
    /// Pieces of the text in ascending order.
    pieces: Vec<Piece>,
}

/// From `text` on, the bytes of the text stand in the file from `file` on: one for one where `linear`,
/// else the whole piece stands for the file's bytes `file..file_end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Piece {
    text: usize,
    file: usize,
    file_end: usize,
    linear: bool,
}

impl Excerpt {
    /// A text that stands in the file as it is, from byte `offset` on.
    pub fn verbatim(path: &SourcePath, text: &str, offset: usize) -> Self {
        let mut excerpt = Self::empty(path);
        excerpt.push(text, offset);
        excerpt
    }

    /// An empty text, to be filled by [`Excerpt::push`] and [`Excerpt::push_for`].
    pub fn empty(path: &SourcePath) -> Self {
        Self { path: path.clone(), text: String::new(), pieces: Vec::new() }
    }

    /// Appends bytes that stand in the file one for one from byte `offset` on.
    pub fn push(&mut self, text: &str, offset: usize) {
        let continues = self.pieces.last().is_some_and(|last| {
            last.linear && last.file_end == offset && last.file + (self.text.len() - last.text) == offset
        });
        if continues {
            if let Some(last) = self.pieces.last_mut() {
                last.file_end = offset + text.len();
            }
        } else {
            self.pieces.push(Piece {
                text: self.text.len(),
                file: offset,
                file_end: offset + text.len(),
                linear: true,
            });
        }
        self.text.push_str(text);
    }

    /// Appends text that stands for the file's bytes `range` as a whole: an escape, a folded line break,
    /// a marker that the pre-pass put in.
    pub fn push_for(&mut self, text: &str, range: Range<usize>) {
        self.pieces.push(Piece {
            text: self.text.len(),
            file: range.start,
            file_end: range.end,
            linear: false,
        });
        self.text.push_str(text);
    }

    /// Where in the file the bytes `range` of the text were written.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.file_offset(range.start, Edge::Start);
        let end = self.file_offset(range.end, Edge::End);
        Span::new(start..end.max(start))
    }

    /// [`Excerpt::span`] with the file's name.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place::new(&self.path, self.span(range))
    }

    /// The text's byte that stands at byte `file` of the file; `None` where none stands for it alone.
    pub fn offset(&self, file: usize) -> Option<usize> {
        let holds = |piece: &&Piece| piece.linear && (piece.file..=piece.file_end).contains(&file);
        self.pieces.iter().find(holds).map(|piece| piece.text + (file - piece.file))
    }

    /// The whole excerpt's place.
    pub fn whole(&self) -> Place {
        self.place(0..self.text.len())
    }

    /// The excerpt of a part of this one, with the same map.
    pub fn slice(&self, range: Range<usize>) -> Excerpt {
        let mut cut = Excerpt::empty(&self.path);
        cut.push_slice(self, range);
        cut
    }

    /// Appends a part of another excerpt of the same file, with its map.
    pub fn push_slice(&mut self, other: &Excerpt, range: Range<usize>) {
        let first = other.pieces.partition_point(|piece| piece.text <= range.start).saturating_sub(1);
        for (index, piece) in other.pieces.iter().enumerate().skip(first) {
            if piece.text >= range.end {
                break;
            }
            let end = other.pieces.get(index + 1).map_or(other.text.len(), |next| next.text);
            let from = piece.text.max(range.start);
            let to = end.min(range.end);
            let Some(text) = other.text.get(from..to).filter(|text| !text.is_empty()) else { continue };
            if piece.linear {
                self.push(text, piece.file + (from - piece.text));
            } else {
                self.push_for(text, piece.file..piece.file_end);
            }
        }
        if self.pieces.is_empty() {
            let at = other.file_offset(range.start, Edge::Start);
            self.push("", at);
        }
    }

    fn file_offset(&self, offset: usize, edge: Edge) -> usize {
        // An end that falls on the border of two pieces belongs to the earlier one.
        let index = match edge {
            Edge::Start => self.pieces.partition_point(|piece| piece.text <= offset),
            Edge::End => self.pieces.partition_point(|piece| piece.text < offset),
        };
        let Some(piece) = index.checked_sub(1).and_then(|index| self.pieces.get(index)) else {
            return self.pieces.first().map_or(0, |piece| piece.file);
        };
        match (piece.linear, edge) {
            (true, _) => (piece.file + (offset - piece.text)).min(piece.file_end),
            (false, Edge::Start) => piece.file,
            (false, Edge::End) => piece.file_end,
        }
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> SourcePath {
        SourcePath::new("a.md").unwrap()
    }

    #[test]
    fn a_text_with_its_indentation_removed_maps_back() {
        // file: "x: |\n  ab\n  cd\n"
        let mut excerpt = Excerpt::empty(&path());
        excerpt.push("ab\n", 7);
        excerpt.push("cd\n", 12);
        assert_eq!(excerpt.text, "ab\ncd\n");
        assert_eq!(excerpt.span(0..2), Span { start: 7, end: 9 });
        assert_eq!(excerpt.span(3..5), Span { start: 12, end: 14 });
        assert_eq!(excerpt.span(1..4), Span { start: 8, end: 13 });
        assert_eq!(excerpt.slice(3..5).span(0..2), Span { start: 12, end: 14 });
    }

    #[test]
    fn replaced_text_maps_as_a_whole() {
        let mut excerpt = Excerpt::verbatim(&path(), "ab", 0);
        excerpt.push_for("[1]", 2..9);
        excerpt.push("c", 9);
        assert_eq!(excerpt.span(2..5), Span { start: 2, end: 9 });
        assert_eq!(excerpt.span(3..4), Span { start: 2, end: 9 });
        assert_eq!(excerpt.span(5..6), Span { start: 9, end: 10 });
        assert_eq!(excerpt.slice(5..6).span(0..1), Span { start: 9, end: 10 });
    }
}
