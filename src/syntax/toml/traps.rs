//! What goes wrong when people who are no programmers write TOML, in words that help them.

use std::ops::Range;

use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::Excerpt;

/// Whether the error is that the header of a table, `[name]`, stands twice.
pub(super) fn is_header_twice(source: &Excerpt, at: usize, message: &str) -> bool {
    let before = source.text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    message.contains("duplicate key") && line.starts_with('[')
}

/// An error of the parser, by its place and (English) message.
pub(super) fn explain(source: &Excerpt, span: Option<Range<usize>>, message: &str) -> Diagnostic {
    let length = source.text.len();
    let span = span.unwrap_or(0..0);
    let range = span.start.min(length)..span.end.min(length);
    let before = source.text.get(..range.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |found| found + 1);
    let line = source.text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
    if message.contains("duplicate key") {
        let key = source.text.get(range.clone()).unwrap_or_default();
        return Diagnostic::new(
            Code::Duplicate,
            source.place(range),
            say!("「{key}」が2回書かれています。", "“{key}” is written twice."),
        )
        .help(say!("どちらか一方の行を消してください。", "Remove one of the two."));
    }
    if message.contains("recursion") {
        return super::too_deep(source);
    }
    let visible = start + (line.len() - line.trim_start().len())..start + line.trim_end().len();
    let place = source.place(visible);
    match correction(line.trim()) {
        Some((message, fixed)) => Diagnostic::new(Code::Syntax, place, message).correct(fixed),
        None => Diagnostic::new(
            Code::Syntax,
            place,
            say!("この行は TOML として読めません。", "This line cannot be read as TOML."),
        )
        .help(Said {
            ja: "「名前 = 値」の形で、文は半角の引用符で囲みます（例: title = \"個人情報\"）。".to_owned(),
            en: format!("Write name = value, with texts in quotes (title = \"Privacy\"). ({message})"),
        }),
    }
}

/// What is wrong with a line, and the line as it should read.
fn correction(line: &str) -> Option<(Said, String)> {
    let at = line.find(['=', '＝', ':', '：'])?;
    let (key, rest) = line.split_at_checked(at)?;
    let sign = rest.chars().next()?;
    let key = key.trim_matches([' ', '\t', '\u{3000}']);
    let plain_key =
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if !plain_key {
        return None;
    }
    let key = if key.is_ascii() { key.to_owned() } else { format!("\"{key}\"") };
    let value = rest.get(sign.len_utf8()..)?.trim_matches([' ', '\t', '\u{3000}']);
    let fixed = format!("{key} = {}", literal(value));
    let opening = ['“', '”', '＂'];
    let message = if sign != '=' {
        say!(
            "名前と値の間には半角の = を書きます（ここでは「{sign}」です）。",
            "Put = between name and value (here it is “{sign}”)."
        )
    } else if !key.is_ascii() {
        say!("日本語の名前は引用符で囲みます。", "A name that is not ASCII stands in quotes.")
    } else if value.starts_with(opening) || value.ends_with(opening) {
        say!("引用符が全角です。半角の \" を使います。", "The quotes are full-width. Use \".")
    } else if value.len() > 1 && value.starts_with('"') && value.ends_with('"') && value.contains('\\') {
        say!(
            "\" の間では、\\ を2つ重ねて書きます（' で囲めば1つのままで書けます）。",
            "Between \" a \\ is written twice (between ' once is enough)."
        )
    } else if value.starts_with('"') {
        say!("引用符が閉じられていません。", "The quote is not closed.")
    } else if matches!(literal(value).as_str(), "true" | "false") {
        say!("true と false は小文字で書きます。", "Write true and false in small letters.")
    } else if value.is_empty() {
        say!("= の後に値がありません。", "There is no value after =.")
    } else {
        say!("文は半角の引用符で囲みます。", "Texts stand in quotes.")
    };
    // Where nothing would change, the correction would not be one.
    (fixed != line).then_some((message, fixed))
}

/// The value in the form that TOML wants.
fn literal(value: &str) -> String {
    let bare = value.trim_matches(['"', '“', '”', '＂']);
    let lower = value.to_ascii_lowercase();
    if matches!(lower.as_str(), "true" | "false") {
        return lower;
    }
    let is_data = !value.is_empty()
        && (value.starts_with(['[', '{', '\''])
            || value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_')));
    if is_data {
        value.to_owned()
    } else {
        format!("\"{}\"", bare.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
