//! Anchors: the names by which a page's sections and blocks can be linked to.
//!
//! A heading without `{#id}` is named after its text, in the characters it is written in; a second heading of
//! the same text gets a number. Ids that an author writes must be unique on their page.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Place, SourcePath, Span};
use crate::syntax::tree::{Block, Document, Inline, Name, Written, walk, walk_mut};

/// Names every heading, and gives all anchors of the page.
pub(super) fn assign(
    document: &mut Document<Written>,
    path: &SourcePath,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let mut taken: BTreeMap<String, Span> = BTreeMap::new();
    for name in written(document) {
        if let Some(first) = taken.get(&name.text) {
            diagnostics.push(
                Diagnostic::new(
                    Code::Duplicate,
                    Place::new(path, name.span),
                    say!(
                        "「#{}」がこのページに2つあります。",
                        "\"#{}\" stands twice on this page.",
                        name.text
                    ),
                )
                .help(say!(
                    "リンクの行き先が決まるよう、どちらかの名前を変えます。",
                    "Change one of them, so that links know where to lead."
                ))
                .related(Place::new(path, *first), say!("1つめはここです。", "The first one is here.")),
            );
        } else {
            check_name(&name, path, diagnostics);
            taken.insert(name.text, name.span);
        }
    }
    walk_mut(&mut document.body, &mut |block| {
        let Block::Heading(heading) = block else { return };
        if !heading.id.is_empty() {
            return;
        }
        let base = slug(&text_of(&heading.content));
        let mut id = base.clone();
        let mut number = 1;
        while taken.contains_key(&id) {
            number += 1;
            id = format!("{base}-{number}");
        }
        taken.insert(id.clone(), heading.span);
        heading.id = id;
    });
    taken.into_keys().collect()
}

/// Ids hold letters, digits, `-` and `_`, and do not begin with `_`: such names are the tool's own.
fn check_name(name: &Name, path: &SourcePath, diagnostics: &mut Diagnostics) {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if !name.text.is_empty() && name.text.chars().all(fits) && !name.text.starts_with('_') {
        return;
    }
    let right: String = name.text.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    diagnostics.push(
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
        .correct(format!("{{#{}}}", right.trim_matches(['-', '_']))),
    );
}

/// The ids that the author wrote, on headings and on blocks, in order.
fn written(document: &Document<Written>) -> Vec<Name> {
    let mut names = Vec::new();
    walk(&document.body, &mut |block| match block {
        Block::Heading(heading) if !heading.id.is_empty() => {
            names.push(Name { text: heading.id.clone(), span: heading.span });
        }
        Block::Directive(directive) => {
            let ids = directive.attributes.iter().filter(|attribute| attribute.key.text == "id");
            names.extend(ids.map(|attribute| Name {
                text: attribute.value.text.clone(),
                span: attribute.value.whole().span,
            }));
        }
        _ => {}
    });
    names
}

/// A text as an anchor: letters and digits of any script in lower case, everything else as single hyphens.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            slug.extend(c.to_lowercase());
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
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Link(_, inner) => {
                out.push_str(&text_of(inner));
            }
            Inline::Image(image) => out.push_str(&image.alt),
            Inline::Ruby(pairs) => pairs.iter().for_each(|pair| out.push_str(&pair.base)),
            Inline::Term(term) => out.push_str(&term.shown),
            Inline::Value(name) => out.push_str(&name.text),
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
    }
}
