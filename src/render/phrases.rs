//! Where lines of Japanese may break in what is short and large: headings, buttons, choices, titles in lists.
//!
//! Japanese has no blanks, so browsers break a line between any two characters: 個人情 / 報の管理. In running text nobody
//! minds; in a heading of two lines one stumbles. So finished HTML of a Japanese page gets a `<wbr>` between phrases, as
//! budoux finds them, in the elements of [`Part::Phrases`], and `base.css` lets their lines break there alone. In
//! running text a number stays with its unit, by `<span class="n">`, wherever a browser might part them.
//!
//! What is read aloud, copied, searched for or used as a name has none of this: attributes, titles of windows, scripts,
//! anchors and the index of the search are never touched. Rubies, code, formulas and drawings are kept whole.

use budoux_phf_rs::Parser;

use super::page::Renderer;
use crate::diagnostics::Language;

impl Renderer<'_> {
    /// Finished HTML of a page or a question, with its lines broken as its language wants it.
    pub(super) fn broken(&self, html: String) -> String {
        match self.course.book.language {
            Language::Japanese => broken(&html),
            Language::English => html,
        }
    }
}

/// What is at most so long stands on one line nearly everywhere, in characters.
const SHORT: usize = 7;

/// The longest piece that fits on a line of the narrowest screen, in characters of a title.
const LINE: usize = 9;

/// Phrases shorter than this stay with the next one, in characters: fewer places to break are as good, and lighter.
const SHORTEST: usize = 5;

/// What becomes of the text of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Lines break between phrases.
    Phrases,
    /// Nothing: it is no text, or keeps together by itself.
    Whole,
    /// As around it.
    Around,
}

/// Finished HTML of a page, or of a question, with breaks between phrases and numbers beside their units. Questions in a page
/// are finished already: they are made by themselves, since the page of practice shows them too.
fn broken(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let body = html.find("<body").unwrap_or(0);
    let (head, body) = html.split_at_checked(body).unwrap_or(("", html));
    out.push_str(head);
    // A question by itself: what is left out of a page.
    let question = body.trim_start();
    let question = if is_question(question) { body.len() - question.len() + tag_length(question) } else { 0 };
    let (tag, body) = body.split_at_checked(question).unwrap_or(("", body));
    out.push_str(tag);
    walk(body, &mut out);
    out
}

fn walk(html: &str, out: &mut String) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        numbers(text, out);
        let length = tag_length(tag);
        let (name, attributes) = named(tag.get(1..length).unwrap_or_default());
        match part(name, attributes) {
            Part::Around => {
                out.push_str(tag.get(..length).unwrap_or(tag));
                rest = tag.get(length..).unwrap_or_default();
            }
            part => {
                let end = end_of(tag, length, name);
                let (element, after) = tag.split_at_checked(end).unwrap_or((tag, ""));
                match part {
                    Part::Phrases => phrases(element, out),
                    _ => out.push_str(element),
                }
                rest = after;
            }
        }
    }
    numbers(rest, out);
}

/// What becomes of an element's text. Closing tags have no name.
fn part(name: &str, attributes: &str) -> Part {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "button" | "summary" | "legend" | "nav" | "dt" => {
            Part::Phrases
        }
        "script" | "style" | "svg" | "math" | "pre" | "code" | "kbd" | "samp" | "textarea" | "select"
        | "ruby" | "title" => Part::Whole,
        "form" if is_question_form(attributes) => Part::Whole,
        _ if attributes.contains("class=") && is_title(attributes) => Part::Phrases,
        _ => Part::Around,
    }
}

fn is_question(html: &str) -> bool {
    let (name, attributes) =
        named(html.strip_prefix('<').and_then(|tag| tag.get(..tag_length(tag))).unwrap_or_default());
    name == "form" && is_question_form(attributes)
}

fn is_question_form(attributes: &str) -> bool {
    attributes.contains("data-question=")
}

/// Whether an element is marked as one whose lines break between phrases.
fn is_title(attributes: &str) -> bool {
    let classes = attributes.split_once("class=\"").and_then(|(_, rest)| rest.split_once('"'));
    classes.is_some_and(|(classes, _)| {
        classes.split(' ').any(|class| {
            matches!(class, "phrases" | "choice-text" | "site-title" | "callout-title" | "lessons")
        })
    })
}

/// The length of the tag at the beginning.
fn tag_length(tag: &str) -> usize {
    // No attribute of ours holds a `>`: it is escaped.
    tag.find('>').map_or(tag.len(), |end| end + 1)
}

/// The name of an element and the rest of its tag.
fn named(tag: &str) -> (&str, &str) {
    tag.split_at(tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len()))
}

/// Where the element ends that begins with a tag of this length.
fn end_of(html: &str, tag: usize, name: &str) -> usize {
    let (mut at, mut depth) = (tag, 1);
    while let Some(next) = html.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + next;
        let tag = html.get(start..).unwrap_or_default();
        at = start + tag_length(tag);
        let inside = tag.get(1..).unwrap_or_default();
        match inside.strip_prefix('/') {
            Some(closing) if named(closing).0 == name => depth -= 1,
            // Scripts hold no tags, but what looks like some.
            None if named(inside).0 == name && name != "script" => depth += 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    html.len()
}

/// Elements within a line: a phrase may begin before one and end in it.
fn is_in_line(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "cite"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "ins"
            | "mark"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "var"
    )
}

/// A line of text in an element: what is read, and where each of its characters stands in the HTML.
#[derive(Default)]
struct Line {
    text: String,
    /// For each character its place in the HTML; `None` inside of what is kept whole.
    places: Vec<Option<usize>>,
}

impl Line {
    fn push(&mut self, c: char, place: Option<usize>) {
        self.places.push(place);
        self.text.push(c);
    }

    /// Adds the places in the HTML at which the line may break, and begins a new one.
    fn end(&mut self, breaks: &mut Vec<usize>) {
        let line = std::mem::take(self);
        if line.places.len() <= SHORT || !line.text.chars().any(is_japanese) {
            return;
        }
        // Where the phrase begins, and where the piece does that holds it, in characters.
        let (mut at, mut piece, mut before) = (0, 0, None);
        Parser::japanese_parser().parse_with(&line.text, |phrase| {
            let place = line.places.get(at).copied().flatten();
            let shortest =
                if before.is_some_and(|c| "、。，．：；！？".contains(c)) { 3 } else { SHORTEST };
            let length = phrase.chars().count();
            if (at - piece >= shortest || at + length - piece > LINE)
                && line.places.len() - at >= SHORTEST / 2
                && before.is_some_and(|before| may_break(before, phrase))
                && let Some(place) = place
            {
                breaks.push(place);
                piece = at;
            }
            before = phrase.chars().next_back();
            at += length;
        });
    }
}

/// Whether a line may break between a character and what follows.
fn may_break(before: char, after: &str) -> bool {
    let Some(first) = after.chars().next() else { return false };
    let number = |c: char| c.is_numeric() && !"一二三四五六七八九十百千万億".contains(c);
    !before.is_whitespace()
        && !first.is_whitespace()
        && (is_japanese(before) || is_japanese(first))
        // What never begins a line, and what never ends one (JIS X 4051).
        && !"、。，．・：；？！）］｝〉》」』】〕〗〙％℃ーゝゞ々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ〜～…‥゠–"
            .contains(first)
        && !first.is_ascii_punctuation()
        && !"（［｛〈《「『【〔〖〘第約〜～￥".contains(before)
        // A number and its unit.
        && !number(before)
}

/// Characters of Japanese writing, between which a line may break at all.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// An element, its tags included, with breaks between the phrases of its lines.
fn phrases(html: &str, out: &mut String) {
    let mut breaks = Vec::new();
    let mut line = Line::default();
    let mut at = 0;
    while let Some(c) = html.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = html.get(at..).unwrap_or_default();
        let length = match c {
            '<' => {
                let length = tag_length(rest);
                let inside = rest.get(1..length).unwrap_or_default();
                let (name, attributes) = named(inside.strip_prefix('/').unwrap_or(inside));
                match part(name, attributes) {
                    // Read as one sign. For a ruby, as what it stands over.
                    Part::Whole if !inside.starts_with('/') => {
                        let end = end_of(rest, length, name);
                        let signs = rest.get(length..end).unwrap_or_default().chars();
                        let signs: String = match name {
                            "ruby" => signs.take_while(|c| *c != '<').collect(),
                            "svg" => String::new(),
                            _ => "〓".to_owned(),
                        };
                        let mut place = Some(at);
                        signs.chars().for_each(|sign| line.push(sign, place.take()));
                        end
                    }
                    _ if is_in_line(name) => length,
                    _ => {
                        line.end(&mut breaks);
                        length
                    }
                }
            }
            // What a mark stands for is not known here.
            '\u{FDD0}' => {
                line.end(&mut breaks);
                rest.find('\u{FDD1}').map_or(rest.len(), |end| end + '\u{FDD1}'.len_utf8())
            }
            '&' => {
                line.push('&', Some(at));
                rest.find(';').map_or(1, |end| end + 1)
            }
            c => {
                line.push(c, Some(at));
                c.len_utf8()
            }
        };
        at += length;
    }
    line.end(&mut breaks);
    let mut copied = 0;
    for place in breaks {
        out.push_str(html.get(copied..place).unwrap_or_default());
        out.push_str("<wbr>");
        copied = place;
    }
    out.push_str(html.get(copied..).unwrap_or_default());
}

/// What is counted in, in Japanese, longest first where one begins like another. Behind a number, a line may break before
/// each of these.
const COUNTERS: [&str; 58] = [
    "日以内",
    "日以上",
    "日間",
    "日前",
    "日後",
    "日目",
    "日",
    "時間以内",
    "時間以上",
    "時間",
    "時",
    "か月以内",
    "か月間",
    "か月",
    "ヵ月",
    "カ月",
    "ヶ月",
    "か所",
    "年以内",
    "年以上",
    "年間",
    "年",
    "月",
    "週間",
    "分間",
    "分",
    "秒",
    "人",
    "名",
    "件",
    "回目",
    "回",
    "点",
    "つ",
    "個",
    "枚",
    "冊",
    "章",
    "条",
    "項",
    "号",
    "問",
    "万円",
    "億円",
    "円",
    "万",
    "億",
    "歳",
    "階",
    "台",
    "種類",
    "行",
    "度",
    "倍",
    "割",
    "本",
    "社",
    "番",
];

/// Units that stand behind a blank.
const UNITS: [&str; 24] = [
    "KB", "MB", "GB", "TB", "kB", "B", "bit", "Mbps", "Gbps", "kg", "mg", "g", "km", "cm", "mm", "m", "mL",
    "L", "px", "dpi", "Hz", "kHz", "MHz", "GHz",
];

/// The longest piece that is kept on a line, in characters: at 320 CSS pixels two thirds of one.
const LONGEST: usize = 14;

/// Adds a text with each number beside its unit, as far as a browser would part them.
fn numbers(text: &str, out: &mut String) {
    let mut copied = 0;
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(is_digit)) {
        let digits = at + next;
        let before = text.get(..digits).unwrap_or_default();
        let number = text.get(digits..).unwrap_or_default();
        let (length, parted) = quantity(number);
        at = digits + length.max(number.chars().next().map_or(1, char::len_utf8));
        // A part of a name or an address.
        if before.ends_with(|c: char| c.is_ascii_alphanumeric() || ".,-_/&#@:".contains(c)) {
            continue;
        }
        let ordinal = before.ends_with('第');
        let start = if ordinal { digits - '第'.len_utf8() } else { digits };
        let kept = text.get(start..digits + length).unwrap_or_default();
        // Where there is nothing else, there is one line.
        let alone = kept.len() == text.trim().len();
        if start >= copied && (parted || ordinal) && !alone && kept.chars().count() <= LONGEST {
            out.push_str(text.get(copied..start).unwrap_or_default());
            out.push_str("<span class=\"n\">");
            out.push_str(kept);
            out.push_str("</span>");
            copied = digits + length;
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

/// The length of a number with its unit, or of several that follow each other without a blank, as in a date; and whether a
/// line might break in it.
fn quantity(text: &str) -> (usize, bool) {
    let (mut length, mut parted) = (0, false);
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let (number, range) = number(rest);
        if number == 0 {
            return (length, parted);
        }
        let after = rest.get(number..).unwrap_or_default();
        let counter =
            COUNTERS.iter().find(|counter| after.starts_with(**counter)).map(|counter| counter.len());
        let unit = after.strip_prefix(' ').and_then(|after| {
            let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
            UNITS.contains(&after.get(..end)?).then_some(end + 1)
        });
        let unit = counter.or(unit);
        // What is only joined on by a unit belongs to it: 2026年3月31日, but not 3日10.
        if length > 0 && unit.is_none() {
            return (length, parted);
        }
        length += number + unit.unwrap_or_default();
        // A single digit before its counter (1つ) is on every page, and parted from it seldom.
        let several = rest.get(..number).is_some_and(|number| number.chars().count() > 1);
        parted |= range || unit.is_some() && (several || counter.is_none());
        if unit.is_none() {
            return (length, parted);
        }
    }
}

/// The length of a number or a range of numbers, and whether it is a range.
fn number(text: &str) -> (usize, bool) {
    let (mut length, mut range) = (0, false);
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let digits = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
        if digits == 0 {
            return (length, range);
        }
        length += digits;
        let mut after = text.get(length..).unwrap_or_default().chars();
        let sign = after.next().filter(|sign| ".,．，〜～–".contains(*sign));
        let Some(sign) = sign.filter(|_| after.next().is_some_and(is_digit)) else {
            return (length, range);
        };
        range |= "〜～–".contains(sign);
        length += sign.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn without(html: &str) -> String {
        html.replace("<wbr>", "").replace("<span class=\"n\">", "").replace("</span>", "")
    }

    #[test]
    fn headings_choices_and_lists_of_links_break_between_phrases() {
        for (html, expected) in [
            (
                "<h2 id=\"a\">個人情報の漏えいが起きたときは、すぐに報告します</h2>",
                "<h2 id=\"a\">個人情報の<wbr>漏えいが起きた<wbr>ときは、<wbr>すぐに報告します</h2>",
            ),
            // A phrase may begin in one element and end in another, and a ruby is read as what it stands over.
            (
                "<h2><strong>個人情報</strong>の<ruby>漏洩<rt>ろうえい</rt></ruby>を<a href=\"#x\" title=\"個人情報の漏えいを防ぐ\">防ぐための工夫</a></h2>",
                "<h2><strong>個人情報</strong>の<wbr><ruby>漏洩<rt>ろうえい</rt></ruby>を<a href=\"#x\" title=\"個人情報の漏えいを防ぐ\">防ぐ<wbr>ための工夫</a></h2>",
            ),
            (
                "<nav><ol><li><a>漏えいを防ぐ</a></li><li><a>報告する</a></li></ol></nav>",
                "<nav><ol><li><a>漏えいを防ぐ</a></li><li><a>報告する</a></li></ol></nav>",
            ),
            ("<h2>報告は30日以内に行います</h2>", "<h2>報告は30日以内に<wbr>行います</h2>"),
            ("<h2>Privacy and security in hospitals</h2>", "<h2>Privacy and security in hospitals</h2>"),
            ("<p>個人情報の漏えいが起きたときは</p>", "<p>個人情報の漏えいが起きたときは</p>"),
            (
                "<script>\"<h2>個人情報の漏えいを防ぐための工夫</h2>\"</script>",
                "<script>\"<h2>個人情報の漏えいを防ぐための工夫</h2>\"</script>",
            ),
            (
                "<title>個人情報の漏えいを防ぐための工夫</title>",
                "<title>個人情報の漏えいを防ぐための工夫</title>",
            ),
        ] {
            assert_eq!(broken(html), expected);
        }
    }

    #[test]
    fn a_number_stays_with_its_unit_in_running_text() {
        for (text, expected) in [
            ("おおむね3〜5日以内に", "おおむね[3〜5日以内]に"),
            ("30日と80％と80%", "[30日]と80％と80%"),
            ("法第27条の2", "法[第27条]の2"),
            ("10 MBまで、10MBまで、10 人", "[10 MB]まで、10MBまで、10 人"),
            ("2026年3月31日に", "[2026年3月31日]に"),
            ("第1章と第2章", "[第1章]と[第2章]"),
            ("A4で v1.2 1,000円", "A4で v1.2 [1,000円]"),
            ("&#39;39日で", "&#39;[39日]で"),
            ("30日10", "[30日]10"),
            ("1つ", "1つ"),
            ("30日", "30日"),
            ("5日以内", "5日以内"),
            ("3月31日と5 GB", "[3月31日]と[5 GB]"),
        ] {
            let expected = expected.replace('[', "<span class=\"n\">").replace(']', "</span>");
            assert_eq!(broken(&format!("<p>{text}</p>")), format!("<p>{expected}</p>"));
        }
    }

    proptest! {
        /// Whatever stands there, nothing is added but breaks and spans, and it never panics.
        #[test]
        fn nothing_is_lost(pieces in proptest::collection::vec(prop_oneof![
            Just("<h2>"), Just("</h2>"), Just("<ruby>"), Just("</ruby>"), Just("<p class=\"phrases\">"), Just("</p>"), Just("<"),
            Just(">"), Just("&amp;"), Just("&"), Just("第"), Just("30"), Just("日"), Just(" MB"), Just("〜"), Just("個人情報の"),
            Just("漏えいを防ぐ"), Just("\u{FDD0}3\u{FDD1}"), Just("\u{FDD0}"), Just("<br>"), Just("é"),
        ], 0..40)) {
            let html = pieces.concat();
            prop_assert_eq!(without(&broken(&html)), html);
        }
    }
}
