//! What a theme says of its blocks: `block.toml`.
//!
//! A block is data. Its declaration says which label, attributes and children a directive of that name may
//! have; its view says how they look. Nothing in the tool knows a block by name.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Language, Said};
use crate::say;
use crate::source::{Excerpt, Place};
use crate::syntax::fields::{self, Key, Kind, Record};
use crate::syntax::node::Node;

/// A block that a theme declares.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockDeclaration {
    /// Its name: that of its folder.
    pub name: String,
    /// A sentence for the manual.
    pub about: Said,
    /// Whether it has a label.
    pub label: LabelUse,
    /// The label where none is written, in Japanese and English.
    pub default_label: Option<(String, String)>,
    /// What it may hold, where it declares no children.
    pub body: Body,
    /// Whether the search finds what it holds; its label is found in any case.
    pub search: bool,
    /// Its attributes by name.
    pub attributes: BTreeMap<String, AttributeDeclaration>,
    /// The children that it consists of; empty for a block with free content.
    pub children: BTreeMap<String, ChildDeclaration>,
}

impl BlockDeclaration {
    /// The label where none is written.
    pub fn default_label(&self, language: Language) -> Option<&str> {
        let (ja, en) = self.default_label.as_ref()?;
        Some(match language {
            Language::Japanese => ja,
            Language::English => en,
        })
    }
}

/// A child that a block declares.
#[derive(Debug, Clone, PartialEq)]
pub struct ChildDeclaration {
    /// A sentence for the manual.
    pub about: Said,
    /// Whether it has a label.
    pub label: LabelUse,
    /// Its attributes by name.
    pub attributes: BTreeMap<String, AttributeDeclaration>,
}

/// Whether a label may or must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelUse {
    /// There is no label.
    None,
    /// It may be left out.
    Optional,
    /// It must be there.
    Required,
}

/// What a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Any content.
    Blocks,
    /// Exactly one list.
    List,
    /// Nothing: written as a leaf, `::name`.
    None,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeDeclaration {
    /// A sentence for the manual.
    pub about: Said,
    /// What its value is.
    pub kind: AttributeKind,
    /// Whether it must be there.
    pub required: bool,
    /// The words it may have, for [`AttributeKind::Choice`].
    pub values: Vec<String>,
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)*) => {
        /// What an attribute's value is. Resolved before a view sees it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum AttributeKind { $($(#[doc = $doc])+ $variant,)* }

        impl AttributeKind {
            const NAMES: &'static [&'static str] = &[$($name,)*];

            /// The word in `block.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

kinds! {
    /// Plain text.
    Text = "text",
    /// Running text with markup.
    Markdown = "markdown",
    /// A whole number.
    Integer = "integer",
    /// `true` or `false`.
    Boolean = "boolean",
    /// One of the declared words.
    Choice = "choice",
    /// A day: `2026-03-31`.
    Date = "date",
    /// A picture, by its relative path.
    Image = "image",
    /// A sound, a film or another file, by its relative path.
    Media = "media",
    /// A page, by the relative path of its `.md` file.
    Lesson = "lesson",
    /// The id of a source.
    Source = "source",
    /// The id of a block on the same page.
    BlockReference = "block",
    /// A point or an area of a picture in per cent.
    Region = "region",
}

const ABOUT: &[Key] = &[
    Key::required("ja", Kind::Plain, "日本語の文", "the sentence in Japanese"),
    Key::required("en", Kind::Plain, "英語の文", "the sentence in English"),
];

const ATTRIBUTE: &[Key] = &[
    Key::required("kind", Kind::Choice(AttributeKind::NAMES), "値の種類", "the kind of its value"),
    Key::optional("required", Kind::Boolean, "必ず書くかどうか", "whether it must be written").or("false"),
    Key::optional(
        "values",
        Kind::List(&Kind::Plain),
        "choiceのときに書ける言葉",
        "the words that a choice may have",
    ),
    Key::optional("about", Kind::Record(ABOUT), "説明書にのる一文", "a sentence for the manual"),
];

const LABEL: Key = Key::optional(
    "label",
    Kind::Choice(&["none", "optional", "required"]),
    "ラベルを書くかどうか",
    "whether it has a label",
)
.or("none");

const CHILD: &[Key] = &[
    LABEL,
    Key::optional("about", Kind::Record(ABOUT), "説明書にのる一文", "a sentence for the manual"),
    Key::optional("attributes", Kind::Map(&Kind::Record(ATTRIBUTE)), "属性", "its attributes"),
];

/// The keys of `block.toml`.
pub const KEYS: &[Key] = &[
    LABEL,
    Key::optional(
        "default-label",
        Kind::Record(ABOUT),
        "ラベルを書かないときのラベル",
        "the label where none is written",
    ),
    Key::optional("body", Kind::Choice(&["blocks", "list", "none"]), "中に書けるもの", "what it may hold")
        .or("blocks"),
    Key::optional(
        "search",
        Kind::Boolean,
        "中身を検索で見つけられるか（ラベルはいつも見つかる）",
        "whether the search finds what it holds (its label is always found)",
    )
    .or("true"),
    Key::required("about", Kind::Record(ABOUT), "説明書にのる一文", "a sentence for the manual"),
    Key::optional("attributes", Kind::Map(&Kind::Record(ATTRIBUTE)), "属性", "its attributes"),
    Key::optional(
        "children",
        Kind::Map(&Kind::Record(CHILD)),
        "中に並べる部品",
        "the children it consists of",
    ),
];

/// Reads `block.toml` of the block `name`.
pub fn read(name: &str, node: &Node, file: &Excerpt, diagnostics: &mut Diagnostics) -> BlockDeclaration {
    let record = fields::read(node, &file.path, &[KEYS], diagnostics);
    let children: BTreeMap<_, _> = record
        .map("children")
        .iter()
        .filter_map(|member| {
            let child = member.value.record()?;
            Some((
                member.key.clone(),
                ChildDeclaration {
                    about: about(child),
                    label: label(child),
                    attributes: attributes(child, diagnostics),
                },
            ))
        })
        .collect();
    BlockDeclaration {
        name: name.to_owned(),
        about: about(&record),
        label: label(&record),
        default_label: record
            .record("default-label")
            .and_then(|said| Some((said.plain("ja")?.text.clone(), said.plain("en")?.text.clone()))),
        body: match record.choice("body") {
            Some("list") => Body::List,
            Some("none") => Body::None,
            _ => Body::Blocks,
        },
        search: record.boolean("search").unwrap_or(true),
        attributes: attributes(&record, diagnostics),
        children,
    }
}

fn about(record: &Record) -> Said {
    let said = |language: &str| {
        let sentence = record.record("about").and_then(|about| about.plain(language));
        sentence.map(|sentence| sentence.text.clone()).unwrap_or_default()
    };
    Said { ja: said("ja"), en: said("en") }
}

fn label(record: &Record) -> LabelUse {
    match record.choice("label") {
        Some("required") => LabelUse::Required,
        Some("optional") => LabelUse::Optional,
        _ => LabelUse::None,
    }
}

fn attributes(record: &Record, diagnostics: &mut Diagnostics) -> BTreeMap<String, AttributeDeclaration> {
    let mut attributes = BTreeMap::new();
    for member in record.map("attributes") {
        let Some(declared) = member.value.record() else { continue };
        let Some(kind) = declared.choice("kind").and_then(AttributeKind::from_name) else { continue };
        let values: Vec<String> =
            declared.list("values").iter().filter_map(|value| Some(value.plain()?.text.clone())).collect();
        if (kind == AttributeKind::Choice) == values.is_empty() {
            diagnostics.push(Diagnostic::new(
                Code::Theme,
                Place::new(&record.path, member.key_span),
                say!(
                    "属性 {key} の values は、kind が choice のときだけ、必ず書きます。",
                    "The attribute {key} needs `values` if, and only if, its kind is `choice`.",
                    key = member.key
                ),
            ));
        }
        let required = declared.boolean("required").unwrap_or(false);
        attributes.insert(
            member.key.clone(),
            AttributeDeclaration { about: about(declared), kind, required, values },
        );
    }
    attributes
}
