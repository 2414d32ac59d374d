//! Anchors: the names by which a page's sections and blocks can be linked to.
//!
//! A heading without `{#id}` is named after its text, in the characters it is written in; a second heading of
//! the same text gets a number. Ids that an author writes must be unique on their page. Only the body of a page
//! has anchors: where texts of data and footnotes are resolved, their names are refused.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Place, SourcePath, Span};
use crate::syntax::tree::{Block, Document, Inline, Name, Written, is_safe_name, walk_mut};

/// Names every heading, and gives all anchors of the page. Names that cannot stand on the page are reported
/// and taken away.
pub(super) fn assign(
    document: &mut Document<Written>,
    path: &SourcePath,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let mut taken: BTreeMap<String, Span> = BTreeMap::new();
    walk_mut(&mut document.body, &mut |block| match block {
        Block::Heading(heading) if !heading.id.is_empty() => {
            let name = Name { text: heading.id.clone(), span: heading.span };
            if !claim(name, path, &mut taken, diagnostics) {
                heading.id.clear();
            }
        }
        Block::Directive(directive) => {
            let mut seen = false;
            directive.attributes.retain(|attribute| {
                // A second name of the same block is reported where attributes are.
                if attribute.key.text != "id" || std::mem::replace(&mut seen, true) {
                    return true;
                }
                let span = attribute.value.whole().span;
                claim(Name { text: attribute.value.text.clone(), span }, path, &mut taken, diagnostics)
            });
        }
        _ => {}
    });
    // The number that is tried next for a text, so that many headings of the same text take no more than
    // linear time.
    let mut next: HashMap<String, usize> = HashMap::new();
    walk_mut(&mut document.body, &mut |block| {
        let Block::Heading(heading) = block else { return };
        if !heading.id.is_empty() {
            return;
        }
        let base = slug(&text_of(&heading.content));
        let number = next.entry(base.clone()).or_insert(1);
        let mut id = if *number == 1 { base.clone() } else { format!("{base}-{number}") };
        while taken.contains_key(&id) {
            *number += 1;
            id = format!("{base}-{number}");
        }
        *number += 1;
        taken.insert(id.clone(), heading.span);
        heading.id = id;
    });
    taken.into_keys().collect()
}

/// Takes a name that an author wrote. `false` where it cannot be used, which is reported.
fn claim(
    name: Name,
    path: &SourcePath,
    taken: &mut BTreeMap<String, Span>,
    diagnostics: &mut Diagnostics,
) -> bool {
    if !is_safe_name(&name.text) {
        diagnostics.push(bad_name(&name, path));
        return false;
    }
    if let Some(first) = taken.get(&name.text) {
        diagnostics.push(
            Diagnostic::new(
                Code::Duplicate,
                Place::new(path, name.span),
                say!("「#{}」がこのページに2つあります。", "\"#{}\" stands twice on this page.", name.text),
            )
            .help(say!(
                "リンクの行き先が決まるよう、どちらかの名前を変えます。",
                "Change one of them, so that links know where to lead."
            ))
            .related(Place::new(path, *first), say!("1つめはここです。", "The first one is here.")),
        );
        return false;
    }
    taken.insert(name.text, name.span);
    true
}

fn bad_name(name: &Name, path: &SourcePath) -> Diagnostic {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let right: String = name.text.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    Diagnostic::new(
        Code::BadName,
        Place::new(path, name.span),
        say!(
            "「#{}」は、リンクの行き先の名前に使えません。",
            "\"#{}\" cannot be used as the name of a place.",
            name.text
        ),
    )
    .help(say!(
        "文字と数字と - と _ を使います。初めの文字に _ は使えません。",
        "Use letters, digits, - and _; the first may not be _."
    ))
    .instead(&name.text, right.trim_matches(['-', '_']))
}

/// A text as an anchor: letters and digits of any script in lower case, everything else as single hyphens.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            // `İ` in lower case is a letter and a mark, which no name holds.
            slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric() || *c == '_'));
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    // Names that begin with `_` are the tool's own.
    let slug = slug.trim_matches(['-', '_']);
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

/// The words of a heading as typed; a value counts with its name.
pub(super) fn text_of(inlines: &[Inline<Written>]) -> String {
    text_with(inlines, &BTreeMap::new())
}

/// The words of running text, with its values filled in where they are known.
pub(super) fn text_with(inlines: &[Inline<Written>], values: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Superscript(text) | Inline::Subscript(text) => {
                out.push_str(text)
            }
            Inline::Math(math) => out.push_str(&math.tex),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Link(_, inner) => {
                out.push_str(&text_with(inner, values));
            }
            Inline::Image(image) => out.push_str(&image.alt),
            Inline::Ruby(pairs) => pairs.iter().for_each(|pair| out.push_str(&pair.base)),
            Inline::Term(term) => out.push_str(&term.shown),
            Inline::Value(name) => out.push_str(values.get(&name.text).unwrap_or(&name.text)),
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
            Inline::Citation(_) | Inline::Footnote(_) | Inline::Html(_) => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_keep_the_script_of_the_heading() {
        assert_eq!(slug("病院には、どんな義務がありますか"), "病院には-どんな義務がありますか");
        assert_eq!(slug("What now?"), "what-now");
        assert_eq!(slug("！？"), "section");
        assert!(is_safe_name(&slug("İİ")));
    }

    #[test]
    fn headings_of_one_text_are_numbered() {
        let text = "## a\n\n".repeat(2_000);
        let path = SourcePath::known("a.md");
        let mut document =
            crate::syntax::markdown::parse(&crate::source::Excerpt::verbatim(&path, &text, 0)).value;
        let anchors = assign(&mut document, &path, &mut Diagnostics::default());
        assert_eq!(anchors.len(), 2_000);
        assert!(anchors.contains(&"a-2000".to_owned()));
    }

    #[test]
    fn numbers_pass_over_names_that_are_taken() {
        let text = "## a {#a-2}\n\n## a\n\n## a\n\n## a-3\n";
        let path = SourcePath::known("a.md");
        let mut document =
            crate::syntax::markdown::parse(&crate::source::Excerpt::verbatim(&path, text, 0)).value;
        let anchors = assign(&mut document, &path, &mut Diagnostics::default());
        assert_eq!(anchors, ["a", "a-2", "a-3", "a-3-2"]);
    }
}
