//! Blanks in a text, left open until its question says what stands there: a field, or a line on paper.
//!
//! As for [holes](super::holes), a short mark between two noncharacters stands for each, which no text can hold.

use crate::questions::Piece;

const OPEN: char = '\u{FDD2}';
const CLOSE: char = '\u{FDD3}';

/// The mark of the blank with this number.
pub(super) fn mark(number: usize) -> String {
    format!("{OPEN}{number}{CLOSE}")
}

/// Cuts HTML at its marks.
pub(super) fn cut(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, stretch) in html.split(OPEN).enumerate() {
        let marked = stretch.split_once(CLOSE).filter(|_| index > 0);
        let html = match marked.and_then(|(number, html)| Some((number.parse().ok()?, html))) {
            Some((number, html)) => {
                pieces.push(Piece::Blank(number));
                html
            }
            None => stretch,
        };
        if !html.is_empty() {
            pieces.push(Piece::Html(html.to_owned()));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_cut_at_its_blanks() {
        let html = format!("<p>a{}<b>{}</b></p>", mark(0), mark(11));
        let text = |html: &str| Piece::Html(html.into());
        assert_eq!(
            cut(&html),
            [text("<p>a"), Piece::Blank(0), text("<b>"), Piece::Blank(11), text("</b></p>")]
        );
        assert_eq!(cut("<p>"), [text("<p>")]);
    }
}
