//! Problems as data for pages: what the terminal shows, in parts that a page lays out.
//!
//! A terminal marks a place by `^^^` under the line, which stands askew in a browser whose full-width characters are
//! not twice as wide as others. So a page gets the line in pieces, and marks the piece itself.

use std::sync::Arc;

use super::{Diagnostic, Language, Severity, terminal};
use crate::source::{Place, Position, SourcePath, Span};

/// A problem as a page shows it. All texts are free of characters that steer how other text is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// How much it matters.
    pub severity: Severity,
    /// The same as a word.
    pub level: &'static str,
    /// The name of the rule that was broken.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where; `None` for problems of the project as a whole.
    pub place: Option<ShownPlace>,
    /// Other places that belong to it, each with a word on why.
    pub related: Vec<(ShownPlace, String)>,
    /// What to do, after the word for such advice.
    pub help: Option<(&'static str, String)>,
    /// The author's line as it should read, after the words for that.
    pub correction: Option<(&'static str, String)>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPlace {
    /// The file.
    pub file: String,
    /// The file with line and column, both from 1, where it is a place in it.
    pub name: String,
    /// The lines that hold the place; none where it is the whole file.
    pub lines: Vec<Line>,
}

/// A line of a file, with a marked piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: usize,
    /// What stands before the mark, what is marked, and what stands behind it.
    pub pieces: [String; 3],
}

/// One problem for a page. `source` gives the text of a file; where it does not know the file, the place is named
/// without its line.
pub fn shown(
    diagnostic: &Diagnostic,
    severity: Severity,
    source: &dyn Fn(&SourcePath) -> Option<Arc<str>>,
    language: Language,
) -> Shown {
    let words = terminal::Words::of(language);
    let place = |place: &Place| shown_place(place, source);
    let corrected = diagnostic.corrected(source);
    Shown {
        severity,
        level: if severity == Severity::Error { words.error } else { words.warning },
        code: diagnostic.code.name(),
        message: terminal::printable(diagnostic.message.get(language)),
        place: diagnostic.place.as_ref().map(place),
        related: diagnostic
            .related
            .iter()
            .map(|(at, why)| (place(at), terminal::printable(why.get(language))))
            .collect(),
        help: diagnostic.help.as_ref().map(|help| (words.help, terminal::printable(help.get(language)))),
        correction: corrected
            .map(|lines| (words.correction, terminal::printable(&terminal::shortened(&lines)))),
    }
}

fn shown_place(place: &Place, source: &dyn Fn(&SourcePath) -> Option<Arc<str>>) -> ShownPlace {
    let file = terminal::printable_path(&place.path);
    let text = if place.span == Span::default() { None } else { source(&place.path) };
    let Some(text) = text else { return ShownPlace { name: file.clone(), file, lines: Vec::new() } };
    let position = Position::of(&text, place.span.start);
    let name = format!("{file}:{}:{}", position.line, position.column);
    let window = terminal::window(&text, place.span.range());
    let mut from = 0;
    let lines = window.text.split('\n').enumerate().map(|(index, line)| {
        let start = window.marked.start.clamp(from, from + line.len()) - from;
        let end = window.marked.end.clamp(from, from + line.len()) - from;
        from += line.len() + 1;
        let piece = |range: std::ops::Range<usize>| line.get(range).unwrap_or_default().to_owned();
        Line {
            number: position.line + index,
            pieces: [piece(0..start), piece(start..end), piece(end..line.len())],
        }
    });
    ShownPlace { lines: lines.collect(), file, name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;
    use crate::say;

    fn lines(text: &str, range: std::ops::Range<usize>) -> Vec<(usize, String)> {
        let path = SourcePath::new("content/a.yaml").unwrap();
        let text: Arc<str> = text.into();
        let diagnostic =
            Diagnostic::new(Code::UnknownKey, Place::new(&path, Span::new(range)), say!("誤り", "wrong"));
        let shown = shown(&diagnostic, Severity::Error, &|_| Some(text.clone()), Language::Japanese);
        let place = shown.place.unwrap();
        place.lines.into_iter().map(|line| (line.number, line.pieces.join("|"))).collect()
    }

    #[test]
    fn a_place_is_marked_in_its_line_and_over_several() {
        assert_eq!(lines("a: b\n- 個人: promt: x\n", 15..20), [(2, "- 個人: |promt|: x".to_owned())]);
        assert_eq!(lines("one\ntwo\nthree\n", 5..11), [(2, "t|wo|".to_owned()), (3, "|thr|ee".to_owned())]);
    }

    #[test]
    fn what_is_to_be_done_comes_in_the_language_asked_for() {
        let path = SourcePath::new("a.yaml").unwrap();
        let diagnostic = Diagnostic::new(Code::Limit, Place::file(&path), say!("大きい\u{202e}", "large"))
            .help(say!("分けます。", "Split it."))
            .correct("a: 1");
        let shown = |language| shown(&diagnostic, Severity::Warning, &|_| None, language);
        let japanese = shown(Language::Japanese);
        assert_eq!((japanese.level, japanese.message.as_str()), ("注意", "大きい\u{fffd}"));
        assert_eq!(japanese.help, Some(("ヒント", "分けます。".to_owned())));
        assert_eq!(japanese.place.unwrap().name, "a.yaml");
        assert_eq!(shown(Language::English).correction, Some(("write", "a: 1".to_owned())));
    }

    #[test]
    fn any_place_can_be_shown() {
        let text = "あ\n\nい";
        for start in 0..=text.len() + 2 {
            for end in start..=text.len() + 2 {
                lines(text, start..end);
            }
        }
    }
}
