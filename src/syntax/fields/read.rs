//! From nodes to records: every key and every value is looked at, and all that is wrong is told at once.

use super::super::node::{Entry, Node, Scalar, Style, Value};
use super::describe::{Notation, example, example_line, expected, item_lines, spaced};
use super::key::{Key, Kind};
use super::lines::{Lines, below};
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
    Reader { path, notation: Notation::of(path), lines: Lines::of(None), key: None, diagnostics }
        .record(node, keys)
}

/// The value that a key has where it is not written ([`Key::default`]), as though it stood at `at` of a file.
pub fn default_node(default: &str, path: &SourcePath, at: Span) -> Option<Node> {
    let mut text = Excerpt::empty(path);
    text.push_for(default, at.range());
    if default.starts_with(['[', '{']) {
        return super::super::yaml::parse(&text).value;
    }
    Some(Node { span: at, value: Value::Scalar(Scalar { text, style: Style::Plain }) })
}

struct Reader<'a> {
    path: &'a SourcePath,
    notation: Notation,
    lines: Lines,
    /// The key whose value is being read.
    key: Option<Span>,
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
        if let Some(first) = entries.first() {
            self.lines = Lines::of(Some(&first.origin));
        }
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
            let mut value = entry.and_then(|entry| self.entry(entry, &key.kind));
            if value.is_none() {
                value = key.default.and_then(|default| self.default(default, &key.kind, start));
            }
            let missing = entry.is_none() && !mistyped.contains(&key.name);
            if missing && key.required && matches!(node.value, Value::Map(_)) {
                let is_known =
                    |entry: &&Entry| keys.iter().copied().flatten().any(|key| key.name == entry.key);
                let neighbour = entries.iter().find(is_known).or(entries.first());
                self.missing(key, entries.first().map_or(node.span, |entry| entry.key_span), neighbour);
            }
            fields.push(Field { name: key.name, written, value });
        }
        Record { path: self.path.clone(), span: node.span, fields }
    }

    fn entry(&mut self, entry: &Entry, kind: &Kind) -> Option<Typed> {
        let outer = self.key.replace(entry.key_span);
        let value = self.value(&entry.value, kind, &entry.key);
        self.key = outer;
        value
    }

    fn value(&mut self, node: &Node, kind: &Kind, name: &str) -> Option<Typed> {
        let datum = match (kind, &node.value) {
            (Kind::Any(kinds), _) => return self.any(node, kinds, name),
            (_, Value::Null) => {
                let line = self.corrected(node, name, &example(kind, self.notation));
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
            (Kind::Map(item), Value::Map(entries)) => {
                if let Some(first) = entries.first() {
                    self.lines = Lines::of(Some(&first.origin));
                }
                let member = |entry: &Entry| {
                    let value = self.entry(entry, item)?;
                    Some(Member { key: entry.key.clone(), key_span: entry.key_span, value })
                };
                Datum::Map(entries.iter().filter_map(member).collect())
            }
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
        let pair = self.notation.line(key, &value);
        let bare = match self.lines.around(item.span) {
            Some((before, ..)) => before.trim_start_matches([' ', '-']).is_empty(),
            None => self.notation == Notation::Yaml,
        };
        let written = if bare { pair.clone() } else { format!("{{{pair}}}") };
        let fixed = self.lines.with(item.span, &written).filter(|_| scalar.style != Style::Block);
        let line = fixed.unwrap_or_else(|| if bare { format!("- {pair}") } else { pair });
        self.report(
            Code::WrongKind,
            item.span,
            say!("「{name}」は、1つずつ{ja}で書き始めます。", "Each item of “{name}” begins with {en}."),
            Some(line),
        );
    }

    /// The first kind that takes the value without complaint; else the complaints of the first kind of its
    /// shape, since that is the most probable intention.
    fn any(&mut self, node: &Node, kinds: &'static [Kind], name: &str) -> Option<Typed> {
        let fitting: Vec<&Kind> = kinds.iter().filter(|kind| fits(kind, &node.value)).collect();
        let mut first = None;
        for kind in &fitting {
            let mut complaints = Diagnostics::default();
            let mut reader = Reader {
                path: self.path,
                notation: self.notation,
                lines: self.lines.clone(),
                key: self.key,
                diagnostics: &mut complaints,
            };
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
        let node = default_node(default, self.path, at)?;
        let mut ignored = Diagnostics::default();
        let (notation, lines) = (Notation::Yaml, Lines::of(None));
        Reader { path: self.path, notation, lines, key: None, diagnostics: &mut ignored }
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
            diagnostic =
                diagnostic.help(say!("「{meant}」のことですか。", "Did you mean “{meant}”?")).correct(
                    self.lines
                        .with(entry.key_span, meant)
                        .unwrap_or_else(|| self.notation.line(meant, &value)),
                );
        } else {
            let all = keys.iter().copied().flatten().map(|key| key.name).collect::<Vec<_>>().join(", ");
            diagnostic = diagnostic.help(say!("使えるキー: {all}", "Known keys: {all}"));
        }
        self.diagnostics.push(diagnostic);
        meant
    }

    fn missing(&mut self, key: &Key, at: Span, neighbour: Option<&Entry>) {
        let (name, (ja, en)) = (key.name, key.about);
        let line = neighbour
            .and_then(|neighbour| self.with_line(key, neighbour))
            .unwrap_or_else(|| example_line(key, self.notation));
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

    /// The line of another key, with one for `key` beside it.
    fn with_line(&self, key: &Key, neighbour: &Entry) -> Option<String> {
        let (before, written, after) = self.lines.around(neighbour.key_span)?;
        let line = example_line(key, self.notation);
        let Some(lead) = self.lines.lead(neighbour.key_span) else {
            // `{text: 氏名}`
            let inside = before.trim_end().ends_with('{') && !line.contains('\n');
            return inside.then(|| format!("{before}{line}, {written}{}", after.trim_end()));
        };
        let value = self.lines.around(neighbour.value.span).map_or("\n", |(_, value, _)| value);
        let one_line = match &neighbour.value.value {
            Value::Null => true,
            Value::Scalar(scalar) => scalar.style != Style::Block && !value.contains('\n'),
            Value::List(_) | Value::Map(_) => value.starts_with(['[', '{']) && !value.contains('\n'),
        };
        let own = format!("{written}{}", after.trim_end());
        // Below a key whose value goes on, the new line would be part of that value.
        let (above, under) = if one_line { (own, line) } else { (line, own) };
        Some(below(lead, &format!("{above}\n{under}")))
    }

    /// The author's lines with `value` in the place of what is written for `name`.
    fn corrected(&self, node: &Node, name: &str, value: &str) -> String {
        let pair = self.notation.line(name, value);
        let Some((before, written, after)) = self.lines.around(node.span) else { return pair };
        let inline = match &node.value {
            Value::Null => false,
            Value::Scalar(scalar) => scalar.style != Style::Block,
            Value::List(_) | Value::Map(_) => written.starts_with(['[', '{']),
        };
        if inline && !value.starts_with('\n') {
            return self.lines.with(node.span, value).unwrap_or(pair);
        }
        let Some(key) = self.key else { return pair };
        if node.value == Value::Null && key != node.span {
            // `- ` with nothing behind it.
            return format!("{} {value}{after}", before.trim_end());
        }
        match self.lines.lead(key) {
            Some(lead) => below(lead, &pair),
            None => pair,
        }
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
            .correct(self.header(node, kind).unwrap_or_else(|| self.corrected(node, name, &line)));
        if matches!((kind, &node.value), (Kind::Text | Kind::Plain, Value::List(_) | Value::Map(_))) {
            diagnostic = diagnostic.help(say!(
                "[ や {{ で始まる文は、全体を引用符 \"…\" で囲みます。",
                "A text that begins with [ or {{ stands in quotes “\"…\"”."
            ));
        }
        self.diagnostics.push(diagnostic);
        None
    }

    /// `[record.field]` of TOML, where it has to be `[[record.field]]`.
    fn header(&self, node: &Node, kind: &Kind) -> Option<String> {
        let is_table = matches!((kind, &node.value), (Kind::List(Kind::Record(_)), Value::Map(_)));
        let (before, written, _) = self.lines.around(node.span)?;
        let is_header = before.trim().is_empty() && written.starts_with('[') && !written.contains('\n');
        (is_table && is_header).then(|| self.lines.with(node.span, &format!("[{written}]")))?
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
        let message = problem.said(name, kind);
        if correction.is_none() && matches!(kind, Kind::Date) {
            // Another day than the author's would be no correction.
            let line = self.notation.line(name, &example(kind, self.notation));
            self.diagnostics.push(
                Diagnostic::new(Code::WrongKind, Place::new(self.path, node.span), message)
                    .help(say!("日付はこの形で書きます（例: {line}）。", "Write a date like this: {line}.")),
            );
            return None;
        }
        let value = correction.unwrap_or_else(|| example(kind, self.notation));
        let value = if quotes && !value.starts_with('"') { format!("\"{value}\"") } else { value };
        let line = self.corrected(node, name, &value);
        self.report(Code::WrongKind, node.span, message, Some(line));
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
