//! Problems as text for a terminal.
//!
//! Shows title, place, the author's line with a mark under it, what to do, and the line to write. Columns are
//! counted in characters, from 1; the mark itself follows the width of the characters, so that it stands under
//! full-width text. Of very long lines only what surrounds the place is shown.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};

use super::{Diagnostic, Language, Severity};
use crate::source::{Place, Position, SourcePath, Span};

/// Bytes of a line that are shown before and after the beginning of the marked text.
const BEFORE: usize = 160;
const AFTER: usize = 480;
/// Lines of a marked text that are shown.
const LINES: usize = 4;

/// Renders one problem, ending with a line break.
///
/// `source` gives the text of a file; where it does not know the file, the place is named without its line.
/// `color` adds ANSI codes.
pub fn render(
    diagnostic: &Diagnostic,
    severity: Severity,
    source: &dyn Fn(&SourcePath) -> Option<Arc<str>>,
    language: Language,
    color: bool,
) -> String {
    let words = Words::of(language);
    let level = match severity {
        Severity::Error => Level::ERROR.with_name(words.error),
        Severity::Warning | Severity::Off => Level::WARNING.with_name(words.warning),
    };
    let title = level.primary_title(printable(diagnostic.message.get(language))).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        group = show(group, place, source, AnnotationKind::Primary, None);
    }
    for (place, why) in &diagnostic.related {
        group = show(group, place, source, AnnotationKind::Context, Some(printable(why.get(language))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(note(words.help, printable(help.get(language))));
    }
    if let Some(lines) = diagnostic.corrected(source) {
        group = group.element(note(words.correction, printable(&shortened(&lines))));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    text.push('\n');
    text
}

/// What parts of a message are called.
pub(super) struct Words {
    pub(super) error: &'static str,
    pub(super) warning: &'static str,
    pub(super) help: &'static str,
    pub(super) correction: &'static str,
}

impl Words {
    pub(super) fn of(language: Language) -> Self {
        match language {
            Language::Japanese => {
                Self {
                    error: "エラー", warning: "注意", help: "ヒント", correction: "こう書きます"
                }
            }
            Language::English => {
                Self { error: "error", warning: "warning", help: "help", correction: "write" }
            }
        }
    }
}

fn note(name: &'static str, text: String) -> Message<'static> {
    Level::HELP.with_name(name).message(text)
}

fn show<'a>(
    group: Group<'a>,
    place: &Place,
    source: &dyn Fn(&SourcePath) -> Option<Arc<str>>,
    kind: AnnotationKind,
    label: Option<String>,
) -> Group<'a> {
    let origin = Origin::path(printable_path(&place.path));
    let text = if place.span == Span::default() { None } else { source(&place.path) };
    let Some(text) = text else {
        return match label {
            Some(label) => group.element(origin).element(Level::NOTE.no_name().message(label)),
            None => group.element(origin),
        };
    };
    let position = Position::of(&text, place.span.start);
    let Window { text, marked, cut } = window(&text, place.span.range());
    let snippet = Snippet::source(text).line_start(position.line).annotation(kind.span(marked).label(label));
    if cut {
        // The renderer would count columns from the cut.
        let origin = origin.line(position.line).char_column(position.column);
        group.element(origin).element(snippet)
    } else {
        group.element(snippet.path(printable_path(&place.path)))
    }
}

/// Lines of a file with a marked range, as they are shown.
pub(super) struct Window {
    pub(super) text: String,
    pub(super) marked: Range<usize>,
    /// Whether the beginning of the first line is left out.
    cut: bool,
}

/// The lines that hold `range`, cut to what can be read, and the range in them.
pub(super) fn window(text: &str, range: Range<usize>) -> Window {
    let start = text.floor_char_boundary(range.start);
    let end = text.floor_char_boundary(range.end).max(start);
    let slice = |range: Range<usize>| text.get(range).unwrap_or_default();
    let line_start = slice(0..start).rfind('\n').map_or(0, |found| found + 1);
    let from = text.ceil_char_boundary(line_start.max(start.saturating_sub(BEFORE)));
    let marked = slice(start..text.floor_char_boundary(end.min(start + AFTER)));
    let marked = marked.split_inclusive('\n').take(LINES).collect::<String>();
    let marked = marked.trim_end_matches('\n');
    let marked_end = start + marked.len();
    let rest = slice(marked_end..text.floor_char_boundary(marked_end + AFTER));
    let after = rest.split('\n').next().unwrap_or_default();
    let to = marked_end + after.len();
    let head = if from > line_start { "…" } else { "" };
    let more = text.get(to..).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('\n'));
    let tail = if more { "…" } else { "" };
    // Other characters would move the cursor or turn the line around; each is as long as its stand-in, so that
    // the mark stays where it is.
    let visible = slice(from..to).chars();
    let visible: String = visible
        .map(|c| match c.len_utf8() {
            _ if c == '\n' || c == '\t' || !is_steering(c) => c,
            1 => '?',
            2 => '¿',
            _ => char::REPLACEMENT_CHARACTER,
        })
        .collect();
    let at = head.len() + (start - from);
    Window { text: format!("{head}{visible}{tail}"), marked: at..at + marked.len(), cut: from > line_start }
}

pub(super) fn shortened(text: &str) -> String {
    let end = text.floor_char_boundary(BEFORE + AFTER);
    match text.get(..end) {
        Some(head) if end < text.len() => format!("{head}…"),
        _ => text.to_owned(),
    }
}

/// Messages quote what authors wrote; nothing of theirs that steers a terminal reaches it. Everything that is
/// printed goes through here.
pub fn printable(text: &str) -> String {
    text.replace(|c: char| is_steering(c) && c != '\n', "\u{fffd}")
}

/// A JSON text whose strings hold nothing that steers a terminal, and say the same.
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            c if c != '\n' && is_steering(c) => out.extend(format!("\\u{:04x}", u32::from(c)).chars()),
            c => out.push(c),
        }
    }
    out
}

/// A path in one line.
pub(super) fn printable_path(path: &SourcePath) -> String {
    path.as_str().replace(is_steering, "\u{fffd}")
}

/// Control characters, those that begin escapes in eight bits among them, and characters that change the
/// direction of text, by which a line could read otherwise than it is.
fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;
    use crate::say;

    fn shown(text: &str, range: Range<usize>, language: Language) -> String {
        let path = SourcePath::new("content/a.yaml").unwrap();
        let diagnostic = Diagnostic::new(
            Code::UnknownKey,
            Place::new(&path, Span::new(range)),
            say!("「promt」というキーはありません。", "There is no key “promt”."),
        )
        .help(say!("「prompt」のことですか。", "Did you mean “prompt”?"))
        .correct("  prompt: 漏洩");
        let text: Arc<str> = text.into();
        render(&diagnostic, Severity::Error, &|_| Some(text.clone()), language, false)
    }

    #[test]
    fn the_mark_stands_under_full_width_text() {
        let text = "a: b\n- 個人: promt\n";
        let expected = "\
エラー[unknown-key]: 「promt」というキーはありません。
 --> content/a.yaml:2:7
  |
2 | - 個人: promt
  |         ^^^^^
  |
  = ヒント: 「prompt」のことですか。
  = こう書きます:   prompt: 漏洩
";
        assert_eq!(shown(text, 15..20, Language::Japanese), expected);
    }

    #[test]
    fn half_width_kana_emoji_and_tabs() {
        let expected = "\
error[unknown-key]: There is no key “promt”.
 --> content/a.yaml:1:5
  |
1 | ｱｲ😀    promt: x
  |         ^^^^^
  |
  = help: Did you mean “prompt”?
  = write:   prompt: 漏洩
";
        assert_eq!(shown("ｱｲ😀\tpromt: x\n", 11..16, Language::English), expected);
    }

    #[test]
    fn a_long_line_is_cut_to_a_window() {
        let text = format!("{}promt{}", "あ".repeat(1_000_000), "い".repeat(1_000_000));
        let shown = shown(&text, 3_000_000..3_000_005, Language::English);
        assert!(shown.len() < 4000, "{}", shown.len());
        assert!(shown.contains("a.yaml:1:1000001"), "{shown}");
        assert!(shown.contains("ああpromtいい"));
    }

    #[test]
    fn related_places_and_whole_files() {
        let path = SourcePath::new("a.yaml").unwrap();
        let place = |range| Place::new(&path, Span::new(range));
        let diagnostic = Diagnostic::new(Code::Duplicate, place(5..6), say!("2回目です。", "Twice."))
            .related(place(0..1), say!("1回目はここです。", "The first is here."));
        let source = |_: &SourcePath| Some("a: 1\na: 2\n".into());
        let expected = "\
注意[duplicate]: 2回目です。
 --> a.yaml:2:1
  |
2 | a: 2
  | ^
  |
 ::: a.yaml:1:1
  |
1 | a: 1
  | - 1回目はここです。
";
        assert_eq!(render(&diagnostic, Severity::Warning, &source, Language::Japanese, false), expected);
        let diagnostic = Diagnostic::new(Code::Limit, Place::file(&path), say!("\x1b[2J大きい", "large"));
        let expected = "エラー[limit]: \u{fffd}[2J大きい\n--> a.yaml\n";
        assert_eq!(render(&diagnostic, Severity::Error, &source, Language::Japanese, false), expected);
        assert!(render(&diagnostic, Severity::Error, &source, Language::English, true).contains("\x1b["));
    }

    #[test]
    fn json_keeps_what_it_says() {
        let value = serde_json::json!({ "a": "x\u{9b}2J\u{202e}\u{1b}\u{7f}\n漏洩" });
        let text = escaped(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.contains(|c: char| is_steering(c) && c != '\n'), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn any_place_can_be_shown() {
        let text = "あ\n\nい";
        for start in 0..=text.len() + 2 {
            for end in start..=text.len() + 2 {
                shown(text, start..end, Language::English);
            }
        }
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_shown() {
        let evil = "\u{1b}]0;x\u{7}\u{9b}2J\u{9d}\u{202e}\u{2066}\u{200f}\u{61c}\r\u{7f}";
        let path = SourcePath::new(&format!("a{evil}\nb.yaml")).unwrap();
        let text: Arc<str> = format!("a: {evil}promt\n").into();
        let at = text.find("promt").unwrap();
        let diagnostic = Diagnostic::new(
            Code::UnknownKey,
            Place::new(&path, Span::new(at..at + 5)),
            say!("{evil}", "{evil}"),
        )
        .help(say!("{evil}", "{evil}"))
        .correct(evil)
        .related(Place::new(&path, Span::new(0..at)), say!("{evil}", "{evil}"));
        let shown =
            render(&diagnostic, Severity::Error, &|_| Some(Arc::clone(&text)), Language::English, false);
        assert!(!shown.contains(|c: char| is_steering(c) && c != '\n'), "{shown:?}");
        assert!(shown.contains("promt"), "{shown}");
    }
}
