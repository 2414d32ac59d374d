//! Attributes of blocks: what is written between the braces, against what the block declares.

use std::collections::BTreeMap;

use super::declaration::{AttributeDeclaration, AttributeKind};
use super::opening::Opening;
use super::resolve::Resolver;
use super::{AttributeValue, Target};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::{Place, SourcePath};
use crate::syntax::date::Date;
use crate::syntax::fields::{self, Kind, nearest};
use crate::syntax::tree::{Attribute, Directive, Name};

/// Attributes that every block may have: its anchor and its classes.
const COMMON: [&str; 2] = ["id", "class"];

pub(super) type Attributes = BTreeMap<String, Option<AttributeValue>>;

impl Resolver<'_> {
    /// Every declared attribute with its value, where that is written and right.
    pub(super) fn attributes(
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
            // The first holds; that there is another was said.
            let first = directive.attributes.iter().find(|other| other.key.text == key);
            if let (true, Some(slot)) =
                (first.is_some_and(|first| std::ptr::eq(first, attribute)), values.get_mut(key))
            {
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
                let file = value.path.resolve(text).filter(|file| self.index.media(file).is_some());
                match file {
                    Some(file) => return self.file(file, &place).map(AttributeValue::Media),
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

/// Whether an attribute that must be there is missing or was wrong; an alternative text excepted.
pub(super) fn lacks(written: &Attributes, declared: &BTreeMap<String, AttributeDeclaration>) -> bool {
    declared.iter().any(|(key, declared)| {
        declared.required && key != "alt" && !matches!(written.get(key), Some(Some(_)))
    })
}
