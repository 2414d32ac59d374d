//! The stack of open containers, and its limit.

use std::ops::Range;

use super::build::Builder;
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Place;
use crate::syntax::japanese::scan::MAX_DEPTH;
use crate::syntax::tree::{Block, Definition, Directive, FootnoteDefinition, Item, Name, Written};

pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) body: Vec<Block<Written>>,
}

pub(super) enum Kind {
    Root,
    Quote,
    /// A GFM alert.
    Alert(Directive),
    List {
        start: Option<u64>,
        items: Vec<Item<Written>>,
        loose: bool,
    },
    Item {
        task: Option<bool>,
    },
    Footnote(Name),
    /// Terms with what they mean.
    Definitions {
        definitions: Vec<Definition<Written>>,
        loose: bool,
    },
    /// What a term means.
    Meaning,
    /// An open directive.
    Fence(super::fence::Open),
    /// A container beyond the limit: its content belongs to its parent.
    Merged,
}

impl Frame {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, body: Vec::new() }
    }
}

impl Builder<'_, '_> {
    /// A paragraph of its own in an item makes the list loose (CommonMark, section 5.3).
    pub(super) fn loosen(&mut self) {
        for frame in self.frames.iter_mut().rev() {
            match &mut frame.kind {
                Kind::Item { .. } | Kind::Meaning | Kind::Fence(_) | Kind::Merged => {}
                Kind::List { loose, .. } | Kind::Definitions { loose, .. } => {
                    *loose = true;
                    return;
                }
                Kind::Root | Kind::Quote | Kind::Alert(_) | Kind::Footnote(_) => return,
            }
        }
    }

    /// Opens a container that starts at `range` of the marked text.
    pub(super) fn open_at(&mut self, kind: Kind, range: &Range<usize>) {
        self.open(kind, self.prepared.place(range.start..range.start));
    }

    pub(super) fn open(&mut self, kind: Kind, place: Place) {
        let deepens = !matches!(kind, Kind::List { .. } | Kind::Definitions { .. } | Kind::Merged);
        if self.depth >= MAX_DEPTH && !matches!(kind, Kind::Merged) {
            self.report_depth(place);
            self.frames.push(Frame::new(Kind::Merged));
            return;
        }
        self.depth += usize::from(deepens);
        self.frames.push(Frame::new(kind));
    }

    pub(super) fn report_depth(&mut self, place: Place) {
        if !std::mem::replace(&mut self.too_deep, true) {
            self.diagnostics.push(depth_exceeded(place));
        }
    }

    /// Closes the innermost container and hands its content to its parent.
    pub(super) fn close(&mut self) {
        let Some(Frame { kind, body }) = self.frames.pop() else { return };
        let flat = matches!(kind, Kind::List { .. } | Kind::Definitions { .. } | Kind::Merged | Kind::Root);
        self.depth -= usize::from(!flat);
        match kind {
            Kind::Root => self.frames.push(Frame { kind: Kind::Root, body }),
            Kind::Merged => {
                if let Some(parent) = self.frames.last_mut() {
                    parent.body.extend(body);
                }
            }
            Kind::Quote => self.block(Block::Quote(body)),
            Kind::Alert(directive) => self.block(Block::Directive(Directive { body, ..directive })),
            Kind::Fence(open) => self.block(Block::Directive(Directive { body, ..open.directive })),
            Kind::Footnote(label) => self.footnotes.push(FootnoteDefinition { label, body }),
            Kind::Item { task } => {
                if let Some(Frame { kind: Kind::List { items, .. }, .. }) = self.frames.last_mut() {
                    items.push(Item { task, body, tight: true });
                }
            }
            Kind::Meaning => {
                if let Some(Frame { kind: Kind::Definitions { definitions, .. }, .. }) =
                    self.frames.last_mut()
                    && let Some(definition) = definitions.last_mut()
                {
                    definition.meanings.push(Item { task: None, body, tight: true });
                }
            }
            Kind::Definitions { mut definitions, loose } => {
                for meaning in definitions.iter_mut().flat_map(|definition| &mut definition.meanings) {
                    meaning.tight = !loose;
                }
                self.block(Block::Definitions(definitions));
            }
            Kind::List { start, mut items, loose } => {
                for item in &mut items {
                    item.tight = !loose;
                }
                self.block(Block::List { start, items });
            }
        }
    }

    pub(super) fn block(&mut self, block: Block<Written>) {
        if let Some(frame) = self.frames.last_mut() {
            frame.body.push(block);
        }
    }
}

/// The message for what is nested too deeply.
pub(super) fn depth_exceeded(place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::Limit,
        place,
        say!(
            "リスト・引用・ブロック・強調の入れ子が深すぎます（上限は {MAX_DEPTH}）。",
            "Lists, quotes, blocks or emphasis are nested too deeply: {MAX_DEPTH} is the limit."
        ),
    )
    .help(say!("入れ子を浅くしてください。", "Nest less deeply."))
}
