//! Signs in running text.

use super::{Fix, Line, Seen};
use crate::diagnostics::{Code, Said};
use crate::say;

/// What ends the name of a picture.
const PICTURES: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"];

/// What is on one line.
pub(super) fn fixes(line: &Line<'_>, seen: &Seen, fixes: &mut Vec<Fix>) {
    let text = line.text;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(SIGNS)) {
        let start = at + found;
        let Some(sign) = text.get(start..).and_then(|rest| rest.chars().next()) else { return };
        at = start + sign.len_utf8();
        if seen.is_verbatim(line.start + start) || is_escaped(text, start) {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let found = match sign {
            '[' | '［' => term(rest).or_else(|| mark(rest)),
            '{' | '｛' => value(rest).or_else(|| ruby(rest)),
            '！' => picture(rest),
            ']' => link(rest),
            '＊' => wide_stars(rest),
            // Both ends must be shown as they stand.
            '*' if Seen::holds(&seen.stars, line.start + start) => {
                stars(rest).filter(|found| Seen::holds(&seen.stars, line.start + start + found.0 - 1))
            }
            _ => None,
        };
        let Some((length, written, code, message, help)) = found else { continue };
        fixes.push(Fix { range: start..start + length, written, code, message, help });
        at = at.max(start + length);
    }
}

const SIGNS: [char; 8] = ['[', '［', '{', '｛', '！', ']', '＊', '*'];

/// How long it is, what to write instead, and what to say.
type Found = (usize, Option<String>, Code, Said, Option<Said>);

fn wide(length: usize, written: String) -> Option<Found> {
    let message = say!(
        "全角の記号があります。ここは半角で書きます。",
        "There are full-width signs where half-width ones are meant."
    );
    Some((length, Some(written), Code::FullWidth, message, None))
}

fn is_escaped(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// `rest` after the sign `half` or its full-width form `full`, and whether it was the latter.
fn sign(rest: &str, half: char, full: char) -> Option<(&str, bool)> {
    let after = |sign: char| rest.strip_prefix(sign);
    after(half).map(|rest| (rest, false)).or_else(|| after(full).map(|rest| (rest, true)))
}

/// The text up to the next bracket or code, with what follows.
fn content(rest: &str) -> (&str, &str) {
    let end = rest.find(['[', ']', '{', '}', '［', '］', '｛', '｝', '`']).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// `［［用語］］`, `[[a｜b]]`, `[[用語]`.
fn term(rest: &str) -> Option<Found> {
    let (after, first) = sign(rest, '[', '［')?;
    let (after, second) = sign(after, '[', '［')?;
    let (inside, tail) = content(after);
    if inside.trim().is_empty() || inside.starts_with(['^', '@', '|', '\\', '＾', '＠']) {
        return None;
    }
    let all_wide = first && second;
    let Some((tail, third)) = sign(tail, ']', '］') else {
        // Where another bracket comes first, something else is meant.
        return tail.is_empty().then(|| not_closed(rest.len() - after.len(), "[[", "]]", "[[用語]]"))?;
    };
    let Some((tail, fourth)) = sign(tail, ']', '］') else {
        // `[[a](b)` is a link behind a bracket.
        if all_wide || third || tail.starts_with(['(', '[', ':', '（']) {
            return None;
        }
        let message = say!("[[ が ]] で閉じられていません。", "The [[ is not closed by ]].");
        return Some((rest.len() - tail.len(), Some(format!("[[{inside}]]")), Code::Syntax, message, None));
    };
    let bar = inside.contains('｜') && !inside.contains('|');
    if !(first || second || third || fourth || bar) || tail.starts_with('(') {
        return None;
    }
    wide(rest.len() - tail.len(), format!("[[{}]]", inside.replacen('｜', "|", 1)))
}

fn not_closed(length: usize, open: &str, close: &str, example: &str) -> Option<Found> {
    let message = say!("{open} が {close} で閉じられていません。", "The {open} is not closed by {close}.");
    let help = say!(
        "1行の中で閉じます（例: {example}）。文字としての {open} は「\\{open}」と書きます。",
        "Close it on the same line, as in {example}. The characters {open} themselves are written “\\{open}”."
    );
    Some((length, None, Code::Syntax, message, Some(help)))
}

/// `[＠who]`, `［^1］`.
fn mark(rest: &str) -> Option<Found> {
    let (after, first) = sign(rest, '[', '［')?;
    let (half, after, second) = match sign(after, '@', '＠') {
        Some((after, wide)) => ('@', after, wide),
        None => sign(after, '^', '＾').map(|(after, wide)| ('^', after, wide))?,
    };
    let (inside, tail) = content(after);
    let (tail, third) = sign(tail, ']', '］')?;
    let is_name = !inside.is_empty()
        && inside.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if !is_name || !(first || second || third) || tail.starts_with('(') {
        return None;
    }
    wide(rest.len() - tail.len(), format!("[{half}{inside}]"))
}

/// `｛｛icn｝｝`, `{icn}`.
fn value(rest: &str) -> Option<Found> {
    let (after, first) = sign(rest, '{', '｛')?;
    if let Some((after, second)) = sign(after, '{', '｛') {
        let (inside, tail) = content(after);
        let name = inside.trim();
        let (tail, third) = sign(tail, '}', '｝')?;
        let (tail, fourth) = sign(tail, '}', '｝')?;
        let known =
            !name.is_empty() && !name.starts_with('#') && !name.contains([' ', '\u{3000}', '|', '｜']);
        if !known || !(first || second || third || fourth) {
            return None;
        }
        return wide(rest.len() - tail.len(), format!("{{{{{name}}}}}"));
    }
    let (name, tail) = content(after);
    let (tail, third) = sign(tail, '}', '｝')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if first || third || !is_name || tail.starts_with('}') {
        return None;
    }
    let message = say!("{{{name}}} は文字のまま表示されます。", "{{{name}}} is shown as it stands.");
    let help = say!(
        "[values] の値を表示するには {{ と }} を2つずつ書きます。文字としての {{ は「\\{{」と書きます。",
        "To show a value of [values], write two braces on each side. The character {{ itself is written “\\{{”."
    );
    Some((rest.len() - tail.len(), Some(format!("{{{{{name}}}}}")), Code::Syntax, message, Some(help)))
}

/// `｛手指|しゅし｝`, `{手指｜しゅし}`, `{手指|しゅし`: kanji with kana behind a bar.
fn ruby(rest: &str) -> Option<Found> {
    let (after, first) = sign(rest, '{', '｛')?;
    let bar = after.find(['|', '｜'])?;
    let (base, behind) = after.split_at_checked(bar)?;
    let has_kanji =
        base.chars().any(|c| matches!(c, '々' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}'));
    if !has_kanji || base.contains(['[', ']', '{', '}', '［', '］', '｛', '｝', '`', ' ', '。', '、']) {
        return None;
    }
    let is_reading = |c: char| matches!(c, '\u{3041}'..='\u{30FF}' | '|' | '｜' | '\\' | ' ');
    let end = behind.find(|c: char| !is_reading(c)).unwrap_or(behind.len());
    let (reading, tail) = behind.split_at_checked(end)?;
    if !reading.contains(|c: char| matches!(c, '\u{3041}'..='\u{30FF}')) {
        return None;
    }
    let Some((tail, third)) = sign(tail, '}', '｝') else {
        let short = base.chars().count() <= 10 && !tail.starts_with(['{', '}', '[', ']']);
        return short.then(|| not_closed(rest.len() - after.len(), "{", "}", "{手指|しゅし}"))?;
    };
    (first || third || reading.contains('｜'))
        .then(|| wide(rest.len() - tail.len(), format!("{{{base}{}}}", reading.replace('｜', "|"))))?
}

/// `！[…](x.png)`: a full-width mark before what can only be a picture.
fn picture(rest: &str) -> Option<Found> {
    let after = rest.strip_prefix("！[")?;
    let (alt, tail) = content(after);
    let (target, length, _) = target(tail.strip_prefix(']')?)?;
    let is_picture = PICTURES.iter().any(|end| target.to_ascii_lowercase().ends_with(end));
    let all = rest.len() - tail.len() + 1 + length;
    is_picture.then(|| wide(all, format!("![{alt}]({target})")))?
}

/// What stands in the parentheses at the start of `rest`, whatever their width; the length of it all, and
/// whether one of them is full-width.
fn target(rest: &str) -> Option<(&str, usize, bool)> {
    let (after, open) = sign(rest, '(', '（')?;
    let end = after.find(['(', ')', '（', '）', '<', '>', '[', ']'])?;
    let (target, tail) = after.split_at_checked(end)?;
    let (tail, close) = sign(tail, ')', '）')?;
    Some((target, rest.len() - tail.len(), open || close))
}

/// `](…)` with full-width parentheses, or with blanks in the address.
fn link(rest: &str) -> Option<Found> {
    let (target, length, is_wide) = target(rest.strip_prefix(']')?)?;
    let lower = target.to_ascii_lowercase();
    let file = lower.split('#').next().unwrap_or_default();
    let is_file =
        file.ends_with(".md") || file.ends_with(".pdf") || PICTURES.iter().any(|end| file.ends_with(end));
    let is_address = ["https://", "http://", "../", "./"].iter().any(|start| lower.starts_with(start));
    let blank = target.contains(' ');
    if is_wide && (is_file || is_address) && !blank {
        return wide(1 + length, format!("]({target})"));
    }
    if is_wide || !blank || !is_file || target.starts_with(' ') {
        return None;
    }
    let message = say!(
        "アドレスに空白があるので、リンクや画像になりません。",
        "There is a blank in the address, so this is no link or picture."
    );
    let help = say!("空白のあるアドレスは < > で囲みます。", "An address with blanks stands in < >.");
    Some((1 + length, Some(format!("](<{target}>)")), Code::Syntax, message, Some(help)))
}

/// `＊＊太字＊＊`
fn wide_stars(rest: &str) -> Option<Found> {
    let after = rest.strip_prefix("＊＊").filter(|after| !after.starts_with('＊'))?;
    let (inside, tail) = after.split_once("＊＊")?;
    (!inside.trim().is_empty() && !tail.starts_with('＊') && !inside.contains('＊'))
        .then(|| wide(rest.len() - tail.len(), format!("**{}**", inside.trim())))?
}

/// `** 太字 **`
fn stars(rest: &str) -> Option<Found> {
    let after = rest.strip_prefix("**").filter(|after| !after.starts_with('*'))?;
    let (inside, tail) = after.split_once("**")?;
    let blank = |c: char| matches!(c, ' ' | '\u{3000}');
    if inside.trim().is_empty()
        || tail.starts_with('*')
        || !(inside.starts_with(blank) || inside.ends_with(blank))
    {
        return None;
    }
    let message = say!(
        "** の内側に空白があるので、太字になりません。",
        "There is a blank inside the **, so this is not bold."
    );
    Some((rest.len() - tail.len(), Some(format!("**{}**", inside.trim())), Code::Syntax, message, None))
}
