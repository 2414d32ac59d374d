//! Bytes to text. UTF-8 only; what else it may be is guessed just to tell the author how to convert it.

use std::borrow::Cow;

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS};

use super::{Place, SourcePath, Span};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics, Said};
use crate::say;

/// Decodes a file: the byte order mark goes, line ends become `\n`, characters that no text needs become
/// U+FFFD with a warning. A file that is not UTF-8 or holds NUL bytes gives an empty text and an error.
pub fn decode(bytes: &[u8], path: &SourcePath) -> Checked<String> {
    let mut diagnostics = Diagnostics::default();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let problem = match std::str::from_utf8(bytes) {
        // UTF-16 is told by its mark, not by the NUL bytes that it is full of.
        _ if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") => {
            not_utf8(bytes, 0, path, say!("UTF-16", "UTF-16"))
        }
        Ok(text) => match text.find('\0') {
            None => {
                let value = clean(text, path, &mut diagnostics);
                return Checked { value, diagnostics };
            }
            Some(at) => {
                let line = line_of(bytes, at);
                Diagnostic::new(
                    Code::Encoding,
                    Place::file(path),
                    say!(
                        "{line}行目に、文章にはない文字（NUL）があります。ほかのソフトのファイルかもしれません。",
                        "There is a NUL byte in line {line}. This may be a file of another program."
                    ),
                )
                .help(conversion())
            }
        },
        Err(error) => not_utf8(bytes, error.valid_up_to(), path, likely(bytes)),
    };
    diagnostics.push(problem);
    Checked { value: String::new(), diagnostics }
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

fn not_utf8(bytes: &[u8], at: usize, path: &SourcePath, likely: Said) -> Diagnostic {
    let line = line_of(bytes, at);
    Diagnostic::new(
        Code::Encoding,
        Place::file(path),
        Said {
            ja: format!("文字コードが UTF-8 ではありません（{line}行目。{}のようです）。", likely.ja),
            en: format!("The file is not UTF-8 (line {line}; it seems to be {}).", likely.en),
        },
    )
    .help(conversion())
}

fn conversion() -> Said {
    say!(
        "Windows の「メモ帳」で開き、「名前を付けて保存」で文字コードに「UTF-8」を選んで保存し直してください。",
        "Open it in Notepad, choose “Save as” and the encoding UTF-8."
    )
}

/// The encoding that decodes without error and gives the most Japanese text.
fn likely(bytes: &[u8]) -> Said {
    let score = |encoding: &'static Encoding| {
        let (text, _, failed) = encoding.decode(bytes);
        // Half-width kana count little: EUC-JP read as Shift_JIS is full of them.
        let japanese: usize = text
            .chars()
            .map(|c| match c {
                'ぁ'..='ヿ' | '、' | '。' => 4,
                '一'..='鿿' => 2,
                _ => 0,
            })
            .sum();
        if failed { 0 } else { japanese }
    };
    let (sjis, euc) = (score(SHIFT_JIS), score(EUC_JP));
    if sjis == 0 && euc == 0 {
        say!("別の文字コード", "in another encoding")
    } else if euc > sjis {
        say!("EUC-JP", "EUC-JP")
    } else {
        say!("Shift_JIS（CP932）", "Shift_JIS (CP932)")
    }
}

/// One kind of line end, and nothing that browsers or parsers stumble over.
fn clean(text: &str, path: &SourcePath, diagnostics: &mut Diagnostics) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut replaced: Option<(usize, usize)> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\t' | '\n' => clean.push(c),
            _ if is_unwanted(c) => {
                let first = replaced.map_or(clean.len(), |(first, _)| first);
                replaced = Some((first, replaced.map_or(1, |(_, count)| count + 1)));
                clean.push(char::REPLACEMENT_CHARACTER);
            }
            _ => clean.push(c),
        }
    }
    if let Some((first, count)) = replaced {
        let span = Span::new(first..first + char::REPLACEMENT_CHARACTER.len_utf8());
        diagnostics.push(unwanted(Place::new(path, span), count));
    }
    clean
}

/// Control characters and noncharacters. Templates rely on their absence: holes are marked by them.
pub fn is_unwanted(c: char) -> bool {
    let layout = matches!(c, '\n' | '\t');
    (c.is_control() && !layout) || matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// A text that was decoded a second time, as out of `&#xFDD0;` or `"\uFDD0"`, without what [`decode`] keeps out
/// of files.
pub fn without_unwanted(text: &str) -> Cow<'_, str> {
    if text.contains(is_unwanted) {
        Cow::Owned(text.replace(is_unwanted, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The warning that characters were replaced at `place`.
pub fn unwanted(place: Place, count: usize) -> Diagnostic {
    Diagnostic::new(
        Code::ControlCharacter,
        place,
        say!(
            "見えない制御文字が{count}個あり、� に置き換えました。",
            "{count} invisible control characters were replaced by �."
        ),
    )
    .help(say!("この場所の見えない文字を消してください。", "Delete the invisible characters at this place."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8]) -> Checked<String> {
        decode(bytes, &SourcePath::new("a.md").unwrap())
    }

    fn told(bytes: &[u8]) -> String {
        check(bytes).diagnostics.iter().map(|d| d.message.ja.clone()).collect()
    }

    #[test]
    fn marks_and_line_ends_go() {
        let checked = check("\u{feff}a\r\nb\rc\n\r\n".as_bytes());
        assert_eq!(checked.value, "a\nb\nc\n\n");
        assert!(checked.diagnostics.is_empty());
    }

    #[test]
    fn unwanted_characters_are_replaced_and_told_once() {
        let checked = check("ab\u{1b}[1m\u{fdd0}\u{1ffff}\tあ".as_bytes());
        assert_eq!(checked.value, "ab\u{fffd}[1m\u{fffd}\u{fffd}\tあ");
        let [told] = checked.diagnostics.iter().collect::<Vec<_>>()[..] else { panic!() };
        assert_eq!(told.place.clone().unwrap().span, Span { start: 2, end: 5 });
        assert!(told.message.ja.contains("3個"));
    }

    #[test]
    fn the_likely_encoding_is_named() {
        let text = "# 研修\n個人情報の取り扱いについて、カルテを例に学びます。\n";
        let sjis = SHIFT_JIS.encode(text).0;
        let euc = EUC_JP.encode(text).0;
        assert_eq!(told(&sjis), "文字コードが UTF-8 ではありません（1行目。Shift_JIS（CP932）のようです）。");
        assert_eq!(told(&euc), "文字コードが UTF-8 ではありません（1行目。EUC-JPのようです）。");
        let utf16: Vec<u8> =
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert!(told(&utf16).contains("UTF-16"));
        assert!(told(b"a\nb\xff\xff").contains("2行目"));
        assert!(told(b"a\n\nb\0").contains("3行目に、文章にはない文字"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(bytes: Vec<u8>) {
            let checked = check(&bytes);
            let clean = !checked.value.contains(is_unwanted);
            proptest::prop_assert!(clean);
        }
    }
}
