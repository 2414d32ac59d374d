//! Includes: `{{#include path[:lines|:anchor]}}` in lessons, as mdBook writes them.
//!
//! The text of the file takes the place of the line before anything is parsed, so it may be anything: a paragraph,
//! the rows of a table, the lines of a code block. Only files of the project are read, all of which are in the
//! [`Sources`] already. What is wrong with the text that was included is told at the line that includes it, with
//! the name of the file.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::memo::Key;
use crate::say;
use crate::source::{Excerpt, Hash128, Place, SourcePath, Sources, Span, relative};
use crate::syntax::fields::nearest;
use crate::syntax::front_matter;
use crate::syntax::markdown;

/// A file may include others, which include others, so many times.
const MAX_DEPTH: usize = 8;
const OPEN: &str = "{{#include";

/// The files that a lesson includes, each with the line that does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Included(Vec<(Span, SourcePath)>);

impl Included {
    /// Adds to what is said of included text which file it is in.
    pub(super) fn tell(&self, lesson: &SourcePath, diagnostics: Diagnostics) -> Diagnostics {
        let mut told = Diagnostics::default();
        told.extend(diagnostics.into_iter().map(|diagnostic| {
            let file = diagnostic.place.as_ref().filter(|place| place.path == *lesson).and_then(|place| {
                let at = place.span.range().start;
                self.0.iter().find(|(span, _)| span.range().contains(&at)).map(|(_, file)| file)
            });
            match file.filter(|_| diagnostic.code != Code::Include) {
                Some(file) => {
                    let mut diagnostic = diagnostic.related(
                        Place::file(file),
                        say!("取りこんだ、このファイルの中です。", "It is in this file, which is included."),
                    );
                    // The line that should be corrected is not the one that stands here.
                    diagnostic.replacement = None;
                    diagnostic
                }
                None => diagnostic,
            }
        }));
        told
    }
}

/// `body`, the text of a lesson, with what it includes.
pub(super) fn expand(
    body: &Excerpt,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> (Excerpt, Included) {
    if !body.text.contains(OPEN) {
        return (body.clone(), Included::default());
    }
    let mut reader = Reader { sources, way: vec![body.path.clone()], left: markdown::MAX_BYTES, diagnostics };
    let mut included = Vec::new();
    let mut out = Excerpt::empty(&body.path);
    let mut done = 0;
    for found in directives(&body.text) {
        out.push_slice(body, done..found.start);
        let place = body.place(found.start..found.end);
        let text = reader.read(found.argument, &body.path, &place);
        // Of what is missing, enough was said.
        if let Some((file, text)) = text {
            included.push((place.span, file));
            out.push_for(&text, place.span.range());
        }
        done = found.end;
    }
    out.push_slice(body, done..body.text.len());
    (out, Included(included))
}

/// A hash of all that [`expand`] takes from other files for the page `text` at `path`; `None` where it asks for none.
pub(super) fn mark(path: &SourcePath, text: &str, sources: &Sources) -> Option<Hash128> {
    text.contains(OPEN).then(|| {
        let mut diagnostics = Diagnostics::default();
        let (expanded, _) = expand(&Excerpt::verbatim(path, text, 0), sources, &mut diagnostics);
        Key::default().with(&expanded.text).shown(&diagnostics).done()
    })
}

struct Directive<'t> {
    start: usize,
    end: usize,
    /// What stands behind the word.
    argument: &'t str,
}

/// Every `{{#include …}}` that is neither escaped nor shown as code in a line.
fn directives(text: &str) -> impl Iterator<Item = Directive<'_>> {
    text.match_indices(OPEN).filter_map(|(start, _)| {
        let rest = text.get(start + OPEN.len()..)?;
        let length =
            rest.find("}}").filter(|end| !rest.get(..*end).is_some_and(|inner| inner.contains('\n')))?;
        let argument = rest.get(..length)?;
        let before = text.get(..start)?;
        let shown = before.ends_with(['\\', '`']) || !argument.starts_with([' ', '\t']);
        (!shown).then_some(Directive {
            start,
            end: start + OPEN.len() + length + 2,
            argument: argument.trim(),
        })
    })
}

struct Reader<'a> {
    sources: &'a Sources,
    /// The files that are being read, the lesson first.
    way: Vec<SourcePath>,
    /// How many more bytes may be included.
    left: usize,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// The file that `argument`, which is written in `from`, names, and what is to be included of it.
    fn read(&mut self, argument: &str, from: &SourcePath, place: &Place) -> Option<(SourcePath, String)> {
        let (name, part) =
            argument.split_once(':').map_or((argument, None), |(name, part)| (name, Some(part)));
        let Some(file) = from.resolve(name.trim()) else {
            self.report(
                place,
                say!(
                    "「{name}」はコースのフォルダーの外を指しています。",
                    "\"{name}\" leads out of the course's folder."
                ),
                say!(
                    "コースのフォルダーの中のファイルだけを取りこめます。",
                    "Only files in the course's folder can be included."
                ),
            );
            return None;
        };
        let Some(whole) = self.sources.text(file.as_str()) else {
            let known: Vec<String> =
                self.sources.paths().map(|path| relative(from.as_str(), path.as_str())).collect();
            let help = match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => say!("「{near}」のことですか。", "Did you mean \"{near}\"?"),
                None => say!(
                    "ファイル名と、このファイルから見たフォルダーの位置を確かめます。文字のファイルだけを取りこめます。",
                    "Check the file's name and where it lies, seen from this file. Only files of text can be included."
                ),
            };
            self.report(
                place,
                say!("取りこむ「{name}」が見つかりません。", "There is no \"{name}\" to include."),
                help,
            );
            return None;
        };
        if self.way.contains(&file) {
            self.report(
                place,
                say!(
                    "「{name}」は自分自身を取りこむことになり、終わりがありません。",
                    "\"{name}\" would include itself without end."
                ),
                say!("この行を消します。", "Delete this line."),
            );
            return None;
        }
        if self.way.len() > MAX_DEPTH {
            self.report(
                place,
                say!(
                    "取りこみの入れ子が深すぎます（上限は {MAX_DEPTH}）。",
                    "Includes are nested too deeply: {MAX_DEPTH} is the limit."
                ),
                say!("ファイルをまとめます。", "Put files together."),
            );
            return None;
        }
        let excerpt = Excerpt::verbatim(&file, whole, 0);
        // The settings of a lesson are its own. What is wrong with them is told where it is a lesson.
        let excerpt = if file.extension() == "md" { front_matter::split(&excerpt).value.1 } else { excerpt };
        let Some(chosen) = chosen(&excerpt, part) else {
            let part = part.unwrap_or_default();
            self.report(
                place,
                say!("「{name}」に「{part}」がありません。", "There is no \"{part}\" in {name}."),
                say!(
                    "行の番号（2:5）か、ファイルの中に ANCHOR: と書いた名前を書きます。",
                    "Write the numbers of lines (2:5), or a name that stands behind ANCHOR: in the file."
                ),
            );
            return None;
        };
        self.way.push(file.clone());
        let text = self.nested(&chosen);
        self.way.pop();
        if text.len() > self.left {
            self.left = 0;
            self.report(
                place,
                say!("取りこんだ文章が大きすぎます。", "What is included is too large."),
                say!("レッスンを分けます。", "Make several lessons of it."),
            );
            return None;
        }
        self.left -= text.len();
        Some((file, text))
    }

    /// The text with what it includes itself.
    fn nested(&mut self, excerpt: &Excerpt) -> String {
        let mut out = String::new();
        let mut done = 0;
        for found in directives(&excerpt.text) {
            out += excerpt.text.get(done..found.start).unwrap_or_default();
            let place = excerpt.place(found.start..found.end);
            if let Some((_, text)) = self.read(found.argument, &excerpt.path, &place) {
                out += &text;
            }
            done = found.end;
        }
        out += excerpt.text.get(done..).unwrap_or_default();
        out
    }

    fn report(&mut self, place: &Place, message: crate::diagnostics::Said, help: crate::diagnostics::Said) {
        self.diagnostics.push(Diagnostic::new(Code::Include, place.clone(), message).help(help));
    }
}

/// The lines that `part` names (`2`, `2:5`, `2:`, `:5`, a name), all where it names none; without those that give
/// names. `None` where there is no such part.
fn chosen(excerpt: &Excerpt, part: Option<&str>) -> Option<Excerpt> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in excerpt.text.split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let number = |written: &str| written.trim().parse::<usize>().ok().filter(|number| *number > 0);
    let range = match part.map(str::trim) {
        None => 0..lines.len(),
        Some(part) => match part.split_once(':') {
            Some((first, last)) => {
                let first = if first.trim().is_empty() { 1 } else { number(first)? };
                let last = if last.trim().is_empty() { lines.len() } else { number(last)?.min(lines.len()) };
                first - 1..last
            }
            None => match number(part) {
                Some(line) => line - 1..line,
                None => {
                    let named = |line: &str, word: &str| name_behind(line, word) == Some(part);
                    let start = lines.iter().position(|(_, line)| named(line, "ANCHOR:"))?;
                    let rest = lines.get(start + 1..)?;
                    let length = rest.iter().position(|(_, line)| named(line, "ANCHOR_END:"));
                    start + 1..start + 1 + length.unwrap_or(rest.len())
                }
            },
        },
    };
    let mut out = Excerpt::empty(&excerpt.path);
    for (start, line) in lines.get(range).filter(|lines| !lines.is_empty())? {
        if name_behind(line, "ANCHOR:").is_none() && name_behind(line, "ANCHOR_END:").is_none() {
            out.push_slice(excerpt, *start..start + line.len());
        }
    }
    // The line that includes it ends by itself.
    let length = out.text.trim_end_matches('\n').len();
    Some(out.slice(0..length))
}

/// The name behind `word` in a line that gives one.
fn name_behind<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let (before, rest) = line.split_once(word)?;
    let whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    rest.split_whitespace().next().filter(|_| whole).map(|name| name.trim_end_matches("-->"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, part: Option<&str>) -> Option<String> {
        chosen(&Excerpt::verbatim(&SourcePath::known("a.md"), text, 0), part).map(|chosen| chosen.text)
    }

    #[test]
    fn lines_and_names_choose_a_part() {
        let text = "1\n<!-- ANCHOR: a -->\n3\n<!-- ANCHOR_END: a -->\n5\n";
        assert_eq!(part(text, None).as_deref(), Some("1\n3\n5"));
        assert_eq!(part(text, Some("a")).as_deref(), Some("3"));
        assert_eq!(part(text, Some("3:5")).as_deref(), Some("3\n5"));
        assert_eq!(part(text, Some(":1")).as_deref(), Some("1"));
        assert_eq!(part(text, Some("5:")).as_deref(), Some("5"));
        for missing in ["b", "9", "0", "9:", "x:y"] {
            assert_eq!(part(text, Some(missing)), None, "{missing}");
        }
    }

    #[test]
    fn code_in_a_line_and_escaped_ones_are_shown() {
        let count = |text| directives(text).count();
        assert_eq!(count("{{#include a.md}} `{{#include b.md}}` \\{{#include c.md}} {{#included}}"), 1);
    }
}
