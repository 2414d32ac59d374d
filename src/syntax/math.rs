//! Formulas: TeX to MathML, which browsers set by themselves.
//!
//! `pulldown-latex` translates; this is the only place that knows it. A formula is content, so it is trusted with
//! nothing: commands that define others (whose expansion may never end) or that set colours (inline styles, which the
//! policy of pages refuses) are refused before it is read, and of what comes out only elements and attributes of a
//! list stay.

use std::fmt::Write as _;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use super::tree::Math;
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::Place;

/// The longest formula, in bytes.
const MAX_LENGTH: usize = 4000;
/// How deeply brackets and surroundings may be nested.
const MAX_DEPTH: usize = 100;

/// Commands that make others, or load, or leave the formula.
const REFUSED: [&str; 30] = [
    "def",
    "gdef",
    "edef",
    "xdef",
    "let",
    "futurelet",
    "newcommand",
    "renewcommand",
    "providecommand",
    "newenvironment",
    "renewenvironment",
    "DeclareMathOperator",
    "input",
    "include",
    "write",
    "read",
    "href",
    "url",
    "includegraphics",
    "color",
    "textcolor",
    "colorbox",
    "fcolorbox",
    "definecolor",
    "pagecolor",
    "csname",
    "catcode",
    "loop",
    "expandafter",
    "global",
];

/// What is wrong with a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    message: Said,
    help: Said,
}

impl Problem {
    /// As it is told of the formula at `place`.
    pub fn told(self, place: Place) -> Diagnostic {
        Diagnostic::new(Code::Math, place, self.message).help(self.help)
    }
}

/// What keeps a formula from being set, if something does.
pub fn problem(tex: &str) -> Option<Problem> {
    let too_large = || Problem {
        message: say!(
            "数式が長すぎるか、入れ子が深すぎます。",
            "The formula is too long, or nested too deeply."
        ),
        help: say!("いくつかの数式に分けます。", "Make several formulas of it."),
    };
    if tex.len() > MAX_LENGTH || depth(tex) > MAX_DEPTH {
        return Some(too_large());
    }
    let unknown = |name: &str| Problem {
        message: say!(
            "数式の命令 \\{name} は使えません。",
            "The command \\{name} cannot be used in formulas."
        ),
        help: say!(
            "つづりを確かめるか、ほかの書き方にします。数式でなければ、$ の前に \\ を書きます。",
            "Check how it is spelt, or say it in another way. Where no formula is meant, write a \\ before the $."
        ),
    };
    if let Some(name) = commands(tex).find(|name| REFUSED.contains(name)) {
        return Some(unknown(name));
    }
    let Some(error) = with_room(tex, || first_error(tex))? else {
        let formula = Math { tex: tex.to_owned(), display: true };
        let (_, depth) = with_room(tex, || markup(&formula)).flatten()?;
        return (depth > MAX_DEPTH).then(too_large);
    };
    if let Some(name) = commands(tex).find(|name| is_unknown(name)) {
        return Some(unknown(name));
    }
    let reason = reason(&error);
    Some(Problem {
        message: Said {
            ja: format!("数式が読めません。{}", reason.ja),
            en: format!("The formula cannot be read: {}.", reason.en),
        },
        help: say!(
            "かっこ {{ }} の対応と、\\frac{{上}}{{下}} のように中身の要る命令を確かめます。数式でなければ、$ の前に \\ を書きます。",
            "Check that each {{ has its }}, and commands that need something, as \\frac{{a}}{{b}} does. Where no formula is meant, write a \\ before the $."
        ),
    })
}

/// The formula as an element `math`. One that cannot be set is shown as it is written.
pub fn mathml(math: &Math) -> String {
    let set =
        || problem(&math.tex).is_none().then(|| with_room(&math.tex, || markup(math))).flatten().flatten();
    set().map_or_else(|| format!("<code>{}</code>", escaped(&math.tex)), |(markup, _)| markup)
}

/// The names of commands, in order.
fn commands(tex: &str) -> impl Iterator<Item = &str> {
    let starts = tex.match_indices('\\').map(|(at, _)| tex.get(at + 1..).unwrap_or_default());
    starts
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default())
        .filter(|name| !name.is_empty())
}

/// Why a formula cannot be read.
fn reason(error: &str) -> Said {
    let of = |part: &str| error.contains(part);
    if of("unbalanced group") {
        say!("かっこ {{ }} などの対応がありません。", "a bracket has no other half")
    } else if of("expected an argument") || of("expected a token") {
        say!("中身のない命令があります。", "a command has nothing to work on")
    } else if of("twice") {
        say!("^ や _ が1つの文字に2つ付いています。", "a sign has two ^ or two _")
    } else if of("alignment") || of("new line") {
        say!(
            "& と \\\\ は、行列などの中だけで使えます。",
            "& and \\\\ can stand only in a matrix and its like"
        )
    } else if of("environment") {
        say!("\\begin{{…}} の名前が違います。", "there is no surrounding \\begin{{…}} of this name")
    } else if of("delimiter") {
        say!(
            "\\left や \\right の後に、かっこがありません。",
            "\\left and \\right need a bracket behind them"
        )
    } else {
        say!("書き方に誤りがあります。", "it is not written correctly")
    }
}

/// How deeply groups in braces are nested at most; escaped ones count, which does no harm.
fn depth(tex: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for c in tex.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// Runs `work` on a formula. The parser calls itself for every command that is the argument of another, as in
/// `\sqrt\sqrt x`, and each call takes some ten kilobytes: a formula of many commands gets a stack for all of them.
fn with_room<T: Send>(tex: &str, work: impl FnOnce() -> T + Send) -> Option<T> {
    const FEW: usize = 20;
    if commands(tex).nth(FEW).is_none() {
        return Some(work());
    }
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(MAX_LENGTH * (16 << 10));
        builder.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

fn first_error(tex: &str) -> Option<String> {
    let storage = Storage::new();
    Parser::new(tex, &storage).find_map(|event| event.err()).map(|error| error.to_string())
}

/// The markup of a formula without errors, and how deeply it is nested.
fn markup(math: &Math) -> Option<(String, usize)> {
    let storage = Storage::new();
    let mode = if math.display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode: mode, ..RenderConfig::default() };
    let mut out = String::new();
    push_mathml(&mut out, Parser::new(&math.tex, &storage), config).ok()?;
    Some(cleaned(&out))
}

/// Whether a command is not known, whatever it stands before.
fn is_unknown(name: &str) -> bool {
    first_error(&format!("\\{name}")).is_some_and(|error| error.contains("unknown primitive"))
}

/// Elements of MathML that a formula may be made of.
const ELEMENTS: [&str; 24] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
];

/// Their attributes.
const ATTRIBUTES: [&str; 27] = [
    "accent",
    "accentunder",
    "class",
    "columnspan",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "intent",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// Markup of which only what is listed stays; any `<` that begins nothing of it is text.
/// Gives also how deeply elements are nested.
fn cleaned(markup: &str) -> (String, usize) {
    let (mut depth, mut most) = (0_usize, 0);
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let (text, tail) = rest.split_at(start);
        out += &plain(text);
        let (tag, length) = tag(tail);
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if tag.starts_with('<') && !tag.contains("</") {
            depth += 1;
            most = most.max(depth);
        }
        out += &tag;
        rest = tail.get(length..).unwrap_or_default();
    }
    out += &plain(rest);
    (out, most)
}

/// The tag at the start of `markup` as it may stand, and how long it was; a `<` that opens none.
fn tag(markup: &str) -> (String, usize) {
    let lone = || ("&lt;".to_owned(), 1);
    let closing = markup.starts_with("</");
    let name_start = if closing { 2 } else { 1 };
    let after = markup.get(name_start..).unwrap_or_default();
    let name = after.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let Some(end) = markup.find('>').filter(|_| !name.is_empty()) else { return lone() };
    if !ELEMENTS.contains(&name) {
        return (String::new(), end + 1);
    }
    if closing {
        return (format!("</{name}>"), end + 1);
    }
    let inside = markup.get(name_start + name.len()..end).unwrap_or_default();
    let mut out = format!("<{name}");
    for attribute in inside.trim_end_matches('/').split_inclusive("\" ").map(str::trim) {
        if let Some((key, value)) = attribute.split_once("=\"")
            && ATTRIBUTES.contains(&key)
        {
            let _ = write!(out, " {key}=\"{}\"", escaped(value.trim_end_matches('"')));
        }
    }
    out.push('>');
    if inside.ends_with('/') {
        let _ = write!(out, "</{name}>");
    }
    (out, end + 1)
}

/// Text between tags, whose references are kept.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let known = ["lt;", "gt;", "amp;", "quot;"].iter().any(|name| rest.starts_with(name));
                out += if known { "&" } else { "&amp;" };
            }
            '>' => out += "&gt;",
            _ => out.push(c),
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(tex: &str) -> String {
        mathml(&Math { tex: tex.to_owned(), display: false })
    }

    #[test]
    fn formulas_become_mathml() {
        assert_eq!(set("x^2"), "<math display=\"inline\"><msup><mi>x</mi><mn>2</mn></msup></math>");
        assert_eq!(set("a<b"), "<math display=\"inline\"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>");
        assert_eq!(set("\\text{<b>&\"}"), "<math display=\"inline\"><mtext>&lt;b&gt;&amp;\"</mtext></math>");
        assert!(set("a\\quad b").contains("<mspace width=\"1em\"></mspace>"), "{}", set("a\\quad b"));
        let display = mathml(&Math { tex: "\\frac{a}{b}".to_owned(), display: true });
        assert!(display.starts_with("<math display=\"block\"><mfrac>"), "{display}");
    }

    #[test]
    fn what_cannot_be_set_is_told_and_shown_as_written() {
        for tex in [
            "\\frac{a",
            "\\nothing",
            "\\def\\a{\\a\\a}\\a",
            "\\color{red}x",
            "a & b",
            "\\begin{matrix}",
            &"{".repeat(5000),
            &format!("{}x{}", "{".repeat(500), "}".repeat(500)),
            &"\\sqrt".repeat(500),
            &"x^".repeat(300),
        ] {
            assert!(problem(tex).is_some(), "{}", tex.chars().take(40).collect::<String>());
            assert!(set(tex).starts_with("<code>"));
        }
        assert!(problem("\\nothing x").is_some_and(|problem| problem.message.en.contains("\\nothing")));
    }

    #[test]
    fn nothing_but_what_is_listed_comes_out() {
        assert_eq!(
            cleaned(
                "<math style=\"x\" display=\"block\"><script>1</script><mo><</mo><mi onclick=\"x\" class=\"a b\">&y</mi></math>"
            ).0,
            "<math display=\"block\">1<mo>&lt;</mo><mi class=\"a b\">&amp;y</mi></math>"
        );
    }
}
