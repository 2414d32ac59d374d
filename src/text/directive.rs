//! Directives to blocks: names, labels, attributes and children against what the theme declares.

use std::collections::BTreeMap;

use super::declaration::{AttributeDeclaration, AttributeKind, BlockDeclaration, Body, LabelUse};
use super::opening::Opening;
use super::resolve::{Resolver, Setting, relative};
use super::{AttributeValue, Custom, Inline, MediaFile, StyledBlock, StyledChild, Target};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::{Place, SourcePath};
use crate::syntax::date::Date;
use crate::syntax::fields::{self, Kind, nearest};
use crate::syntax::tree::{self, Attribute, Directive, Name};

/// Directives of the engine, which are no blocks of a theme.
const ENGINE: [&str; 1] = ["quiz"];

/// Attributes that every block may have: its anchor and its classes.
const COMMON: [&str; 2] = ["id", "class"];

type Attributes = BTreeMap<String, Option<AttributeValue>>;

impl Resolver<'_> {
    /// Resolves a directive written in `path`.
    pub(super) fn directive(&mut self, directive: &Directive, path: &SourcePath) -> Custom {
        let index = self.index;
        match index.blocks.get(&directive.name.text) {
            Some(declaration) => Custom::Styled(self.styled(directive, declaration, path)),
            None if directive.name.text == "quiz" => self.quiz(directive, path),
            None => self.unknown_block(directive, path),
        }
    }

    fn unknown_block(&mut self, directive: &Directive, path: &SourcePath) -> Custom {
        let name = &directive.name.text;
        let place = Place::new(path, directive.name.span);
        let parents: Vec<&str> = self
            .index
            .blocks
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
        let known = self.index.blocks.keys().map(String::as_str).chain(ENGINE);
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

    fn styled(
        &mut self,
        directive: &Directive,
        declaration: &BlockDeclaration,
        path: &SourcePath,
    ) -> StyledBlock {
        self.uses.blocks.insert(declaration.name.clone());
        let label = self.label(directive, declaration.label, path);
        let label = label
            .or_else(|| Some(vec![Inline::Text(declaration.default_label(self.index.language)?.to_owned())]));
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
        let (id, classes) = anchor_and_classes(directive);
        StyledBlock {
            name: declaration.name.clone(),
            id,
            classes,
            label,
            attributes,
            body,
            children,
            span: directive.span,
        }
    }

    /// Says what does not fit where a block takes a list only, or nothing.
    fn check_body(&mut self, directive: &Directive, body: Body, path: &SourcePath) {
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
            let (id, _) = anchor_and_classes(child);
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

    fn attributes(
        &mut self,
        directive: &Directive,
        declared: &BTreeMap<String, AttributeDeclaration>,
        path: &SourcePath,
    ) -> Attributes {
        let name = &directive.name.text;
        let mut values: Attributes = declared.keys().map(|key| (key.clone(), None)).collect();
        // An attribute that was only mistyped is not missing as well.
        let mut mistyped = Vec::new();
        for attribute in &directive.attributes {
            let key = attribute.key.text.as_str();
            if COMMON.contains(&key) {
                continue;
            }
            let Some(declaration) = declared.get(key) else {
                let known = declared.keys().map(String::as_str);
                let free = known.clone().filter(|known| !directive.has(known));
                let near = nearest(key, free);
                mistyped.extend(near);
                let place = Place::new(path, attribute.key.span);
                let message =
                    say!("「{name}」に属性「{key}」はありません。", "\"{name}\" has no attribute \"{key}\".");
                let diagnostic = Diagnostic::new(Code::BlockAttribute, place, message);
                let known = known.collect::<Vec<_>>().join(" ");
                self.diagnostics.push(match near {
                    Some(near) => diagnostic
                        .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                        .correct(Opening::of(directive).renamed(key, near).to_string()),
                    None if known.is_empty() => diagnostic
                        .help(say!("このブロックに属性はありません。", "This block has no attributes."))
                        .correct(Opening::of(directive).without(key).to_string()),
                    None => diagnostic.help(say!("使える属性: {known}", "Attributes that exist: {known}")),
                });
                continue;
            };
            if let Some(slot) = values.get_mut(key) {
                *slot = self.attribute(attribute, declaration, directive);
            }
        }
        for (key, declaration) in declared {
            if declaration.required && !directive.has(key) && !mistyped.contains(&key.as_str()) {
                let place = Place::new(path, directive.span);
                // `alt` is what a picture without words lacks; it has a code of its own, as in running text.
                if key == "alt" {
                    if !is_decorative(&values, directive) {
                        self.diagnostics.push(missing_alt(place, directive));
                    }
                    continue;
                }
                let message =
                    say!("「{name}」には属性 {key} が要ります。", "\"{name}\" needs the attribute {key}.");
                self.diagnostics.push(
                    Diagnostic::new(Code::BlockAttribute, place, message)
                        .help(say!("{{ }} の中に {key}=… と書きます。", "Write {key}=… between the braces."))
                        .correct(Opening::of(directive).attribute(key, key, "…").to_string()),
                );
            }
        }
        if let (Some(Some(AttributeValue::Text(alt))), Some(declaration)) =
            (values.get("alt"), declared.get("alt"))
            && declaration.required
            && alt.trim().is_empty()
            && !is_decorative(&values, directive)
        {
            self.diagnostics.push(missing_alt(Place::new(path, directive.span), directive));
        }
        values
    }

    fn attribute(
        &mut self,
        attribute: &Attribute,
        declaration: &AttributeDeclaration,
        directive: &Directive,
    ) -> Option<AttributeValue> {
        let key = &attribute.key.text;
        let value = &attribute.value;
        let text = value.text.trim();
        let place = value.whole();
        let mut meant = None;
        let expected = match declaration.kind {
            AttributeKind::Text => return Some(AttributeValue::Text(value.text.clone())),
            AttributeKind::Markdown => return Some(AttributeValue::Markdown(self.line(value))),
            AttributeKind::Integer => match text.parse() {
                Ok(number) => return Some(AttributeValue::Integer(number)),
                Err(_) => {
                    meant = fields::meant(text, &Kind::Integer { min: i64::MIN, max: i64::MAX });
                    say!("整数（例: 3）", "a whole number, such as 3")
                }
            },
            AttributeKind::Boolean => match text {
                "true" => return Some(AttributeValue::Boolean(true)),
                "false" => return Some(AttributeValue::Boolean(false)),
                _ => {
                    meant = fields::meant(text, &Kind::Boolean);
                    say!("true か false ", "true or false")
                }
            },
            AttributeKind::Choice => {
                if declaration.values.iter().any(|known| known == text) {
                    return Some(AttributeValue::Text(text.to_owned()));
                }
                meant = nearest(text, declaration.values.iter().map(String::as_str)).map(str::to_owned);
                let known = declaration.values.join("・");
                say!("{known} のどれか", "one of: {known}")
            }
            AttributeKind::Date => match Date::parse(text) {
                Some(date) => return Some(AttributeValue::Date(date)),
                None => {
                    meant = fields::meant(text, &Kind::Date);
                    say!("日付（例: 2026-03-31）", "a day, such as 2026-03-31")
                }
            },
            AttributeKind::Image => {
                return self.picture(text, &value.path, &place).map(AttributeValue::Image);
            }
            AttributeKind::Media => {
                let file = value.path.resolve(text).filter(|file| {
                    matches!(self.index.media.get(file), Some(MediaFile::Other | MediaFile::Picture(..)))
                });
                match file {
                    Some(file) => return Some(AttributeValue::Media(file)),
                    None => say!("コースの中にあるファイル", "a file of the course"),
                }
            }
            AttributeKind::Lesson => {
                let target = self.see(value)?;
                return match target {
                    Target::Page(page, _) => {
                        let title = self.page_title(&page);
                        Some(AttributeValue::Lesson(page, title))
                    }
                    _ => None,
                };
            }
            AttributeKind::Source => {
                let name = Name { text: text.trim_start_matches('@').to_owned(), span: place.span };
                return self.source(&name, &value.path).map(AttributeValue::Source);
            }
            AttributeKind::BlockReference => {
                let page = self.page.clone();
                return self
                    .anchor(page, Some(text.trim_start_matches('#').to_owned()), &place)
                    .map(|_| AttributeValue::BlockReference(text.trim_start_matches('#').to_owned()));
            }
            AttributeKind::Region => {
                let numbers: Option<Vec<f64>> =
                    text.split(',').map(|part| part.trim().parse().ok()).collect();
                match numbers {
                    Some(numbers)
                        if matches!(numbers.len(), 2 | 4)
                            && numbers.iter().all(|number| (0.0..=100.0).contains(number)) =>
                    {
                        return Some(AttributeValue::Region(numbers));
                    }
                    _ => say!(
                        "画像の左上からの位置（パーセント、例: 20,35）",
                        "a position from the top left in per cent, such as 20,35"
                    ),
                }
            }
        };
        let mut diagnostic = Diagnostic::new(
            Code::BlockAttribute,
            place,
            Said {
                ja: format!("属性 {key} の値「{text}」は使えません。ここには、{}を書きます。", expected.ja),
                en: format!("The attribute {key} cannot be \"{text}\". It takes {}.", expected.en),
            },
        );
        diagnostic.correction =
            meant.map(|meant| Opening::of(directive).attribute(key, key, &meant).to_string());
        self.diagnostics.push(diagnostic);
        None
    }

    /// A quiz placed by `::quiz{src=name}`.
    fn quiz(&mut self, directive: &Directive, path: &SourcePath) -> Custom {
        let place = Place::new(path, directive.span);
        if self.setting == Setting::Data {
            return self.problem(
                Diagnostic::new(
                    Code::BlockPlace,
                    place,
                    say!(
                        "クイズは、レッスンの本文にだけ置けます。",
                        "A quiz can be placed in the text of a lesson only."
                    ),
                )
                .help(say!(
                    "この行を消し、レッスンの .md ファイルに書きます。",
                    "Delete this line and write it in the .md file of a lesson."
                )),
            );
        }
        if !directive.body.is_empty() {
            self.check_body(directive, Body::None, path);
        }
        let mut source: Option<&Attribute> = None;
        for attribute in &directive.attributes {
            match attribute.key.text.as_str() {
                "src" => source = Some(attribute),
                "id" | "class" => {}
                key => self.diagnostics.push(
                    Diagnostic::new(
                        Code::BlockAttribute,
                        Place::new(path, attribute.key.span),
                        say!("「quiz」に属性「{key}」はありません。", "\"quiz\" has no attribute \"{key}\"."),
                    )
                    .help(say!(
                        "見出しや合格点などは、クイズのファイルに書きます。",
                        "The heading, the pass mark and the like are written in the quiz's file."
                    ))
                    .correct(Opening::of(directive).without(key).to_string()),
                ),
            }
        }
        let Some(source) = source else {
            return self.problem(
                Diagnostic::new(
                    Code::BlockAttribute,
                    place,
                    say!("「quiz」には属性 src が要ります。", "\"quiz\" needs the attribute src."),
                )
                .correct("::quiz{src=name}"),
            );
        };
        let written = source.value.text.trim();
        let file_name =
            if written.ends_with(".quiz.yaml") { written.to_owned() } else { format!("{written}.quiz.yaml") };
        let file = path.resolve(&file_name);
        match file {
            Some(file) if self.index.quizzes.contains(&file) => {
                self.uses.quizzes.push((file.clone(), directive.span));
                Custom::Quiz(file)
            }
            _ => {
                let folder = path.parent();
                let known: Vec<&str> = self
                    .index
                    .quizzes
                    .iter()
                    .filter(|quiz| quiz.parent() == folder)
                    .filter_map(|quiz| quiz.file_name().strip_suffix(".quiz.yaml"))
                    .collect();
                let message = say!(
                    "クイズのファイル「{file_name}」がありません。",
                    "There is no quiz file \"{file_name}\"."
                );
                let diagnostic = Diagnostic::new(Code::QuizPlacement, source.value.whole(), message);
                let near = nearest(written, known.iter().copied());
                let twin = self.index.quizzes.iter().find(|quiz| quiz.file_name() == file_name);
                let elsewhere = twin.map(|quiz| relative(quiz.as_str(), path).replace(".quiz.yaml", ""));
                let known = known.join(" ");
                let diagnostic = match near {
                    Some(near) => diagnostic
                        .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                        .correct(format!("::quiz{{src={near}}}")),
                    None => match elsewhere {
                        Some(elsewhere) => diagnostic
                            .help(say!(
                                "ほかのフォルダーに同じ名前のクイズがあります。",
                                "There is a quiz of this name in another folder."
                            ))
                            .correct(format!("::quiz{{src={elsewhere}}}")),
                        None if known.is_empty() => diagnostic.help(say!(
                            "レッスンと同じフォルダーに、{file_name} というファイルを作ります。",
                            "Make a file {file_name} in the lesson's folder."
                        )),
                        None => diagnostic.help(say!(
                            "同じフォルダーにあるクイズ: {known}",
                            "Quizzes in the same folder: {known}"
                        )),
                    },
                };
                self.problem(diagnostic)
            }
        }
    }
}

/// Whether the author says that a picture is decoration, be it in the right word or not.
fn is_decorative(values: &Attributes, directive: &Directive) -> bool {
    directive.has("decorative")
        && !matches!(values.get("decorative"), Some(Some(AttributeValue::Boolean(false))))
}

fn missing_alt(place: Place, directive: &Directive) -> Diagnostic {
    Diagnostic::new(
        Code::MissingAlt,
        place,
        say!("画像に代替テキスト（alt）がありません。", "The picture has no alternative text (alt)."),
    )
    .help(say!(
        "{{ }} の中に alt=\"画像が伝えること\" を書きます。飾りの画像なら decorative=true と書きます。",
        "Write alt=\"what the picture says\" between the braces, or decorative=true for mere decoration."
    ))
    .correct(Opening::of(directive).attribute("alt", "alt", "…").to_string())
}

fn anchor_and_classes(directive: &Directive) -> (Option<String>, Vec<String>) {
    let mut id = None;
    let mut classes = Vec::new();
    for attribute in &directive.attributes {
        match attribute.key.text.as_str() {
            "id" => id = Some(attribute.value.text.clone()),
            "class" => classes.push(attribute.value.text.clone()),
            _ => {}
        }
    }
    (id, classes)
}
