//! YAML to [`Node`]s: the only module that names the YAML parser.
//!
//! A plain subset: what authors of a course do not need and what surprises them (anchors, aliases, tags,
//! several documents, keys that are not words) is an error with a place. Scalars stay as written. What looks
//! right but is read otherwise is told by `lookalike`, what cannot be read by `traps`; what a key means is decided in
//! [`fields`](super::fields).

mod line;
mod lookalike;
mod refused;
mod scalar;
mod traps;

use std::collections::HashMap;
use std::ops::Range;

use serde_yaml::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle, options};

use super::node::{Entry, Node, Origin, Scalar, Style, Value};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Excerpt, Span, is_unwanted, unwanted, without_unwanted};
use lookalike::Role;
use scalar::Notation;
use traps::Fault;

/// The longest text that is read, in bytes.
pub const MAX_LENGTH: usize = 8 << 20;
/// The deepest nesting of lists and maps.
pub const MAX_DEPTH: usize = 64;
/// The greatest number of values in one text, so that memory stays bounded.
const MAX_NODES: usize = 1_000_000;
/// The greatest number of problems told of one text.
const MAX_PROBLEMS: usize = 500;

/// Parses a YAML text. The value is `None` where the text is empty or cannot be parsed; what could be parsed
/// but should not stand there (an anchor, a key given twice) is reported and left out.
pub fn parse(excerpt: &Excerpt) -> Checked<Option<Node>> {
    let mut builder = Builder {
        source: excerpt,
        origin: Origin::new(excerpt),
        stack: Vec::new(),
        nodes: 0,
        misindented: false,
        diagnostics: Diagnostics::default(),
    };
    let value = if excerpt.text.len() > MAX_LENGTH {
        builder.diagnostics.push(refused::too_long(excerpt));
        None
    } else {
        match builder.run() {
            Ok(root) => root.filter(|_| !builder.misindented),
            Err(stop) => {
                // What was only suspicious before is now known to be the reason.
                let before = std::mem::take(&mut builder.diagnostics);
                builder.diagnostics.extend(before.into_iter().filter(|known| known.place != stop.place));
                builder.diagnostics.push(*stop);
                None
            }
        }
    };
    Checked { value, diagnostics: builder.diagnostics }
}

/// A problem after which the rest of the text makes no sense.
type Stop = Box<Diagnostic>;

enum Frame {
    List { start: usize, flow: bool, items: Vec<Node> },
    Map { start: usize, flow: bool, entries: Vec<Entry>, seen: HashMap<String, Span>, key: Option<Key> },
}

struct Key {
    text: String,
    range: Range<usize>,
}

struct Builder<'a> {
    source: &'a Excerpt,
    origin: Origin,
    stack: Vec<Frame>,
    nodes: usize,
    misindented: bool,
    diagnostics: Diagnostics,
}

impl Builder<'_> {
    fn run(&mut self) -> Result<Option<Node>, Stop> {
        let source = self.source;
        let options = options! {
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
            emit_unresolved_aliases: true,
            block_scalar_eof_without_line_feed: true,
        };
        let mut root = None;
        let mut last = 0;
        for event in Parser::new_from_str_with_options(&source.text, options) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(last);
                    return Err(Box::new(traps::explain(source, at, last, fault(error.kind()))));
                }
            };
            let range = span.byte_range().unwrap_or(last..last);
            last = range.start.max(last);
            if matches!(event, Event::DocumentStart(..)) && root.is_some() {
                return Err(Box::new(refused::second_document(source, range)));
            }
            // Each problem looks at its line, which may be the whole text.
            if self.diagnostics.iter().len() >= MAX_PROBLEMS {
                return Err(Box::new(refused::too_many_problems(source, last)));
            }
            self.properties(&event, &range);
            if let Some(node) = self.event(event, range)? {
                root = Some(node);
            }
        }
        Ok(root.filter(|node| node.value != Value::Null))
    }

    /// Anchors and tags are reported and otherwise ignored.
    fn properties(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let named = event.tag().is_some();
        if named || event.anchor_id().is_some() {
            self.diagnostics.push(refused::property(self.source, range.clone(), named));
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<Option<Node>, Stop> {
        match event {
            Event::Scalar(value, style, ..) => self.scalar(&value, style, range),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.diagnostics.push(refused::alias(self.source, range.clone()));
                // What was meant is a text, so that nobody says that there is no value.
                let text = self.source.slice(range.clone());
                self.finished(range, Value::Scalar(Scalar { text, style: Style::Plain }))
            }
            Event::SequenceStart(style, ..) => {
                self.open(&range)?;
                let flow = style == StructureStyle::Flow;
                self.stack.push(Frame::List { start: range.start, flow, items: Vec::new() });
                Ok(None)
            }
            Event::MappingStart(style, ..) => {
                self.open(&range)?;
                let flow = style == StructureStyle::Flow;
                let (entries, seen) = (Vec::new(), HashMap::new());
                self.stack.push(Frame::Map { start: range.start, flow, entries, seen, key: None });
                Ok(None)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
            _ => Ok(None),
        }
    }

    fn open(&self, range: &Range<usize>) -> Result<(), Stop> {
        if let Some(Frame::Map { key: None, .. }) = self.stack.last() {
            return Err(Box::new(refused::not_a_key(self.source, range.start)));
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(Box::new(traps::explain(self.source, range.start, range.start, Fault::Depth)));
        }
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) -> Result<Option<Node>, Stop> {
        let (start, flow, end, value) = match self.stack.pop() {
            Some(Frame::List { start, flow, items }) => {
                (start, flow, items.last().map(|item| item.span), Value::List(items))
            }
            Some(Frame::Map { start, flow, entries, .. }) => (
                start,
                flow,
                entries.last().map(|entry| entry.key_span.to(entry.value.span)),
                Value::Map(entries),
            ),
            None => return Ok(None),
        };
        // The end of a block is known to the parser only when the next line has begun.
        let mut span = self.source.span(start..if flow { range.end } else { start });
        if let (false, Some(end)) = (flow, end) {
            span.end = end.end.max(span.end);
        }
        self.put(Node { span, value })
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, range: Range<usize>) -> Result<Option<Node>, Stop> {
        let source = self.source;
        let count = value.chars().filter(|&c| is_unwanted(c)).count();
        if count > 0 {
            self.diagnostics.push(unwanted(source.place(range.clone()), count));
        }
        let value = &*without_unwanted(value);
        let role = match self.stack.last() {
            None => Role::Root,
            Some(Frame::List { .. }) => Role::Item,
            Some(Frame::Map { key: None, .. }) => Role::Key,
            Some(Frame::Map { .. }) => Role::Value,
        };
        let (notation, kind) = match style {
            ScalarStyle::SingleQuoted => (Notation::SingleQuoted, Style::Quoted),
            ScalarStyle::DoubleQuoted => (Notation::DoubleQuoted, Style::Quoted),
            ScalarStyle::Literal => (Notation::Literal, Style::Block),
            ScalarStyle::Folded => (Notation::Folded, Style::Block),
            _ => (Notation::Plain, Style::Plain),
        };
        if role == Role::Key {
            if range.is_empty() {
                self.diagnostics.push(refused::not_a_key(source, range.start));
            }
            // Where the blank indents, all that follows stands at another level than it seems.
            self.misindented |= value.starts_with('\u{3000}');
            let text = lookalike::key(source, range.clone(), value, &mut self.diagnostics);
            if let Some(Frame::Map { key, .. }) = self.stack.last_mut() {
                *key = Some(Key { text, range });
            }
            return Ok(None);
        }
        if kind == Style::Plain && range.is_empty() {
            return self.finished(range, Value::Null);
        }
        if kind == Style::Plain {
            lookalike::plain(source, range.clone(), role, &mut self.diagnostics);
        }
        let text = scalar::excerpt(source, range.clone(), value, notation);
        // The blank lines below a block are part of its range, but nothing to point at.
        let raw = source.text.get(range.clone()).unwrap_or_default();
        let range = range.start..range.start + raw.trim_end_matches('\n').len();
        self.finished(range, Value::Scalar(Scalar { text, style: kind }))
    }

    fn finished(&mut self, range: Range<usize>, value: Value) -> Result<Option<Node>, Stop> {
        let span = self.source.span(range);
        self.put(Node { span, value })
    }

    /// Puts a finished node where it belongs; it is handed back when it is the root.
    fn put(&mut self, mut node: Node) -> Result<Option<Node>, Stop> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Box::new(refused::too_many(self.source)));
        }
        match self.stack.last_mut() {
            None => return Ok(Some(node)),
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Map { entries, seen, key, .. }) => {
                let Some(Key { text, range }) = key.take() else {
                    // An alias in a key's place, which was reported.
                    *key = Some(Key { text: String::new(), range: 0..0 });
                    return Ok(None);
                };
                if range.is_empty() {
                    return Ok(None);
                }
                let key_span = self.source.span(range.clone());
                if node.value == Value::Null {
                    // An empty place cannot be pointed at; its key can.
                    node.span = key_span;
                }
                if let Some(first) = seen.get(&text) {
                    let place = self.source.place(range);
                    let before = crate::source::Place::new(&self.source.path, *first);
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::Duplicate,
                            place,
                            say!("「{text}」が2回書かれています。", "“{text}” is written twice."),
                        )
                        .help(say!("どちらか一方の行を消してください。", "Remove one of the two."))
                        .related(before, say!("1回目はここです。", "The first is here.")),
                    );
                } else {
                    seen.insert(text.clone(), key_span);
                    entries.push(Entry { key: text, key_span, value: node, origin: self.origin.clone() });
                }
            }
        }
        Ok(None)
    }
}

fn fault(kind: &ErrorKind) -> Fault {
    match kind {
        ErrorKind::RecursionLimitExceeded => Fault::Depth,
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => Fault::Tab,
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar => Fault::Quote,
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => Fault::Bracket,
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => Fault::Escape,
        _ => Fault::Other,
    }
}
