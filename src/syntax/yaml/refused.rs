//! YAML that is right, but not for us: anchors, tags, several documents, and texts beyond the limits.

use std::ops::Range;

use super::MAX_LENGTH;
use super::line::{Line, quoted};
use super::traps::value;
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Excerpt;

/// A list or map where a key should stand.
pub(super) fn not_a_key(source: &Excerpt, at: usize) -> Diagnostic {
    let line = Line::around(&source.text, at);
    let known = line.pair().and_then(|pair| value(source, line, &pair));
    known.unwrap_or_else(|| {
        Diagnostic::new(
            Code::Syntax,
            source.place(line.range()),
            say!(
                "ここには名前（キー）を書きます。並びや {{ }} の組は名前になりません。",
                "A name (key) is expected here; a list or a map cannot be one."
            ),
        )
    })
}

/// `&name` or `!tag`.
pub(super) fn property(source: &Excerpt, range: Range<usize>, tag: bool) -> Diagnostic {
    let line = Line::around(&source.text, range.start.saturating_sub(1));
    let known = line.pair().filter(|pair| pair.value.starts_with(['&', '!']));
    known.and_then(|pair| value(source, line, &pair)).unwrap_or_else(|| {
        let message = if tag {
            say!("YAML のタグ（!…）は使えません。", "Tags (!…) of YAML cannot be used.")
        } else {
            say!("YAML のアンカー（&…）は使えません。", "Anchors (&…) of YAML cannot be used.")
        };
        Diagnostic::new(Code::Syntax, source.place(range), message).help(say!(
            "文の一部なら全体を引用符で囲みます。",
            "If it belongs to the text, put quotes around the whole."
        ))
    })
}

/// `*name`.
pub(super) fn alias(source: &Excerpt, range: Range<usize>) -> Diagnostic {
    let line = Line::around(&source.text, range.start);
    let known = line.pair().filter(|pair| pair.value.starts_with('*'));
    known.and_then(|pair| value(source, line, &pair)).unwrap_or_else(|| {
        let (lead, content) = line.content();
        let diagnostic = Diagnostic::new(
            Code::Syntax,
            source.place(range),
            say!(
                "値が * で始まるときは、全体を引用符で囲みます。",
                "A value that begins with * stands in quotes."
            ),
        );
        if content.starts_with('*') {
            diagnostic.correct(format!("{lead}{}", quoted(content.trim())))
        } else {
            diagnostic
        }
    })
}

/// A second `---`.
pub(super) fn second_document(source: &Excerpt, range: Range<usize>) -> Diagnostic {
    let message = say!(
        "ひとつのファイルに書けるのは1つの内容だけです。区切りの --- より後は読まれません。",
        "A file holds one document only. What follows --- is not read."
    );
    let line = Line::around(&source.text, range.start);
    Diagnostic::new(Code::Syntax, source.place(line.range()), message).help(say!(
        "--- の行を消すか、ファイルを分けてください。",
        "Remove the line ---, or make two files of it."
    ))
}

/// A text beyond [`MAX_LENGTH`].
pub(super) fn too_long(source: &Excerpt) -> Diagnostic {
    let limit = MAX_LENGTH >> 20;
    let message =
        say!("ファイルが大きすぎます（{limit} MiB まで）。", "The file is too large (at most {limit} MiB).");
    Diagnostic::new(Code::Limit, source.place(0..0), message)
        .help(say!("いくつかのファイルに分けてください。", "Split it into several files."))
}

/// A text with so many problems that nobody would read on.
pub(super) fn too_many_problems(source: &Excerpt, at: usize) -> Diagnostic {
    let at = at.min(source.text.len());
    let message = say!(
        "問題が多すぎるため、ここで読むのをやめました。",
        "There are too many problems; reading stopped here."
    );
    Diagnostic::new(Code::Limit, source.place(at..at), message)
}

/// A text with too many values.
pub(super) fn too_many(source: &Excerpt) -> Diagnostic {
    let message = say!("ファイルの中の値が多すぎます。", "The file holds too many values.");
    Diagnostic::new(Code::Limit, source.place(0..0), message)
        .help(say!("いくつかのファイルに分けてください。", "Split it into several files."))
}
