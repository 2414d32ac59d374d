//! Directives to blocks: names, labels, attributes and children against what the theme declares.

use std::collections::BTreeSet;

use super::attributes::lacks;
use super::declaration::{BlockDeclaration, Body, LabelUse};
use super::opening::Opening;
use super::resolve::{Resolver, Setting};
use super::{Custom, Inline, StyledBlock, StyledChild};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::{Place, SourcePath};
use crate::syntax::fields::nearest;
use crate::syntax::tree::{self, Attribute, Directive};

/// Directives of the engine, which are no blocks of a theme.
pub const ENGINE: [&str; 3] = ["quiz", "exam", "certificate"];

impl Resolver<'_> {
    /// Resolves a directive written in `path`.
    pub(super) fn directive(&mut self, directive: &Directive, path: &SourcePath) -> Custom {
        match self.index.blocks().get(&directive.name.text) {
            Some(declaration) => self.styled(directive, declaration, path),
            None => match directive.name.text.as_str() {
                "quiz" => self.quiz(directive, false, path),
                "exam" => self.quiz(directive, true, path),
                "certificate" => self.certificate(directive, path),
                _ => self.unknown_block(directive, path),
            },
        }
    }

    fn unknown_block(&mut self, directive: &Directive, path: &SourcePath) -> Custom {
        let name = &directive.name.text;
        let place = Place::new(path, directive.name.span);
        let parents: Vec<&str> = self
            .index
            .blocks()
            .values()
            .filter(|block| block.children.contains_key(name))
            .map(|block| block.name.as_str())
            .collect();
        if !parents.is_empty() {
            let around = Opening::of(directive).colons(4).named(parents.first().unwrap_or(&"")).label(None);
            let inner = Opening::of(directive).colons(3).around("…");
            return self.problem(
                Diagnostic::new(
                    Code::BlockPlace,
                    place,
                    Said {
                        ja: format!("「{name}」は {} の中にだけ書けます。", parents.join("・")),
                        en: format!("\"{name}\" can stand only inside {}.", parents.join(" or ")),
                    },
                )
                .help(say!(
                    "外側のブロックで囲みます。外側のコロンは、中のものより多くします。",
                    "Put the outer block around it, with more colons than the inner one."
                ))
                .correct(around.without_attributes().around(&inner)),
            );
        }
        let diagnostic = Diagnostic::new(
            Code::UnknownBlock,
            place,
            say!("「{name}」というブロックはありません。", "There is no block \"{name}\"."),
        );
        let known = self.index.blocks().keys().map(String::as_str).chain(ENGINE);
        let diagnostic = match nearest(name, known.clone()) {
            Some(near) => diagnostic
                .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                .correct(Opening::of(directive).named(near).to_string()),
            None => {
                let known = known.collect::<Vec<_>>().join(" ");
                diagnostic.help(say!("使えるブロック: {known}", "Blocks that exist: {known}"))
            }
        };
        self.problem(diagnostic)
    }

    fn styled(&mut self, directive: &Directive, declaration: &BlockDeclaration, path: &SourcePath) -> Custom {
        let label = self.label(directive, declaration.label, path);
        let label = label.or_else(|| {
            Some(vec![Inline::Text(declaration.default_label(self.index.language())?.to_owned())])
        });
        let attributes = self.attributes(directive, &declaration.attributes, path);
        let (mut body, mut children) = (Vec::new(), Vec::new());
        if !declaration.children.is_empty() {
            children = self.children(directive, declaration, path);
        } else {
            self.check_body(directive, declaration.body, path);
            if declaration.body != Body::None {
                body = self.blocks(&directive.body, path);
            }
        }
        let (id, classes) = self.anchor_and_classes(directive);
        // What a view needs and has not got was reported above; the view is not asked to do without it. An
        // alternative text may be missing where the picture is mere decoration.
        let child_lacks = |child: &StyledChild| {
            declaration
                .children
                .get(&child.name)
                .is_some_and(|declared| lacks(&child.attributes, &declared.attributes))
        };
        if lacks(&attributes, &declaration.attributes) || children.iter().any(child_lacks) {
            let name = &declaration.name;
            let shown = say!(
                "「{name}」は、書き方に誤りがあるため表示できません。",
                "\"{name}\" cannot be shown, because it is not written correctly."
            );
            return Custom::Problem(shown.get(self.index.language()).to_owned());
        }
        self.uses.blocks.insert(declaration.name.clone());
        Custom::Styled(StyledBlock {
            name: declaration.name.clone(),
            id,
            classes,
            label,
            attributes,
            body,
            children,
            span: directive.span,
        })
    }

    /// Says what does not fit where a block takes a list only, or nothing.
    pub(super) fn check_body(&mut self, directive: &Directive, body: Body, path: &SourcePath) {
        let name = &directive.name.text;
        let place = Place::new(path, directive.span);
        let diagnostic = match body {
            Body::Blocks if directive.container => return,
            Body::List if matches!(directive.body.as_slice(), [tree::Block::List { .. }]) => return,
            Body::None if directive.body.is_empty() => return,
            Body::Blocks => Diagnostic::new(
                Code::BlockPlace,
                place,
                say!("「{name}」には中身が要ります。", "\"{name}\" needs content."),
            )
            .help(say!(
                "コロンを3つにして :::{name} で始め、中身のあとの行に ::: を書きます。",
                "Start it with three colons, :::{name}, and end it with ::: on a line of its own."
            ))
            .correct(Opening::of(directive).colons(3).around("…")),
            Body::List => Diagnostic::new(
                Code::BlockPlace,
                place,
                say!("「{name}」の中身は、箇条書き1つだけです。", "\"{name}\" holds exactly one list."),
            )
            .help(say!(
                "「1. 」か「- 」で始まる行を並べ、ほかの文は外に出します。",
                "Write lines that start with \"1. \" or \"- \", and move other text out of the block."
            ))
            .correct(Opening::of(directive).colons(3).around("1. …\n2. …")),
            Body::None => Diagnostic::new(
                Code::BlockPlace,
                place,
                say!("「{name}」に中身は書けません。", "\"{name}\" holds no content."),
            )
            .help(say!(
                "コロン2つで ::{name} と1行で書きます。",
                "Write it on one line with two colons: ::{name}."
            ))
            .correct(Opening::of(directive).colons(2).to_string()),
        };
        self.diagnostics.push(diagnostic);
    }

    fn children(
        &mut self,
        directive: &Directive,
        declaration: &BlockDeclaration,
        path: &SourcePath,
    ) -> Vec<StyledChild> {
        let parent = &declaration.name;
        let names = declaration.children.keys().map(String::as_str).collect::<Vec<_>>().join(" ");
        let mut children = Vec::new();
        let mut foreign = false;
        for block in &directive.body {
            let tree::Block::Directive(child) = block else {
                foreign = true;
                continue;
            };
            let Some(declared) = declaration.children.get(&child.name.text) else {
                let place = Place::new(path, child.name.span);
                let message = say!(
                    "「{parent}」の中に「{}」は書けません。",
                    "\"{parent}\" cannot hold \"{}\".",
                    child.name.text
                );
                let help = say!("中に書けるのは {names} です。", "It holds: {names}.");
                self.diagnostics.push(Diagnostic::new(Code::BlockPlace, place, message).help(help));
                continue;
            };
            let id = self.anchor_only(child);
            children.push(StyledChild {
                name: child.name.text.clone(),
                id,
                label: self.label(child, declared.label, path),
                attributes: self.attributes(child, &declared.attributes, path),
                body: self.blocks(&child.body, path),
            });
        }
        if foreign || directive.body.is_empty() {
            let place = Place::new(path, directive.span);
            let example = declaration.children.iter().next().map(|(name, child)| match child.label {
                LabelUse::Required => format!("{name}[…]"),
                _ => name.clone(),
            });
            let example = example.unwrap_or_default();
            let message = say!(
                "「{parent}」の中には {names} だけを並べます。",
                "\"{parent}\" consists of {names} only."
            );
            self.diagnostics.push(
                Diagnostic::new(Code::BlockPlace, place, message)
                    .help(say!(
                        "文は、:::{example} と ::: の間に入れます。外側のコロンは、中のものより多くします。",
                        "Put text between :::{example} and :::, and give the outer block more colons than the inner one."
                    ))
                    .correct(Opening::of(directive).colons(4).around(&format!(":::{example}\n…\n:::"))),
            );
        }
        children
    }

    /// The anchor and the classes that the author gave a block.
    pub(super) fn anchor_and_classes(&mut self, directive: &Directive) -> (Option<String>, Vec<String>) {
        self.repeated(directive);
        let mut id = None;
        let mut classes = Vec::new();
        for attribute in &directive.attributes {
            match attribute.key.text.as_str() {
                "id" if id.is_none() => id = self.anchor_name(directive, attribute),
                "class" => {
                    // `class="a b"` is two.
                    for class in attribute.value.text.split_whitespace() {
                        classes.extend(self.class(class, &attribute.value.whole()));
                    }
                }
                _ => {}
            }
        }
        (id, classes)
    }

    /// The anchor of what has no classes.
    pub(super) fn anchor_only(&mut self, directive: &Directive) -> Option<String> {
        let (id, _) = self.anchor_and_classes(directive);
        if let Some(class) = directive.attributes.iter().find(|attribute| attribute.key.text == "class") {
            let name = &directive.name.text;
            self.diagnostics.push(
                Diagnostic::new(
                    Code::NoEffect,
                    class.value.whole(),
                    say!(
                        "「{name}」に付けたクラスは、はたらきません。",
                        "A class has no effect on \"{name}\"."
                    ),
                )
                .correct(Opening::of(directive).without("class").to_string()),
            );
        }
        id
    }

    /// Reports what is written twice: of the two, no one could say which holds.
    fn repeated(&mut self, directive: &Directive) {
        let mut seen = BTreeSet::new();
        for attribute in &directive.attributes {
            let key = attribute.key.text.as_str();
            if key == "class" || seen.insert(key) {
                continue;
            }
            let message = match key {
                "id" => say!(
                    "1つのブロックに、リンクの行き先の名前（#…）は1つだけ付けられます。",
                    "A block has one name (#…) for links."
                ),
                _ => say!("属性「{key}」が2回書かれています。", "The attribute \"{key}\" is written twice."),
            };
            let place = attribute.value.whole();
            self.diagnostics.push(
                Diagnostic::new(Code::BlockAttribute, place, message)
                    .help(say!("どちらか一方を消します。", "Remove one of the two."))
                    .correct(Opening::of(directive).once(key).to_string()),
            );
        }
    }

    /// The anchor of a block. Only the body of a page has anchors, which were named before it is resolved.
    fn anchor_name(&mut self, directive: &Directive, id: &Attribute) -> Option<String> {
        if self.setting == Setting::Page && tree::is_safe_name(&id.value.text) {
            return Some(id.value.text.clone());
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::BlockAttribute,
                id.value.whole(),
                say!(
                    "リンクの行き先の名前（#…）は、レッスンの本文のブロックだけに付けられます。",
                    "Only blocks in the text of a lesson can have a name (#…) for links."
                ),
            )
            .correct(Opening::of(directive).without("id").to_string()),
        );
        None
    }

    fn label(&mut self, directive: &Directive, declared: LabelUse, path: &SourcePath) -> Option<Vec<Inline>> {
        let name = &directive.name.text;
        match (&directive.label, declared) {
            (Some(label), LabelUse::None) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::BlockAttribute,
                        label.whole(),
                        say!("「{name}」にラベル [ ] は書けません。", "\"{name}\" has no label."),
                    )
                    .correct(Opening::of(directive).label(None).to_string()),
                );
                None
            }
            (Some(label), _) => Some(self.line(label)),
            (None, LabelUse::Required) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::BlockAttribute,
                        Place::new(path, directive.span),
                        say!("「{name}」にはラベル [ ] が要ります。", "\"{name}\" needs a label."),
                    )
                    .correct(Opening::of(directive).label(Some("…")).to_string()),
                );
                None
            }
            (None, _) => None,
        }
    }
}
