//! Lines that were meant as headings, lists, tables, alerts or directives.

use std::collections::BTreeSet;

use super::{Fix, LONGEST, Line, Seen};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Said};
use crate::say;
use crate::source::Excerpt;
use crate::syntax::directive;
use crate::syntax::fields::nearest;

/// Tells of what takes several lines; gives the lines of which enough is said.
pub(super) fn report(
    source: &Excerpt,
    lines: &[Line<'_>],
    seen: &Seen,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<usize> {
    let mut told = BTreeSet::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let group = [Kind::Bullet, Kind::Number, Kind::Row].into_iter().find_map(|kind| {
            let rest = lines.get(index..)?;
            let marks = line.marks().trim_end();
            let same =
                |line: &&Line<'_>, step| line.marks().trim_end() == marks && kind.holds(line.content(), step);
            let plain = |line: &&Line<'_>| {
                let at = line.start + line.prefix;
                !seen.is_verbatim(at) && !Seen::holds(&seen.tables, at)
            };
            let count =
                rest.iter().enumerate().take_while(|(step, line)| same(line, *step) && plain(line)).count();
            (count > 1).then_some((kind, count))
        });
        let Some((kind, count)) = group else {
            index += 1;
            continue;
        };
        let group = lines.get(index..index + count).unwrap_or_default();
        match kind {
            Kind::Row => diagnostics.extend(table(source, group)),
            Kind::Bullet | Kind::Number => {
                diagnostics.push(list(source, group, kind));
                // They are corrected as a whole.
                told.extend(index..index + count);
            }
        }
        index += count;
    }
    for range in &seen.tables {
        let first = lines.partition_point(|line| line.start + line.text.len() < range.start);
        let rows = lines.iter().skip(first).take_while(|line| line.start < range.end);
        let mut rows = rows.filter(|line| line.text.len() <= LONGEST);
        let Some(head) = rows.next() else { continue };
        let columns = cells(head.content());
        diagnostics.extend(rows.filter_map(|row| too_many_cells(source, row, columns)));
    }
    told
}

/// A row with more cells than the head, of which the parser drops what is too much.
fn too_many_cells(source: &Excerpt, row: &Line<'_>, columns: usize) -> Option<Diagnostic> {
    let found = cells(row.content());
    let start = row.start + row.prefix;
    let message = say!(
        "この行には欄が{found}個ありますが、表の見出しは{columns}個です。はみ出した欄は表示されません。",
        "This row has {found} cells, but the head of the table has {columns}. What is too much is not shown."
    );
    let help = say!(
        "見出しと区切りの行に欄を足すか、この行の | を減らします。文字としての | は「\\|」と書きます。",
        "Add cells to the head and the line of dashes, or take bars away here. The character | itself is written “\\|”."
    );
    let place = source.place(start..start + row.content().trim_end().len());
    (found > columns).then(|| Diagnostic::new(Code::Syntax, place, message).help(help))
}

/// What lines that belong together look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `・資料`
    Bullet,
    /// `１．資料`, counted on.
    Number,
    /// `| 一 | 二 |`, where no table was made of it.
    Row,
}

impl Kind {
    /// Whether the line that has so many of its kind above it is one more.
    fn holds(self, content: &str, step: usize) -> bool {
        let content = content.trim_end();
        match self {
            Self::Bullet => content.strip_prefix('・').is_some_and(|rest| !rest.trim().is_empty()),
            Self::Number => {
                let Some((digits, rest)) = content.split_once('．') else { return false };
                let counted = (step + 1).to_string();
                let wide = counted.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xFEE0));
                !rest.trim().is_empty() && wide.eq(digits.chars())
            }
            Self::Row => content.len() > 2 && content.starts_with('|') && content.ends_with('|'),
        }
    }
}

fn list(source: &Excerpt, group: &[Line<'_>], kind: Kind) -> Diagnostic {
    let numbered = kind == Kind::Number;
    let corrected = group.iter().take(9).enumerate().map(|(step, line)| {
        let content = line.content();
        let rest = match numbered {
            true => content.split_once('．').map_or(content, |(_, rest)| rest),
            false => content.get('・'.len_utf8()..).unwrap_or_default(),
        };
        let mark = if numbered { format!("{}.", step + 1) } else { "-".to_owned() };
        format!("{}{mark} {}", line.marks(), rest.trim())
    });
    let corrected = corrected.collect::<Vec<_>>().join("\n");
    let (start, length) = group.first().map_or((0, 0), |line| {
        let sign = if numbered { line.content().find('．').unwrap_or(0) } else { 0 };
        (line.start + line.prefix, sign + '・'.len_utf8())
    });
    let message = if numbered {
        say!(
            "全角の数字で始まる行は、番号付きのリストになりません。",
            "Lines that begin with full-width numbers are no list."
        )
    } else {
        say!("「・」で始まる行は、箇条書きになりません。", "Lines that begin with “・” are no list.")
    };
    let help = if numbered {
        say!("半角の「1. 」で始めます。", "Begin them with “1. ”.")
    } else {
        say!("半角の「- 」で始めます。", "Begin them with “- ”.")
    };
    Diagnostic::new(Code::FullWidth, source.place(start..start + length), message)
        .help(help)
        .correct(corrected)
}

fn table(source: &Excerpt, group: &[Line<'_>]) -> Option<Diagnostic> {
    let line = group.first()?;
    let start = line.start + line.prefix;
    let content = line.content().trim_end();
    let cells = cells(content);
    let rule = format!("|{}", " --- |".repeat(cells));
    let problem = Diagnostic::new(
        Code::Syntax,
        source.place(start..start + content.len()),
        say!(
            "表の見出しの下に区切りの行（| --- | --- |）がないので、表になりません。",
            "There is no line of dashes (| --- | --- |) below the head, so this is no table."
        ),
    );
    Some(problem.correct(format!("{}{content}\n{}{rule}", line.marks(), line.marks())))
}

/// How many cells a row has. Bars of `[[a|b]]` and `{漢|かん}` are none of the table's.
pub(super) fn cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut count = 1;
    let mut at = 0;
    while let Some(rest) = row.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((_, length)) = crate::syntax::japanese::token::Token::at(rest) {
            at += length;
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        at += c.len_utf8();
        match c {
            '\\' => at += row.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
            '|' if !row.get(at..).unwrap_or_default().trim().is_empty() => count += 1,
            _ => {}
        }
    }
    count
}

/// What is on one line.
pub(super) fn fixes(line: &Line<'_>, seen: &Seen) -> Vec<Fix> {
    let at = line.start + line.prefix;
    if Seen::holds(&seen.indented, at) {
        return indented(line).into_iter().collect();
    }
    if seen.is_verbatim(at) || Seen::holds(&seen.tables, at) {
        return Vec::new();
    }
    [heading, alert, colon].into_iter().filter_map(|look| look(line)).chain(inside(line, seen)).collect()
}

fn fix(
    line: &Line<'_>,
    length: usize,
    written: String,
    code: Code,
    message: Said,
    help: Option<Said>,
) -> Fix {
    Fix { range: line.prefix..line.prefix + length, written: Some(written), code, message, help }
}

/// `＃＃ まとめ`, `##　まとめ`, `##まとめ`.
fn heading(line: &Line<'_>) -> Option<Fix> {
    let content = line.content();
    let title = content.trim_start_matches(['#', '＃']);
    let signs = content.get(..content.len() - title.len())?;
    let (count, is_wide) = (signs.chars().count(), signs.contains('＃'));
    let blank = title.starts_with([' ', '\u{3000}']);
    let words = title.trim_start();
    if !(1..=6).contains(&count) || words.is_empty() {
        return None;
    }
    // `#個人情報` is a tag, and `#1` a number.
    let is_meant = if blank {
        is_wide || title.starts_with('\u{3000}')
    } else {
        count > 1 && !words.starts_with(|c: char| c.is_ascii_punctuation())
    };
    if !is_meant {
        return None;
    }
    let written = format!("{} ", "#".repeat(count));
    let length = content.len() - words.len();
    let message = if is_wide {
        say!(
            "行頭に全角の「＃」があります。ここは半角の「#」で書きます。",
            "The line begins with a full-width “＃” where a half-width “#” is meant."
        )
    } else {
        say!(
            "見出しの # の後には半角の空白が必要です。",
            "The # of a heading is followed by a half-width blank."
        )
    };
    let code = if blank || is_wide { Code::FullWidth } else { Code::Syntax };
    if is_wide && title.starts_with(' ') {
        return Some(fix(line, signs.len(), "#".repeat(count), code, message, None));
    }
    let shown = if is_wide && !blank { signs.len() } else { length };
    Some(fix(line, shown, written, code, message, None))
}

/// `> [!注意]`, `> [!NOTES]`.
fn alert(line: &Line<'_>) -> Option<Fix> {
    const WORDS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    const JAPANESE: [(&str, &str); 12] = [
        ("注意", "WARNING"),
        ("警告", "WARNING"),
        ("注", "NOTE"),
        ("メモ", "NOTE"),
        ("補足", "NOTE"),
        ("参考", "NOTE"),
        ("情報", "NOTE"),
        ("ヒント", "TIP"),
        ("コツ", "TIP"),
        ("重要", "IMPORTANT"),
        ("危険", "CAUTION"),
        ("禁止", "CAUTION"),
    ];
    if !line.marks().trim_end().ends_with('>') {
        return None;
    }
    let rest = line.content().strip_prefix("[!").or_else(|| line.content().strip_prefix("[！"))?;
    let (word, after) = rest.split_once(']')?;
    if after.starts_with(['(', '[']) || word.is_empty() || word.chars().count() > 20 {
        return None;
    }
    let known = WORDS.into_iter().find(|known| known.eq_ignore_ascii_case(word));
    let wide = line.content().starts_with("[！");
    if known.is_some() && after.trim().is_empty() && !wide {
        return None;
    }
    let upper = word.to_ascii_uppercase();
    let meant = known
        .or_else(|| JAPANESE.into_iter().find(|(name, _)| *name == word).map(|(_, word)| word))
        .or_else(|| nearest(&upper, WORDS));
    let length = line.content().len() - after.len();
    let message = if known.is_some() && !wide {
        say!("[!{word}] の行には、ほかに何も書けません。", "The line of [!{word}] holds nothing else.")
    } else {
        say!("「{word}」という囲みはありません。", "There is no alert “{word}”.")
    };
    let all = WORDS.join(", ");
    let help = say!("使える名前: {all}", "Known names: {all}");
    let mut found = fix(line, length, String::new(), Code::Syntax, message, known.is_none().then_some(help));
    let more = after.trim();
    found.written = meant.map(|meant| {
        if more.is_empty() { format!("[!{meant}]") } else { format!("[!{meant}]\n{}", line.marks()) }
    });
    if !more.is_empty() && meant.is_some() {
        found.range.end += after.len() - after.trim_start().len();
    }
    Some(found)
}

/// `:quiz{src=a}`: a colon too few.
fn colon(line: &Line<'_>) -> Option<Fix> {
    let content = line.content();
    let rest = content.strip_prefix([':', '：'])?;
    let name = rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))?;
    let after = rest.get(name..)?;
    if name == 0 || !after.starts_with(['{', '[', '｛']) || !after.trim_end().ends_with(['}', ']', '｝']) {
        return None;
    }
    let length = content.len() - rest.len();
    let message = say!(
        "コロンが1つしかないので、文字のまま表示されます。",
        "With one colon only, the line is shown as it stands."
    );
    let help = say!(
        "1行のブロックはコロン2つ、囲むブロックは3つで始めます。",
        "A block of one line begins with two colons, one that encloses text with three."
    );
    Some(fix(line, length, "::".to_owned(), Code::Syntax, message, Some(help)))
}

/// `図です。::figure{src=a.png}`: a directive behind text.
fn inside(line: &Line<'_>, seen: &Seen) -> Option<Fix> {
    let content = line.content();
    let at = content.find("::").filter(|&at| at > 0)?;
    let (before, rest) = content.split_at_checked(at)?;
    let colons = rest.len() - rest.trim_start_matches(':').len();
    let name = rest.trim_start_matches(':');
    let end = name.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))?;
    let after = name.get(end..)?;
    // `std::vec` of a program has no attributes.
    let is_block = end > 0 && after.starts_with('{') && after.contains('}');
    if !is_block || before.ends_with('\\') || seen.is_verbatim(line.start + line.prefix + at) {
        return None;
    }
    let text = before.trim_end();
    let blanks = before.len() - text.len();
    let start = line.prefix + at;
    let marks = line.marks();
    let gap = marks.trim_end().chars().map(|c| if c == '>' { '>' } else { ' ' }).collect::<String>();
    let indent = marks.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect::<String>();
    let message = say!(
        "文の途中の {} は、文字のまま表示されます。",
        "A {} inside a line of text is shown as it stands.",
        &rest.get(..colons + end).unwrap_or_default()
    );
    let help = say!("ブロックは行の初めから書きます。", "A block begins at the start of its line.");
    let written = format!("\n{}\n{indent}{}", gap.trim_end(), rest.get(..colons + end).unwrap_or_default());
    Some(Fix {
        range: start - blanks..start + colons + end,
        written: Some(written),
        code: Code::Syntax,
        message,
        help: Some(help),
    })
}

/// `    :::note`, which is code by its indentation.
fn indented(line: &Line<'_>) -> Option<Fix> {
    let content = line.content();
    // Of the line that closes, the one that opens says enough.
    let closes = content.trim().trim_start_matches([':', '：']).is_empty();
    if closes || !directive::starts(content) || content.len() > LONGEST {
        return None;
    }
    let marks = line.marks();
    let kept = marks.trim_end_matches([' ', '\t']);
    let blank = if kept.is_empty() { "" } else { " " };
    let message = say!(
        "字下げが4つ以上あるので、文字のまま表示されます。",
        "Indented by four or more, the line is shown as it stands."
    );
    let help = say!(
        "字下げを消すか、リストの中なら項目の文とそろえます。",
        "Remove the indentation or, inside a list, line it up with the item's text."
    );
    let range = kept.len()..line.prefix + content.trim_end().len();
    let written = Some(format!("{blank}{}", content.trim_end()));
    Some(Fix { range, written, code: Code::Syntax, message, help: Some(help) })
}
