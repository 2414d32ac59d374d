//! From nodes to records: every key and every value is looked at, and all that is wrong is told at once.

use super::super::node::{Entry, Node, Scalar, Style, Value};
use super::describe::{Notation, example, example_line, expected, item_lines, spaced};
use super::key::{Key, Kind};
use super::nearest::nearest;
use super::record::{Datum, Field, Member, Record, Typed};
use super::scalar::{self, Refusal};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Said};
use crate::say;
use crate::source::{Excerpt, Place, SourcePath, Span};

/// Reads a map against lists of keys: those that all things of a sort share, then those of one type.
///
/// Reports unknown keys, missing keys and wrong values. A node that is no map is reported once and gives a
/// record of defaults.
pub fn read(
    node: &Node,
    path: &SourcePath,
    keys: &[&'static [Key]],
    diagnostics: &mut Diagnostics,
) -> Record {
    Reader { path, notation: Notation::of(path), diagnostics }.record(node, keys)
}

struct Reader<'a> {
    path: &'a SourcePath,
    notation: Notation,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn record(&mut self, node: &Node, keys: &[&'static [Key]]) -> Record {
        let start = Span { start: node.span.start, end: node.span.start };
        let entries: &[Entry] = match &node.value {
            Value::Map(entries) => entries,
            _ => {
                let names = keys.iter().copied().flatten().take(3).map(|key| key.name).collect::<Vec<_>>();
                let names = names.join(", ");
                self.report(
                    Code::WrongKind,
                    node.span,
                    say!(
                        "ここにはキーと値の組（{names} など）を書きます。",
                        "Keys with values ({names} …) are expected here."
                    ),
                    None,
                );
                &[]
            }
        };
        // A key that was only mistyped is not missing as well.
        let mut mistyped = Vec::new();
        for entry in entries {
            if !keys.iter().copied().flatten().any(|key| key.name == entry.key) {
                mistyped.extend(self.unknown(entry, keys, entries));
            }
        }
        let mut fields = Vec::new();
        for key in keys.iter().copied().flatten() {
            let entry = entries.iter().find(|entry| entry.key == key.name);
            let written = entry.map(|entry| (entry.key_span, entry.value.span));
            let mut value = entry.and_then(|entry| self.value(&entry.value, &key.kind, key.name));
            if value.is_none() {
                value = key.default.and_then(|default| self.default(default, &key.kind, start));
            }
            let missing = entry.is_none() && !mistyped.contains(&key.name);
            if missing && key.required && matches!(node.value, Value::Map(_)) {
                self.missing(key, entries.first().map_or(node.span, |entry| entry.key_span));
            }
            fields.push(Field { name: key.name, written, value });
        }
        Record { path: self.path.clone(), span: node.span, fields }
    }

    fn value(&mut self, node: &Node, kind: &Kind, name: &str) -> Option<Typed> {
        let datum = match (kind, &node.value) {
            (Kind::Any(kinds), _) => return self.any(node, kinds, name),
            (_, Value::Null) => {
                let line = self.notation.line(name, &example(kind, self.notation));
                self.report(
                    Code::WrongKind,
                    node.span,
                    say!(
                        "「{name}」に値がありません。値を書くか、行ごと消してください。",
                        "“{name}” has no value. Write one, or remove the line."
                    ),
                    Some(line),
                );
                return None;
            }
            (Kind::List(item), Value::List(items)) => self.items(items, item, name),
            (Kind::Tuple(length, item), Value::List(items)) if items.len() == *length => {
                let Datum::List(values) = self.items(items, item, name) else { return None };
                // A part with an error is left out; then the tuple as a whole is of no use.
                (values.len() == *length).then_some(Datum::List(values))?
            }
            (Kind::Record(keys), Value::Map(_)) => Datum::Record(self.record(node, &[keys])),
            (Kind::Map(item), Value::Map(entries)) => Datum::Map(
                entries
                    .iter()
                    .filter_map(|entry| {
                        let value = self.value(&entry.value, item, &entry.key)?;
                        Some(Member { key: entry.key.clone(), key_span: entry.key_span, value })
                    })
                    .collect(),
            ),
            (_, Value::Scalar(scalar)) => match scalar::read(scalar, kind) {
                Some(Ok(datum)) => datum,
                Some(Err(refusal)) => return self.refuse(node, scalar, refusal, kind, name),
                None => return self.wrong(node, kind, name),
            },
            _ => return self.wrong(node, kind, name),
        };
        Some(Typed { span: node.span, datum })
    }

    fn items(&mut self, items: &[Node], kind: &Kind, name: &str) -> Datum {
        let mut values = Vec::new();
        for item in items {
            match (&item.value, kind) {
                (Value::Scalar(scalar), Kind::Record(keys)) => self.bare_item(item, scalar, keys, name),
                _ => values.extend(self.value(item, kind, name)),
            }
        }
        Datum::List(values)
    }

    /// A text where an item has keys: `- 氏名` for `- text: 氏名`.
    fn bare_item(&mut self, item: &Node, scalar: &Scalar, keys: &[Key], name: &str) {
        let Some(key) = keys.iter().find(|key| key.required).or(keys.first()) else { return };
        // `- text：氏名` was meant as a key; the reader of YAML has said so of the colon.
        let text = scalar.text.text.strip_prefix(key.name).map_or(scalar.text.text.as_str(), |rest| {
            rest.strip_prefix(['：', ':']).unwrap_or(&scalar.text.text).trim()
        });
        let key = key.name;
        let (ja, en) = match self.notation {
            Notation::Yaml => (format!("「- {key}: 」"), format!("“- {key}: ”")),
            Notation::Toml => (format!("「{key} = 」"), format!("“{key} = ”")),
        };
        let value =
            if text.len() == scalar.text.text.len() { self.as_written(scalar) } else { text.to_owned() };
        let dash = if self.notation == Notation::Yaml { "- " } else { "" };
        self.report(
            Code::WrongKind,
            item.span,
            say!("「{name}」は、1つずつ{ja}で書き始めます。", "Each item of “{name}” begins with {en}."),
            Some(format!("{dash}{}", self.notation.line(key, &value))),
        );
    }

    /// The first kind that takes the value without complaint; else the complaints of the first kind of its
    /// shape, since that is the most probable intention.
    fn any(&mut self, node: &Node, kinds: &'static [Kind], name: &str) -> Option<Typed> {
        let fitting: Vec<&Kind> = kinds.iter().filter(|kind| fits(kind, &node.value)).collect();
        let mut first = None;
        for kind in &fitting {
            let mut complaints = Diagnostics::default();
            let mut reader =
                Reader { path: self.path, notation: self.notation, diagnostics: &mut complaints };
            let value = reader.value(node, kind, name);
            if complaints.is_empty() {
                return value;
            }
            first.get_or_insert((value, complaints));
        }
        match (first, &node.value) {
            // Several kinds of scalars: no one of them may be called the intention.
            (Some(_), Value::Scalar(_)) if fitting.len() > 1 => self.wrong(node, &Kind::Any(kinds), name),
            (Some((value, complaints)), _) => {
                self.diagnostics.extend(complaints);
                value
            }
            (None, _) => self.wrong(node, &Kind::Any(kinds), name),
        }
    }

    /// Defaults are part of the program, so what is wrong with them is not the author's to hear.
    fn default(&self, default: &str, kind: &Kind, at: Span) -> Option<Typed> {
        let mut text = Excerpt::empty(self.path);
        text.push_for(default, at.range());
        let node = if default.starts_with(['[', '{']) {
            super::super::yaml::parse(&text).value?
        } else {
            Node { span: at, value: Value::Scalar(Scalar { text, style: Style::Plain }) }
        };
        let mut ignored = Diagnostics::default();
        Reader { path: self.path, notation: Notation::Yaml, diagnostics: &mut ignored }
            .value(&node, kind, default)
    }

    /// Reports a key that is not known; gives the one that was probably meant.
    fn unknown(&mut self, entry: &Entry, keys: &[&'static [Key]], entries: &[Entry]) -> Option<&'static str> {
        let name = &entry.key;
        // A key that is there already is hardly what was meant.
        let free = keys.iter().copied().flatten().map(|key| key.name);
        let free = free.filter(|name| !entries.iter().any(|entry| entry.key == *name));
        let place = Place::new(self.path, entry.key_span);
        let mut diagnostic = Diagnostic::new(
            Code::UnknownKey,
            place,
            say!("「{name}」というキーはここにはありません。", "There is no key “{name}” here."),
        );
        let meant = nearest(name, free);
        if let Some(meant) = meant {
            let value = match &entry.value.value {
                Value::Scalar(scalar) => self.as_written(scalar),
                _ => String::new(),
            };
            diagnostic = diagnostic
                .help(say!("「{meant}」のことですか。", "Did you mean “{meant}”?"))
                .correct(self.notation.line(meant, &value));
        } else {
            let all = keys.iter().copied().flatten().map(|key| key.name).collect::<Vec<_>>().join(", ");
            diagnostic = diagnostic.help(say!("使えるキー: {all}", "Known keys: {all}"));
        }
        self.diagnostics.push(diagnostic);
        meant
    }

    fn missing(&mut self, key: &Key, at: Span) {
        let (name, (ja, en)) = (key.name, key.about);
        let line = example_line(key, self.notation);
        self.diagnostics.push(
            Diagnostic::new(
                Code::MissingKey,
                Place::new(self.path, at),
                say!("「{name}」がありません。", "“{name}” is missing."),
            )
            .help(say!(
                "「{name}」の行を加えてください。書くのは、{ja}です。",
                "Add a line for “{name}” ({en})."
            ))
            .correct(line),
        );
    }

    fn wrong(&mut self, node: &Node, kind: &Kind, name: &str) -> Option<Typed> {
        let Said { ja, en } = match (kind, self.notation) {
            (Kind::List(Kind::Record(_)), Notation::Toml) => {
                say!("「[[ ]]」で始まる表", "tables that start with [[ ]]")
            }
            _ => expected(kind),
        };
        let found = match &node.value {
            Value::Null => say!("何もありません", "nothing"),
            Value::Scalar(_) => say!("ひとつの値があります", "a single value"),
            Value::List(items) => {
                let count = items.len();
                say!("{count}個の値の並びがあります", "a list of {count}")
            }
            Value::Map(_) => say!("キーと値の組があります", "keys with values"),
        };
        let line = match (&node.value, kind) {
            // A single value where a list is due: the author's own value in brackets says it best.
            // `title: [[用語]]` is a text that lacks its quotes.
            (Value::List(_) | Value::Map(_), Kind::Text | Kind::Plain) => match flow(node) {
                Some(text) if !text.contains(['"', '\\']) => format!("\"{text}\""),
                _ => example(kind, self.notation),
            },
            (_, Kind::List(Kind::Record(_))) => match self.notation {
                Notation::Yaml => item_lines(kind),
                Notation::Toml => example(kind, self.notation),
            },
            (Value::Scalar(scalar), Kind::List(_)) if scalar.style != Style::Block => {
                format!("[{}]", self.as_written(scalar))
            }
            (Value::Scalar(scalar), Kind::Tuple(length, _)) if scalar.style == Style::Plain => {
                let more = ", …".repeat(length.saturating_sub(1));
                format!("[{}{more}]", self.as_written(scalar))
            }
            _ => example(kind, self.notation),
        };
        let message = Said {
            ja: format!("「{name}」には{}を書きますが、{}。", spaced(&ja), found.ja),
            en: format!("“{name}” takes {en}, but here is {}.", found.en),
        };
        let mut diagnostic = Diagnostic::new(Code::WrongKind, Place::new(self.path, node.span), message)
            .correct(self.notation.line(name, &line));
        if matches!((kind, &node.value), (Kind::Text | Kind::Plain, Value::List(_) | Value::Map(_))) {
            diagnostic = diagnostic.help(say!(
                "[ や {{ で始まる文は、全体を引用符 \"…\" で囲みます。",
                "A text that begins with [ or {{ stands in quotes “\"…\"”."
            ));
        }
        self.diagnostics.push(diagnostic);
        None
    }

    fn refuse(
        &mut self,
        node: &Node,
        scalar: &Scalar,
        refusal: Refusal,
        kind: &Kind,
        name: &str,
    ) -> Option<Typed> {
        let Refusal { problem, correction } = refusal;
        let quotes = scalar.style == Style::Quoted && !matches!(kind, Kind::Integer { .. } | Kind::Boolean);
        let value = correction.unwrap_or_else(|| example(kind, self.notation));
        let value = if quotes && !value.starts_with('"') { format!("\"{value}\"") } else { value };
        let message = problem.said(name, kind);
        self.report(Code::WrongKind, node.span, message, Some(self.notation.line(name, &value)));
        None
    }

    fn report(&mut self, code: Code, span: Span, message: Said, correction: Option<String>) {
        let mut diagnostic = Diagnostic::new(code, Place::new(self.path, span), message);
        diagnostic.correction = correction;
        self.diagnostics.push(diagnostic);
    }

    /// A scalar as it can stand in a corrected line.
    fn as_written(&self, scalar: &Scalar) -> String {
        let text = &scalar.text.text;
        match scalar.style {
            Style::Plain => text.replace('\n', " "),
            Style::Block => "|".to_owned(),
            Style::Quoted => format!("{text:?}"),
        }
    }
}

/// A short list or map as it is written on one line; `None` where it is long.
fn flow(node: &Node) -> Option<String> {
    let text = match &node.value {
        Value::Null => String::new(),
        Value::Scalar(scalar) => scalar.text.text.clone(),
        Value::List(items) => {
            format!("[{}]", items.iter().take(9).map(flow).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Value::Map(entries) => {
            let pair = |entry: &Entry| Some(format!("{}: {}", entry.key, flow(&entry.value)?));
            format!("{{{}}}", entries.iter().take(9).map(pair).collect::<Option<Vec<_>>>()?.join(", "))
        }
    };
    (text.len() <= 200).then_some(text)
}

/// Whether a value has the shape of a kind, whatever is wrong inside.
fn fits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Any(kinds), _) => kinds.iter().any(|kind| fits(kind, value)),
        (Kind::List(_), Value::List(_)) | (Kind::Record(_) | Kind::Map(_), Value::Map(_)) => true,
        (Kind::Tuple(length, _), Value::List(items)) => items.len() == *length,
        (Kind::List(_) | Kind::Tuple(..) | Kind::Record(_) | Kind::Map(_), _) => false,
        (_, Value::Scalar(_)) => true,
        _ => false,
    }
}
